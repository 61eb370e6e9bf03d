# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The fifth tutorial: who is recognised by hand is who the engine recognises, sittings and defences do what the page says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import Dataset, PrivacyInputError
from secured.common.signals import Signals
from secured.dans.series import RecordingIdentifierRemoval, Resampling
from secured.dean.signals import HrvMatching
from secured.studies.classroom.heartbeat_defences import (
    AddedNoise,
    Defences,
    defended,
    one_heartbeat,
    usual_defences,
)
from secured.studies.classroom.heartbeats import (
    TwoOccasions,
    recognised,
    sittings_side_by_side,
    through_the_rate_of,
    two_occasions,
    unit_beats,
)
from secured_datasets import load

SEED = 7


@pytest.fixture(scope="module")
def recordings() -> Dataset:
    return load("simulated-ecg")


@pytest.fixture(scope="module")
def meeting(recordings: Dataset) -> TwoOccasions:
    return two_occasions(recordings, seed=SEED)


@pytest.fixture(scope="module")
def defences(meeting: TwoOccasions) -> Defences:
    return usual_defences(meeting, k=5, noise=(1.0, 4.0), seed=SEED)


def holding(dataset: Dataset, signals: Signals) -> Dataset:
    """The dataset with other recordings, and no facts."""
    return replace(dataset, data=signals, subjects=signals.subjects, related={})


def test_everybody_has_two_occasions_and_nobody_is_on_both_sides_of_the_door(
    recordings: Dataset, meeting: TwoOccasions
) -> None:
    released, known = meeting.released.data, meeting.known
    assert (len(meeting), len(meeting.strangers)) == (90, 30)
    assert released.subjects.tolist() == known.subjects.tolist()
    assert meeting.held_out.data.subjects.tolist() == meeting.strangers.subjects.tolist()
    assert not set(known.subjects) & set(meeting.strangers.subjects)
    assert (released.sessions < known.sessions).all() and meeting.occasion == "other day"
    facts = recordings.related["people"].set_index(recordings.data.people)
    assert meeting.released.related["people"].equals(facts.loc[released.subjects].reset_index(drop=True))
    assert repr(meeting) == "TwoOccasions(90 people released, 30 not; other day)"
    other = two_occasions(recordings, seed=SEED + 1)
    assert set(other.strangers.subjects) != set(meeting.strangers.subjects)


def test_people_without_a_usable_beat_are_left_out(recordings: Dataset, meeting: TwoOccasions) -> None:
    samples = recordings.data.samples.copy()
    flat, lost = meeting.known.subjects[0], meeting.known.subjects[1]
    samples[recordings.data.subjects == flat] = 0.0
    samples[(recordings.data.subjects == lost) & (recordings.data.sessions == 1)] = np.nan
    broken = replace(recordings, data=replace(recordings.data, samples=samples))
    some = two_occasions(broken, seed=SEED)
    assert len(some) + len(some.strangers) == 118
    assert not {flat, lost} & {*some.known.subjects, *some.strangers.subjects}
    few = recordings.data.of(recordings.data.people[:19])
    with pytest.raises(PrivacyInputError, match="19 people have two usable recordings"):
        two_occasions(holding(recordings, few), seed=SEED)
    with pytest.raises(PrivacyInputError, match="share_out=0.9"):
        two_occasions(recordings, seed=SEED, share_out=0.9)


def test_by_hand_the_same_people_are_found_as_by_the_engine(meeting: TwoOccasions) -> None:
    linked = RecordingIdentifierRemoval().link(meeting.released, np.random.default_rng(1))
    known, theirs = unit_beats(meeting.known), unit_beats(linked.release.data)
    assert np.allclose(known.mean(axis=1), 0) and np.allclose(np.linalg.norm(known, axis=1), 1)
    apart = np.linalg.norm(known[:, None] - theirs[None], axis=2)
    assert np.allclose(apart**2, 2 - 2 * known @ theirs.T)
    own = apart[np.arange(len(meeting)), linked.row_of]
    places = 1 + (apart < own[:, None]).sum(axis=1)
    row = recognised(meeting, linked, seed=SEED)
    assert row.closed.ranks.tolist() == places.tolist()
    assert 0.6 < row.closed.rank(1).point < 0.9 and row.null_rank_1 < 0.1
    assert row.open is not None and len(row.open.stranger_best) == 30
    assert (
        row.open.open_set(0.1).identified.point < row.closed.rank(1).point
    )  # a threshold costs people who were first
    again = recognised(meeting, linked, seed=SEED)
    assert again.closed.ranks.tolist() == row.closed.ranks.tolist() and again.null_rank_1 == row.null_rank_1
    with pytest.raises(PrivacyInputError, match="leaves out some of 90 people"):
        recognised(
            meeting, replace(linked, row_of=np.where(linked.row_of == 3, -1, linked.row_of)), seed=SEED
        )


def test_one_sitting_flatters_and_says_so(recordings: Dataset) -> None:
    table = sittings_side_by_side(recordings, seed=SEED).table()
    assert table["protocol"].tolist() == [
        "beats of one recording at random (same session)",
        "halves of one recording (same session)",
        "other day",
    ]
    dealt, halves, later = table["rank_1"]
    assert dealt >= halves > later + 0.15
    assert (table["null_rank_1"] < 0.06).all() and (table["probes"] == 120).all()


def test_beats_dealt_out_tell_nothing_where_all_hearts_are_the_same(recordings: Dataset) -> None:
    """The leaky split leaks what is in the recording: here nothing but noise is anybody's own."""
    rng = np.random.default_rng(3)
    one = recordings.data.samples[:1]
    samples = one + 0.02 * rng.standard_normal((90, *one.shape[1:]))
    same = Signals(
        samples=samples.astype(np.float32), fs=250.0, channels=("I",), units=("mV",),
        subjects=np.repeat([f"p{at}" for at in range(45)], 2), sessions=np.tile([0, 1], 45),
    )  # fmt: skip
    table = sittings_side_by_side(holding(recordings, same), seed=SEED).table()
    assert (table["rank_1"] < 0.2).all()


def test_defences_break_or_hold_as_the_page_says(defences: Defences) -> None:
    rows = {row.name: row for row in defences.rows}
    bare, shared = rows["names removed"], rows["one heartbeat for k=5"]
    assert bare.cost is not None and bare.cost.prd == 0 and bare.promised is None
    weak, strong = rows["noise, 1 times the signal"], rows["noise, 4 times the signal"]
    assert weak.as_is.point > 0.4 and strong.as_is.point < 0.25  # noise that hides ...
    assert strong.cost is not None and strong.cost.prd > 40  # ... leaves no beat
    for rate in (50, 25):
        slower = rows[f"resampled to {rate} Hz"]
        assert slower.as_is.point < 0.5 < slower.adapted.point  # who knows of it finds many again
    rhythm = rows["rhythm of k=5 people"]
    assert rhythm.by_rhythm.point < 0.06 < bare.by_rhythm.point
    assert rhythm.as_is.point > bare.as_is.point - 0.1  # the shape is still there
    assert shared.promised == 0.2 and shared.groups == 18
    assert shared.as_is.low <= shared.promised and shared.as_is.point < bare.as_is.point / 2
    assert shared.adapted == shared.as_is  # there is nothing to adapt to
    assert shared.cost is not None and shared.cost.prd_of_waves["P"] > 40


def test_no_matcher_is_right_about_more_than_one_in_k(meeting: TwoOccasions) -> None:
    """Even one who is told the right group only guesses within it: groups / people, and never more than 1 / k."""
    for k in (3, 7):
        defence = one_heartbeat(meeting, k, seed=SEED)
        data: Signals = defence.linked.release.data
        _, group, sizes = np.unique(data.samples, axis=0, return_inverse=True, return_counts=True)
        assert sizes.min() >= k and len(sizes) == defence.groups
        best = (1 / sizes[group.ravel()]).mean()
        assert best == pytest.approx(defence.groups / len(meeting)) and best <= defence.promised


def test_the_table_of_defences_shows_what_there_is(defences: Defences, meeting: TwoOccasions) -> None:
    table = defences.table()
    assert table["defence"].is_unique and table["found"].between(0, 1).all()
    assert table["at most"].notna().tolist() == [False] * 6 + [True]
    html = defences._repr_html_()
    assert "none" in html and "one heartbeat for k=5" in html
    facts = meeting.released.related["people"][["age"]]
    undiagnosed = replace(
        meeting,
        released=replace(meeting.released, related={"people": facts}),
        held_out=replace(meeting.held_out, related={}),
    )
    one = defended(undiagnosed, RecordingIdentifierRemoval(), name="names removed", seed=SEED)
    assert one.to_dict()["right diagnoses"] is None and one.to_dict()["beat error"] == 0
    noise = defended(meeting, AddedNoise(spreads=1e6), name="noise only", seed=SEED)
    assert noise.as_is.point < 0.1


def test_noise_is_as_large_as_asked_and_leaves_the_recordings_alone(meeting: TwoOccasions) -> None:
    before = meeting.released.data.samples.copy()
    linked = AddedNoise(spreads=2.0).link(meeting.released, np.random.default_rng(5))
    assert np.array_equal(meeting.released.data.samples, before)
    added = linked.release.data.samples[linked.row_of] - before
    usual = np.median(before.std(axis=2))
    assert added.std() == pytest.approx(2 * usual, rel=0.01)
    for wrong in (0.0, -1.0, np.inf, np.nan):
        with pytest.raises(PrivacyInputError, match="spreads"):
            AddedNoise(spreads=wrong)


def test_who_adapts_goes_through_the_same_rate(meeting: TwoOccasions) -> None:
    slower = Resampling(rate=50.0).apply(meeting.released, rng=np.random.default_rng(1)).data
    there_and_back = through_the_rate_of(slower, meeting.known)
    assert there_and_back.fs == meeting.known.fs
    assert there_and_back.samples.shape == meeting.known.samples.shape
    assert through_the_rate_of(meeting.released.data, meeting.known) is meeting.known
    spectrum = np.abs(np.fft.rfft(there_and_back.samples[:, 0], axis=1)) ** 2
    hz = np.fft.rfftfreq(there_and_back.samples.shape[2], 1 / there_and_back.fs)
    assert spectrum[:, hz > 30].sum() < 1e-3 * spectrum.sum()


def test_rhythm_alone_finds_few_and_a_dataset_of_one_sitting_is_labelled(
    recordings: Dataset, meeting: TwoOccasions
) -> None:
    linked = RecordingIdentifierRemoval().link(meeting.released, np.random.default_rng(1))
    assert recognised(meeting, linked, seed=SEED, matcher=HrvMatching()).closed.rank(1).point < 0.35
    first = recordings.data.take(recordings.data.sessions < 2)
    together = holding(recordings, replace(first, sessions=np.zeros(len(first), dtype=np.int64)))
    sitting = two_occasions(together, seed=SEED)
    assert sitting.same_session and sitting.occasion == "next recording (same session)"
    bare = RecordingIdentifierRemoval().link(sitting.released, np.random.default_rng(1))
    assert recognised(sitting, bare, seed=SEED).closed.protocol == "same session"
    assert pd.Series(sitting.known.subjects).is_unique
