# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the third tutorial computes: two k-anonymous releases tell what one does not, private ones do not."""

import numpy as np
import pandas as pd
import pytest

from secured.common import (
    Column,
    ColumnType,
    Dataset,
    Modality,
    PrivacyInputError,
    Provenance,
    Role,
    Standing,
)
from secured.common.hierarchies import Intervals
from secured.dans.tables.dp.audit import best_success
from secured.dans.tables.dp.safepub import SafePub
from secured.studies.classroom.differential_privacy import (
    compose,
    differential_privacy_and_syntactic_models,
    distinguishing_game,
    k_anonymous,
    noisy_table,
    only_columns,
    releases_until_refused,
    safepub_against_k_anonymity,
    smallest_epsilon,
)
from secured_datasets import load

COLUMNS = {
    "age": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(10,), bounds=(0, 99))),
    "size": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(10,), bounds=(0, 99))),
    "disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}  # fmt: skip


@pytest.fixture(scope="module")
def ward() -> Dataset:
    """Everybody has a disease of their own; age and size fall in ten bands each."""
    rng = np.random.default_rng(1)
    data = pd.DataFrame({"age": rng.integers(0, 100, 3000), "size": rng.integers(0, 100, 3000)})
    data["disease"] = pd.Series([f"disease {number}" for number in range(3000)], dtype=object)
    return Dataset(
        name="ward", title="Ward", modality=Modality.TABLE, data=data, subjects=np.arange(3000), columns=COLUMNS,
        standing=Standing.SIMULATED, provenance=Provenance(source="s", licence="l", citation="c"),
    )  # fmt: skip


def test_the_one_disease_in_both_classes_is_the_patients(ward):
    """Classes of a hundred and more have no disease in common, but those of patients of both hospitals."""
    first, second = k_anonymous(ward, 5, {"age": 1}), k_anonymous(ward, 5, {"size": 1})
    trial = compose(ward, first, second, n_targets=100, seed=0)
    assert trial.one.point < 0.05 and trial.both.point > 0.5 and trial.absent.point == 0
    crowd = compose(ward, first, second, n_targets=1000, seed=0)  # ever more patients are in both
    assert crowd.both.point < trial.both.point


def test_private_releases_of_the_same_people_tell_nothing(ward):
    makers = [
        SafePub(epsilon=1.0, delta=1e-3, levels={name: 1, "disease": 0}, noise="teaching")
        for name in ("age", "size")
    ]
    assert compose(ward, *makers, n_targets=100, seed=0).both.point == 0


def test_in_the_tutorials_table_two_releases_break_what_one_keeps():
    table = load("nafld")
    first = k_anonymous(table, 10, {"age": 0, "sex": 0})
    trial = compose(
        table,
        first,
        k_anonymous(table, 10, {"age": 3, "sex": 0, "height": 2, "bmi": 3}),
        n_targets=2000,
        seed=7,
    )
    assert trial.both.low > trial.one.high and trial.both.low > trial.absent.high
    answers = differential_privacy_and_syntactic_models(trial, epsilon=1.0, width=5)
    assert answers["two releases"].check(trial.both.point - trial.one.point).passed
    assert not answers["two releases"].check(trial.both.point).passed


@pytest.mark.parametrize("n_targets", [0, 1001])
def test_too_many_targets_are_refused(ward, n_targets):
    maker = k_anonymous(ward, 5, {"age": 1})
    with pytest.raises(PrivacyInputError, match="a third of 3000"):
        compose(ward, maker, maker, n_targets=n_targets, seed=0)


def test_releases_without_a_common_secret_are_refused(ward):
    maker = SafePub(epsilon=1.0, delta=0.1, levels={"age": 1}, noise="teaching")
    with pytest.raises(PrivacyInputError, match="sensitive column in common"):
        compose(ward, maker, maker, n_targets=10, seed=0)


def test_the_cost_of_a_release_by_hand(ward):
    """Ten bands of about 300 people: all are told by 10-anonymity, exactly; SafePub tells those drawn."""
    costs = safepub_against_k_anonymity(ward, {"age": 1}, k=10, epsilons=[1.0], delta=1e-5, seed=0)
    assert costs["release"].tolist() == ["10-anonymity", "SafePub, epsilon 1"]
    assert costs["people told"][0] == 1.0 and costs["error of a cell"][0] == 0.0
    assert costs["people told"][1] == pytest.approx(0.632, abs=0.05) and 2 < costs["error of a cell"][1] < 40
    assert costs["smallest class"].tolist() == [10, 61]


def test_a_noisy_table_stands_beside_the_exact_one(ward):
    bands = {"age": tuple(f"{low}-{low + 9}" for low in range(0, 100, 10))}
    table = noisy_table(ward, bands, {"age": 1}, epsilon=0.5, seed=3)
    assert table["exact"].sum() == 3000 and (table["noisy"] - table["noise"] == table["exact"]).all()
    assert 0 < table["noise"].abs().max() < 40
    pd.testing.assert_frame_equal(table, noisy_table(ward, bands, {"age": 1}, epsilon=0.5, seed=3))


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 2.0])
def test_the_player_comes_near_the_limit_and_not_beyond(epsilon):
    game = distinguishing_game(epsilon, rounds=20_000, seed=7)
    assert game.best_success == best_success(epsilon) and game.success.low <= game.best_success
    assert game.success.point > game.best_success - 0.02 and not game.refuted


def test_answers_by_hand(ward):
    assert smallest_epsilon(5) == 0.6  # 96.5 of 100 lie within 5; at 0.5 only 93.8 do
    assert releases_until_refused(ward, budget=2.0, each=0.3) == 6
    assert releases_until_refused(ward, budget=0.3, each=0.1) == 3
    assert list(only_columns(ward, ("disease", "age")).columns) == ["disease", "age"]
