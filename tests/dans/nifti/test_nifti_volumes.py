# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Volumes lose every text and keep every voxel; broken ones are refused before anything is allocated."""

import gzip
import hashlib
import subprocess
import sys
import tracemalloc
from dataclasses import replace

import nibabel
import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.outcome import Reason
from secured.dans.deidentification import FileFormat
from secured.dans.nifti import NiftiFiles
from secured.dans.nifti.volume_header import VolumeHeader, read_header

KINDS = ("nii", "nii.gz", "nii2", "nii2.gz", "pair", "pair.gz")


def test_it_is_a_format():
    format: FileFormat = NiftiFiles()
    assert format.name == "nifti"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_planted_is_left_and_every_voxel_is(planted, tmp_path, clean, kind):
    """N1 and N2."""
    path = planted.write_volume(tmp_path / "in", kind)
    before = nibabel.load(path)
    source = path.read_bytes()
    found = [
        text for text in planted.IN_VOLUME if text.encode() in unpacked(source) + source + path.name.encode()
    ]
    assert len(found) >= 12
    result = clean(NiftiFiles(), path, name=f"sub-{planted.SUBJECT}/{path.name}")
    assert result.refused is None
    assert result.holding(planted.IN_VOLUME) == []
    after = nibabel.load(result.file())
    assert type(after) is (nibabel.Nifti2Image if "2" in kind else nibabel.Nifti1Image)
    assert np.array_equal(before.affine, after.affine)
    assert before.header.get_zooms() == after.header.get_zooms()
    assert digest(before) == digest(after)
    assert np.array_equal(before.get_fdata(), after.get_fdata(), equal_nan=True)
    assert len(after.header.extensions) == 0
    for name in (
        "dim",
        "datatype",
        "bitpix",
        "xyzt_units",
        "qform_code",
        "sform_code",
        "dim_info",
        "slice_code",
    ):
        assert np.array_equal(before.header[name], after.header[name]), name
    assert path.read_bytes() == source


def digest(image) -> str:
    return hashlib.sha256(np.asarray(image.dataobj.get_unscaled()).tobytes()).hexdigest()


def unpacked(content: bytes) -> bytes:
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def test_a_rule_left_out_is_noticed(planted, tmp_path, clean, monkeypatch):
    """The search finds what a copied header holds."""
    monkeypatch.setattr(VolumeHeader, "written", lambda self: self.fields.tobytes() + bytes(4))
    path = planted.write_volume(tmp_path / "in", "nii")
    assert "Q7731descrip" in clean(NiftiFiles(), path, name="a.nii").holding(planted.IN_VOLUME)


def test_packed_output_has_neither_name_nor_time(planted, tmp_path, clean):
    path = planted.write_volume(tmp_path / "in", "nii.gz")
    first, second = (clean(NiftiFiles(), path, name="a.nii.gz").file().read_bytes() for _ in range(2))
    assert first == second
    assert first[3] == 0 and first[4:8] == bytes(4)


@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "f4", "c8", "f8", "i1", "u2", "u4", "i8", "u8"])
@pytest.mark.parametrize("order", "<>")
def test_every_type_and_byte_order(planted, tmp_path, clean, dtype, order):
    data = planted.voxels(dtype=np.int16).astype(np.dtype(dtype).newbyteorder(order))
    header = nibabel.Nifti1Header(endianness=order)
    header.set_data_dtype(data.dtype)
    image = nibabel.Nifti1Image(data, planted.AFFINE, header)
    path = planted.write_volume(
        tmp_path / "in", "pair", nibabel.Nifti1Pair(data, planted.AFFINE, image.header)
    )
    voxels = path.with_suffix(".img").read_bytes()
    result = clean(NiftiFiles(), path)
    assert result.file().read_bytes()[352:] == voxels
    assert np.array_equal(nibabel.load(result.file()).affine, nibabel.load(path).affine)


def test_scaling_is_kept_and_nothing_is_rescaled(planted, tmp_path, clean):
    data = np.random.default_rng(3).normal(0, 1, (6, 6, 6))
    image = nibabel.Nifti1Image(data, planted.AFFINE)
    image.set_data_dtype(np.uint8)
    path = tmp_path / "a.nii"
    nibabel.save(image, path)
    before, after = nibabel.load(path), nibabel.load(clean(NiftiFiles(), path).file())
    assert (before.dataobj.slope, before.dataobj.inter) == (after.dataobj.slope, after.dataobj.inter)
    assert digest(before) == digest(after)


def test_only_a_qform(planted, tmp_path, clean):
    image = nibabel.Nifti1Image(planted.voxels(), None)
    image.set_qform(np.diag([-2.0, 2, 2, 1]) @ rotation(20), code=1)
    image.set_sform(None, code=0)
    path = tmp_path / "a.nii"
    nibabel.save(image, path)
    before, after = nibabel.load(path), nibabel.load(clean(NiftiFiles(), path).file())
    assert np.array_equal(before.affine, after.affine)
    assert after.header["sform_code"] == 0


def rotation(degrees: float) -> np.ndarray:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[1, 0, 0, 0], [0, c, -s, 0], [0, s, c, 0], [0, 0, 0, 1]])


def content_of(planted) -> bytearray:
    return bytearray(nibabel.Nifti1Image(planted.voxels(), planted.AFFINE).to_bytes())


def put(content: bytearray, at: int, kind: str, *values: float) -> bytearray:
    new = np.array(values, dtype=kind).tobytes()
    content[at : at + len(new)] = new
    return content


BROKEN = {
    "short": (lambda c: c[:-1], Reason.TRUNCATED),
    "shorter than its header": (lambda c: c[:300], Reason.MALFORMED),
    "long": (lambda c: c + b"Q7731", Reason.INCONSISTENT),
    "no axes": (lambda c: put(c, 40, "<i2", 0), Reason.MALFORMED),
    "nine axes": (lambda c: put(c, 40, "<i2", 9), Reason.MALFORMED),
    "an axis without length": (lambda c: put(c, 42, "<i2", 0), Reason.MALFORMED),
    "a negative axis": (lambda c: put(c, 42, "<i2", -8), Reason.MALFORMED),
    "absurd axes": (lambda c: put(c, 40, "<i2", 4, 32767, 32767, 32767, 32767), Reason.UNSUPPORTED),
    "large axes": (lambda c: put(c, 40, "<i2", 3, 3000, 3000, 1000), Reason.TRUNCATED),
    "unknown type": (lambda c: put(c, 70, "<i2", 99), Reason.UNSUPPORTED),
    "wrong bits": (lambda c: put(c, 72, "<i2", 8), Reason.INCONSISTENT),
    "voxels in the header": (lambda c: put(c, 108, "<f4", 0), Reason.MALFORMED),
    "voxels nowhere": (lambda c: put(c, 108, "<f4", np.nan), Reason.MALFORMED),
    "an affine that is none": (lambda c: put(c, 280, "<f4", np.inf), Reason.MALFORMED),
    "an affine that is a text": (lambda c: put(c, 280, "S16", b"Q7731 Jane Doe X"), Reason.MALFORMED),
    "no magic": (lambda c: put(c, 344, "S4", b"abc"), Reason.UNSUPPORTED),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", BROKEN)
def test_broken_volumes_are_refused(planted, tmp_path, clean, kind, packed):
    change, reason = BROKEN[kind]
    content = bytes(change(content_of(planted)))
    path = tmp_path / ("a.nii.gz" if packed else "a.nii")
    path.write_bytes(gzip.compress(content) if packed else content)
    result = clean(NiftiFiles(), path)
    assert result.refused.reason is reason
    assert "Q7731" not in str(result.refused)


def test_a_bomb_is_refused_before_it_is_unpacked(planted, tmp_path, clean):
    content = put(content_of(planted), 40, "<i2", 3, 2000, 2000, 2000)
    path = tmp_path / "a.nii.gz"
    path.write_bytes(gzip.compress(bytes(content) + bytes(2**24)))
    tracemalloc.start()
    result = clean(NiftiFiles(), path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.refused.reason is Reason.TRUNCATED
    assert peak < 8 * 2**20


def test_packing_that_is_broken(planted, tmp_path, clean):
    good = gzip.compress(bytes(content_of(planted)))
    path = tmp_path / "a.nii.gz"
    for content, reason in (
        (good[:-20], Reason.TRUNCATED),
        (good + b"Q7731 after the end", Reason.MALFORMED),
        (good[:40] + b"Q7731" + good[45:], None),
        (good + gzip.compress(b"Q7731 in a second member"), Reason.INCONSISTENT),
    ):
        path.write_bytes(content)
        result = clean(NiftiFiles(), path)
        assert result.refused and reason in (None, result.refused.reason)


def test_large_volumes_are_streamed(tmp_path, clean):
    path = tmp_path / "a.nii"
    nibabel.save(nibabel.Nifti1Image(np.zeros((256, 256, 256), dtype=np.int16), np.eye(4)), path)
    tracemalloc.start()
    result = clean(NiftiFiles(deface="none"), path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.file().stat().st_size == path.stat().st_size
    assert peak < 8 * 2**20


def test_nothing_heavy_is_imported_before_a_file_is_cleaned():
    code = "import sys, secured.dans.nifti; print([one for one in ('nibabel', 'SimpleITK', 'scipy.io') if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_pair_needs_both(planted, tmp_path, clean):
    path = planted.write_volume(tmp_path / "in", "pair")
    assert NiftiFiles().companions(path) == (path.with_suffix(".img"),)
    path.with_suffix(".img").unlink()
    assert clean(NiftiFiles(), path).refused.reason is Reason.INCOMPLETE


def test_single_volume_with_a_stray_image_is_refused(planted, tmp_path, clean):
    path = tmp_path / "a.hdr"
    path.write_bytes(bytes(content_of(planted)))
    path.with_suffix(".img").write_bytes(b"Q7731")
    assert clean(NiftiFiles(), path).refused.reason is Reason.INCONSISTENT


def test_analyze_is_recognised_and_refused(planted, tmp_path, clean):
    path = tmp_path / "a.hdr"
    nibabel.save(nibabel.AnalyzeImage(planted.voxels(), np.diag([2, 2, 2, 1])), path.with_suffix(".img"))
    assert NiftiFiles().recognises(path, path.read_bytes()[:4096])
    assert clean(NiftiFiles(), path).refused.reason is Reason.UNSUPPORTED


def test_degrees_of_freedom_stay_and_other_parameters_go(planted):
    header = nibabel.Nifti1Header()
    header.set_data_shape((4, 4, 4))
    header["magic"], header["vox_offset"] = b"n+1", 352
    header.set_intent("t test", (187.4371,), name="Q7731")
    clean = nibabel.Nifti1Header(read_header(header.binaryblock + bytes(4)).written()[:348])
    assert clean.get_intent() == ("t test", (pytest.approx(187.44),), "")
    header.set_intent(1001, (), name="Q7731")
    header["intent_p1"] = 12345.678
    clean = nibabel.Nifti1Header(read_header(header.binaryblock + bytes(4)).written()[:348])
    assert clean["intent_code"] == 1001 and clean["intent_p1"] == 0


def test_names_of_files_become_codes(planted, tmp_path, clean, identities):
    path = planted.write_volume(tmp_path / "in", "nii")
    known, unknown = (
        clean(NiftiFiles(), path, name="sub-07/Doe Jane.nii"),
        clean(NiftiFiles(), path, name="Doe Jane.nii"),
    )
    owner = identities.pseudonym("07")
    assert str(known.places[0]) == f"{owner}/nifti/{identities.code('file', 'sub-07/Doe Jane')}.nii"
    code = identities.code("file", "Doe Jane")
    assert str(unknown.places[0]) == f"{code}/nifti/{code}.nii"


def test_unknown_options_are_refused():
    for wrong in ({"deface": "fsl"}, {"dates": "keep"}, {"participant_columns": ("birth date",)}):
        with pytest.raises(PrivacyInputError):
            NiftiFiles(**wrong)
    assert "Q7731" not in repr(replace(NiftiFiles(), without_face=()))
