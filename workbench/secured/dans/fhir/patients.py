# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Whose the patients of a file are, learnt before anything is written: by record number, else by the patient's id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from secured.common.outcome import Quarantined, Reason
from secured.dans.fhir.dates import FhirDate

__all__ = ["SUBJECTS", "Patients", "resources_within"]

PEOPLE = ("Patient", "Person", "Practitioner", "RelatedPerson")
SUBJECTS = ("patient", "subject", "beneficiary", "individual", "for")
NAMED = (*PEOPLE, "Location", "Organization")


def _key(place: str) -> str:
    """A UUID may be written in capitals."""
    return place.lower() if place.lower().startswith("urn:uuid:") else place


def _blank(text: str) -> bool:
    return not text.replace("\0", " ").strip()


def _objects(value: Any) -> list[dict[str, Any]]:
    """A list of objects, whatever stands there."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _texts(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str) and one]


def resources_within(resource: Any) -> Iterator[dict[str, Any]]:
    """Yield a resource and what it contains, a bundle's entries too."""
    waiting = [resource]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += _objects(one.get("contained"))
            waiting += [entry.get("resource") for entry in _objects(one.get("entry"))]


class PersonOf(Protocol):
    """Whatever knows whom a reference means."""

    def person_of(self, reference: str) -> str | None: ...


@dataclass(kw_only=True, repr=False)
class Patients:
    """What a first reading of a file, or of many, tells of the patients.

    Parameters
    ----------
    known : mapping of str to str, optional
        Patient ids and their people, from elsewhere. Where it is given, a patient whom neither it nor the file
        names is refused; otherwise the patient's id stands for the person.
    owner : str or None
        Whose the file is, where the owner says so.
    required : bool, default True
        Whether a patient without anything by which to tell whose it is is refused.
    """

    known: Mapping[str, str] | None = None
    owner: str | None = None
    required: bool = True
    ids: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    record_numbers: dict[str, str] = field(default_factory=dict)
    deaths: dict[str, date] = field(default_factory=dict)
    identifiers: set[str] = field(default_factory=set)
    known_of: dict[str, set[str]] = field(default_factory=dict)
    subjects: set[str] = field(default_factory=set)
    _referred: frozenset[str] = frozenset()

    @property
    def people(self) -> frozenset[str]:
        """The distinct people of the file."""
        return frozenset(self.ids.values()) | frozenset(self.places.values()) | self._referred

    def resolve(self, names: "PersonOf") -> None:
        """Find out, when all is read, whom the references to subjects mean."""
        found = (names.person_of(reference) for reference in self.subjects)
        self._referred = frozenset(person for person in found if person is not None)
        self.subjects.clear()

    @property
    def only(self) -> str | None:
        """Whose the file is, where it is about one person."""
        people = self.people
        if self.owner is not None and not people:
            return self.owner
        return next(iter(people)) if len(people) == 1 else None

    def at(self, place: str) -> str | None:
        """Whose the patient at a full URL is."""
        person = self.places.get(_key(place))
        if person is None and place.startswith("urn:"):
            id = place.rpartition(":")[2]
            person = self.ids.get(id) or (self.known or {}).get(id)
        return person

    def of_id(self, id: str) -> str:
        """Whose the patient of an id is.

        Raises
        ------
        Quarantined
            If nobody has said so, and everybody should be known.
        """
        person = self.ids.get(id) or (self.known or {}).get(id)
        if person is not None:
            return person
        if self.owner is not None and not self.ids:
            return self.owner
        if self.known is not None:
            raise Quarantined(Reason.NO_PERSON, "A resource is about a patient whom nobody has named.")
        return id

    def _named(self, id: str | None, place: str) -> str | None:
        return self.ids.get(id or "") or self.places.get(_key(place))

    def learn(self, resource: Any, full_url: Any = None) -> None:
        """Take in a resource, and those within it.

        Raises
        ------
        Quarantined
            If it is a patient without anything by which to tell whose it is.
        """
        for one in resources_within(resource):
            if one.get("resourceType") == "Patient":
                self._patient(one, full_url if one is resource else None, outermost=one is resource)
            if one.get("resourceType") in NAMED:
                self.identifiers.update(_identifiers(one))
            for purpose in SUBJECTS:
                for subject in _objects(one.get(purpose)):
                    self.subjects.update(_texts(subject.get("reference")))
            for entry in _objects(one.get("entry")):
                inner = entry.get("resource")
                if isinstance(inner, dict) and inner.get("resourceType") == "Patient":
                    self._patient(inner, entry.get("fullUrl"), outermost=True)

    def _patient(self, patient: dict[str, Any], full_url: Any, *, outermost: bool) -> None:
        numbers = list(_record_numbers(patient))
        id = patient.get("id") if isinstance(patient.get("id"), str) else None
        place = full_url if isinstance(full_url, str) and full_url else ""
        if id is None and "/Patient/" in place:
            id = place.rpartition("/")[2] or None
        person = self.owner or (numbers[0] if numbers else None)
        if person is None and outermost:
            person = (self.known or {}).get(id or "") or id or place.rpartition(":")[2] or None
        if person is None or _blank(person):
            if outermost and self.required:
                raise Quarantined(Reason.NO_PERSON, "A patient has neither a record number nor an id.")
            return
        self.record_numbers.update(dict.fromkeys(numbers, person))
        self.known_of.setdefault(person, set()).update(_identifiers(patient))
        if outermost:
            if self.owner is not None and (self.ids or self.places) and self._named(id, place) is None:
                raise Quarantined(Reason.INCONSISTENT, "A file of one person holds several patients.")
            if id is not None:
                self.ids[id] = person
                self.identifiers.add(id)
            if place:
                self.places[_key(place)] = person
                self.identifiers.add(place.rpartition(":")[2] if place.startswith("urn:") else place)
        died = patient.get("deceasedDateTime")
        when = FhirDate.parse(died) if isinstance(died, str) else None
        if when is not None:
            self.deaths[person] = when.middle


def _record_numbers(patient: dict[str, Any]) -> Iterator[str]:
    for identifier in _objects(patient.get("identifier")):
        types = [
            coding.get("code")
            for kind in _objects(identifier.get("type"))
            for coding in _objects(kind.get("coding"))
        ]
        value = identifier.get("value")
        if "MR" in types and isinstance(value, str) and not _blank(value):
            yield value


def _identifiers(resource: dict[str, Any]) -> Iterator[str]:
    """The texts by which somebody, or some place, is known."""
    for name in _objects(resource.get("name")):
        for key in ("text", "family", "given"):
            yield from _texts(name.get(key))
    yield from _texts(resource.get("name"))
    yield from _texts(resource.get("alias"))
    for identifier in _objects(resource.get("identifier")):
        yield from _texts(identifier.get("value"))
    for telecom in _objects(resource.get("telecom")):
        yield from _texts(telecom.get("value"))
    for address in _objects(resource.get("address")):
        yield from _texts(address.get("line"))
        yield from _texts(address.get("text"))
    for contact in _objects(resource.get("contact")):
        yield from _identifiers(contact)
