# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Pixels of every layout are cleaned, what surrounds the boxes stays to the bit, and what cannot be decoded is refused."""

import io
from collections.abc import Callable
from copy import deepcopy
from types import ModuleType

import numpy as np
import pytest
from PIL import Image
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate
from pydicom.pixels import pixel_array
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLSLossless,
    RLELossless,
)

from secured.common.outcome import Quarantined, Reason
from secured.dans.dicom.pixels import PixelCleaner, PixelDecisions, TextBox, find_text
from secured.dans.dicom.pixels import pixel_frames as frames_module
from secured.dans.dicom.pixels.pixel_frames import StoredFrames

Maker = Callable[..., Dataset]
SHAPE = (120, 320)


@pytest.fixture(scope="module")
def page(drawn: ModuleType) -> np.ndarray:
    """A frame of 0 to 255 with one string."""
    rng = np.random.default_rng(31)
    return drawn.draw(rng, drawn.texture(rng, shape=SHAPE), sizes=(20,), ink=250, strings=1).frame


def outside(boxes: tuple[TextBox, ...]) -> np.ndarray:
    kept = np.ones(SHAPE, dtype=bool)
    for box in boxes:
        kept[box.top : box.bottom, box.left : box.right] = False
    return kept


def check(dataset: Dataset, *, fill: object, same: bool = True) -> Dataset:
    """Clean a copy, write it, read it again, and compare it with what it was."""
    before = StoredFrames.of(dataset)
    copy = deepcopy(dataset)
    result = PixelCleaner().clean_pixels(copy)
    assert result.changed and result.counts["pixel_boxes"] == len(result.boxes) >= 1
    assert 0.01 < result.masked_fraction < 0.6
    file = io.BytesIO()
    dcmwrite(file, copy, enforce_file_format=False)
    again = dcmread(io.BytesIO(file.getvalue()), force=True)
    again.file_meta.TransferSyntaxUID = copy.file_meta.TransferSyntaxUID
    after = StoredFrames.of(again)
    kept = outside(result.boxes)
    if same:
        np.testing.assert_array_equal(after.values[:, kept], before.values[:, kept])
    assert (after.values[:, ~kept] == np.asarray(fill)).all()
    assert find_text(after.pictures(again)) == ()
    assert PixelCleaner().clean_pixels(again).changed is False
    return again


@pytest.mark.parametrize("kind", ["u1", "u2", "i2", "u4"])
def test_grey_of_8_16_and_32_bits(image: Maker, page: np.ndarray, kind: str) -> None:
    scale = {"u1": 1, "u2": 16, "i2": 8, "u4": 60_000}[kind]
    values = (page * scale - (1024 if kind == "i2" else 0)).astype(kind)[None]
    check(image(values), fill=values.min())
    check(image(values, "MONOCHROME1"), fill=values.max())


def test_twelve_bits_stored_in_sixteen_and_many_frames(image: Maker, page: np.ndarray) -> None:
    values = np.stack([(page * 16).astype("u2"), (page * 15).astype("u2"), np.full(SHAPE, 7, "u2")])
    cleaned = check(image(values, stored=12), fill=7)
    assert int(cleaned.NumberOfFrames) == 3


@pytest.mark.parametrize("planar", [0, 1])
def test_colour_interleaved_or_by_plane(image: Maker, page: np.ndarray, planar: int) -> None:
    values = np.stack([page, page * 0.9, page * 0.2], axis=-1).astype("u1")[None]
    dataset = image(values, "RGB")
    if planar:
        dataset.PlanarConfiguration, dataset.PixelData = 1, np.moveaxis(values, -1, 1).tobytes()
    cleaned = check(dataset, fill=(0, 0, 0))
    assert (cleaned.PlanarConfiguration, cleaned.PhotometricInterpretation) == (0, "RGB")


def test_luminance_and_chroma(image: Maker, page: np.ndarray) -> None:
    values = np.stack([page, np.full(SHAPE, 128), np.full(SHAPE, 128)], axis=-1).astype("u1")[None]
    check(image(values, "YBR_FULL"), fill=(0, 128, 128))
    halved = image(values, "YBR_FULL_422")
    pairs = values[0].reshape(-1, 2, 3)
    halved.PixelData = np.stack(
        [pairs[:, 0, 0], pairs[:, 1, 0], pairs[:, 0, 1], pairs[:, 0, 2]], axis=-1
    ).tobytes()
    assert check(halved, fill=(0, 128, 128)).PhotometricInterpretation == "YBR_FULL"


def test_a_palette_that_stores_bright_as_low(image: Maker, page: np.ndarray) -> None:
    dataset = image((255 - page).astype("u1")[None], "PALETTE COLOR")
    for colour in ("Red", "Green", "Blue"):
        setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [256, 0, 16])
        table = (np.arange(255, -1, -1) * 257).astype("<u2").tobytes()
        setattr(dataset, f"{colour}PaletteColorLookupTableData", table)
    check(dataset, fill=int((255 - page).astype("u1").max()))  # the darkest colour has the highest index
    dataset.RedPaletteColorLookupTableData = b"\0\0"
    refused(dataset, Reason.MALFORMED)


@pytest.mark.parametrize(
    "syntax", [ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian]
)
@pytest.mark.parametrize("kind", ["u1", "u2"])
def test_other_uncompressed_syntaxes_stay_what_they_are(
    image: Maker, page: np.ndarray, syntax: str, kind: str
) -> None:
    values = page.astype(kind)[None]
    dataset = image(values)
    dataset.file_meta.TransferSyntaxUID = syntax
    if syntax == ExplicitVRBigEndian:
        dataset.PixelData = values.astype(f">{kind}").tobytes()
    if syntax == ImplicitVRLittleEndian:
        dataset["PixelData"].VR = "OW"
    assert check(dataset, fill=values.min()).file_meta.TransferSyntaxUID == syntax


def test_run_lengths_and_lossless_wavelets_are_stored_uncompressed(image: Maker, page: np.ndarray) -> None:
    values = page.astype("u1")[None]
    runs = image(values)
    runs.compress(RLELossless, generate_instance_uid=False)
    waves = image(values)
    stream = io.BytesIO()
    Image.fromarray(values[0]).save(stream, "JPEG2000", irreversible=False, no_jp2=True)
    waves.PixelData = encapsulate([stream.getvalue()], has_bot=False)
    waves["PixelData"].VR, waves["PixelData"].is_undefined_length = "OB", True
    waves.file_meta.TransferSyntaxUID = JPEG2000Lossless
    waves.ExtendedOffsetTable = bytes(8)
    waves.ExtendedOffsetTableLengths = len(stream.getvalue()).to_bytes(8, "little")
    for dataset in (runs, waves):
        cleaned = check(dataset, fill=values.min())
        assert cleaned.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
        assert "LossyImageCompression" not in cleaned and "ExtendedOffsetTable" not in cleaned


def test_what_was_lossy_stays_marked(image: Maker, page: np.ndarray) -> None:
    dataset = image(page.astype("u1")[None])
    stream = io.BytesIO()
    Image.fromarray(page.astype("u1")).save(stream, "JPEG", quality=92)
    dataset.PixelData = encapsulate([stream.getvalue()])
    dataset["PixelData"].VR, dataset["PixelData"].is_undefined_length = "OB", True
    dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    cleaned = check(dataset, fill=int(StoredFrames.of(dataset).values.min()))
    assert (cleaned.LossyImageCompression, cleaned.LossyImageCompressionMethod) == ("01", "ISO_10918_1")
    marked = deepcopy(dataset)
    marked.LossyImageCompression, marked.LossyImageCompressionRatio = "01", 12.5
    PixelCleaner().clean_pixels(marked)
    assert (marked.LossyImageCompression, marked.LossyImageCompressionRatio) == ("01", 12.5)


def test_without_text_not_a_byte_changes(image: Maker, drawn: ModuleType) -> None:
    values = drawn.anatomy(np.random.default_rng(4), SHAPE).astype("u1")[None]
    for compressed in (False, True):
        dataset = image(values)
        if compressed:
            dataset.compress(RLELossless, generate_instance_uid=False)
        before, data = deepcopy(dataset), dataset.PixelData
        assert not PixelCleaner().clean_pixels(dataset).changed
        assert dataset.PixelData == data and dataset == before


def test_an_overlay_in_the_unused_bits_goes(image: Maker, drawn: ModuleType) -> None:
    ink = drawn.glyph_mask("DOE^JANE", 24)
    values = np.full((1, *SHAPE), 100, "u2")
    values[0, 30 : 30 + ink.shape[0], 40 : 40 + ink.shape[1]] |= (ink > 0.5).astype("u2") << 12
    dataset = image(values, stored=12)
    result = PixelCleaner().clean_pixels(dataset)
    assert result.counts == {"pixel_boxes": 0, "pixel_frames": 0, "pixel_foreign_bits": 1}
    assert set(np.frombuffer(dataset.PixelData, "<u2")) == {100}
    signed = image(np.full((1, *SHAPE), -100, "i2"), stored=12)  # bits of the sign are no overlay
    assert not PixelCleaner().clean_pixels(signed).changed


def refused(dataset: Dataset, reason: Reason) -> None:
    data = dataset.PixelData
    with pytest.raises(Quarantined) as caught:
        PixelCleaner().clean_pixels(dataset)
    assert caught.value.reason is reason
    assert dataset.PixelData == data


def test_what_cannot_be_decoded_is_refused(
    image: Maker, page: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = page.astype("u1")[None]
    unknown = {
        "file_meta.TransferSyntaxUID": (JPEGLSLossless, "1.2.840.10008.1.2.4.100", "1.2.3"),
        "PhotometricInterpretation": ("HSV", "RGB", "YBR_PARTIAL_420"),
        "SamplesPerPixel": (2, 4),
        "BitsAllocated": (12, 64),
        "HighBit": (9,),
        "BitsStored": (10,),
    }
    for name, choices in unknown.items():
        for value in choices:
            dataset = image(values)
            target = dataset.file_meta if "." in name else dataset
            setattr(target, name.split(".")[-1], value)
            refused(dataset, Reason.UNSUPPORTED)
    for name in ("Rows", "SamplesPerPixel", "BitsStored", "PhotometricInterpretation"):
        dataset = image(values)
        delattr(dataset, name)
        refused(dataset, Reason.MALFORMED)
    short = image(values)
    short.PixelData = short.PixelData[:-200]
    refused(short, Reason.MALFORMED)
    bomb = image(values)
    bomb.Rows = bomb.Columns = 65_535
    refused(bomb, Reason.UNSUPPORTED)
    monkeypatch.setattr(frames_module, "LARGEST", 100)
    refused(image(values), Reason.UNSUPPORTED)


def test_decisions_of_people_count_instead_of_the_detector(image: Maker, page: np.ndarray) -> None:
    dataset = image(page.astype("u1")[None])
    mine = TextBox(top=0, bottom=10, left=5, right=15)
    review = PixelDecisions().decided("2.25.7", rows=120, columns=320, boxes=[mine])
    first, second = deepcopy(dataset), deepcopy(dataset)
    result = PixelCleaner(review=review).clean_pixels(first)
    assert result.boxes == (mine,)
    PixelCleaner(review=review).clean_pixels(second)
    assert first.PixelData == second.PixelData
    assert (pixel_array(first) != page.astype("u1")).sum() <= 100
    nothing = PixelDecisions().decided("2.25.7", rows=120, columns=320, boxes=[])
    assert not PixelCleaner(review=nothing).clean_pixels(deepcopy(dataset)).changed
    other = PixelDecisions().decided("2.25.7", rows=99, columns=320, boxes=[mine])
    with pytest.raises(Quarantined, match="INCONSISTENT"):
        PixelCleaner(review=other).clean_pixels(deepcopy(dataset))
    elsewhere = PixelDecisions().decided("2.25.8", rows=99, columns=320, boxes=[mine])
    assert PixelCleaner(review=elsewhere).clean_pixels(deepcopy(dataset)).boxes != (mine,)


def test_a_review_starts_from_what_the_detector_found(image: Maker, page: np.ndarray) -> None:
    dataset = image(page.astype("u1")[None])
    before = deepcopy(dataset)
    boxes = PixelCleaner().find_boxes(dataset)
    assert boxes and dataset == before
    review = PixelDecisions().decided("2.25.7", rows=120, columns=320, boxes=boxes)
    by_hand, alone = deepcopy(dataset), deepcopy(dataset)
    PixelCleaner(review=review).clean_pixels(by_hand)
    PixelCleaner().clean_pixels(alone)
    assert by_hand.PixelData == alone.PixelData


@pytest.mark.parametrize("name", ["US1_UNCR.dcm", "gdcm-US-ALOKA-16.dcm", "OBXXXX1A_rle.dcm"])
def test_real_ultrasound_loses_its_text(name: str) -> None:
    dataset = dcmread(get_testdata_file(name, download=False))
    result = PixelCleaner().clean_pixels(dataset)
    assert len(result.boxes) >= 10 and result.masked_fraction < 0.15
    assert len(find_text(StoredFrames.of(dataset).pictures(dataset))) <= 1


REAL = (
    "CT_small.dcm", "MR_small.dcm", "emri_small.dcm", "emri_small_RLE.dcm", "693_UNCI.dcm", "693_J2KR.dcm",
    "explicit_VR-UN.dcm", "J2K_pixelrep_mismatch.dcm", "eCT_Supplemental.dcm", "MR2_UNCI.dcm",
    "examples_overlay.dcm", "RG1_J2KI.dcm", "RG1_UNCI.dcm", "RG3_UNCI.dcm", "JPEG2000_UNC.dcm",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_real_frames_without_text_are_left_alone(name: str) -> None:
    path = get_testdata_file(name, download=False)
    if path is None:
        pytest.skip(f"{name} is not here")
    dataset = dcmread(path)
    data = dataset.PixelData
    assert PixelCleaner().clean_pixels(dataset).boxes == ()
    assert dataset.PixelData == data
