# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Planted identifiers are all found, ordinary columns are not taken for one, and no value is shown."""

import json

import numpy as np
import pandas as pd
import pytest

import secured_datasets
from secured.common import DatasetUnavailable, MissingDependency, PrivacyInputError, check_digits
from secured.dans.tables.risk.identifier_finder import IdentifierFinder
from secured.dans.tables.risk.identifier_kinds import KINDS, kinds_by_name
from secured.dans.tables.risk.identifier_values import value_patterns

N = 40
RNG = np.random.default_rng(7)


def digits(length: int) -> str:
    return "".join(map(str, RNG.integers(0, 10, length)))


def numbers_that_pass(make, passes) -> list[str]:
    """Draw until enough numbers have valid check digits."""
    found: list[str] = []
    while len(found) < N:
        candidate = make()
        if passes(candidate):
            found.append(candidate)
    return found


def checked(label: str):
    return next(pattern.fits for pattern in value_patterns() if label in pattern.label)


def spanish() -> list[str]:
    return [number + "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] for number in (digits(8) for _ in range(N))]


def french() -> list[str]:
    bodies = (f"{RNG.integers(1, 3)}{RNG.integers(20, 99)}{RNG.integers(1, 13):02d}{RNG.integers(1, 90):02d}{digits(6)}" for _ in range(N))  # fmt: skip
    return [f"{body}{97 - int(body) % 97:02d}" for body in bodies]


def belgian() -> list[str]:
    bodies = (f"{RNG.integers(30, 99)}{RNG.integers(1, 13):02d}{RNG.integers(1, 29):02d}{RNG.integers(1, 998):03d}" for _ in range(N))  # fmt: skip
    return [f"{body}{97 - int(body) % 97:02d}" for body in bodies]


def ibans() -> list[str]:
    bodies = (digits(12) for _ in range(N))
    return [f"BE{98 - int(body + '111400') % 97:02d}{body}" for body in bodies]  # B is 11, E is 14


PLANTED = {
    "x_bsn": (lambda: numbers_that_pass(lambda: digits(9), checked("NL BSN")), "national number"),
    "x_taj": (lambda: numbers_that_pass(lambda: digits(9), checked("HU TAJ")), "national number"),
    "x_dni": (spanish, "national number"),
    "x_nir": (french, "national number"),
    "x_nn": (belgian, "national number"),
    "x_amka": (
        lambda: numbers_that_pass(
            lambda: f"{RNG.integers(1, 29):02d}{RNG.integers(1, 13):02d}{digits(7)}", checked("EL AMKA")
        ),
        "national number",
    ),
    "x_pps": (
        lambda: numbers_that_pass(
            lambda: digits(7) + "ABCDEFGHIJKLMNOPQRSTUVW"[RNG.integers(23)], checked("IE PPS")
        ),
        "national number",
    ),
    "x_cf": (lambda: ["RCCMNL83S18D969H", "RSSMRA85T10A562S"], "national number"),
    "x_de": (
        lambda: numbers_that_pass(lambda: digits(11), checked("DE tax number")),
        "national number",
    ),
    "x_ssn": (lambda: [f"{RNG.integers(100, 600)}-{RNG.integers(10, 99)}-{RNG.integers(1000, 9999)}" for _ in range(N)], "national number"),
    "x_iban": (ibans, "account"),
    "x_card": (
        lambda: numbers_that_pass(lambda: "4" + digits(15), checked("payment card")),
        "account",
    ),
    "x_imei": (lambda: numbers_that_pass(lambda: "35" + digits(13), checked("IMEI")), "device"),
    "x_mail": (lambda: [f"person{at}@example.org" for at in range(N)], "email"),
    "x_web": (lambda: [f"https://example.org/{at}" for at in range(N)], "url"),
    "x_net": (lambda: [f"192.0.2.{at}" for at in range(N)], "ip address"),
    "x_net6": (lambda: [f"2001:db8::{at:x}" for at in range(N)], "ip address"),
    "x_mac": (lambda: [f"00:00:5e:00:53:{at:02x}" for at in range(N)], "device"),
    "x_uuid": (lambda: [f"123e4567-e89b-12d3-a456-4266141740{at:02d}" for at in range(N)], "unique number"),
    "x_phone": (lambda: [f"+32 2 555 {RNG.integers(10, 99)} {RNG.integers(10, 99)}" for _ in range(N)], "phone"),
    "x_day": (lambda: [f"2019-03-{at % 28 + 1:02d}" for at in range(N)], "date"),
    "x_tag": (lambda: [f"{at % 28 + 1}/11/1960" for at in range(N)], "date"),
    "x_nl": (lambda: [f"{RNG.integers(1000, 9999)} AB" for _ in range(N)], "geography"),
    "x_ie": (lambda: [f"D{RNG.integers(10, 25)} X{RNG.integers(100, 999)}" for _ in range(N)], "geography"),
    "x_gps": (lambda: [f"41.{RNG.integers(1000, 9999)}, 2.{RNG.integers(1000, 9999)}" for _ in range(N)], "geography"),
    "x_plate": (lambda: [f"{RNG.integers(1000, 9999)} BCD" for _ in range(N)], "vehicle"),
    "x_ehic": (lambda: ["80" + digits(18) for _ in range(N)], "health plan"),
    "x_title": (lambda: [f"Dr. Smith{letter}" for letter in "abcdefgh"], "name"),
    # by name
    "Apellido": (lambda: [f"w{at}" for at in range(N)], "name"),
    "vezetékNév": (lambda: [f"w{at}" for at in range(N)], "name"),
    "Επώνυμο": (lambda: [f"w{at}" for at in range(N)], "name"),
    "patient name": (lambda: [f"w{at}" for at in range(N)], "name"),
    "code_postal": (lambda: RNG.integers(10_000, 99_999, N), "geography"),
    "TelefonoMovil": (lambda: RNG.integers(10**8, 10**9, N), "phone"),
    "MRN": (lambda: RNG.integers(10**5, 10**6, N), "medical record"),
    "serial_number": (lambda: [f"w{at}" for at in range(N)], "device"),
    "encounter_id": (lambda: RNG.integers(10**5, 10**6, N), "unique number"),
    "fingerprint": (lambda: [f"w{at}" for at in range(N)], "biometric"),
    "face_image": (lambda: [f"w{at}.png" for at in range(N)], "photo"),
    "fax": (lambda: [f"w{at}" for at in range(N)], "fax"),
    "driver_licence": (lambda: [f"w{at}" for at in range(N)], "licence"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_planted_identifiers_are_found(name):
    make, kind = PLANTED[name]
    values, hidden = pd.Series(make()), name.startswith("x_")
    findings = IdentifierFinder().assess(pd.DataFrame({"x1" if hidden else name: values}))
    assert [hit.kind for hit in findings.hits] == [kind]
    hit = findings.hits[0]
    assert hit.found_in in (("values",) if hidden else ("name", "both"))
    assert hit.share == 1.0
    assert hit.suggestion == KINDS[kind].role
    shown = repr(findings) + json.dumps(findings.to_dict()) + findings._repr_html_()
    assert not any(str(value) in shown for value in values)


def test_datetimes_and_ages_above_89_are_found():
    table = pd.DataFrame(
        {"when": pd.date_range("2020-01-31", periods=10), "year": pd.date_range("2000-01-01", periods=10, freq="YS"),
         "age": [89, 90, 95, *[40] * 7], "edad_meses": [12, 1300, *[30] * 8]}
    )  # fmt: skip
    hits = {hit.column: hit for hit in IdentifierFinder().assess(table).hits}
    assert set(hits) == {"when", "age"}
    assert (hits["age"].kind, hits["age"].share) == ("age above 89", 0.2)
    assert (hits["when"].kind, hits["when"].suggestion) == ("date", "quasi-identifier")


def test_identifiers_within_texts_are_reported_from_the_first_one_on():
    notes = ["no complaints"] * 199 + ["write to person@example.org about it"]
    (hit,) = IdentifierFinder().assess(pd.DataFrame({"note": notes})).hits
    assert (hit.kind, hit.share, hit.suggestion) == ("email", 1 / 200, "remove")


ORDINARY = {
    "random nine digits": RNG.integers(10**8, 10**9, 300),
    "random eleven digits": RNG.integers(10**10, 10**11, 300),
    "random ten digits": RNG.integers(10**9, 10**10, 300).astype(str),
    "random fifteen digits": RNG.integers(10**14, 10**15, 300),
    "weight": RNG.normal(70, 10, 300),
    "age": RNG.integers(0, 80, 300),
    "year of birth": RNG.integers(1930, 2010, 300),
    "ICD": [f"{letter}{at}" for letter in "ABCDEFGHIJ" for at in range(10, 40)],
    "drug name": RNG.choice(["aspirin", "ibuprofen", "paracetamol"], 300),
    "admission_type_id": RNG.integers(1, 9, 300),
    "discharge disposition": RNG.integers(1, 30, 300),
    "death": RNG.integers(0, 2, 300),
    "phone available": RNG.choice(["yes", "no"], 300),
    "city size": RNG.choice(["small", "large"], 300),
    "blood pressure": [f"{RNG.integers(90, 180)}/{RNG.integers(50, 100)}" for _ in range(300)],
    "dose": [f"{RNG.integers(1, 9)}.{RNG.integers(0, 9)} mg" for _ in range(300)],
    "flag": RNG.choice([True, False], 300),
    "empty": [None] * 300,
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_columns_are_no_identifiers(name):
    hits = IdentifierFinder().assess(pd.DataFrame({name: ORDINARY[name]})).hits
    assert hits == ()


def test_a_finder_that_asks_for_few_matches_is_caught():
    """The variant broken on purpose: one in eleven random numbers has a valid check digit."""
    fits = checked("NL BSN")
    share = np.mean([fits(str(number)) for number in ORDINARY["random nine digits"]])
    assert 0.03 < share < 0.2


EXPECTED = {
    "adult": {"age": "age above 89"},
    "nafld": {"id": "unique number", "age": "age above 89"},
    "diabetes130": {"encounter_id": "unique number", "patient_nbr": "unique number"},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_registry_s_tables(name):
    try:
        data = secured_datasets.load(name).data
    except DatasetUnavailable as error:
        pytest.skip(str(error))
    hits = IdentifierFinder().assess(data).hits
    assert {hit.column: hit.kind for hit in hits} == EXPECTED[name]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("ip_address", ("ip address",)),
        ("home address", ("geography",)),
        ("Geburtsdatum", ("date",)),
        ("date_of_death", ("date",)),
        ("numero de teléfono", ("phone",)),
        ("rijksregisternummer", ("national number",)),
        ("TAJ szám", ("national number",)),
        ("codice fiscale", ("national number",)),
        ("lakcím", ("geography",)),
        ("ward name", ()),
        ("name", ("name",)),
        ("tension", ()),
        ("sport", ()),
        ("birth_weight", ()),
    ],
)
def test_names_of_columns_in_several_languages(name, kinds):
    assert kinds_by_name(name)[0] == kinds


def test_the_eighteen_categories_of_safe_harbor_are_all_there():
    assert {facts.hipaa[0] for facts in KINDS.values()} == set("ABCDEFGHIJKLMNOPQR")


def test_without_stdnum_the_check_fails_closed(monkeypatch):
    def absent(name):
        raise ImportError(name)

    check_digits._module.cache_clear()
    monkeypatch.setattr(check_digits, "import_module", absent)
    with pytest.raises(MissingDependency, match="python-stdnum"):
        IdentifierFinder().assess(pd.DataFrame({"n": [f"{at}23456789"[:9] for at in range(1, 9)]}))
    assert IdentifierFinder().assess(pd.DataFrame({"n": [0.5, 1.5]})).hits == ()


def test_refusals():
    with pytest.raises(PrivacyInputError, match="stands twice"):
        IdentifierFinder().assess(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    for wrong in ({"min_share": 0.5}, {"min_share": 1.1}, {"max_values": 0}):
        with pytest.raises(PrivacyInputError, match="IdentifierFinder"):
            IdentifierFinder(**wrong)
