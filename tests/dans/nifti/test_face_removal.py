# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which volumes lose a face, and that no voxel but those of the face changes in the file."""

from types import SimpleNamespace

import nibabel
import numpy as np
import pytest

from secured.common.outcome import Quarantined, Reason
from secured.dans.nifti import NiftiFiles, defacing
from secured.dans.nifti.bids_names import bids_name
from secured.dans.nifti.faces import may_show_a_face
from secured.dans.nifti.volume_header import read_header

SHAPE = (40, 42, 44)
AFFINE = np.diag([4.0, 4.0, 4.0, 1.0])


def head(shape=SHAPE, zooms=4.0, units="mm"):
    image = nibabel.Nifti1Image(np.zeros(shape, dtype=np.uint8), np.diag([zooms, zooms, zooms, 1.0]))
    image.header.set_xyzt_units(units)
    return read_header(image.to_bytes()[:544])


@pytest.mark.parametrize(
    ("header", "name", "expected"),
    [
        (head(), None, True),
        (head(), "sub-1/anat/sub-1_T2w.nii", True),
        (head(), "sub-1/anat/sub-1_FLAIR.nii", True),
        (head(), "sub-1/anat/sub-1_desc-brain_mask.nii", True),
        (head(), "sub-1/func/sub-1_task-rest_bold.nii", False),
        (head(), "sub-1/dwi/sub-1_dwi.nii", False),
        (head(), "sub-1/func/sub-1_T1w.nii", True),
        (head((35, 51, 35), 1.0), None, False),  # a hippocampus
        (head((8, 9, 10)), None, False),
        (head((35, 51, 35), 0.001, "meter"), None, False),
        (head((35, 51, 35), 1.0, "unknown"), None, True),  # who knows
        (head((180, 180, 180), 0.001, "meter"), None, True),
        (head((64, 64, 30, 5), 3.5), None, True),
    ],
)
def test_which_volumes_may_show_a_face(header, name, expected):
    assert may_show_a_face(header, bids_name(name) if name else None) is expected


@pytest.mark.parametrize("shape", [(256, 256), (256, 256, 1), (256, 256, 8)])
def test_a_few_slices_are_refused(shape):
    with pytest.raises(Quarantined) as refused:
        may_show_a_face(head(shape, 1.0), None)
    assert refused.value.reason is Reason.UNSUPPORTED


@pytest.fixture
def face(monkeypatch):
    """A face that is found where the test says, in the values that a reader of the file sees."""
    seen = []
    removed = np.zeros(SHAPE, dtype=bool)
    removed[10:30, 30:, 3:20] = True

    def found(volume, affine, *, method, brain=None):
        seen.append((volume, affine, method))
        return SimpleNamespace(removed=removed)

    monkeypatch.setattr(defacing, "deface", found)
    return SimpleNamespace(removed=removed, seen=seen)


@pytest.mark.parametrize("dtype", ["<i2", ">i2", "u1", "f4", "f8"])
@pytest.mark.parametrize("volumes", [(), (3,)])
@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
def test_nothing_but_the_face_changes(face, tmp_path, clean, dtype, volumes, ending):
    data = np.random.default_rng(5).integers(10, 200, (*SHAPE, *volumes)).astype(dtype)
    image = nibabel.Nifti1Image(
        data, AFFINE, nibabel.Nifti1Header(endianness=dtype[0] if dtype[0] in "<>" else "<")
    )
    image.header.set_data_dtype(data.dtype)
    path = tmp_path / f"head{ending}"
    nibabel.save(image, path)
    result = clean(NiftiFiles(), path)
    before = np.asarray(nibabel.load(path).dataobj.get_unscaled())
    after = np.asarray(nibabel.load(result.file()).dataobj.get_unscaled())
    assert after.dtype == before.dtype
    assert np.array_equal(before[~face.removed], after[~face.removed])
    first = before if not volumes else before[..., 0]
    assert (after[face.removed] == first.min()).all()
    assert result.cleaned.counts["voxels removed"] == face.removed.sum()
    ((volume, affine, method),) = face.seen
    assert np.array_equal(volume, first) and np.array_equal(affine, AFFINE) and method == "registered"


def test_values_are_scaled_for_the_search_alone(face, tmp_path, clean):
    values = np.random.default_rng(5).normal(-500, 100, SHAPE)
    image = nibabel.Nifti1Image(values, AFFINE)
    image.set_data_dtype(np.int16)
    path = tmp_path / "head.nii"
    nibabel.save(image, path)
    result = clean(NiftiFiles(deface="quickshear"), path)
    ((volume, _, method),) = face.seen
    assert np.allclose(volume, nibabel.load(path).get_fdata(), rtol=1e-5) and method == "quickshear"
    after = nibabel.load(result.file()).get_fdata()
    assert np.allclose(after[face.removed], volume.min(), rtol=1e-5)


def test_owners_word_and_option(face, tmp_path, clean):
    path = tmp_path / "in" / "abdomen.nii"
    path.parent.mkdir()
    nibabel.save(nibabel.Nifti1Image(np.ones(SHAPE, dtype=np.int16), AFFINE), path)
    for format in (NiftiFiles(deface="none"), NiftiFiles(without_face=("*abdomen*",))):
        assert clean(format, path).file().read_bytes()[352:] == path.read_bytes()[352:]
    assert face.seen == []


def test_a_face_that_is_not_found_is_not_handed_on(monkeypatch, tmp_path, clean):
    def lost(*_, **__):
        raise Quarantined(Reason.BAD_REGISTRATION, "No face was located.")

    monkeypatch.setattr(defacing, "deface", lost)
    path = tmp_path / "head.nii"
    data = np.random.default_rng(5).integers(10, 200, SHAPE).astype(np.int16)
    nibabel.save(nibabel.Nifti1Image(data, AFFINE), path)
    assert clean(NiftiFiles(), path).refused.reason is Reason.BAD_REGISTRATION
    nibabel.save(nibabel.Nifti1Image(np.ones(SHAPE, dtype=np.int16), AFFINE), path)
    assert clean(NiftiFiles(), path).refused.reason is Reason.BAD_REGISTRATION  # no contrast


def test_colours_and_complex_numbers_cannot_be_searched(tmp_path, clean):
    path = tmp_path / "head.nii"
    colours = np.zeros(SHAPE, dtype=[("R", "u1"), ("G", "u1"), ("B", "u1")])
    for data in (colours, np.ones(SHAPE, dtype=np.complex64)):
        nibabel.save(nibabel.Nifti1Image(data, AFFINE), path)
        assert clean(NiftiFiles(), path).refused.reason is Reason.UNSUPPORTED
        assert clean(NiftiFiles(deface="none"), path).refused is None
