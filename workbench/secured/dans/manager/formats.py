# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The formats of the two named profiles, in the order in which they are asked: signatures first, mere text last."""

from secured.dans.deidentification import FileFormat
from secured.dans.dicom import DicomFiles, DicomOptions
from secured.dans.dicom.pixels import PixelCleaner
from secured.dans.fhir import FhirFiles
from secured.dans.genomes import OtherGenomeFiles, Plink1Files, Plink2Files, VcfFiles
from secured.dans.nifti import NiftiFiles
from secured.dans.signals import EdfFiles, WearableCsvFiles, WfdbFiles
from secured.dans.text import NoteFiles

__all__ = ["basic_formats", "research_formats"]


def basic_formats() -> tuple[FileFormat, ...]:
    """Keep the least: dates of images and recordings are removed, not moved."""
    return (
        DicomFiles(pixels=PixelCleaner()),
        NiftiFiles(dates="remove"),
        EdfFiles(dates="remove"),
        WfdbFiles(dates="remove"),
        *_dateless_formats(),
    )


def research_formats() -> tuple[FileFormat, ...]:
    """Keep what studies of people over time need: moved dates, sex, age, size and weight, words of descriptions."""
    options = DicomOptions(
        retain_longitudinal_modified_dates=True,
        retain_patient_characteristics=True,
        clean_descriptors=True,
    )
    return (
        DicomFiles(options=options, pixels=PixelCleaner()),
        NiftiFiles(dates="shift"),
        EdfFiles(dates="shift"),
        WfdbFiles(dates="shift"),
        *_dateless_formats(),
    )


def _dateless_formats() -> tuple[FileFormat, ...]:
    """Formats without dates, or worth nothing without them: there they are moved."""
    return (
        VcfFiles(),
        OtherGenomeFiles(),
        Plink1Files(),
        Plink2Files(),
        FhirFiles(),
        WearableCsvFiles(),
        NoteFiles(),
    )
