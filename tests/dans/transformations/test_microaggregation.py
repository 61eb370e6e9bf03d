# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Univariate microaggregation finds the least squared error over all partitions, and summarises as it says."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.dans.tables.transformations import microaggregation
from secured.dans.tables.transformations.identifier_removal import IdentifierRemoval
from secured.dans.tables.transformations.microaggregation import UnivariateMicroaggregation, optimal_groups
from secured.dans.tables.transformations.pipeline import Pipeline
from secured.dean.tables.matching import Matcher

numbers = st.one_of(
    st.integers(-20, 20).map(float), st.floats(-1e3, 1e3), st.floats(0, 1).map(lambda x: 1e9 + x)
)


def squared_error(ordered: np.ndarray, starts) -> float:
    return sum(float(((part - part.mean()) ** 2).sum()) for part in np.split(ordered, list(starts)[1:]))


def partitions(n: int, k: int, start: int = 0):
    """Every way to cut n values in a row into groups of at least k, as where the groups begin."""
    if n - start >= k:
        yield [start]
    for end in range(start + k, n - k + 1):
        for rest in partitions(n, k, end):
            yield [start, *rest]


@settings(deadline=None, max_examples=150)
@given(values=st.lists(numbers, min_size=2, max_size=13), k=st.integers(2, 5))
def test_no_partition_has_a_smaller_error(values, k):
    ordered = np.sort(np.array(values))
    if len(ordered) < k:
        return
    starts = optimal_groups(ordered, k)
    sizes = np.diff(starts, append=len(ordered))
    assert starts[0] == 0
    assert ((sizes >= k) & (sizes < 2 * k)).all()
    least = min(squared_error(ordered, cut) for cut in partitions(len(ordered), k))
    assert squared_error(ordered, starts) <= least + 1e-9 * max(least, 1e-6)


def test_groups_of_fixed_size_are_caught():
    """The variant broken on purpose: cut after every k values, as is often done."""
    ordered = np.array([1.0, 2.0, 9.0, 10.0, 11.0, 30.0, 31.0])
    fixed = [0, 2, 4]
    best = min(squared_error(ordered, cut) for cut in partitions(7, 2))
    assert squared_error(ordered, fixed) > 2 * best
    assert squared_error(ordered, optimal_groups(ordered, 2)) == pytest.approx(best)


def test_without_numba_the_groups_are_the_same():
    plain = getattr(microaggregation._shortest_path, "py_func", microaggregation._shortest_path)
    ordered = np.sort(np.random.default_rng(0).normal(size=500))
    assert np.array_equal(plain(ordered, 4), microaggregation._shortest_path(ordered, 4))


AGES = [3, 20, 90, 21, 22, 91, None, 98]  # in order, for k = 3: 3 20 21 22 | 90 91 98, error 233 + 38
BY_HAND = {
    "mean": (16.5, 93.0),
    "median": (20.5, 91.0),
    "geometric mean": ((3 * 20 * 21 * 22) ** 0.25, (90 * 91 * 98) ** (1 / 3)),
    "mode": (3.0, 90.0),
    "interval": ("[3, 22]", "[90, 98]"),
}


@pytest.mark.parametrize("aggregate", BY_HAND)
def test_summaries_by_hand(aggregate):
    step = UnivariateMicroaggregation(column="age", k=3, aggregate=aggregate)
    result = step.apply(pd.DataFrame({"age": AGES}), rng=np.random.default_rng(0))["age"]
    young, old = BY_HAND[aggregate]
    expected = [young, young, old, young, young, old, old]
    present = result[[at for at in range(8) if at != 6]].tolist()
    assert present == (expected if aggregate == "interval" else pytest.approx(expected))
    assert pd.isna(result[6])


def test_the_most_frequent_value_is_the_mode():
    step = UnivariateMicroaggregation(column="age", k=3, aggregate="mode")
    assert (
        step.apply(pd.DataFrame({"age": [7, 9, 9]}), rng=np.random.default_rng(0))["age"].tolist() == [9] * 3
    )


@settings(deadline=None, max_examples=60)
@given(
    values=st.lists(st.one_of(st.none(), st.integers(1, 50)), min_size=2, max_size=40),
    k=st.integers(2, 5),
    aggregate=st.sampled_from(sorted(BY_HAND)),
)
def test_every_value_occurs_k_times_and_lies_in_its_group(values, k, aggregate):
    table = pd.DataFrame({"age": pd.Series(values, dtype=float)})
    step = UnivariateMicroaggregation(column="age", k=k, aggregate=aggregate)
    if table["age"].notna().sum() < k:
        with pytest.raises(PrivacyInputError, match=f"k={k} needs"):
            step.apply(table, rng=np.random.default_rng(0))
        return
    result = step.apply(table, rng=np.random.default_rng(0))["age"]
    assert result.value_counts().min() >= k
    assert result.isna().tolist() == table["age"].isna().tolist()
    if aggregate == "interval":
        for label, value in zip(result.dropna(), table["age"].dropna(), strict=True):
            lower, upper = map(float, label[1:-1].split(", "))
            assert lower <= value <= upper
    if aggregate == "mean":
        assert result.sum() == pytest.approx(table["age"].sum())


def test_intervals_say_what_they_cover():
    age = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER)
    step = UnivariateMicroaggregation(column="age", k=2, aggregate="interval")
    table = pd.DataFrame({"age": [20, 22.5, 90, 91]})
    labels = np.array(sorted(step.apply(table, rng=np.random.default_rng(0))["age"].unique()), dtype=object)
    after = step.describe({"age": age})["age"]
    assert after.type is ColumnType.CATEGORY
    hierarchy = after.hierarchy.build("age", labels)
    covers = hierarchy.descriptions[0]["[20, 22.5]"].covers(np.array([19.9, 20, 22.5, 22.6]))
    assert covers.tolist() == [False, True, True, False]
    assert hierarchy.n_levels == 2


@pytest.mark.parametrize("role", [Role.QUASI_IDENTIFIER, Role.SENSITIVE])
@pytest.mark.parametrize("tolerance", [0.0, 5.0])
def test_dean_reads_intervals_of_a_release_without_names(plain, role, tolerance):
    """Groups by hand 20-24 and 60-64: who is known to be 20 fits the first, 64 the second, 40 none, 29 with +-5."""
    table = pd.DataFrame({"age": [20.0, 22, 24, 60, 62, 64, np.nan]})
    columns = {"age": Column(role=role, type=ColumnType.INTEGER)}
    step = UnivariateMicroaggregation(column="age", k=3, aggregate="interval")
    pipeline = Pipeline(steps=(step,), release=IdentifierRemoval())
    linked = pipeline.link(plain.dataset_of(table, columns), np.random.default_rng(0))
    described = linked.release.descriptions["age"]
    assert {label: value.kind for label, value in described.items()} == {
        "[20, 24]": "interval",
        "[60, 64]": "interval",
    }
    matcher = Matcher(linked.release, {"age": tolerance})
    found = matcher.candidates(pd.DataFrame({"age": [20.0, 64, 40, 29, np.nan]}))
    young, old, missing = (int(matcher.group_of[linked.row_of[person]]) for person in (0, 3, 6))
    expected = {(0, young), (1, old), (4, missing)} | ({(3, young)} if tolerance else set())
    assert set(zip(found.targets.tolist(), found.groups.tolist(), strict=True)) == expected


def test_types_afterwards():
    age = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, unit="years")
    for aggregate, kind in {"mean": ColumnType.REAL, "mode": ColumnType.INTEGER}.items():
        after = UnivariateMicroaggregation(column="age", aggregate=aggregate).describe({"age": age})["age"]
        assert (after.type, after.role, after.unit) == (kind, age.role, "years")


@pytest.mark.parametrize("value", [0, -3])
def test_a_geometric_mean_needs_values_above_zero(value):
    step = UnivariateMicroaggregation(column="age", k=2, aggregate="geometric mean")
    with pytest.raises(PrivacyInputError, match="1 values of age are not above 0"):
        step.apply(pd.DataFrame({"age": [value, 2, 3]}), rng=np.random.default_rng(0))


def test_an_unknown_aggregate_is_refused():
    with pytest.raises(PrivacyInputError, match="unknown aggregate 'average'"):
        UnivariateMicroaggregation(column="age", aggregate="average")
