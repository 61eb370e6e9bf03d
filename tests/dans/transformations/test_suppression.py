# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Cell suppression reaches k-anonymity with ``*`` as a value of its own, at a cost near the least."""

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import (
    SUPPRESSED,
    Column,
    ColumnType,
    GeneralizedValue,
    Guarantee,
    LinkedRelease,
    PrivacyInputError,
    Role,
)
from secured.common.hierarchies import Intervals
from secured.dans import (
    CompressedTable,
    FullDomainGeneralization,
    KAnonymity,
    Loss,
    Mondrian,
    recoded_loss,
)
from secured.dans.tables.transformations import suppression
from secured.dans.tables.transformations.microaggregation import UnivariateMicroaggregation
from secured.dans.tables.transformations.pipeline import Pipeline
from secured.dans.tables.transformations.suppression import AttributeSuppression, CellSuppression, suppressed
from secured.dean import Goal, Linkage, ThreatModel
from secured.dean.tables.matching import Matcher


def smallest_class(table: pd.DataFrame, names) -> int:
    return int(table.groupby(list(names), dropna=False).size().min())


def apply(step, table: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    return step.apply(table, rng=np.random.default_rng(seed))


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_every_combination_occurs_k_times_and_no_cell_is_invented(plain, data):
    dataset, k = data.draw(plain.datasets(most_columns=4)), data.draw(st.integers(2, 6))
    names = dataset.quasi_identifiers
    importance = {name: data.draw(st.sampled_from([0.5, 1.0, 3.0])) for name in names}
    step = CellSuppression(columns=names, k=k, importance=importance)
    if len(dataset.data) < k:
        with pytest.raises(PrivacyInputError, match=f"k={k} needs at least {k} rows"):
            apply(step, dataset.data)
        return
    result = apply(step, dataset.data, data.draw(st.integers(0, 9)))
    assert smallest_class(result, names) >= k
    for name in names:
        shown, before = result[name] != SUPPRESSED, dataset.data[name]
        assert result[name].isna().tolist() == (before.isna() & shown).tolist()  # no cell is emptied
        there = shown & before.notna()
        after = result.loc[there, name]
        if name.startswith("intervals"):
            after = after.astype(float)
        assert after.tolist() == before[there].tolist()


def test_leaving_the_last_few_alone_is_caught(monkeypatch):
    """The variant broken on purpose: nobody joins the rows that fit nobody."""
    table = pd.DataFrame({"x": list("aaab"), "y": list("ccce")})
    step = CellSuppression(columns=("x", "y"), k=2)
    assert smallest_class(apply(step, table), ["x", "y"]) >= 2
    monkeypatch.setattr(suppression, "_join", lambda *all_of_it: None)
    assert smallest_class(apply(step, table), ["x", "y"]) == 1


def wildcard_counts(table: pd.DataFrame) -> list[int]:
    """For every row how many fit it, if ``*`` fits everything, as sdcMicro counts."""
    rows = table.to_numpy()
    return [sum(all(SUPPRESSED in (p, q) or p == q for p, q in zip(one, other, strict=True)) for other in rows) for one in rows]  # fmt: skip


def linkage(linked: LinkedRelease, people: pd.DataFrame, names, seed: int = 0) -> np.ndarray:
    """Whether the adversary, who knows everybody's exact values and reads ``*`` as any, names each person's row."""
    threat = ThreatModel(
        goal=Goal.LINKAGE, knows=dict.fromkeys(names, 0.0), population=len(people), prior=1.0
    )
    fitted = Linkage(threat=threat).fit(linked.release, people.iloc[:0], np.random.default_rng(seed))
    claims = fitted.claim(people[list(names)])
    assert not claims.abstain.any()  # everybody's own row fits
    return claims.values[:, 0] == linked.row_of


def test_stars_as_wildcards_would_not_be_enough(plain):
    """The definition broken on purpose: 3-anonymous if ``*`` fits everything, and the adversary finds everybody."""
    people = pd.DataFrame({"x": list("aab"), "y": list("cdc")})
    released = pd.DataFrame({"x": ["a", "a", "*"], "y": ["c", "*", "c"]})
    quasi_identifier = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
    dataset = plain.dataset_of(people, dict.fromkeys("xy", quasi_identifier))
    assert wildcard_counts(released) == [3, 3, 3]
    assert smallest_class(released, ["x", "y"]) == 1
    step = CellSuppression(columns=("x", "y"), k=2)
    broken = Pipeline(steps=(step,)).link(dataset, np.random.default_rng(0))
    wildcards = replace(broken, release=replace(broken.release, data=released), row_of=np.arange(3))
    assert linkage(wildcards, people, "xy").all()
    assert smallest_class(apply(step, released), ["x", "y"]) >= 2
    found = [linkage(broken, people, "xy", seed).mean() for seed in range(400)]
    assert np.mean(found) <= 1 / 2 + 4 * np.sqrt(1 / 4 / 1200)


@pytest.mark.parametrize("k", [2, 3, 5, 10])
def test_who_reads_stars_as_anything_finds_one_in_k(plain, k):
    """Measured: at most 1/k of the people within four standard errors, over 20 draws of the adversary."""
    dataset = plain.random_dataset(5, 300, ["intervals", "tree", "redaction"], 0.1)
    names = dataset.quasi_identifiers
    linked = Pipeline(steps=(CellSuppression(columns=names, k=k),)).link(dataset, np.random.default_rng(1))
    share = float((linked.release.data[list(names)] == SUPPRESSED).to_numpy().mean())
    assert 0.02 < share < 0.7  # there is something to read
    found = np.array([linkage(linked, dataset.data, names, seed) for seed in range(20)])
    assert found.mean() <= 1 / k + 4 * np.sqrt(1 / k * (1 - 1 / k) / found.size)
    unprotected = Pipeline(steps=()).link(dataset, np.random.default_rng(1))
    assert linkage(unprotected, dataset.data, names).mean() > found.mean()


def test_without_descriptions_the_adversary_would_miss_people(plain):
    """Why a release describes its stars: taken for exact values they would hide people from the attack alone."""
    dataset = plain.random_dataset(5, 300, ["intervals", "tree", "redaction"], 0.1)
    names = dataset.quasi_identifiers
    linked = Pipeline(steps=(CellSuppression(columns=names, k=5),)).link(dataset, np.random.default_rng(1))
    released = linked.release.data.iloc[linked.row_of].reset_index(drop=True)

    def fitting(release) -> np.ndarray:
        matcher = Matcher(release, dict.fromkeys(names, 0.0))
        found = matcher.candidates(dataset.data[list(names)])
        own = matcher.group_of[linked.row_of]
        there = np.zeros(300, dtype=bool)
        there[found.targets[found.groups == own[found.targets]]] = True
        return there

    assert fitting(linked.release).all()
    exact = (released[list(names[1:])] != SUPPRESSED).all(axis=1) & released[names[0]].isna()
    assert fitting(replace(linked.release, descriptions={})).tolist() == exact.tolist()


def test_a_release_describes_stars_and_numbers():
    age = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.REAL, unit="years")
    step = CellSuppression(columns=("age",), k=2)
    table = pd.DataFrame({"age": [34, 34, 40.5, 40.5, 51, np.nan]})
    result = apply(step, table)["age"]
    assert result.tolist() == ["34", "34", "40.5", "40.5", "*", "*"]
    after = step.describe({"age": age})["age"]
    assert (after.type, after.role, after.unit) == (ColumnType.CATEGORY, age.role, "years")
    hierarchy = after.hierarchy.build("age", np.array(["*", "34", "40.5"], dtype=object))
    star = GeneralizedValue(kind="suppressed")
    assert hierarchy.descriptions[0] == {
        "34": GeneralizedValue(kind="group", members=(34.0,)),
        "40.5": GeneralizedValue(kind="group", members=(40.5,)),
        "*": star,
    }
    assert step.describe({"age": after})["age"] == after  # twice is as good as once


def test_the_hierarchy_stays_with_the_star_as_a_value():
    """Ages in tens below, the star apart, missing apart; a star has lost everything, whatever the level."""
    spec = Intervals(widths=(10, 20), bounds=(0, 99))
    age = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=spec)
    after = CellSuppression(columns=("age",), k=2).describe({"age": age})["age"]
    hierarchy = after.hierarchy.build("age", np.array(["*", "12", "7", "8"], dtype=object))
    codes = hierarchy.encode(pd.Series(["8", "12", "*", None], dtype=object))
    shown = [hierarchy.generalize(codes, level).tolist() for level in range(hierarchy.n_levels)]
    assert shown == [
        ["8", "12", "*", None],
        ["0-9", "10-19", "*", None],
        ["0-19", "0-19", "*", None],
        ["*"] * 4,
    ]
    shares = [hierarchy.shares[level][codes].tolist() for level in range(hierarchy.n_levels)]
    assert np.allclose(shares, [[0.01, 0.01, 1, 0.01], [0.1, 0.1, 1, 0.01], [0.2, 0.2, 1, 0.01], [1] * 4])
    assert set(hierarchy.descriptions[1]) == {"0-9", "10-19", "*"}
    assert [len(level) for level in hierarchy.labels] == [5, 4, 3, 1]


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_stars_can_be_generalised_further_and_still_read(plain, data):
    """A search over the suppressed table: k holds, loss is that of the rows, everybody's own row still fits."""
    dataset = data.draw(plain.datasets(most_columns=3, least_rows=8))
    names = dataset.quasi_identifiers
    first, got = CellSuppression(columns=names[:2], k=3), []

    class Watching(FullDomainGeneralization):
        def link(self, dataset, rng):
            got.append(dataset)
            return super().link(dataset, rng)

    linked = Pipeline(
        steps=(first,), release=Watching(models=(KAnonymity(k=4),), suppression_limit=1.0)
    ).link(dataset, np.random.default_rng(0))
    table = CompressedTable.of(got[0])
    levels = tuple(linked.release.parameters["release"]["levels"].values())
    classes = table.classes(levels)
    assert smallest_class(linked.release.data, names) >= 4 if linked.release.n_records else True
    assert Loss(table=table).score(classes, classes.counts >= 4) == pytest.approx(
        linked.release.parameters["release"]["loss"]
    )
    there = linked.row_of >= 0
    if there.any():
        matcher = Matcher(linked.release, dict.fromkeys(names, 0.0))
        found = matcher.candidates(dataset.data.loc[there, list(names)])
        own = matcher.group_of[linked.row_of[there]]
        assert set(found.targets[found.groups == own[found.targets]]) == set(range(int(there.sum())))


def test_a_suppressed_cell_costs_all_its_information(plain):
    dataset = plain.random_dataset(5, 60, ["intervals"], 0.0)
    names = dataset.quasi_identifiers
    release = Pipeline(steps=(CellSuppression(columns=names, k=3),)).apply(
        dataset, rng=np.random.default_rng(0)
    )
    share = float((release.data[names[0]] == SUPPRESSED).mean())
    assert 0 < share < 1
    assert recoded_loss(dataset, release, mean="arithmetic") == pytest.approx(share)


def test_intervals_of_an_earlier_step_stay_described(plain):
    dataset = plain.random_dataset(5, 90, ["intervals", "tree"], 0.1)
    steps = (
        UnivariateMicroaggregation(column="intervals0", k=8, aggregate="interval"),
        CellSuppression(columns=dataset.quasi_identifiers, k=3),
    )
    release = Pipeline(steps=steps).apply(dataset, rng=np.random.default_rng(0))
    kinds = {value.kind for value in release.descriptions["intervals0"].values()}
    assert kinds == {"interval", "suppressed"}
    assert set(release.descriptions["intervals0"]) == set(release.data["intervals0"].dropna())
    star = GeneralizedValue(kind="suppressed")
    assert release.descriptions.get("tree1", {"*": star}) == {"*": star}


@pytest.mark.parametrize("intervals", [False, True])
def test_labels_that_the_last_method_groups_are_spelled_out(plain, intervals):
    """Groups of texts of numbers, or of intervals, are no groups of texts: everybody's own row fits."""
    dataset = plain.random_dataset(7, 200, ["intervals", "tree"], 0.1)
    names = dataset.quasi_identifiers
    step = UnivariateMicroaggregation(column=names[0], k=5, aggregate="interval")
    linked = Pipeline(
        steps=(*([step] if intervals else []), CellSuppression(columns=names, k=2)),
        release=Mondrian(models=(KAnonymity(k=9),)),
    ).link(dataset, np.random.default_rng(0))
    described = linked.release.descriptions[names[0]]
    assert set(described) == set(linked.release.data[names[0]].dropna())
    matcher, there = Matcher(linked.release, dict.fromkeys(names, 0.0)), linked.row_of >= 0
    found = matcher.candidates(dataset.data.loc[there, list(names)])
    own = matcher.group_of[linked.row_of[there]]
    assert set(found.targets[found.groups == own[found.targets]]) == set(range(int(there.sum())))


def test_a_star_that_was_there_counts_as_suppressed_and_missing_does_not():
    """x: both rows with a star are one class, and cost nothing; the two missing ones are another."""
    table = pd.DataFrame({"x": ["*", "*", None, np.nan, "a", "a"]})
    pd.testing.assert_frame_equal(apply(CellSuppression(columns=("x",), k=2), table), table)
    lonely = apply(CellSuppression(columns=("x",), k=2), table.drop(index=3))["x"]
    assert lonely.fillna("missing").tolist() == ["*", "*", "*", "a", "a"]


@pytest.mark.parametrize("dtype", [object, "str", "category", "Int64", "float32", bool])
def test_every_type_of_column_can_hold_stars(dtype):
    values = {"Int64": [1, 1, 2, None], "float32": [1, 1, 0.1, None], bool: [True, True, True, False]}
    column = pd.Series(values.get(dtype, ["a", "a", "b", None]), dtype=dtype)
    result = apply(CellSuppression(columns=("x",), k=2), pd.DataFrame({"x": column}))["x"]
    assert set(result) == {SUPPRESSED, {"Int64": "1", "float32": "1", bool: True}.get(dtype, "a")}
    assert result.dtype == (column.dtype if dtype == "str" else object)


def least_cost(codes: np.ndarray, k: int, cost: np.ndarray) -> float:
    """Over every pattern of every row."""
    patterns = list(product([0, 1], repeat=codes.shape[1]))
    looks = [[tuple(np.where(pattern, 0, row)) for pattern in patterns] for row in codes]
    prices = [[float((np.array(pattern) * (row > 0)) @ cost) for pattern in patterns] for row in codes]
    best = np.inf
    for chosen in product(range(len(patterns)), repeat=len(codes)):
        price = sum(prices[row][one] for row, one in enumerate(chosen))
        if price < best and min(Counter(looks[row][one] for row, one in enumerate(chosen)).values()) >= k:
            best = price
    return best


@pytest.fixture(scope="module")
def costs() -> np.ndarray:
    """Cost reached and least cost of 40 tables of six rows and two columns."""
    found = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        codes, cost = rng.integers(0, 4, (6, 2)), np.array([1.0, rng.choice([1.0, 2.0])])
        k = int(rng.integers(2, 4))
        result = suppressed(codes, k, cost)
        found.append((((result == 0) & (codes > 0)) @ cost @ np.ones(6), least_cost(codes, k, cost)))
    return np.array(found)


def test_the_cost_is_near_the_least(costs):
    reached, least = costs.T
    assert (reached >= least - 1e-9).all()
    assert np.isclose(reached, least).mean() >= 0.75
    assert reached.sum() <= 1.1 * least.sum()


def test_the_less_important_column_is_suppressed():
    table = pd.DataFrame({"x": list("aabb"), "y": list("cdcd")})
    for cheap, dear in (("x", "y"), ("y", "x")):
        result = apply(CellSuppression(columns=("x", "y"), k=2, importance={dear: 5}), table)
        assert (result[cheap] == SUPPRESSED).all()
        assert (result[dear] != SUPPRESSED).all()


def test_a_table_that_is_k_anonymous_is_left_alone():
    table = pd.DataFrame({"x": [1, 1, 2, 2], "y": list("aabb"), "z": [0.5, 0.5, None, None]})
    as_texts = table.assign(x=["1", "1", "2", "2"], z=["0.5", "0.5", np.nan, np.nan])
    result = apply(CellSuppression(columns=("x", "y", "z"), k=2), table)
    pd.testing.assert_frame_equal(result, as_texts, check_dtype=False)


@pytest.mark.parametrize(("n", "joining"), [(2, 2), (3, 1), (5, 1)])
def test_the_last_row_joins_what_costs_least(n, joining):
    """(b, c), k = 2, shares c with n people (a, c): one of them joins it if two others stay, or else all."""
    table = pd.DataFrame({"x": [*"a" * n, *"bdd"], "y": [*"c" * n, *"cff"]})
    result = apply(CellSuppression(columns=("x", "y"), k=2), table)
    stars = [True] * joining + [False] * (n - joining) + [True, False, False]
    assert (result["x"] == SUPPRESSED).tolist() == stars
    assert result["y"].tolist() == table["y"].tolist()


def test_fewer_columns_than_thirteen():
    names = tuple(f"x{number}" for number in range(13))
    with pytest.raises(PrivacyInputError, match="13 columns are more than 12"):
        CellSuppression(columns=names, k=2)
    table = pd.DataFrame(np.random.default_rng(0).integers(0, 2, (300, 12)), columns=names[:12])
    assert smallest_class(apply(CellSuppression(columns=names[:12], k=3), table), names[:12]) >= 3


@pytest.mark.parametrize(
    "importance", [{"z": 1.0}, {"x": 0}, {"x": -1.0}, {"x": float("nan")}, {"x": float("inf")}]
)
def test_importance_that_is_none_is_refused(importance):
    with pytest.raises(PrivacyInputError, match="CellSuppression: importance"):
        CellSuppression(columns=("x",), k=2, importance=importance)


def test_a_release_that_ends_in_k_anonymity_checks_and_promises_it(plain):
    dataset = plain.random_dataset(3, 120, ["intervals", "tree", "flat"], 0.1)
    names = dataset.quasi_identifiers
    release = Pipeline(
        steps=(CellSuppression(columns=names, k=5),),
        release=FullDomainGeneralization(models=(KAnonymity(k=5),), levels=(0, 0, 0)),
    ).apply(dataset, rng=np.random.default_rng(0))
    assert release.guarantee == Guarantee(k=5)
    assert release.n_records == 120
    assert smallest_class(release.data, names) >= 5


def test_an_attribute_leaves_the_table_and_its_description(plain):
    dataset = plain.random_dataset(3, 20, ["tree", "flat"])
    step = AttributeSuppression(columns=("tree0", "cost"))
    assert list(apply(step, dataset.data).columns) == [
        name for name in dataset.data if name not in step.columns
    ]
    release = Pipeline(steps=(step,)).apply(dataset, rng=np.random.default_rng(0))
    assert release.quasi_identifiers == ("flat1",)
    assert release.sensitive == ("disease", "stage")
