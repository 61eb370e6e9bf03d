# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The study behind the report folder_deidentification: its sums come out, its files say nothing, its audit can find."""

import json
import stat
from pathlib import Path

import pytest

from secured.common import PrivacyInputError, Standing
from secured.dans.deidentification.header_changes import ElementAction
from secured.dans.dicom import DicomFiles
from secured.dans.leaks import Verdict
from secured.dans.manager import FolderReport, Profile
from secured.studies.files.folder_study import FolderStudy, deidentify_and_audit
from secured.studies.files.simulated_hospital import simulated_hospital

DICOM = Profile(name="dicom only", formats=(DicomFiles(),))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("study")


@pytest.fixture(scope="module")
def study(out: Path) -> FolderStudy:
    return deidentify_and_audit(output_dir=out, profile=DICOM)


def words_of_people(hospital: Path) -> set[str]:
    """Names of files and folders of the simulated hospital that name somebody."""
    return {part for path in hospital.rglob("*") for part in path.parts if part.startswith("sub-")}


def test_the_sum_comes_out(study: FolderStudy) -> None:
    result = study.to_dict()
    folder = result["folder"]
    assert folder["n_deidentified"] + folder["n_quarantined"] == len(study.report.entries)
    assert study.standing is Standing.SIMULATED
    cleaned = [before.relative_to(study.source).as_posix() for before, _ in study.pairs(format="dicom")]
    assert cleaned[:4] == [f"archive/mr/canary_{at}.dcm" for at in range(4)]
    assert study.pairs(format="dicom", done="faces removed") == ()
    assert folder["by_reason"]["TRUNCATED"] == 1 and folder["by_reason"]["EMPTY"] == 1
    assert folder["by_reason"]["BURNED_IN_TEXT"] >= 8  # two wards, two images, and again in the archives
    assert (
        f"{folder['n_quarantined']} quarantined" in result["verdict"]
        and "Audit: none found." in result["verdict"]
    )
    assert result["audit"]["control"]["complete"] and study.leaks is not None
    assert FolderReport.read(study.destination).counts() == study.report.counts()


def test_what_is_written_leads_back_to_nobody(study: FolderStudy, out: Path) -> None:
    text = study.write(out / "result").read_text()
    assert json.loads(text)["parameters"] == {
        "profile": "dicom only", "people_listed": False, "audit": True, "seed": 7
    }  # fmt: skip
    people = words_of_people(study.source)
    assert len(people) >= 2
    for shown in (text, repr(study), study._repr_html_(), study.verdict):
        assert not any(name in shown for name in people) and str(out) not in shown
    owners = out / "owner_only"
    assert stat.S_IMODE(owners.stat().st_mode) == 0o700
    assert {path.name for path in owners.iterdir()} == {"project.key", "project.key.sources.csv"}
    assert any(name in (owners / "project.key.sources.csv").read_text() for name in people)


def test_a_second_call_takes_up_the_first(study: FolderStudy, out: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in study.destination.rglob("*.dcm")}
    again = deidentify_and_audit(output_dir=out, profile=DICOM, audit=False)
    known = [[(one.code, one.outcome, one.places) for one in run.report.entries] for run in (study, again)]
    assert known[0] == known[1] and again.leaks is None
    assert {path: path.stat().st_mtime_ns for path in again.destination.rglob("*.dcm")} == before
    assert "There was no audit." in again.verdict
    with pytest.raises(PrivacyInputError, match="another"):
        deidentify_and_audit(output_dir=out, profile=Profile(name="other", formats=(DicomFiles(),)))


def test_a_header_before_and_after(study: FolderStudy) -> None:
    header = study.header_changes(values=True)
    assert header is not None and header.with_values and header.counts()[ElementAction.REMOVED] > 300
    real = FolderStudy(
        report=study.report,
        leaks=None,
        standing=Standing.REAL,
        source=study.source,
        destination=study.destination,
        key_file=study.key_file,
        parameters={},
    )
    plain = real.header_changes()
    assert plain is not None and not plain.with_values
    with pytest.raises(PrivacyInputError, match="not carried"):
        real.header_changes(values=True)


def test_sources_are_found_again_by_their_owner(study: FolderStudy) -> None:
    images = study.sources(format="dicom", reason="BURNED_IN_TEXT")
    assert len(images) == 4 and all(path.is_file() for path in images)  # members of archives are left out
    assert [path.name for path in study.sources(reason="TRUNCATED")] == ["interrupted.dcm"]
    assert [path.name for path in study.sources(suffix=".txt")] == ["discharge.txt"] * 2
    assert study.sources(format="dicom", done="pixel_boxes") == ()
    assert study.identities.key.fingerprint == study.report.key_fingerprint


def test_the_audit_can_find(study: FolderStudy, tmp_path: Path) -> None:
    """A variant that hands a source on as it is is caught."""
    from secured.studies.files.folder_study import _audited

    leaking = tmp_path / "leaking"
    leaking.mkdir()
    (leaking / "copy.dcm").write_bytes((study.source / "archive/mr/canary_0.dcm").read_bytes())
    assert _audited(study.source, leaking).verdict is Verdict.FOUND


def test_the_owners_own_folder(study: FolderStudy, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("path,person,name\n*.dcm,4711,Canarius\n")
    own = deidentify_and_audit(
        study.source / "archive",
        output_dir=tmp_path / "out",
        destination=tmp_path / "clean",
        key=tmp_path / "my.key",
        people=people,
        profile=DICOM,
    )
    assert (
        own.standing is Standing.REAL and own.parameters["people_listed"] and own.parameters["seed"] is None
    )
    assert own.report.n_deidentified == 4 and (tmp_path / "clean" / "deidentification.json").is_file()
    assert (tmp_path / "my.key.sources.csv").is_file() and not (tmp_path / "out" / "owner_only").exists()
    with pytest.raises(PrivacyInputError, match="is not there") as said:
        deidentify_and_audit(tmp_path / "Canarius", output_dir=tmp_path)
    assert "Canarius" not in str(said.value)


def test_the_hospital_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first, second = (simulated_hospital(tmp_path / name, n_people=1, seed=3) for name in ("a", "b"))
    assert simulated_hospital(tmp_path / "a", n_people=1, seed=3) == first
    files = [
        {path.relative_to(one): path.read_bytes() for path in one.rglob("*") if path.is_file()}
        for one in (first, second)
    ]
    assert files[0] == files[1] and len(files[0]) > 30
    with pytest.raises(PrivacyInputError, match="holds something else"):
        simulated_hospital(tmp_path / "a", n_people=1, seed=4)
