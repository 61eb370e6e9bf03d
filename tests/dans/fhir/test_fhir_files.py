# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Whole files: nobody's identifiers left, links that hold, one shift a person, in every kind of file."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Person
from secured.dans.fhir import FhirConfiguration, FhirFiles

MR = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T[0-9:.]+(?:Z|[+-]\d\d:\d\d)?)?")


def patient(id: str, number: str = "", **more: Any) -> dict:
    identifier = [{"type": MR, "system": "urn:hospital", "value": number}] if number else []
    return {"resourceType": "Patient", "id": id, "identifier": identifier, "birthDate": "1970-05-06", **more}


def observation(reference: str, when: str = "2020-01-10", **more: Any) -> dict:
    return {
        "resourceType": "Observation", "id": "o1", "status": "final", "subject": {"reference": reference},
        "effectiveDateTime": when, **more,
    }  # fmt: skip


def bundle(*resources: dict, urls: tuple[str, ...] = ()) -> dict:
    entries = [{"resource": one} for one in resources]
    for entry, url in zip(entries, urls, strict=False):
        entry["fullUrl"] = url
    return {"resourceType": "Bundle", "id": "b1", "type": "collection", "entry": entries}


def walk(value: Any) -> Iterator[dict]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from walk(one)
    elif isinstance(value, list):
        for one in value:
            yield from walk(one)


def links(data: dict) -> tuple[int, int]:
    """How many literal references a bundle holds, and how many of them lead somewhere in it."""
    there, total, resolved = set(), 0, 0
    for entry in data["entry"]:
        resource = entry["resource"]
        there |= {entry.get("fullUrl"), f"{resource['resourceType']}/{resource.get('id')}"}
    for entry in data["entry"]:
        held = {"#" + one["id"] for one in entry["resource"].get("contained", [])}
        for one in walk(entry["resource"]):
            if "reference" in one:
                total += 1
                resolved += one["reference"] in there | held
    return total, resolved


def known_of(data: dict) -> set[str]:
    """Names, numbers, addresses, telephone numbers and ids of everybody in a bundle."""
    found = set()
    for entry in data["entry"]:
        resource = entry["resource"]
        found |= {resource["id"], entry["fullUrl"]}
        for name in (
            resource.get("name", []) if isinstance(resource.get("name"), list) else [resource.get("name")]
        ):
            if isinstance(name, dict):
                found |= {name.get("family", ""), *name.get("given", [])}
            else:
                found.add(name or "")
        found |= {one.get("value", "") for one in resource.get("identifier", [])}
        found |= {one.get("value", "") for one in resource.get("telecom", [])}
        for address in resource.get("address", []):
            found |= {*address.get("line", []), address.get("city", "")}
        for extension in resource.get("extension", []):
            found |= {extension.get("valueString", ""), extension.get("valueAddress", {}).get("city", "")}
    return {one for one in found if one and len(one) > 3}


def nothing_left(bundles: dict[str, bytes], clean: Any) -> int:
    """Clean bundles, look for everything that is known of anybody in them, and return how much that was."""
    count = 0
    for name, data in bundles.items():
        result = clean(data, name=name)
        known = known_of(json.loads(data))
        source, small = json.dumps(json.loads(data), ensure_ascii=False), result.text.lower()
        assert all(json.dumps(one, ensure_ascii=False)[1:-1] in source for one in known)
        near = [one for one in known if one.lower() in small]
        assert [one for one in near if re.search(rf"\b{re.escape(one.lower())}\b", small)] == []
        assert not any(one.lower() in small for one in result.cleaned.identifiers)
        assert not any(one in result.place for one in known)
        count += len(known)
    return count


def test_nothing_that_names_anybody_is_left_of_two_bundles(bundles, clean):
    assert nothing_left(dict(list(bundles.items())[:2]), clean) > 100


@pytest.mark.slow
def test_nothing_that_names_anybody_is_left_of_any_bundle(bundles, clean):
    assert len(bundles) == 111
    assert nothing_left(bundles, clean) > 10_000


def test_all_references_resolve_and_none_is_lost(bundles, clean):
    """F4: 100 % of what led somewhere leads somewhere."""
    before = after = 0
    for name, data in list(bundles.items())[:20]:
        total, resolved = links(json.loads(data))
        ours = links(clean(data, name=name).data)
        assert ours == (total, resolved)
        before, after = before + resolved, after + ours[1]
    assert before == after > 3_000


def test_a_person_has_one_pseudonym_and_one_shift_in_all_resources(bundles, clean, identities):
    name, data = next(iter(bundles.items()))
    source, result = json.loads(data), clean(data, name=name)
    number = next(
        one["value"]
        for entry in source["entry"]
        if entry["resource"]["resourceType"] == "Patient"
        for one in entry["resource"]["identifier"]
        if one.get("type", {}).get("coding", [{}])[0].get("code") == "MR"
    )
    assert result.place.startswith(f"{identities.pseudonym(number)}/fhir/")
    shift = identities.shift(number)
    moved, kept = Counter(DAY.findall(data.decode())), Counter(DAY.findall(result.text))
    expected = Counter()
    for text, count in moved.items():
        when = datetime.fromisoformat(text) + shift
        expected[text.replace(text[:10], when.date().isoformat(), 1)] += count
    assert kept == expected


def test_two_runs_write_the_same_bytes_and_another_key_others(bundles, clean, tmp_path):
    name, data = next(iter(bundles.items()))
    assert clean(data, name=name).text == clean(data, name=name).text


def test_two_patients_in_one_bundle_have_their_own_shifts(clean, identities):
    data = bundle(
        patient("p1", "MRN-1"), patient("p2", "MRN-2"), observation("Patient/p1"), observation("Patient/p2")
    )
    result = clean(data)
    first, second, one, two = (entry["resource"] for entry in result.data["entry"])
    for person, ours, about in [("MRN-1", first, one), ("MRN-2", second, two)]:
        assert ours["id"] == identities.pseudonym(person)
        assert ours["birthDate"] == identities.shifted(person, date(1970, 5, 6)).isoformat()
        assert about["effectiveDateTime"] == identities.shifted(person, date(2020, 1, 10)).isoformat()
        assert about["subject"]["reference"] == f"Patient/{ours['id']}"
    assert result.place.startswith(f"{identities.code('file', '1.json')}/fhir/")


def test_dates_of_nobody_in_particular_go_where_several_could_be_meant(clean):
    schedule = {"resourceType": "Medication", "id": "m", "batch": {"expirationDate": "2020-01-10"}}
    two = bundle(patient("p1", "A"), patient("p2", "B"), schedule)
    both = {"resourceType": "Provenance", "target": [{"reference": "Patient/p1"}, {"reference": "Patient/p2"}],
            "recorded": "2020-01-10T10:00:00Z"}  # fmt: skip
    text = clean(
        {**two, "timestamp": "2020-01-10T10:00:00Z", "entry": [*two["entry"], {"resource": both}]}
    ).text
    assert "expirationDate" not in text and "recorded" not in text and "timestamp" not in text
    assert "expirationDate" in clean(bundle(patient("p1", "A"), schedule)).text


@pytest.mark.parametrize(
    ("url", "reference"),
    [
        ("urn:uuid:04121321-4af5-424c-a0e1-ed3aab1c349d", "urn:uuid:04121321-4af5-424c-a0e1-ed3aab1c349d"),
        ("urn:uuid:04121321-4AF5-424c-a0e1-ed3aab1c349d", "urn:uuid:04121321-4af5-424c-a0e1-ed3aab1c349d"),
        ("urn:oid:1.2.36.146.595", "urn:oid:1.2.36.146.595"),
        ("https://clinic.example/fhir/Patient/p1", "Patient/p1"),
        ("https://clinic.example/fhir/Patient/p1", "https://clinic.example/fhir/Patient/p1"),
        ("https://clinic.example/fhir/Patient/p1", "https://clinic.example/fhir/Patient/p1/_history/2"),
        ("https://clinic.example/odd/place", "https://clinic.example/odd/place"),
    ],
)
@pytest.mark.parametrize("number", ["MRN-1", ""])
def test_every_form_of_reference_leads_to_the_patient(clean, identities, url, reference, number):
    data = bundle(patient("p1", number), observation(reference), urls=(url, "urn:uuid:" + "0" * 8))
    result = clean(data)
    entry, other = result.data["entry"]
    ours = other["resource"]["subject"]["reference"]
    assert ours in (entry["fullUrl"], f"Patient/{entry['resource']['id']}")
    assert entry["resource"]["id"] == identities.pseudonym(number or "p1")
    assert (
        other["resource"]["effectiveDateTime"]
        == identities.shifted(number or "p1", date(2020, 1, 10)).isoformat()
    )
    for old in ("clinic", "04121321", "1.2.36", "p1"):
        assert old not in result.text.lower()


def test_references_by_identifier_and_by_search_meet_the_identifier(clean, identities):
    doctor = {
        "resourceType": "Practitioner",
        "id": "d",
        "identifier": [{"system": "urn:npi", "value": "99-17"}],
    }
    data = bundle(
        patient("p1", "MRN-1"),
        doctor,
        observation("Patient?identifier=urn:hospital|MRN-1", performer=[{"reference": "Practitioner?identifier=urn:npi|99-17"}]),
        {**observation(""), "subject": {"type": "Patient", "identifier": {"system": "urn:hospital", "value": "MRN-1"}}},
    )  # fmt: skip
    one, two, by_search, by_identifier = (entry["resource"] for entry in clean(data).data["entry"])
    ours, theirs = one["identifier"][0], two["identifier"][0]
    assert ours["value"] == identities.pseudonym("MRN-1")
    assert by_search["subject"]["reference"] == f"Patient?identifier={ours['system']}|{ours['value']}"
    assert (
        by_search["performer"][0]["reference"]
        == f"Practitioner?identifier={theirs['system']}|{theirs['value']}"
    )
    assert by_identifier["subject"]["identifier"] == {"system": ours["system"], "value": ours["value"]}
    moved = identities.shifted("MRN-1", date(2020, 1, 10)).isoformat()
    assert by_search["effectiveDateTime"] == by_identifier["effectiveDateTime"] == moved


def test_a_contained_patient_is_found_by_its_record_number(clean, identities):
    held = {
        "resourceType": "Patient",
        "id": "me",
        "identifier": [{"type": MR, "value": "MRN-1"}],
        "birthDate": "1970-05-06",
    }
    result = clean({**observation("#me"), "contained": [held]})
    assert result.data["subject"]["reference"] == "#" + result.data["contained"][0]["id"] != "#me"
    assert result.data["effectiveDateTime"] == identities.shifted("MRN-1", date(2020, 1, 10)).isoformat()
    assert (
        result.data["contained"][0]["birthDate"] == identities.shifted("MRN-1", date(1970, 5, 6)).isoformat()
    )


def test_separate_files_meet_by_the_people_collected_first(clean, identities, tmp_path):
    patients = "\n".join(json.dumps(patient(f"p{one}", f"MRN-{one}")) for one in range(3)) + "\n"
    events = "\n".join(json.dumps(observation(f"Patient/p{one}")) for one in range(3))
    (tmp_path / "Patient.ndjson").write_text(patients)
    people = FhirFiles.knowing([tmp_path / "Patient.ndjson"]).people
    ours = [
        json.loads(line)["id"]
        for line in clean(patients, name="Patient.ndjson", people=people).text.splitlines()
    ]
    lines = clean(events, name="Observation.ndjson.gz", people=people)
    assert ours == [identities.pseudonym(f"MRN-{one}") for one in range(3)]
    assert [json.loads(line)["subject"]["reference"] for line in lines.text.splitlines()] == [
        f"Patient/{one}" for one in ours
    ]
    assert lines.place.endswith(".ndjson.gz")
    with pytest.raises(Quarantined) as caught:
        clean(observation("Patient/p7"), people=people)
    assert caught.value.reason is Reason.NO_PERSON
    alone = clean(observation("Patient/p7"))
    assert alone.data["subject"]["reference"] == f"Patient/{identities.pseudonym('p7')}"
    assert alone.place.startswith(identities.pseudonym("p7"))


def test_the_owner_knows_better_whose_a_file_is(clean, identities):
    data = bundle(patient("p1", "MRN-1"), observation("Patient/p1"))
    result = clean(data, person=Person(id="4711", known=("Uncle Bob",)))
    assert result.data["entry"][0]["resource"]["id"] == identities.pseudonym("4711")
    assert result.data["entry"][0]["resource"]["identifier"][0]["value"] == identities.pseudonym("4711")
    assert result.place.startswith(identities.pseudonym("4711"))
    assert "Uncle Bob" in result.cleaned.identifiers
    with pytest.raises(Quarantined) as caught:
        clean(bundle(patient("p1", "MRN-1"), patient("p2", "MRN-2")), person=Person(id="4711"))
    assert caught.value.reason is Reason.INCONSISTENT


def test_a_patient_whom_nothing_tells_apart_is_refused(clean):
    with pytest.raises(Quarantined) as caught:
        clean({"resourceType": "Patient", "name": [{"family": "Doe"}]})
    assert caught.value.reason is Reason.NO_PERSON


def test_a_configuration_that_asks_for_nobody_needs_nobody(clean):
    rules = FhirConfiguration.parse('{"fhirPathRules": [{"path": "Patient.name", "method": "redact"}]}')
    assert clean(
        {"resourceType": "Patient", "name": [{"family": "Doe"}], "active": True}, configuration=rules
    ).data["active"]


def test_a_format_that_knows_people_shows_nobody():
    assert "MRN" not in repr(FhirFiles(people={"p1": "MRN-1"}))


def test_people_of_ninety_lose_what_tells_their_age_and_the_dead_are_as_old_as_they_became(clean):
    old = bundle(
        patient("p1", birthDate="1920-01-01"),
        observation("Patient/p1", "1925-01-01"),
        observation("Patient/p1"),
    )
    first, second, third = (entry["resource"] for entry in clean(old, today=date(2024, 1, 1)).data["entry"])
    assert "birthDate" not in first and "effectiveDateTime" not in second and "effectiveDateTime" in third
    dead = bundle(patient("p1", birthDate="1920-01-01", deceasedDateTime="1980-01-01"))
    assert "birthDate" in clean(dead, today=date(2024, 1, 1)).text
    age = observation(
        "Patient/p1", valueQuantity={"value": 93, "code": "a", "system": "http://unitsofmeasure.org"}
    )
    assert "93" not in clean(age).text
    assert (
        clean(observation("Patient/p1", valueQuantity={"value": 93, "code": "kg"})).data["valueQuantity"][
            "value"
        ]
        == 93
    )


def test_numbers_keep_their_decimals_and_images_their_new_identifiers(clean, identities):
    study = {
        "resourceType": "ImagingStudy", "subject": {"reference": "Patient/p1"},
        "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:1.2.3.4"}],
        "series": [{"uid": "1.2.3.5", "instance": [{"uid": "1.2.3.6"}]}],
    }  # fmt: skip
    ours = clean(study).data
    assert ours["identifier"] == [
        {"system": "urn:dicom:uid", "value": "urn:oid:" + identities.uid("1.2.3.4")}
    ]
    assert ours["series"] == [
        {"uid": identities.uid("1.2.3.5"), "instance": [{"uid": identities.uid("1.2.3.6")}]}
    ]
    text = '{"resourceType":"Observation","subject":{"reference":"Patient/a"},"valueQuantity":{"value":1.50}}'
    assert '"value":1.50' in clean(text).text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", "", Reason.EMPTY),
        ("a.json", " \n", Reason.EMPTY),
        ("a.json", "[]", Reason.MALFORMED),
        ("a.json", "{}", Reason.UNSUPPORTED),
        ("a.json", '{"resourceType":"Patient","id":"a"', Reason.TRUNCATED),
        ("a.json", '{"resourceType":"Patient","id":"a","id":"b"}', Reason.MALFORMED),
        ("a.json", '{"resourceType":"Patient","id":"a","name":[{"use":"x","use":"y"}]}', Reason.MALFORMED),
        ("a.json", '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observ', Reason.TRUNCATED),
        ("a.json", '{"resourceType":"Bundle","entry":[7]}', Reason.MALFORMED),
        ("a.json", '{"resourceType":"Nonsense","id":"a"}', Reason.UNSUPPORTED),
        ("a.json", b'{"resourceType":"Patient","id":"\xff"}', Reason.MALFORMED),
        ("a.json", '{"resourceType":"Observation","valueInteger":1e999999999}', Reason.MALFORMED),
        ("a.json", '{"resourceType":"Observation","valueInteger":' + "9" * 5000 + "}", Reason.MALFORMED),
        ("a.json", '{"resourceType":"Observation","valueInteger":NaN}', Reason.MALFORMED),
        ("a.json", '{"resourceType":"Observation","extension":' + "[" * 100_000, Reason.MALFORMED),
        ("a.json", '{"resourceType":"Patient","id":"a"} trailing', Reason.MALFORMED),
        ("a.json", '{"resourceType":"Patient","id":"a","name":[{"family":"\\ud800"}]}', Reason.MALFORMED),
        ("a.json", '{"resourceType":"Patient","id":"\\u0000 "}', Reason.NO_PERSON),
        ("a.json.gz", b"\x1f\x8b\x08\x00", Reason.TRUNCATED),
    ],
)  # fmt: skip
def test_what_cannot_be_read_in_full_is_quarantined(clean, name, content, reason):
    with pytest.raises(Quarantined) as caught:
        clean(content, name=name)
    assert caught.value.reason is reason


def test_a_resource_that_is_nested_without_end_is_quarantined(clean):
    extension: dict = {"url": "x"}
    for _ in range(100):
        extension = {"url": "x", "extension": [extension]}
    with pytest.raises(Quarantined) as caught:
        clean({"resourceType": "Observation", "extension": [extension]})
    assert caught.value.reason is Reason.MALFORMED
    resource: dict = {"resourceType": "Observation"}
    for _ in range(100):
        resource = {"resourceType": "Observation", "contained": [resource]}
    with pytest.raises(Quarantined):
        clean(resource)


def test_the_order_of_a_bundle_does_not_matter(clean):
    data = bundle(patient("p1", "A"), observation("Patient/p1"))
    late = {key: data[key] for key in ("entry", "type", "id", "resourceType")}
    ours, theirs = clean(data, name="x.json"), clean(late, name="x.json")
    assert ours.data == theirs.data
    empty = clean({"resourceType": "Bundle", "type": "collection", "entry": []})
    assert empty.data["type"] == "collection"
    many = {"resourceType": "List", "status": "current", "entry": [{"item": {"reference": "Patient/p1"}}]}
    assert len(clean(many).data["entry"]) == 1


def test_files_are_recognised_by_content(tmp_path):
    format = FhirFiles()
    good = b'\xef\xbb\xbf {"resourceType": "Patient"}'
    assert format.recognises(tmp_path / "a.json", good) and format.recognises(tmp_path / "a.NDJSON", good)
    assert not format.recognises(tmp_path / "a.txt", good)
    assert not format.recognises(tmp_path / "a.json", b'{"cells": []}')
    assert not format.recognises(tmp_path / "a.json.gz", b"\x1f\x8bnonsense")
    assert format.companions(tmp_path / "a.json") == ()


def test_an_unreadable_file_is_quarantined(tmp_path):
    with pytest.raises(Quarantined) as caught:
        FhirFiles.knowing([tmp_path / "absent.json"])
    assert caught.value.reason is Reason.UNREADABLE


def test_a_file_goes_through_a_configuration_of_microsofts(clean, anonymizer_data):
    configuration = FhirConfiguration.read(anonymizer_data / "configurations" / "configuration-sample.json")
    data = bundle(
        patient("p1", "MRN-1", name=[{"family": "Doe", "use": "official"}]), observation("Patient/p1")
    )
    result = clean(data, configuration=configuration)
    first, second = (entry["resource"] for entry in result.data["entry"])
    assert second["subject"]["reference"] == f"Patient/{first['id']}" and len(first["id"]) == 64
    assert first["name"] == [{"use": "official"}] and "Doe" not in result.text
    codes = [one["code"] for one in result.data["meta"]["security"]]
    assert codes == ["REDACTED", "CRYTOHASH", "PERTURBED"]


def test_what_a_configuration_skips_is_never_passed_on(clean):
    rules = [{"path": "nodesByType('HumanName').family", "method": "generalize", "cases": {"$this > 3": "1"}}]
    configuration = FhirConfiguration.parse(json.dumps({"fhirPathRules": rules, "processingErrors": "skip"}))
    data = bundle(patient("p1", name=[{"family": "Doe"}]), patient("p2"))
    result = clean(data, configuration=configuration)
    assert result.cleaned.counts["refused"] == 1 and "Doe" not in result.text
    assert [entry["resource"]["id"] for entry in result.data["entry"]] == ["p2"]
    lines = "\n".join(json.dumps(entry["resource"]) for entry in data["entry"])
    assert [
        json.loads(line)["id"] for line in clean(lines, configuration=configuration).text.splitlines()
    ] == ["p2"]
    with pytest.raises(Quarantined) as caught:
        clean(bundle(patient("p1", name=[{"family": "Doe"}])), configuration=configuration)
    assert caught.value.reason is Reason.EMPTY


def test_the_scope_of_a_file_or_folder_moves_all_of_it_alike(clean):
    for scope in ("file", "folder"):
        text = json.dumps({"fhirPathRules": [{"path": "nodesByType('dateTime')", "method": "dateShift"}],
                           "parameters": {"dateShiftScope": scope, "dateShiftKey": "k"}})  # fmt: skip
        data = bundle(observation("Patient/a", "2020-01-10"), observation("Patient/b", "2020-01-17"))
        one, two = (
            date.fromisoformat(entry["resource"]["effectiveDateTime"])
            for entry in clean(data, configuration=FhirConfiguration.parse(text)).data["entry"]
        )
        assert (two - one).days == 7
