# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A study of one simulated patient in which every identifying attribute holds a value that can be traced."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from secured.dans.dicom.confidentiality_table import attribute_rules

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["CanaryStudy", "Planted", "canary_study", "canary_tags"]

MARK = "CANARY"
NAME, NUMBER = "Canarius^Serinus", "CANARY-4711-0815"
ROOT = "1.2.826.0.1.3680043.8.498.77"
MR, MR_SYNTAX = "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.1.2.1"
SHARED, FUNCTIONS = 0x52009229, 0x00189114
FIXED = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "PatientName", "PatientID")
REFERENCES = "ReferencedImageSequence"
FREE_TEXT = ("ImageComments", "ManufacturerModelName", "PulseSequenceName")
NUMBERS = {"US", "SS", "UL", "SL", "UV", "SV", "FL", "FD"}


@dataclass(frozen=True, kw_only=True)
class Planted:
    """One value in one file.

    Parameters
    ----------
    file : int
        Which of the study's data sets.
    path : str
        Tags as hexadecimal digits, items in brackets: ``52009229[0]/00189114[0]/00100010``.
    value : str
        As text.
    """

    file: int
    path: str
    value: str


@dataclass(frozen=True, kw_only=True)
class CanaryStudy:
    """Four MR images of one patient, in two series.

    Parameters
    ----------
    datasets : tuple of pydicom.Dataset
    planted : tuple of Planted
    """

    datasets: "tuple[Dataset, ...]"
    planted: tuple[Planted, ...]

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """Write the files into a folder, which is made where there is none."""
        from pydicom import dcmwrite

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        paths = tuple(folder / f"canary_{at}.dcm" for at in range(len(self.datasets)))
        for path, dataset in zip(paths, self.datasets, strict=True):
            dcmwrite(path, dataset, enforce_file_format=True)
        return paths


def canary_tags() -> dict[int, str]:
    """Tags of Table E.1-1 that a data set can hold, with their representation in the dictionary."""
    from pydicom.datadict import DicomDictionary

    numbers = (int(tag, 16) for tag in attribute_rules() if "x" not in tag and tag != "private")
    return {
        tag: DicomDictionary[tag][0].split(" or ")[0]
        for tag in sorted(numbers)
        if tag in DicomDictionary and tag >> 16 > 4
    }


def canary_study(*, patient: str = NUMBER, name: str = NAME, seed: int = 7) -> CanaryStudy:
    """Make the study: the same for the same seed.

    Parameters
    ----------
    patient, name : str
        Patient ID and Patient's Name.
    seed : int
        For the noise in the images and the date of the study.

    Examples
    --------
    >>> study = canary_study()
    >>> len(study.datasets), len(canary_tags())
    (4, 623)
    """
    rng = np.random.default_rng(seed)
    datasets, planted = [], []
    for at in range(4):
        dataset = _instance(at, patient, name, seed, rng)
        datasets.append(dataset)
        planted += _planted(at, dataset, "")
    return CanaryStudy(datasets=tuple(datasets), planted=tuple(planted))


def _instance(at: int, patient: str, name: str, seed: int, rng: np.random.Generator) -> "Dataset":
    from pydicom import Dataset
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID

    dataset = _filled(at, "", seed)
    dataset.SOPClassUID, dataset.SOPInstanceUID = MR, f"{ROOT}.{seed}.3.{at}"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = f"{ROOT}.{seed}.1", f"{ROOT}.{seed}.2.{at // 2}"
    dataset.PatientName, dataset.PatientID, dataset.Modality = name, patient, "MR"
    dataset.ReferencedImageSequence = [_reference(f"{ROOT}.{seed}.3.{(at + 1) % 4}")]
    for keyword in FREE_TEXT:
        setattr(dataset, keyword, f"by {name.partition('^')[0]}"[:16])
    outer, inner = Dataset(), _filled(at, "N", seed)
    inner.PatientName, inner.PatientID = name, patient
    inner.ReferencedImageSequence = [_reference(f"{ROOT}.{seed}.3.{at}")]
    outer.add_new(FUNCTIONS, "SQ", [inner])
    dataset.add_new(SHARED, "SQ", [outer])
    _graphics(dataset, rng)
    block = dataset.private_block(0x0029, "CANARY CORP", create=True)
    block.add_new(0x01, "LO", f"{MARK} private")
    block.add_new(0x02, "OB", f"{MARK} private bytes".encode().ljust(32))
    dataset.private_block(0x0019, "GEMS_ACQU_01", create=True).add_new(0x23, "DS", "7.25")
    dataset.Rows = dataset.Columns = 32
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
    dataset.PixelData = rng.integers(0, 4096, (32, 32), dtype=np.uint16).tobytes()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID, dataset.file_meta.TransferSyntaxUID = UID(MR), UID(MR_SYNTAX)
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta.SourceApplicationEntityTitle = f"{MARK}META"
    dataset.preamble = f"{MARK} preamble".encode().ljust(128, b"\0")
    return dataset


def _filled(at: int, nested: str, seed: int) -> "Dataset":
    """Every attribute of the table with a value of its own."""
    from pydicom import Dataset

    dataset = Dataset()
    for order, (tag, vr) in enumerate(canary_tags().items()):
        dataset.add_new(tag, vr, _value(tag, vr, order, nested, seed, at))
    dataset.SpecificCharacterSet = "ISO_IR 192"
    return dataset


def _value(tag: int, vr: str, order: int, nested: str, seed: int, at: int) -> Any:
    from pydicom import Dataset

    text = f"{MARK}{nested}{tag:08X}"
    day = date(1930, 1, 1) + timedelta(days=37 * order + 11 * bool(nested) + seed + at // 2)
    number = order + 1000 + 1000 * bool(nested)
    if vr == "SQ":
        item = Dataset()
        item.CodeMeaning, item.PatientComments = text, text
        return [item]
    by_vr = {
        "PN": f"{text}^X", "DA": f"{day:%Y%m%d}", "DT": f"{day:%Y%m%d}1201{order % 60:02d}.25+0100",
        "TM": f"0{order % 10}{order % 60:02d}{number % 60:02d}.5", "UI": f"{ROOT}.{seed}.9.{tag}.{bool(nested):d}",
        "AS": f"0{10 + order % 80}Y", "IS": str(number), "DS": f"{number}.5", "UR": f"http://{text.lower()}",
        "AT": tag,
    }  # fmt: skip
    if tag == 0x00080201:
        return "+0100"
    if vr in by_vr:
        return by_vr[vr]
    if vr in NUMBERS:
        return float(number) if vr in ("FL", "FD") else number
    if vr.startswith("O") or vr == "UN":
        return text.encode().ljust(24)
    return text


def _reference(uid: str) -> "Dataset":
    from pydicom import Dataset

    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = MR, uid
    return item


def _graphics(dataset: "Dataset", rng: np.random.Generator) -> None:
    """An overlay that marks a region, one with drawn writing, and a curve."""
    for group, kind in ((0x6000, "R"), (0x6002, "G")):
        dataset.add_new((group, 0x0010), "US", 32)
        dataset.add_new((group, 0x0011), "US", 32)
        dataset.add_new((group, 0x0040), "CS", kind)
        dataset.add_new((group, 0x0050), "SS", [1, 1])
        dataset.add_new((group, 0x0100), "US", 1)
        dataset.add_new((group, 0x0102), "US", 0)
        dataset.add_new((group, 0x3000), "OW", MARK.encode() + rng.bytes(122))
        dataset.add_new((group, 0x4000), "LT", f"{MARK} overlay comment")
    dataset.add_new(0x50000005, "US", 1)
    dataset.add_new(0x50000010, "US", 8)
    dataset.add_new(0x50000022, "LO", f"{MARK} curve")
    dataset.add_new(0x50000103, "US", 0)
    dataset.add_new(0x50003000, "OW", MARK.encode() + rng.bytes(10))


def _planted(at: int, dataset: "Dataset", path: str) -> list[Planted]:
    found = []
    for element in dataset:
        tag = f"{path}{int(element.tag):08X}"
        if element.VR == "SQ":
            for number, item in enumerate(element.value):
                found += _planted(at, item, f"{tag}[{number}]/")
        elif element.tag != 0x7FE00010 and element.value not in (None, "", b""):
            found.append(Planted(file=at, path=tag, value=str(element.value)))
    return found
