# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Eponyms, scores, doses and labels stay; a person who bears an eponym's name does not."""

import pytest

from secured.dans.text import Kind, TextDeidentifier

EPONYMS = (
    "Wilson disease", "Bell palsy", "Bell's palsy", "Foley catheter", "Hodgkin lymphoma", "Hodgkin's disease", "Apgar 9/10",
    "Apgar score", "Babinski sign", "Babinski negative", "Crohn's disease", "Crohn disease", "Parkinson's disease",
    "Alzheimer's dementia", "Addison disease", "Cushing syndrome", "Graves' disease", "Hashimoto thyroiditis", "Paget disease",
    "Huntington disease", "Marfan syndrome", "Down syndrome", "Turner syndrome", "Klinefelter syndrome", "Raynaud phenomenon",
    "Sjögren syndrome", "Guillain-Barré syndrome", "Kawasaki disease", "Hirschsprung disease", "Whipple procedure", "Nissen fundoplication",
    "Hartmann procedure", "Billroth II", "Trendelenburg position", "Murphy sign", "McBurney point", "Rovsing sign", "Kernig sign",
    "Brudzinski sign", "Romberg negative", "Tinel sign", "Phalen test", "Lachman test", "Colles fracture", "Salter-Harris II",
    "Glasgow Coma Scale 15", "Gleason 7", "Breslow 1.2 mm", "Clavien-Dindo II", "Child-Pugh B", "Karnofsky 80", "Rankin 2", "Braden 17",
    "Waterlow 14", "Mallampati II", "Killip class II", "Barrett's oesophagus", "Meckel diverticulum", "Virchow node", "Charcot foot",
    "Kaposi sarcoma", "Burkitt lymphoma", "Ewing sarcoma", "Wilms tumour", "Merkel cell carcinoma", "Reed-Sternberg cells",
    "Lewy body dementia", "Wernicke encephalopathy", "Korsakoff syndrome", "Todd paresis", "Horner syndrome", "Ménière's disease",
    "Dupuytren contracture", "Baker cyst", "Hickman line", "Swan-Ganz catheter", "Doppler ultrasound", "Holter monitor", "Hartmann's solution",
    "Fallot tetralogy", "Ebstein anomaly", "Eisenmenger syndrome", "Wolff-Parkinson-White syndrome", "Wenckebach block", "Brugada syndrome",
    "Kussmaul breathing", "Cheyne-Stokes respiration", "Osler nodes", "Janeway lesions", "Roth spots",
)  # fmt: skip
SENTENCES = (
    "History of {}.",
    "{} noted today",
    "No {}.",
    "Known {}, stable on treatment.",
    "- {}",
    "1. {}\n2. Hypertension",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_eponym_is_taken_for_a_name(english, sentence):
    assert len(EPONYMS) >= 60
    taken = [eponym for eponym in EPONYMS if len(english.find(sentence.format(eponym)))]
    assert taken == []


@pytest.mark.parametrize(
    "text",
    [
        "Pain 9/10, power 4/5, murmur 3/6, NYHA III, Grade II, ASA 2.",
        "HR 72, BP 120/80, RR 14, T 36.8, SpO2 98% RA, GCS 15/15.",
        "Hb 13.2 g/dL, WBC 12.1, Plt 182, Na 139, K 4.4, CRP 180 -> 96, HbA1c 58 mmol/mol.",
        "Amoxicillin 500 mg TDS for 7 days, paracetamol 1 g QDS, insulin 10-0-12 units.",
        "DOB:  SSN:  NHS number:  MRN:  Tel:",
        "Seen three days ago, POD 2, for two weeks, a 45-year-old, aged 67, on Monday, in 2015.",
        "CA 19-9 1,240 U/mL, HLA-B27, T12-L1, C5/6 disc, BRCA1, COVID-19, 10 x 12 cm, 24/7.",
        "Metoprolol 25 mg 1-0-1, morphine 10 mg q4h, 1,204 ectopics, 0.9% saline 1000 mL over 8 h.",
        "ECG: PR 160 ms, QRS 96 ms, QTc 448 ms. Echo: LVEF 52%, E/e' 9, TAPSE 22 mm.",
        "AETNA and Medicare were billed.",
    ],
)  # fmt: skip
def test_scores_doses_and_labels_stay(english, text):
    assert [text[one.start : one.end] for one in english.find(text)] == []


def test_a_doctor_with_an_eponyms_name_is_found_and_the_disease_stays(english):
    text = "Reviewed by Dr. Wilson: Wilson disease is likely. Wilson will call back. Wilson's disease runs in the family."
    found = [text[one.start : one.end] for one in english.find(text)]
    assert found == ["Wilson", "Wilson"]
    assert english.find(text).spans[1].start == text.index("Wilson will")


def test_the_patients_own_name_goes_even_from_an_eponym(english):
    text = "Wilson disease, Wilson's disease."
    assert len(english.find(text, known=("Ann Wilson",))) == 2


def test_further_terms_can_be_kept():
    text = "Uncle Bob Zebrowski sign: Zebrowskoid, 9/10."
    more = TextDeidentifier(keep=("Zebrowskoid",)).find(text)
    assert "Zebrowskoid" not in [text[one.start : one.end] for one in more]
    assert all(one.kind is Kind.NAME for one in more)
