# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Unique shares on the diabetes table are the published ones, to the digit."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import DatasetUnavailable, PrivacyInputError
from secured.studies.records.uniqueness import record_uniqueness, unique_sequences, unique_share
from secured_datasets import load


@pytest.fixture(scope="module")
def measured():
    try:
        return record_uniqueness(load("diabetes130"))
    except DatasetUnavailable as error:
        pytest.skip(str(error))


def test_it_counts_all_encounters_and_patients(measured):
    assert (measured.n_encounters, measured.n_patients) == (101_766, 71_518)
    assert measured.patients_with == {2: 16_773, 3: 6_339, 4: 3_011}


@pytest.mark.parametrize(
    ("known", "share"),
    [
        ("demographics", 0.000),
        ("demographics, primary diagnosis", 0.047),
        ("three diagnoses", 0.460),
        ("demographics, three diagnoses", 0.762),
        ("23 medication flags", 0.005),
        ("demographics, stay, counts of laboratory tests, drugs and procedures", 0.843),
    ],
)
def test_combinations_of_codes_and_demographics(measured, known, share):
    assert measured.combinations[known] == pytest.approx(share, abs=0.0006)


def test_sequences_of_visits(measured):
    assert measured.length_of_stay == pytest.approx({2: 0.000, 3: 0.091, 4: 0.626}, abs=0.0006)
    assert measured.diagnosis == pytest.approx({2: 0.292, 3: 0.793, 4: 0.934}, abs=0.0006)


def test_one_record_a_person_is_not_less_unique(measured):
    for known, share in measured.combinations.items():
        assert measured.combinations_of_people[known] >= share
    assert measured.combinations_of_people["demographics, three diagnoses"] == pytest.approx(
        0.791, abs=0.0006
    )
    assert set(measured.to_dict()["diagnosis"]) == {"2", "3", "4"}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=25), st.integers(1, 3))
def test_sequences_by_definition(rows, k):
    visits = pd.DataFrame(rows, columns=["who", "item"])
    sequences = {}
    for who, item in rows:
        sequences.setdefault(who, []).append(item)
    known = [tuple(one[:k]) for one in sequences.values() if len(one) >= k]
    expected = np.mean([known.count(one) == 1 for one in known]) if known else None
    share = unique_sequences(visits, "who", "item", [k])[k]
    assert share == pytest.approx(expected) if known else np.isnan(share)


def test_missing_is_a_value():
    assert unique_share(pd.DataFrame({"a": [None, None, "x"]}), ["a"]) == pytest.approx(1 / 3)


def test_a_dataset_without_encounters_is_refused():
    with pytest.raises(PrivacyInputError, match="nafld has no table of encounters"):
        record_uniqueness(load("nafld"))
