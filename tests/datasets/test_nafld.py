# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The bundled fatty-liver study loads whole, with the roles of its entry."""

import pytest

from secured.common import Role, Standing
from secured_datasets import entry, load, verify


@pytest.fixture(scope="module")
def nafld():
    return load("nafld")


def test_it_has_17549_people_one_row_each(nafld):
    assert nafld.n_people == len(nafld.data) == 17_549
    assert nafld.data["id"].is_unique


def test_measurements_and_events_are_all_there(nafld):
    assert len(nafld.related["measurements"]) == 400_123
    assert len(nafld.related["events"]) == 34_340
    assert len(nafld.related["follow_up"]) == 17_549


def test_91_5_percent_are_unique_on_age_sex_weight_and_height(nafld):
    known = nafld.data[["age", "sex", "weight", "height"]].dropna()
    assert len(known) == 12_588
    rounded = known.assign(weight=known["weight"].round(), height=known["height"].round())
    unique = ~rounded.duplicated(keep=False)
    assert unique.mean() == pytest.approx(0.915, abs=0.0005)


def test_weights_and_heights_are_missing_as_in_the_study(nafld):
    missing = nafld.data.isna().mean()
    assert missing["weight"] == pytest.approx(0.2727, abs=0.00005)
    assert missing["height"] == pytest.approx(0.1805, abs=0.00005)
    assert not missing.drop(["weight", "height", "bmi", "case_id"]).any()


def test_roles_are_those_of_the_entry(nafld):
    assert dict(nafld.columns) == dict(entry("nafld").columns)
    assert nafld.having(Role.IDENTIFIER) == ("id", "case_id")
    assert nafld.quasi_identifiers == ("age", "sex", "weight", "height", "bmi")
    assert nafld.sensitive == (
        "death",
        "afib",
        "ang_isc",
        "cardiac_arrest",
        "diabetes",
        "dyslipidemia",
        "heart_failure",
        "htn",
        "mi",
        "nafld",
        "stroke",
    )
    assert nafld.having(Role.INSENSITIVE) == ()


def test_days_of_follow_up_stay_out_of_the_table(nafld):
    assert "futime" not in nafld.data.columns
    assert "days" not in nafld.data.columns


def test_a_person_had_an_event_exactly_if_the_events_say_so(nafld):
    events = nafld.related["events"]
    with_diabetes = set(events.loc[events["event"] == "diabetes", "id"])
    assert set(nafld.data.loc[nafld.data["diabetes"] == "yes", "id"]) == with_diabetes
    for column in nafld.sensitive:
        assert set(nafld.data[column]) == {"yes", "no"}


def test_subjects_are_the_people_of_the_rows(nafld):
    assert (nafld.subjects == nafld.data["id"].to_numpy()).all()
    for name in ("measurements", "events"):
        assert set(nafld.related[name]["id"]) <= set(nafld.subjects)


def test_every_value_lies_in_its_hierarchy(nafld):
    assert set(nafld.hierarchies) == set(nafld.quasi_identifiers)


def test_it_is_real_and_its_files_are_unchanged(nafld):
    assert nafld.standing is Standing.REAL
    assert nafld.provenance.licence
    assert verify("nafld") == []


def test_loading_twice_gives_the_same_data(nafld):
    assert load("nafld").fingerprint == nafld.fingerprint
