# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""LKC-privacy against its definition, written out over every subset of columns."""

from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.dans import CompressedTable
from secured.dans.tables.models.lkc_privacy import LKCPrivacy
from secured.dans.tables.models.privacy_model import satisfied

QUASI = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
SECRET = Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY)


def failing_rows(table: pd.DataFrame, columns: list[str], model: LKCPrivacy, least: int = 1) -> set[int]:
    """Rows in a crowd of `least` to L known values that is too small or tells a value too surely."""
    wrong = set()
    for size in range(min(least, len(columns)), min(model.L, len(columns)) + 1):
        for known in combinations(columns, size):
            crowds = defaultdict(list)
            for row, values in zip(table.index, table[list(known)].itertuples(index=False), strict=True):
                crowds[tuple("(missing)" if pd.isna(value) else value for value in values)].append(row)
            for rows in crowds.values():
                told = Counter(table.loc[rows, model.sensitive].dropna())
                if len(rows) < model.K or max(told.values(), default=0) > model.C * len(rows) + 1e-9:
                    wrong |= set(rows)
    return wrong


def compressed(plain, data: pd.DataFrame) -> CompressedTable:
    columns = {name: SECRET if name == "disease" else QUASI for name in data.columns}
    return CompressedTable.of(plain.dataset_of(data.astype(object), columns), ("disease",))


@settings(deadline=None, max_examples=30)
@given(
    seed=st.integers(0, 2**16), n_columns=st.integers(1, 4), L=st.integers(1, 4), K=st.integers(1, 5),
    C=st.sampled_from([0.3, 0.5, 0.8, 1.0]), n=st.integers(6, 40),
)  # fmt: skip
def test_holds_and_enforce_by_definition(plain, seed, n_columns, L, K, C, n):
    rng = np.random.default_rng(seed)
    columns = [f"q{number}" for number in range(n_columns)]
    data = pd.DataFrame({name: rng.choice(["a", "b", None], n, p=[0.6, 0.3, 0.1]) for name in columns})
    data["disease"] = rng.choice(["x", "y", "z", None], n)
    table, model = compressed(plain, data), LKCPrivacy(L=L, K=K, C=C, sensitive="disease")
    wrong = failing_rows(data, columns, model, least=L)
    assert bool(wrong) == bool(failing_rows(data, columns, model))
    assert (~model.holds(table.base))[table.class_of].tolist() == [row in wrong for row in data.index]
    kept = model.enforce(table.base, np.ones(len(table.base.counts), dtype=bool))
    assert failing_rows(data[kept[table.class_of]], columns, model) == set()
    assert satisfied((model,), table.base).tolist() == kept.tolist()


def test_classes_that_go_take_others_with_them_and_one_pass_is_caught(plain):
    """c2 stands alone and goes; d2 then has one person left of two, and one pass would not see it."""
    data = pd.DataFrame(
        {
            "c": ["c1", "c1", "c1", "c2", "c1"],
            "d": ["d1", "d1", "d1", "d2", "d2"],
            "disease": ["x", "y", "z", "x", "y"],
        }
    )
    table, model = compressed(plain, data), LKCPrivacy(L=1, K=2, C=1.0, sensitive="disease")
    once = model.holds(table.base)[table.class_of]
    assert once.tolist() == [True, True, True, False, True]
    assert failing_rows(data[once], ["c", "d"], model) == {4}
    kept = model.enforce(table.base, np.ones(len(table.base.counts), dtype=bool))[table.class_of]
    assert kept.tolist() == [True, True, True, False, False]


def test_confidence_counts_the_crowd_and_not_the_missing(plain):
    data = pd.DataFrame({"q": ["a"] * 4, "disease": ["x", "x", None, None]})
    table = compressed(plain, data)
    assert LKCPrivacy(L=1, K=2, C=0.5, sensitive="disease").holds(table.base).all()
    assert not LKCPrivacy(L=1, K=2, C=0.49, sensitive="disease").holds(table.base).any()


@pytest.mark.parametrize("wrong", [{"L": 0}, {"K": 0}, {"K": 1.5}, {"C": 0.0}, {"C": 1.1}])
def test_parameters_that_promise_nothing_are_refused(wrong):
    with pytest.raises(PrivacyInputError, match="LKCPrivacy"):
        LKCPrivacy(**{"L": 2, "K": 5, "C": 0.5, "sensitive": "disease"} | wrong)


def test_fewer_people_than_K_are_refused(plain):
    table = compressed(plain, pd.DataFrame({"q": ["a"] * 4, "disease": ["x"] * 4}))
    with pytest.raises(PrivacyInputError, match="at least 5 people"):
        LKCPrivacy(L=1, K=5, C=1.0, sensitive="disease").check(table.base)
