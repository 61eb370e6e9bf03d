# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Data shuffling keeps every column's values and its rank correlations, and hands values to others by chance alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from secured.common import PrivacyInputError
from secured.dans.tables.transformations import shuffling
from secured.dans.tables.transformations.shuffling import Shuffling

N = 4000
BOTH = Shuffling(columns=("cost", "dose"), given=("age", "weight", "sex"))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Five columns that follow two common causes, bent so that only ranks are correlated as in a normal table."""
    rng = np.random.default_rng(0)
    one, two = rng.normal(size=(2, N))
    scores = {name: a * one + b * two + rng.normal(size=N) for name, a, b in (("age", 1, 0), ("weight", 0.5, 0.5), ("cost", 1, 0.7), ("dose", -0.3, 1))}  # fmt: skip
    return pd.DataFrame(
        {
            "age": np.exp(scores["age"]),
            "weight": scores["weight"] ** 3,
            "cost": np.exp(2 * scores["cost"]),
            "dose": scores["dose"].round(1),
            "sex": np.where(one + rng.normal(size=N) > 0, "f", "m"),
        }
    )


def ranks(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(sex=(table["sex"] == "f") * 1.0).corr(method="spearman")


def shuffled(table: pd.DataFrame, step: Shuffling = BOTH, seed: int = 1) -> pd.DataFrame:
    return step.apply(table, rng=np.random.default_rng(seed))


def partial_correlation(before: pd.Series, after: pd.Series, known: pd.DataFrame) -> float:
    """Of the normal scores of a person's two values, given what is released beside them."""
    scores = norm.ppf((pd.concat([before, after, known], axis=1).rank() - 0.5) / len(known)).T
    design = np.column_stack([np.ones(len(known)), *scores[2:]])
    left = [score - design @ np.linalg.lstsq(design, score, rcond=None)[0] for score in scores[:2]]
    return float(np.corrcoef(*left)[0, 1])


values = st.one_of(st.none(), st.integers(-3, 3), st.floats(-1e6, 1e6))


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(st.tuples(values, values, st.sampled_from([None, "a", "b"])), max_size=60),
    seed=st.integers(0, 99),
)
def test_every_columns_values_stay_exactly(rows, seed):
    table = pd.DataFrame(rows, columns=["x", "y", "z"]).astype({"x": float, "y": float, "z": object})
    step = Shuffling(columns=("x", "y"), given=("z",))
    try:
        result = shuffled(table, step, seed)
    except PrivacyInputError as error:
        fewest = min(table["x"].notna().sum(), table["y"].notna().sum())
        assert f"{fewest} values are too few" in str(error)
        assert fewest < 30
        return
    for name in ("x", "y"):
        assert sorted(result[name].dropna()) == sorted(table[name].dropna())
        assert result[name].isna().equals(table[name].isna())
    assert result["z"].equals(table["z"])


def test_rank_correlations_stay(table):
    """Over 10 draws: the mean is nearer than 0.02, each nearer than 5 standard errors of a correlation."""
    before = ranks(table)
    changes = np.array([(ranks(shuffled(table, seed=seed)) - before).to_numpy() for seed in range(10)])
    assert np.abs(changes).max() < 5 / np.sqrt(N)
    assert np.abs(changes.mean(axis=0)).max() < 0.02
    assert before.loc["cost", "age"] > 0.4 and before.loc["cost", "sex"] > 0.2  # there was something to keep


def test_what_a_person_had_does_not_matter_beyond_what_is_known(table):
    """Given the others, old and new value are uncorrelated; nobody keeps a value more often than by chance."""
    result = shuffled(table)
    known = table[["age", "weight"]].assign(sex=table["sex"] == "f")
    for name in ("cost", "dose"):
        assert abs(partial_correlation(table[name], result[name], known)) < 5 / np.sqrt(N)
    kept = sum(int((shuffled(table, seed=seed)["cost"] == table["cost"]).sum()) for seed in range(10))
    assert kept <= 60  # one or two of 4,000 in each draw; P(Poisson(20) > 60) < 1e-11


def test_values_that_follow_the_person_are_caught(table, monkeypatch):
    """The variant broken on purpose: the person's own scores with some noise, as adding noise would do."""

    def broken(secret, given_columns, ranked, rng):
        return shuffling._scores(secret, np.ones(secret.shape[1], dtype=bool)) + rng.normal(
            0, 0.3, secret.shape
        )

    monkeypatch.setattr(shuffling, "_drawn_scores", broken)
    result = shuffled(table)
    known = table[["age", "weight"]].assign(sex=table["sex"] == "f")
    assert np.abs(ranks(result) - ranks(table)).to_numpy().max() < 5 / np.sqrt(N)  # correlations do not tell
    assert partial_correlation(table["cost"], result["cost"], known) > 0.8


def test_without_known_columns_only_relations_among_the_shuffled_stay(table):
    result = ranks(shuffled(table, Shuffling(columns=("cost", "dose"), given=())))
    assert abs(result.loc["cost", "age"]) < 5 / np.sqrt(N)
    assert result.loc["cost", "dose"] == pytest.approx(ranks(table).loc["cost", "dose"], abs=5 / np.sqrt(N))


def test_the_conditional_distribution_by_hand(table):
    """Two columns: correlation rho = 2 sin(pi r / 6) of rank correlation r; mean rho s, variance 1 - rho^2."""
    r = table["age"].corr(table["cost"], method="spearman")
    rho = 2 * np.sin(np.pi * r / 6)
    age, cost = table[["age"]].to_numpy(), table[["cost"]].to_numpy()
    scores = norm.ppf((table["age"].rank() - 0.5) / N)
    drawn = shuffling._drawn_scores(cost, age, np.array([True]), np.random.default_rng(9))[:, 0]
    left = drawn - rho * scores / scores.std()
    assert abs(left.mean()) < 5 / np.sqrt(N)
    assert left.var() == pytest.approx(1 - rho**2, rel=5 * np.sqrt(2 / N))
    assert abs(np.corrcoef(left, scores)[0, 1]) < 5 / np.sqrt(N)


def test_missing_stays_with_the_person_and_is_a_value_of_what_is_known(table):
    """Weights are missing where costs are high: that relation stays too."""
    rng = np.random.default_rng(3)
    high = table["cost"].rank() / N + rng.normal(0, 0.3, N) > 0.8
    gone = table.assign(weight=table["weight"].mask(high), dose=table["dose"].mask(rng.random(N) < 0.2))
    result = shuffled(gone)
    assert result["dose"].isna().equals(gone["dose"].isna())
    assert result["weight"].equals(gone["weight"])
    before, after = (each["cost"].rank()[high].mean() / N for each in (gone, result))
    assert before > 0.65
    assert after == pytest.approx(before, abs=0.03)
    assert after > (result["cost"].rank()[~high].mean() / N) + 0.15


def test_types_and_labels_stay():
    table = pd.DataFrame({"x": pd.array([*range(29), None], dtype="Int64"), "y": range(30)}).set_axis(
        range(100, 130)
    )
    result = shuffled(table, Shuffling(columns=("x",), given=("y",)))
    assert result["x"].dtype == "Int64"
    assert result.index.equals(table.index)
    assert result["y"].equals(table["y"])


def test_rare_categories_do_not_name_their_people():
    """One person of a hospital of his own, costly beyond all: as an indicator it would bring him the value back."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {"cost": [*rng.normal(size=299), 1e6], "hospital": [*(["a", "b", "c"] * 100)[:299], "own"]}
    )
    step = Shuffling(columns=("cost",), given=("hospital",))
    back = [shuffled(table, step, seed)["cost"].iloc[299] == 1e6 for seed in range(300)]
    assert sum(back) <= 8  # one in 300 by chance: P(Poisson(1) > 8) < 2e-6
    assert [
        len(one) for one in (shuffling._indicators(table["hospital"]), shuffling._indicators(table["cost"]))
    ] == [2, 0]


def test_contradicting_pairwise_correlations_become_a_proper_matrix():
    """Each pair has other rows: x and y rise together, y and z too, x and z fall."""
    up = list(range(20))
    gone = [None] * 20
    table = pd.DataFrame({"x": up + gone + up, "y": up + up + gone, "z": gone + up + up[::-1]}, dtype=float)
    matrix = shuffling._correlation(table.to_numpy(), np.ones(3, dtype=bool))
    assert np.linalg.eigvalsh(matrix).min() > -1e-9
    assert np.diag(matrix) == pytest.approx(np.ones(3))
    result = shuffled(table, Shuffling(columns=("x", "y", "z"), given=()))
    assert all(sorted(result[name].dropna()) == sorted(table[name].dropna()) for name in table)


def test_constant_columns_are_no_obstacle(table):
    constant = table.assign(age=1.0, dose=2.0, sex="f")
    result = shuffled(constant)
    assert result["dose"].eq(2.0).all()
    assert sorted(result["cost"]) == sorted(table["cost"])


def test_too_few_people_are_refused(table):
    with pytest.raises(PrivacyInputError, match="29 values are too few, 30 are needed"):
        shuffled(table.head(29))
    assert len(shuffled(table.head(30))) == 30
    with pytest.raises(PrivacyInputError, match="1 values are too few, 2 are needed"):
        shuffled(table.head(1), Shuffling(columns=("cost",), given=()))


@pytest.mark.parametrize("names", ["age", ("age", "age"), ("cost",)])
def test_known_columns_are_others_each_once(names):
    with pytest.raises(PrivacyInputError, match="Shuffling: given="):
        Shuffling(columns=("cost",), given=names)
