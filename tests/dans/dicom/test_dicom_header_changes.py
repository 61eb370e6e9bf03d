# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Two DICOM headers side by side: every element once, the right action, and no value of the canary study told."""

from copy import deepcopy
from pathlib import Path

import pytest

from secured.common import PrivacyInputError, ProjectKey, Standing
from secured.dans.deidentification import Identities, Source, Stage
from secured.dans.deidentification.header_changes import ElementAction, HeaderComparison
from secured.dans.dicom import DicomFiles, DicomOptions
from secured.dans.dicom.canary_study import CanaryStudy, canary_study
from secured.dans.dicom.header_changes import dicom_header_changes


@pytest.fixture(scope="module")
def study() -> CanaryStudy:
    return canary_study()


def actions(comparison: HeaderComparison) -> dict[str, ElementAction]:
    return {one.where: one.action for one in comparison.changes}


def test_every_action_is_told_apart(study: CanaryStudy) -> None:
    before = study.datasets[0]
    after = deepcopy(before)
    del after.PatientSex
    after.PatientName = ""
    after.PatientID = "abc"
    after.StudyDate = "20010101"
    after.StudyTime = "000000"  # the dummy
    after.SOPInstanceUID = "2.25.7"
    after.PatientIdentityRemoved = "YES"
    after.ReferencedImageSequence = []
    after[0x52009229].value[0][0x00189114].value[0].PatientName = "x"
    found = actions(dicom_header_changes(before, after))
    assert found["(0010,0040)"] is ElementAction.REMOVED
    assert found["(0010,0010)"] is ElementAction.EMPTIED
    assert found["(0010,0020)"] is ElementAction.REPLACED
    assert found["(0008,0020)"] is ElementAction.SHIFTED
    assert found["(0008,0030)"] is ElementAction.REPLACED
    assert found["(0008,0018)"] is ElementAction.REMAPPED
    assert found["(0012,0062)"] is ElementAction.ADDED
    assert found["(0008,1140)"] is ElementAction.EMPTIED
    assert found["(0008,1140)[1] (0008,1155)"] is ElementAction.REMOVED
    assert found["(5200,9229)"] is ElementAction.KEPT
    assert found["(5200,9229)[1] (0018,9114)[1] (0010,0010)"] is ElementAction.REPLACED
    assert found["(7FE0,0010)"] is ElementAction.KEPT


def test_a_header_beside_itself_is_kept_whole(study: CanaryStudy) -> None:
    one = study.datasets[0]
    comparison = dicom_header_changes(one, one)
    n = sum(1 for _ in one.iterall()) + len(one.file_meta)
    assert len(comparison.changes) == n == comparison.counts()[ElementAction.KEPT]


def test_no_value_of_the_canary_study_is_told(study: CanaryStudy) -> None:
    before = study.datasets[0]
    after = deepcopy(before)
    after.clear()
    told = " ".join(f"{one} {one.values}" for one in dicom_header_changes(before, after).changes)
    assert "CANARY" not in told and "Canarius" not in told
    values = {one.value for one in study.planted if one.file == 0 and len(one.value) > 4}
    words = set(told.replace("'", " ").replace("(", " ").split())
    assert not values & words
    shown = dicom_header_changes(before, after, standing=Standing.SIMULATED, values=True)
    assert any("Canarius" in (one.values or ("",))[0] for one in shown.changes)  # the check would notice


def test_values_of_people_are_refused(study: CanaryStudy) -> None:
    with pytest.raises(PrivacyInputError, match="not carried"):
        dicom_header_changes(study.datasets[0], study.datasets[0], values=True)


def test_a_file_and_what_became_of_it(study: CanaryStudy, tmp_path: Path) -> None:
    """Of the table's identifying attributes nothing is kept; the study's own actions are there."""
    source, *_ = study.write(tmp_path / "study")
    stage = Stage(tmp_path / "aside")
    format = DicomFiles(options=DicomOptions(retain_longitudinal_modified_dates=True))
    format.deidentify(Source(files=(source,), name=source.name), Identities(key=ProjectKey(bytes(32))), stage)
    comparison = dicom_header_changes(source, stage.files[0])
    found = actions(comparison)
    assert found["(0010,0020)"] is ElementAction.REPLACED
    assert found["(0008,0018)"] is ElementAction.REMAPPED
    assert found["(0008,0020)"] is ElementAction.SHIFTED
    assert found["(0012,0062)"] in (ElementAction.ADDED, ElementAction.REPLACED)
    counts = comparison.counts()
    assert counts[ElementAction.REMOVED] > 300 and counts[ElementAction.REMAPPED] > 5


def test_what_is_no_dicom_is_said_without_its_name(tmp_path: Path) -> None:
    path = tmp_path / "Canarius.dcm"
    path.write_bytes(b"Canarius" * 40)
    with pytest.raises(PrivacyInputError, match="cannot be read as DICOM") as said:
        dicom_header_changes(path, path)
    assert "Canarius" not in str(said.value)
