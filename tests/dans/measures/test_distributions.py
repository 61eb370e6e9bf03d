# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Distributions before and after: labels are spread over the values that they cover."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Dataset, PrivacyInputError, Release, Role
from secured.common.hierarchies import Intervals, Tree
from secured.dans import FullDomainGeneralization, IdentifierRemoval, KAnonymity
from secured.dans.tables.measures.distributions import compare_distributions
from secured.dans.tables.measures.spread import Spread

COLUMNS = {
    "country": Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY,
        hierarchy=Tree(tree={"Europe": ["ES", "PT"], "Asia": ["JP"]}),
    ),
    "age": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(2,), bounds=(0, 3))),
    "disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}  # fmt: skip


@pytest.fixture
def dataset(plain) -> Dataset:
    data = pd.DataFrame(
        {"country": ["ES", "ES", "ES", "JP"], "age": [0, 0, 1, 3], "disease": ["flu", "flu", None, "flu"]}
    )
    return plain.dataset_of(data, COLUMNS)


def released(dataset: Dataset, levels: tuple[int, ...], k: int = 1) -> Release:
    made = FullDomainGeneralization(models=(KAnonymity(k=k),), levels=levels)
    return made.apply(dataset, rng=np.random.default_rng(0))


def test_by_hand(dataset):
    """Europe is spread over ES and PT, 0-1 over 0 and 1, 2-3 over 2 and 3: mass moves by 1 for 1/8, and by 1 for 1/8."""
    change = compare_distributions(dataset, released(dataset, (1, 1)))
    country, age = change["country"], change["age"]
    assert country.before == {"ES": 0.75, "JP": 0.25}
    assert country.after == {"Europe": 0.75, "Asia": 0.25}
    assert country.total_variation == pytest.approx(3 / 8)
    assert country.earth_movers is None
    assert age.before == {"0": 0.5, "1": 0.25, "3": 0.25}
    assert age.after == {"0-1": 0.75, "2-3": 0.25}
    assert age.total_variation == pytest.approx((1 / 8 + 1 / 8 + 1 / 8 + 1 / 8) / 2)
    assert age.earth_movers == pytest.approx(1 / 8 + 1 / 8)
    assert age.relative_earth_movers == pytest.approx(1 / 12)
    assert change["disease"].before == {"flu": 0.75, "missing": 0.25}
    assert change["disease"].total_variation == 0


def test_suppressed_rows_are_not_released_and_a_suppressed_column_is_even(dataset):
    """k = 2 at (0, 1) leaves the three from ES, at the top everybody under *."""
    change = compare_distributions(dataset, released(dataset, (0, 1), k=2))
    assert change["country"].after == {"ES": 1.0}
    assert change["country"].total_variation == pytest.approx(1 / 4)
    change = compare_distributions(dataset, released(dataset, (2, 2), k=4))
    assert change["age"].after == {"*": 1.0}
    assert change["age"].total_variation == pytest.approx((1 / 4 + 0 + 1 / 4 + 0) / 2)


def test_a_perturbed_number_stands_for_itself(dataset):
    release = IdentifierRemoval().apply(dataset, rng=np.random.default_rng(0))
    moved = replace(release, data=release.data.assign(age=release.data["age"] + 0.25))
    change = compare_distributions(dataset, moved)["age"]
    assert change.total_variation == 1
    assert change.earth_movers == pytest.approx(0.25)


def test_the_exact_release_changes_nothing_and_representations_show_no_value(dataset):
    change = compare_distributions(dataset, IdentifierRemoval().apply(dataset, rng=np.random.default_rng(0)))
    for one in change.values():
        assert one.total_variation == pytest.approx(0)
        assert one.earth_movers in (None, pytest.approx(0))
        assert "ES" not in repr(one) + one._repr_html_() + str(one.to_dict())


def test_what_cannot_be_compared_is_refused(dataset):
    with pytest.raises(PrivacyInputError, match="holds no rows"):
        compare_distributions(dataset, released(dataset, (0, 0), k=4))
    release = IdentifierRemoval().apply(dataset, rng=np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="do not share a column town"):
        compare_distributions(dataset, release, ("town",))


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_labels_are_spread_evenly_over_what_they_cover(plain, data):
    dataset = data.draw(plain.datasets())
    lattice = plain.Definitions(dataset).lattice
    before = dataset.data.copy(deep=True)
    release = released(dataset, data.draw(st.sampled_from(lattice)))
    for name in (*dataset.quasi_identifiers, "disease", "cost"):
        spread = Spread.of(dataset, release, name)
        chance = spread.chance.toarray()
        assert chance.sum(axis=1) == pytest.approx(1)
        assert spread.share_before.sum() == pytest.approx(1)
        assert spread.share_after.sum() == pytest.approx(1)
        for label, row in zip(spread.labels, chance, strict=True):
            assert len(set(row[row > 0])) == 1
            if pd.isna(label):
                assert row[-1] == 1
            elif label in (described := release.descriptions.get(name, {})):
                inside = described[label].covers(spread.values)
                assert np.array_equal(row[:-1] > 0, inside)
            else:
                assert (row == 1).sum() == 1
    pd.testing.assert_frame_equal(dataset.data, before)
