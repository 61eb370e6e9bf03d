# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings are cut as described; everybody is found in simulated copies, nobody by luck, and outsiders stay out."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.signals import Signals
from secured.dean.sensors import DtwAlignment, LearnedMatcher, PaaMatcher
from secured.studies.signals.identification_table import IdentificationRow
from secured.studies.signals.in_or_out import in_or_out
from secured.studies.signals.sensor_identification import (
    activity_matchers,
    bedside_matchers,
    identify_by_sensors,
)
from secured.studies.signals.sensor_settings import cut_out, halves, weeks_apart


def recordings(n_people, seconds=40, fs=20.0, seed=0):
    """One recording of everybody, a tone of their own over noise and another level."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(seconds * fs)) / fs
    tones = np.sin(2 * np.pi * rng.uniform(0.5, 3, (n_people, 1)) * time) + rng.normal(size=(n_people, 1))
    samples = np.stack([tones, rng.normal(size=tones.shape)], axis=1) + 0.2 * rng.normal(
        size=(n_people, 2, len(time))
    )
    return Signals(
        samples=samples.astype(np.float32),
        fs=fs,
        channels=("tone", "noise"),
        units=("au", "au"),
        subjects=np.array([f"p{i}" for i in range(n_people)]),
        sessions=np.zeros(n_people, dtype=int),
    )


@dataclass(frozen=True, kw_only=True)
class Oracle:
    """Knows everybody who is among the candidates."""

    name: str = "oracle"

    def distances(self, targets: Signals, released: Signals, rng: np.random.Generator) -> np.ndarray:
        """0 to oneself, 1 to others."""
        return (targets.people[:, None] != released.people).astype(float)[..., None]

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"matcher": self.name}


def identified(split, matcher, *combinations):
    """Rows of one matcher."""
    rng = np.random.default_rng(0)
    return identify_by_sensors([split], [matcher], rng=rng, combinations=combinations or ("score",)).rows


def decided(split, matcher):
    """Rows of one matcher, by distance and by eccentricity."""
    return in_or_out([split], [matcher], rng=np.random.default_rng(0)).rows


def test_halves_are_apart():
    whole = recordings(2, seconds=10)
    split = halves(whole, gap=2.0)
    first, second = split.gallery, split.probes
    assert split.label == "halves, 2 s apart (same session)"
    assert first.samples.shape == second.samples.shape == (2, 2, 80)
    np.testing.assert_array_equal(second.samples, whole.samples[..., 120:])
    with pytest.raises(PrivacyInputError, match="leaves nothing"):
        halves(whole, gap=10.0)


def test_the_window_is_cut_out_and_its_neighbours_with_it():
    whole = replace(recordings(1, seconds=10), samples=np.arange(200.0).reshape(1, 1, 200).repeat(2, axis=1))
    split = cut_out(whole, seconds=2.0, gap=1.0)
    gallery, probes = split.gallery, split.probes
    assert split.same_session
    assert probes.samples[0, 0].tolist() == list(range(80, 120))
    assert gallery.samples[:, 0, [0, -1]].tolist() == [[0, 59], [140, 199]]
    touching = cut_out(whole, seconds=2.0).gallery
    assert touching.samples[:, 0, [0, -1]].tolist() == [[0, 79], [120, 199]]
    assert touching.people.tolist() == ["p0"]
    with pytest.raises(PrivacyInputError, match="leaves nothing"):
        cut_out(whole, seconds=2.0, gap=4.0)


def test_weeks_are_told_apart_and_gaps_left_out():
    hours = np.arange(28 * 24, dtype=float)
    samples = np.stack([hours, hours + 1000, hours + 2000])[:, None]
    samples[1, 0, 0] = np.nan  # the second person lacks the first week, the third the last two
    samples[2, 0, 14 * 24 + 5 :] = np.nan
    whole = Signals(
        samples=samples,
        fs=1 / 3600,
        channels=("steps",),
        units=("steps/h",),
        subjects=np.array(["a", "b", "c"]),
        sessions=np.zeros(3, dtype=int),
    )
    split = weeks_apart(whole, 2, 2)
    gallery, probes = split.gallery, split.probes
    assert split.label == "other weeks"
    assert gallery.subjects.tolist() == ["a", "a", "b"] and probes.subjects.tolist() == ["a", "a", "b", "b"]
    assert gallery.sessions.tolist() == [0, 1, 1] and gallery.samples[2, 0, 0] == 1168
    with pytest.raises(PrivacyInputError, match="5 weeks do not fit"):
        weeks_apart(whole, 3, 2)


def test_bounds_of_perfect_and_empty_results():
    row = identified(halves(recordings(20), gap=1.0), Oracle())[0]
    perfect = row.to_dict()
    assert perfect["rank_1"] == perfect["rank_5"] == 1 and perfect["rank_1_low"] == pytest.approx(
        0.025 ** (1 / 20)
    )
    assert perfect["null_rank_1"] <= 0.15 and perfect["chance"] == 0.05
    assert perfect["eer"] == 0 and row.open is None and perfect["dir_at_far_0.1"] is None


def test_rows_are_those_of_hearts():
    """One table for all: same columns, protocols in the order given, same-session label kept."""
    whole = recordings(12)
    matcher = PaaMatcher(seconds=2.0, segments=20, step=0.2, scaling="release")
    splits = [cut_out(whole, 5.0), replace(halves(whole, gap=1.0), name="another day", same_session=False)]
    found = identify_by_sensors(
        splits, [matcher], rng=np.random.default_rng(0), combinations=("score", "rank")
    )
    table = found.table()
    assert (
        table["protocol"].tolist() == ["window cut out, 0 s dropped (same session)"] * 2 + ["another day"] * 2
    )
    assert table["matcher"].tolist() == ["piecewise aggregates", "piecewise aggregates, rank"] * 2
    row = IdentificationRow(
        protocol="x", matcher="x", closed=found.rows[0].closed, null_rank_1=0.0, seconds=0.0
    )
    assert table.columns.tolist() == list(row.to_dict())
    assert "p0" not in found._repr_html_() + str(found.to_dict())


@pytest.mark.parametrize("combine", ["score", "rank", "bayes"])
def test_people_are_found_and_luck_is_not_mistaken_for_it(combine):
    matcher = PaaMatcher(seconds=2.0, segments=20, step=0.2, scaling="release")
    found = identified(halves(recordings(30), gap=1.0), matcher, combine)[0]
    first, fifth = 30 * found.closed.cmc[0], 30 * found.closed.cmc[4]
    assert first > (5 if combine == "rank" else 20) and 30 * found.null_rank_1 <= 5
    assert fifth >= first


def test_one_distance_for_all_sensors_is_ranked_once():
    rows = identified(halves(recordings(12), gap=1.0), Oracle(), "score", "rank", "bayes")
    assert [row.matcher for row in rows] == ["oracle"]


def test_evidence_leaves_out_a_sensor_that_is_noise():
    matcher = PaaMatcher(seconds=2.0, segments=20, step=0.2, scaling="release")
    score, bayes = identified(halves(recordings(30), gap=1.0), matcher, "score", "bayes")
    assert bayes.closed.cmc[0] >= score.closed.cmc[0]


def test_nothing_is_drawn_for_the_ranking():
    """A combination that is added changes no other: weights are learned in the same folds."""
    split = halves(recordings(20), gap=1.0)
    matcher = PaaMatcher(seconds=2.0, segments=20, step=0.2, scaling="release")
    alone, beside = identified(split, matcher, "bayes")[0], identified(split, matcher, "score", "bayes")[1]
    assert alone.closed.ranks.tolist() == beside.closed.ranks.tolist()
    np.testing.assert_array_equal(alone.closed.own, beside.closed.own)


def test_in_or_out():
    split = halves(recordings(30), gap=1.0)
    known = decided(split, Oracle())
    assert [one.curve.area for one in known] == [1.0, 1.0]
    assert known[0].to_dict()["true_positives"] == 1 and known[0].to_dict()["n"] == 30
    people = split.probes.people
    others = replace(
        split.probes, subjects=people[np.roll(np.arange(30), 7)]
    )  # everybody's recording under another's name
    matcher = LearnedMatcher(model="random forest", seconds=4.0, rounds=50)
    real, mixed = decided(split, matcher), decided(replace(split, probes=others), matcher)
    assert min(one.curve.area for one in real) > 0.8
    assert max(abs(one.curve.area - 0.5) for one in mixed) < 0.25


def test_too_few_people_show_no_rate():
    row = decided(halves(recordings(10), gap=1.0), Oracle())[0].to_dict()
    assert row["true_positives"] is None and row["low"] is None and row["area"] == 1.0


def test_other_people_are_refused():
    split = halves(recordings(8), gap=1.0)
    fewer = replace(split, probes=split.probes.take(np.arange(4)))
    for study in (identified, decided):
        with pytest.raises(PrivacyInputError, match="different people"):
            study(fewer, Oracle())


def test_published_setting_flatters():
    """The neighbours of a slow drift give it away; with them dropped, or at another time, nothing is left."""
    rng = np.random.default_rng(0)
    drift = np.cumsum(rng.normal(size=(30, 1, 4000)), axis=2)
    whole = replace(recordings(30), samples=drift, channels=("drift",), units=("au",), fs=20.0)
    matcher = DtwAlignment(variant="slicing", seconds=5.0, rate=4.0, band=0.1, overlap=0.9)

    def found(gap):
        return identified(cut_out(whole, 5.0, gap), matcher)[0].closed.cmc[0]

    assert found(0.0) > 1.5 * found(40.0)


def test_presets_have_names_of_their_own():
    for matchers in (bedside_matchers(), activity_matchers()):
        assert len({one.name for one in matchers}) == len(matchers) == 8
