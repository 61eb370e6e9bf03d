# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the headers of DICOM files say, field by field, as far as it may link files of one person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from secured.common import PrivacyInputError
from secured.common.fingerprint import fingerprint_of_arrays
from secured.common.of_people import OfPeople

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["FIELDS", "Headers", "read_headers"]

# Of each field the attributes that make it up; all must be there, or the field is empty.
FIELDS: dict[str, tuple[str, ...]] = {
    "study UID": ("StudyInstanceUID",),
    "series UID": ("SeriesInstanceUID",),
    "frame of reference UID": ("FrameOfReferenceUID",),
    "instance UID": ("SOPInstanceUID",),
    "study date": ("StudyDate",),
    "study date and time": ("StudyDate", "StudyTime"),
    "time of day": ("StudyTime",),
    "acquisition time": ("AcquisitionTime",),
    "accession number": ("AccessionNumber",),
    "patient ID": ("PatientID",),
    "birth date": ("PatientBirthDate",),
    "sex": ("PatientSex",),
    "age": ("PatientAge",),
    "size and weight": ("PatientSize", "PatientWeight"),
    "device serial number": ("DeviceSerialNumber",),
    "station name": ("StationName",),
    "institution": ("InstitutionName",),
    "exposure": ("KVP", "ExposureInuAs"),
    "study description": ("StudyDescription",),
}
PRIVATE = "private attributes"  # every one of them by itself: what agrees in any agrees in the field
EMPTY = ""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Headers(OfPeople):
    """Headers of files, reduced to fields.

    Parameters
    ----------
    values : ndarray of object, shape (n_files, n_fields)
        Texts; empty where a file does not say. Of private attributes a frozenset of texts.
    fields : tuple of str
    subjects : ndarray, shape (n_files,)
    sessions : ndarray of int, shape (n_files,)
    """

    values: np.ndarray
    fields: tuple[str, ...]
    subjects: np.ndarray
    sessions: np.ndarray

    def __post_init__(self) -> None:
        n = len(self.values)
        if self.values.ndim != 2 or self.values.shape[1] != len(self.fields):
            raise PrivacyInputError(
                f"Headers: values of shape {self.values.shape} for {len(self.fields)} fields."
            )
        if not len(self.subjects) == len(self.sessions) == n:
            raise PrivacyInputError(
                f"Headers: {len(self.subjects)} subjects are given for {n} files. Name each."
            )

    def take(self, records: np.ndarray) -> Self:
        """Return some of the files, by position or mask."""
        return replace(
            self,
            values=self.values[records],
            subjects=self.subjects[records],
            sessions=self.sessions[records],
        )

    def column(self, field: str) -> np.ndarray:
        """One field of every file."""
        return np.asarray(self.values[:, self.fields.index(field)])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over everything."""
        texts = np.array(
            [
                ["|".join(sorted(one)) if isinstance(one, frozenset) else one for one in row]
                for row in self.values
            ]
        )
        return fingerprint_of_arrays(texts, np.asarray(self.subjects), self.sessions)

    def content(self) -> dict[str, Any]:
        """How many files say each field."""
        return {name: int(sum(bool(one) for one in self.column(name))) for name in self.fields}

    def __repr__(self) -> str:
        return f"Headers({len(self)} files of {len(self.people)} people, {len(self.fields)} fields)"


def read_headers(
    files: "Sequence[str | Path | Dataset]", *, subjects: np.ndarray, sessions: np.ndarray | None = None
) -> Headers:
    """Read the fields of DICOM files; pixels are not read.

    Parameters
    ----------
    files : sequence of path or pydicom.Dataset
    subjects : ndarray, shape (n_files,)
        The person of every file, for the owner to know; not what the files say.
    sessions : ndarray of int, shape (n_files,), optional
        Occasions; all 0 if not given.

    Raises
    ------
    PrivacyInputError
        If a file is no DICOM file; its place in the list is named, for its name may be a person's.
    """
    rows = [_fields(_opened(one, at)) for at, one in enumerate(files)]
    values = np.empty((len(rows), len(FIELDS) + 1), dtype=object)
    for at, row in enumerate(rows):
        values[at, :] = row
    return Headers(
        values=values,
        fields=(*FIELDS, PRIVATE),
        subjects=np.asarray(subjects),
        sessions=np.zeros(len(rows), dtype=np.int64) if sessions is None else np.asarray(sessions),
    )


def _opened(file: "str | Path | Dataset", at: int) -> "Dataset":
    from pydicom import dcmread
    from pydicom.errors import InvalidDicomError

    if not isinstance(file, str | Path):
        return file
    try:
        return dcmread(file, stop_before_pixels=True)
    except (InvalidDicomError, OSError):
        raise PrivacyInputError(f"read_headers: file {at + 1} is no DICOM file. Leave it out.") from None


def _fields(dataset: "Dataset") -> list[Any]:
    row: list[Any] = []
    for keywords in FIELDS.values():
        parts = [_text(dataset.get(keyword)) for keyword in keywords]
        row.append("|".join(parts) if all(parts) else EMPTY)
    row.append(frozenset(_private(dataset)))
    return row


def _private(dataset: "Dataset") -> Iterator[str]:
    """Creator, element and value of every private attribute that says something."""
    for element in dataset:
        if element.tag.is_private and not element.tag.is_private_creator and (text := _text(element.value)):
            yield f"{element.private_creator}|{element.tag.element & 0xFF:02x}|{text}"


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip(" \0")
