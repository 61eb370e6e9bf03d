# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Raw records are broken by every attack, each defence stops those it is made for, and what is not there is said."""

import json
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest

import secured.studies.records.attacks as study
from secured.common import (
    Column,
    ColumnType,
    Dataset,
    DatasetUnavailable,
    Modality,
    PrivacyInputError,
    Provenance,
    Role,
    Standing,
)
from secured.dans import IdentifierRemoval
from secured.dean import Verdict
from secured.studies.records import notes as of_notes
from secured.studies.records import patients as parts
from secured.studies.records.attacks import attack_notes, attack_one_secret, attack_records, patients_of
from secured.studies.records.protections import Protection
from secured_datasets import load

OF_CODES = ("rare pairs of diagnoses and results", "four results, one wrong")


def rates(compared):
    table = compared.table()
    return table.pivot(index="attack", columns="release", values="success")


def loaded(name):
    try:
        return load(name)
    except DatasetUnavailable as error:
        pytest.skip(str(error))


def installed(name):
    """Everything but splink: as for a newcomer, and quick."""
    return None if name == "splink" else find_spec(name)


@pytest.fixture
def without_splink(monkeypatch):
    monkeypatch.setattr(parts, "find_spec", installed)


@pytest.fixture(scope="module")
def compared():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "find_spec", installed)
        return attack_records(load("nafld"), threshold=0.15, seed=7, n_people=400, n_targets=200)


def test_a_raw_copy_is_broken_by_all_but_the_weakest(compared):
    raw = compared.releases[0]
    assert raw.name == "identifiers removed"
    verdicts = {one.result.id: one.verdict for one in raw.risk.attacks}
    assert verdicts.pop("cluster isolation") is Verdict.INCONCLUSIVE  # of so few people few stand alone
    assert set(verdicts.values()) == {Verdict.SHOWN_UNSAFE}
    for one in raw.risk.attacks:
        assert one.result.main.rate == pytest.approx(one.result.positive.rate, abs=0.06)
        assert one.result.null.rate <= one.result.baseline.rate + 0.05


def test_each_defence_stops_what_it_is_made_for_and_nothing_else(compared):
    found = rates(compared)
    for attack, least in (("facts, exactly", 0.9), ("cluster isolation", 0.05)):
        assert found.loc[attack, "facts k=5"] < 0.05
        assert found.loc[attack, "general codes"] == found.loc[attack, "short histories"] > least
    for attack in OF_CODES:
        assert found.loc[attack, "general codes"] < 0.25
        assert found.loc[attack, "facts k=5"] > 0.3
    visits = found.loc["days of four visits"]
    assert visits["short histories"] < 0.1 and visits["general codes"] > 0.9
    known_anyway = compared.releases[0].risk.attacks[-1].result.baseline.rate
    together = found["all of it"].drop("learned inference of htn")
    assert (together < 0.05).all() and found.loc["learned inference of htn", "all of it"] < known_anyway + 0.1


def test_what_a_release_costs_grows_with_what_it_hides(compared):
    cost = {one.name: (one.loss_of_facts, one.loss_of_codes) for one in compared.releases}
    assert cost["identifiers removed"] == (pytest.approx(0, abs=1e-9), 0.0)
    assert cost["all of it"][0] == cost["facts k=5"][0] > 0.2
    assert cost["all of it"][1] > max(cost["general codes"][1], cost["short histories"][1]) > 0
    assert all(0 <= loss <= 1 for pair in cost.values() for loss in pair)


def test_bounds_hold_over_attacks_and_releases(compared):
    assert {one.risk.alpha for one in compared.releases} == {0.05 / 5}
    n = compared.people
    assert n["members"] + n["outsiders"] + n["reference"] == 400 and n["targets"] == 200


def test_without_splink_the_register_is_not_run_and_says_what_to_install(compared):
    reasons = {one.attack: one.reason for one in compared.not_run}
    assert "secured-workbench[attacks]" in reasons["register linkage"]
    assert "nafld has no notes" in reasons["matching of notes"]
    assert "register linkage" not in compared.told and len(compared.told) == 6


def test_reused_results_are_those_of_a_new_run(without_splink, monkeypatch):
    """Where a release shows an attack what another showed, the attack is not made again."""
    made = []
    evaluate = study.evaluate
    monkeypatch.setattr(study, "evaluate", lambda *a, **more: made.append(1) or evaluate(*a, **more))
    reused = attack_records(loaded("synthea-csv"), threshold=0.2, seed=3)
    assert len(made) < len(reused.table())
    monkeypatch.setattr(study, "_shown_to", lambda attack, linked: object())
    anew = attack_records(loaded("synthea-csv"), threshold=0.2, seed=3)
    assert reused.table().equals(anew.table())


def test_it_holds_aggregates_only(compared):
    data = load("nafld")
    text = json.dumps(compared.to_dict()) + repr(compared)
    results = data.related["measurements"]
    assert not any(
        f"{test} {value:g}" in text
        for test, value in zip(results["test"][:200], results["value"][:200], strict=True)
    )
    assert len(text) < 250_000


@pytest.mark.slow
def test_on_encounters_codes_in_chapters_are_read_as_chapters(without_splink):
    compared = attack_records(loaded("diabetes130"), threshold=0.2, seed=7, n_people=400, n_targets=200)
    found = rates(compared)
    assert (found["identifiers removed"] > 0.3).all()
    assert 0.1 < found.loc["diagnoses of four visits", "general codes"] < 0.8
    assert found.loc["lengths of four stays", "general codes"] < 0.1
    assert (
        found.loc["facts, exactly", "facts k=5"] < 0.1 and found.loc["facts, exactly", "general codes"] > 0.9
    )
    assert "carry no dates" in {one.attack: one.reason for one in compared.not_run}["dates of visits"]


@pytest.mark.slow
def test_a_register_finds_simulated_patients_who_are_too_few_for_a_verdict():
    pytest.importorskip("splink")
    compared = attack_records(loaded("synthea-csv"), threshold=0.2, seed=7)
    found = rates(compared)
    assert found.loc["register linkage", "identifiers removed"] > 0.7
    assert found.loc["register linkage", "facts k=5"] < 0.2
    assert {one.risk.verdict for one in compared.releases} == {Verdict.INCONCLUSIVE}
    assert {"cluster isolation", "attribute inference by boosting"} <= {
        one.attack for one in compared.not_run
    }


def test_a_model_sees_through_noise_that_blinds_matching():
    compared = attack_one_secret(load("nafld"), threshold=0.2, seed=7, n_people=1000, n_targets=500)
    found = rates(compared)
    assert (found["identifiers removed"] > 0.9).all()
    assert found.loc["learned inference of htn", "noise"] > found.loc["inference of htn", "noise"] + 0.05
    assert compared.releases[-1].loss_of_facts is None and compared.releases[1].loss_of_facts > 0.1
    baselines = {one.result.baseline.rate for release in compared.releases for one in release.risk.attacks}
    assert len(baselines) == 1 or np.ptp(list(baselines)) < 0.05


def test_a_secret_that_is_none_is_refused():
    with pytest.raises(PrivacyInputError, match="age is no sensitive column of nafld"):
        attack_one_secret(load("nafld"), secret="age", threshold=0.2, seed=7)


def test_other_datasets_are_unavailable_here_and_refused_below():
    dataset = loaded("adult")
    compared = attack_records(dataset, threshold=0.2, seed=7)
    assert compared.releases == () and "adult has no known histories" in compared.unavailable
    with pytest.raises(PrivacyInputError, match="adult has no known histories"):
        patients_of(dataset, seed=7)


def test_a_release_of_other_notes_is_attacked_anew(monkeypatch):
    """What was said is not released: the attack looks at the notes alone, and these are other ones."""
    said = [f"word{at} told{at} heard{at}" for at in range(60)]
    text = Column(role=Role.SENSITIVE, type=ColumnType.TEXT)
    notes = Dataset(
        name="notes", title="Notes", modality=Modality.TEXT, data=pd.DataFrame({"dialogue": said, "note": said}),
        subjects=np.arange(60), columns={"dialogue": replace(text, role=Role.IDENTIFIER), "note": text},
        standing=Standing.SIMULATED, provenance=Provenance(source="a test", licence="none", citation="none"),
        population=60, prior=1.0,
    )  # fmt: skip
    monkeypatch.setattr(of_notes, "find_spec", lambda name: None)
    patients = of_notes.notes_of(notes, n_people=60, seed=7)

    class Emptied:
        def link(self, dataset, rng):
            linked = IdentifierRemoval().link(dataset, rng)
            return replace(linked, release=replace(linked.release, data=linked.release.data.assign(note="")))

    emptied = Protection(name="emptied notes", how="Nothing is left.", maker=Emptied())
    both = replace(patients, protections=(*patients.protections, emptied))
    found = rates(study.compare_attacks(both, threshold=0.2, seed=7, n_targets=40)).loc["matching of notes"]
    assert found["identifiers removed"] > 0.9 and found["emptied notes"] < 0.1


def test_without_notes_it_says_how_to_obtain_them(monkeypatch, tmp_path):
    monkeypatch.setenv("SECURED_DATA", str(tmp_path))
    compared = attack_notes(threshold=0.2, seed=7)
    assert compared.releases == () and "clinical_visit_note_summarization_corpus" in compared.unavailable


@pytest.mark.slow
def test_notes_without_names_are_matched_as_well():
    loaded("clinical-notes")
    pytest.importorskip("presidio_analyzer")
    compared = attack_notes(threshold=0.2, seed=7, n_people=40, n_targets=28)
    found = rates(compared)
    assert (found.loc["matching of notes"] > 0.7).all() and found.shape == (1, 2)
    assert 0 < compared.releases[1].loss_of_codes < 0.1 and compared.releases[0].loss_of_facts is None


def test_of_few_people_one_secret_is_tried_at_one_k():
    compared = attack_one_secret(loaded("synthea-csv"), threshold=0.2, seed=7)
    assert [one.name for one in compared.releases][:2] == ["identifiers removed", "k=5"]
    assert "k=50" not in {one.name for one in compared.releases}


def test_two_attacks_of_one_name_are_refused(monkeypatch):
    real = study.one_secret_of
    monkeypatch.setattr(
        study,
        "one_secret_of",
        lambda *a, **more: replace(found := real(*a, **more), attacks=found.attacks * 2),
    )
    with pytest.raises(PrivacyInputError, match="two attacks have one name"):
        attack_one_secret(load("nafld"), threshold=0.2, seed=7, n_people=100, n_targets=50)
