# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Record, insurance, account, accession, device, licence and vehicle numbers, by their label or by their form."""

import re

from secured.dans.text.kinds import Kind
from secured.dans.text.rules.rule import Rule

__all__ = ["RULES"]

WITH_NUMBER = (  # label words that need "no", "number", "#" or a colon behind them
    r"hosp(?:ital)?|unit|patient|pt|case|record|reg(?:istration)?|sample|specimen|lab|file|chart|visit|encounter|episode|"
    r"acc(?:ession|t|ount)?|a/c|policy|member(?:ship)?|group|subscriber|beneficiary|health ?plan|insurance|claim|certificate|"
    r"licen[cs]e|driving licence|driver'?s license|passport|serial|device|model|lot|implant|batch|study|order|requisition|req|"
    r"invoice|ref(?:erence)?|identification|personal|identity|id|medicaid|medicare|mbi|national|tax|social security|ss|mr|"
    r"medical record|badge|trial|subject|wristband|nhs|hospital record|blood bank|donor|slide|path(?:ology)?|referral|"
    r"historia(?: clínica)?|dossier|matricola|cartella|törzsszám|napló|póliza|polis|assurance|séjour|patiënt|dossier"
)
ALONE = (  # labels that suffice by themselves
    r"MRN|MR#|M\.R\.N\.|URN|UHID|EMPI|CHI|PAS|NHS|NHI|SSN|SS#|S/N|SN|VIN|GMC|NMC|DEA|NPI|HCN|MBI|HICN|PPSN?|BSN|DNI|NIE|NIF|"
    r"NHC|CIP|NUSS|NIR|IPP|NDA|INS|TAJ|ΑΜΚΑ|AMKA|ΑΦΜ|CF|UZOVI|IBAN|A/C|Acct?|accession|serial(?: number| no)?|"
    r"wristband|NSS|SIP|CIPA|BIG|AGB|RPPS|ADELI|FINESS"
)
NUMBER_WORD = r"(?:numbers?|num|no|nos|nr|núm(?:ero)?|n[°ºo]|numéro|numero|nummer|szám(?:a)?|αρ(?:ιθμός)?|#|id(?:entifier)?|code)"
VALUE = r"(?=[A-Z0-9./-]{0,14}\d[A-Z./-]{0,6}\d[A-Z./-]{0,6}\d)[A-Z0-9]{1,17}(?:[-/.][A-Z0-9]{1,17}){0,5}"
GROUPED = r"\d{2,4}(?: \d{2,4}){1,4}[A-Z]?"
VEHICLE = r"(?:car|vehicle|van|number ?plate|licen[cs]e plate|plate|registration|reg(?:istered)?|ambulance|bike|motorcycle|matrícula|immatriculation|kenteken|rendszám|targa)"
PLATE = r"[A-Z]{1,3}[ -]?\d{1,4}[ -]?[A-Z]{0,3}\d{0,4}|\d{1,4}[ -]?[A-Z]{2,3}[ -]?\d{0,3}"


def _number(text: str) -> bool:
    """At least four letters and digits, three of them digits, and no dose or decimal."""
    digits = sum(one.isdigit() for one in text)
    return (
        digits >= 3
        and sum(one.isalnum() for one in text) >= 4
        and not re.fullmatch(r"\d{1,3}\.\d{1,2}", text)
    )


def _rule(name: str, pattern: str, score: float, **more: object) -> Rule:
    return Rule(name=name, kind=Kind.ID, pattern=re.compile(pattern), score=score, **more)  # type: ignore[arg-type]


RULES: tuple[Rule, ...] = (
    _rule("labelled number", rf"(?i:\b(?:{WITH_NUMBER})(?: ?(?:record|plan|policy|account|id|card))?[ .:]{{0,2}}{NUMBER_WORD}[.:#]{{0,3}}\)?[ :=#]{{0,4}})(?:of [a-z]{{3,12}}: ?)?(?P<hit>{GROUPED}(?!\w)|{VALUE})", 0.95, fits=_number),
    _rule("labelled with a colon", rf"(?i:(?<![\w-])(?:{WITH_NUMBER})[:#=] {{0,4}})(?P<hit>{VALUE})", 0.85, fits=_number),
    _rule("labelled by abbreviation", rf"(?<![\w-])(?i:(?:{ALONE}))(?:[ .:#]{{0,2}}(?i:{NUMBER_WORD}))?[.:#=)]{{0,3}} {{0,4}}(?P<hit>{GROUPED}(?!\w)|{VALUE})", 0.95, fits=_number),
    _rule("number word", rf"(?i:(?<![\w-])(?:{NUMBER_WORD})[.:#]{{1,2}} ?)(?P<hit>{VALUE})", 0.7, fits=_number),
    _rule("number behind a word of records", r"(?i:\b(?:accession|biopsy|specimen|sample|x-?ray|film|device|icd|pacemaker|port|implant|serial|lot|insurance|account|policy|mrn?|patient|id)\b[ :(#]{1,3})(?P<hit>(?=[A-Z0-9-]{0,12}[A-Z-])(?=(?:[A-Z-]{0,6}\d){4})[A-Z0-9]{2,12}(?:-[A-Z0-9]{1,10}){0,3})", 0.8),
    _rule("American social security number", r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])|(?<![\w-])XXX-XX-\d{4}(?![\w-])", 0.9),
    _rule("UUID", r"(?i)(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])", 0.99),
    _rule("unique identifier", r"(?<![\w.])[012](?:\.\d{1,40}){5,30}(?![\w.]*\d)", 0.9),
    _rule("vehicle", rf"(?i:\b{VEHICLE}(?: (?:reg(?:istration)?|number|no|plate|mark|of [a-z]{{3,9}}))?[.:,(]{{0,2}} {{0,2}}\(?)(?P<hit>(?=[A-Z0-9 -]{{0,8}}\d)(?=[A-Z0-9 -]{{0,8}}[A-Z])(?:{PLATE}))(?!\w)", 0.85),
    _rule("British number plate", r"(?<![\w-])[A-Z]{2}\d{2} ?[A-Z]{3}(?![\w-])", 0.75),
    _rule("vehicle identification number", r"(?<![\w-])(?=[A-Z0-9]*\d{3})(?=[A-Z0-9]*[A-Z]{2})[A-HJ-NPR-Z0-9]{17}(?![\w-])", 0.85),
    _rule("letters and digits", r"(?<![\w.@/-])(?:[A-Z]{1,4}-?\d{5,12}[A-Z]{0,2}|[A-Z]{2,4}\d{4,}|\d{5,12}[A-Z]{1,3}|[A-Z]{3,4}-\d{4,8}(?:-\d{1,4})?)(?![\w-])", 0.7),
    _rule("groups of digits", r"(?<![\w./-])\d{2,4}-\d{2,4}-\d{2,4}(?![\w/-])(?!\.\d)|(?<![\w./-])(?=[A-Z0-9-]{7,})[A-Z0-9]{2,3}-(?:[A-Z]-)?\d{4,8}(?![\w-])", 0.6),
    _rule("accession", r"(?<![\w./-])(?:[A-Z]{1,3}\d{2}|\d{2}-?[A-Z]{1,2})-\d{3,7}(?![\w-])", 0.8),
    _rule("device number", r"(?<![\w./-])[A-Z]{2,4}\d{5,8}[A-Z]?(?![\w-])|(?<![\w./-])\d{2}[A-Z]{2,3}\d{5,8}(?![\w-])|(?<![\w./-])[A-Z]{3}-\d{4,6}-\d{2}(?![\w-])", 0.8),
    _rule("long number", r"(?<![\w.,/+-])\d{7,20}(?![\w/-]|[.,]\d)", 0.6),
)  # fmt: skip
