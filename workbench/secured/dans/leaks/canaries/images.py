# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""DICOM instances with strings in names, sequences, private blocks, overlays, the preamble and the pixels."""

from datetime import timedelta
from typing import Any

import numpy as np

from secured.common.errors import MissingDependency
from secured.dans.leaks.canaries.manifest import Planting

__all__ = ["plant_dicom"]

ROWS, COLUMNS = 160, 512
TEXTS = (
    "AccessionNumber", "StudyID", "StudyDescription", "SeriesDescription", "ProtocolName", "InstitutionName",
    "InstitutionAddress", "InstitutionalDepartmentName", "StationName", "DeviceSerialNumber", "OtherPatientIDs",
    "PatientComments", "ImageComments", "AdditionalPatientHistory", "Occupation", "RequestedProcedureDescription",
    "PerformedProcedureStepID", "AdmissionID", "EthnicGroup", "MedicalAlerts",
)  # fmt: skip
NAMES = ("ReferringPhysicianName", "PerformingPhysicianName", "OperatorsName", "PatientMotherBirthName")


def plant_dicom(planting: Planting, folder: str) -> None:
    """Plant two screenshots of one series with a name burned in, one of them deflated, and an MR slice without."""
    try:
        from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian
    except ImportError:
        raise MissingDependency(
            "CanaryPlanter: DICOM needs pydicom. Install with pip install pydicom."
        ) from None
    study, screens, slices, frame = (planting.uid("", "dicom UID") for _ in range(4))
    del planting.canaries[-4:]  # noted below, once for each file
    for number, (series, syntax) in enumerate(
        [
            (screens, ExplicitVRLittleEndian),
            (screens, DeflatedExplicitVRLittleEndian),
            (slices, ExplicitVRLittleEndian),
        ],
        1,
    ):
        file = f"{folder}/dicom/image{number}.dcm"
        uids = {"StudyInstanceUID": study, "SeriesInstanceUID": series, "FrameOfReferenceUID": frame}
        dataset = _instance(planting, file, uids, number, syntax, screen=series == screens)
        path = planting.path(file)
        dataset.preamble = planting.token(file, "dicom preamble").encode().ljust(128, b"\0")
        dataset.save_as(path, enforce_file_format=True)


def _instance(
    planting: Planting, file: str, uids: dict[str, str], number: int, syntax: Any, *, screen: bool
) -> Any:
    from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
    from pydicom.uid import UID, MRImageStorage, SecondaryCaptureImageStorage

    person = planting.person
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage if screen else MRImageStorage
    meta.MediaStorageSOPInstanceUID = UID(planting.uid(file, "dicom SOPInstanceUID"))
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = UID("1.2.826.0.1.3680043.10.1")
    meta.SourceApplicationEntityTitle = planting.token(file, "dicom SourceApplicationEntityTitle")
    dataset = FileDataset(file, {}, file_meta=meta)
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID = meta.MediaStorageSOPClassUID
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    for keyword, uid in uids.items():
        setattr(dataset, keyword, planting.known(file, f"dicom {keyword}", uid))
    dataset.Modality = "OT" if screen else "MR"
    if screen:
        dataset.ConversionType = "WSD"
    else:
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "M", "ND"]
        dataset.ScanningSequence, dataset.SequenceVariant, dataset.ScanOptions = "SE", "NONE", ""
        dataset.EchoTime, dataset.RepetitionTime, dataset.SliceThickness = "3", "2300", "2"
        dataset.PixelSpacing, dataset.ImagePositionPatient = ["1", "1"], ["0", "0", "0"]
        dataset.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    dataset.InstanceNumber = number
    dataset.PatientSex = "O"
    identity, family, given, address, phone = planting.names(
        file, "dicom", "id", "family", "given", "address", "phone"
    )
    dataset.PatientName, dataset.PatientID = f"{family}^{given}", identity
    dataset.PatientAddress, dataset.PatientTelephoneNumbers = address, phone
    dataset.PatientBirthDate = f"{person.born:%Y%m%d}"
    planting.known(file, "dicom PatientBirthDate", person.born.isoformat(), "date")
    planting.known(file, "dicom StudyDate", person.visit.date().isoformat(), "date")
    for keyword in ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate"):
        setattr(dataset, keyword, f"{person.visit:%Y%m%d}")
    for keyword in ("StudyTime", "SeriesTime", "AcquisitionTime", "ContentTime"):
        setattr(dataset, keyword, f"{person.visit:%H%M%S}")
    dataset.AcquisitionDateTime = f"{person.visit + timedelta(days=1):%Y%m%d%H%M%S}"
    for keyword in TEXTS:
        setattr(dataset, keyword, planting.token(file, f"dicom {keyword}"))
    for keyword in NAMES:
        setattr(dataset, keyword, planting.token(file, f"dicom {keyword}") + "^X")
    inner = Dataset()
    inner.PatientID = planting.token(file, "dicom nested PatientID")
    outer = Dataset()
    outer.PatientName = planting.token(file, "dicom nested PatientName")
    outer.OtherPatientIDsSequence = [inner]
    dataset.ReferencedStudySequence = [outer]
    block = dataset.private_block(0x0099, planting.token(file, "dicom private creator"), create=True)
    block.add_new(0x01, "LO", planting.token(file, "dicom private text"))
    block.add_new(0x02, "UN", planting.token(file, "dicom private bytes").encode())
    _add_pixels(planting, file, dataset, screen=screen)
    return dataset


def _add_pixels(planting: Planting, file: str, dataset: Any, *, screen: bool) -> None:
    """Grey noise, on a screenshot with the name burned in, and an overlay that draws another string."""
    pixels = planting.rng.integers(0, 60, (ROWS, COLUMNS)).astype(np.uint8)
    if screen:
        drawn = planting.token(file, "dicom burned-in pixels", "pixels")
        family = planting.known(file, "dicom burned-in family name", planting.person.family, "pixels")
        pixels[lettering(f"{family.upper()}  {drawn}", ROWS, COLUMNS)] = 255
    dataset.Rows, dataset.Columns = ROWS, COLUMNS
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 8, 8, 7, 0
    dataset.BurnedInAnnotation = "YES" if screen else "NO"
    dataset.PixelData = pixels.tobytes()
    mask = lettering(planting.token(file, "dicom overlay bits", "pixels"), ROWS, COLUMNS)
    dataset.add_new(0x60000010, "US", ROWS)
    dataset.add_new(0x60000011, "US", COLUMNS)
    dataset.add_new(0x60000022, "LO", planting.token(file, "dicom overlay description"))
    dataset.add_new(0x60000040, "CS", "G")
    dataset.add_new(0x60000050, "SS", [1, 1])
    dataset.add_new(0x60000100, "US", 1)
    dataset.add_new(0x60000102, "US", 0)
    dataset.add_new(0x60003000, "OW", np.packbits(mask, bitorder="little").tobytes())
    dataset.add_new(0x60004000, "LT", planting.token(file, "dicom overlay comments"))


def lettering(text: str, rows: int, columns: int) -> np.ndarray:
    """Where an image is white when a text is drawn in it."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (columns, rows))
    ImageDraw.Draw(image).text((12, 12), text, fill=255, font=ImageFont.load_default(24))
    return np.asarray(image) > 127
