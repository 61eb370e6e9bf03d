# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What is taken from the originals: names, numbers and dates of every format, and no everyday words."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from secured.common.errors import PrivacyInputError
from secured.dans.leaks import Planted, audit_folders, harvest_identifiers
from secured.dans.leaks.harvesting.free_text import in_text
from secured.dans.leaks.harvesting.rare_enough import name_parts, rare_enough
from secured.dans.leaks.mutation import mutants


def texts(folder: Path) -> set[str]:
    """What is taken from a folder."""
    return {one.text for one in harvest_identifiers(folder).identifiers}


# Fields that name a person or a place; free text beyond them is for the formats' own tests.
DIRECT = (
    "dicom id", "dicom family", "dicom phone", "dicom AccessionNumber", "dicom StudyInstanceUID",
    "dicom SOPInstanceUID", "dicom ReferringPhysicianName", "dicom InstitutionName", "dicom nested PatientName",
    "dicom nested PatientID", "bids id", "bids family", "bids SeriesInstanceUID", "bids DeviceSerialNumber", "edf id",
    "edf family", "edf technician", "wfdb family", "wfdb id", "vcf id", "vcf other sample", "plink father",
    "plink family", "fhir id", "fhir given", "fhir address", "fhir phone", "fhir email", "fhir Practitioner.name.family",
    "wearable id", "wearable email", "note family", "note id", "note address", "note physician",
)  # fmt: skip


@pytest.mark.parametrize("field", DIRECT)
def test_direct_identifiers_of_every_format_are_taken(planted: Planted, field: str) -> None:
    harvested = " ".join(texts(planted.folder)).lower()
    expected = {one.text.lower() for one in planted.canaries if one.field == field}
    assert expected and not [text for text in expected if text not in harvested]


@pytest.mark.parametrize("format", ["dicom", "bids", "edf", "fhir", "note", "wfdb"])
def test_birth_dates_are_taken(planted: Planted, tmp_path: Path, format: str) -> None:
    folder = planted.folder / f"sub-{planted.person.id}" / {"bids": "anat"}.get(format, format)
    assert planted.person.born.isoformat() in texts(folder)


def test_no_everyday_words_are_taken() -> None:
    assert not [
        word
        for word in ("unknown", "WHITE", "General Hospital", "anonymous", "0000000", "12345", "Doe")
        if rare_enough(word)
    ]
    assert list(name_parts("ANONYMOUS^PATIENT")) == []
    assert list(name_parts("WHITE^JO")) == ["WHITE^JO"]
    assert list(in_text("Patient was seen in the ward. Name: none. Dr said yes. ID: 12")) == []


def test_tables_give_the_columns_that_identify(tmp_path: Path) -> None:
    rows = [
        f"P{7000 + at},Kovalchenko{'abcdefghijkl'[at]} Ann,{at + 40},a{at}@mail.example,19{50 + at}-02-03,heart"
        for at in range(12)
    ]
    (tmp_path / "people.csv").write_text("patient_id,name,age,email,birth_date,diagnosis\n" + "\n".join(rows))
    found = texts(tmp_path)
    assert {"P7003", "Kovalchenkod", "a3@mail.example", "1953-02-03"} <= found
    assert not found & {"heart", "43"}


def test_archives_are_opened(tmp_path: Path) -> None:
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("letter.txt", "Patient: Kovalchenko, Anna")
    with zipfile.ZipFile(tmp_path / "outer.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "inner.zip")
        archive.writestr("../../escape/4829137755.json", json.dumps({"PatientID": "MRN4711998"}))
    inner.unlink()
    assert {"Kovalchenko", "MRN4711998", "4829137755"} <= texts(tmp_path)
    assert not list(tmp_path.parent.glob("escape"))
    (tmp_path / "release").mkdir()


def test_damaged_originals_are_counted(planted: Planted, tmp_path: Path) -> None:
    dicom = next((planted.folder / f"sub-{planted.person.id}" / "dicom").iterdir())
    (tmp_path / "a.dcm").write_bytes(dicom.read_bytes()[:200])
    (tmp_path / "b.json").write_text('{"a": ')
    (tmp_path / "c.bin").write_bytes(os.urandom(100))
    without = harvest_identifiers(tmp_path).without
    assert without["json, unread"] == 1 and without["unknown format"] == 1
    with pytest.raises(PrivacyInputError, match="not there"):
        harvest_identifiers(tmp_path / "nowhere")


@pytest.mark.slow
def test_damaged_originals_never_stop_the_audit(
    planted: Planted, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    """Some hundreds of damaged files of all formats: no exception, and no content in what is said."""
    source, release = tmp_path / "source", tmp_path / "release"
    release.mkdir()
    (release / "a.txt").write_text("nothing")
    source.mkdir()
    for at, file in enumerate(file for file in planted.files if not file.endswith(".zip")):
        data = (planted.folder / file).read_bytes()
        for one in mutants(data, 14, seed=at):
            suffixes = "".join(Path(file).suffixes)
            (source / f"{at}-{one.number}{suffixes}").write_bytes(one.data)
    report = audit_folders(source, release, read_pixels=False)
    assert sum(report.identifiers.values()) > 100 and report.found == 0
    shown = (json.dumps(report.to_dict()) + report._repr_html_()).lower()
    assert not list(recwarn)  # libraries quote values in their warnings
    assert not [text for text in planted.texts() if text.lower() in shown]


@pytest.mark.parametrize("dataset", ["fhir-anonymizer", "ecg-id", "vcf-chr22", "bidmc"])
def test_real_originals_pass_their_positive_control(dataset: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("SECURED_DATA", "nowhere")) / dataset
    if not folder.is_dir():
        pytest.skip("the data are not here")
    control = audit_folders(folder, folder, read_pixels=False).control
    assert control.found == control.expected
