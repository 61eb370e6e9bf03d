# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The new names of resources, references and identifiers: the same wherever they are met, so that links hold."""

import re
from uuid import UUID

from secured.common.errors import PrivacyInputError
from secured.dans.deidentification import Identities
from secured.dans.fhir.definitions import r4
from secured.dans.fhir.patients import Patients

__all__ = ["Names"]

LITERAL = re.compile(
    r"(?P<base>https?://[^?#\s]*/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?"
)
SEARCH = re.compile(
    r"(?P<type>[A-Z][A-Za-z]+)\?identifier=(?:(?P<system>[^|&]*)\|)?(?P<value>[^|&\s\0][^|&]*)"
)
TYPE = re.compile(r"(?P<type>[A-Z][A-Za-z]+)(?:\?.*)?")
UUID_FORM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
REMEMBERED = 10_000  # references: most resources lead to the same few


class Names:
    """New names under the project's key.

    Parameters
    ----------
    identities : Identities
    patients : Patients
        Whose the patients' ids and record numbers are.
    """

    def __init__(self, identities: Identities, patients: Patients) -> None:
        self._identities = identities
        self._patients = patients
        self._recent: dict[str, str | None] = {}

    def person_of(self, reference: str) -> str | None:
        """Return the person that a reference to a patient means, or None where it means no patient.

        Raises
        ------
        Quarantined
            If it means a patient of whom nothing is known where everybody should be.
        """
        person = self._patients.at(reference)
        if person is not None:
            return person
        found = LITERAL.fullmatch(reference)
        if found:
            return self._patients.of_id(found["id"]) if found["type"] == "Patient" else None
        found = SEARCH.fullmatch(reference)
        if found and found["type"] == "Patient":
            return self._patients.record_numbers.get(found["value"], found["value"])
        return None

    def of_record_number(self, value: str) -> str | None:
        """Return the person of a medical record number of the file, or None."""
        return self._patients.record_numbers.get(value)

    def resource_id(self, type: str, id: str, *, contained: bool = False) -> str:
        """Return the new id of a resource: a person's pseudonym for a patient."""
        if contained:
            return self._identities.code("fhir contained", id)
        if type == "Patient":
            return self._identities.pseudonym(self._patients.of_id(id))
        return self._code(id)

    def _code(self, id: str) -> str:
        return self._identities.code("fhir", id.lower() if UUID_FORM.fullmatch(id) else id)

    def identifier(self, value: str, *, of_record: bool) -> str:
        """Return the new value of an identifier: the person's pseudonym for a medical record number."""
        if of_record or value in self._patients.record_numbers:
            return self._identities.pseudonym(self._patients.record_numbers.get(value, value))
        return self._identities.code("fhir identifier", value)

    def system(self, uri: str) -> str:
        """Return a URI that stands for one that may name an institution."""
        return f"https://{self._identities.code('fhir base', uri)}.invalid"

    def reference(self, text: str) -> str | None:
        """Return the new form of a reference, a full URL or a request's URL; None where it must go."""
        if text not in self._recent:
            if len(self._recent) > REMEMBERED:
                self._recent.clear()
            try:
                self._recent[text] = self._new_reference(text)
            except PrivacyInputError:  # it names nothing but blanks
                self._recent[text] = None
        return self._recent[text]

    def _new_reference(self, text: str) -> str | None:
        if text.startswith("#"):
            return "#" + (self.resource_id("", text[1:], contained=True) if text[1:] else "")
        person = self.person_of(text)
        if text.lower().startswith(("urn:uuid:", "urn:oid:")):
            return self._urn(text[: text.index(":", 4) + 1].lower(), text, person)
        if (found := LITERAL.fullmatch(text)) and found["type"] in r4().resources:
            id = self._identities.pseudonym(person) if person is not None else self._code(found["id"])
            base = f"{self.system(found['base'])}/" if found["base"] else ""
            return f"{base}{found['type']}/{id}"
        if (found := SEARCH.fullmatch(text)) and found["type"] in r4().resources:
            system = f"{self.system(found['system'])}|" if found["system"] else ""
            value = self.identifier(found["value"], of_record=person is not None)
            return f"{found['type']}?identifier={system}{value}"
        if (found := TYPE.fullmatch(text)) and found["type"] in r4().resources:
            return found["type"]
        if not text.startswith(("http://", "https://")):
            return None
        return self.system(text if person is None else self._identities.pseudonym(person))

    def _urn(self, scheme: str, text: str, person: str | None) -> str:
        old = text[len(scheme) :]
        new = self._identities.pseudonym(person) if person is not None else self._code(old)
        if scheme == "urn:oid:":
            return f"urn:oid:{self._identities.uid(new if person is not None else old)}"
        number = self._identities.key.number("fhir uuid", new) >> 128
        return f"urn:uuid:{UUID(int=number, version=4)}"
