# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Cell suppression reaches k-anonymity with missing as a value of its own, at a cost near the least."""

from collections import Counter
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Guarantee, PrivacyInputError
from secured.dans import FullDomainGeneralization, KAnonymity
from secured.dans.tables.transformations import suppression
from secured.dans.tables.transformations.pipeline import Pipeline
from secured.dans.tables.transformations.suppression import AttributeSuppression, CellSuppression, suppressed


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
        shown = result[name].notna()
        assert result.loc[shown, name].tolist() == dataset.data.loc[shown, name].tolist()


def test_leaving_the_last_few_alone_is_caught(monkeypatch):
    """The variant broken on purpose: nobody joins the rows that fit nobody."""
    table = pd.DataFrame({"x": list("aaab"), "y": list("ccce")})
    step = CellSuppression(columns=("x", "y"), k=2)
    assert smallest_class(apply(step, table), ["x", "y"]) >= 2
    monkeypatch.setattr(suppression, "_join", lambda *all_of_it: None)
    assert smallest_class(apply(step, table), ["x", "y"]) == 1


def test_missing_as_a_wildcard_would_not_be_enough():
    """Counted so that an empty cell fits everything, this table is 2-anonymous; by classes it is not."""
    table = pd.DataFrame({"x": ["a", "a", None], "y": ["c", None, "c"]})
    fits = [
        sum(
            all(pd.isna(p) or pd.isna(q) or p == q for p, q in zip(one, other, strict=True))
            for other in table.to_numpy()
        )
        for one in table.to_numpy()
    ]
    assert min(fits) >= 2
    assert smallest_class(table, ["x", "y"]) == 1
    assert smallest_class(apply(CellSuppression(columns=("x", "y"), k=2), table), ["x", "y"]) >= 2


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
        assert result[cheap].isna().all()
        assert result[dear].notna().all()


def test_a_table_that_is_k_anonymous_is_left_alone():
    table = pd.DataFrame({"x": [1, 1, 2, 2], "y": list("aabb")})
    pd.testing.assert_frame_equal(apply(CellSuppression(columns=("x", "y"), k=2), table), table)


@pytest.mark.parametrize(("n", "joining"), [(2, 2), (3, 1), (5, 1)])
def test_the_last_row_joins_what_costs_least(n, joining):
    """(b, c), k = 2, shares c with n people (a, c): one of them joins it if two others stay, or else all."""
    table = pd.DataFrame({"x": [*"a" * n, *"bdd"], "y": [*"c" * n, *"cff"]})
    result = apply(CellSuppression(columns=("x", "y"), k=2), table)
    assert result["x"].isna().tolist() == [True] * joining + [False] * (n - joining) + [True, False, False]
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
