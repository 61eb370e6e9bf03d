# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The two open tables load as their sources count them, where a copy of the data is at hand."""

import os
from pathlib import Path

import pytest

from secured.common import Role
from secured_datasets import availability, entry, load, verify

MIRROR = Path(__file__).resolve().parents[3] / "shared" / "data"


def loaded_from_mirror(name: str):
    """Yield the dataset, or skip where neither SECURED_DATA nor the mirror holds its files."""
    configured = os.environ.get("SECURED_DATA")
    folders = [Path(configured)] if configured else []
    for folder in [*folders, MIRROR]:
        if all((folder / name / file.path).is_file() for file in entry(name).files):
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("SECURED_DATA", str(folder))
                yield load(name)
            return
    pytest.skip(f"no copy of {name} in SECURED_DATA or {MIRROR}")


@pytest.fixture(scope="module")
def adult():
    yield from loaded_from_mirror("adult")


@pytest.fixture(scope="module")
def diabetes130():
    yield from loaded_from_mirror("diabetes130")


def test_adult_has_the_30162_rows_of_arx(adult):
    assert adult.n_people == len(adult.data) == 30_162
    assert not adult.data.isna().any().any()
    assert (adult.data["salary-class"] == ">50K").mean() == pytest.approx(0.249, abs=0.0005)


def test_adult_has_eight_quasi_identifiers_with_arx_hierarchies(adult):
    assert len(adult.quasi_identifiers) == 8
    assert adult.sensitive == ("salary-class",)
    for name, hierarchy in adult.hierarchies.items():
        assert set(adult.data[name]) <= set(hierarchy.values)
        assert (hierarchy.generalize([0], hierarchy.n_levels - 1) == "*").all()


def test_adult_is_usable_and_unchanged(adult):
    assert availability(entry("adult")) == "usable"
    assert verify("adult") == []


def test_diabetes130_has_71518_patients_in_101766_encounters(diabetes130):
    assert diabetes130.n_people == len(diabetes130.data) == 71_518
    encounters = diabetes130.related["encounters"]
    assert encounters.shape == (101_766, 50)
    visits = encounters["patient_nbr"].value_counts()
    assert len(visits) == 71_518
    assert (visits >= 2).sum() == 16_773


def test_question_marks_of_diabetes130_mean_missing_and_nothing_else_does(diabetes130):
    missing = diabetes130.related["encounters"].isna().sum()
    assert missing[missing > 0].to_dict() == {
        "race": 2_273,
        "weight": 98_569,
        "payer_code": 40_256,
        "medical_specialty": 49_949,
        "diag_1": 21,
        "diag_2": 358,
        "diag_3": 1_423,
    }


def test_none_is_a_level_of_a1cresult(diabetes130):
    assert set(diabetes130.data["A1Cresult"]) == {"None", "Norm", ">7", ">8"}
    assert "None" in set(diabetes130.related["encounters"]["max_glu_serum"])


def test_the_row_of_a_patient_is_the_first_encounter(diabetes130):
    encounters = diabetes130.related["encounters"]
    first = encounters["encounter_id"].astype("int64").groupby(encounters["patient_nbr"]).min()
    kept = diabetes130.data.set_index("patient_nbr")["encounter_id"].astype("int64")
    assert (first.loc[kept.index] == kept).all()
    assert diabetes130.having(Role.IDENTIFIER) == ("encounter_id", "patient_nbr")


def test_readmissions_and_odd_genders_of_diabetes130_are_as_published(diabetes130):
    encounters = diabetes130.related["encounters"]
    assert (encounters["readmitted"] == "<30").mean() == pytest.approx(0.112, abs=0.0005)
    assert (encounters["gender"] == "Unknown/Invalid").sum() == 3


def test_values_of_diabetes130_lie_in_their_hierarchies(diabetes130):
    assert set(diabetes130.hierarchies) == set(diabetes130.quasi_identifiers)
