# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How much of the shape of people's heartbeats, or series, a release loses, from 0 to 1."""

import numpy as np

from secured.common import LinkedRelease, PrivacyInputError
from secured.common.signals import Signals
from secured.common.signals.beats import mean_beats
from secured.dans.series.diagnostic_utility import prd_of_people
from secured.dans.series.people_series import Kind
from secured.dans.series.recordings import mean_of_people

__all__ = ["shape_loss"]


def shape_loss(before: Signals, linked: LinkedRelease, kind: Kind = "beats") -> float:
    """Return the mean over people of their PRD / 100, at most 1 each; who was left out counts 1.

    Parameters
    ----------
    before : Signals
        What the release was made from.
    linked : LinkedRelease
    kind : {"beats", "series"}
        Compare mean beats of the first channel; or everybody's mean recording, channel by channel and at its own
        rate; values that went missing are lost.

    References
    ----------
    Blanco-Velasco et al. 2005, doi:10.1016/j.medengphy.2005.02.007 (PRD).
    """
    released: Signals = linked.release.data
    place = {int(number): at for at, number in enumerate(released.people)}
    at = np.array([place.get(int(number), -1) for number in linked.row_of])
    if kind == "series":
        return float(_losses_of_series(before, released, at).mean())
    own, other = (mean_of_people(mean_beats(one), one)[:, None] for one in (before, released))
    usable = (at >= 0) & np.isfinite(own).all(axis=(1, 2))
    usable[usable] &= np.isfinite(other[at[usable]]).all(axis=(1, 2))
    losses = np.ones(len(own))
    losses[usable] = np.minimum(prd_of_people(own[usable], other[at[usable]]) / 100, 1.0)
    return float(losses.mean())


def _losses_of_series(before: Signals, released: Signals, at: np.ndarray) -> np.ndarray:
    """Everybody's loss: by their error where values are known before and after, all where they went missing."""
    own, other = _mean_series(before), _mean_series(released)
    if own.shape[1] != other.shape[1]:
        raise PrivacyInputError("shape_loss: the release has other channels than the recordings.")
    now, then = (np.arange(one.shape[2]) / fs for one, fs in ((own, before.fs), (other, released.fs)))
    losses = np.ones(len(own))
    for person in np.flatnonzero(at >= 0):
        pairs = zip(own[person], other[at[person]], strict=True)
        losses[person] = np.mean([_loss(first, np.interp(now, then, second)) for first, second in pairs])
    return losses


def _mean_series(signals: Signals) -> np.ndarray:
    """Mean over a person's recordings of what each of them knows; shape (n_people, n_channels, n_samples)."""
    codes, n = signals.codes, len(signals.people)
    sums, counts = (np.zeros((n, *signals.samples.shape[1:])) for _ in range(2))
    known = np.isfinite(signals.samples)
    np.add.at(sums, codes, np.where(known, signals.samples, 0.0))
    np.add.at(counts, codes, known)
    return np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)


def _loss(own: np.ndarray, other: np.ndarray) -> float:
    """PRD / 100 of one series, at most 1, over the share of it that is still there; 0 where nothing was ever known."""
    known = np.isfinite(own)
    if not known.any():
        return 0.0
    both = known & np.isfinite(other)
    if not both.any():
        return 1.0
    kept, spread = both.sum() / known.sum(), own[known].std()
    error = np.sqrt(np.mean((other[both] - own[both]) ** 2))
    return float(1 - kept + kept * min(error / max(spread, 1e-12), 1.0))
