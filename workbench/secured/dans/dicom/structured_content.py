# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Clean the content of structured reports: each item by the concept it is about."""

from typing import TYPE_CHECKING

from secured.dans.dicom.confidentiality_table import content_rule

if TYPE_CHECKING:
    from pydicom import DataElement, Dataset

    from secured.dans.dicom.walker import Walker

__all__ = ["CONTENT", "VALUE_TYPES", "clean_content"]

CONTENT = {0x0040A730, 0x00400555, 0x00400610, 0x00400612}
VALUES = {
    "TEXT": "TextValue", "PNAME": "PersonName", "DATE": "Date", "TIME": "Time", "DATETIME": "DateTime",
    "UIDREF": "UID",
}  # fmt: skip
NOT_TEXT = {"NUM", "CODE", "CONTAINER", "IMAGE", "COMPOSITE", "WAVEFORM", "SCOORD", "SCOORD3D", "TCOORD"}
VALUE_TYPES = NOT_TEXT | VALUES.keys()


def clean_content(element: "DataElement", walker: "Walker") -> "DataElement":
    """Return a sequence of content items with the items that may stay, each with its value cleaned."""
    items = [clean_item(item, walker) for item in element.value or ()]
    return walker.with_value(element, "SQ", [item for item in items if item is not None])


def clean_item(item: "Dataset", walker: "Walker") -> "Dataset | None":
    """Return a content item cleaned, or None if it has to go."""
    value_type = str(item.get("ValueType", "")).strip().upper()
    concept = item.get("ConceptNameCodeSequence") or ()
    rule = None
    for code in concept[:1]:
        value = code.get("CodeValue") or code.get("LongCodeValue") or code.get("URNCodeValue") or ""
        rule = content_rule(
            str(code.get("CodingSchemeDesignator", "")).strip(), str(value).strip(), value_type
        )
    action = rule.action(walker.chosen) if rule else unlisted(value_type, walker)
    if action == "X" or value_type not in VALUE_TYPES | {""}:
        walker.counts["removed"] += 1
        return None
    new = walker.clean(item)
    keyword = VALUES.get(value_type)
    if keyword and keyword in item:
        value_element = item[keyword]
        kept = ITEM_ACTIONS[action](walker, value_element, value_element.VR)
        if kept is None:
            return None
        new.add(kept)
    walker.counts["content_items"] += 1
    return new


def unlisted(value_type: str, walker: "Walker") -> str:
    """The action for a concept of no table: texts cleaned, identifiers mapped, names gone, dates as the options say."""
    if value_type == "PNAME":
        return "X"
    if value_type in ("DATE", "TIME", "DATETIME"):
        chosen = walker.options
        return (
            "C" if chosen.retain_longitudinal_full_dates or chosen.retain_longitudinal_modified_dates else "D"
        )
    return "U" if value_type == "UIDREF" and not walker.options.retain_uids else "C"


ITEM_ACTIONS = {
    "K": lambda walker, element, vr: walker.keep(element, vr),
    "C": lambda walker, element, vr: walker.clean_value(element, vr),
    "D": lambda walker, element, vr: walker.dummy(element, vr),
    "Z": lambda walker, element, vr: walker.empty(element, vr),
    "U": lambda walker, element, vr: walker.map(element, vr),
}
