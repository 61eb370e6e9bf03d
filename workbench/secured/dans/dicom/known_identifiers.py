# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Gather, before cleaning, the names and numbers a record holds, so that no free text keeps them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from secured.dans.deidentification import Person
from secured.dans.dicom.confidentiality_table import rule_of
from secured.dans.dicom.dummy_values import DUMMY_TEXT
from secured.dans.dicom.options import BASIC, CODES, METHOD, PIXELS
from secured.dans.dicom.vocabulary import words

if TYPE_CHECKING:
    from pydicom import DataElement, Dataset

__all__ = ["KnownIdentifiers", "elements", "texts_of"]

PERSONAL = {
    "PatientID",
    "OtherPatientIDs",
    "PatientAddress",
    "PatientTelephoneNumbers",
    "AccessionNumber",
    "AdmissionID",
    "MedicalRecordLocator",
    "ReferringPhysicianAddress",
    "ReferringPhysicianTelephoneNumbers",
    "PersonAddress",
    "PersonTelephoneNumbers",
    "ResponsibleOrganization",
    "ClinicalTrialSubjectID",
    "ServiceEpisodeID",
    "InstitutionName",
    "InstitutionAddress",
    "DeviceSerialNumber",
    "StationName",
    "RequestedProcedureID",
    "PlacerOrderNumberImagingServiceRequest",
    "FillerOrderNumberImagingServiceRequest",
}
#: Words of names and addresses that identify nobody and that coded meanings and makers' names are full of.
COMMON_WORDS = """
and the for von van der den del des las los und mit mrs miss patient anonymous anonymized anonymised
unknown none hospital university clinic clinical medical center centre health care institute general
department radiology street road avenue city
"""
COMMON = frozenset(COMMON_WORDS.split())


@dataclass(frozen=True, kw_only=True, repr=False)
class KnownIdentifiers:
    """What no output may hold.

    Parameters
    ----------
    words : frozenset of str
        Of three characters or more, in lower case, to be cut out of texts.
    values : frozenset of str
        Whole values, parts of names and unique identifiers, for the search in what was written.
    """

    words: frozenset[str]
    values: frozenset[str]

    @classmethod
    def of(
        cls, dataset: "Dataset", options: frozenset[str], person: Person | None = None
    ) -> "KnownIdentifiers":
        """Gather from a data set at every depth, and from what the owner knows of the person."""
        texts: list[str] = []
        uids: set[str] = set()
        for element in elements(dataset):
            rule = rule_of(int(element.tag))
            if rule and rule.action(options) == "K":
                continue
            if element.VR == "PN":
                for text in texts_of(element):
                    texts += [part for group in text.split("=") for part in group.split("^")]
            elif element.keyword in PERSONAL:
                texts += texts_of(element)
            elif element.VR == "UI" and "retain_uids" not in options:
                uids.update(text for text in texts_of(element) if len(text) >= 12 and not _standard(text))
        texts += [person.id, *person.known] if person else []
        found = frozenset(word for text in texts for word in words(text) if len(word) >= 3) - COMMON
        return cls(words=found, values=frozenset(text.strip() for text in texts if _telling(text)) | uids)


def elements(dataset: "Dataset") -> Iterator["DataElement"]:
    """Every element at every depth, sequences aside, private ones too."""
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value or ():
                yield from elements(item)
        else:
            yield element


def texts_of(element: "DataElement") -> list[str]:
    """The values of an element that are not empty, as text."""
    value: Any = element.value
    if value is None or isinstance(value, bytes):
        return []
    several = value if isinstance(value, (list, tuple)) or hasattr(value, "append") else [value]
    return [text for one in several if one is not None and (text := str(one)) != ""]


def _standard(uid: str) -> bool:
    from pydicom.uid import UID_dictionary

    return uid in UID_dictionary


def _telling(text: str) -> bool:
    """Whether finding it means something: seven digits occur by chance, and some words are written by us."""
    text = text.strip()
    if text.casefold() in COMMON:
        return False
    return len(text) >= (8 if text.isdigit() else 4) and text.casefold() not in OWN_TEXTS


OWN_TEXTS = " ".join(
    (DUMMY_TEXT, METHOD, *(meaning for _, meaning in (BASIC, PIXELS, *CODES.values())))
).casefold()
