# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""COUNT queries: the exact table answers exactly, and generalised rows count with their chance."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, Dataset, PrivacyInputError, Role
from secured.common.hierarchies import Intervals, Tree
from secured.dans import FullDomainGeneralization, IdentifierRemoval, KAnonymity
from secured.dans.tables.measures.query_error import CountQueryError

COLUMNS = {
    "country": Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY,
        hierarchy=Tree(tree={"Europe": ["ES", "PT", "SE", "FI"], "Asia": ["JP", "KR"]}),
    ),
    "age": Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(10, 20), bounds=(0, 99))
    ),
}  # fmt: skip


def people(plain, n: int = 400) -> Dataset:
    rng = np.random.default_rng(1)
    data = pd.DataFrame(
        {
            "country": pd.Series(
                rng.choice(["ES", "PT", "JP", None], n, p=[0.5, 0.2, 0.2, 0.1]), dtype=object
            ),
            "age": np.clip(rng.normal(40, 12, n), 0, 99).round(),
        }
    )
    return plain.dataset_of(data, COLUMNS)


def release_of(dataset: Dataset, levels: tuple[int, ...]):
    made = FullDomainGeneralization(models=(KAnonymity(k=1),), levels=levels)
    return made.apply(dataset, rng=np.random.default_rng(0))


def test_one_query_by_hand(plain):
    """A single country of ES, ES, JP; Europe has four countries, so a query for a country asks 1/4 of each European."""
    dataset = plain.dataset_of(
        pd.DataFrame({"country": ["ES", "ES", "JP"]}, dtype=object), {"country": COLUMNS["country"]}
    )
    release = release_of(dataset, (1,))
    errors = CountQueryError(queries=60, dimensions=1, selectivity=1 / 6, sanity=1 / 3).score(
        dataset, release, rng=np.random.default_rng(2)
    )
    asked = set(
        zip(errors.true.tolist(), errors.estimated.tolist(), errors.errors.round(12).tolist(), strict=True)
    )
    assert asked == {(2.0, 0.5, 0.75), (0.0, 0.5, 0.5), (1.0, 0.5, 0.5), (0.0, 0.5, 0.5)}


def test_the_exact_release_answers_exactly_and_generalization_costs(plain):
    dataset, query = people(plain), CountQueryError(queries=100)
    means = []
    for release in (
        IdentifierRemoval().apply(dataset, rng=np.random.default_rng(0)),
        release_of(dataset, (1, 1)),
        release_of(dataset, (2, 3)),
    ):
        errors = query.score(dataset, release, rng=np.random.default_rng(3))
        means.append(errors.mean)
    assert means[0] == pytest.approx(0, abs=1e-12)
    assert 0 < means[1] < means[2]


def test_numbers_are_taken_as_spread_over_their_interval(plain):
    """All are 0 to 9 in equal numbers, released as 0-9: the estimate is exact, whatever is asked."""
    data = pd.DataFrame({"age": np.arange(10.0)})
    column = replace(COLUMNS["age"], hierarchy=Intervals(widths=(10,), bounds=(0, 9)))
    dataset = plain.dataset_of(data, {"age": column})
    errors = CountQueryError(queries=50, selectivity=0.3).score(
        dataset, release_of(dataset, (1,)), rng=np.random.default_rng(0)
    )
    assert len(set(errors.true)) > 1
    assert errors.mean == pytest.approx(0, abs=1e-12)


def test_people_left_out_are_not_counted_and_missing_never_fits(plain):
    """Everybody fits all values but for the missing; a release of half the people finds half of them."""
    dataset = people(plain)
    release = IdentifierRemoval().apply(dataset, rng=np.random.default_rng(0))
    half = replace(release, data=release.data.iloc[:200].reset_index(drop=True))
    errors = CountQueryError(queries=1, dimensions=1, selectivity=1.0, columns=("country",)).score(
        dataset, half, rng=np.random.default_rng(0)
    )
    assert errors.true.tolist() == [dataset.data["country"].notna().sum()]
    assert errors.estimated == pytest.approx(half.data["country"].notna().sum())


def test_the_same_seed_asks_the_same_and_results_show_no_rows(plain):
    dataset, query = people(plain), CountQueryError(queries=30)
    release = release_of(dataset, (1, 1))
    one, again = (query.score(dataset, release, rng=np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one.errors, again.errors)
    assert one.to_dict()["median"] == one.median
    assert "array" not in repr(one)
    assert "median" in one._repr_html_()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"queries": 0}, "queries=0"),
        ({"dimensions": 0}, "dimensions=0"),
        ({"selectivity": 0.0}, "selectivity=0.0"),
        ({"sanity": 2.0}, "sanity=2.0"),
    ],
)
def test_queries_that_ask_nothing_are_refused(wrong, says):
    with pytest.raises(PrivacyInputError, match=says):
        CountQueryError(**wrong)


def test_a_column_that_is_not_in_both_is_refused(plain):
    dataset = people(plain)
    with pytest.raises(PrivacyInputError, match="no column town in both"):
        CountQueryError(columns=("town",)).score(
            dataset, release_of(dataset, (0, 0)), rng=np.random.default_rng(0)
        )
