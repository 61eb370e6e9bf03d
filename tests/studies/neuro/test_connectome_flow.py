# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Connectomes go through the one flow: a raw copy is unsafe, hiding telling edges is not enough, groups and their file hold."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import (
    Column,
    ColumnType,
    Dataset,
    Modality,
    Provenance,
    Role,
    Standing,
)
from secured.dean import Verdict
from secured.studies import Sweep, assess, curves_of, exposure_of, flow_of, last_look, split_people
from secured.studies.neuro.flow import ConnectomeFlow
from secured.studies.release_assessment import _Confirmation
from secured_datasets.simulated.connectome_cohort import ConnectomeCohort


def cohort(n_people: int = 90, n_regions: int = 48) -> Dataset:
    """Simulated people with a test's result."""
    made = ConnectomeCohort(n_people=n_people, n_regions=n_regions, volumes=300).make(
        np.random.default_rng(5)
    )
    return Dataset(
        name="brains",
        title="Brains",
        modality=Modality.CONNECTOME,
        data=made.connectomes,
        subjects=made.connectomes.subjects,
        columns={"cognition": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY)},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="a test", licence="none", citation="none"),
        population=n_people,
        prior=1.0,
        related={"people": made.people},
    )


@pytest.fixture(scope="module")
def study():
    return assess(cohort(), k=5, threshold=0.45, seed=7, workers=1)


def test_a_raw_copy_is_unsafe_and_groups_are_not(study):
    raw = study.risks["identifiers removed"]
    assert raw.verdict is Verdict.SHOWN_UNSAFE and raw.plain >= 0.9
    assert study.choice.chosen is not None
    assert study.risks["one connectome for k=10"].point <= 1 / 10 + 0.1
    for one in study.candidates:
        assert not one.infeasible
        for result in one.results:
            assert result.positive.rate >= 0.9 and result.null.rate <= 0.15 and result.control.rate == 0


def test_hidden_edges_stop_who_compares_all_more_than_who_chooses(study):
    one = next(one for one in study.candidates if one.name == "10% of the edges hidden")
    rates = {result.id: result.main.rate for result in one.results}
    assert rates["leverage, 100 edges"] > rates["all edges"]
    assert study.risks[one.name].verdict is Verdict.SHOWN_UNSAFE


def test_utility_is_told_beside(study):
    by_name = {one.name: one for one in study.candidates}
    assert by_name["identifiers removed"].loss == 0.0
    losses = [one.loss for name, one in by_name.items() if name.startswith("one connectome")]
    assert losses == sorted(losses)
    utility = by_name["identifiers removed"].utility
    assert utility["prediction_accuracy"] == utility["prediction_accuracy_unprotected"] is not None
    sizes = by_name["one connectome for k=5"].class_sizes
    assert min(sizes) >= 5 and sum(sizes.values()) == len(study.people.members)


def test_the_file_that_leaves_holds_no_number_of_a_person(study, tmp_path):
    written = study.write(tmp_path)
    assert {path.name for path in written} == {"result.json", "release.npz", "release.json"}
    with np.load(tmp_path / "release.npz", allow_pickle=False) as held:
        assert sorted(held["subjects"]) == list(range(90)) and held["edges"].shape[0] == 90
    text = "".join((tmp_path / name).read_text() for name in ("result.json", "release.json"))
    assert "simulated-0" not in text
    replace(study, final=None).write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]  # no file of an earlier offer stays


def test_looks_curves_and_exposure_are_those_of_any_release(study):
    raw, grouped = last_look(study, "identifiers removed"), last_look(study, "one connectome for k=10")
    curves = [curves_of(look, rng=np.random.default_rng(1)) for look in (raw, grouped)]
    assert curves[0].found[0] >= 0.9 and curves[1].found[0] <= 1 / 10 + 0.02
    exposed = exposure_of(raw, rng=np.random.default_rng(1), repeats=2)
    assert not exposed.refused and exposed.means["resampling"] >= 0.8


def test_without_facts_or_target_nothing_is_predicted():
    dataset = cohort(30, 16)
    flow = flow_of(dataset)
    assert isinstance(flow, ConnectomeFlow) and flow.n_people == 30 and "another visit" in flow.knowledge()
    members = flow.part(np.arange(20))
    made = flow.make(flow.grouped(4), members, 1)
    found = flow.use(made, flow.unprotected(members, 1), members, np.arange(20, 30), 1, {})
    assert found == {"prediction_accuracy": None, "prediction_accuracy_unprotected": None}
    assert len({one.name for one in flow.candidates(3)}) == len(flow.candidates(3))


def test_noise_of_what_leaves_follows_from_no_seed_that_is_written():
    flow = ConnectomeFlow(dataset=cohort(30, 16))
    noisy = next(one for one in flow.candidates(5) if one.name == "noise of 2 on every edge")
    once, again = (flow.final(noisy, {}, 7) for _ in range(2))
    assert once.release.to_dict()["seed"] is None
    own, other = (one.release.data.edges[one.row_of] for one in (once, again))
    assert np.corrcoef(own.ravel(), other.ravel())[0, 1] < 0.6  # what both tell of the same people
    tried = flow.make(noisy, flow.part(np.arange(flow.n_people)), 7).linked
    assert not np.allclose(tried.release.data.edges[tried.row_of], own)


def test_the_file_that_leaves_is_the_one_that_was_attacked():
    """It is drawn anew, so it is made once: another would be another file."""
    dataset = cohort(30, 16)
    candidates = flow_of(dataset).candidates(5)
    noisy = next(one for one in candidates if one.name == "noise of 2 on every edge")
    people = split_people(30, seed=7)
    sweep = Sweep(dataset=dataset, people=people, candidates=candidates, attacks=(), seed=7)
    confirm = _Confirmation(sweep=sweep, attacks=())
    confirm(noisy, {})
    assert confirm.final(noisy, {}) is confirm.final(noisy, {})
    assert len(confirm.files) == 1
