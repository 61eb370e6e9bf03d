# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Curves count what is unique; an estimate from a sample stands beside the truth and says when it cannot be made."""

import json

import numpy as np
import pandas as pd
import pytest

from secured.common import DatasetUnavailable, PrivacyInputError
from secured.studies.records.curves import population_check, record_curves
from secured_datasets import load


def loaded(name):
    try:
        return load(name)
    except DatasetUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def nafld():
    return load("nafld")


@pytest.fixture(scope="module")
def curves(nafld):
    return record_curves(nafld)


def test_more_knowledge_singles_out_more(curves):
    shares = list(curves.combinations.values())
    assert shares == sorted(shares) and shares[0] < 0.01 < shares[-1]
    assert list(curves.combinations)[:2] == ["age", "age and sex"]
    assert curves.unit == "people" and curves.n_people == 17_549


def test_histories_are_counted_by_hand(nafld, curves):
    """The first two diagnoses of everybody with two, counted another way."""
    events = nafld.related["events"].sort_values(["id", "days"], kind="stable")
    pairs = events.groupby("id")["event"].agg(lambda own: tuple(own[:2]))
    pairs = pairs[pairs.map(len) == 2]
    alone = (pairs.value_counts() == 1).sum()
    assert curves.people_with["diagnoses"][2] == len(pairs)
    assert curves.sequences["diagnoses"][2] == pytest.approx(alone / len(pairs))
    assert curves.sequences["days between visits"][4] > 0.99


def test_curves_of_encounters_are_the_published_ones():
    curves = record_curves(loaded("diabetes130"))
    assert curves.unit == "encounters"
    assert curves.combinations["demographics, three diagnoses"] == pytest.approx(0.762, abs=0.0006)
    assert curves.sequences["primary diagnoses"][4] == pytest.approx(0.934, abs=0.0006)


def test_a_table_alone_has_no_curve_of_histories():
    curves = record_curves(loaded("adult"))
    assert not curves.sequences and "adult has no known histories" in curves.unavailable
    assert curves.combinations


def test_the_estimate_is_closer_to_the_truth_than_the_sample(nafld):
    check = population_check(nafld, seed=7)
    assert check.true_share == pytest.approx(0.78, abs=0.06)
    assert abs(check.share - check.true_share) < abs(check.sample_share - check.true_share)
    assert check.brier < check.brier_of_constant
    assert set(check.others) > {"Pitman", "Zayatz"}
    json.dumps(check.to_dict())


def test_the_truth_is_that_of_the_whole_table(nafld):
    check = population_check(nafld, columns=("age",), seed=7)
    assert check.columns == ("age",) and check.true_share == 0 and check.share < 0.01


def test_too_few_people_and_unknown_columns(nafld):
    few = population_check(nafld.take(np.arange(400)), seed=7)
    assert "400 people are too few" in few.unavailable and few.share is None
    with pytest.raises(PrivacyInputError, match="no column shoe"):
        population_check(nafld, columns=("shoe",), seed=7)


def test_plain_values_hold_no_person(curves, nafld):
    text = json.dumps(curves.to_dict())
    assert len(text) < 3000 and not pd.isna(list(curves.combinations.values())).any()
