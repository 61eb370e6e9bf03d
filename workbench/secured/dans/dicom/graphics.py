# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Overlays and curves, where they are not removed: regions and numbers stay, texts are cleaned."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydicom import Dataset

    from secured.dans.dicom.walker import Walker

__all__ = ["clean_graphics"]

OVERLAY = {0x0010, 0x0011, 0x0015, 0x0040, 0x0050, 0x0051, 0x0100, 0x0102, 0x3000}
OVERLAY_TEXT = {0x0022, 0x1500, 0x4000}
CURVE = {0x0005, 0x0010, 0x0020, 0x0030, 0x0103, 0x0104, 0x0105, 0x0106, 0x0110, 0x0112, 0x0114, 0x3000}
CURVE_TEXT = {0x0022, 0x0040, 0x2500}


def clean_graphics(dataset: "Dataset", new: "Dataset", walker: "Walker") -> None:
    """Add overlays that mark a region (type R), and curves, to the new data set.

    An overlay of type G may hold drawn writing, so it is left out.
    """
    for element in dataset:
        group, low = element.tag.group, element.tag.element
        if group & 1 or group >> 8 not in (0x50, 0x60):
            continue
        overlay = group >> 8 == 0x60
        kind = dataset.get((group, 0x0040)) if overlay else None
        if overlay and (kind is None or kind.value != "R"):
            continue
        if low in (OVERLAY if overlay else CURVE) and element.VR not in ("UN", "SQ"):
            new.add(walker.with_value(element, element.VR, element.value))
            walker.counts["retained"] += 1
        elif low in (OVERLAY_TEXT if overlay else CURVE_TEXT) and element.VR in ("LO", "LT", "SH", "ST"):
            new.add(walker.each(element, element.VR, walker.described))
            walker.counts["cleaned"] += 1
