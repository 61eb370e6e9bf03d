# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Write into a cleaned data set that it was de-identified, and how."""

from typing import TYPE_CHECKING

from secured.dans.dicom.confidentiality_table import edition
from secured.dans.dicom.options import BASIC, CODES, METHOD, PIXELS, DicomOptions

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["record_method"]


def record_method(dataset: "Dataset", options: DicomOptions, *, pixels_cleaned: bool) -> None:
    """Add the attributes that the profile asks for, with a code of context group 7050 for each option."""
    from pydicom import Dataset

    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = [METHOD, f"DICOM PS3.15 {edition()} Annex E"]
    dataset.LongitudinalTemporalInformationModified = (
        "UNMODIFIED"
        if options.retain_longitudinal_full_dates
        else "MODIFIED"
        if options.retain_longitudinal_modified_dates
        else "REMOVED"
    )
    codes = [BASIC] + [PIXELS] * pixels_cleaned
    codes += [code for name, code in CODES.items() if name in options.chosen]
    items = []
    for value, meaning in sorted(codes):
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "DCM", meaning
        items.append(item)
    dataset.DeidentificationMethodCodeSequence = items
    if pixels_cleaned:
        dataset.BurnedInAnnotation = "NO"
