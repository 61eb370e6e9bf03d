# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Whom a resource is about, which decides by how much its dates are moved."""

from collections.abc import Iterable

from secured.dans.fhir.names import Names
from secured.dans.fhir.nodes import Node
from secured.dans.fhir.patients import SUBJECTS, Patients

__all__ = ["subject_of"]


def subject_of(root: Node, names: Names, patients: Patients) -> str | None:
    """Return the person that a resource is about; None where nobody, or several, can be meant.

    A patient is about itself; anything else about the patient in its element of that purpose, else about the only
    patient that it refers to, else about the only patient of the file.
    """
    if root.resource == "Patient":
        id = root.text_of("id")
        numbers = [
            value
            for value in (identifier.text_of("value") for identifier in root.named("identifier"))
            if value in patients.record_numbers
        ]
        if numbers:
            return patients.record_numbers[numbers[0]]
        return patients.of_id(id) if id else patients.only
    for purpose in SUBJECTS:
        people = _people(root.named(purpose), names, root)
        if people:
            return people.pop() if len(people) == 1 else None
    people = _people(root.below(), names, root)
    if people:
        return people.pop() if len(people) == 1 else None
    return patients.only


def _people(nodes: Iterable[Node], names: Names, root: Node) -> set[str]:
    people: set[str] = set()
    for node in nodes:
        if node.type != "Reference":
            continue
        text = node.text_of("reference")
        person = names.person_of(text) if text and not text.startswith("#") else _contained(text, names, root)
        if person is not None:
            people.add(person)
        elif not text:
            people |= _by_identifier(node, names)
    return people


def _contained(text: str, names: Names, root: Node) -> str | None:
    for held in root.named("contained"):
        if text and held.resource == "Patient" and held.text_of("id") == text[1:]:
            for identifier in held.named("identifier"):
                person = names.of_record_number(identifier.text_of("value"))
                if person is not None:
                    return person
    return None


def _by_identifier(node: Node, names: Names) -> set[str]:
    found = {names.of_record_number(one.text_of("value")) for one in node.named("identifier")}
    return {person for person in found if person is not None}
