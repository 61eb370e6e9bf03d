# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Flattened resources are tables that the models for tables accept."""

import json
from collections import Counter

import numpy as np
import pytest

from secured.common import Provenance, Role, Standing
from secured.dans import FullDomainGeneralization, KAnonymity
from secured.dans.fhir import flatten, read_resources

FROM = {
    "standing": Standing.SIMULATED,
    "provenance": Provenance(source="Synthea", licence="Apache-2.0", citation="Walonoski et al. 2018"),
}


@pytest.fixture(scope="module")
def sources(bundles):
    return [json.loads(data) for data in bundles.values()]


def test_every_resource_becomes_a_row_of_its_patient(sources):
    tables = flatten(sources, **FROM)
    kinds = Counter(entry["resource"]["resourceType"] for one in sources for entry in one["entry"])
    assert {name: len(table.data) for name, table in tables.items()} == {
        "patients": kinds["Patient"], "encounters": kinds["Encounter"], "conditions": kinds["Condition"],
        "medications": kinds["MedicationRequest"], "observations": 7409,
    }  # fmt: skip
    people = set(tables["patients"].subjects)
    assert len(people) == 111
    for table in tables.values():
        assert set(table.subjects) <= people
        assert table.having(Role.IDENTIFIER)[0] == "patient"
    encounters = set(tables["encounters"].data["encounter"])
    assert set(tables["conditions"].data["encounter"]) <= encounters


def test_the_flattened_patients_can_be_made_k_anonymous(sources):
    patients = flatten(sources, **FROM)["patients"]
    method = FullDomainGeneralization(models=(KAnonymity(k=5),), suppression_limit=0.1)
    release = method.link(patients, np.random.default_rng(1)).release
    quasi = [name for name in patients.quasi_identifiers if name in release.data.columns]
    sizes = release.data.groupby(quasi, dropna=False).size()
    assert len(quasi) == 8 and sizes.min() >= 5 and 100 <= sizes.sum() <= 111
    assert "patient" not in release.data.columns


def test_the_same_tables_come_of_cleaned_files(bundles, clean, sources, tmp_path):
    name, data = next(iter(bundles.items()))
    (tmp_path / "cleaned.json").write_text(clean(data, name=name).text)
    before, after = (
        flatten([json.loads(data)], **FROM),
        flatten(read_resources(tmp_path / "cleaned.json"), **FROM),
    )
    for table in before:
        old, new = before[table].data, after[table].data
        assert len(old) == len(new) and not set(old["patient"]) & set(new["patient"])
        for column in ("code", "value", "unit", "gender", "race", "status", "class", "category"):
            if column in old:
                assert old[column].astype(str).tolist() == new[column].astype(str).tolist()


def test_single_resources_and_missing_values(tmp_path):
    (tmp_path / "a.ndjson").write_text(
        '{"resourceType":"Patient","id":"a","birthDate":"1970"}\n'
        '{"resourceType":"Observation","subject":{"reference":"Patient/a"},"valueInteger":7}\n'
        '{"resourceType":"Basic"}\n{"resourceType":"Encounter"}\n'
    )
    tables = flatten(read_resources(tmp_path / "a.ndjson"), **FROM)
    assert tables["patients"].data.loc[0, "birth_year"] == 1970
    assert tables["observations"].data.loc[0, ["patient", "value"]].tolist() == ["a", 7.0]
    assert tables["encounters"].data.isna().all().all()
    assert all(len(table.data) == 0 for table in flatten([], **FROM).values())
