# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Reports, documents, private attributes, graphics, colour profiles, compressed and odd pixel data."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate, generate_fragments, generate_frames
from pydicom.uid import EncapsulatedPDFStorage, RawDataStorage

from secured.common import Quarantined, Reason
from secured.dans.dicom.canary_study import MARK
from secured.dans.dicom.compressed_images import without_comments
from secured.dans.dicom.icc_profile import rebuilt_profile
from secured.dans.dicom.vocabulary import cleaned_text, names_somebody, without_known_words


def sample(name: str = "CT_small.dcm") -> Dataset:
    return dcmread(get_testdata_file(name, download=False))


def written(dataset: Dataset, path: Path) -> Path:
    dcmwrite(path, dataset, enforce_file_format=True)
    return path


def coded(value: str, scheme: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def content(value_type: str, concept: tuple[str, str, str], **values: object) -> Dataset:
    item = Dataset()
    item.RelationshipType, item.ValueType = "CONTAINS", value_type
    item.ConceptNameCodeSequence = [coded(*concept)]
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with a finding, a name, dates, identifiers and a reference, one level down."""
    dataset = sample("reportsi.dcm")
    dataset.PatientName = "Canarius^Serinus"
    group = content("CONTAINER", ("121070", "DCM", "Findings"))
    group.ContentSequence = [
        content("TEXT", ("121071", "DCM", "Finding"), TextValue="Chest normal, says Dr Canarius, tel 555 123 4567."),
        content("PNAME", ("121008", "DCM", "Person Observer Name"), PersonName="Canarius^Doctor"),
        content("PNAME", ("999", "99LOCAL", "Colleague"), PersonName="Canarius^Other"),
        content("DATE", ("121018", "DCM", "Procedure Study Date"), Date="20240505"),
        content("DATETIME", ("111526", "DCM", "DateTime Started"), DateTime="20240505120000"),
        content("UIDREF", ("121018", "99LOCAL", "Study"), UID="1.2.3.4.5.6.7.8.9.10"),
        content("NUM", ("121211", "DCM", "Path length"), MeasuredValueSequence=[]),
        content("ANYTHING", ("1", "99LOCAL", "Of no type"), TextValue="Canarius"),
    ]  # fmt: skip
    dataset.ContentSequence = [group]
    return written(dataset, tmp_path / "report.dcm")


def test_the_basic_profile_keeps_no_content(report: Path, clean) -> None:
    out, _ = clean(report)
    assert "ContentSequence" not in dcmread(out)
    assert b"anarius" not in out.read_bytes()


def test_structured_content_goes_item_by_item(report: Path, clean) -> None:
    out, _ = clean(
        report, clean_structured_content=True, clean_descriptors=True, retain_longitudinal_modified_dates=True
    )
    raw = out.read_bytes()
    for gone in (b"anarius", b"555", b"4567", b"20240505", b"1.2.3.4.5.6.7.8.9.10"):
        assert gone not in raw
    items = dcmread(out).ContentSequence[0].ContentSequence
    kinds = [item.ValueType for item in items]
    assert "ANYTHING" not in kinds
    assert kinds.count("PNAME") <= 1
    text = next(item.TextValue for item in items if item.ValueType == "TEXT")
    assert "Chest normal" in text
    assert next(item.UID for item in items if item.ValueType == "UIDREF").startswith("2.25.")
    assert "113104" in [code.CodeValue for code in dcmread(out).DeidentificationMethodCodeSequence]


def test_documents_are_refused(tmp_path: Path, clean) -> None:
    dataset = sample("reportsi.dcm")
    dataset.SOPClassUID = EncapsulatedPDFStorage
    dataset.EncapsulatedDocument = b"%PDF-1.7 Canarius"
    with pytest.raises(Quarantined) as refused:
        clean(written(dataset, tmp_path / "document.dcm"))
    assert refused.value.reason is Reason.ENCAPSULATED_DOCUMENT


def test_directories_are_refused(clean) -> None:
    with pytest.raises(Quarantined) as refused:
        clean(Path(get_testdata_file("DICOMDIR", download=False)))
    assert refused.value.reason is Reason.DIRECTORY_RECORD


def test_safe_private_attributes_are_kept_with_their_creator_and_nothing_else(
    canaries: tuple[Path, ...], tmp_path: Path, clean
) -> None:
    after = dcmread(clean(canaries[0], retain_safe_private=True)[0])
    private = [element for element in after.iterall() if element.tag.is_private]
    assert [element.value for element in private] == ["GEMS_ACQU_01", 7.25]
    dataset = sample()
    for low, vr, value in ((0x23, "LO", "Canarius"), (0x24, "DS", "3.5")):  # 23 is listed as DS
        dataset.private_block(0x0019, "GEMS_ACQU_01", create=True).add_new(low, vr, value)
    after = dcmread(clean(written(dataset, tmp_path / "private.dcm"), retain_safe_private=True)[0])
    assert [
        str(element.value) for element in after if element.tag.is_private and element.tag.element > 0xFF
    ] == ["3.5", "1.000000"]


def test_the_owners_private_attributes_are_kept_and_their_dates_moved(tmp_path: Path, clean) -> None:
    from secured.dans.dicom import DicomFiles, DicomOptions

    dataset = sample()
    block = dataset.private_block(0x0011, "ACME 1.1", create=True)
    block.add_new(0x01, "DA", "20240505")
    block.add_new(0x02, "SH", "safe")
    options = DicomOptions(
        retain_safe_private=True,
        retain_longitudinal_modified_dates=True,
        more_safe_private=(("ACME 1.1", "0011xx01", "DA"), ("ACME 1.1", "0011xx02", "SH")),
    )
    files = DicomFiles(options=options, accept_unreviewed_pixels=True)
    out, _ = clean(written(dataset, tmp_path / "own.dcm"), files=files)
    kept = dcmread(out).private_block(0x0011, "ACME 1.1")
    assert kept[0x02].value == "safe"
    assert kept[0x01].value not in ("20240505", "19000101")


def test_regions_and_curves_are_kept_by_the_graphics_option_and_drawn_overlays_are_not(
    canaries: tuple[Path, ...], clean
) -> None:
    before, after = dcmread(canaries[0]), dcmread(clean(canaries[0], clean_graphics=True)[0])
    assert after[0x60003000].value == before[0x60003000].value
    assert (0x6002, 0x3000) not in after
    assert after[0x50003000].value == before[0x50003000].value
    assert MARK not in str(after[0x60004000].value)
    assert MARK not in str(after[0x50000022].value)


def test_an_overlay_in_unused_bits_of_the_pixels_is_cleared(tmp_path: Path, clean) -> None:
    dataset = sample("MR_small.dcm")
    dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 12, 11, 0
    pixels = np.frombuffer(dataset.PixelData, "<u2") & 0x0FFF
    dataset.PixelData = (pixels | 0x8000).tobytes()
    dataset.add_new(0x60000010, "US", dataset.Rows)
    dataset.add_new(0x60000100, "US", 16)
    dataset.add_new(0x60000102, "US", 15)
    after = dcmread(clean(written(dataset, tmp_path / "overlay.dcm"))[0])
    assert np.array_equal(np.frombuffer(after.PixelData, "<u2"), pixels)


def test_comments_in_compressed_images_are_blanked_and_the_picture_stays(tmp_path: Path, clean) -> None:
    image = pytest.importorskip("PIL.Image")
    dataset = sample("SC_rgb_small_odd_jpeg.dcm")
    frame = next(generate_frames(dataset.PixelData, number_of_frames=1))
    note = b"\xff\xfe\x00\x14Canarius, Serinus "
    app = b"\xff\xe1\x00\x10Exif\0\0Canarius"
    dataset.PixelData = encapsulate([frame[:2] + note + app + frame[2:].rstrip(b"\0") + b"Canarius"])
    assert b"Canarius" in dataset.PixelData
    out, _ = clean(written(dataset, tmp_path / "jpeg.dcm"))
    assert b"anarius" not in out.read_bytes()
    after = next(generate_frames(dcmread(out).PixelData, number_of_frames=1))
    old, new = (np.asarray(image.open(io.BytesIO(one))) for one in (frame, after))
    assert np.array_equal(old, new)


def test_a_comment_in_a_jpeg_2000_code_stream_is_blanked() -> None:
    dataset = sample("emri_small_jpeg_2k_lossless.dcm")
    stream = next(generate_fragments(dataset.PixelData))
    stream = next(one for one in generate_fragments(dataset.PixelData) if one[:4] == b"\xff\x4f\xff\x51")
    at = 4 + int.from_bytes(stream[4:6], "big")
    noted = stream[:at] + b"\xff\x64\x00\x0e\x00\x01Canarius.." + stream[at:]
    blanked = without_comments(noted)
    assert b"Canarius" not in blanked
    assert len(blanked) == len(noted)
    assert blanked[at + 16 :].rstrip(b"\0") == without_comments(stream)[at:].rstrip(b"\0")


def test_a_colour_profile_keeps_its_numbers_and_none_of_its_words() -> None:
    cms = pytest.importorskip("PIL.ImageCms")
    profile = bytearray(cms.ImageCmsProfile(cms.createProfile("sRGB")).tobytes())
    profile[4:8] = b"CANR"
    text = profile.find("sRGB".encode("utf-16-be"))
    assert text > 0
    new = rebuilt_profile(bytes(profile))
    assert b"CANR" not in new
    assert "sRGB".encode("utf-16-be") not in new
    opened = cms.ImageCmsProfile(io.BytesIO(new))
    image = pytest.importorskip("PIL.Image").new("RGB", (1, 1), (200, 100, 50))
    back = cms.profileToProfile(image, opened, cms.createProfile("LAB"), outputMode="LAB")
    straight = cms.profileToProfile(
        image, cms.createProfile("sRGB"), cms.createProfile("LAB"), outputMode="LAB"
    )
    assert np.abs(np.asarray(back).astype(int) - np.asarray(straight)).max() <= 1
    assert rebuilt_profile(b"Canarius") is None


@pytest.mark.parametrize(
    "name", ["image_dfl.dcm", "MR_small_bigendian.dcm", "MR_small_implicit.dcm", "MR_small_RLE.dcm"]
)
def test_pixels_stay_in_every_encoding(name: str, clean) -> None:
    before, after = sample(name), dcmread(clean(Path(get_testdata_file(name, download=False)))[0])
    assert after.PixelData == before.PixelData
    assert not after.file_meta.TransferSyntaxUID.is_deflated


def test_numbers_texts_and_unknown_attributes_that_no_table_lists(tmp_path: Path, clean) -> None:
    dataset = sample()
    dataset.PatientName = "Canarius^Serinus"
    dataset.Manufacturer = "ACME for Canarius"
    dataset.add_new(0x00189999, "LO", "unknown to the dictionary")
    dataset.add_new(0x00080070, "LO", "ACME CANARIUSCAM")
    dataset.HPGLDocument = b"PU;LBCanarius;"
    out, _ = clean(written(dataset, tmp_path / "odd.dcm"))
    after = dcmread(out)
    assert b"anarius" not in out.read_bytes()
    assert (0x0018, 0x9999) not in after
    assert after.Manufacturer == "ACME"
    assert "HPGLDocument" not in after


def test_raw_data_are_cleaned_too(tmp_path: Path, clean) -> None:
    dataset = sample()
    del dataset.PixelData
    dataset.SOPClassUID = RawDataStorage
    dataset.add_new(0x00291010, "OB", b"Canarius")
    assert b"anarius" not in clean(written(dataset, tmp_path / "raw.dcm"))[0].read_bytes()


def test_ages_above_ninety_are_ninety(tmp_path: Path, clean) -> None:
    dataset = sample()
    for age, kept in (("099Y", "090Y"), ("067Y", "067Y"), ("Canar", "000Y")):
        dataset.PatientAge = age
        after = dcmread(clean(written(dataset, tmp_path / "age.dcm"), retain_patient_characteristics=True)[0])
        assert after.PatientAge == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("MR BRAIN W/O CONTRAST", "MR BRAIN W/O CONTRAST"),
        ("T2 FLAIR ax 3mm", "T2 FLAIR ax 3mm"),
        ("Wilhelmina Grubenmann 12.3.1956", ""),
        ("knee, born 1956, tel 555 123 4567", "knee"),
        ("5551234567", ""),
    ],
)  # fmt: skip
def test_of_a_description_the_vocabulary_is_kept(text: str, kept: str) -> None:
    assert cleaned_text(text, set()) == kept


def test_words_of_an_address_that_name_nobody_stay_in_other_texts(tmp_path: Path, clean) -> None:
    dataset = sample()
    dataset.InstitutionAddress = "7 Canary Street, General Hospital for Birds and Bees"
    dataset.Manufacturer = "GENERAL MEDICAL and CANARY"
    out, cleaned = clean(written(dataset, tmp_path / "address.dcm"))
    assert dcmread(out).Manufacturer == "GENERAL MEDICAL and"
    assert dataset.InstitutionAddress in cleaned.identifiers


def test_a_name_inside_a_word_is_found() -> None:
    assert names_somebody("SmithScanner", {"smith"})
    assert not names_somebody("Go on", {"goo"})
    assert without_known_words("A SmithScanner 3", {"smith"}) == "A 3"


def test_writing_in_the_pixels_is_covered_by_the_pixel_option(tmp_path: Path, clean) -> None:
    """Drawn text goes, the code of the option is written, and a picture without text keeps its bytes."""
    from secured.dans.dicom import DicomFiles
    from secured.dans.dicom.pixels import PixelCleaner

    draw = pytest.importorskip("PIL.ImageDraw")
    image = pytest.importorskip("PIL.Image").new("L", (512, 480), 20)
    draw.Draw(image).text((30, 30), "CANARIUS SERINUS 4711", fill=255, font_size=26)
    dataset = sample("CT_small.dcm")
    dataset.Rows, dataset.Columns, dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = (
        480,
        512,
        8,
        8,
        7,
    )
    dataset.PixelRepresentation = 0
    for keyword in ("SmallestImagePixelValue", "LargestImagePixelValue", "PixelPaddingValue"):
        dataset.pop(keyword, None)
    for text, changed in ((np.asarray(image), True), (np.full((480, 512), 20, np.uint8), False)):
        dataset.PixelData = text.tobytes()
        dataset["PixelData"].VR = "OB"
        path = written(dataset, tmp_path / f"{changed}.dcm")
        out, _ = clean(path, files=DicomFiles(pixels=PixelCleaner()))
        after = dcmread(out)
        assert (after.PixelData != dataset.PixelData) is changed
        assert after.BurnedInAnnotation == "NO"
        assert "113101" in [code.CodeValue for code in after.DeidentificationMethodCodeSequence]
        if changed:
            assert after.pixel_array[20:70, 20:400].max() < 60


def test_nothing_heavy_is_imported_with_the_room() -> None:
    program = "import sys, secured.dans.dicom; print([one for one in ('pydicom', 'PIL', 'cv2') if one in sys.modules])"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
