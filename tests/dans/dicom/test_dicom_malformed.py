# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files that are broken, in eleven ways and in five hundred, are refused by name or cleaned; nothing is written by halves."""

import io
import random
import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import pytest
from pydicom import dcmread, dcmwrite
from pydicom.data import get_testdata_file
from pydicom.uid import ExplicitVRLittleEndian

from secured.common import ProjectKey, Quarantined, Reason
from secured.dans.deidentification import Identities, Source, Stage
from secured.dans.dicom import DicomFiles

CT = Path(get_testdata_file("CT_small.dcm", download=False))
FORMAT = DicomFiles(accept_unreviewed_pixels=True)


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.dcm", content)
    return packed.getvalue()


def pixel_length_at(content: bytes) -> int:
    return content.rindex(b"\xe0\x7f\x10\x00OW") + 8


def malformed(content: bytes) -> dict[str, tuple[bytes, set[Reason]]]:
    at = pixel_length_at(content)
    meta = 132 + 12 + struct.unpack_from("<L", content, 140)[0]
    flipped = bytearray(content)
    for tag in (b"\x08\x00\x60\x00CS", b"\x18\x00\x50\x00DS", b"\x28\x00\x10\x00US"):
        place = content.index(tag) + 4
        flipped[place] ^= 0x20
        flipped[place + 1] ^= 0x10
    return {
        "empty": (b"", {Reason.EMPTY}),
        "random": (random.Random(3).randbytes(5000), {Reason.UNKNOWN_FORMAT}),
        "text": (b"Dear colleague, Mr Canarius came to see us. " * 40, {Reason.UNKNOWN_FORMAT}),
        "zip": (zipped(content), {Reason.UNKNOWN_FORMAT}),
        "no preamble": (content[132:], {Reason.NO_FILE_META}),
        "200 bytes": (content[:200], {Reason.TRUNCATED}),
        "cut in the data set": (content[: meta + 1500], {Reason.TRUNCATED}),
        "cut in the pixels": (content[:-3000], {Reason.TRUNCATED}),
        "length corrupted": (
            content[:at] + struct.pack("<L", 0x7FFFFFF0) + content[at + 4 :],
            {Reason.TRUNCATED},
        ),
        "representations flipped": (bytes(flipped), {Reason.MALFORMED}),
        "group 0000": (
            content[:meta] + b"\0\0\0\0UL\4\0\0\0\0\0" + content[meta:],
            {Reason.MALFORMED},
        ),
    }


def ends(content: bytes, folder: Path) -> tuple[str, tuple[Path, ...]]:
    """How a file ends, and what is left aside afterwards."""
    path, stage = folder / "a.dcm", Stage(folder / "aside")
    path.write_bytes(content)
    try:
        FORMAT.deidentify(Source(files=(path,), name="a.dcm"), Identities(key=ProjectKey(bytes(32))), stage)
    except Quarantined as refused:
        left = tuple(one for one in stage.files if one.exists())
        stage.discard()
        return refused.reason, left
    return "DEIDENTIFIED", stage.files


@pytest.mark.parametrize("kind", malformed(CT.read_bytes()))
def test_eleven_malformed_kinds_are_quarantined(kind: str, tmp_path: Path) -> None:
    content, reasons = malformed(CT.read_bytes())[kind]
    reason, left = ends(content, tmp_path)
    assert reason in reasons
    assert left == ()


def test_a_file_cut_anywhere_is_never_handed_on(tmp_path: Path) -> None:
    content = CT.read_bytes()
    dataset = dcmread(CT)
    del dataset[0xFFFC, 0xFFFC]  # padding at the end, which may be cut off without harm
    whole = io.BytesIO()
    dcmwrite(whole, dataset, enforce_file_format=True)
    content = whole.getvalue()
    assert ends(content, tmp_path)[0] == "DEIDENTIFIED"
    for at in [*range(0, 7000, 13), *range(7000, len(content), 997), len(content) - 1]:
        reason, left = ends(content[:at], tmp_path)
        assert reason != "DEIDENTIFIED", at
        assert left == ()


def test_five_hundred_mutants_end_one_way_or_the_other(tmp_path: Path) -> None:
    """Flipped, cut, doubled, overwritten: no other exception, and no canary in what is written."""
    sources = [
        Path(get_testdata_file(name, download=False))
        for name in ("CT_small.dcm", "MR_small_implicit.dcm", "reportsi.dcm", "image_dfl.dcm", "rtplan.dcm", "emri_small_jpeg_2k_lossless.dcm")
    ]  # fmt: skip
    dice = random.Random(20260101)
    ended: Counter[str] = Counter()
    for _ in range(500):
        content = bytearray(dice.choice(sources).read_bytes())
        for _ in range(dice.choice((1, 1, 2, 8))):
            at = dice.randrange(min(len(content), dice.choice((300, 3000, 10**7))))
            how = dice.randrange(5)
            if how == 0:
                content[at] ^= 1 << dice.randrange(8)
            elif how == 1:
                content[at : at + 4] = struct.pack("<L", dice.choice((0, 1, 0xFFFFFFFF, 0x7FFFFFFF, 10**9)))
            elif how == 2:
                del content[at : at + dice.randrange(1, 40)]
            elif how == 3:
                content[at:at] = content[at : at + dice.randrange(1, 400)]
            else:
                content[at : at + 8] = dice.randbytes(8)
        reason, left = ends(bytes(content), tmp_path)
        ended[reason] += 1
        if reason == "DEIDENTIFIED":
            written = left[0].read_bytes()
            assert b"CompressedSamples^CT1" not in written
            assert b"CompressedSamples^MR1" not in written
            left[0].unlink()
        else:
            assert left == ()
    assert Reason.INTERNAL_ERROR not in ended
    assert ended["DEIDENTIFIED"] > 20
    assert sum(ended.values()) == 500


def test_a_bomb_is_not_inflated(tmp_path: Path) -> None:
    dataset = dcmread(CT)
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1.99"
    whole = io.BytesIO()
    dcmwrite(whole, dataset, enforce_file_format=True)
    content = whole.getvalue()
    start = 132 + 12 + struct.unpack_from("<L", content, 140)[0]
    pack = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    bomb = b"".join([pack.compress(bytes(1 << 20)) for _ in range(64)]) + pack.flush()
    assert ends(content, tmp_path)[0] == "DEIDENTIFIED"
    assert ends(content[:start] + bomb, tmp_path)[0] in (Reason.TRUNCATED, Reason.MALFORMED)


def test_sequences_without_end_are_refused(tmp_path: Path) -> None:
    content = CT.read_bytes()
    start = 132 + 12 + struct.unpack_from("<L", content, 140)[0]
    nested = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * 2000
    assert ends(content[:start] + nested, tmp_path)[0] == Reason.MALFORMED


def test_pixel_data_that_are_longer_than_the_image_are_refused(tmp_path: Path) -> None:
    """By more than a row: then the header does not say what the image is."""
    dataset = dcmread(CT)
    dataset.PixelData += b"Canarius, Serinus: 4711." * 11
    dcmwrite(tmp_path / "long.dcm", dataset, enforce_file_format=True)
    assert ends((tmp_path / "long.dcm").read_bytes(), tmp_path)[0] == Reason.INCONSISTENT


def test_an_error_says_nothing_of_the_record(tmp_path: Path) -> None:
    dataset = dcmread(CT)
    dataset.PatientName = "Canarius^Serinus"
    dataset.SOPClassUID = "1.2.3.4711"
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    path = tmp_path / "Canarius.dcm"
    dcmwrite(path, dataset, enforce_file_format=False)
    with pytest.raises(Quarantined) as refused:
        FORMAT.deidentify(
            Source(files=(path,), name="Canarius.dcm"),
            Identities(key=ProjectKey(bytes(32))),
            Stage(tmp_path / "aside"),
        )
    assert "anarius" not in str(refused.value)
    assert "4711" not in str(refused.value)
