# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The options of the Basic Application Level Confidentiality Profile."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from secured.common.errors import PrivacyInputError

__all__ = ["DicomOptions"]

CODES = {
    "clean_graphics": ("113103", "Clean Graphics Option"),
    "clean_structured_content": ("113104", "Clean Structured Content Option"),
    "clean_descriptors": ("113105", "Clean Descriptors Option"),
    "retain_longitudinal_full_dates": (
        "113106",
        "Retain Longitudinal Temporal Information Full Dates Option",
    ),
    "retain_longitudinal_modified_dates": (
        "113107",
        "Retain Longitudinal Temporal Information Modified Dates Option",
    ),
    "retain_patient_characteristics": ("113108", "Retain Patient Characteristics Option"),
    "retain_device_identity": ("113109", "Retain Device Identity Option"),
    "retain_uids": ("113110", "Retain UIDs Option"),
    "retain_safe_private": ("113111", "Retain Safe Private Option"),
    "retain_institution_identity": ("113112", "Retain Institution Identity Option"),
}
BASIC = ("113100", "Basic Application Confidentiality Profile")
METHOD = "SECURED workbench"
PIXELS = ("113101", "Clean Pixel Data Option")


@dataclass(frozen=True, kw_only=True)
class DicomOptions:
    """What is kept or cleaned beyond the Basic Profile, which keeps the least.

    Parameters
    ----------
    retain_safe_private : bool
        Keep the private attributes of Table E.3.10-1 and those in `more_safe_private`.
    retain_uids : bool
        Keep unique identifiers: whoever has the originals can then find the person.
    retain_device_identity, retain_institution_identity : bool
    retain_patient_characteristics : bool
        Keep age (90 and more as 90), sex, size, weight and the like; clean what is text.
    retain_longitudinal_full_dates : bool
        Keep dates and times as they are.
    retain_longitudinal_modified_dates : bool
        Move all dates of a person by the same number of days.
    clean_descriptors : bool
        Keep, of descriptions and comments, the words of a vocabulary of imaging terms.
    clean_structured_content : bool
        Keep the content of reports by the rules of Table E.3.4-1 for each content item.
    clean_graphics : bool
        Keep graphic annotations, curves and overlays that mark regions, their texts cleaned.
    more_safe_private : tuple of (creator, tag, VR)
        The owner's own, such as ``("ACME 1.1", "0019xx23", "DS")``; `private_list` reads them from a file.

    Raises
    ------
    PrivacyInputError
        If both ways of keeping dates are chosen, or a private attribute is misspelt.

    References
    ----------
    DICOM PS3.15, Annex E, sections E.2 and E.3.

    Examples
    --------
    >>> DicomOptions(retain_longitudinal_modified_dates=True).chosen
    frozenset({'retain_longitudinal_modified_dates'})
    """

    retain_safe_private: bool = False
    retain_uids: bool = False
    retain_device_identity: bool = False
    retain_institution_identity: bool = False
    retain_patient_characteristics: bool = False
    retain_longitudinal_full_dates: bool = False
    retain_longitudinal_modified_dates: bool = False
    clean_descriptors: bool = False
    clean_structured_content: bool = False
    clean_graphics: bool = False
    more_safe_private: tuple[tuple[str, str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.retain_longitudinal_full_dates and self.retain_longitudinal_modified_dates:
            raise PrivacyInputError(
                "DicomOptions: dates are kept or moved, not both. Choose full dates or modified dates."
            )
        for creator, tag, vr in self.more_safe_private:
            _check(creator, tag, vr)

    @property
    def chosen(self) -> frozenset[str]:
        """The names of the options that are on, as the table knows them."""
        return frozenset(one.name for one in fields(self) if getattr(self, one.name) is True)

    @staticmethod
    def private_list(path: str | Path) -> tuple[tuple[str, str, str], ...]:
        """Read private attributes that the owner knows to be safe from a TOML file.

        The file holds entries ``[[private]]`` with ``creator``, ``tag`` (``"0019xx23"``) and ``vr``.

        Raises
        ------
        PrivacyInputError
            If the file cannot be read or an entry is incomplete.
        """
        try:
            entries = tomllib.loads(Path(path).read_text("utf-8"))["private"]
            listed = tuple((str(one["creator"]), str(one["tag"]), str(one["vr"])) for one in entries)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PrivacyInputError(
                f"DicomOptions: {Path(path).name} is no list of private attributes ({type(error).__name__}). "
                "Each [[private]] needs creator, tag and vr."
            ) from None
        for creator, tag, vr in listed:
            _check(creator, tag, vr)
        return listed


def _check(creator: str, tag: str, vr: str) -> None:
    try:
        group, between, element = int(tag[:4], 16), tag[4:6], int(tag[6:], 16)
    except ValueError:
        group, between, element = 0, "", -1
    right = group % 2 == 1 and between == "xx" and 0 <= element < 256 and len(tag) == 8
    if not right or not creator.strip() or len(vr) != 2 or vr in ("SQ", "UN"):
        raise PrivacyInputError(
            "DicomOptions: a safe private attribute needs a creator, an odd group as in 0019xx23 and a VR that "
            "is neither SQ nor UN."
        )
