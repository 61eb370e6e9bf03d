# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What became of a file: de-identified, or quarantined with a reason; counts, never contents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from typing import Any

from secured.common.errors import PrivacyInputError, SecuredError

__all__ = ["Outcome", "Quarantined", "Reason", "Status"]


class Status(StrEnum):
    """A file is one or the other; there is no third way."""

    DEIDENTIFIED = "DEIDENTIFIED"
    QUARANTINED = "QUARANTINED"


class Reason(StrEnum):
    """Why a file was not handed on."""

    UNKNOWN_FORMAT = "UNKNOWN_FORMAT"  # no reader recognises the content
    EMPTY = "EMPTY"
    UNREADABLE = "UNREADABLE"  # the operating system refuses, or it is no regular file
    TRUNCATED = "TRUNCATED"  # ends before its own header says it does
    MALFORMED = "MALFORMED"  # breaks its format's rules
    INCONSISTENT = "INCONSISTENT"  # parts contradict each other: sizes, counts, companions
    NO_FILE_META = "NO_FILE_META"  # DICOM without its file meta information
    INCOMPLETE = "INCOMPLETE"  # a companion file is missing
    UNSUPPORTED = "UNSUPPORTED"  # a kind of its format that cannot be cleaned here
    DIRECTORY_RECORD = "DIRECTORY_RECORD"  # DICOMDIR
    ENCAPSULATED_DOCUMENT = "ENCAPSULATED_DOCUMENT"
    ENCRYPTED = "ENCRYPTED"
    NO_PERSON = "NO_PERSON"  # whose it is, nobody says
    BURNED_IN_TEXT = "BURNED_IN_TEXT"  # text in the pixels that a person has to review
    BAD_REGISTRATION = "BAD_REGISTRATION"  # a face that cannot be located with confidence
    DEPENDENCY_MISSING = "DEPENDENCY_MISSING"  # an optional package would be needed
    NAME_TAKEN = "NAME_TAKEN"  # the same output exists already: a duplicate
    LEAK_FOUND = "LEAK_FOUND"  # the check after cleaning found an identifier
    INTERNAL_ERROR = "INTERNAL_ERROR"  # a fault of ours; nothing is handed on


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one file, or of several that belong together.

    Parameters
    ----------
    status : Status
    format : str
        Name of the format, empty where it was not recognised.
    reason : Reason or None
        Given exactly for a quarantined file.
    detail : str
        One sentence; field names, sizes and positions, never a value.
    counts : mapping of str to int
        What was done, such as removed, replaced, shifted.
    """

    status: Status
    format: str = ""
    reason: Reason | None = None
    detail: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.status is Status.QUARANTINED) != (self.reason is not None):
            raise PrivacyInputError("Outcome: a reason is given exactly for a quarantined file.")

    @property
    def deidentified(self) -> bool:
        """Whether something was handed on."""
        return self.status is Status.DEIDENTIFIED

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "status": str(self.status),
            "format": self.format,
            "reason": str(self.reason) if self.reason else None,
            "detail": self.detail,
            "counts": dict(self.counts),
        }

    def _repr_html_(self) -> str:
        why = f": {self.reason}. {escape(self.detail)}" if self.reason else ""
        return f"<p><b>{self.status}</b> {escape(self.format)}{why}</p>"


class Quarantined(SecuredError):
    """A file that is not handed on; raised by a format, turned into an `Outcome` by whoever asked.

    Parameters
    ----------
    reason : Reason
    detail : str
        One sentence that quotes no content: fields, sizes, positions.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def outcome(self, format: str = "") -> Outcome:
        """The outcome that stands for it."""
        return Outcome(status=Status.QUARANTINED, format=format, reason=self.reason, detail=self.detail)
