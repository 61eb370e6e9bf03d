# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Regions are measured in mm, identify where visits agree, and tell a trait where they depend on it."""

import nibabel
import numpy as np
import pandas as pd
import pytest

from secured.common import PrivacyInputError
from secured.common.volumes import Volumes
from secured.dean.neuro import NearestRegions, PhenotypePrediction, RegionalForest, regional_features
from secured_datasets.simulated.regional_cohort import RegionalCohort


def test_a_box_has_the_size_brightness_and_length_of_a_box():
    values, labels = np.full((20, 20, 20), 10.0, np.float32), np.zeros((20, 20, 20), np.uint8)
    labels[2:12, 3:7, 4:6] = 1
    values[labels == 1] = 30.0
    one = Volumes(
        images=(nibabel.Nifti1Image(values, np.diag([1.0, 2.0, 3.0, 1.0])),), subjects=np.array(["a"]),
        sessions=np.array([0]), labels=(nibabel.Nifti1Image(labels, np.diag([1.0, 2.0, 3.0, 1.0])),),
    )  # fmt: skip
    found = regional_features(one).iloc[0]
    assert found["1 mm3"] == pytest.approx(10 * 4 * 2 * 6)
    assert found["1 brightness"] == pytest.approx(3.0)
    assert found["1 contrast"] == pytest.approx(0.0)
    spread = [np.std(np.arange(n) * step) for n, step in ((10, 1), (4, 2), (2, 3))]
    assert found[["1 length", "1 breadth", "1 depth"]].tolist() == pytest.approx(spread, rel=0.02)
    unlabelled = Volumes(
        images=one.images, subjects=one.subjects, sessions=one.sessions,
        labels=(nibabel.Nifti1Image(np.zeros((20, 20, 20), np.uint8), one.images[0].affine),),
    )  # fmt: skip
    with pytest.raises(PrivacyInputError, match="no voxel of any volume is labelled"):
        regional_features(unlabelled)


def right(reliability: float) -> dict[str, float]:
    made = RegionalCohort(n_people=60, n_regions=30, reliability=reliability).make(np.random.default_rng(2))
    other = np.isin(made.subjects, made.subjects[:60])
    first, second = (made.volumes[~other & (made.visits == visit)] for visit in (0, 1))
    found = {}
    for matcher in (RegionalForest(trees=60), NearestRegions()):
        fitted = matcher.fit(made.volumes[other], made.subjects[other], np.random.default_rng(0))
        found[matcher.name] = float((fitted.scores(second, first).argmax(axis=1) == np.arange(30)).mean())
    return found


def test_reliable_measures_identify_and_unreliable_do_not():
    found, lost = right(0.95), right(0.0)
    assert min(found.values()) >= 0.9
    assert max(lost.values()) <= 0.2


def test_a_forest_needs_people_with_several_records_and_the_same_measures():
    made = RegionalCohort(n_people=8, n_regions=4).make(np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="8 other people with 0 pairs"):
        RegionalForest().fit(
            made.volumes[made.visits == 0], made.subjects[made.visits == 0], np.random.default_rng(0)
        )
    with pytest.raises(PrivacyInputError, match="8 other people with one record each"):
        NearestRegions().fit(
            made.volumes[made.visits == 0], made.subjects[made.visits == 0], np.random.default_rng(0)
        )
    fitted = RegionalForest(trees=5).fit(made.volumes, made.subjects, np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="measures are others"):
        fitted.scores(made.volumes, made.volumes.iloc[:, :2])
    with pytest.raises(PrivacyInputError, match="trees=0"):
        RegionalForest(trees=0)


@pytest.fixture(scope="module")
def cohort():
    return RegionalCohort(n_people=300, n_regions=30, n_visits=1).make(np.random.default_rng(5))


def test_age_is_told_by_regions_that_shrink_and_chance_by_dealt_ages(cohort):
    predict = PhenotypePrediction(folds=5)
    told = predict.predict(cohort.volumes, cohort.people["age"], np.random.default_rng(0))
    assert told.explained().low > 0.1
    assert told.to_dict()["mean_absolute_error"] < told.to_dict()["without"]
    dealt = pd.Series(np.random.default_rng(1).permutation(cohort.people["age"]))
    none = predict.predict(cohort.volumes, dealt, np.random.default_rng(0))
    assert none.explained().low <= 0.0


def test_a_class_is_told_where_features_follow_it_and_only_there():
    rng = np.random.default_rng(3)
    classes = pd.Series(np.where(np.arange(90) % 3, "no", "yes"))
    features = rng.normal(size=(90, 40))
    features[:, :4] += 2.5 * (classes == "yes").to_numpy()[:, None]
    for model in ("linear", "forest"):
        told = PhenotypePrediction(folds=3, model=model, trees=60).predict(features, classes, rng)
        assert told.excess().low > 0.2
        assert told.to_dict()["without"] == pytest.approx(2 / 3)
    none = PhenotypePrediction(folds=3).predict(rng.normal(size=(90, 40)), classes, rng)
    assert none.excess().low <= 0.0 and none.to_dict()["right"] <= 0.75


def test_ridge_is_that_of_its_formula(cohort):
    """One fold by hand: standardised by the learned, penalty chosen as sklearn does, solved by the normal equations."""
    from sklearn.linear_model import RidgeCV

    from secured.dean.neuro.phenotype_prediction import PENALTIES

    predict = PhenotypePrediction(folds=2)
    age = cohort.people["age"]
    told = predict.predict(cohort.volumes, age, np.random.default_rng(9))
    part = predict._parts(age.to_numpy(float), True, np.random.default_rng(9))
    learned, asked = part != 0, part == 0
    values = cohort.volumes.to_numpy()
    scaled = (values - values[learned].mean(axis=0)) / values[learned].std(axis=0)
    penalty = RidgeCV(alphas=PENALTIES).fit(scaled[learned], age[learned]).alpha_
    x, y = scaled[learned], age[learned] - age[learned].mean()
    weights = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ y)
    assert told.guess[asked] == pytest.approx(scaled[asked] @ weights + age[learned].mean())


@pytest.mark.parametrize(
    ("features", "trait", "message"),
    [
        (np.zeros((30, 2)), pd.Series(np.ones(30)), "the same in all"),
        (np.zeros((10, 2)), pd.Series(np.arange(10)), "two people a fold"),
        (np.full((30, 2), np.nan), pd.Series(np.arange(30)), "30 people lack features"),
        (np.zeros((30, 2)), pd.Series(["a"] * 29 + ["b"]), "second largest class"),
    ],
)
def test_what_cannot_be_predicted_is_refused(features, trait, message):
    with pytest.raises(PrivacyInputError, match=message):
        PhenotypePrediction().predict(features, trait, np.random.default_rng(0))
