# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The sweep: cached by content, resumable, the same with two workers, and no person in what it keeps."""

import json
from dataclasses import replace

import numpy as np
import pytest

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Ordered
from secured.dans import DistinctLDiversity, KAnonymity, TCloseness
from secured.dean import Goal, Linkage
from secured.studies import Candidate, CandidateResult, Sweep, split_people
from secured.studies.sweep import cache_folder

CANARY = "xylophone"
CANDIDATES = (
    Candidate(name="raw"),
    Candidate(name="k=3", models=(KAnonymity(k=3),)),
    Candidate(name="k=20", models=(KAnonymity(k=20),)),
    Candidate(name="impossible", models=(DistinctLDiversity(sensitive="disease", l=50),)),
    Candidate(name="stars", models=(KAnonymity(k=3),), levels=(5, 1, 3)),
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty cache for every test."""
    monkeypatch.setenv("SECURED_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def dataset(tables):
    return tables.simulated(600)


@pytest.fixture
def sweep(tables, dataset):
    return Sweep(
        dataset=dataset,
        people=split_people(600, seed=7),
        candidates=CANDIDATES,
        attacks=tables.attacks(dataset),
        seed=7,
        target="disease",
    )


def fails(self, candidate, memo):
    raise AssertionError("nothing is left to measure")


def plain(tables, results):
    return tables.plain([one.to_dict() for one in results])


def test_every_candidate_is_measured_and_attacked(sweep):
    raw, three, twenty, impossible, stars = sweep.run()
    assert [one.name for one in (raw, three, twenty, impossible, stars)] == [one.name for one in CANDIDATES]
    assert impossible.infeasible and not impossible.results
    for one in (raw, three, twenty, stars):
        assert not one.infeasible and [result.id for result in one.results] == [
            attack.id for attack in sweep.attacks
        ]
        assert sum(one.class_sizes.values()) == round(one.utility["kept_share"] * 420)
        assert all(result.main.n in (210, 200) and result.n_members == 420 for result in one.results)
    assert min(three.class_sizes) >= 3 and min(twenty.class_sizes) >= 20
    assert raw.loss == 0 < three.loss < twenty.loss < stars.loss == pytest.approx(1)
    assert raw.utility["classification_auc"] == raw.utility["classification_auc_unprotected"]
    assert stars.utility["classification_auc"] == pytest.approx(0.5)
    linkage = [one.results[0].main.rate for one in (raw, three, twenty, stars)]
    assert linkage[0] > 0.99 and linkage == sorted(linkage, reverse=True)


def test_targets_are_the_tuning_people_only(sweep, monkeypatch):
    seen = []
    original = Sweep.world
    monkeypatch.setattr(
        Sweep, "world", lambda self, linked, targets: seen.append(targets) or original(self, linked, targets)
    )
    sweep.run()
    assert seen and all(np.array_equal(targets, sweep.people.tuning) for targets in seen)


def test_a_second_run_only_reads(tables, sweep, monkeypatch):
    first = sweep.run()
    monkeypatch.setattr(Sweep, "measure", fails)
    assert [one.to_dict() for one in sweep.run()] == [one.to_dict() for one in first]
    with pytest.raises(AssertionError, match="nothing is left"):
        replace(sweep, seed=8).run()


def test_an_interrupted_run_resumes(tables, sweep, folder, monkeypatch):
    measure, seen = Sweep.measure, []

    def interrupted(self, candidate, memo):
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(candidate.name)
        return measure(self, candidate, memo)

    monkeypatch.setattr(Sweep, "measure", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sweep.run()
    assert len(list(folder.glob("*.json"))) == 2 and len(list(folder.iterdir())) == 2  # nothing half written

    def counted(self, candidate, memo):
        seen.append(candidate.name)
        return measure(self, candidate, memo)

    monkeypatch.setattr(Sweep, "measure", counted)
    results = sweep.run()
    assert seen == [one.name for one in CANDIDATES]  # each once
    assert [one.name for one in results] == seen


def test_a_resumed_run_gives_what_an_uninterrupted_one_gives(tables, dataset, folder):
    for seed in range(8):
        sweep = Sweep(
            dataset=dataset,
            people=split_people(600, seed=seed),
            candidates=CANDIDATES[:2],
            attacks=(tables.linkage(dataset),),
            seed=seed,
        )
        whole = sweep.run()
        (folder / f"{sweep.key(CANDIDATES[1])}.json").unlink()
        assert plain(tables, sweep.run()) == plain(tables, whole)


def test_progress_counts_to_the_end(sweep):
    calls = []
    sweep.run(progress=lambda done, total: calls.append((done, total)))
    assert calls == [(done, 5) for done in range(6)]
    calls.clear()
    sweep.run(progress=lambda done, total: calls.append((done, total)))
    assert calls == [(5, 5)]
    calls.clear()
    replace(sweep, candidates=(*CANDIDATES, Candidate(name="k=9", models=(KAnonymity(k=9),)))).run(
        progress=lambda done, total: calls.append((done, total))
    )
    assert calls == [(5, 6), (6, 6)]


def test_the_key_follows_everything_the_result_depends_on(tables, sweep, dataset):
    candidate = CANDIDATES[1]
    changed = dataset.data.assign(age=np.roll(dataset.data["age"], 1))
    wider = replace(
        tables.COLUMNS["age"], hierarchy=replace(tables.COLUMNS["age"].hierarchy, widths=(4, 20, 40))
    )
    others = [
        replace(sweep, seed=8),
        replace(sweep, target=None),
        replace(sweep, attacks=sweep.attacks[:1]),
        replace(
            sweep,
            attacks=(Linkage(threat=tables.threat(Goal.LINKAGE, dataset, tolerance=2.0)), *sweep.attacks[1:]),
        ),
        replace(sweep, people=split_people(600, seed=7, n_targets=50)),
        replace(sweep, dataset=tables.dataset_of(changed, dataset.columns)),
        replace(sweep, dataset=tables.dataset_of(dataset.data, dataset.columns | {"age": wider})),
        replace(
            sweep,
            dataset=tables.dataset_of(
                dataset.data,
                dataset.columns | {"disease": Column(role=Role.INSENSITIVE, type=ColumnType.CATEGORY)},
            ),
        ),
        replace(
            sweep,
            attacks=tuple(
                replace(attack, threat=replace(attack.threat, prior=0.5)) for attack in sweep.attacks
            ),
        ),
    ]
    keys = [sweep.key(candidate), *(other.key(candidate) for other in others)]
    keys += [
        sweep.key(one) for one in (CANDIDATES[0], *CANDIDATES[2:], replace(candidate, suppression_limit=0.1))
    ]
    assert len(set(keys)) == len(keys)


def test_the_key_is_the_same_for_the_same_study(tables, sweep, dataset):
    again = Sweep(
        dataset=tables.simulated(600),
        people=split_people(600, seed=7),
        candidates=CANDIDATES[:1],
        attacks=tables.attacks(dataset),
        seed=7,
        target="disease",
    )
    assert again.key(CANDIDATES[1]) == sweep.key(CANDIDATES[1])


def test_another_version_measures_anew(sweep, monkeypatch):
    before = sweep.key(CANDIDATES[0])
    monkeypatch.setattr("secured.studies.sweep._code_fingerprint", lambda: "other code")
    assert sweep.key(CANDIDATES[0]) != before


def ordered(tables, dataset, order):
    column = Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY, hierarchy=Ordered(order=order, sizes=(2,)))
    return tables.dataset_of(dataset.data, dataset.columns | {"disease": column})


def test_the_key_follows_the_order_of_sensitive_values(tables, sweep, dataset):
    candidate = Candidate(name="close", models=(TCloseness(sensitive="disease", t=0.2),))
    orders = (("asthma", "diabetes", "gout", "none"), ("gout", "asthma", "none", "diabetes"))
    keys = {replace(sweep, dataset=ordered(tables, dataset, order)).key(candidate) for order in orders}
    assert len(keys | {sweep.key(candidate)}) == 3


def test_the_key_follows_who_the_targets_are(sweep):
    people = replace(sweep.people, tuning=sweep.people.verdict, verdict=sweep.people.tuning)
    assert replace(sweep, people=people).key(CANDIDATES[1]) != sweep.key(CANDIDATES[1])


@pytest.mark.slow
def test_two_workers_give_what_one_gives(tables, sweep, monkeypatch, tmp_path):
    alone = sweep.run(workers=1)
    monkeypatch.setenv("SECURED_CACHE", str(tmp_path / "other"))
    calls = []
    together = sweep.run(workers=2, progress=lambda done, total: calls.append(done))
    assert plain(tables, together) == plain(tables, alone)
    assert calls == list(range(6))


def test_the_cache_is_where_it_was_asked_for(folder, sweep, monkeypatch):
    assert cache_folder() == folder
    sweep.run()
    assert {place.name for place in folder.iterdir()} == {f"{sweep.key(one)}.json" for one in CANDIDATES}
    monkeypatch.delenv("SECURED_CACHE")
    assert "secured" in str(cache_folder())


def test_the_cache_holds_no_value_of_a_person(tables, folder):
    """Cells of people stand nowhere in the cache: neither names, nor rare known values, nor secrets."""
    dataset = tables.simulated(400)
    data = dataset.data.assign(
        name=[f"{CANARY} name {at}" for at in range(400)],
        postcode=[f"{CANARY} code {at}" for at in range(400)],
        disease=[f"{CANARY} {value}" for value in dataset.data["disease"]],
        sex=[f"{CANARY} sex" if at < 9 else value for at, value in enumerate(dataset.data["sex"])],
    )
    planted = tables.dataset_of(data, dataset.columns)
    candidates = (
        *CANDIDATES[:3],
        Candidate(name="close", models=(KAnonymity(k=3), TCloseness(sensitive="disease", t=0.3))),
    )
    sweep = Sweep(
        dataset=planted,
        people=split_people(400, seed=7),
        candidates=candidates,
        attacks=tables.attacks(planted),
        seed=7,
        target="disease",
    )
    found = sweep.run()
    kept = list(folder.iterdir())
    assert len(kept) == len(candidates) and not any(one.infeasible for one in found)
    for place in kept:
        assert CANARY not in place.read_text() and CANARY not in place.name
    assert CANARY not in repr(found) + repr(sweep)


def test_results_survive_writing(sweep):
    for one in sweep.run():
        assert CandidateResult.from_dict(json.loads(json.dumps(one.to_dict()))) == one


def test_the_dataset_is_left_untouched(tables, sweep, dataset):
    before = dataset.data.copy(deep=True)
    sweep.run()
    assert dataset.data.equals(before)
