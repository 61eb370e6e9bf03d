# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Answer keys: what a de-identifier should have done to each element, in the published SQLite layout."""

import csv
import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from secured.common.errors import PrivacyInputError
from secured.dans.dicom.scorer.element_place import Place

__all__ = ["Action", "AnswerKey", "Check", "KeyInstance", "read_key", "read_mapping", "write_key"]

TABLE = "answer_data"
COLUMNS = ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "Modality", "SOPClassUID")


class Action(StrEnum):
    """What should have been done."""

    TAG_RETAINED = "tag_retained"
    TEXT_NOTNULL = "text_notnull"
    TEXT_RETAINED = "text_retained"
    TEXT_REMOVED = "text_removed"
    DATE_SHIFTED = "date_shifted"
    UID_CHANGED = "uid_changed"
    PIXELS_HIDDEN = "pixels_hidden"
    PIXELS_RETAINED = "pixels_retained"
    UID_CONSISTENT = "uid_consistent"
    PATID_CONSISTENT = "patid_consistent"


@dataclass(frozen=True, kw_only=True, repr=False)
class Check:
    """One thing to be looked at.

    Parameters
    ----------
    action : Action
    place : Place or None
        None for checks of pixels.
    name : str
        The attribute's name.
    value : str
        What the element held before.
    text : str
        The part of it that matters; for hidden pixels, JSON with ``text``, ``top_left`` and ``bottom_right`` (x, y).
    category : str
        The requirement that it is scored under.
    """

    action: Action
    place: Place | None = None
    name: str = ""
    value: str = ""
    text: str = ""
    category: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class KeyInstance:
    """One instance, named as it was before de-identification, and its checks."""

    patient: str
    study: str
    series: str
    instance: str
    modality: str
    sop_class: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class AnswerKey:
    """All instances of a set of test images."""

    instances: tuple[KeyInstance, ...] = field(default=())


def read_key(path: str | Path) -> AnswerKey:
    """Read an answer key: one row an instance, its checks as JSON.

    Raises
    ------
    PrivacyInputError
        If the file is no such database, or an action or a place is not known: nothing is left out silently.
    """
    path = Path(path)
    if not path.is_file():
        raise PrivacyInputError(
            f"read_key: {path.name} does not exist. Name the SQLite file of an answer key."
        )
    query = f"SELECT {', '.join((*COLUMNS, 'AnswerData'))} FROM {TABLE}"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute(query).fetchall()
    except sqlite3.Error as error:
        raise PrivacyInputError(
            f"read_key: {path.name} is no answer key ({error}). It needs a table {TABLE} with the columns "
            f"{', '.join(COLUMNS)}, AnswerData."
        ) from None
    return AnswerKey(instances=tuple(_instance(row, at + 1) for at, row in enumerate(rows)))


def write_key(path: str | Path, key: AnswerKey) -> None:
    """Write an answer key to a new file in the same layout.

    Raises
    ------
    PrivacyInputError
        If the file exists.
    """
    path = Path(path)
    if path.exists():
        raise PrivacyInputError(f"write_key: {path.name} exists and is not overwritten. Choose another name.")
    names = (*COLUMNS, "AnswerData")
    rows = [
        (one.patient, one.study, one.series, one.instance, one.modality, one.sop_class, _answers(one))
        for one in key.instances
    ]
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"CREATE TABLE {TABLE} ({', '.join(f'{name} TEXT' for name in names)})")
        database.executemany(f"INSERT INTO {TABLE} VALUES ({', '.join('?' * len(names))})", rows)


def read_mapping(path: str | Path) -> dict[str, str]:
    """Read a table of old and new identifiers with the columns ``id_old`` and ``id_new``.

    Raises
    ------
    PrivacyInputError
        If a column is missing, or one old identifier has two new ones.
    """
    path, mapping = Path(path), dict[str, str]()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"id_old", "id_new"} <= set(rows.fieldnames or ()):
                raise PrivacyInputError(f"read_mapping: {path.name} needs the columns id_old and id_new.")
            for row in rows:
                old, new = (row["id_old"] or "").strip(), (row["id_new"] or "").strip()
                if mapping.setdefault(old, new) != new:
                    raise PrivacyInputError(
                        f"read_mapping: an identifier in line {rows.line_num} of {path.name} has two new ones."
                    )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PrivacyInputError(
            f"read_mapping: {path.name} cannot be read ({type(error).__name__})."
        ) from None
    return mapping


def _instance(row: tuple[Any, ...], number: int) -> KeyInstance:
    try:
        answers = json.loads(row[-1])
        checks = tuple(
            _check(answer) for answer in (answers.values() if isinstance(answers, dict) else answers)
        )
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        told = str(error) if isinstance(error, PrivacyInputError) else type(error).__name__
        raise PrivacyInputError(f"read_key: the answers in row {number} are not usable ({told}).") from None
    patient, study, series, instance, modality, sop_class = (str(value or "") for value in row[:-1])
    return KeyInstance(
        patient=patient,
        study=study,
        series=series,
        instance=instance,
        modality=modality,
        sop_class=sop_class,
        checks=checks,
    )


def _check(answer: Mapping[str, Any]) -> Check:
    place = answer.get("tag_ds") or answer.get("tag") or ""
    action = _bare(answer["action"])
    if action not in list(Action):
        raise PrivacyInputError("an action is not one of the ten")
    return Check(
        action=Action(action),
        place=Place.read(place) if place and not action.startswith("pixels") else None,
        name=_bare(answer.get("tag_name")),
        value=_bare(answer.get("value")),
        text=_bare(answer.get("action_text")),
        category=_category(Action(action), answer.get("answer_category_v2")),
    )


def _bare(value: Any) -> str:
    """A value without the angle brackets around it."""
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


def _category(action: Action, categories: Any) -> str:
    """The first requirement that is named, in the order of the alphabet of their families; else the action's group."""
    found = sorted(re.findall(r"(?:HIPAA|DICOM|TCIA)-[A-Z0-9-]+", json.dumps(categories or {})))
    return found[0] if found else str(action).split("_")[0]


def _answers(instance: KeyInstance) -> str:
    answers = {
        str(at): {
            "tag": f"<({check.place.steps[-1].group:04X},{check.place.steps[-1].element:04X})>"
            if check.place
            else None,
            "tag_ds": str(check.place) if check.place else None,
            "tag_name": f"<{check.name}>",
            "value": f"<{check.value}>",
            "action": f"<{check.action}>",
            "action_text": f"<{check.text}>",
            "answer_category_v2": {"category": check.category},
        }
        for at, check in enumerate(instance.checks)
    }
    return json.dumps(answers)
