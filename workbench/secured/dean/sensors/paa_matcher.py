# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Nearest window after piecewise aggregate approximation: a coarse, fast comparison of shapes or levels."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.spatial.distance import cdist

from secured.common import PrivacyInputError, method
from secured.common.signals import Signals
from secured.common.signals.paa import paa
from secured.dean.sensors.matcher import smallest_by_person
from secured.dean.sensors.windows import Scaling, at_rate, one_scale, same_sensors, windows_of

__all__ = ["PaaMatcher"]


@method(
    name="piecewise aggregate matching",
    engine="dean",
    modality="signal",
    goal="find a known person's sensor recording by coarse windows",
    section="5.3.5",
    source="Keogh et al. 2001, doi:10.1007/PL00011669",
)
@dataclass(frozen=True, kw_only=True)
class PaaMatcher:
    """Average every window into a few segments, and take the released window nearest to any of the target's.

    Parameters
    ----------
    seconds : float
        Length of a window.
    segments : int, default 16
        Or as many as a window has samples, where that is less.
    step : float, optional
        Seconds between the beginnings of two windows; a quarter of a window if not given.
    scaling : {"release", "window"}, default "window"

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range.

    References
    ----------
    Keogh, Chakrabarti, Pazzani & Mehrotra 2001, doi:10.1007/PL00011669. D2.1 section 5.3.5.
    """

    seconds: float
    segments: int = 16
    step: float | None = None
    scaling: Scaling = "window"

    def __post_init__(self) -> None:
        if not self.seconds > 0 or self.segments < 1 or not (self.step is None or self.step > 0):
            raise PrivacyInputError(
                f"PaaMatcher: seconds={self.seconds}, segments={self.segments}, step={self.step} do not make windows."
            )

    @property
    def name(self) -> str:
        """Name."""
        return "piecewise aggregates"

    def distances(self, targets: Signals, released: Signals, rng: np.random.Generator) -> np.ndarray:
        """Return the root mean square difference of the nearest windows; shape (n_targets, n_people, n_sensors)."""
        released = same_sensors(released, targets)
        gallery, known = one_scale(at_rate(released, None), at_rate(targets, None))
        length = round(self.seconds * released.fs)
        step = max(round((self.step or self.seconds / 4) * released.fs), 1)
        segments = min(self.segments, length)
        shape = (len(targets.people), len(released.people))
        found = np.full((*shape, len(targets.channels)), np.inf)
        for sensor in range(len(targets.channels)):
            one = slice(sensor, sensor + 1)
            own = windows_of(known[:, one], targets.codes, length, step, self.scaling)
            theirs = windows_of(gallery[:, one], released.codes, length, step, self.scaling)
            pairs = cdist(paa(own.values[:, 0], segments), paa(theirs.values[:, 0], segments))
            found[..., sensor] = smallest_by_person(pairs, own.person, theirs.person, *shape)
            found[..., sensor] /= np.sqrt(segments)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, **asdict(self)}
