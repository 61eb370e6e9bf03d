# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How much of the shape of people's heartbeats a release loses, from 0 to 1."""

import numpy as np

from secured.common import LinkedRelease
from secured.common.signals import Signals
from secured.common.signals.beats import mean_beats
from secured.dans.series.diagnostic_utility import prd_of_people
from secured.dans.series.recordings import mean_of_people

__all__ = ["shape_loss"]


def shape_loss(before: Signals, linked: LinkedRelease) -> float:
    """Return the mean over people of their PRD / 100, at most 1 each; who was left out counts 1.

    Parameters
    ----------
    before : Signals
        What the release was made from; the first channel is looked at.
    linked : LinkedRelease

    References
    ----------
    Blanco-Velasco et al. 2005, doi:10.1016/j.medengphy.2005.02.007 (PRD).
    """
    released: Signals = linked.release.data
    own, other = (mean_of_people(mean_beats(one), one)[:, None] for one in (before, released))
    place = {int(number): at for at, number in enumerate(released.people)}
    at = np.array([place.get(int(number), -1) for number in linked.row_of])
    usable = (at >= 0) & np.isfinite(own).all(axis=(1, 2))
    usable[usable] &= np.isfinite(other[at[usable]]).all(axis=(1, 2))
    losses = np.ones(len(own))
    losses[usable] = np.minimum(prd_of_people(own[usable], other[at[usable]]) / 100, 1.0)
    return float(losses.mean())
