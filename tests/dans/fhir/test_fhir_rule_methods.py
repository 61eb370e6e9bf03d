# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every method of the configuration format against a plain definition of what it does."""

import base64
import hmac
import json
import pickle
from datetime import date, timedelta
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from secured.common.errors import PrivacyInputError
from secured.common.project_key import ProjectKey
from secured.dans.deidentification import Identities
from secured.dans.fhir import FhirAnonymizer, FhirConfiguration
from secured.dans.fhir.dates import FhirDate, offset_days

IDENTITIES = Identities(key=ProjectKey(bytes(range(32))))


def applied(resource: dict, *rules: dict, today: date | None = None, **parameters: object) -> dict:
    text = json.dumps({"fhirPathRules": rules, "parameters": parameters})
    resource = json.loads(json.dumps(resource), parse_float=Decimal)
    return FhirAnonymizer(FhirConfiguration.parse(text), IDENTITIES, today=today).apply(resource)


def labels(resource: dict) -> list[str]:
    return [one["code"] for one in resource.get("meta", {}).get("security", [])]


PATIENT = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Doe", "given": ["Ann"]}]}


def test_the_first_rule_that_selects_a_node_counts():
    keep, redact = (
        {"path": "Patient.name.family", "method": "keep"},
        {"path": "Patient.name", "method": "redact"},
    )
    assert applied(PATIENT, keep, redact)["name"] == [{"family": "Doe"}]
    assert "name" not in applied(PATIENT, redact, keep)


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("nodesByType('HumanName').family", [{"given": ["Ann"]}]),
        ("nodesByName('given')", [{"family": "Doe"}]),
        ("Patient.nodesByType('HumanName')", None),
        ("Patient.name.where(use='home')", [{"family": "Doe", "given": ["Ann"]}]),
        ("Patient.name.where(family='Doe').given", [{"family": "Doe"}]),
        ("Patient.nodesByType('HumanName').where(family='Doe')", None),
        ("Patient.name.given | Patient.name.family", None),
        ("(nodesByType('HumanName')).given.first()", [{"family": "Doe"}]),
        ("Observation.value", [{"family": "Doe", "given": ["Ann"]}]),
        ("Resource.name", None),
    ],
)  # fmt: skip
def test_paths_select_what_they_say(path, left):
    assert applied(PATIENT, {"path": path, "method": "redact"}).get("name") == left


def test_a_choice_of_types_is_one_element():
    condition = {"resourceType": "Condition", "onsetAge": {"value": 30, "code": "a"}}
    assert "onsetAge" not in applied(condition, {"path": "Condition.onset as Age", "method": "redact"})
    assert "onsetAge" in applied(condition, {"path": "Condition.onset as Period", "method": "redact"})
    assert "onsetAge" not in applied(condition, {"path": "Condition.onset", "method": "redact"})


def test_nodes_by_type_do_not_look_into_what_a_resource_contains():
    """A contained resource is worked on as a resource of its own."""
    rule = {"path": "Condition.nodesByType('HumanName')", "method": "redact"}
    held = {"resourceType": "Practitioner", "id": "d", "name": [{"family": "Roe"}]}
    condition = {"resourceType": "Condition", "contained": [held], "note": [{"text": "x"}]}
    assert applied(condition, rule)["contained"][0]["name"] == [{"family": "Roe"}]
    everywhere = {"path": "nodesByType('HumanName')", "method": "redact"}
    assert "name" not in applied(condition, everywhere)["contained"][0]


def test_what_fhir_does_not_know_is_left_out():
    odd = {**PATIENT, "nickname": "Annie", "gender": ["x", 7], "active": "Doe", "birthDate": {"a": 1}}
    assert applied(odd) == {**PATIENT, "gender": ["x"]}


def test_crypto_hash_is_the_keyed_hash_and_of_references_only_of_the_id():
    hashed = {"path": "Resource.id", "method": "cryptoHash"}
    links = {"path": "nodesByType('Reference').reference", "method": "cryptoHash"}
    expected = hmac.new(b"123", b"p1", "sha256").hexdigest()
    assert applied(PATIENT, hashed, cryptoHashKey="123")["id"] == expected
    forms = {
        "Patient/p1": f"Patient/{expected}",
        "https://a.example/fhir/Patient/p1": f"https://a.example/fhir/Patient/{expected}",
        "Patient/p1/_history/3": f"Patient/{expected}/_history/3",
        "#p1": f"#{expected}",
        "Nonsense/p1": hmac.new(b"123", b"Nonsense/p1", "sha256").hexdigest(),
    }
    for reference, new in forms.items():
        observation = {"resourceType": "Observation", "subject": {"reference": reference}}
        assert applied(observation, links, cryptoHashKey="123")["subject"]["reference"] == new


# blank text is none in FHIR
@given(text=st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable() and text.strip()))
def test_encryption_can_be_undone_with_the_key_and_is_the_same_again(text):
    key = "0123456789abcdef"
    rule = {"path": "Patient.name.family", "method": "encrypt"}
    first, second = (
        applied({"resourceType": "Patient", "name": [{"family": text}]}, rule, encryptKey=key)
        for _ in range(2)
    )
    assert first == second
    raw = base64.b64decode(first["name"][0]["family"])
    decryptor = Cipher(algorithms.AES(key.encode()), modes.CBC(raw[:16])).decryptor()
    plain = decryptor.update(raw[16:]) + decryptor.finalize()
    assert plain[: -plain[-1]].decode() == text
    assert labels(first) == ["ENCRYPT"]


def test_empty_keys_are_derived_from_the_project_key():
    rules = [
        {"path": "Resource.id", "method": "cryptoHash"},
        {"path": "Patient.name.family", "method": "encrypt"},
    ]
    ours = applied(PATIENT, *rules)
    assert ours == applied(PATIENT, *rules, cryptoHashKey="", encryptKey="", dateShiftKey="")
    other = Identities(key=ProjectKey(bytes(32)))
    configuration = FhirConfiguration.parse(json.dumps({"fhirPathRules": rules}))
    theirs = FhirAnonymizer(configuration, other).apply(PATIENT)
    assert theirs["id"] != ours["id"] and theirs["name"] != ours["name"]


@given(value=st.integers(-(10**6), 10**6), span=st.integers(0, 50), places=st.integers(0, 6))
def test_noise_stays_within_its_span(value, span, places):
    rule = {"path": "Observation.value.value", "method": "perturb", "span": span, "roundTo": places}
    observation = {"resourceType": "Observation", "valueQuantity": {"value": value}}
    changed = applied(observation, rule)["valueQuantity"]["value"]
    assert abs(Decimal(changed) - value) <= Decimal(span) / 2 + Decimal(1).scaleb(-places)
    assert -Decimal(changed).as_tuple().exponent <= places
    assert applied(observation, rule)["valueQuantity"]["value"] == changed


def test_noise_spreads_over_its_span_and_differs_between_resources():
    rule = {"path": "Observation.value", "method": "perturb", "span": 0.2, "rangeType": "proportional"}
    values = [
        float(applied({"resourceType": "Observation", "id": f"{number}", "valueQuantity": {"value": 100}}, rule)
              ["valueQuantity"]["value"])
        for number in range(400)
    ]  # fmt: skip
    assert min(values) < 91 and max(values) > 109 and 99 < sum(values) / 400 < 101


def test_whole_numbers_stay_whole_and_positive():
    rule = {"path": "Patient.multipleBirth", "method": "perturb", "span": 6, "roundTo": 2}
    changed = applied({**PATIENT, "multipleBirthInteger": 2}, rule)["multipleBirthInteger"]
    assert isinstance(changed, int)


@given(
    day=st.dates(date(1950, 1, 1), date(2020, 12, 31)), key=st.text(max_size=8), id=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
)  # fmt: skip
def test_dates_move_by_the_remainder_of_scope_and_key(day, key, id):
    offset = 0
    for byte in (id + key).encode():
        offset = (offset * 131 + byte) % 101
    assert offset_days(id, key) == offset - 50
    moved = FhirDate.parse(day.isoformat()).moved(timedelta(days=offset - 50))
    assert moved == (day + timedelta(days=offset - 50)).isoformat()


def test_a_moved_time_becomes_midnight_in_its_zone_and_imprecise_dates_go():
    rule = {"path": "nodesByType('dateTime')", "method": "dateShift"}
    day = {"resourceType": "Observation", "effectiveDateTime": "2015-02-07T13:28:17.239-05:00"}
    moved = applied(day, rule, dateShiftFixedOffsetInDays=-7)
    assert moved["effectiveDateTime"] == "2015-01-31T00:00:00.000-05:00"
    assert labels(moved) == ["PERTURBED"]
    month = {"resourceType": "Observation", "effectiveDateTime": "2015-02"}
    assert "effectiveDateTime" not in applied(month, rule)
    assert applied(month, rule, enablePartialDatesForRedact=True)["effectiveDateTime"] == "2015"


def test_dates_that_tell_of_an_age_over_89_go_in_whole():
    rule = {"path": "nodesByType('date')", "method": "dateShift"}
    today = date(2024, 6, 1)
    for born, there in [("1934-06-02", True), ("1934-06-01", False), ("1900-01-01", False)]:
        moved = applied({**PATIENT, "birthDate": born}, rule, today=today, enablePartialDatesForRedact=True)
        assert ("birthDate" in moved) == there


@pytest.mark.parametrize("text", ["Ann Doe", "2020-02-30", "13.1.2020", "2020-13-01"])
@pytest.mark.parametrize("method", ["dateShift", "redact"])
def test_what_is_no_date_is_never_left_where_a_date_should_be(text, method):
    rule = {"path": "nodesByType('date')", "method": method}
    assert "birthDate" not in applied({**PATIENT, "birthDate": text}, rule, enablePartialDatesForRedact=True)


@pytest.mark.parametrize(
    ("code", "left"), [("12345", "12300"), ("03601", "00000"), ("12345-6789", "12300-0000"), ("SW1A 1AA", None)]
)  # fmt: skip
def test_a_zip_code_keeps_three_digits_and_anything_else_nothing(code, left):
    rule = {"path": "Patient.address", "method": "redact"}
    options = {"enablePartialZipCodesForRedact": True, "restrictedZipCodeTabulationAreas": ["036"]}
    moved = applied({**PATIENT, "address": [{"postalCode": code, "city": "X"}]}, rule, **options)
    assert moved.get("address") == (None if left is None else [{"postalCode": left}])
    assert "address" not in applied({**PATIENT, "address": [{"postalCode": code}]}, rule)


@pytest.mark.parametrize(("age", "left"), [(89, True), (90, False), (Decimal("89.5"), False)])
def test_ages_up_to_89_may_stay(age, left):
    rule = {"path": "nodesByType('Age')", "method": "redact"}
    condition = {"resourceType": "Condition", "onsetAge": {"value": float(age)}}
    assert ("onsetAge" in applied(condition, rule, enablePartialAgesForRedact=True)) == left
    assert "onsetAge" not in applied(condition, rule)


def test_generalized_values_are_what_the_first_case_says():
    cases = {"$this >= 0 and $this < 20": "20", "$this >= 20": "($this div 10) * 10"}
    rule = {"path": "Observation.value.value", "method": "generalize", "cases": cases}
    for value, becomes in [(5, 20), (27, 20), (44, 40), (-1, None)]:
        observation = {"resourceType": "Observation", "valueQuantity": {"value": value, "code": "kg"}}
        assert applied(observation, rule)["valueQuantity"].get("value") == becomes


def test_generalizing_what_holds_no_value_is_refused():
    rule = {"path": "Patient.name", "method": "generalize", "cases": {"true": "1"}}
    with pytest.raises(PrivacyInputError, match=r"fhirPathRules\[0\]"):
        applied(PATIENT, rule)


def test_regular_expressions_of_the_examples_work():
    cases = {
        "true": "$this.replaceMatches('(?<year>\\\\d{2,4})-(?<month>\\\\d{1,2})-(?<day>\\\\d{1,2})\\\\b', '${year}-${month}')"
    }
    rule = {"path": "Patient.birthDate", "method": "generalize", "cases": cases}
    assert applied({**PATIENT, "birthDate": "2016-01-02"}, rule)["birthDate"] == "2016-01"


def test_labels_that_are_there_are_not_repeated():
    marked = {**PATIENT, "meta": {"security": [{"code": "redacted"}]}}
    rule = {"path": "Patient.name", "method": "redact"}
    assert labels(applied(marked, rule)) == ["redacted"]


def test_a_configuration_survives_the_way_to_another_process():
    text = json.dumps({"fhirPathRules": [{"path": "Patient.name.where(use='home')", "method": "redact"}]})
    again = pickle.loads(pickle.dumps(FhirConfiguration.parse(text)))
    ours = FhirAnonymizer(again, IDENTITIES).apply({**PATIENT, "name": [{"use": "home", "family": "Doe"}]})
    assert "name" not in ours


@pytest.mark.parametrize(
    "wrong",
    [
        "", "[]", "{", '{"fhirPathRules": 7}', '{"fhirPathRules": [7]}', '{"fhirPathRules": [{"path": "Patient"}]}',
        '{"fhirPathRules": [], "fhirPathRules": []}', '{"fhirPathRules": [], "fhirVersion": "Stu3"}',
        '{"fhirPathRules": [], "processingErrors": "ignore"}', '{"fhirPathRules": [], "parameters": [1]}',
        '{"fhirPathRules": [], "parameters": {"dateShiftScope": "week"}}',
        '{"fhirPathRules": [], "parameters": {"enablePartialAgesForRedact": "yes"}}',
        '{"fhirPathRules": [], "parameters": {"restrictedZipCodeTabulationAreas": [36]}}',
        '{"fhirPathRules": [], "parameters": {"dateShiftFixedOffsetInDays": "3"}}',
        '{"fhirPathRules": [{"path": "Patient", "method": "keep", "pattern": "("}]}',
        '{"fhirPathRules": [{"path": "Patient", "method": "coding"}]}',
        '{"fhirPathRules": [{"path": "Patient", "method": "extension", "urls": {"a": 1}}]}',
    ],
)  # fmt: skip
def test_other_wrong_configurations_are_refused(wrong):
    with pytest.raises(PrivacyInputError, match="FhirConfiguration"):
        FhirConfiguration.parse(wrong)


def test_a_configuration_shows_no_key():
    text = json.dumps(
        {
            "fhirPathRules": [],
            "parameters": {"cryptoHashKey": "very secret", "encryptKey": "0123456789abcdef"},
        }
    )
    shown = repr(FhirConfiguration.parse(text))
    assert "secret" not in shown and "0123" not in shown
