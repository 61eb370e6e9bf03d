# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Text that is burned into pixels: found, shown to people, covered."""

from secured.dans.dicom.pixels.pixel_cleaner import PixelCleaner, PixelResult
from secured.dans.dicom.pixels.pixel_decisions import PixelDecisions, ReviewedImage
from secured.dans.dicom.pixels.review_rule import needs_review
from secured.dans.dicom.pixels.text_boxes import TextBox, mask_boxes
from secured.dans.dicom.pixels.text_detector import find_text

__all__ = [
    "PixelCleaner",
    "PixelDecisions",
    "PixelResult",
    "ReviewedImage",
    "TextBox",
    "find_text",
    "mask_boxes",
    "needs_review",
]
