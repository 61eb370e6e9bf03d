# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Images damaged at random are cleaned or refused with a reason; no other error, and nothing planted comes out.

The images are small and of two values, so that five hundred of them are looked through in seconds.
"""

import io
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.encaps import encapsulate
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    RLELossless,
)

from secured.common import ProjectKey, Quarantined, Reason
from secured.dans.deidentification import Identities, Source, Stage
from secured.dans.dicom import DicomFiles
from secured.dans.dicom.pixels import PixelCleaner
from secured.dans.dicom.strict_reader import strict_file
from secured.dans.leaks import mutants

N_MUTANTS = 500
PLANTED = ("Q7731name", "Q7731id", "Q7731comment", "Q7731private", "Q7731behind")
NUMBERS = (
    "Rows",
    "Columns",
    "NumberOfFrames",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "SamplesPerPixel",
    "PlanarConfiguration",
    "PixelRepresentation",
)


@pytest.fixture(scope="module")
def page(drawn: ModuleType) -> np.ndarray:
    """A string in white on black, (rows, columns)."""
    ink = drawn.glyph_mask("DOE^JANE", 12) > 0.5
    page = np.zeros((32, 80), dtype="u1")
    page[10 : 10 + ink.shape[0], 9 : 9 + ink.shape[1]] = 250 * ink
    return page


@pytest.fixture
def images(image: Callable[..., Dataset], page: np.ndarray) -> dict[str, Dataset]:
    """The page in ten layouts."""
    made = {
        "bytes": image(page[None]),
        "words": image(np.stack([page, page]).astype("u2") * 16, stored=12),
        "colours": image(np.stack([page, page, page // 2], axis=-1)[None], "RGB"),
        "runs": image(page[None]),
        "palette": image(page[None] // 250, "PALETTE COLOR"),
    }
    made["runs"].compress(RLELossless, generate_instance_uid=False)
    for colour in ("Red", "Green", "Blue"):
        setattr(made["palette"], f"{colour}PaletteColorLookupTableDescriptor", [2, 0, 16])
        setattr(made["palette"], f"{colour}PaletteColorLookupTableData", b"\0\0\xff\xff")
    for name, kind, options, syntax in (
        ("jpeg", "JPEG", {"quality": 95}, JPEGBaseline8Bit),
        ("wavelets", "JPEG2000", {"irreversible": False, "no_jp2": True}, JPEG2000Lossless),
    ):
        made[name], stream = image(page[None]), io.BytesIO()
        Image.fromarray(page).save(stream, kind, **options)
        made[name].PixelData = encapsulate([stream.getvalue()], has_bot=False)
        made[name]["PixelData"].VR, made[name]["PixelData"].is_undefined_length = "OB", True
        made[name].file_meta.TransferSyntaxUID = syntax
    for name, syntax in (
        ("big", ExplicitVRBigEndian),
        ("implicit", ImplicitVRLittleEndian),
        ("deflated", DeflatedExplicitVRLittleEndian),
    ):
        made[name] = image(page[None].astype("u2"))
        made[name].file_meta.TransferSyntaxUID = syntax
        if name == "big":
            made[name].PixelData = page.astype(">u2").tobytes()
    return made


def ends(dataset: Dataset) -> str:
    try:
        return str(PixelCleaner().clean_pixels(dataset).changed)
    except Quarantined as refusal:
        return str(refusal.reason)


def test_broken_pixels_end_in_one_of_two_ways(images: dict[str, Dataset]) -> None:
    """Decoded and looked through, whatever the header says of them."""
    rng = np.random.default_rng(13)
    ended: Counter[str] = Counter()
    datasets = list(images.values())
    for turn in range(N_MUTANTS):
        dataset = deepcopy(datasets[turn % len(datasets)])
        data = bytearray(dataset.PixelData)
        for _ in range(int(rng.integers(1, 20))):
            data[int(rng.integers(0, min(len(data), 400)))] = int(rng.integers(0, 256))
        dataset.PixelData = bytes(data[: int(rng.integers(0, len(data)))] if turn % 3 == 0 else data)
        if turn % 4 == 0:
            setattr(dataset, str(rng.choice(NUMBERS)), int(rng.choice([0, 1, 2, 3, 7, 16, 300, 65_535])))
        ended[ends(dataset)] += 1
    assert ended["True"] > 100 and ended[Reason.UNSUPPORTED] > 50 and ended[Reason.MALFORMED] > 50
    assert Reason.INTERNAL_ERROR not in ended and sum(ended.values()) == N_MUTANTS


def file_of(dataset: Dataset) -> bytes:
    """A file with a planted text wherever one can stand beside the pixels."""
    dataset.PatientName, dataset.PatientID, dataset.ImageComments = PLANTED[:3]
    dataset.StudyInstanceUID = dataset.SeriesInstanceUID = "2.25.8"
    dataset.private_block(0x0011, "ACME", create=True).add_new(0x01, "LO", PLANTED[3])
    if not dataset["PixelData"].is_undefined_length:
        dataset.PixelData += PLANTED[4].encode() + b"."
    file = io.BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()


def beside_the_image(path: Path) -> bytes:
    """All that is written but the image, into which damage can move a text."""
    content = path.read_bytes()
    with strict_file(path) as read:
        return content[: read.pixels.value] + content[read.image_end :]


def test_broken_files_end_in_one_of_two_ways(images: dict[str, Dataset], tmp_path: Path) -> None:
    """Read, cleaned and written, whatever is damaged."""
    became: Counter[str] = Counter()
    path, files = tmp_path / "a.dcm", DicomFiles(pixels=PixelCleaner())
    identities = Identities(key=ProjectKey(bytes(32)))
    for at, dataset in enumerate(images.values()):
        for mutant in mutants(file_of(dataset), N_MUTANTS // len(images), seed=at):
            path.write_bytes(mutant.data)
            stage = Stage(tmp_path / "aside")
            try:
                cleaned = files.deidentify(Source(files=(path,), name="a.dcm"), identities, stage)
            except Quarantined as refused:
                assert "Q7731" not in str(refused)
                became[refused.reason] += 1
                assert not any(one.exists() for one in stage.files), mutant
                stage.discard()
                continue
            written = beside_the_image(stage.files[0])
            assert not [text for text in PLANTED if text.encode() in written], mutant
            became["boxes" if cleaned.counts.get("pixel_boxes") else "no boxes"] += 1
            assert dcmread(stage.files[0]).pixel_array.size
            stage.discard()
    assert became["boxes"] > 50 and sum(became.values()) == N_MUTANTS
    assert Reason.INTERNAL_ERROR not in became
