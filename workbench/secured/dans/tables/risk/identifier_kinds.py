# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The kinds of identifier that law names, and the column names that tell of them in the partners' languages."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["KINDS", "IdentifierKind", "kinds_by_name"]


@dataclass(frozen=True, kw_only=True)
class IdentifierKind:
    """One kind of identifier.

    Parameters
    ----------
    hipaa : str
        Letter and words of 45 CFR 164.514(b)(2)(i), Safe Harbor.
    note : str
        What European law or Article 29 Working Party Opinion 05/2014 says of it.
    role : {"identifier", "quasi-identifier"}
        Suggested role.
    words : frozenset of str
        Words of column names, without accents.
    """

    hipaa: str
    note: str
    role: str
    words: frozenset[str]


def _kind(hipaa: str, note: str, role: str, words: str) -> IdentifierKind:
    return IdentifierKind(hipaa=hipaa, note=note, role=role, words=frozenset(words.split()))


ONLINE = "GDPR recital 30: online identifier"
NUMBER = "GDPR Art. 4(1): identification number"
LINKABLE = "WP29 Opinion 05/2014: allows singling out and linking"
KINDS: Mapping[str, IdentifierKind] = {
    "name": _kind(
        "A names", "GDPR Art. 4(1): name", "identifier",
        "surname firstname lastname fullname forename patientname familyname givenname maidenname nombre nombres apellido "
        "apellidos prenom patronyme voornaam voornamen achternaam vorname nachname familienname cognome nome keresztnev "
        "vezeteknev csaladnev anyjaneve onoma eponymo eponimo onomateponymo onom ονομα επωνυμο ονοματεπωνυμο initials",
    ),
    "geography": _kind(
        "B geographic subdivisions smaller than a state", "GDPR Art. 4(1): location data", "quasi-identifier",
        "address street streetname housenumber zip zipcode postcode postalcode postal eircode county city town village "
        "municipality census tract latitude longitude lat lon lng gps geocode direccion domicilio calle ciudad municipio "
        "poblacion adresse rue commune ville codepostal adres straat huisnummer woonplaats gemeente plaats anschrift strasse "
        "plz postleitzahl wohnort ort indirizzo via cap comune citta lakcim cim utca iranyitoszam irsz varos telepules "
        "dieuthynsi poli taxydromikos tk odos διευθυνση οδος πολη τκ",
    ),
    "date": _kind(
        "C dates finer than a year", LINKABLE, "quasi-identifier",
        "date dob birthdate birthday dateofbirth birth admission discharge death fecha nacimiento date naissance deces "
        "datum geboortedatum geboorte opname ontslag overlijden geburtsdatum aufnahme entlassung todesdatum data nascita "
        "ricovero dimissione decesso szuletesi szuletes halal felvetel imerominia gennisi ημερομηνια γεννησης",
    ),
    "age above 89": _kind("C ages above 89", LINKABLE, "quasi-identifier", ""),
    "phone": _kind(
        "D telephone numbers", NUMBER, "identifier",
        "phone telephone mobile cellphone tel telefono movil telefon portable telefoon telefoonnummer gsm mobiel handy "
        "cellulare mobiltelefon tilefono kinito τηλεφωνο κινητο",
    ),
    "fax": _kind("E fax numbers", NUMBER, "identifier", "fax faxnumber telefax"),
    "email": _kind(
        "F e-mail addresses", ONLINE, "identifier",
        "email mail emailaddress correo courriel mailadres emailcim",
    ),
    "national number": _kind(
        "G social security numbers", "GDPR Art. 87: national identification number", "identifier",
        "ssn socialsecurity nationalid nationalnumber dni nie nif pasaporte nir insee bsn sofinummer burgerservicenummer "
        "rijksregister rijksregisternummer niss nrn amka afm adt taj tajszam codicefiscale cf ppsn pps nhsnumber nhs idnr "
        "steuerid sozialversicherungsnummer svnr passport passportnumber personnummer pesel cnp αμκα αφμ",
    ),
    "medical record": _kind(
        "H medical record numbers", NUMBER, "identifier",
        "mrn medicalrecord recordnumber chartnumber patientid patientnumber patnr historia nhc dossiernummer "
        "patientnummer fallnummer cartella cartellaclinica torzsszam kartonszam",
    ),
    "health plan": _kind(
        "I health plan beneficiary numbers", NUMBER, "identifier",
        "ehic insurancenumber healthplan beneficiary membernumber polisnummer tarjetasanitaria cip versichertennummer "
        "krankenversicherungsnummer tesserasanitaria cartevitale mutuelle",
    ),
    "account": _kind(
        "J account numbers", NUMBER, "identifier",
        "iban accountnumber bankaccount creditcard cardnumber cuenta compte rekeningnummer kontonummer conto bankszamlaszam",
    ),
    "licence": _kind(
        "K certificate and licence numbers", NUMBER, "identifier",
        "licensenumber licencenumber driverlicense driverlicence driverslicense driverslicence drivinglicence certificatenumber carnet permisconduire "
        "rijbewijs rijbewijsnummer fuhrerscheinnummer patente jogositvany",
    ),
    "vehicle": _kind(
        "L vehicle identifiers and licence plates", NUMBER, "identifier",
        "vin licenseplate licenceplate plate numberplate matricula immatriculation kenteken kennzeichen targa rendszam "
        "nummerplaat pinakida",
    ),
    "device": _kind(
        "M device identifiers and serial numbers", ONLINE, "identifier",
        "deviceid serialnumber serial imei imsi macaddress udi implantserial seriennummer serienummer numserie",
    ),
    "url": _kind("N web addresses", ONLINE, "identifier", "url website webpage homepage"),
    "ip address": _kind("O IP addresses", ONLINE, "identifier", "ip ipaddress ipaddr ipv4 ipv6"),
    "biometric": _kind(
        "P biometric identifiers", "GDPR Art. 9(1): biometric data", "identifier",
        "fingerprint voiceprint retina irisscan faceprint biometric huella vingerafdruk empreinte",
    ),
    "photo": _kind(
        "Q full-face photographs", "GDPR Art. 4(1): physical identity", "identifier",
        "photo photograph portrait faceimage selfie foto pasfoto fotografia fenykep",
    ),
    "unique number": _kind(
        "R any other unique number, characteristic or code", LINKABLE, "identifier",
        "uuid guid username login userid",
    ),
}  # fmt: skip

# Words that make a number of a person only together with (nearly) unique values.
NUMBER_WORDS = frozenset(
    [
        "id",
        "ids",
        "identifier",
        "identificador",
        "identifiant",
        "nr",
        "nbr",
        "no",
        "num",
        "number",
        "numero",
        "numer",
        "nummer",
        "code",
        "codigo",
        "kod",
        "szam",
        "azonosito",
        "arithmos",
        "kodikos",
        "αριθμος",
        "key",
        "pseudonym",
    ]
)
# "name" alone may be a drug's or a ward's; with one of these it is a person's.
PERSON_WORDS = frozenset(
    [
        "patient",
        "person",
        "participant",
        "subject",
        "full",
        "first",
        "last",
        "family",
        "given",
        "middle",
        "maiden",
        "user",
        "contact",
        "mother",
        "father",
        "doctor",
        "physician",
        "nev",
        "naam",
        "nom",
        "nombre",
    ]
)
OTHER_NAMES = frozenset(
    [
        "drug",
        "medication",
        "product",
        "file",
        "ward",
        "hospital",
        "department",
        "test",
        "lab",
        "study",
        "site",
        "country",
        "variable",
        "column",
        "brand",
        "generic",
        "gene",
        "species",
        "company",
        "event",
        "group",
        "cohort",
    ]
)
# A date's word next to one of these is no date.
NO_DATE = frozenset(
    [
        "type",
        "id",
        "year",
        "weight",
        "country",
        "place",
        "cause",
        "reason",
        "source",
        "disposition",
        "order",
        "code",
        "month",
        "rate",
        "count",
        "number",
        "age",
    ]
)
PLACES_OF_CARE = frozenset(["hospital", "ward", "unit", "bed"])


def kinds_by_name(name: str) -> tuple[tuple[str, ...], bool]:
    """Kinds that a column's name tells of, and whether it names a number of something.

    Examples
    --------
    >>> kinds_by_name("patient_last_name"), kinds_by_name("drug name"), kinds_by_name("Fecha de nacimiento")
    ((('name',), False), ((), False), (('date',), False))
    >>> kinds_by_name("encounter_id")
    ((), True)
    """
    words = words_of(name)
    joined = {"".join(words[at : at + n]) for n in (1, 2, 3) for at in range(len(words) - n + 1)}
    found = [kind for kind, facts in KINDS.items() if joined & facts.words]
    plain = set(words)
    named = plain & {"name", "names", "nev", "nom", "naam"} and not plain & OTHER_NAMES
    if named and (plain & PERSON_WORDS or len(words) == 1):
        found.append("name")
    if "date" in found and plain & NO_DATE:
        found.remove("date")
    if "geography" in found and plain & {"ip", "mail", "email", "mac"}:
        found.remove("geography")  # addresses of machines
    if "date" in found and not plain & DATE_WORDS and plain & EVENT_WORDS:
        found.remove("date")  # an admission or a death is no date by itself
    return tuple(dict.fromkeys(found)), bool(plain & NUMBER_WORDS)


EVENT_WORDS = frozenset(
    [
        "admission",
        "discharge",
        "death",
        "deces",
        "opname",
        "ontslag",
        "overlijden",
        "aufnahme",
        "entlassung",
        "ricovero",
        "dimissione",
        "decesso",
        "halal",
        "felvetel",
        "birth",
        "data",
    ]
)
DATE_WORDS = frozenset(
    [
        "date",
        "dob",
        "birthdate",
        "birthday",
        "dateofbirth",
        "fecha",
        "nacimiento",
        "naissance",
        "datum",
        "geboortedatum",
        "geboorte",
        "geburtsdatum",
        "todesdatum",
        "nascita",
        "szuletesi",
        "szuletes",
        "imerominia",
        "gennisi",
        "ημερομηνια",
        "γεννησης",
        "time",
    ]
)


def words_of(name: str) -> tuple[str, ...]:
    """Lower-case words of a column name, split at separators and capitals, without accents.

    Examples
    --------
    >>> words_of("primaryPhone_Número"), words_of("IPAddress")
    (('primary', 'phone', 'numero'), ('ip', 'address'))
    """
    plain = unicodedata.normalize("NFKD", str(name))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+", plain)
    return tuple(part.lower() for part in parts)
