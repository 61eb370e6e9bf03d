# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The runner: five runs, no truth for the attack, one seed one result, and nothing of people in what is printed."""

import inspect
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from secured.common import LinkedRelease, PrivacyInputError, Release, clopper_pearson, methods
from secured.dean import (
    AttackResult,
    Claims,
    Goal,
    Linkage,
    ThreatModel,
    World,
    evaluate,
    evaluate_again,
    risk,
)

RUNS = ("main", "control", "baseline", "positive", "null")
CANARY = "xylophone"


@pytest.fixture(scope="module")
def dataset(tables):
    return tables.simulated(700)


@pytest.fixture(scope="module")
def world(tables, dataset):
    return tables.world(dataset, lambda table: tables.k_anonymous(table, 5))


@pytest.fixture(scope="module")
def results(tables, dataset, world):
    return [evaluate(attack, world) for attack in tables.attacks(dataset)]


class Spy:
    """An attack that keeps all it is given, and always says the same."""

    id = "spy"

    def __init__(self, threat: ThreatModel, starts_from: str = "person", kind: str = "value") -> None:
        self.threat, self.starts_from, self.kind = threat, starts_from, kind
        self.fits: list[dict[str, Any]] = []
        self.guesses: list[dict[str, Any]] = []
        self.asked: list[pd.DataFrame] = []

    def fit(self, *given: Any, **named: Any) -> "Spy":
        self.fits.append(inspect.signature(Linkage.fit).bind(self, *given, **named).arguments)
        return self

    def without_release(self, *given: Any, **named: Any) -> "Spy":
        self.guesses.append(inspect.signature(Linkage.without_release).bind(self, *given, **named).arguments)
        return self

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        self.asked.append(auxiliary)
        n = len(auxiliary)
        values = np.full((n, 1), 0 if self.kind == "record" else "none", dtype=object)
        if self.kind == "predicate":
            values[:, 0] = [("nobody",)] * n
        return Claims(
            kind=self.kind, values=values, confidence=np.full(n, 0.5), abstain=np.zeros(n, dtype=bool)
        )

    def observe(self, people: pd.DataFrame) -> np.ndarray:
        return np.array(["none"] * len(people), dtype=object)

    def to_dict(self) -> dict[str, Any]:
        return {"attack": self.id, "threat": self.threat.to_dict(), "source": "none"}


@pytest.fixture(params=["value", "record", "predicate", "member"])
def spied(request, tables, dataset):
    """Everything that attacks of every kind are given, in a world where nobody is left out or somebody is."""
    world = tables.world(dataset, lambda table: tables.k_anonymous(table, 20))
    goal = {
        "value": Goal.INFERENCE, "record": Goal.LINKAGE, "predicate": Goal.SINGLING_OUT, "member": Goal.MEMBERSHIP,
    }[request.param]  # fmt: skip
    spy = Spy(
        tables.threat(goal, dataset), "record" if request.param == "predicate" else "person", request.param
    )
    evaluate(spy, world)
    return spy, world


def test_the_attack_sees_releases_and_never_the_link(spied):
    spy, world = spied
    assert len(spy.fits) >= 3 and len(spy.guesses) == 1
    for given in spy.fits:
        assert type(given["release"]) is Release
        assert not any(isinstance(value, LinkedRelease | World) for value in given.values())
        assert not hasattr(given["release"], "row_of")
        assert "name" not in given["release"].data.columns
    for given in (*spy.fits, *spy.guesses):
        for value in given.values():
            assert not np.array_equal(np.asarray(value, dtype=object), world.protected.row_of)


def test_the_attack_knows_the_known_columns_of_targets_only(spied, tables):
    spy, _ = spied
    for auxiliary in spy.asked:
        if list(auxiliary.columns) == ["record"]:
            continue  # rows of the release
        assert list(auxiliary.columns) == list(tables.KNOWN)  # no name, no disease
        assert list(auxiliary.index) == list(range(len(auxiliary)))  # no person numbers
    shown = [auxiliary for auxiliary in spy.asked if list(auxiliary.columns) == ["record"]]
    assert bool(shown) is (spy.kind == "predicate")
    for auxiliary in shown:
        records = auxiliary["record"].to_numpy()
        assert (records >= 0).all() and len(set(records)) == len(records)


def test_reference_people_are_neither_members_nor_outsiders(spied, dataset):
    spy, world = spied
    apart = np.concatenate([world.members, world.targets_out])
    names = set(dataset.data["name"].iloc[apart])
    for given in (*spy.fits, *spy.guesses):
        reference = given["reference"]
        assert len(reference) == len(world.reference)
        assert not np.isin(reference.index, apart).any()
        assert "name" not in reference.columns or not names & set(reference["name"])


def test_the_attack_never_sees_an_identifier(spied):
    spy, _ = spied
    assert all("name" not in given["reference"].columns for given in (*spy.fits, *spy.guesses))


def test_the_comparison_gets_no_release(spied):
    spy, world = spied
    (given,) = spy.guesses
    assert set(given) - {"self"} == {"marginals", "reference", "rng"}
    seen, unprotected = given["marginals"].data, world.unprotected.release.data
    for column in seen.columns:  # the same values ...
        assert sorted(seen[column].astype(str)) == sorted(unprotected[column].astype(str))
    together = [set(map(tuple, table.astype(str).to_numpy())) for table in (seen, unprotected)]
    assert len(together[0] & together[1]) < 0.2 * len(together[1])  # ... and nobody's row


def test_saying_that_everybody_is_in_is_right_inside_and_costs_as_much_outside(tables, dataset):
    """A claim of membership is right about released members, and wrong, but counted, about people outside."""
    world = tables.world(dataset, lambda table: tables.k_anonymous(table, 20))
    result = evaluate(Spy(tables.threat(Goal.MEMBERSHIP, dataset), kind="member"), world)
    left_out = int((world.row_of(world.protected)[world.targets_in] < 0).sum())
    assert result.main.successes == len(world.targets_in) - left_out
    assert result.control.successes == result.control.n == len(world.targets_out)
    assert result.excess(0.05).point <= 0


def test_five_runs_are_there(results):
    for result in results:
        runs = result.to_dict()["runs"]
        assert tuple(runs) == RUNS
        for run in runs.values():
            assert 0 <= run["successes"] <= run["claimed"] <= run["n"] and run["n"] > 0
            assert run["rate"] == run["successes"] / run["n"]


def test_the_paired_counts_are_those_of_main_and_baseline(results):
    for result in results:
        if result.goal == "singling out":
            assert result.paired is None
            continue
        only_attack, only_baseline, neither = result.paired
        assert result.main.successes - result.baseline.successes == only_attack - only_baseline
        assert result.main.successes + only_baseline + neither == result.main.n


def test_one_seed_one_result(tables, dataset, world, results):
    again = [evaluate(attack, world) for attack in tables.attacks(dataset)]
    assert tables.plain([one.to_dict() for one in again]) == tables.plain([one.to_dict() for one in results])


def test_another_seed_draws_anew(tables, dataset, world):
    found = {evaluate(tables.linkage(dataset), replace(world, seed=seed)).main.successes for seed in range(8)}
    assert len(found) > 2


def test_runs_draw_apart():
    """The main run and the control may not share their draws, nor two attacks."""
    from secured.dean.evaluate import _Runner

    def draw(name, run, seed=1):
        attack = Linkage(threat=ThreatModel(goal=Goal.LINKAGE, knows={}, population=9, prior=1.0), id=name)
        world = type("World", (), {"seed": seed})()
        return _Runner(attack=attack, world=world).rng(run).random()

    drawn = [draw("a", "main"), draw("a", "control"), draw("b", "main"), draw("a", "main", 2)]
    assert len(set(drawn)) == 4 and draw("a", "main") == drawn[0]


def reordered(linked, seed=9):
    """The same release with its rows in another order."""
    order = np.random.default_rng(seed).permutation(linked.release.n_records)
    place = np.argsort(order)
    rows = np.where(linked.row_of < 0, -1, place[linked.row_of])
    release = replace(linked.release, data=linked.release.data.iloc[order].reset_index(drop=True))
    return LinkedRelease(release=release, row_of=rows)


def test_the_order_of_rows_changes_nothing_that_is_not_drawn(tables, dataset, world):
    moved = replace(world, protected=reordered(world.protected))
    before, after = (evaluate(tables.inference(dataset), one) for one in (world, moved))
    assert (before.main, before.control, before.baseline, before.paired) == (
        after.main,
        after.control,
        after.baseline,
        after.paired,
    )
    raw = tables.world(dataset)
    moved = replace(raw, protected=reordered(raw.protected), unprotected=reordered(raw.unprotected, 10))
    for attack in tables.attacks(dataset):
        before, after = evaluate(attack, raw), evaluate(attack, moved)
        assert (before.main, before.positive) == (after.main, after.positive)


def test_the_order_of_rows_changes_linkage_within_chance(tables, dataset, world):
    sizes = tables.class_sizes(world.protected)
    chance = np.divide(1, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
    for seed in range(4):
        moved = replace(world, protected=reordered(world.protected, seed))
        hits = evaluate(tables.linkage(dataset), moved).main.successes
        assert abs(hits - chance.sum()) <= 4 * np.sqrt((chance * (1 - chance)).sum())


def test_the_names_of_columns_change_nothing(tables, dataset, world, results):
    new = {name: f"column {at}" for at, name in enumerate(dataset.columns)}
    renamed = tables.dataset_of(
        dataset.data.rename(columns=new), {new[name]: one for name, one in dataset.columns.items()}
    )
    other = tables.world(renamed, lambda table: tables.k_anonymous(table, 5))
    for attack, before in zip(tables.attacks(renamed), results, strict=True):
        after = evaluate(attack, other)
        assert (after.main, after.control, after.positive, after.paired) == (
            before.main,
            before.control,
            before.positive,
            before.paired,
        )


@pytest.mark.parametrize("make", ["unprotected", "suppressed"])
def test_scrambled_data_give_no_more_than_the_baseline(tables, make):
    dataset = tables.simulated(700, dependence=0.0)
    world = tables.world(dataset, getattr(tables, make))
    for attack in tables.attacks(dataset):
        result = evaluate(attack, world)
        null = clopper_pearson(result.null.successes, result.null.n, 1e-3)
        baseline = clopper_pearson(result.baseline.successes, result.baseline.n, 1e-3)
        assert null.low <= baseline.high and baseline.low <= null.high


def test_scrambling_keeps_values_and_breaks_rows(world):
    before, after = world.protected.release.data, world.scrambled.release.data
    for name in before.columns:
        assert sorted(before[name].astype(str)) == sorted(after[name].astype(str))
    assert not before.equals(after)
    assert list(before.apply(tuple, axis=1).value_counts()) != list(after.apply(tuple, axis=1).value_counts())


@pytest.mark.parametrize("group", ["targets_in", "targets_out", "reference"])
def test_an_empty_group_is_refused(tables, dataset, world, group):
    lacking = replace(world, **{group: np.zeros(0, dtype=np.int64)})
    with pytest.raises(PrivacyInputError, match="needs targets in and out"):
        evaluate(tables.linkage(dataset), lacking)


def test_a_population_smaller_than_the_release_is_refused(tables, dataset, world):
    small = ThreatModel(goal=Goal.LINKAGE, knows={"age": 0.0}, population=len(world.members) - 1, prior=1.0)
    with pytest.raises(PrivacyInputError, match=f"population={len(world.members) - 1} is smaller"):
        evaluate(Linkage(threat=small), world)
    evaluate(Linkage(threat=replace(small, population=len(world.members))), world)


def test_worlds_that_overlap_are_refused(world):
    with pytest.raises(PrivacyInputError, match="not members"):
        replace(world, targets_in=world.reference)
    with pytest.raises(PrivacyInputError, match="overlap"):
        replace(world, targets_out=world.reference[:5])
    with pytest.raises(PrivacyInputError, match="overlap"):
        replace(world, reference=np.concatenate([world.reference, world.members[:1]]))
    with pytest.raises(PrivacyInputError, match="other people"):
        replace(world, protected=replace(world.protected, row_of=world.protected.row_of[:-1]))


def test_results_survive_writing(results):
    for result in results:
        again = AttackResult.from_dict(json.loads(json.dumps(result.to_dict())))
        assert again == result
        assert again.excess(0.05) == result.excess(0.05)


def test_names_are_unique(tables, results):
    from secured.studies import table_attacks

    many = tables.simulated(60, sensitive=("disease", "cost"))
    names = [attack.id for attack in table_attacks(many, population=100, prior=1.0)]
    assert len(set(names)) == len(names) == 4
    cards = [card.name for card in methods("dean")]
    assert len(set(cards)) == len(cards) >= 3
    assert len({result.id for result in results}) == len(results)


def test_the_memo_saves_the_runs_that_no_release_changes(tables, dataset, world):
    spy = Spy(tables.threat(Goal.INFERENCE, dataset))
    memo: dict[str, Any] = {}
    first = evaluate(spy, world, memo=memo)
    fits = len(spy.fits)
    second = evaluate(spy, world, memo=memo)
    assert len(spy.guesses) == 1 and len(spy.fits) == 2 * fits - 1
    assert tables.plain(first.to_dict()) == tables.plain(second.to_dict())


def test_a_result_does_not_depend_on_what_was_measured_before(tables, dataset, world):
    attack, raw = tables.linkage(dataset), tables.world(dataset)
    for seed in range(12):
        here, before = replace(world, seed=seed), replace(raw, seed=seed)
        memo: dict[str, Any] = {}
        evaluate(attack, before, memo=memo)
        assert evaluate(attack, here, memo=memo).paired == evaluate(attack, here).paired


def test_the_final_file_is_attacked_in_the_main_run_only(tables, dataset, world):
    final = tables.k_anonymous(dataset, 5)
    for attack in tables.attacks(dataset):
        memo: dict[str, Any] = {}
        first = evaluate(attack, world, memo=memo)
        again = evaluate_again(attack, world, final, first, memo)
        for run in RUNS[1:]:
            assert getattr(again, run) == getattr(first, run)
        if attack.starts_from == "record":
            assert again == first
        else:
            only_attack, only_baseline, _ = again.paired
            assert again.main.successes - again.baseline.successes == only_attack - only_baseline


def test_a_final_file_without_protection_is_noticed(tables, dataset, world):
    attack, memo = tables.linkage(dataset), {}
    first = evaluate(attack, world, memo=memo)
    again = evaluate_again(attack, world, tables.unprotected(dataset), first, memo)
    assert first.main.rate < 0.3 and again.main.rate > 0.99


def test_ppv_joins_members_and_outsiders_at_the_prior(tables):
    result = replace(
        tables.result(80, 100, control=0, control_n=100), control=replace(tables.run(0, 100), claimed=50)
    )
    assert result.ppv(1.0) == pytest.approx(0.8)
    assert result.ppv(0.5) == pytest.approx(0.4 / 0.75)
    assert result.ppv(0.1) == pytest.approx(0.08 / (0.1 + 0.45))
    quiet = replace(
        result, main=replace(tables.run(0, 100), claimed=0), control=replace(tables.run(0, 100), claimed=0)
    )
    assert quiet.ppv(0.5) is None


def test_people_outside_who_are_taken_for_members_are_no_right_claims(tables, dataset):
    world = tables.world(dataset, lambda table: tables.k_anonymous(table, 20))
    everybody = evaluate(Spy(tables.threat(Goal.MEMBERSHIP, dataset), kind="member"), world)
    assert everybody.ppv(0.1) == pytest.approx(0.1 * everybody.main.rate)
    inside, outside = (replace(tables.run(n, 100), claimed=n) for n in (80, 5))
    found = replace(everybody, main=inside, control=outside)
    assert found.ppv(0.5) == pytest.approx(0.8 / 0.85)
    assert found.ppv(1e-3) == pytest.approx(0.8e-3 / (0.8e-3 + 0.05 * 0.999))


def test_a_base_rate_lowers_the_value_of_claims(results):
    linkage = results[0].to_dict()
    assert linkage["ppv_in_population"] < linkage["ppv_at_prior"]


@pytest.fixture
def marked(tables, dataset):
    """A world in whose every cell of text stands a word that may not be printed."""
    data = dataset.data.copy()
    for name in ("name", "sex", "postcode", "disease"):
        data[name] = CANARY + " " + data[name].astype(str)
    planted = tables.dataset_of(data, dataset.columns)
    return planted, tables.world(planted, lambda table: tables.at_levels(table, (2, 0, 0)))


def test_nothing_of_people_is_printed(tables, marked):
    planted, world = marked
    attacks = tables.attacks(planted)
    fitted = attacks[0].fit(world.protected.release, planted.data.iloc[:50], np.random.default_rng(0))
    claims = fitted.claim(planted.data.iloc[:20])
    things = [world, world.protected, world.scrambled, world.protected.release, claims, planted, *attacks]
    shown = [repr(one) for one in things] + [
        one._repr_html_() for one in things if hasattr(one, "_repr_html_")
    ]
    assert not any(CANARY in text for text in shown)


def test_no_error_quotes_a_person(tables, marked):
    planted, world = marked
    messages = []
    for broken in (
        lambda: replace(world, targets_in=world.reference),
        lambda: replace(world, targets_out=world.members[:3]),
        lambda: evaluate(tables.linkage(planted), replace(world, targets_in=np.zeros(0, int))),
        lambda: tables.inference(planted, "income").fit(
            world.protected.release, planted.data, np.random.default_rng(0)
        ),
    ):
        with pytest.raises(PrivacyInputError) as caught:
            broken()
        messages.append(str(caught.value))
    assert not any(CANARY in text for text in messages)


def test_a_result_of_rare_values_holds_none_of_them(tables):
    """Values of fewer than 30 targets stand in no result, not even as the name of a subgroup."""
    dataset = tables.simulated(300)
    planted = tables.dataset_of(
        dataset.data.assign(postcode=[f"{CANARY} {at}" for at in range(300)]), dataset.columns
    )
    found = [evaluate(attack, tables.world(planted)) for attack in tables.attacks(planted)]
    text = json.dumps([one.to_dict() for one in found]) + repr(found) + repr(risk(found, threshold=0.1))
    assert CANARY not in text


def test_a_fitted_attack_prints_nothing_of_people(tables, marked):
    planted, world = marked
    rng = np.random.default_rng(0)
    reference = planted.data.iloc[world.reference]
    for attack in tables.attacks(planted):
        assert CANARY not in repr(attack.fit(world.protected.release, reference, rng))
        assert CANARY not in repr(attack.without_release(world.protected.release, reference, rng))
