# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Classification error counts labels that are not the single most frequent one of a class."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.dans import CompressedTable
from secured.dans.tables.measures.classification_error import ClassificationError

COLUMNS = {
    "ward": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY),
    "disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}
ROWS = [("a", "flu")] * 3 + [("a", "gout")] + [("b", "flu"), ("b", None)] + [("c", "gout")] * 2


@pytest.fixture
def table(plain) -> CompressedTable:
    """Ward a: 3 flu, 1 gout; b: flu and missing, tied; c: 2 gout."""
    data = pd.DataFrame(ROWS, columns=["ward", "disease"], dtype=object)
    return CompressedTable.of(plain.dataset_of(data, COLUMNS), ("disease",))


def test_by_hand(table):
    error, everybody = ClassificationError(target="disease"), np.ones(3, dtype=bool)
    assert error.score(table.base, everybody) == pytest.approx((1 + 2) / 8)
    assert error.score(table.base, np.array([True, True, False])) == pytest.approx((1 + 2 + 2) / 8)
    assert error.score(table.classes((1,)), np.array([True])) == pytest.approx(4 / 8)
    assert error.bound(table.base) == pytest.approx((1 + 1) / 8)


def test_penalties_of_arx(table):
    """gsFactor 0.25: suppressed 0.25, rare 1, undecided 0.5."""
    error = ClassificationError(target="disease", gs_factor=0.25)
    assert error.score(table.base, np.array([True, True, False])) == pytest.approx(
        (1 + 0.5 * 2 + 0.25 * 2) / 8
    )
    half = ClassificationError(target="disease", gs_factor=0.5)
    assert half.score(table.base, np.array([True, True, False])) == pytest.approx((1 + 2 + 0.5 * 2) / 8)


def test_a_target_without_counts_is_refused(plain, table):
    with pytest.raises(PrivacyInputError, match="no counts of cost"):
        ClassificationError(target="cost").score(table.base, np.ones(3, dtype=bool))
    with pytest.raises(PrivacyInputError, match="gs_factor=-1"):
        ClassificationError(target="disease", gs_factor=-1)


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_it_is_the_share_of_people_who_are_wrong(plain, data):
    dataset = data.draw(plain.datasets())
    table, definitions = CompressedTable.of(dataset, ("disease",)), plain.Definitions(dataset)
    levels, least = data.draw(st.sampled_from(definitions.lattice)), data.draw(st.integers(1, 5))
    wrong = 0
    for people in definitions.groups(levels).values():
        often = Counter(definitions.secrets["disease"][person] for person in people).most_common()
        tied = len(often) > 1 and often[0][1] == often[1][1]
        wrong += len(people) - (0 if tied or len(people) < least else often[0][1])
    classes = table.classes(levels)
    score = ClassificationError(target="disease").score(classes, classes.counts >= least)
    assert score == pytest.approx(wrong / definitions.n)
