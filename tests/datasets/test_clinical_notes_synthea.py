# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Notes with line breaks load whole, and Synthea's ZIP codes keep their zeros; both layouts refuse what is none."""

from dataclasses import replace
from pathlib import Path

import pytest

from secured.common import DatasetUnavailable, Role, Standing
from secured.dean.records import histories
from secured_datasets import entry, load
from secured_datasets.loaders.clinical_notes import load_clinical_notes
from secured_datasets.loaders.synthea_csv import EVENTS, load_synthea_csv


def loaded(name):
    try:
        return load(name)
    except DatasetUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def notes():
    return loaded("clinical-notes")


@pytest.fixture(scope="module")
def synthea():
    return loaded("synthea-csv")


def test_there_are_207_notes_and_1701_sections(notes):
    assert notes.n_people == len(notes.data) == 207
    assert notes.data["note"].nunique() == 207 and notes.data["note"].str.contains("\n").all()
    assert len(notes.related["sections"]) == 1701
    assert notes.related["sections"]["part"].nunique() == 4
    assert notes.standing is Standing.RECONSTRUCTED


def test_no_note_is_read_as_missing(notes):
    assert not notes.data.isna().any().any() and not notes.related["sections"].isna().any().any()


def test_conversations_are_never_released(notes):
    assert notes.having(Role.IDENTIFIER) == ("encounter_id", "dialogue")
    assert notes.sensitive == ("note",)


def test_there_are_27_simulated_patients_with_604_encounters(synthea):
    assert synthea.n_people == 27 and synthea.standing is Standing.SIMULATED
    assert len(synthea.related["encounters"]) == 604 and len(synthea.related["observations"]) == 990
    assert set(synthea.related) == set(EVENTS)
    for events in synthea.related.values():
        assert set(events["patient"]) <= set(synthea.subjects)


def test_postcodes_keep_their_zeros(synthea):
    known = synthea.data["zip"].dropna()
    assert (known.str.len() == 5).all() and known.str.startswith("0").all()
    assert set(synthea.hierarchies) == set(synthea.quasi_identifiers)


def test_visits_are_read_as_histories(synthea):
    stays = histories(
        synthea.related["encounters"], synthea.subjects, person="patient", item="length", day="day"
    )
    assert stays.map(len).sum() == 604
    assert all(list(cell) == sorted(cell, key=lambda one: one[0]) for cell in stays)
    assert all(length >= 0 for cell in stays for _, length in cell)


@pytest.mark.parametrize(
    ("name", "load_it"), [("clinical-notes", load_clinical_notes), ("synthea-csv", load_synthea_csv)]
)
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, name, load_it):
    one = entry(name)
    one = replace(one, files=tuple(file for file in one.files if not file.path.startswith("mts")))
    for file in one.files:
        (tmp_path / file.path).write_bytes(b"a,b\n\xff\xfe\xba,\n")
    with pytest.raises(DatasetUnavailable, match=r"\.csv: is no CSV file"):
        load_it(one, tmp_path)
