# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A FHIR bundle, the same as lines of JSON, and a clinical note."""

import base64
import json
from datetime import timedelta
from typing import Any

from secured.dans.leaks.canaries.manifest import Planting

__all__ = ["plant_fhir", "plant_note"]


def plant_fhir(planting: Planting, folder: str) -> None:
    """Plant a collection bundle and a file of lines, R4."""
    bundle = f"{folder}/fhir/bundle.json"
    resources = _resources(planting, bundle)
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    text = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, indent=1)
    planting.path(bundle).write_text(text, encoding="utf-8")
    lines = f"{folder}/fhir/resources.ndjson"
    text = "".join(json.dumps(one) + "\n" for one in _resources(planting, lines))
    planting.path(lines).write_text(text, encoding="utf-8")


def _resources(planting: Planting, file: str) -> list[dict[str, Any]]:
    patient = _patient(planting, file)
    when = planting.person.visit
    subject = {
        "reference": f"Patient/{patient['id']}",
        "display": planting.token(file, "fhir Reference.display"),
    }
    practitioner = {
        "resourceType": "Practitioner",
        "id": planting.token(file, "fhir Practitioner.id").lower(),
        "name": [{"family": planting.token(file, "fhir Practitioner.name.family")}],
    }
    encounter = {
        "resourceType": "Encounter",
        "id": planting.token(file, "fhir Encounter.id").lower(),
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "identifier": [{"value": planting.token(file, "fhir Encounter.identifier.value")}],
        "subject": subject,
        "period": {"start": when.isoformat() + "Z", "end": (when + timedelta(hours=2)).isoformat() + "Z"},
    }
    observation = {
        "resourceType": "Observation",
        "id": planting.token(file, "fhir Observation.id").lower(),
        "status": "final",
        "code": {
            "coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}],
            "text": planting.token(file, "fhir Observation.code.text"),
        },
        "subject": subject,
        "effectiveDateTime": (when + timedelta(days=3)).isoformat() + "Z",
        "valueQuantity": {"value": 61, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
        "note": [{"text": planting.token(file, "fhir Observation.note.text")}],
    }
    report = f"Seen today: {planting.token(file, 'fhir DocumentReference.content.attachment.data')}."
    document = {
        "resourceType": "DocumentReference",
        "id": planting.token(file, "fhir DocumentReference.id").lower(),
        "status": "current",
        "subject": subject,
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain",
                    "data": base64.b64encode(report.encode()).decode(),
                    "title": planting.token(file, "fhir DocumentReference.content.attachment.title"),
                }
            }
        ],
    }
    return [patient, practitioner, encounter, observation, document]


def _patient(planting: Planting, file: str) -> dict[str, Any]:
    person = planting.person
    identity, family, given, address, phone, email = planting.names(
        file, "fhir", "id", "family", "given", "address", "phone", "email"
    )
    planting.known(file, "fhir birthDate", person.born.isoformat(), "date")
    narrative = planting.token(file, "fhir Patient.text.div")
    return {
        "resourceType": "Patient",
        "id": planting.token(file, "fhir Patient.id").lower(),
        "text": {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{given} {family} {narrative}</div>',
        },
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName",
                "valueString": planting.token(file, "fhir Patient.extension.valueString"),
            }
        ],
        "identifier": [
            {
                "type": {
                    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]
                },
                "system": "http://hospital.example/mrn",
                "value": identity,
            }
        ],
        "name": [{"use": "official", "family": family, "given": [given]}],
        "telecom": [{"system": "phone", "value": phone}, {"system": "email", "value": email}],
        "gender": "other",
        "birthDate": person.born.isoformat(),
        "address": [{"line": [address], "city": planting.token(file, "fhir Patient.address.city")}],
        "contact": [{"name": {"family": planting.token(file, "fhir Patient.contact.name.family")}}],
    }


def plant_note(planting: Planting, folder: str) -> None:
    """Plant a discharge letter that says everything in the ways in which letters say it."""
    file = f"{folder}/note/discharge.txt"
    person = planting.person
    identity, family, given, address, phone, email = planting.names(
        file, "note", "id", "family", "given", "address", "phone", "email"
    )
    planting.known(file, "note birth date", person.born.isoformat(), "date")
    planting.known(file, "note visit", person.visit.date().isoformat(), "date")
    doctor = planting.token(file, "note physician").capitalize()
    left = (person.visit + timedelta(days=3)).date()
    planting.path(file).write_text(
        f"DISCHARGE SUMMARY\n\n"
        f"Patient: {given} {family}\nMRN: {identity}\nDate of birth: {person.born:%d/%m/%Y}\n"
        f"Address: {address}\nPhone: {phone}\nEmail: {email}\n\n"
        f"Mr. {family} was admitted on {person.visit:%d/%m/%Y} with chest pain and left on {left:%d/%m/%Y}.\n"
        f"Heart rate 61/min, blood pressure 128/76 mmHg. Aspirin 75 mg once a day.\n\n"
        f"Dr. {doctor}\n",
        encoding="utf-8",
    )
