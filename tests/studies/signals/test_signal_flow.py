# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recordings go through the one flow: a raw copy is shown unsafe, one heartbeat for many is not, the file holds nobody's number."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import (
    Column,
    ColumnType,
    Dataset,
    Modality,
    PrivacyInputError,
    Provenance,
    Role,
    Standing,
)
from secured.dans.series.shape_loss import shape_loss
from secured.dean import Verdict
from secured.studies import assess, curves_of, exposure_of, flow_of, last_look
from secured.studies.signals.flow import SignalFlow, visits
from secured_datasets.simulated.ecg_cohort import EcgCohort


def cohort(n_people: int = 90, n_visits: int = 2) -> Dataset:
    """Simulated people with a diagnosis."""
    made = EcgCohort(n_people=n_people, n_visits=n_visits, seconds=8.0).make(np.random.default_rng(5))
    category = {"role": Role.SENSITIVE, "type": ColumnType.CATEGORY}
    return Dataset(
        name="hearts",
        title="Hearts",
        modality=Modality.SIGNAL,
        data=made.signals,
        subjects=made.signals.subjects,
        columns={"t_wave": Column(**category)},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="a test", licence="none", citation="none"),
        population=n_people,
        prior=1.0,
        related={"people": made.people},
    )


@pytest.fixture(scope="module")
def study():
    return assess(cohort(), k=5, threshold=0.45, seed=7, workers=1)


def test_a_raw_copy_is_unsafe_and_one_heartbeat_for_many_is_not(study):
    assert study.risks["identifiers removed"].verdict is Verdict.SHOWN_UNSAFE
    assert study.risks["identifiers removed"].plain >= 0.8
    assert study.choice.chosen is not None and study.choice.chosen.name.startswith("one heartbeat")
    assert study.risks[study.choice.chosen.name].point <= 1 / 5 + 0.05
    for one in study.candidates:
        assert not one.infeasible
        for result in one.results:
            assert result.positive.rate >= 0.7 and result.null.rate <= 0.15 and result.control.rate == 0


def test_cheap_changes_of_the_rhythm_or_of_windows_protect_nobody(study):
    for name in ("half the windows left out", "rhythm of 5 people"):
        assert study.risks[name].verdict is Verdict.SHOWN_UNSAFE


def test_loss_grows_with_k_and_the_diagnosis_stays(study):
    found = [one for one in study.candidates if one.name.startswith("one heartbeat")]
    assert [one.loss for one in found] == sorted(one.loss for one in found)
    assert study.candidates[0].loss == 0.0
    k5 = next(one for one in found if one.name == "one heartbeat for k=5")
    assert k5.utility["diagnostic_accuracy"] >= 0.9 and k5.class_sizes and min(k5.class_sizes) >= 5


def test_the_file_that_leaves_holds_no_number_of_a_person(study, tmp_path):
    written = study.write(tmp_path)
    assert {path.name for path in written} == {"result.json", "release.npz", "release.json"}
    with np.load(tmp_path / "release.npz", allow_pickle=False) as held:
        assert sorted(np.unique(held["subjects"])) == list(range(len(np.unique(held["subjects"]))))
        assert len(held["subjects"]) == 90
    people = {str(one) for one in study.dataset.data.people}
    text = "".join((tmp_path / name).read_text() for name in ("result.json", "release.json"))
    assert not any(f'"{one}"' in text for one in people)


def test_the_adversary_never_has_what_is_released():
    dataset = cohort(45, 3)
    split = visits(dataset.data)
    assert (
        not split.same_session and set(split.gallery.sessions) == {0} and set(split.probes.sessions) == {1, 2}
    )
    once = dataset.data.take(dataset.data.sessions == 0)
    halves = visits(once)
    assert halves.same_session and halves.gallery.samples.shape[2] == halves.probes.samples.shape[2]
    assert not np.array_equal(halves.gallery.samples, halves.probes.samples)
    alone = replace(dataset, data=once, subjects=once.subjects, related={"people": dataset.related["people"]})
    assert "(same session)" in SignalFlow(dataset=alone).knowledge()


def test_too_few_people_of_another_day_do_not_stop_a_study_of_the_same_day():
    signals = cohort(45, 3).data
    late = (signals.sessions == 2) & (signals.codes >= 10)  # only ten people came on another day
    signals = replace(signals.take(~late), sessions=np.where(signals.take(~late).sessions == 2, 1, 0))
    split = visits(signals)
    assert split.label == "next recording (same session)"
    assert len(split.probes.people) == len(split.gallery.people) == 45


def test_shape_loss_by_hand():
    dataset = cohort(45)
    flow = flow_of(dataset)
    members = flow.part(np.arange(45))
    assert shape_loss(members.data, flow.unprotected(members, 7)) == 0.0
    linked = flow.unprotected(members, 7)
    nobody = replace(linked, row_of=np.full(45, -1))
    assert shape_loss(members.data, nobody) == 1.0


def test_a_look_at_single_people(study):
    look = last_look(study)
    assert len(look.claims.abstain) == len(look.probes.people) == len(study.people.members)
    assert (look.before.people == look.world.people.people[study.people.members]).all()
    with pytest.raises(PrivacyInputError, match="no candidate 'other'"):
        last_look(study, "other")


def test_a_raw_copy_gives_hearts_away_in_every_curve_and_one_for_many_does_not(study):
    looks = [last_look(study, "identifiers removed"), last_look(study)]
    raw, grouped = (curves_of(look, rng=np.random.default_rng(1)) for look in looks)
    assert raw.found[0] >= 0.8 and raw.membership["how alike the best"].area >= 0.75
    assert grouped.found[0] <= 1 / 5 + 0.02 and grouped.membership["how sure of the best"].area == 0.5
    assert abs(grouped.membership["how alike the best"].area - 0.5) < 0.25
    assert not grouped.gallery.curve.modelled and "alike" in grouped.gallery.standing
    exposed, hidden = (exposure_of(look, rng=np.random.default_rng(1), repeats=2) for look in looks)
    assert not exposed.refused and exposed.means["resampling"] >= 0.7
    assert hidden.refused and hidden.means["resampling"] <= 1 / 5 + 0.02 and "model" not in hidden.parts
