# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Classification utility finds a planted signal, loses it with the detail, and guesses where nothing is left."""

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Intervals
from secured.dans import ClassificationUtility, FullDomainGeneralization, KAnonymity, Solution

COLUMNS = {
    "name": Column(role=Role.IDENTIFIER, type=ColumnType.TEXT),
    "age": Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(10, 50), bounds=(0, 99))
    ),
    "home": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY),
    "disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Boosting a few hundred rows is faster without threads that wait for each other."""
    with threadpool_limits(limits=1):
        yield


def people(n: int, seed: int) -> pd.DataFrame:
    """Ill between 20 and 60, else in one home of four; one in twenty otherwise."""
    rng = np.random.default_rng(seed)
    age, home = rng.integers(0, 100, n), rng.choice(list("abcd"), n).astype(object)
    ill = ((age >= 20) & (age < 60)) ^ (home == "a") ^ (rng.random(n) < 0.05)
    return pd.DataFrame(
        {
            "name": [str(i) for i in range(n)],
            "age": age,
            "home": home,
            "disease": np.where(ill, "ill", "well").astype(object),
        }
    )


@pytest.fixture(scope="module")
def dataset(plain):
    return plain.dataset_of(people(900, 1), COLUMNS)


def solution(dataset, levels) -> Solution:
    return FullDomainGeneralization(models=(KAnonymity(k=2),), levels=levels).solve(dataset)


def auc(dataset, levels, seed=0, target="disease", tested=None):
    solved = solution(dataset, levels)
    untouched = solved.generalize(people(400, 2) if tested is None else tested)
    release = solved.link(np.random.default_rng(3)).release
    return ClassificationUtility(target=target).score(release, untouched, rng=np.random.default_rng(seed))


def test_a_planted_signal_is_found_and_lost_with_the_detail(dataset):
    fine, coarse, nothing = auc(dataset, (1, 0)), auc(dataset, (2, 1)), auc(dataset, (3, 1))
    assert fine > 0.9
    assert 0.5 < coarse < fine - 0.1
    assert nothing == pytest.approx(0.5)


def test_the_same_seed_gives_the_same_score(dataset):
    assert auc(dataset, (1, 0), seed=5) == auc(dataset, (1, 0), seed=5)


def test_several_classes_are_averaged(dataset):
    assert auc(dataset, (1, 0), target="home") == pytest.approx(0.5, abs=0.1)


def test_a_number_is_predicted_by_the_side_of_its_median(plain):
    columns = COLUMNS | {"cost": Column(role=Role.SENSITIVE, type=ColumnType.REAL)}
    train, tested = (
        frame.assign(cost=1000.0 * frame["age"] + 7) for frame in (people(900, 1), people(400, 2))
    )
    assert auc(plain.dataset_of(train, columns), (1, 0), target="cost", tested=tested) > 0.9
    assert auc(plain.dataset_of(train, columns), (3, 1), target="cost", tested=tested) == pytest.approx(0.5)


def test_rare_classes_do_not_count(plain):
    train, tested = people(900, 1), people(400, 2)
    for frame in (train, tested):
        frame.loc[::20, "disease"] = [f"rare {number}" for number in range(len(frame.loc[::20]))]
    assert auc(plain.dataset_of(train, COLUMNS), (1, 0), tested=tested) > 0.8


def test_missing_and_labels_that_only_the_test_people_have_are_no_obstacle(plain):
    train, tested = people(400, 1).astype({"age": float}), people(400, 2).astype({"age": float})
    train.loc[::7, "age"], train.loc[::5, "home"], train.loc[::11, "disease"] = np.nan, None, None
    tested.loc[::9, "disease"] = None
    assert auc(plain.dataset_of(train, COLUMNS), (0, 0), tested=tested) > 0.8


@pytest.mark.parametrize("which", ["release", "test people", "nothing in common"])
def test_one_class_only_has_no_score(plain, which):
    train, tested = people(900, 1), people(50, 2)
    if which == "release":
        train["disease"] = "well"
    elif which == "test people":
        tested["disease"] = "well"
    else:
        tested["disease"] = "other"
    assert auc(plain.dataset_of(train, COLUMNS), (1, 0), tested=tested) is None


def test_an_empty_release_has_no_score(dataset):
    solved = FullDomainGeneralization(models=(KAnonymity(k=900),), levels=(0, 0)).solve(dataset)
    release = solved.link(np.random.default_rng(0)).release
    assert release.n_records == 0
    untouched = solved.generalize(people(50, 2))
    assert (
        ClassificationUtility(target="disease").score(release, untouched, rng=np.random.default_rng(0))
        is None
    )


def test_a_target_that_is_not_released_is_refused(dataset):
    with pytest.raises(PrivacyInputError, match="no column name"):
        auc(dataset, (1, 0), target="name")


def test_a_release_without_anything_to_predict_from_guesses_or_is_refused(plain):
    columns = {name: COLUMNS[name] for name in ("home", "disease")}
    solved = solution(plain.dataset_of(people(100, 1)[["home", "disease"]], columns), (0,))
    release = solved.link(np.random.default_rng(0)).release
    try:
        score = ClassificationUtility(target="home").score(
            release, people(50, 2), rng=np.random.default_rng(0)
        )
    except PrivacyInputError:
        return
    assert score in (None, 0.5)
