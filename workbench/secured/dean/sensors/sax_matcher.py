# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Bags of SAX words: which coarse shapes a person's recording consists of, and how often."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.signals import Signals
from secured.common.signals.sax import sax
from secured.dean.sensors.windows import at_rate, same_sensors, windows_of

__all__ = ["SaxMatcher", "cosine_of_bags"]


@method(
    name="bags of SAX words",
    engine="dean",
    modality="signal",
    goal="find a known person's sensor recording by the words it is made of",
    section="5.3.5",
    source="Senin & Malinchik 2013, doi:10.1109/ICDM.2013.52",
)
@dataclass(frozen=True, kw_only=True)
class SaxMatcher:
    """Turn every window into a SAX word, count words per person, and compare counts weighted by rarity.

    Parameters
    ----------
    seconds : float
        Length of a window.
    segments : int, default 4
        Letters of a word.
    alphabet : int, default 4
    step : float, optional
        Seconds between the beginnings of two windows; a sixteenth of a window if not given.

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range.

    References
    ----------
    Lin, Keogh, Wei & Lonardi 2007, doi:10.1007/s10618-007-0064-z; Senin & Malinchik 2013,
    doi:10.1109/ICDM.2013.52. D2.1 section 5.3.5.
    """

    seconds: float
    segments: int = 4
    alphabet: int = 4
    step: float | None = None

    def __post_init__(self) -> None:
        if not self.seconds > 0 or self.segments < 1 or self.alphabet < 2:
            raise PrivacyInputError(
                f"SaxMatcher: seconds={self.seconds}, segments={self.segments}, alphabet={self.alphabet} make no words."
            )

    @property
    def name(self) -> str:
        """Name."""
        return "SAX words"

    def distances(self, targets: Signals, released: Signals, rng: np.random.Generator) -> np.ndarray:
        """Return 1 - cosine of the bags; shape (n_targets, n_people, n_sensors)."""
        released = same_sensors(released, targets)
        found = [
            cosine_of_bags(self._bags(targets, sensor), self._bags(released, sensor))
            for sensor in range(len(targets.channels))
        ]
        return np.stack(found, axis=-1)

    def _bags(self, signals: Signals, sensor: int) -> np.ndarray:
        """Counts of every possible word; shape (n_people, alphabet ** segments)."""
        samples = at_rate(signals, None)[:, sensor : sensor + 1]
        length = round(self.seconds * signals.fs)
        step = max(round((self.step or self.seconds / 16) * signals.fs), 1)
        windows = windows_of(samples, signals.codes, length, step, "window")
        letters = sax(windows.values[:, 0], self.segments, self.alphabet)
        words = letters @ (self.alphabet ** np.arange(self.segments))
        bags = np.zeros((len(signals.people), self.alphabet**self.segments))
        np.add.at(bags, (windows.person, words), 1)
        return bags

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, **asdict(self)}


def cosine_of_bags(targets: np.ndarray, released: np.ndarray) -> np.ndarray:
    """Return 1 - cosine of counts, each word weighted by log(n_people / people who have it).

    Counts enter as 1 + log(count). A bag without any telling word is infinitely far.

    Parameters
    ----------
    targets : ndarray, shape (n_targets, n_words)
    released : ndarray, shape (n_people, n_words)

    Examples
    --------
    >>> cosine_of_bags(np.array([[2, 0, 1]]), np.array([[1, 0, 5], [0, 3, 4]])).round(3).tolist()
    [[0.0, 1.0]]
    """
    having = (released > 0).sum(axis=0)
    rarity = np.log(len(released) / np.where(having, having, len(released)))

    def weighted(bags: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        one = np.where(bags > 0, 1 + np.log(np.where(bags > 0, bags, 1)), 0) * rarity
        return one, np.linalg.norm(one, axis=1)

    (first, first_norm), (second, second_norm) = weighted(targets), weighted(released)
    norms = np.outer(first_norm, second_norm)
    cosine = np.divide(first @ second.T, norms, out=np.full(norms.shape, -np.inf), where=norms > 0)
    return np.where(np.isfinite(cosine), np.maximum(1 - cosine, 0), np.inf)
