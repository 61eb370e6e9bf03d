# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which images may carry burned-in text, by what their headers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["needs_review"]

SCREENS = ("1.2.840.10008.5.1.4.1.1.7",)  # secondary capture, also multi-frame
CLASSES = (
    "1.2.840.10008.5.1.4.1.1.3",  # ultrasound multi-frame
    "1.2.840.10008.5.1.4.1.1.6",  # ultrasound
    "1.2.840.10008.5.1.4.1.1.12",  # X-ray angiography, radiofluoroscopy
    "1.2.840.10008.5.1.4.1.1.77.1",  # visible light: endoscopy, microscopy, photography, video
)
MODALITIES = frozenset(
    [
        "BMD",
        "DG",
        "DOC",
        "DS",
        "ES",
        "FID",
        "GM",
        "HC",
        "IO",
        "IVUS",
        "LP",
        "LS",
        "OP",
        "OT",
        "PX",
        "RF",
        "RG",
        "SC",
        "SM",
        "ST",
        "TG",
        "US",
        "VF",
        "XA",
        "XC",
    ]
)
WORDS = frozenset(
    ("SECONDARY", "LABEL", "OVERVIEW", "SCREEN SAVE", "SCREENSHOT", "DOSE_INFO", "LOCALIZER_SCREEN")
)


def needs_review(dataset: Dataset) -> bool:
    """Say whether the pixels may carry text, so that they are cleaned or looked at by a person; header only.

    That is so where Burned In Annotation is YES; for screen shots and other secondary capture, labels and overviews of
    slides, whatever the header says of them; and, unless Burned In Annotation is NO, for ultrasound, angiography,
    fluoroscopy, endoscopy, microscopy, photographs, film scans, documents, bone density, and where no modality is given.

    References
    ----------
    DICOM PS3.15 section E.3.1, Clean Pixel Data Option; PS3.3 C.7.6.1.1 (Burned In Annotation, Image Type).
    """
    burned = str(dataset.get("BurnedInAnnotation") or "").strip().upper()
    sop_class = str(dataset.get("SOPClassUID") or "")
    if burned == "YES" or _under(sop_class, SCREENS) or dataset.get("ConversionType"):
        return True
    image_type = dataset.get("ImageType") or ()
    words = (image_type,) if isinstance(image_type, str) else tuple(image_type)
    if WORDS & {str(word).strip().upper() for word in words}:
        return True
    modality = str(dataset.get("Modality") or "").strip().upper()
    return burned != "NO" and (not modality or modality in MODALITIES or _under(sop_class, CLASSES))


def _under(uid: str, roots: tuple[str, ...]) -> bool:
    return any(uid == root or uid.startswith(root + ".") for root in roots)
