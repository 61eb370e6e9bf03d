# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""MDAV follows the paper step by step, leaves nobody in a group of fewer than k, and averages as it says."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Guarantee, PrivacyInputError
from secured.dans import FullDomainGeneralization, KAnonymity
from secured.dans.tables.transformations import mdav
from secured.dans.tables.transformations.mdav import MDAV
from secured.dans.tables.transformations.pipeline import Pipeline


def smallest_class(table: pd.DataFrame, names) -> int:
    return int(table.groupby(list(names), dropna=False, observed=True).size().min())


def apply(step: MDAV, table: pd.DataFrame) -> pd.DataFrame:
    return step.apply(table, rng=np.random.default_rng(0))


def groups_by_the_paper(points: list[tuple[float, ...]], k: int, distance, average) -> set[frozenset[int]]:
    """MDAV-generic as Domingo-Ferrer & Torra write it, with lists."""
    left, groups = list(range(len(points))), []

    def around(centre: int) -> None:
        near = sorted(left, key=lambda one: distance(points[one], points[centre]))[:k]
        groups.append(frozenset(near))
        for one in near:
            left.remove(one)

    while len(left) >= 2 * k:
        middle = average([points[one] for one in left])
        r = max(left, key=lambda one: distance(points[one], middle))
        s = max(left, key=lambda one: distance(points[one], points[r]))
        two = len(left) >= 3 * k
        around(r)
        if two:
            around(s)
    return {*groups, frozenset(left)}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["euclidean", "gower"])
def test_groups_are_those_of_the_paper(seed, kind):
    rng = np.random.default_rng(seed)
    n, k = int(rng.integers(2, 60)), int(rng.integers(2, 6))
    n = max(n, k)
    table = pd.DataFrame(rng.normal(size=(n, 3)) * [1, 10, 100], columns=list("xyz"))
    if kind == "euclidean":
        scaled = (table - table.mean()) / table.std(ddof=0)
    else:
        scaled = (table - table.min()) / (table.max() - table.min())
    power = 2 if kind == "euclidean" else 1
    expected = groups_by_the_paper(
        [tuple(row) for row in scaled.to_numpy()],
        k,
        lambda one, other: sum(abs(a - b) ** power for a, b in zip(one, other, strict=True)),
        lambda rows: tuple(np.mean(rows, axis=0)),
    )
    result = apply(MDAV(columns=("x", "y", "z"), k=k, distance=kind), table)
    found = {frozenset(rows) for rows in result.groupby(["x", "y", "z"]).groups.values()}
    assert found == expected
    for group in expected:
        assert result.iloc[min(group)].to_numpy() == pytest.approx(table.iloc[list(group)].mean().to_numpy())


def test_by_hand():
    """Six people, k = 2: average (5, 5), furthest 0 0; the one furthest from it 12 12; the others are left."""
    table = pd.DataFrame({"x": [0, 1, 5, 6, 11, 12], "y": [0, 1, 5, 6, 11, 12]})
    assert apply(MDAV(columns=("x", "y"), k=2), table)["x"].tolist() == [0.5, 0.5, 5.5, 5.5, 11.5, 11.5]


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_every_tuple_occurs_k_times(plain, data):
    dataset, k = data.draw(plain.datasets()), data.draw(st.integers(2, 6))
    step = MDAV(columns=dataset.quasi_identifiers, k=k)
    if len(dataset.data) < k:
        with pytest.raises(PrivacyInputError, match=f"MDAV: k={k} needs at least {k} rows"):
            apply(step, dataset.data)
        return
    result = apply(step, dataset.data)
    assert smallest_class(result, step.columns) >= k
    for name in step.columns:
        if not name.startswith("intervals"):  # no new category arises
            assert set(result[name].dropna()) <= set(dataset.data[name].dropna())
        elif result[name].notna().any():
            assert dataset.data[name].min() <= result[name].min()
            assert result[name].max() <= dataset.data[name].max()


def test_a_group_of_fewer_than_k_is_caught(plain, monkeypatch):
    """The variant broken on purpose: the last people are not enough for a group."""
    groups = mdav.mdav_groups

    def broken(points, k, distances, average=None):
        group_of = groups(points, k, distances, average)
        group_of[0] = group_of.max() + 1
        return group_of

    table = pd.DataFrame(np.random.default_rng(0).normal(size=(50, 2)), columns=["x", "y"])
    step = MDAV(columns=("x", "y"), k=3)
    assert smallest_class(apply(step, table), step.columns) >= 3
    monkeypatch.setattr(mdav, "mdav_groups", broken)
    assert smallest_class(apply(step, table), step.columns) < 3


@pytest.mark.parametrize("seed", range(3))
def test_a_release_that_ends_in_k_anonymity_checks_and_promises_it(plain, seed):
    dataset = plain.random_dataset(seed, 200, ["intervals", "tree", "ordered"], 0.2)
    release = FullDomainGeneralization(models=(KAnonymity(k=4),), levels=(0, 0, 0))
    made = Pipeline(steps=(MDAV(columns=dataset.quasi_identifiers, k=4),), release=release).apply(
        dataset, rng=np.random.default_rng(0)
    )
    assert made.guarantee == Guarantee(k=4)
    assert made.n_records == 200
    assert smallest_class(made.data, dataset.quasi_identifiers) >= 4
    forgotten = Pipeline(steps=(MDAV(columns=dataset.quasi_identifiers[:2], k=10),), release=release).apply(
        dataset, rng=np.random.default_rng(0)
    )
    assert (
        0 < forgotten.n_records < 200
    )  # a quasi-identifier that MDAV was not given: those people are left out
    assert forgotten.guarantee == Guarantee(k=4)
    assert smallest_class(forgotten.data, dataset.quasi_identifiers) >= 4


def test_gowers_distance_by_hand():
    """Age 20 to 40, city, and two missing: all distances from the first person."""
    table = pd.DataFrame({"age": [20, 30, 40, np.nan], "city": ["a", "a", "b", None]})
    step = MDAV(columns=("age", "city"), k=2)
    points = step._points([step._read(table, name) for name in step.columns])
    assert mdav._gower(points, points[0]).tolist() == [0.0, 0.5, 2.0, 2.0]
    assert mdav._gower(points, points[3]).tolist() == [2.0, 2.0, 2.0, 0.0]


def test_the_average_person_in_gowers_coordinates():
    """Numbers: mean of those present, or missing where most are; categories: the most frequent code, or missing's."""
    gone = mdav.MISSING
    points = np.array([[0.0, gone, 2.0, 1.0], [1.0, gone, 2.0, 2.0], [gone, 0.4, 0.0, 2.0]])
    assert mdav._average(points, [0, 0, 3, 3]).tolist() == [0.5, gone, 2.0, 2.0]


def test_a_group_takes_the_mode_the_median_or_missing():
    """One group of five: two of three 5s; b twice, a twice (the first wins); median of 1st 1st 3rd 5th is 1st."""
    table = pd.DataFrame(
        {
            "number": [5, 5, 8, None, None],
            "lost": [1.0, None, None, None, 2.0],
            "city": ["b", "a", "a", "b", None],
            "gone": [None, "a", "b", None, "c"],
            "rank": ["1st", "1st", "3rd", "5th", None],
        }
    )
    step = MDAV(columns=tuple(table), k=3, orders={"rank": ("1st", "2nd", "3rd", "4th", "5th")})
    result = apply(step, table)
    assert (result["number"] == 6).all()
    assert result["lost"].isna().all()
    assert (result["city"] == "a").all()
    assert result["gone"].isna().all()
    assert (result["rank"] == "1st").all()


def test_an_ordered_pandas_type_brings_its_order():
    stage = pd.Categorical(["none", "worst", "mild"], categories=["none", "mild", "worst"], ordered=True)
    result = apply(MDAV(columns=("stage",), k=2), pd.DataFrame({"stage": stage}))
    assert (result["stage"] == "mild").all()
    assert result["stage"].dtype == stage.dtype


def test_equal_people_and_constant_columns_are_no_obstacle():
    table = pd.DataFrame({"x": [1.0] * 9, "y": ["a"] * 9})
    pd.testing.assert_frame_equal(apply(MDAV(columns=("x", "y"), k=2), table), table)


def test_the_distance_is_chosen_by_the_data():
    with_missing = pd.DataFrame({"x": [1.0, 2.0, None, 4.0]})
    step = MDAV(columns=("x",), k=2, distance="euclidean")
    with pytest.raises(PrivacyInputError, match="x hold categories or missing values"):
        apply(step, with_missing)
    assert smallest_class(apply(MDAV(columns=("x",), k=2), with_missing), ["x"]) >= 2


def test_orders_that_say_nothing_are_refused():
    for orders in ({"other": ("a",)}, {"x": ()}, {"x": "abc"}, {"x": ("a", "a")}):
        with pytest.raises(PrivacyInputError, match="MDAV: the order of"):
            MDAV(columns=("x",), k=2, orders=orders)
    with pytest.raises(
        PrivacyInputError, match="1 rows of x hold values that its order does not list"
    ) as caught:
        apply(MDAV(columns=("x",), k=2, orders={"x": ("a", "b")}), pd.DataFrame({"x": ["a", "Q7731", "b"]}))
    assert "Q7731" not in str(caught.value)
    with pytest.raises(PrivacyInputError, match="unknown distance 'cosine'"):
        MDAV(columns=("x",), k=2, distance="cosine")


def test_ten_thousand_people_take_seconds():
    """The limit is 10 s of processor time for 10 columns of numbers (benchmarks/mdav.py measures it)."""
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(10_000, 10)))
    table.columns = [f"x{number}" for number in range(10)]
    start = time.process_time()
    result = apply(MDAV(columns=tuple(table), k=5), table)
    assert time.process_time() - start < 10
    assert smallest_class(result, table.columns) >= 5
