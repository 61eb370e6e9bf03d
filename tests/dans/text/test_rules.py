# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every kind of identifier in its usual spellings; a rule that is left out is noticed."""

import pytest

from secured.dans.text import Kind, TextDeidentifier, deidentifier

ENGLISH = {
    Kind.NAME: (
        "Seen by «P. Devereux» today", "Dr. «Okonjo» agreed", "Mrs «van der Berg» is well", "Patient: «SMITH, John»  ward", "Signed: «J.K. Marlow»",
        "his wife «Margit» rang", "«Ottoline Vane», RN", "Yours sincerely,\n\n«Ottoline Vane»", "Prof «O'Hara» will", "cc: «Ottoline Vane»",
        "NOK: «Ottoline Vane» (sister)", "Electronically signed by «Ottoline Vane»", "Dr.\n«Okonjo» agreed", "«Ottoline Vane» is a 45-year-old",
    ),
    Kind.DATE: (
        "on «03/04/2021».", "seen «4 March 2021»", "since «3/14»,", "in «March 2021»", "«2021-03-04»T10:22", "on «the 4th of March»"[:4] + "«4th of March»",
        "born in «1931»", "«04MAR2021»", "on «Christmas Day»",
    ),
    Kind.AGE: ("a «92»-year-old", "aged «101»,", "«94» y/o", "Age: «97»", "«93»F with"),
    Kind.ID: (
        "MRN: «4482913»", "MRN# «A-4482913»", "NHS No: «943 476 5919»", "SSN «123-45-6789»", "SSN: «078-05-1120»", "hospital number «RX44829»",
        "accession no. «S21-04417»", "S/N «AB1234567»", "policy number «HX55512345»", "Acct «10-4482913»", "«943 476 5919»", "registration «AB12 CDE»",
        "licence no. «1234567»", "IBAN «GB82 WEST 1234 5698 7654 32»", "VIN «1HGCM82633A004352»", "«123-45-6789»", "UHID «5521 8841»",
    ),
    Kind.CONTACT: (
        "Tel: «020 7946 0018»", "bleep «4417»", "pager: «20441»", "fax «(212) 555-0148»", "call «212-555-0148»", "«+44 7700 900123»", "ext. «4417»",
        "«jane.roe@mailbox.co.uk»", "«https://portal.example.org/a?b=1»", "at «www.example.org/x»", "host «192.168.4.12»", "mobile «07700 900123»",
        "«00:1B:44:11:3A:B7»", "«212.555.0148»",
    ),
    Kind.LOCATION: (
        "at «42 Baker Street»", "«St. Vincent Hospital»", "on «Ward 7B»", "«Flat 3, 12 Elm Road»", "«SW1A 2AA»", "«MA 02114»", "«1204 N. Oak Ave Apt 4B»",
        "to «Royal Westbrook Infirmary»", "«P.O. Box 441»", "lives in «Dunmow»", "at «Elmhurst Nursing Home»", "«Springfield, MA»", "on «Nightingale Ward»",
        "attends «Hillside Primary School»", "«St Mary's Hospital»",
    ),
}  # fmt: skip
OTHERS = {
    "es": (
        "Paciente: «María García López»", "Tel: «912 345 678»", "el «4 de marzo de 2021»", "DNI «12345678Z»", "«Calle Mayor 12»", "Dra. «Peláez»",
        "«correo@clinica.es»", "«28013 Madrid»"[:0] + "CP: «28013»", "«92» años",
    ),
    "fr": (
        "M. «Lefèvre»", "Tél. «01 42 68 53 00»", "le «4 mars 2021»", "«1 85 05 78 006 084 36»", "«12 rue de la Paix»", "«Hôpital Saint-Louis»", "Mme «Dubois»",
        "le «04/03/2021»", "«92» ans",
    ),
    "nl": (
        "Dhr. «Jansen»", "tel. «020 123 4567»", "op «4 maart 2021»", "BSN «111222333»", "«Keizersgracht 123»", "«1012 AB»", "mevrouw «de Vries»", "«92» jaar",
    ),
    "hu": (
        "TAJ: «111 111 110»", "tel.: «06 1 234 5678»", "«2021. március 4.»", "«Váci utca 12.»", "orvos: «Dr. Szabó»"[:7] + "Dr. «Szabó»", "«+36 30 123 4567»", "«92» éves",
    ),
    "el": (
        "ΑΜΚΑ «01013099997»", "τηλ. «210 123 4567»", "στις «4 Μαρτίου 2021»", "«4/3/2021»", "κ. «Παπαδόπουλος»", "«οδός Ερμού 15»", "«92» ετών",
    ),
    "it": (
        "«RSSMRA85T10A562S»", "tel. «06 698 83712»", "il «4 marzo 2021»", "«Via Roma 10»", "Sig. «Bianchi»", "«Ospedale San Raffaele»", "«92» anni",
    ),
}  # fmt: skip


def _marked(case: str) -> tuple[str, list[str]]:
    pieces = case.replace("»", "«").split("«")
    return "".join(pieces), pieces[1::2]


@pytest.mark.parametrize(
    ("kind", "case"), [(kind, case) for kind, cases in ENGLISH.items() for case in cases]
)
def test_english(english, kind, case):
    text, wanted = _marked(case)
    spans = english.find(text)
    assert wanted[0] in " ".join(text[one.start : one.end] for one in spans) or wanted == [
        text[one.start : one.end] for one in spans
    ]
    assert any(one.kind is kind for one in spans)


@pytest.mark.parametrize(
    ("language", "case"), [(one, case) for one, cases in OTHERS.items() for case in cases]
)
def test_other_languages_by_rule(language, case):
    text, wanted = _marked(case)
    tool = TextDeidentifier(mode="tags", language=language)
    left = tool.replaced(text, tool.find(text))
    assert wanted[0] not in left
    assert not any(part in left for part in wanted[0].split() if len(part) > 3), left


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bleep", "Seen on the ward, bleep 4417."),
        ("ward", "Now on Ward 7B."),
        ("labelled number", "hospital number 448291"),
        ("street", "lives at 42 Baker Street"),
        ("age by its label", "aged 97, frail"),
    ],
)
def test_a_rule_left_out_leaves_its_canary(monkeypatch, name, text):
    tool = TextDeidentifier(mode="tags", language="nl")
    assert tool.replaced(text, tool.find(text)) != text
    fewer = [rule for rule in deidentifier.RULES if rule.name != name]
    assert len(fewer) == len(deidentifier.RULES) - 1
    monkeypatch.setattr(deidentifier, "RULES", fewer)
    assert tool.replaced(text, tool.find(text)) == text


def test_a_name_is_found_again_in_other_spellings(english):
    text = "Dr. Quill-Marsh came. QUILL-MARSH wrote; Quill-Marsh's note. Marsh signed."
    left = TextDeidentifier(mode="tags").replaced(text, english.find(text))
    assert "arsh" not in left.casefold()


def test_what_the_record_knows_is_found_in_all_spellings(english):
    known = ("Ilse Quillfeather", "020 7946 0018", "12 Elm Road", "RX-44829", "ilse@mailbox.org")
    text = (
        "quillfeather, ILSE QUILLFEATHER, Quillfeather's, I. Quillfeather, Ilse; 02079460018; (020) 7946-0018; 12 elm road; "
        "12, ELM ROAD; rx44829; RX 44829; ILSE@MAILBOX.ORG; xIlse"
    )
    left = TextDeidentifier(mode="tags").replaced(text, english.find(text, known)).casefold()
    assert not any(one in left for one in ("quill", "ilse ", "7946", "elm", "44829", "mailbox"))
    without = TextDeidentifier(mode="tags", language="nl").find(text)
    assert len(without) < len(english.find(text, known))
