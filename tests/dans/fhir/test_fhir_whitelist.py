# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every element of every resource is filled with canaries; the shipped list lets none through."""

import json
import re
from typing import Any

import pytest

from secured.dans.fhir import FhirAnonymizer, FhirConfiguration, Patients, safe_elements
from secured.dans.fhir.definitions import NUMBERS, r4

DEPTH = 4


def filled(path: str, depth: int, counter: list[int]) -> dict[str, Any]:
    """An object with everything that FHIR knows at a path, every text a canary of its own."""
    data: dict[str, Any] = {}
    for key, element in r4().keys(path).items():
        if element.type == "boolean":
            data[key] = True
        elif element.type in NUMBERS:
            data[key] = 7
        elif element.primitive:
            counter[0] += 1
            data[key] = f"Canary{counter[0]}x"
            if depth < 2:
                data["_" + key] = {
                    "id": f"Canary{counter[0]}i",
                    "extension": [{"url": f"Canary{counter[0]}u"}],
                }
        elif element.type == "Resource":
            data[key] = {
                "resourceType": "Basic",
                "id": f"Canary{counter[0]}r",
                "language": f"Canary{counter[0]}l",
            }
        elif depth < DEPTH:
            data[key] = filled(element.path, depth + 1, counter)
    return data


def resource_of(type: str) -> tuple[dict, int]:
    counter = [0]
    return {"resourceType": type, **filled(type, 1, counter)}, counter[0]


def configured(leave_out: str = "") -> FhirConfiguration:
    from importlib.resources import files

    data = json.loads(files("secured.dans.fhir").joinpath("safe_elements.json").read_text())
    rules = [rule for rule in data["fhirPathRules"] if rule["path"] != leave_out]
    assert len(data["fhirPathRules"]) - len(rules) == bool(leave_out)
    return FhirConfiguration.parse(json.dumps({**data, "fhirPathRules": rules}))


def canaries_left(configuration: FhirConfiguration, identities: Any, type: str) -> tuple[set[str], int]:
    resource, planted = resource_of(type)
    patients = Patients(owner="somebody")
    cleaned = FhirAnonymizer(configuration, identities, patients=patients).apply(resource)
    return set(re.findall(r"canary\w+", json.dumps(cleaned, default=str).lower())), planted


@pytest.mark.parametrize("type", sorted(r4().resources))
def test_no_text_gets_through_in_any_element_of_any_resource(type, identities):
    left, planted = canaries_left(safe_elements(), identities, type)
    assert left == set()
    assert planted > 20


@pytest.mark.parametrize("path", ["Resource", "nodesByType('Extension')", "nodesByName('id')"])
def test_with_a_rule_left_out_the_canaries_are_found(path, identities):
    assert canaries_left(configured(path), identities, "Patient")[0]


def test_a_rule_that_keeps_too_much_is_caught(identities):
    from importlib.resources import files

    data = json.loads(files("secured.dans.fhir").joinpath("safe_elements.json").read_text())
    data["fhirPathRules"].insert(0, {"path": "nodesByType('CodeableConcept').text", "method": "keep"})
    left, _ = canaries_left(FhirConfiguration.parse(json.dumps(data)), identities, "Condition")
    assert left


@pytest.mark.parametrize(
    "element",
    [
        {"code": {"coding": [{"system": "http://snomed.info/sct", "code": "Smith", "display": "Smith"}]}},
        {"code": {"coding": [{"system": "http://snomed.info/sct", "code": "73211009", "display": "of Smith"}]}},
        {"code": {"coding": [{"system": "urn:our-hospital", "code": "Smith"}]}},
        {"code": {"coding": [{"code": "Smith"}], "text": "Smith"}},
        {"code": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/a/Smith", "code": "x"}]}},
        {"valueQuantity": {"value": 1, "unit": "Smith", "code": "Smith", "system": "http://smith.example"}},
        {"valueString": "Smith"},
        {"status": "Smith"},
        {"status": "final", "_status": {"extension": [{"url": "http://x", "valueString": "Smith"}]}},
        {"note": [{"text": "Smith"}]},
        {"text": {"status": "generated", "div": "<div>Smith</div>"}},
        {"meta": {"source": "http://smith.example", "versionId": "Smith", "profile": ["http://smith.example/x"],
                  "tag": [{"system": "urn:smith", "code": "Smith"}]}},
        {"performer": [{"reference": "Practitioner/Smith", "display": "Dr Smith", "type": "Smith"}]},
        {"effectiveDateTime": "2020-01-01Smith"},
        {"valueSampledData": {"origin": {"value": 0}, "period": 1, "dimensions": 1, "data": "1 2 Smith"}},
        {"subject": {"identifier": {"system": "http://smith.example", "value": "Smith", "assigner": {"display": "Smith"}}}},
        {"extension": [{"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
                        "extension": [{"url": "text", "valueString": "Smith"}]}]},
        {"modifierExtension": [{"url": "http://smith.example", "valueString": "Smith"}]},
        {"smith": "Smith", "language": "Smith"},
    ],
)  # fmt: skip
def test_places_where_a_name_could_hide(element, identities):
    observation = {"resourceType": "Observation", **element}
    cleaned = FhirAnonymizer(safe_elements(), identities, patients=Patients(owner="x")).apply(observation)
    assert "smith" not in json.dumps(cleaned).lower()


def test_what_is_known_to_be_safe_stays(identities):
    kept = {
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2"}]},
        "valueQuantity": {"value": 181, "unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"},
        "component": [{"valueBoolean": True, "interpretation": [{"coding": [
            {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "HH"}]}]}],
    }  # fmt: skip
    cleaned = FhirAnonymizer(safe_elements(), identities).apply({"resourceType": "Observation", **kept})
    assert {key: cleaned[key] for key in kept} == kept
