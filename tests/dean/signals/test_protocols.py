# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a protocol calls another day is one, and what is one sitting says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.signals import Signals
from secured.dean.signals.protocols import other_day, same_day, same_record_halves, splits


def numbered(subjects: list[int], sessions: list[int]) -> Signals:
    """Every sample holds the number of its recording."""
    n = len(subjects)
    samples = np.repeat(np.arange(n, dtype=np.float32)[:, None, None], 10, axis=2)
    return Signals(
        samples=samples, fs=10.0, channels=("I",), units=("mV",),
        subjects=np.array(subjects, dtype=np.int64), sessions=np.array(sessions, dtype=np.int64),
    )  # fmt: skip


def made_of(signals: Signals) -> list[int]:
    return signals.samples[:, 0, 0].astype(int).tolist()


def test_a_small_example_by_hand():
    #                    0  1  2  3  4  5       recordings; person 2 came once
    signals = numbered([1, 1, 1, 2, 3, 3], [0, 0, 4, 0, 2, 1])
    halves, sitting, day = splits(signals)
    assert made_of(halves.gallery) == made_of(halves.probes) == [0, 3, 5]
    assert halves.gallery.samples.shape[2] == 5
    assert made_of(sitting.gallery) == [0, 3, 5]
    assert made_of(sitting.probes) == [1]
    assert made_of(day.gallery) == [0, 1, 3, 5]
    assert made_of(day.probes) == [2, 4]
    assert [one.same_session for one in (halves, sitting, day)] == [True, True, False]
    assert halves.label.endswith("(same session)")
    assert sitting.label.endswith("(same session)")
    assert day.label == "other day"


recorded = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=20)


@given(recorded)
def test_no_recording_is_on_both_sides_and_every_probe_has_somebody_to_find(pairs):
    signals = numbered([one for one, _ in pairs], [two for _, two in pairs])
    for split in (same_day(signals), other_day(signals)):
        assert not set(made_of(split.gallery)) & set(made_of(split.probes))
    for split in splits(signals):
        assert set(split.probes.people) <= set(split.gallery.people) == set(signals.people)


@given(recorded)
def test_no_sitting_is_on_both_sides_of_another_day(pairs):
    signals = numbered([one for one, _ in pairs], [two for _, two in pairs])
    split = other_day(signals)
    sittings = [
        set(zip(part.subjects.tolist(), part.sessions.tolist(), strict=True))
        for part in (split.gallery, split.probes)
    ]
    assert not sittings[0] & sittings[1]


def test_halves_share_no_sample():
    signals = numbered([1], [0])
    ramp = Signals(**(vars(signals) | {"samples": np.arange(11, dtype=np.float32)[None, None]}))
    split = same_record_halves(ramp)
    assert split.gallery.samples.ravel().tolist() == [0, 1, 2, 3, 4]
    assert split.probes.samples.ravel().tolist() == [5, 6, 7, 8, 9]


def test_nothing_to_split_is_refused():
    with pytest.raises(PrivacyInputError, match="no recordings"):
        splits(numbered([], []))
