# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a column's name tells about its role, in the languages of the project's partners."""

import re
import unicodedata

__all__ = ["role_by_name"]

# Whole words after splitting at spaces, underscores, dots, hyphens and capitals; accents are removed first.
WORDS: dict[str, tuple[str, str]] = {
    "identifier": (
        "Its name says that it names a person.",
        (
            "id ids identifier identificador mrn ssn nhs npi dni nie bsn taj amka nif cf iban passport passeport pasaporte "
            "name names surname firstname lastname forename fullname nombre apellido apellidos nom prenom naam voornaam "
            "achternaam nome cognome nev vorname nachname email mail correo phone telephone telefono telefoon tel mobile fax "
            "address street adresse direccion indirizzo adres cim strasse url ip username login account license licence plate "
            "patient patientid patid subject subjectid participant person personid case record uuid guid barcode"
        ),
    ),
    "quasi-identifier": (
        "Its name says that others may know it of a person.",
        (
            "age edad eta leeftijd alter eletkor ilikia sex gender sexo sexe genere geslacht geschlecht nem male female birth "
            "birthdate birthday dob born nacimiento naissance nascita geboorte geburt szuletes year yob zip zipcode postal "
            "postcode postleitzahl plz cap cp irsz city town municipality ciudad ville citta stad stadt varos region county "
            "state province provincia district country nationality pais pays paese land orszag race ethnicity ethnic raza "
            "marital married estado civil education school studies occupation profession job employment employer religion "
            "language height weight bmi talla peso altezza taille poids lengte gewicht groesse gewicht children household "
            "admission admitted discharge discharged visit hospital ward clinic site center centre date eye eyes hair blood "
            "handedness income salary"
        ),
    ),
    "sensitive": (
        "Its name says that it is what an adversary wants to learn.",
        (
            "diagnosis diagnoses diag dx icd icd9 icd10 disease condition comorbidity diagnostico diagnostic diagnosi diagnose "
            "death dead died deceased mortality survival status outcome result results hiv cancer tumor tumour stage grade "
            "diabetes hypertension depression psychiatric medication drug treatment therapy dose insulin procedure surgery "
            "pregnancy pregnant smoking smoker alcohol substance genotype mutation glucose cholesterol creatinine hemoglobin "
            "hba1c pressure systolic diastolic lab test score pain symptom enfermedad maladie malattia ziekte krankheit "
            "betegseg readmitted readmission complication relapse"
        ),
    ),
}
ROLES = {word: role for role, (_, words) in WORDS.items() for word in words.split()}
ORDER = ("identifier", "sensitive", "quasi-identifier")
DATES_OF_LIFE = {"birth", "death"}


def role_by_name(name: str) -> tuple[str, str]:
    """Return role and reason that the name suggests, or two empty texts.

    Examples
    --------
    >>> role_by_name("Fecha de nacimiento")[0]
    'quasi-identifier'
    >>> role_by_name("primaryDiagnosis")[0]
    'sensitive'
    >>> role_by_name("x17")
    ('', '')
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+", plain)
    found = {ROLES[word.lower()] for word in [*words, plain.replace(" ", "")] if word.lower() in ROLES}
    if "name" in {word.lower() for word in words} and found != {"identifier"}:
        found.discard("identifier")  # a drug's name or a ward's is no person's
    for role in ORDER:
        if role in found:
            return role, WORDS[role][0]
    return "", ""
