# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a target's recording comes from: cut out of the released one, another half of it, or other weeks."""

from dataclasses import replace

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.signals import Signals
from secured.dean.signals.protocols import Split

__all__ = ["cut_out", "halves", "same_people", "weeks_apart"]

WEEK = 7 * 86400.0


def halves(recordings: Signals, gap: float) -> Split:
    """Split recordings into a first and a second half, `gap` seconds apart: the same session.

    Raises
    ------
    PrivacyInputError
        If the gap leaves nothing.
    """
    n = recordings.samples.shape[2]
    half = (n - round(gap * recordings.fs)) // 2
    if half < 1:
        raise PrivacyInputError(f"halves: a gap of {gap:g} s leaves nothing of {recordings.seconds:g} s.")
    return Split(
        name=f"halves, {gap:g} s apart",
        same_session=True,
        gallery=_part(recordings, 0, half),
        probes=_part(recordings, n - half, n),
    )


def cut_out(recordings: Signals, seconds: float, gap: float = 0.0) -> Split:
    """Cut a window out of the middle of every recording: what remains is the gallery, in two parts a recording.

    This is the setting of Lange et al.: with no gap the window's neighbours stay in the gallery, and who has the
    adjoining samples need not recognise the person. `gap` seconds on either side are dropped.

    Raises
    ------
    PrivacyInputError
        If nothing remains.

    References
    ----------
    Lange et al. 2023, arXiv:2308.08310.
    """
    n = recordings.samples.shape[2]
    window, dropped = round(seconds * recordings.fs), round(gap * recordings.fs)
    start = (n - window) // 2
    rest = min(start - dropped, n - start - window - dropped)
    if window < 1 or rest < 1:
        raise PrivacyInputError(
            f"cut_out: a window of {seconds:g} s with gaps of {gap:g} s leaves nothing of {recordings.seconds:g} s."
        )
    before = _part(recordings, start - dropped - rest, start - dropped)
    after = _part(recordings, start + window + dropped, start + window + dropped + rest)
    return Split(
        name=f"window cut out, {gap:g} s dropped",
        same_session=True,
        gallery=_together([before, after]),
        probes=_part(recordings, start, start + window),
    )


def weeks_apart(recordings: Signals, earlier: int, later: int) -> Split:
    """Cut recordings into weeks: the first `earlier` against the `later` that follow, one recording a week.

    Weeks with a missing sample are left out, and people who then have none on either side.

    Raises
    ------
    PrivacyInputError
        If the recordings are shorter than all these weeks.
    """
    length = round(WEEK * recordings.fs)
    if length < 1 or (earlier + later) * length > recordings.samples.shape[2]:
        raise PrivacyInputError(
            f"weeks_apart: {earlier + later} weeks do not fit recordings of {recordings.seconds / WEEK:.3g} weeks."
        )
    parts = [_part(recordings, week * length, (week + 1) * length) for week in range(earlier + later)]
    whole = [
        replace(part, sessions=np.full(len(part), week)).take(np.isfinite(part.samples).all(axis=(1, 2)))
        for week, part in enumerate(parts)
    ]
    gallery, probes = _together(whole[:earlier]), _together(whole[earlier:])
    both = pd.Index(gallery.people).intersection(pd.Index(probes.people), sort=False).to_numpy()
    return Split(name="other weeks", same_session=False, gallery=gallery.of(both), probes=probes.of(both))


def same_people(split: Split) -> Split:
    """Return the split with its probes in the order of its gallery.

    Raises
    ------
    PrivacyInputError
        If they are not of the same people.
    """
    if set(split.gallery.people) != set(split.probes.people):
        raise PrivacyInputError(
            f"{split.name}: gallery and probes hold different people. Keep those who are in both."
        )
    return replace(split, probes=split.probes.of(split.gallery.people))


def _together(parts: list[Signals]) -> Signals:
    return replace(
        parts[0],
        samples=np.concatenate([part.samples for part in parts]),
        subjects=np.concatenate([part.subjects for part in parts]),
        sessions=np.concatenate([part.sessions for part in parts]),
    )


def _part(recordings: Signals, start: int, stop: int) -> Signals:
    return replace(recordings, samples=recordings.samples[:, :, start:stop])
