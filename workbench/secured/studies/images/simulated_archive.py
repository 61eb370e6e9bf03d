# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""An archive of DICOM files of people who do not exist, as a radiology department fills it: two visits, two series each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from secured_datasets.simulated.radiograph_cohort import RadiographCohort

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["SimulatedArchive", "simulated_archive"]

ROOT = "1.2.826.0.1.3680043.8.498.78"
STORED = "1.2.840.10008.5.1.4.1.1.1.1"  # Digital X-Ray Image, for presentation
SYNTAX = "1.2.840.10008.1.2.1"
CREATOR = "SECURED SIMULATOR"
DEVICES = (("SN-40117", "XR1"), ("SN-40288", "XR2"), ("SN-51903", "WARD"))
FIRST_DAY = date(2023, 1, 2)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SimulatedArchive:
    """Files and whose they are.

    Parameters
    ----------
    datasets : tuple of pydicom.Dataset
    people, visits, series : ndarray of int
        Of every file.
    """

    datasets: "tuple[Dataset, ...]"
    people: np.ndarray
    visits: np.ndarray
    series: np.ndarray


def simulated_archive(*, n_people: int = 40, size: int = 32, seed: int = 7) -> SimulatedArchive:
    """Make the archive, the same for the same seed.

    Everybody comes twice within two years; each visit is a study of two series with one image each. Devices, hours,
    exposures, bodies and birth dates are drawn; private attributes hold the department's number of the person and a
    setting of the device.
    """
    rng = np.random.default_rng([seed, 21])
    made = RadiographCohort(n_people=n_people, n_visits=4, size=size).make(np.random.default_rng(seed))
    pixels = made.images.pixels[..., 0].reshape(n_people, 2, 2, size, size)
    datasets, places = [], []
    for person in range(n_people):
        facts = _person(person, rng)
        days = np.sort(rng.choice(500, 2, replace=False))
        for visit in range(2):
            study = _study(person, visit, FIRST_DAY + timedelta(days=int(days[visit])), seed, rng)
            for series in range(2):
                datasets.append(_file(facts | study, series, pixels[person, visit, series], seed, rng))
                places.append((person, visit, series))
    columns = np.array(places)
    return SimulatedArchive(
        datasets=tuple(datasets), people=columns[:, 0], visits=columns[:, 1], series=columns[:, 2]
    )


def _person(person: int, rng: np.random.Generator) -> dict[str, str]:
    born = date(1935, 1, 1) + timedelta(days=int(rng.integers(0, 26000)))
    return {
        "PatientName": f"Simulated^P{person:03d}",
        "PatientID": f"SIM{person:05d}",
        "PatientBirthDate": f"{born:%Y%m%d}",
        "PatientSex": str(rng.choice(["F", "M"])),
        "PatientSize": f"{rng.normal(1.70, 0.09):.2f}",
        "PatientWeight": f"{rng.normal(75, 14):.0f}",
        "private": f"D{rng.integers(10**6, 10**7)}",
    }


def _study(person: int, visit: int, day: date, seed: int, rng: np.random.Generator) -> dict[str, str]:
    serial, station = DEVICES[int(rng.choice(3, p=[0.5, 0.3, 0.2]))]
    begun = datetime(day.year, day.month, day.day, 8) + timedelta(seconds=int(rng.integers(0, 9 * 3600)))
    return {
        "StudyInstanceUID": f"{ROOT}.{seed}.1.{person}.{visit}",
        "FrameOfReferenceUID": f"{ROOT}.{seed}.4.{person}.{visit}",
        "StudyDate": f"{day:%Y%m%d}",
        "SeriesDate": f"{day:%Y%m%d}",
        "StudyTime": f"{begun:%H%M%S}",
        "AccessionNumber": f"A{rng.integers(10**6, 10**7)}",
        "DeviceSerialNumber": serial,
        "StationName": station,
        "InstitutionName": "Simulated Hospital",
        "StudyDescription": str(
            rng.choice(["CHEST PA", "CHEST PA AND LATERAL", "CHEST BEDSIDE"], p=[0.6, 0.3, 0.1])
        ),
    }


def _file(
    said: dict[str, str], series: int, pixels: np.ndarray, seed: int, rng: np.random.Generator
) -> "Dataset":
    from pydicom import Dataset
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID

    dataset = Dataset()
    for keyword, value in said.items():
        if keyword != "private":
            setattr(dataset, keyword, value)
    age = int(said["StudyDate"][:4]) - int(said["PatientBirthDate"][:4])
    begun = datetime.strptime(said["StudyTime"], "%H%M%S") + timedelta(
        seconds=int(60 + 90 * series + rng.integers(0, 60))
    )
    last = said["StudyInstanceUID"].rpartition(".1.")[2]
    dataset.PatientAge, dataset.AcquisitionTime = f"{age:03d}Y", f"{begun:%H%M%S}"
    dataset.SeriesInstanceUID, dataset.SOPInstanceUID = (
        f"{ROOT}.{seed}.2.{last}.{series}",
        f"{ROOT}.{seed}.3.{last}.{series}",
    )
    dataset.SOPClassUID, dataset.Modality, dataset.SeriesNumber = UID(STORED), "DX", str(series + 1)
    dataset.KVP, dataset.ExposureInuAs = (
        str(rng.choice([110, 117, 125])),
        str(max(int(rng.normal(2500, 600)), 500)),
    )
    block = dataset.private_block(0x0029, CREATOR, create=True)
    block.add_new(0x01, "LO", said["private"])
    block.add_new(0x02, "DS", said["DeviceSerialNumber"][-2:])
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 8, 8, 7, 0
    dataset.PixelData = pixels.tobytes()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID, dataset.file_meta.TransferSyntaxUID = UID(STORED), UID(SYNTAX)
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    return dataset
