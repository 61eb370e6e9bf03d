# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Private attributes: all go, but those that the standard or the owner lists as safe."""

from typing import TYPE_CHECKING

from secured.dans.dicom.confidentiality_table import safe_private
from secured.dans.dicom.options import DicomOptions

if TYPE_CHECKING:
    from pydicom import DataElement, Dataset

    from secured.dans.dicom.walker import Walker

__all__ = ["PrivateBlocks"]


class PrivateBlocks:
    """The private attributes that are kept."""

    def __init__(self, options: DicomOptions) -> None:
        self.listed: dict[tuple[str, int, int], str] = {}
        if options.retain_safe_private:
            self.listed = dict(safe_private()) | {
                (creator.strip(), int(tag[:4], 16), int(tag[6:], 16)): vr
                for creator, tag, vr in options.more_safe_private
            }

    def copy(self, dataset: "Dataset", new: "Dataset", walker: "Walker") -> None:
        """Add the safe ones to the new data set, each with the element that names its creator."""
        if not self.listed:
            return
        for element in dataset:
            tag = element.tag
            if not tag.is_private or tag.element < 0x1000:
                continue
            creator = dataset.get((tag.group, tag.element >> 8))
            name = str(creator.value).strip() if creator is not None else ""
            vr = self.listed.get((name, tag.group, tag.element & 0xFF))
            kept = self.kept(element, vr, walker) if vr else None
            if kept is not None:
                new.add_new((tag.group, tag.element >> 8), "LO", name)
                new.add(kept)
                walker.counts["retained"] += 1

    @staticmethod
    def kept(element: "DataElement", vr: str, walker: "Walker") -> "DataElement | None":
        """The element if it is written as listed; dates, identifiers and texts in it go the way of unlisted ones."""
        if element.VR != vr:
            return None
        if vr == "SQ":
            return walker.walk(element)
        return walker.net(element, vr)
