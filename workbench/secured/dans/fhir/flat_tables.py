# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Flatten resources to tables whose columns say what they reveal, so that the models for tables apply."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from secured.common import Column, ColumnType, Dataset, Modality, Provenance, Role, Standing
from secured.common.hierarchies import Intervals, Redaction
from secured.dans.fhir.json_stream import End, Entry, opened, read_objects

__all__ = ["flatten", "read_resources"]

Row = dict[str, Any]
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-"


def _column(role: Role, type: ColumnType, reason: str, **more: Any) -> Column:
    return Column(role=role, type=type, reason=reason, **more)


def _known(reason: str, **more: Any) -> Column:
    return _column(Role.QUASI_IDENTIFIER, ColumnType.CATEGORY, reason, **more)


ID = _column(Role.IDENTIFIER, ColumnType.TEXT, "stands for one person, or leads to the record")
WHEN = _known("a day on which somebody was seen in a hospital is known to others")
CLINICAL = _column(Role.SENSITIVE, ColumnType.CATEGORY, "what an adversary would like to learn")
NEUTRAL = _column(Role.INSENSITIVE, ColumnType.CATEGORY, "says how the rest is to be read")
TABLES: dict[str, dict[str, Column]] = {
    "patients": {
        "patient": ID,
        "gender": _known("known to everybody who knows the person"),
        "birth_year": _column(
            Role.QUASI_IDENTIFIER,
            ColumnType.INTEGER,
            "known to everybody who knows the person",
            hierarchy=Intervals(widths=(5, 10, 20, 40), bounds=(1840, 2079), origin=1840),
        ),
        "postcode": _column(
            Role.QUASI_IDENTIFIER,
            ColumnType.TEXT,
            "where somebody lives is known",
            hierarchy=Redaction(keep=(3, 2)),
        ),
        "state": _known("where somebody lives is known"),
        "race": _known("can be seen"),
        "ethnicity": _known("known in the neighbourhood"),
        "language": _known("can be heard"),
        "marital_status": _known("in public registers"),
        "deceased": _column(Role.SENSITIVE, ColumnType.CATEGORY, "what became of somebody"),
    },
    "encounters": {
        "patient": ID, "encounter": ID, "class": CLINICAL, "type": CLINICAL, "start": WHEN, "end": WHEN,
        "reason": CLINICAL,
    },
    "conditions": {
        "patient": ID, "condition": ID, "encounter": ID, "code": CLINICAL, "system": NEUTRAL, "onset": WHEN,
        "abatement": WHEN, "status": CLINICAL,
    },
    "medications": {
        "patient": ID, "medication": ID, "encounter": ID, "code": CLINICAL, "system": NEUTRAL, "when": WHEN,
        "status": CLINICAL,
    },
    "observations": {
        "patient": ID, "observation": ID, "encounter": ID, "category": NEUTRAL, "code": CLINICAL,
        "system": NEUTRAL, "when": WHEN,
        "value": _column(Role.SENSITIVE, ColumnType.REAL, "a measurement of the body"),
        "unit": NEUTRAL, "value_code": CLINICAL,
    },
}  # fmt: skip


def read_resources(path: str | Path) -> Iterator[dict[str, Any]]:
    """Yield the resources of a file, or the whole file where it is one bundle.

    A bundle is held in memory, for its references are between its entries.

    Raises
    ------
    Quarantined
        If the file cannot be read in full.
    """
    with opened(Path(path)) as file:
        members: dict[str, Any] = {}
        for event in read_objects(file):
            if isinstance(event, End):
                yield members
                members = {}
            elif isinstance(event, Entry):
                members.setdefault("entry", []).append(event.value)
            else:
                members[event.key] = event.value


def flatten(
    resources: Iterable[dict[str, Any]], *, name: str = "fhir", standing: Standing, provenance: Provenance
) -> dict[str, Dataset]:
    """Return the tables ``patients``, ``encounters``, ``conditions``, ``medications`` and ``observations``.

    Parameters
    ----------
    resources : iterable of dict
        Resources or bundles as JSON values, such as `read_resources` yields.
    name : str, default "fhir"
        Begins the names of the datasets.
    standing : Standing
        Whether the people are real.
    provenance : Provenance

    Returns
    -------
    dict of str to Dataset
        Of patients one row a person; of the others one row an event, its person in `Dataset.subjects`; of an
        observation with components one row each. Codes are the first of each concept; a missing value is missing.
    """
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    for resource in resources:
        ids: dict[str, str] = {}
        link = partial(_id_of, ids)
        for one in _within(resource, ids):
            type = one.get("resourceType")
            if isinstance(type, str) and type in READERS:
                table, reader = READERS[type]
                rows[table] += reader(one, link)
    return {table: _dataset(f"{name}-{table}", table, rows[table], standing, provenance) for table in TABLES}


def _dataset(name: str, table: str, rows: list[Row], standing: Standing, provenance: Provenance) -> Dataset:
    columns = TABLES[table]
    data = pd.DataFrame(rows, columns=list(columns)).astype(object)
    if table == "patients":
        data = data.drop_duplicates("patient").reset_index(drop=True)
    for column, what in columns.items():
        if what.type in (ColumnType.INTEGER, ColumnType.REAL):
            data[column] = pd.to_numeric(data[column], errors="coerce").astype("Float64")
            if what.type is ColumnType.INTEGER:
                data[column] = data[column].astype("Int64")
    return Dataset(
        name=name,
        title=f"{table.capitalize()} of {name.removesuffix('-' + table)}",
        modality=Modality.TABLE,
        data=data,
        subjects=data["patient"].to_numpy(dtype=object),
        columns=columns,
        standing=standing,
        provenance=provenance,
    )


def _within(resource: dict[str, Any], ids: dict[str, str]) -> Iterator[dict[str, Any]]:
    if resource.get("resourceType") != "Bundle":
        yield resource
        return
    for entry in _list(resource.get("entry")):
        inner = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(inner, dict):
            url = entry.get("fullUrl")
            if isinstance(url, str) and isinstance(inner.get("id"), str):
                ids[url] = inner["id"]
    for entry in _list(resource.get("entry")):
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            yield entry["resource"]


def _id_of(ids: dict[str, str], reference: Any) -> str | None:
    text = _at(reference, "reference")
    if not isinstance(text, str):
        return None
    return ids.get(text) or text.rpartition("/")[2].rpartition(":")[2]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _at(value: Any, *path: str) -> Any:
    """What stands at a path, of lists the first; None where nothing does."""
    for key in path:
        value = value[0] if isinstance(value, list) and value else value
        value = value.get(key) if isinstance(value, dict) else None
    return value[0] if isinstance(value, list) and value else value


Link = Callable[[Any], str | None]


def _patient(one: Row, link: Link) -> Iterator[Row]:
    born = _at(one, "birthDate")
    traits = {
        trait: _at(extension, "extension", "valueCoding", "code")
        for extension in _list(one.get("extension"))
        for trait in ("race", "ethnicity")
        if _at(extension, "url") == US_CORE + trait
    }
    dead = one.get("deceasedBoolean") is True or one.get("deceasedDateTime") is not None
    yield {
        "patient": one.get("id"),
        "gender": one.get("gender"),
        "birth_year": int(born[:4]) if isinstance(born, str) and born[:4].isdigit() else None,
        "postcode": _at(one, "address", "postalCode"),
        "state": _at(one, "address", "state"),
        "race": traits.get("race"),
        "ethnicity": traits.get("ethnicity"),
        "language": _at(one, "communication", "language", "coding", "code"),
        "marital_status": _at(one, "maritalStatus", "coding", "code"),
        "deceased": "yes" if dead else "no",
    }


def _encounter(one: Row, link: Link) -> Iterator[Row]:
    yield {
        "patient": link(one.get("subject")),
        "encounter": one.get("id"),
        "class": _at(one, "class", "code"),
        "type": _at(one, "type", "coding", "code"),
        "start": _at(one, "period", "start"),
        "end": _at(one, "period", "end"),
        "reason": _at(one, "reasonCode", "coding", "code"),
    }


def _condition(one: Row, link: Link) -> Iterator[Row]:
    yield {
        "patient": link(one.get("subject")),
        "condition": one.get("id"),
        "encounter": link(one.get("encounter")),
        "code": _at(one, "code", "coding", "code"),
        "system": _at(one, "code", "coding", "system"),
        "onset": _at(one, "onsetDateTime") or _at(one, "onsetPeriod", "start"),
        "abatement": _at(one, "abatementDateTime") or _at(one, "abatementPeriod", "start"),
        "status": _at(one, "clinicalStatus", "coding", "code"),
    }


def _medication(one: Row, link: Link) -> Iterator[Row]:
    moments = ("authoredOn", "effectiveDateTime", "dateAsserted")
    yield {
        "patient": link(one.get("subject")),
        "medication": one.get("id"),
        "encounter": link(one.get("encounter") or one.get("context")),
        "code": _at(one, "medicationCodeableConcept", "coding", "code"),
        "system": _at(one, "medicationCodeableConcept", "coding", "system"),
        "when": next((one[key] for key in moments if one.get(key)), _at(one, "effectivePeriod", "start")),
        "status": one.get("status"),
    }


def _observation(one: Row, link: Link) -> Iterator[Row]:
    parts = [part for part in _list(one.get("component")) if isinstance(part, dict)]
    whole = any(key.startswith("value") for key in one)
    for part in [*([one] if whole or not parts else []), *parts]:
        number = _at(part, "valueQuantity", "value")
        number = part.get("valueInteger") if number is None else number
        yield {
            "patient": link(one.get("subject")),
            "observation": one.get("id"),
            "encounter": link(one.get("encounter")),
            "category": _at(one, "category", "coding", "code"),
            "code": _at(part, "code", "coding", "code"),
            "system": _at(part, "code", "coding", "system"),
            "when": _at(one, "effectiveDateTime") or _at(one, "effectivePeriod", "start"),
            "value": float(number) if isinstance(number, int | float | Decimal) else None,
            "unit": _at(part, "valueQuantity", "code") or _at(part, "valueQuantity", "unit"),
            "value_code": _at(part, "valueCodeableConcept", "coding", "code"),
        }


READERS: dict[str, tuple[str, Callable[[Row, Link], Iterator[Row]]]] = {
    "Patient": ("patients", _patient),
    "Encounter": ("encounters", _encounter),
    "Condition": ("conditions", _condition),
    "MedicationRequest": ("medications", _medication),
    "MedicationStatement": ("medications", _medication),
    "MedicationAdministration": ("medications", _medication),
    "Observation": ("observations", _observation),
}
