# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every DICOM file of three test collections ends de-identified or quarantined, and none keeps its patient."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import UID_dictionary

from secured.common import Quarantined, Reason
from secured.dans.dicom import DicomFiles, DicomOptions

RESEARCH = DicomOptions(
    retain_longitudinal_modified_dates=True,
    retain_patient_characteristics=True,
    clean_descriptors=True,
    clean_structured_content=True,
    clean_graphics=True,
    retain_safe_private=True,
)


def planted(dataset: Dataset) -> set[bytes]:
    """Bytes that identify: long enough that they do not occur by chance."""
    found = {str(dataset.get(keyword, "")) for keyword in ("PatientName", "PatientID", "SOPInstanceUID")}
    return {text.encode() for text in found if len(text) >= 6 and text not in UID_dictionary}


#: Of the 148 that lie beside each other in the three packages (the rest: character sets, palettes, DICOMDIR trees).
REFUSED = {
    "ExplVR_BigEndNoMeta.dcm": Reason.NO_FILE_META,
    "ExplVR_LitEndNoMeta.dcm": Reason.NO_FILE_META,
    "OT-PAL-8-face.dcm": Reason.NO_FILE_META,
    "meta_missing_tsyntax.dcm": Reason.NO_FILE_META,
    "rtstruct.dcm": Reason.NO_FILE_META,
    "no_meta.dcm": Reason.UNKNOWN_FORMAT,  # begins in the middle of an element
    "MR_truncated.dcm": Reason.TRUNCATED,
    "rtplan_truncated.dcm": Reason.TRUNCATED,
    "emri_small_jpeg_2k_lossless_too_short.dcm": Reason.TRUNCATED,
    "nested_priv_SQ.dcm": Reason.INCONSISTENT,  # pixel data without rows and columns
    "badVR.dcm": Reason.MALFORMED,  # "1A" frames
    "SC_rgb_jpeg.dcm": Reason.MALFORMED,  # implicit where explicit is announced
    "GDCMJ2K_TextGBR.dcm": Reason.UNSUPPORTED,  # JPEG 2000 with boxes, which DICOM forbids
    "UN_sequence.dcm": Reason.UNSUPPORTED,  # and three more pieces of data sets without SOP class
    "empty_charset_LEI.dcm": Reason.UNSUPPORTED,
    "no_meta_group_length.dcm": Reason.UNSUPPORTED,
    "priv_SQ.dcm": Reason.UNSUPPORTED,
}
#: Comments in JPEG are blanked, and bytes behind the last row are dropped; all other pixels are the same to the bit.
PADDED = "MR_small_padded.dcm"


@pytest.mark.parametrize("options", [DicomOptions(), RESEARCH], ids=["basic", "research"])
def test_every_real_file_ends_one_way_or_the_other(
    options: DicomOptions, real_files: tuple[Path, ...], clean
) -> None:
    assert len(real_files) >= 250
    ended: Counter[str] = Counter()
    beside: dict[str, Reason] = {}
    files = DicomFiles(options=options, accept_unreviewed_pixels=True)
    for path in real_files:
        try:
            out, _ = clean(path, files=files)
        except Quarantined as refused:
            ended[refused.reason] += 1
            if path.parent.name in ("test_files", "data") or "deid_data" in path.parts:
                beside[path.name] = refused.reason
            continue
        ended["DEIDENTIFIED"] += 1
        before, after = dcmread(path), dcmread(out)
        content = out.read_bytes()
        assert not [value for value in planted(before) if value in content], path.name
        same = after.get("PixelData") == before.get("PixelData")
        assert same or "JPEG" in before.file_meta.TransferSyntaxUID.name or path.name == PADDED
        out.unlink()
    assert beside == REFUSED
    assert ended["DEIDENTIFIED"] >= 179, ended
    assert ended[Reason.DIRECTORY_RECORD] == 8
    assert ended[Reason.TRUNCATED] == 56  # 53 of them images without pixel data
    assert ended[Reason.LEAK_FOUND] == ended[Reason.INTERNAL_ERROR] == 0


def complaints(path: Path) -> set[str]:
    """Kinds of errors that dciodvfy reports, without values and item numbers."""
    told = subprocess.run(
        ["dciodvfy", str(path)], capture_output=True, text=True, errors="replace", timeout=60, check=False
    )
    lines = (told.stderr + told.stdout).splitlines()
    kinds = set()
    for line in lines:
        if line.startswith("Error"):
            kinds.add(re.sub(r"<[^>]*>|\[\d+\]|\d{3,}|= ?.*$|ReferencedSOPInstanceUID .*$", "", line).strip())
    return kinds


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools is not installed")
@pytest.mark.parametrize("options", [DicomOptions(), RESEARCH], ids=["basic", "research"])
def test_dciodvfy_finds_no_error_that_the_source_had_not(
    options: DicomOptions, real_files: tuple[Path, ...], clean
) -> None:
    looked_at, new = 0, Counter()
    files = DicomFiles(options=options, accept_unreviewed_pixels=True)
    for path in real_files:
        try:
            out, _ = clean(path, files=files)
        except Quarantined:
            continue
        if "Deflated" in dcmread(path).file_meta.TransferSyntaxUID.name:
            continue  # dciodvfy does not read it, and sees nothing wrong
        looked_at += 1
        new.update(complaints(out) - complaints(path))
        out.unlink()
    assert looked_at >= 100
    assert new == Counter()
