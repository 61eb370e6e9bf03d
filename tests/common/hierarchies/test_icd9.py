# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Codes of ICD-9-CM climb to their category and chapter, at the borders that the classification has."""

import numpy as np
import pytest

from secured.common.hierarchies import Icd9
from secured.common.hierarchies.icd9 import chapter_of

BORDERS = [  # last and first category of neighbours, from the tabular list
    ("139", "infectious diseases", "140", "neoplasms"),
    ("239.9", "neoplasms", "240", "endocrine and metabolic diseases"),
    ("279", "endocrine and metabolic diseases", "280", "diseases of the blood"),
    ("289", "diseases of the blood", "290", "mental disorders"),
    ("319", "mental disorders", "320", "nervous system and sense organs"),
    ("389", "nervous system and sense organs", "390", "circulatory system"),
    ("459", "circulatory system", "460", "respiratory system"),
    ("519", "respiratory system", "520", "digestive system"),
    ("579", "digestive system", "580", "genitourinary system"),
    ("629", "genitourinary system", "630", "pregnancy and childbirth"),
    ("679", "pregnancy and childbirth", "680", "diseases of the skin"),
    ("709", "diseases of the skin", "710", "musculoskeletal system"),
    ("739", "musculoskeletal system", "740", "congenital anomalies"),
    ("759", "congenital anomalies", "760", "perinatal conditions"),
    ("779", "perinatal conditions", "780", "symptoms and ill-defined conditions"),
    ("799", "symptoms and ill-defined conditions", "800", "injury and poisoning"),
]


@pytest.mark.parametrize(("last", "before", "first", "after"), BORDERS)
def test_chapters_begin_and_end_where_the_classification_says(last, before, first, after):
    assert (chapter_of(last), chapter_of(first)) == (before, after)


@pytest.mark.parametrize(
    ("code", "chapter"),
    [
        ("1", "infectious diseases"),
        ("999.9", "injury and poisoning"),
        ("E878", "external causes"),
        ("V57.1", "contact with health services"),
        ("0", "other"),
        ("1000", "other"),
        ("?", "other"),
        ("", "other"),
    ],
)
def test_ends_letters_and_what_is_no_code(code, chapter):
    assert chapter_of(code) == chapter


def test_levels_are_nested_and_described_by_what_they_hold():
    codes = np.array(["250", "250.01", "250.83", "428", "410.9", "V27"], dtype=object)
    hierarchy = Icd9().build("diagnosis", codes)
    assert hierarchy.n_levels == 4
    assert hierarchy.descriptions[1]["250"].members == ("250", "250.01", "250.83")
    assert hierarchy.descriptions[2]["circulatory system"].members == ("428", "410.9")
    assert "428" not in hierarchy.descriptions[1]  # its category is itself


def test_without_codes_there_are_as_many_levels():
    assert Icd9().build("diagnosis", np.zeros(0, dtype=object)).n_levels == 4
