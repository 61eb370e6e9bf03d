# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Bytes behind the last row of an image are not handed on; an image that is larger than it says is refused."""

import io
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.data import get_testdata_file
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from secured.common import Quarantined, Reason
from secured.dans.dicom import DicomFiles, written_file
from secured.dans.dicom.element_scan import PixelElement
from secured.dans.dicom.pixel_lengths import check_pixels
from secured.dans.dicom.pixels import PixelCleaner

HIDDEN = b"Canarius, Serinus: 4711."
SYNTAXES = (
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
)


def image(values: np.ndarray, syntax: str = ExplicitVRLittleEndian) -> Dataset:
    """The small CT with other pixels, (rows, columns): words of 16 bits, bytes, or numbers in floating point."""
    dataset = dcmread(get_testdata_file("CT_small.dcm", download=False))
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.Rows, dataset.Columns = values.shape
    dataset.BitsAllocated = dataset.BitsStored = 8 * values.dtype.itemsize
    dataset.HighBit, dataset.PixelRepresentation = dataset.BitsStored - 1, 0
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    data = values.astype(values.dtype.newbyteorder(order)).tobytes()
    if values.dtype.kind == "f":
        del dataset.PixelData
        dataset.FloatPixelData = data
    else:
        dataset.PixelData = data + bytes(len(data) % 2)
        dataset["PixelData"].VR = "OW"
        if order == ">" and values.itemsize == 1:  # words, whose bytes are swapped
            dataset.PixelData = np.frombuffer(dataset.PixelData, "<u2").byteswap().tobytes()
    return dataset


def with_hidden(dataset: Dataset, folder: Path, hidden: bytes = HIDDEN) -> Path:
    element = dataset["FloatPixelData" if "FloatPixelData" in dataset else "PixelData"]
    element.value += hidden
    path = folder / "a.dcm"
    dcmwrite(path, dataset, enforce_file_format=True)
    return path


def values(n_bits: int, shape: tuple[int, int] = (40, 51)) -> np.ndarray:
    """No writing, no value of zero, an odd number of pixels in a row."""
    return np.random.default_rng(3).integers(1, 200, shape).astype(f"u{n_bits // 8}")


def test_the_padded_file_of_pydicom_is_the_one_without_padding(clean) -> None:
    padded, plain = (
        Path(get_testdata_file(name, download=False)) for name in ("MR_small_padded.dcm", "MR_small.dcm")
    )
    (out, cleaned), (same, without) = clean(padded), clean(plain)
    assert np.array_equal(dcmread(out).pixel_array, dcmread(plain).pixel_array)
    assert dcmread(out).PixelData == dcmread(same).PixelData == dcmread(padded).PixelData[:8192]
    assert cleaned.counts["padding_bytes_dropped"] == 128
    assert "padding_bytes_dropped" not in without.counts


@pytest.mark.parametrize("cleaned_too", [False, True])
@pytest.mark.parametrize("n_bits", [8, 16])
@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("shape", [(40, 51), (41, 51)])
def test_what_is_hidden_behind_the_last_row_is_gone(
    syntax: str, n_bits: int, shape: tuple[int, int], cleaned_too: bool, tmp_path: Path, clean
) -> None:
    pixels = values(n_bits, shape)
    path = with_hidden(image(pixels, syntax), tmp_path)
    files = DicomFiles(pixels=PixelCleaner() if cleaned_too else None, accept_unreviewed_pixels=True)
    out, cleaned = clean(path, files=files)
    assert np.array_equal(dcmread(out).pixel_array, pixels)
    assert len(dcmread(out).PixelData) == pixels.nbytes + pixels.nbytes % 2
    assert cleaned.counts["padding_bytes_dropped"] == len(HIDDEN)
    assert not [word for word in HIDDEN.split() if word in out.read_bytes()]


def test_floating_point_too(tmp_path: Path, clean) -> None:
    pixels = values(16).astype("f4")
    out, cleaned = clean(with_hidden(image(pixels), tmp_path))
    assert dcmread(out).FloatPixelData == pixels.tobytes()
    assert cleaned.counts["padding_bytes_dropped"] == len(HIDDEN)


def test_pixels_whose_length_is_written_in_two_bytes(tmp_path: Path, clean) -> None:
    """As words of kind US, which readers take although the standard has no such pixel data."""
    path = with_hidden(image(values(16)), tmp_path)
    content = path.read_bytes()
    head, _, rest = content.rpartition(b"\xe0\x7f\x10\x00OW\0\0")
    path.write_bytes(head + b"\xe0\x7f\x10\x00US" + rest[:2] + rest[4:])
    out, _ = clean(path)
    assert np.array_equal(dcmread(out)[0x7FE00010].value, values(16).ravel())
    assert b"4711" not in out.read_bytes()


def test_the_byte_that_makes_a_length_even_is_zero(tmp_path: Path, clean) -> None:
    dataset = image(values(8, (41, 51)))
    dataset.PixelData = dataset.PixelData[:-1] + b"x"
    out, cleaned = clean(with_hidden(dataset, tmp_path, b""))
    assert dcmread(out).PixelData == dataset.PixelData[:-1] + b"\0"
    assert "padding_bytes_dropped" not in cleaned.counts


def test_writing_is_looked_for_in_the_image_alone(tmp_path: Path, clean, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(
        PixelCleaner, "clean_pixels", lambda self, dataset: seen.append(dataset.PixelData) or 1 / 0
    )
    with pytest.raises(ZeroDivisionError):
        clean(with_hidden(image(values(16)), tmp_path), files=DicomFiles(pixels=PixelCleaner()))
    assert seen == [values(16).tobytes()]


@pytest.mark.parametrize(
    ("hidden", "ends"),
    [
        (HIDDEN, "handed on"),
        (bytes(2 * 51), "handed on"),  # as long as a row: padding if it is zero, maybe a row if not
        (bytes(2 * 40), "handed on"),  # as long as a column
        (HIDDEN.ljust(2 * 51, b"."), "refused"),
        (HIDDEN.ljust(2 * 40, b"."), "refused"),
        (b"\1" + bytes(2 * 51 - 1), "refused"),
        (bytes(2 * 51 + 2), "refused"),  # more than a row
        (bytes(2 * 40 * 51), "refused"),  # another frame
    ],
)
def test_how_much_may_follow(hidden: bytes, ends: str, tmp_path: Path, clean) -> None:
    path = with_hidden(image(values(16)), tmp_path, hidden)
    if ends == "handed on":
        assert np.array_equal(dcmread(clean(path)[0]).pixel_array, values(16))
        return
    with pytest.raises(Quarantined) as refused:
        clean(path)
    assert refused.value.reason is Reason.INCONSISTENT


@pytest.mark.parametrize("wrong", ["Rows", "Columns"])
def test_an_image_that_is_one_larger_than_it_says_is_refused(wrong: str, tmp_path: Path, clean) -> None:
    """With one column fewer than there are, each row would begin one pixel further left than the one above."""
    dataset = image(values(16, (40, 300)))
    setattr(dataset, wrong, dataset[wrong].value - 1)
    with pytest.raises(Quarantined) as refused:
        clean(with_hidden(dataset, tmp_path, b""))
    assert refused.value.reason is Reason.INCONSISTENT


SIZES = ("Rows", "Columns", "NumberOfFrames", "SamplesPerPixel", "BitsAllocated")


@given(
    st.tuples(st.integers(1, 40), st.integers(1, 200), st.integers(1, 4)),
    st.sampled_from((1, 3)),
    st.sampled_from((1, 8, 16, 32)),
    st.sampled_from(SIZES),
    st.data(),
)
def test_a_size_that_is_wrong_is_never_taken_for_padding(
    shape: tuple[int, int, int], samples: int, bits: int, wrong: str, data: st.DataObject
) -> None:
    said = dict(zip(SIZES, (*shape, samples, bits), strict=True))
    n_bytes = (int(np.prod(list(said.values()))) + 7) // 8
    said[wrong] = data.draw(
        st.sampled_from((1, 8, 16)) if wrong == SIZES[-1] else st.integers(1, said[wrong])
    )
    if wrong == "SamplesPerPixel":
        said[wrong] = 1
    image = (int(np.prod(list(said.values()))) + 7) // 8
    assume(image + image % 2 < n_bytes)
    dataset = Dataset()
    for keyword, number in said.items():
        setattr(dataset, keyword, number)
    length = n_bytes + n_bytes % 2
    element = PixelElement(tag=0x7FE00010, start=0, value=12, end=12 + length, undefined=False)
    file = io.BytesIO(bytes(12) + random.Random(0).randbytes(length).replace(b"\0", b"\1"))
    with pytest.raises(Quarantined) as refused:
        check_pixels(dataset, element, file, compressed=False)
    assert refused.value.reason is Reason.INCONSISTENT


def test_a_copy_that_takes_the_padding_along_is_found_out(tmp_path: Path, clean, monkeypatch) -> None:
    """The variant broken on purpose."""

    def careless(source, out):
        source.file.seek(source.pixels.start)
        out.write(source.file.read(source.pixels.end - source.pixels.start))

    monkeypatch.setattr(written_file, "copy_pixels", careless)
    with pytest.raises(Quarantined) as refused:
        clean(with_hidden(image(values(16)), tmp_path))
    assert refused.value.reason is Reason.LEAK_FOUND
