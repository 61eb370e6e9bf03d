# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The answer key of the canary study: what the Basic Profile asks of each of its values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from secured.dans.dicom.canary_study import FREE_TEXT, CanaryStudy, Planted, canary_tags
from secured.dans.dicom.confidentiality_table import attribute_rules
from secured.dans.dicom.scorer.answer_key import Action, AnswerKey, Check, KeyInstance
from secured.dans.dicom.scorer.check_actions import pixel_digest
from secured.dans.dicom.scorer.element_place import Place, Step

if TYPE_CHECKING:
    from pydicom import DataElement, Dataset

__all__ = ["canary_key"]

PATIENT_ID, REFERENCED_UID, REFERENCED_CLASS = 0x00100020, 0x00081155, 0x00081150
KEPT = ("SOPClassUID", "Modality", "Rows", "Columns", "BitsStored", "PhotometricInterpretation")
CONSISTENT = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
PRESENT = ("PatientID", "PatientName", "PatientBirthDate", "StudyDate", "AccessionNumber")
REQUIREMENTS = {
    Action.TEXT_REMOVED: "DICOM-P15-BASIC",
    Action.DATE_SHIFTED: "HIPAA-C",
    Action.UID_CHANGED: "HIPAA-R",
}


def canary_key(study: CanaryStudy) -> AnswerKey:
    """Return the answer key of a canary study, by the table of PS3.15 and the layout of the study.

    Every planted value has to be gone: text, dates, unique identifiers, private and graphic elements, at every
    depth, and the patient's name in fields of free text that the table does not list. Unique identifiers of the
    study and their cross-references have to be mapped alike, and what makes an image usable has to be kept.

    Examples
    --------
    >>> from secured.dans.dicom.canary_study import canary_study
    >>> len(canary_key(canary_study()).instances)
    4
    """
    return AnswerKey(instances=tuple(_instance(study, at) for at in range(len(study.datasets))))


def _instance(study: CanaryStudy, at: int) -> KeyInstance:
    dataset = study.datasets[at]
    planted = [one for one in study.planted if one.file == at]
    checks = [check for one in planted if (check := _planted(one, dataset)) is not None]
    return KeyInstance(
        patient=str(dataset.PatientID),
        study=str(dataset.StudyInstanceUID),
        series=str(dataset.SeriesInstanceUID),
        instance=str(dataset.SOPInstanceUID),
        modality=str(dataset.Modality),
        sop_class=str(dataset.SOPClassUID),
        checks=(*checks, *_kept(dataset)),
    )


def _planted(planted: Planted, dataset: Dataset) -> Check | None:
    """The check of one planted value; None where the standard lets it stay."""
    place = _place(planted.path, dataset)
    element = place.of(dataset)
    if element is None:
        return None
    tag = int(element.tag)
    if tag == REFERENCED_UID and "00081140" in planted.path:
        return _check(Action.UID_CONSISTENT, element, place, "DICOM-P15-BASIC-U")
    if tag == REFERENCED_CLASS and "00081140" in planted.path:
        return _check(Action.TEXT_RETAINED, element, place, "DICOM-IOD")
    if not _has_to_go(planted.path, element):
        return None
    kinds = {
        "DA": Action.DATE_SHIFTED,
        "DT": Action.DATE_SHIFTED,
        "TM": Action.DATE_SHIFTED,
        "UI": Action.UID_CHANGED,
    }
    action = kinds.get(element.VR, Action.TEXT_REMOVED)
    return _check(action, element, place, REQUIREMENTS[action])


def _has_to_go(path: str, element: DataElement) -> bool:
    """Whether the table lists the element or a sequence it is in, or it is private, graphic, or free text."""
    if element.keyword == "SpecificCharacterSet" or (element.tag.is_private_creator):
        return False
    tags = [int(tag, 16) for tag in re.findall(r"[0-9A-F]{8}", path)]
    listed = canary_tags().keys()
    graphic = any(f"{tag:08X}"[:2] == "50" for tag in tags) or _overlay_rule(tags[-1])
    return graphic or any(tag in listed or tag >> 16 & 1 for tag in tags) or element.keyword in FREE_TEXT


def _overlay_rule(tag: int) -> bool:
    return tag >> 24 == 0x60 and f"60xx{tag & 0xFFFF:04X}" in attribute_rules()


def _kept(dataset: Dataset) -> list[Check]:
    """What an image has to keep to be of use."""
    checks = [
        _check(Action.UID_CONSISTENT, dataset[name], _top(dataset[name]), "DICOM-P15-BASIC-U")
        for name in CONSISTENT
    ]
    patient = dataset["PatientID"]
    checks.append(_check(Action.PATID_CONSISTENT, patient, _top(patient), "DICOM-P15-BASIC-C"))
    checks += [_check(Action.TEXT_RETAINED, dataset[name], _top(dataset[name]), "DICOM-IOD") for name in KEPT]
    checks += [
        _check(Action.TAG_RETAINED, dataset[name], _top(dataset[name]), "DICOM-IOD") for name in PRESENT
    ]
    checks += [
        _check(Action.TEXT_NOTNULL, dataset[name], _top(dataset[name]), "DICOM-IOD") for name in CONSISTENT
    ]
    return [
        *checks,
        Check(action=Action.PIXELS_RETAINED, value=pixel_digest(dataset) or "", category="TCIA-P15-PIX-K"),
    ]


def _check(action: Action, element: DataElement, place: Place, category: str) -> Check:
    value = element.value
    text = value.decode("latin-1").strip(" \0") if isinstance(value, bytes) else str(value)
    if element.VM > 1:
        text = "\\".join(map(str, value))
    return Check(action=action, place=place, name=element.name, value=text, text=text, category=category)


def _top(element: DataElement) -> Place:
    return Place(steps=(Step(group=element.tag.group, element=element.tag.element),))


def _place(path: str, dataset: Dataset) -> Place:
    """The place of a planted value; private elements by their creator."""
    steps, items = [], []
    for part in path.split("/"):
        tag, item = int(part[:8], 16), re.search(r"\[(\d+)\]", part)
        group, element = tag >> 16, tag & 0xFFFF
        creator = group << 16 | element >> 8
        if group & 1 and element > 0xFF and creator in dataset:
            steps.append(Step(group=group, element=element & 0xFF, creator=str(dataset[creator].value)))
        else:
            steps.append(Step(group=group, element=element))
        if item:
            items.append(int(item[1]))
            dataset = dataset[tag].value[int(item[1])]
    return Place(steps=tuple(steps), items=tuple(items))
