# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Two NIfTI headers side by side: texts emptied, extensions removed, geometry kept, no value told."""

from pathlib import Path

import nibabel
import numpy as np
import pytest

from secured.common import PrivacyInputError, ProjectKey, Standing
from secured.dans.deidentification import Identities, Source, Stage
from secured.dans.deidentification.header_changes import ElementAction
from secured.dans.nifti import NiftiFiles
from secured.dans.nifti.header_changes import nifti_header_changes

CANARY = "CANARY-5520"


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    image = nibabel.Nifti1Image(np.arange(60, dtype=np.int16).reshape(3, 4, 5), np.diag([2.0, 2, 3, 1]))
    image.header["descrip"], image.header["aux_file"] = CANARY, f"{CANARY} aux"
    image.header.extensions.append(nibabel.nifti1.Nifti1Extension("comment", CANARY.encode()))
    path = tmp_path / "head.nii"
    nibabel.save(image, path)
    return path


def test_a_volume_and_what_became_of_it(volume: Path, tmp_path: Path) -> None:
    stage = Stage(tmp_path / "aside")
    source = Source(files=(volume,), name=volume.name)
    NiftiFiles(deface="none").deidentify(source, Identities(key=ProjectKey(bytes(32))), stage)
    comparison = nifti_header_changes(volume, stage.files[0])
    found = {one.where: one.action for one in comparison.changes}
    assert found["descrip"] is found["aux_file"] is ElementAction.EMPTIED
    assert found["extension 1"] is ElementAction.REMOVED
    assert found["dim"] is found["pixdim"] is found["srow_x"] is ElementAction.KEPT
    assert CANARY not in " ".join(f"{one} {one.values}" for one in comparison.changes)
    told = nifti_header_changes(volume, stage.files[0], standing=Standing.SIMULATED, values=True)
    assert any(CANARY in (one.values or ("",))[0] for one in told.changes)  # the check would notice


def test_a_header_beside_itself_is_kept(volume: Path) -> None:
    comparison = nifti_header_changes(volume, volume)
    assert comparison.counts()[ElementAction.KEPT] == len(comparison.changes) > 40


def test_values_of_people_and_broken_files_are_refused(volume: Path, tmp_path: Path) -> None:
    with pytest.raises(PrivacyInputError, match="not carried"):
        nifti_header_changes(volume, volume, values=True)
    broken = tmp_path / f"{CANARY}.nii"
    broken.write_bytes(b"\0" * 100)
    with pytest.raises(PrivacyInputError, match="cannot be read as NIfTI") as said:
        nifti_header_changes(volume, broken)
    assert CANARY not in str(said.value)
