# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Clean descriptions: of a text, the words of a vocabulary of imaging are kept, and nothing else."""

import re
from collections.abc import Set as AbstractSet
from functools import cache

__all__ = ["cleaned_text", "known_words", "names_somebody", "without_known_words", "words"]

WORD = re.compile(r"[^\W_]+", re.UNICODE)
PIECE = re.compile(
    r"\d+(?:[.,/:\s-]+\d+)+|[^\W_]+|[\W_]+", re.UNICODE
)  # a run of numbers may be a date or a telephone
NUMBER = re.compile(r"\d{1,3}|\d{1,3}[.,]\d{1,3}")
MEASURE = re.compile(
    r"(?:\d{1,3}(?:[.,]\d{1,3})?)(?:mm|cm|ms|s|min|t|kv|kvp|ma|mas|ml|mg|hz|mhz|deg|x|d|st|nd|rd|th)",
    re.IGNORECASE,
)
SHORTHAND = """
t1 t2 pd t1w t2w pdw t2s b0 adc dwi dti swi tof mra mrv cta ctv petct pet ct mr mri us xa nm cr dx
mg rf ax axial sag sagittal cor coronal tra transverse obl oblique loc localizer scout topogram
survey mip mpr fse tse gre ge se ep epi epi2d ir flair stir fiesta fisp ssfp mprage spgr flash vibe
lava dixon haste propeller blade hr fs fat sat nex etl te tr ti fov w wo wwo with without pre post
iv po contrast gad gd dyn dynamic art arterial ven venous port portal delayed recon recons soft bone
lung brain head neck chest abdomen abd pelvis spine cspine tspine lspine knee hip shoulder wrist
elbow ankle foot hand leg arm left right bilateral bilat lt rt l r ap pa lat lateral decub supine
prone erect upright view views screening diagnostic follow up baseline routine protocol series study
scan images image slice slices thick thin axials of and the in on at for to no not normal one two
first second phase phases stress rest gated breath hold free breathing
"""


@cache
def known_words() -> frozenset[str]:
    """Lower-case words of attribute names, of the standard's coded concepts, and of imaging's shorthand."""
    from pydicom.datadict import DicomDictionary
    from pydicom.sr.codedict import codes

    found = set(SHORTHAND.split())
    for entry in DicomDictionary.values():
        found.update(word.lower() for word in WORD.findall(entry[2]) if not word.isdigit())
    for scheme in ("DCM", "SCT"):
        for code in getattr(codes, scheme).concepts.values():
            found.update(word.lower() for word in WORD.findall(code.meaning) if not word.isdigit())
    return frozenset(found)


def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case."""
    return tuple(word.lower() for word in WORD.findall(text))


def cleaned_text(text: str, known_of_person: AbstractSet[str]) -> str:
    """Return the words of a text that are in the vocabulary, with numbers of up to three digits and measures.

    A word that names the person, or anybody else the record names, goes even where the vocabulary has it.

    Examples
    --------
    >>> cleaned_text("CT chest 5mm, Miss Bell, MRN 4711234, 3.4.2021", {"bell"})
    'CT chest 5mm'
    """
    vocabulary = known_words()
    kept: list[str] = []
    gap = ""
    for piece in PIECE.findall(text):
        lower = piece.lower()
        if not WORD.match(piece):
            gap = gap or "".join(one for one in piece if one in " _-/.,()")[:2]
        elif not names_somebody(piece, known_of_person) and (
            lower in vocabulary or NUMBER.fullmatch(piece) or MEASURE.fullmatch(piece)
        ):
            kept += [gap or " ", piece] if kept else [piece]
            gap = ""
        else:
            gap = " "
    return "".join(kept)


def without_known_words(text: str, known_of_person: AbstractSet[str]) -> str:
    """Return a text without the words that name the person or anybody else the record names.

    Examples
    --------
    >>> without_known_words("ACME for Doe^Jane", {"doe", "jane"})
    'ACME for'
    """
    if not names_somebody(text, known_of_person):
        return text
    left = WORD.sub(lambda found: "" if names_somebody(found[0], known_of_person) else found[0], text)
    return re.sub(r"[\s^]+", " ", left).strip()


def names_somebody(text: str, known_of_person: AbstractSet[str]) -> bool:
    """Whether a text holds a word that names the person, alone or, from four characters on, inside another word."""
    found = words(text)
    if not known_of_person.isdisjoint(found):
        return True
    joined = " ".join(found)
    return any(len(word) >= 4 and word in joined for word in known_of_person)
