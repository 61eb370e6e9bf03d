# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""SafePub on tables so small that every sample, every release and every neighbour can be looked at."""

from collections import Counter
from itertools import product
from math import exp, log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import BudgetExceeded, Column, ColumnType, Dataset, PrivacyInputError, Role
from secured.common.hierarchies import Flat, HierarchySpec, Intervals
from secured.common.ledger import Ledger
from secured.dans import CompressedTable
from secured.dans.tables.dp import level_search, safepub
from secured.dans.tables.dp.data_independence import domain_shares
from secured.dans.tables.dp.level_search import SCORES, LevelSearch
from secured.dans.tables.dp.randomness import Randomness
from secured.dans.tables.dp.safepub import SafePub

COLUMNS = {
    "name": Column(role=Role.IDENTIFIER, type=ColumnType.TEXT),
    "age": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(10,), bounds=(0, 99))),
    "ill": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}  # fmt: skip
PEOPLE = [(41, "yes"), (43, "yes"), (47, "yes"), (44, "no"), (71, "no"), (49, "yes")]


def table_of(plain, people) -> Dataset:
    rows = [(f"person {number}", *one) for number, one in enumerate(people)]
    data = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"ill": object, "name": object})
    return plain.dataset_of(data, COLUMNS)


def outputs(method: SafePub, dataset: Dataset, monkeypatch) -> dict[tuple, float]:
    """Probability of every release: each of the 2^n samples is put through the method itself."""
    found: dict[tuple, float] = Counter()
    for sample in product([False, True], repeat=dataset.n_people):
        drawn = np.array(sample)
        monkeypatch.setattr(Randomness, "bernoulli", lambda self, n, rate, drawn=drawn: drawn)
        release = method.apply(dataset, rng=np.random.default_rng(0))
        shown = tuple(sorted(map(tuple, release.data.astype(str).to_numpy())))
        found[shown] += method.rate ** drawn.sum() * (1 - method.rate) ** (~drawn).sum()
    return found


def excess(one: dict, other: dict, epsilon: float) -> float:
    """Smallest delta for which every event keeps to P <= exp(epsilon) P' + delta."""
    return sum(max(p - exp(epsilon) * other.get(shown, 0.0), 0.0) for shown, p in one.items())


def worst(method: SafePub, plain, monkeypatch, tables) -> float:
    """Largest delta over all pairs of neighbours: each table against it without one of its people."""
    largest = 0.0
    for people in tables:
        more = outputs(method, table_of(plain, people), monkeypatch)
        for leaves in range(len(people)):
            fewer = outputs(method, table_of(plain, [*people[:leaves], *people[leaves + 1 :]]), monkeypatch)
            largest = max(largest, excess(more, fewer, method.epsilon), excess(fewer, more, method.epsilon))
    return largest


TABLES = [[*PEOPLE[:2], PEOPLE[4]], PEOPLE[:3], PEOPLE[:4], PEOPLE[:2] + PEOPLE[4:6], PEOPLE]


def teaching(delta: float = 0.19, epsilon: float = log(2), **more) -> SafePub:
    return SafePub(
        **({"levels": {"age": 1, "ill": 0}} | more), epsilon=epsilon, delta=delta, noise="teaching"
    )


def test_every_output_of_every_neighbour_keeps_the_promise(plain, monkeypatch):
    method = teaching()
    assert method.k == 3
    assert 0 < worst(method, plain, monkeypatch, TABLES) <= method.delta


@pytest.mark.parametrize(("epsilon", "delta"), [(0.3, 0.05), (1.0, 0.2), (2.0, 0.4)])
def test_the_promise_holds_for_other_budgets(plain, monkeypatch, epsilon, delta):
    assert worst(teaching(delta, epsilon), plain, monkeypatch, [PEOPLE[:4]]) <= delta


def test_a_smaller_class_than_k_is_caught(plain, monkeypatch):
    monkeypatch.setattr(safepub, "smallest_class", lambda epsilon, delta: 2)
    assert worst(teaching(), plain, monkeypatch, TABLES) > 0.19


def test_more_people_drawn_than_allowed_is_caught(plain, monkeypatch):
    monkeypatch.setattr(safepub, "sampling_rate", lambda epsilon: 0.75)
    assert worst(teaching(), plain, monkeypatch, TABLES) > 0.19


def test_a_sensitive_column_outside_the_classes_is_caught(plain, monkeypatch):
    """The usual k-anonymity, classes of quasi-identifiers only, tells that the one ill person is there."""
    monkeypatch.setattr(SafePub, "_made", _classes_of_age_only)
    people = [(41, "no"), (43, "no"), (44, "no"), (46, "yes")]
    assert worst(teaching(), plain, monkeypatch, [people]) > 0.19


def _classes_of_age_only(self, dataset, wide, table, levels, drawn, randomness):
    data = wide.data[drawn].assign(age=wide.data["age"][drawn] // 10)
    kept = data[data.groupby("age")["age"].transform("size") >= self.k]
    return type("Linked", (), {"release": type("Made", (), {"data": kept})})


def test_the_release_by_hand(plain, monkeypatch):
    """Drawn: all but the fourth. Forties who are ill: four, kept; the seventy-year-old alone is left out."""
    monkeypatch.setattr(Randomness, "bernoulli", lambda self, n, rate: np.arange(6) != 3)
    linked = teaching().link(table_of(plain, PEOPLE), np.random.default_rng(1))
    assert linked.release.data.to_dict("list") == {"age": ["40-49"] * 4, "ill": ["yes"] * 4}
    assert sorted(linked.row_of[[0, 1, 2, 5]]) == [0, 1, 2, 3] and (linked.row_of[[3, 4]] == -1).all()
    assert linked.release.descriptions["age"]["40-49"].lower == 40
    assert linked.release.quasi_identifiers == ("age",) and linked.release.sensitive == ("ill",)


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_rows_are_true_and_classes_are_large(plain, data):
    dataset = data.draw(plain.datasets(least_rows=2))
    names = [*dataset.quasi_identifiers, "disease"]
    levels = {name: data.draw(st.integers(0, 1)) for name in names}
    method = SafePub(epsilon=1.0, delta=0.3, levels=levels, noise="teaching")
    linked = method.link(dataset, np.random.default_rng(data.draw(st.integers(0, 99))))
    release = linked.release
    if release.n_records:
        assert release.data.groupby(names, dropna=False).size().min() >= method.k
    assert sorted(linked.row_of[linked.row_of >= 0]) == list(range(release.n_records))
    for name in names:
        for person in np.flatnonzero(linked.row_of >= 0):
            shown, exact = release.data[name].iloc[linked.row_of[person]], dataset.data[name].iloc[person]
            described = release.descriptions.get(name, {}).get(shown)
            if described is not None:
                assert described.covers(np.array([exact], dtype=object))[0]
            else:
                assert shown == exact or (pd.isna(shown) and pd.isna(exact))


def test_secure_draws_follow_the_rate_and_ignore_the_seed(plain):
    dataset = plain.random_dataset(3, 4000, ["flat"], 0.0)
    method = SafePub(epsilon=1.0, delta=1e-5, levels={"flat0": 1})
    sizes = [method.apply(dataset, rng=np.random.default_rng(0)).n_records for _ in range(3)]
    assert len(set(sizes)) > 1 or sizes[0] != method.apply(dataset).n_records
    assert all(abs(size / 4000 - method.rate) < 0.05 for size in sizes)  # six standard deviations
    release = method.apply(dataset)
    assert (release.guarantee.epsilon, release.guarantee.delta, release.guarantee.k) == (1.0, 1e-5, 61)
    assert release.parameters["noise"] == "secure"


def test_teaching_noise_claims_no_differential_privacy(plain):
    release = teaching().apply(table_of(plain, PEOPLE), rng=np.random.default_rng(0))
    assert release.guarantee.epsilon is None and release.guarantee.k == 3
    assert "promises no differential privacy" in release.guarantee.text
    assert release.parameters["noise"] == "teaching"
    with pytest.raises(PrivacyInputError, match="rng"):
        teaching().apply(table_of(plain, PEOPLE))


def test_nothing_said_beside_the_rows_depends_on_the_people(plain):
    """Counts of the suppressed, or a hash of the table, would tell what the rows do not."""
    one, other = (
        SafePub(epsilon=1.0, delta=1e-5, levels={"age": 1, "ill": 0}).apply(table_of(plain, people)).to_dict()
        for people in (PEOPLE, PEOPLE[:4])
    )
    assert one == other


def test_the_type_of_a_column_follows_from_released_rows_alone(plain, monkeypatch):
    """An age never recorded makes the source's column float: that must not show, if its person was not drawn."""
    dataset = table_of(plain, [*PEOPLE[:3], (41, "yes"), (None, "yes")])
    monkeypatch.setattr(Randomness, "bernoulli", lambda self, n, rate: np.arange(n) < 4)
    monkeypatch.setattr(safepub, "smallest_class", lambda epsilon, delta: 1)
    assert str(dataset.data["age"].dtype) == "float64"
    release = teaching(levels={"age": 0}).apply(dataset, rng=np.random.default_rng(0))
    assert str(release.data["age"].dtype) == "int64" and sorted(release.data["age"]) == [41, 41, 43, 47]


def test_the_ledger_is_asked_before_anything_is_drawn(plain, tmp_path, monkeypatch):
    ledger, dataset = Ledger(epsilon=1.5, delta=1e-4, path=tmp_path / "ledger.jsonl"), table_of(plain, PEOPLE)
    method = SafePub(epsilon=1.0, delta=1e-5, levels={"age": 1}, ledger=ledger)
    method.apply(dataset)
    assert ledger.spent(dataset).epsilon == 1.0
    monkeypatch.setattr(Randomness, "words", lambda self, n: pytest.fail("drawn"))
    with pytest.raises(BudgetExceeded):
        method.apply(dataset)
    assert str(tmp_path) not in repr(method)


# ------------------------------------------------------------------ levels that are searched for


def scored(plain, dataset: Dataset, levels, score: str, k: int) -> float:
    table = CompressedTable.of(dataset)
    shares = tuple(
        domain_shares(dataset.columns[n], dataset.hierarchies[n]) for n in dataset.quasi_identifiers
    )
    return SCORES[score][0](table.classes(levels), shares, k)


@pytest.mark.parametrize("score", list(SCORES))
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_one_person_moves_a_score_by_at_most_its_sensitivity(plain, score, data):
    dataset = data.draw(plain.datasets(least_rows=2, most_rows=25))
    k, leaves = data.draw(st.integers(1, 6)), data.draw(st.integers(0, len(dataset.data) - 1))
    table = CompressedTable.of(dataset)
    levels = tuple(data.draw(st.integers(0, n - 1)) for n in table.shape)
    without = dataset.take(np.delete(np.arange(len(dataset.data)), leaves))
    moved = abs(scored(plain, dataset, levels, score, k) - scored(plain, without, levels, score, k))
    assert moved <= SCORES[score][1](k, len(levels)) + 1e-9


@pytest.mark.parametrize(
    ("score", "claimed"), [("granularity", 2.0), ("class count", 0.9), ("discernibility", 3.8)]
)
def test_a_smaller_sensitivity_is_refuted(plain, score, claimed):
    """The k-th person of a class, k = 4, beside a crowd: granularity (k-1) m, discernibility nearly k."""
    columns = {"age": COLUMNS["age"]}
    ages = [5] * 400 + [50] * 4
    more, fewer = (plain.dataset_of(pd.DataFrame({"age": ages[:n]}), columns) for n in (404, 403))
    moved = abs(scored(plain, more, (0,), score, 4) - scored(plain, fewer, (0,), score, 4))
    assert claimed < moved <= SCORES[score][1](4, 1)


def walks(dataset: Dataset, monkeypatch, score: str, epsilon: float, steps: int) -> dict[tuple, float]:
    """Probability of every walk by the exponential mechanism: all choices are tried."""
    found: dict[tuple, float] = Counter()
    shares = tuple(
        domain_shares(dataset.columns[n], dataset.hierarchies[n]) for n in dataset.quasi_identifiers
    )

    def follow(prefix: tuple[int, ...]) -> None:
        taken: list[tuple[int, float, int]] = []

        def chosen(scores, sensitivity, share, randomness):
            weights = np.exp((scores - scores.max()) * share / (2 * sensitivity))
            at = prefix[len(taken)] if len(taken) < len(prefix) else 0
            taken.append((at, float(weights[at] / weights.sum()), len(scores)))
            return at

        monkeypatch.setattr(level_search, "choose", chosen)
        LevelSearch(
            table=CompressedTable.of(dataset), shares=shares, score=score, k=2, epsilon=epsilon, steps=steps,
            randomness=Randomness(noise="secure"),
        ).run()  # fmt: skip
        found[tuple(at for at, _, _ in taken)] = float(np.prod([p for _, p, _ in taken]))
        for position in range(len(prefix), len(taken)):
            for other in range(1, taken[position][2]):
                follow((*(at for at, _, _ in taken[:position]), other))

    follow(())
    return found


@pytest.mark.parametrize("score", list(SCORES))
def test_the_search_spends_what_it_says(plain, monkeypatch, score):
    ages, homes = [5, 5, 7, 7, 52, 52], ["a", "a", "a", "a", "b", "b"]
    columns = {
        "age": COLUMNS["age"],
        "home": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Flat()),
    }
    data = pd.DataFrame({"age": ages, "home": homes}).astype({"home": object})
    whole = walks(plain.dataset_of(data, columns), monkeypatch, score, 1.0, 2)
    assert sum(whole.values()) == pytest.approx(1)
    worst_ratio = 0.0
    for leaves in range(6):
        part = walks(plain.dataset_of(data.drop(index=leaves), columns), monkeypatch, score, 1.0, 2)
        assert set(part) == set(whole)
        worst_ratio = max(worst_ratio, *(abs(log(whole[walk] / part[walk])) for walk in whole))
    assert 0 < worst_ratio <= 1.0
    monkeypatch.setitem(SCORES, score, (SCORES[score][0], lambda k, columns: 0.1))
    broken = walks(plain.dataset_of(data, columns), monkeypatch, score, 1.0, 2)
    part = walks(plain.dataset_of(data.drop(index=5), columns), monkeypatch, score, 1.0, 2)
    assert max(abs(log(broken[walk] / part[walk])) for walk in broken) > 1.0


@pytest.mark.parametrize("noise", ["secure", "teaching"])
@pytest.mark.parametrize("score", list(SCORES))
def test_a_generous_search_keeps_detail(plain, score, noise):
    dataset = plain.random_dataset(5, 3000, ["flat", "intervals"], 0.0)
    method = SafePub(
        epsilon=9.0, delta=0.01, search_epsilon=8.0, columns=("flat0", "intervals1"), score=score, steps=6, noise=noise
    )  # fmt: skip
    release = method.apply(dataset, rng=np.random.default_rng(0))
    assert release.parameters["levels"]["flat0"] == 0 and release.parameters["levels"]["intervals1"] < 3
    assert release.parameters["search_epsilon"] == 8.0 and set(release.data) == {"flat0", "intervals1"}


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epsilon": 0.0}, "epsilon"), ({"epsilon": float("nan")}, "epsilon"), ({"delta": 0.0}, "delta"),
        ({"delta": 1.0}, "delta"), ({"levels": None}, "search_epsilon"), ({"levels": {}}, "levels"),
        ({"search_epsilon": 0.5}, "search_epsilon"), ({"columns": ("age",)}, "columns"), ({"noise": "loud"}, "noise"),
        ({"levels": None, "search_epsilon": 1.0}, "search_epsilon"), ({"score": "best"}, "score"),
        ({"steps": 0}, "steps"), ({"levels": {"age": 3}}, "levels 0 to 2"), ({"levels": {"age": -1}}, "levels 0 to 2"),
        ({"levels": {"name": 0}}, "name is no column"), ({"levels": {"shoe": 0}}, "shoe is no column"),
    ],
)  # fmt: skip
def test_what_cannot_be_promised_is_refused(plain, changes, message):
    with pytest.raises(PrivacyInputError, match=message):
        SafePub(**({"epsilon": 1.0, "delta": 1e-5, "levels": {"age": 1}} | changes)).apply(
            table_of(plain, PEOPLE)
        )


def test_a_hierarchy_that_may_follow_the_data_is_refused(plain):
    class Quantiles(HierarchySpec):
        kind = "quantiles"

        def build(self, column, values):
            return Flat().build(column, values)

    column = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Quantiles())
    dataset = plain.dataset_of(pd.DataFrame({"age": [1, 2, 3]}), {"age": column})
    with pytest.raises(PrivacyInputError, match="may follow the data"):
        SafePub(epsilon=1.0, delta=0.1, levels={"age": 0}).apply(dataset)


def test_several_rows_of_a_person_are_refused(plain):
    dataset = plain.dataset_of(pd.DataFrame({"age": [1, 2, 3]}), {"age": COLUMNS["age"]}, subjects=[1, 1, 2])
    with pytest.raises(PrivacyInputError, match="one row a person"):
        SafePub(epsilon=1.0, delta=0.1, levels={"age": 0}).apply(dataset)
