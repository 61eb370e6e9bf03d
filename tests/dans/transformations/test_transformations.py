# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every transformation keeps to: index labels, an untouched input, its seed, a description, no cell in an error."""

import json
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, PrivacyInputError, Role, methods
from secured.common.hierarchies import Intervals
from secured.common.project_key import ProjectKey
from secured.dans.tables.transformations.hashing import Hashing
from secured.dans.tables.transformations.masking import Masking
from secured.dans.tables.transformations.mdav import MDAV
from secured.dans.tables.transformations.microaggregation import UnivariateMicroaggregation
from secured.dans.tables.transformations.noise_addition import NoiseAddition
from secured.dans.tables.transformations.pram import PRAM
from secured.dans.tables.transformations.pseudonyms import Pseudonyms
from secured.dans.tables.transformations.rank_swapping import RankSwapping
from secured.dans.tables.transformations.sampling import Sampling
from secured.dans.tables.transformations.shuffling import Shuffling
from secured.dans.tables.transformations.suppression import AttributeSuppression, CellSuppression
from secured.dans.tables.transformations.top_bottom_coding import TopBottomCoding

CANARY = "Q7731"
COLUMNS = {
    "name": Column(role=Role.IDENTIFIER, type=ColumnType.TEXT),
    "age": Column(
        role=Role.QUASI_IDENTIFIER,
        type=ColumnType.INTEGER,
        hierarchy=Intervals(widths=(10, 20), bounds=(0, 99)),
    ),
    "cost": Column(role=Role.SENSITIVE, type=ColumnType.REAL),
    "home": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY),
}
STEPS = [
    UnivariateMicroaggregation(column="age", k=3),
    UnivariateMicroaggregation(column="cost", k=4, aggregate="interval"),
    MDAV(columns=("age", "home"), k=3),
    TopBottomCoding(column="age", bottom=20, top=80),
    PRAM(column="home", retention=0.5),
    RankSwapping(columns=("age", "cost"), p=0.2),
    NoiseAddition(columns=("age", "cost"), scale=0.1, correlated=True),
    Shuffling(columns=("age", "cost"), given=("home",)),
    Sampling(share=0.5),
    Masking(column="name", suffix=3),
    AttributeSuppression(columns=("cost",)),
    CellSuppression(columns=("age", "home"), k=3, importance={"age": 0.5}),
    Pseudonyms(column="name", key=ProjectKey(bytes(32)), domain="patient"),
    Hashing(column="name", salt=bytes(16)),
]
RANDOM = {"PRAM", "rank swapping", "noise addition", "data shuffling", "sampling"}
every_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: type(step).__name__)


def people(n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "name": [f"{CANARY} {number}" for number in range(n)],
            "age": rng.integers(0, 100, n),
            "cost": np.where(rng.random(n) < 0.2, np.nan, rng.gamma(2, 100, n)),
            "home": pd.Series(rng.choice([f"A{CANARY}", f"B{CANARY}", None], n), dtype=object).to_numpy(),
        },
        index=rng.permutation(np.arange(1000, 1000 + n)),
    )


def named(step) -> tuple[str, ...]:
    return getattr(step, "columns", None) or ((step.column,) if hasattr(step, "column") else ())


@every_step
def test_the_input_is_untouched_and_rows_keep_their_labels(step):
    table = people()
    before = table.copy(deep=True)
    result = step.apply(table, rng=np.random.default_rng(0))
    pd.testing.assert_frame_equal(table, before)
    if isinstance(step, Sampling):
        assert set(result.index) < set(table.index)
    else:
        assert result.index.tolist() == table.index.tolist()
    result[list(result.columns)] = 0  # a copy: what is done to it does not reach the input
    pd.testing.assert_frame_equal(table, before)


@every_step
def test_it_describes_the_columns_that_it_leaves_and_no_other_changes(step):
    table = people()
    result, after = step.apply(table, rng=np.random.default_rng(0)), step.describe(COLUMNS)
    assert list(after) == list(result.columns)
    for name in set(table.columns) - set(named(step)):
        pd.testing.assert_series_equal(result[name], table.loc[result.index, name])
        assert after[name] == COLUMNS[name]
    for name, column in after.items():
        if column.type in (ColumnType.INTEGER, ColumnType.REAL):
            assert pd.api.types.is_numeric_dtype(result[name])
        if column.role is Role.QUASI_IDENTIFIER:  # a release can still be searched
            values = result[name].dropna()
            number = column.type in (ColumnType.INTEGER, ColumnType.REAL)
            distinct = np.unique(values.to_numpy(dtype=float if number else str)).astype(
                float if number else object
            )
            assert (column.hierarchy.build(name, distinct).encode(result[name]) >= 0).all()


@every_step
def test_the_same_seed_gives_the_same_table_and_another_only_where_it_draws(step):
    one, again, other = (step.apply(people(), rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, again)
    assert one.equals(other) is (step.to_dict()["transformation"] not in RANDOM)


@every_step
def test_its_description_is_plain_and_makes_it_again(step):
    cards = {card.name: card for card in methods("dans")}
    described = json.loads(json.dumps(step.to_dict()))
    assert cards[described.pop("transformation")].implementation is type(step)
    if isinstance(step, Pseudonyms | Hashing):
        secret = {"key": step.key} if isinstance(step, Pseudonyms) else {"salt": step.salt}
        described |= secret
    made = type(step)(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in described.items()}
    )
    assert made == step


@every_step
def test_a_column_that_is_not_there_is_refused(step):
    for name in named(step):
        with pytest.raises(PrivacyInputError, match=f"{type(step).__name__}: the table has no column {name}"):
            step.apply(people().drop(columns=name), rng=np.random.default_rng(0))
        with pytest.raises(PrivacyInputError, match=f"{type(step).__name__}: no column {name} is described"):
            step.describe({one: column for one, column in COLUMNS.items() if one != name})


@every_step
@pytest.mark.parametrize("n", [0, 1])
def test_an_empty_or_one_row_table_is_refused_or_keeps_its_rows(step, n):
    try:
        result = step.apply(people(n), rng=np.random.default_rng(0))
    except PrivacyInputError as error:
        assert CANARY not in str(error)
        return
    assert len(result) == n
    assert list(result.columns) == list(step.describe(COLUMNS))


@every_step
def test_nothing_of_the_table_is_in_its_representation(step):
    step.apply(people(), rng=np.random.default_rng(0))
    assert CANARY not in repr(step)
    assert "secret" not in repr(step)


@pytest.mark.parametrize(
    "step",
    [step for step in STEPS if not isinstance(step, MDAV | CellSuppression | PRAM | Masking | Sampling)],
    ids=lambda step: type(step).__name__,
)
def test_missing_stays_missing(step):
    table = people().assign(name=lambda t: t["name"].where(t["age"] > 30))
    result = step.apply(table, rng=np.random.default_rng(0))
    for name in set(named(step)) & set(result.columns):
        assert result[name].isna().tolist() == table[name].isna().tolist()


@pytest.mark.parametrize(
    "step",
    [
        step
        for step in STEPS
        if isinstance(
            step, UnivariateMicroaggregation | TopBottomCoding | RankSwapping | NoiseAddition | Shuffling
        )
    ],
    ids=lambda step: type(step).__name__,
)
def test_what_works_on_numbers_refuses_anything_else(step):
    name = named(step)[0]
    for wrong in ("text", True, np.inf):
        values = [wrong] * 60 if wrong is not np.inf else [np.inf, *range(59)]
        with pytest.raises(PrivacyInputError, match=name) as caught:
            step.apply(people().assign(**{name: values}), rng=np.random.default_rng(0))
        assert "text" not in str(caught.value)


@pytest.mark.parametrize(
    "kind", [MDAV, AttributeSuppression, CellSuppression, RankSwapping, NoiseAddition, Shuffling]
)
@pytest.mark.parametrize("names", ["age", (), ("age", "age")])
def test_a_list_of_columns_names_each_once(kind, names):
    more = {
        field.name: {"k": 2, "given": ()}.get(field.name, 0.5)
        for field in fields(kind)
        if field.name in ("k", "p", "scale", "given")
    }
    with pytest.raises(PrivacyInputError, match=f"{kind.__name__}: columns="):
        kind(columns=names, **more)


@pytest.mark.parametrize("kind", [UnivariateMicroaggregation, MDAV, CellSuppression])
@pytest.mark.parametrize("k", [1, 0, 2.5, float("nan")])
def test_k_is_a_whole_number_from_two_on(kind, k):
    where = {"column": "age"} if kind is UnivariateMicroaggregation else {"columns": ("age",)}
    with pytest.raises(PrivacyInputError, match=f"{kind.__name__}: k="):
        kind(k=k, **where)
