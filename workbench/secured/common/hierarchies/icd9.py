# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Diagnoses of ICD-9-CM: code, category of three characters, chapter."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.specs import HierarchySpec, from_columns

__all__ = ["Icd9", "chapter_of"]

CHAPTERS = {  # first category: chapter
    1: "infectious diseases",
    140: "neoplasms",
    240: "endocrine and metabolic diseases",
    280: "diseases of the blood",
    290: "mental disorders",
    320: "nervous system and sense organs",
    390: "circulatory system",
    460: "respiratory system",
    520: "digestive system",
    580: "genitourinary system",
    630: "pregnancy and childbirth",
    680: "diseases of the skin",
    710: "musculoskeletal system",
    740: "congenital anomalies",
    760: "perinatal conditions",
    780: "symptoms and ill-defined conditions",
    800: "injury and poisoning",
}
LETTERS = {"E": "external causes", "V": "contact with health services"}
OTHER = "other"
FIRST = tuple(CHAPTERS)


@dataclass(frozen=True, kw_only=True)
class Icd9(HierarchySpec):
    """Codes of ICD-9-CM with a point (``250.83``, ``V27``, ``E878``); what is no such code is of the chapter "other".

    References
    ----------
    National Center for Health Statistics, International Classification of Diseases, 9th revision, clinical modification.

    Examples
    --------
    >>> hierarchy = Icd9().build("diagnosis", np.array(["250.83", "428", "V27"], dtype=object))
    >>> [str(level[0]) for level in hierarchy.labels]
    ['250.83', '250', 'endocrine and metabolic diseases', '*']
    """

    kind: ClassVar[str] = "icd-9"

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build over the codes that occur."""
        rows = [(str(code), str(code).partition(".")[0], chapter_of(str(code))) for code in values]
        if not rows:
            return Hierarchy.from_labels(column, values, [values, values], [{}, {}])
        return from_columns(column, rows)


def chapter_of(code: str) -> str:
    """Return the chapter of a code.

    Examples
    --------
    >>> chapter_of("786.5"), chapter_of("E878"), chapter_of("?")
    ('symptoms and ill-defined conditions', 'external causes', 'other')
    """
    category = code.partition(".")[0].strip()
    if category[:1] in LETTERS:
        return LETTERS[category[:1]]
    if not category.isdecimal() or not 1 <= int(category) <= 999:
        return OTHER
    return CHAPTERS[FIRST[bisect_right(FIRST, int(category)) - 1]]
