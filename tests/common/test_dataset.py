# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A dataset knows its people and roles, refuses what does not agree, and shows nobody's values."""

import dataclasses

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
from secured.common.hierarchies import Intervals, Ordered

CANARY = "JaneQ7731"
COLUMNS = {
    "name": Column(role=Role.IDENTIFIER, type=ColumnType.TEXT),
    "age": Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(5,), bounds=(0, 99))
    ),
    "sex": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY),
    "stage": Column(
        role=Role.SENSITIVE,
        type=ColumnType.CATEGORY,
        hierarchy=Ordered(order=("none", "mild", "severe"), sizes=(2,)),
    ),
    "ward": Column(role=Role.INSENSITIVE, type=ColumnType.CATEGORY),
}


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [CANARY, "b", "c", "d"],
            "age": [41.0, 7.0, np.nan, 7.0],
            "sex": ["m", None, "f", "f"],
            "stage": ["mild", "none", None, "none"],
            "ward": ["x", "y", "x", "y"],
        }
    )


def dataset(**changes) -> Dataset:
    fields = {
        "name": "trial",
        "title": "A <b>trial</b>",
        "modality": Modality.TABLE,
        "data": table(),
        "subjects": np.arange(4),
        "columns": COLUMNS,
        "standing": Standing.SIMULATED,
        "provenance": Provenance(source="s", licence="l", citation="c"),
    }
    return Dataset(**(fields | changes))


def test_columns_are_found_by_role_in_order():
    assert dataset().quasi_identifiers == ("age", "sex")
    assert dataset().sensitive == ("stage",)
    assert dataset().having(Role.IDENTIFIER) == ("name",)
    assert dataset().having(Role.INSENSITIVE) == ("ward",)


def test_people_are_counted_not_rows():
    assert dataset(subjects=np.array(["p", "q", "p", "r"], dtype=object)).n_people == 3


def test_hierarchies_are_built_over_the_recorded_values_of_quasi_identifiers():
    hierarchies = dataset().hierarchies
    assert list(hierarchies) == ["age", "sex"]
    assert hierarchies["age"].values.tolist() == [7.0, 41.0]
    assert hierarchies["sex"].values.tolist() == ["f", "m"]


def test_some_people_keep_the_hierarchies_of_all():
    whole = dataset(related={"visits": table()}, subjects=np.array([10, 11, 12, 13]))
    part = whole.take(np.array([3, 0]))
    assert part.data["name"].tolist() == ["d", CANARY]
    assert part.data.index.tolist() == [0, 1]
    assert part.subjects.tolist() == [13, 10]
    assert part.hierarchies is whole.hierarchies
    assert part.related == {}
    assert len(whole.data) == 4


def test_columns_that_the_entry_does_not_describe_are_named():
    with pytest.raises(PrivacyInputError, match="trial: the entry and the data disagree on 1 columns: extra"):
        dataset(data=table().assign(extra=CANARY))
    with pytest.raises(PrivacyInputError, match="disagree on 2 columns: age, sex"):
        dataset(data=table().drop(columns=["sex", "age"]))


def test_a_column_that_stands_twice_is_refused():
    data = table()
    data.columns = ["name", "age", "sex", "stage", "stage"]
    columns = {name: column for name, column in COLUMNS.items() if name != "ward"}
    with pytest.raises(PrivacyInputError, match="stage"):
        dataset(data=data, columns=columns)


@pytest.mark.parametrize("n", [0, 3, 5])
def test_the_person_of_every_record_must_be_named(n):
    with pytest.raises(PrivacyInputError, match=f"{n} subjects for 4 records"):
        dataset(subjects=np.arange(n))


def test_a_misspelt_field_is_refused():
    with pytest.raises(TypeError, match="standig"):
        dataset(standig=Standing.REAL)
    with pytest.raises(TypeError, match="rôle"):
        Column(rôle=Role.SENSITIVE, type=ColumnType.TEXT)


def test_a_dataset_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        dataset().name = "other"


@pytest.mark.parametrize("show", [repr, str, lambda one: one._repr_html_()])
def test_nothing_of_the_data_is_shown(show):
    shown = show(dataset())
    assert CANARY not in shown
    assert "41" not in shown
    assert "4 people, simulated" in shown


def test_html_is_escaped():
    shown = dataset()._repr_html_()
    assert "<b>" not in shown
    assert "&lt;b&gt;trial" in shown


def test_the_fingerprint_follows_the_data_and_the_schema_fingerprint_what_they_mean():
    one = dataset()
    assert dataset().fingerprint == one.fingerprint
    assert dataset(data=table().replace({"ward": {"x": "z"}})).fingerprint != one.fingerprint
    assert dataset(data=table().replace({"ward": {"x": "z"}})).schema_fingerprint == one.schema_fingerprint
    for column in (
        dataclasses.replace(COLUMNS["age"], hierarchy=Intervals(widths=(10,), bounds=(0, 99))),
        dataclasses.replace(COLUMNS["age"], type=ColumnType.REAL),
        dataclasses.replace(COLUMNS["age"], role=Role.INSENSITIVE),
        dataclasses.replace(COLUMNS["age"], resolution=0.1),
    ):
        other = dataset(columns=COLUMNS | {"age": column})
        assert other.schema_fingerprint != one.schema_fingerprint
        assert other.fingerprint == one.fingerprint
