# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A simulated patient in every format: one pseudonym, one shift of dates, nothing left, and an audit that could have told."""

import gzip
import json
import re
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from secured.common import ProjectKey
from secured.dans import CanaryPlanter, audit_folders, deidentify
from secured.dans.deidentification import Identities
from secured.dans.leaks import Planted, find_strings
from secured.dans.manager import FolderReport

KEY = ProjectKey(bytes(range(32)))


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planted]:
    """A folder with every format for one person who does not exist."""
    folder = tmp_path_factory.mktemp("hospital") / "source"
    return folder, CanaryPlanter(seed=3).plant(folder)


@pytest.fixture(scope="module", params=["basic", "research"])
def cleaned(
    request: pytest.FixtureRequest, hospital: tuple[Path, Planted], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, FolderReport]:
    """What is handed on of it, and the report."""
    destination = tmp_path_factory.mktemp("handed-on") / request.param
    return destination, deidentify(hospital[0], request.param, KEY, destination=destination)


def days(folder: Path, places: str, pattern: str, form: str) -> set[date]:
    """The dates that a pattern finds in files, compressed or not."""
    found = set()
    for path in folder.glob(places):
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("latin-1")
        found |= {datetime.strptime(one, form).date() for one in re.findall(pattern, text)}
    return found


def dates_of_scans(folder: Path, places: str) -> set[date]:
    from pydicom import dcmread

    return {datetime.strptime(dcmread(path).StudyDate, "%Y%m%d").date() for path in folder.glob(places)}


def test_every_source_is_handed_on(cleaned: tuple[Path, FolderReport]) -> None:
    report = cleaned[1]
    assert report.n_quarantined == 0, report.by_reason()
    assert set(report.by_format()) == {
        "dicom",
        "edf",
        "fhir",
        "nifti",
        "plink",
        "text",
        "vcf",
        "wearable csv",
        "wfdb",
    }


def test_no_canary_is_left(hospital: tuple[Path, Planted], cleaned: tuple[Path, FolderReport]) -> None:
    tokens = set(hospital[1].texts())
    assert len(tokens) > 100
    if cleaned[0].name == "research":  # which keeps patients' characteristics, as the standard's option says
        tokens -= {one.text for one in hospital[1].canaries if one.field.endswith("dicom EthnicGroup")}
    for path in cleaned[0].rglob("*"):
        assert not path.is_file() or not find_strings(path, tokens), path.suffix
        assert not [one for one in tokens if one in path.name]


def test_the_audit_finds_nothing_and_could_have_found_everything(
    hospital: tuple[Path, Planted], cleaned: tuple[Path, FolderReport]
) -> None:
    report = audit_folders(hospital[0], cleaned[0], read_pixels=False)
    assert report.exit_status == 0, report.summary()


def test_the_audit_finds_a_single_original_among_the_copies(
    hospital: tuple[Path, Planted], cleaned: tuple[Path, FolderReport], tmp_path: Path
) -> None:
    shutil.copytree(cleaned[0], tmp_path / "mixed")
    original = next(hospital[0].glob("*/edf/*.edf"))
    shutil.copy(original, tmp_path / "mixed" / "a.edf")
    assert audit_folders(hospital[0], tmp_path / "mixed", read_pixels=False).exit_status == 1


def test_one_person_has_one_pseudonym_in_nine_formats(
    hospital: tuple[Path, Planted], cleaned: tuple[Path, FolderReport]
) -> None:
    pseudonym = Identities(key=KEY).pseudonym(hospital[1].person.id)
    folder = cleaned[0]
    for format in ("dicom", "edf", "fhir", "nifti", "text", "wearable", "wfdb"):
        assert list(folder.glob(f"{pseudonym}/{format}/**/*.*")), format
    for place in ("*/vcf/*/*.vcf", "*/plink/*/*.fam"):
        files = list(folder.glob(place)) or list(folder.glob(place.replace("/*/*.vcf", "/*.vcf")))
        assert files
        assert all(pseudonym in path.read_text() for path in files)


def test_one_person_has_one_shift_of_dates_in_seven_formats(
    hospital: tuple[Path, Planted], cleaned: tuple[Path, FolderReport]
) -> None:
    if cleaned[0].name == "basic":
        pytest.skip("the basic profile removes the dates of images and recordings")
    source, folder = hospital[0], cleaned[0]
    shift = Identities(key=KEY).shift(hospital[1].person.id)
    ymd, dmy = r"(\d{4}-\d\d-\d\d)[ T]\d\d:", r"(\d\d/\d\d/\d{4})"
    seen = {
        "edf": [days(source, "*/edf/*.edf", r"Startdate (\S+)", "%d-%b-%Y"), days(folder, "*/edf/*.edf", r"Startdate (\S+)", "%d-%b-%Y")],
        "wfdb": [days(source, "*/wfdb/*.hea", r":\d\d " + dmy, "%d/%m/%Y"), days(folder, "*/wfdb/*/*.hea", dmy, "%d/%m/%Y")],
        "wearable": [days(source, "*/wearable/*.csv", ymd, "%Y-%m-%d"), days(folder, "*/wearable/*.csv", ymd, "%Y-%m-%d")],
        "fhir": [days(source, "*/fhir/*.json", ymd, "%Y-%m-%d"), days(folder, "*/fhir/*.json", ymd, "%Y-%m-%d")],
        "bids": [days(source, "*/*_scans.tsv", ymd, "%Y-%m-%d"), days(folder, "*/nifti/*/*_scans.tsv", ymd, "%Y-%m-%d")],
        "text": [days(source, "*/note/*.txt", r"(?:on|left on) " + dmy, "%d/%m/%Y"), days(folder, "*/text/*.txt", r"(?:on|left on) " + dmy, "%d/%m/%Y")],
        "dicom": [dates_of_scans(source, "*/dicom/*.dcm"), dates_of_scans(folder, "*/dicom/*/*/*.dcm")],
    }  # fmt: skip
    for format, (before, after) in seen.items():
        assert before, format
        assert after == {one + shift for one in before}, format


def test_the_report_names_nothing(hospital: tuple[Path, Planted], cleaned: tuple[Path, FolderReport]) -> None:
    content = json.dumps(cleaned[1].to_dict()) + (cleaned[0] / "deidentification.json").read_text()
    assert not [one for one in hospital[1].texts() if one in content]
    assert hospital[1].person.id not in content


def test_names_of_the_structured_record_are_found_in_a_note(tmp_path: Path) -> None:
    """A surname that no rule takes for one is replaced where a FHIR patient of that number bears it."""
    record = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [
            {
                "type": {
                    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]
                },
                "value": "4711",
            }
        ],
        "name": [{"family": "Bluebells", "given": ["Serena"]}],
    }
    ward = tmp_path / "ward"
    (ward / "sub-4711").mkdir(parents=True)
    (ward / "sub-4711" / "note.txt").write_text("seen today, bluebells feels better; no fever\n")
    alone = deidentify(ward, "basic", KEY, destination=tmp_path / "alone")
    assert "bluebells" in (tmp_path / "alone" / alone.entries[0].places[0]).read_text()
    (ward / "patient.json").write_text(json.dumps(record))
    report = deidentify(ward, "basic", KEY, destination=tmp_path / "with-record")
    assert report.n_quarantined == 0, report.by_reason()
    (note,) = (one for one in report.entries if one.outcome.format == "text")
    assert "bluebells" not in (tmp_path / "with-record" / note.places[0]).read_text().casefold()


@pytest.mark.slow
def test_without_the_extras_the_run_ends_and_says_what_to_install(
    hospital: tuple[Path, Planted], tmp_path: Path
) -> None:
    code = (
        "import sys\n"
        "for name in ('fhirpathpy', 'antlr4', 'SimpleITK', 'presidio_analyzer', 'spacy', 'cryptography', 'pgenlib'):\n"
        "    sys.modules[name] = None\n"
        "from secured.common import ProjectKey\n"
        "from secured.dans import deidentify\n"
        f"report = deidentify({str(hospital[0])!r}, 'basic', ProjectKey(bytes(32)), destination={str(tmp_path / 'out')!r})\n"
        "print(report.by_reason(), *{one.outcome.detail for one in report.entries if one.outcome.reason})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "{'DEPENDENCY_MISSING': 6}" in run.stdout
    assert "'secured-workbench[text]'" in run.stdout
    assert "'secured-workbench[fhir]'" in run.stdout
