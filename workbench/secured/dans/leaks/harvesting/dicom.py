# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identifiers in a DICOM file, at any depth of its sequences."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from secured.common.errors import MissingDependency
from secured.dans.leaks.harvesting.rare_enough import name_parts, rare_enough

__all__ = ["in_dicom"]

STANDARD_UIDS = "1.2.840.10008."
KEYWORDS_TEXT = """
PatientID OtherPatientIDs IssuerOfPatientID AccessionNumber StudyID AdmissionID ServiceEpisodeID
InsurancePlanIdentification MedicalRecordLocator MilitaryRank PatientAddress PatientTelephoneNumbers
PatientTelecomInformation PersonAddress PersonTelephoneNumbers PersonTelecomInformation RegionOfResidence
InstitutionName InstitutionAddress ReferringPhysicianAddress ReferringPhysicianTelephoneNumbers
RequestingService PlacerOrderNumberImagingServiceRequest FillerOrderNumberImagingServiceRequest
PerformedProcedureStepID ScheduledProcedureStepID RequestedProcedureID FillerOrderNumberProcedure
PlacerOrderNumberProcedure DeviceSerialNumber StationName GantryID DetectorID PlateID CassetteID
PerformedStationName ScheduledStationName ClinicalTrialSubjectID ClinicalTrialSubjectReadingID
SpecimenIdentifier ContainerIdentifier
"""
KEYWORDS = frozenset(KEYWORDS_TEXT.split())
DATES = frozenset(["PatientBirthDate", "PatientBirthDateInAlternativeCalendar"])


def in_dicom(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the attribute and the string of every name, number, address, birth date and unique identifier."""
    try:
        import pydicom
    except ImportError:
        raise MissingDependency(
            "harvest_identifiers: DICOM needs pydicom. Install with pip install pydicom."
        ) from None
    dataset = pydicom.dcmread(path, stop_before_pixels=True)
    yield from _in_dataset(dataset)
    for keyword in (
        "MediaStorageSOPInstanceUID",
        "SourceApplicationEntityTitle",
        "PrivateInformationCreatorUID",
    ):
        if (value := str(dataset.file_meta.get(keyword, ""))) and rare_enough(value):
            yield keyword, value


def _in_dataset(dataset: Any) -> Iterator[tuple[str, str]]:
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                yield from _in_dataset(item)
            continue
        if element.VR not in ("PN", "UI") and element.keyword not in KEYWORDS | DATES:
            continue
        field = element.keyword or ("private name" if element.VR == "PN" else "private UID")
        values = element.value if element.VM > 1 else [element.value]
        for value in values if values is not None else ():
            yield from _in_value(field, element.VR, str(value).strip(" \0"))


def _in_value(field: str, vr: str, value: str) -> Iterator[tuple[str, str]]:
    if vr == "PN":
        for group in value.split("="):
            yield from ((field, part) for part in name_parts(group))
    elif vr == "UI":
        if not value.startswith(STANDARD_UIDS) and len(value) >= 12:
            yield field, value
    elif field in DATES:
        yield f"{field} date", value
    elif rare_enough(value):
        yield field, value
