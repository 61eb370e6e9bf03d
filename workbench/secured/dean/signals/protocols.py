# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which recordings an adversary holds and which are in the gallery: halves of one, one sitting, another day."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.signals import Signals

__all__ = ["Split", "other_day", "same_day", "same_record_halves", "splits"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """A gallery and probes of some of its people.

    Parameters
    ----------
    name : str
    same_session : bool
        Whether gallery and probes come from one sitting, where posture, electrodes and heart rate give people
        away: no estimate of the risk at another time. Say so wherever the figures stand.
    gallery, probes : Signals
        Everybody in `probes` is in `gallery`; others of the gallery are distractors.
    """

    name: str
    same_session: bool
    gallery: Signals
    probes: Signals

    @property
    def label(self) -> str:
        """The name, with the warning where one is due."""
        return f"{self.name} (same session)" if self.same_session else self.name

    def __repr__(self) -> str:
        return f"Split({self.label}: {len(self.probes.people)} people among {len(self.gallery.people)})"


def same_record_halves(signals: Signals) -> Split:
    """First half of everybody's first recording against its second half: the field's leaky split."""
    first = signals.take(_nth(signals, 0))
    half = first.samples.shape[2] // 2
    return Split(
        name="halves of one recording",
        same_session=True,
        gallery=replace(first, samples=first.samples[:, :, :half]),
        probes=replace(first, samples=first.samples[:, :, half : 2 * half]),
    )


def same_day(signals: Signals) -> Split:
    """Everybody's first recording against the next one of the same occasion."""
    first, second = _nth(signals, 0), _nth(signals, 1)
    return Split(
        name="next recording",
        same_session=True,
        gallery=signals.take(first),
        probes=signals.take(second & _first_occasion(signals)),
    )


def other_day(signals: Signals) -> Split:
    """All recordings of everybody's first occasion against all those of later ones."""
    first = _first_occasion(signals)
    return Split(
        name="other day",
        same_session=False,
        gallery=signals.take(first),
        probes=signals.take(~first),
    )


def splits(signals: Signals) -> tuple[Split, ...]:
    """All three, so that no figure of one sitting stands alone; those without a single probe are left out.

    Raises
    ------
    PrivacyInputError
        If there are no recordings.
    """
    if not len(signals):
        raise PrivacyInputError("splits: there are no recordings. Give some.")
    made = (same_record_halves(signals), same_day(signals), other_day(signals))
    return tuple(split for split in made if len(split.probes))


def _first_occasion(signals: Signals) -> np.ndarray:
    """Mask of the recordings of everybody's first occasion."""
    opening = pd.Series(signals.sessions).groupby(signals.codes).transform("min").to_numpy()
    return np.asarray(signals.sessions == opening)


def _nth(signals: Signals, n: int) -> np.ndarray:
    """Mask of everybody's n-th recording, by occasion and then in the order given."""
    order = np.lexsort((np.arange(len(signals)), signals.sessions))
    place = pd.Series(signals.codes[order]).groupby(signals.codes[order]).cumcount().to_numpy()
    mask = np.zeros(len(signals), dtype=bool)
    mask[order[place == n]] = True
    return mask
