# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identifiers in FHIR resources and in other JSON files, such as those beside images."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from secured.dans.leaks.harvesting.free_text import in_text
from secured.dans.leaks.harvesting.rare_enough import name_parts, rare_enough
from secured.dans.tables.risk.identifier_kinds import kinds_by_name

__all__ = ["in_json"]

LARGEST = 2**30  # bytes of a JSON text that is read at once
PEOPLE = ("Patient", "Person", "RelatedPerson", "Practitioner")
NAMES = frozenset(["family", "given", "text"])
BIRTH = re.compile(r"birth", re.IGNORECASE)
MORE = frozenset(
    ["stationname", "institutionname", "institutionaddress", "deviceserialnumber", "accessionnumber"]
)
UID = re.compile(r"\d+(?:\.\d+){5,}")


def in_json(path: Path) -> Iterator[tuple[str, str]]:
    """Yield kind and string of identifiers in a JSON file, or in one with a JSON text a line."""
    if path.stat().st_size > LARGEST and not path.suffix.lower().endswith(("ndjson", "jsonl")):
        raise ValueError
    with path.open("rb") as file:
        head = file.read(2**16)
        file.seek(0)
        if path.suffix.lower() in (".ndjson", ".jsonl") or _is_lines(head):
            for line in file:
                if line.strip():
                    yield from _in_value(json.loads(line), "")
        else:
            yield from _in_value(json.load(file), "")


def _is_lines(head: bytes) -> bool:
    try:
        json.loads(head.split(b"\n", 1)[0])
    except ValueError:
        return False
    return head.count(b"\n") > 1


def _in_value(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for one in value:
            yield from _in_value(one, key)
    elif isinstance(value, dict) and isinstance(kind := value.get("resourceType"), str):
        yield from _in_resource(value, kind)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _in_value(one, name)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield from _in_plain(key, str(value))


def _in_resource(resource: dict[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    if kind in PEOPLE:
        identity = resource.get("id")
        if isinstance(identity, str) and rare_enough(identity):
            yield f"{kind}.id", identity
        yield from _of_person(resource, kind)
    for one in _listed(resource.get("identifier")):
        value = one.get("value")
        if isinstance(value, str) and rare_enough(value):
            yield f"{kind}.identifier", value
    if kind == "Bundle":
        for entry in _listed(resource.get("entry")):
            yield from _in_value(entry.get("resource"), "")
    yield from _in_value(resource.get("contained"), "")
    div = resource.get("text", {}).get("div") if isinstance(resource.get("text"), dict) else None
    if isinstance(div, str):
        yield from (
            (f"{kind}.text", text) for _, text in in_text(re.sub(r"<[^>]*>", " ", div)) if rare_enough(text)
        )


def _of_person(resource: dict[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    born = resource.get("birthDate")
    if isinstance(born, str) and len(born) == 10:
        yield f"{kind}.birthDate date", born
    contacts = _listed(resource.get("contact"))
    for person in (resource, *contacts):
        for name in _listed(person.get("name")):
            words = [*_texts(name.get("given")), *_texts(name.get("family"))]
            for text in (*_texts(name.get("text")), *words):
                yield from ((f"{kind}.name", part) for part in name_parts(text))
            yield from (
                (f"{kind}.name joined", name) for name in list(name_parts(" ".join(words)))[:1] if " " in name
            )
        for telecom in _listed(person.get("telecom")):
            value = telecom.get("value")
            if isinstance(value, str) and rare_enough(value):
                yield f"{kind}.telecom", value
        for address in _listed(person.get("address")):
            for line in _texts(address.get("line")):
                if len(line) >= 8 and rare_enough(line):
                    yield f"{kind}.address", line


def _listed(value: Any) -> list[dict[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _texts(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _in_plain(key: str, value: str) -> Iterator[tuple[str, str]]:
    """A value beside a key that names an identifier."""
    kinds, _ = kinds_by_name(key)
    if BIRTH.search(key):
        yield f"{key} date", value
    elif "name" in kinds or re.search(r"(?i)physician|operator|performer", key):
        yield from ((key, part) for part in name_parts(value))
    elif (
        UID.fullmatch(value)
        and not value.startswith("1.2.840.10008.")
        or rare_enough(value)
        and (key.lower() in MORE or {*kinds} - {"geography", "date", "photo", "biometric"})
    ):
        yield key, value
