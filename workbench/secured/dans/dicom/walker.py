# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Build the clean data set element by element, at every depth, by the table; what is in no table goes by its kind."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from secured.common.errors import PrivacyInputError
from secured.dans.deidentification import Identities
from secured.dans.dicom.confidentiality_table import rule_of
from secured.dans.dicom.dummy_values import DUMMY_TEXT, dummy_value
from secured.dans.dicom.graphics import clean_graphics
from secured.dans.dicom.icc_profile import rebuilt_profile
from secured.dans.dicom.known_identifiers import KnownIdentifiers, texts_of
from secured.dans.dicom.moved_dates import moved_date, moved_datetime, valid_time
from secured.dans.dicom.options import DicomOptions
from secured.dans.dicom.private_blocks import PrivateBlocks
from secured.dans.dicom.structured_content import CONTENT, VALUE_TYPES, clean_content
from secured.dans.dicom.vocabulary import cleaned_text, without_known_words, words

if TYPE_CHECKING:
    from pydicom import DataElement, Dataset

__all__ = ["Walker"]

PATIENT_NAME, PATIENT_ID, PATIENT_AGE = 0x00100010, 0x00100020, 0x00101010
PERSON_CODE, CONTEXT, ZONE = 0x00401101, 0x00400555, 0x00080201
OBSERVERS, STEPS, PROFILE, VALUE_TYPE = 0x0040A073, 0x00081111, 0x00282000, 0x0040A040
FREE_TEXT = {"LT", "ST", "UT", "UC"}
CODE_STRING = re.compile(r"[A-Za-z0-9_ .+/-]{0,16}")
SHORT_TEXT = {"LO", "SH", "CS"}
DATES = {"DA", "DT", "TM"}
BYTES = {"OB", "OW", "UN"}
#: Bytes that are samples, tables of grey or colour, or geometry: every other attribute of bytes is left out.
SAMPLES = {
    0x00281201, 0x00281202, 0x00281203, 0x00281204, 0x00281221, 0x00281222, 0x00281223, 0x00281224,
    0x00283006, 0x54001010, 0x5400100A, 0x54000110, 0x54000112, 0x7FE00001, 0x7FE00002, 0x00660023, 0x00660024,
    0x00660025, 0x00660029,
}  # fmt: skip
#: Times as bytes, listed in the table and kept only where it says so.
TIMES = {0x00340007, 0x04000310}


class Walker:
    """Cleans the data sets of one file.

    Parameters
    ----------
    options : DicomOptions
    identities : Identities
    person : str
        Whose the file is.
    known : KnownIdentifiers
    report : bool, default False
        Whether it is a structured report, which requires some sequences that images need not have.
    """

    def __init__(
        self,
        options: DicomOptions,
        identities: Identities,
        person: str,
        known: KnownIdentifiers,
        *,
        report: bool = False,
    ) -> None:
        self.report = report
        self.options, self.identities, self.person, self.known = options, identities, person, known
        self.chosen = options.chosen
        self.private = PrivateBlocks(options)
        self.counts: Counter[str] = Counter()
        self.made = {DUMMY_TEXT, identities.pseudonym(person)}

    def clean(self, dataset: "Dataset") -> "Dataset":
        """Return a new data set; the given one is left as it is."""
        from pydicom import Dataset

        new = Dataset()
        for element in dataset:
            tag = int(element.tag)
            if tag >> 16 & 1 or tag & 0xFFFF == 0 or tag >> 16 < 8 or tag >> 24 in (0x50, 0x60):
                self.counts["removed"] += 1  # what an option asks for comes back below
                continue
            kept = self.element(element)
            if kept is not None:
                new.add(kept)
        if self.options.clean_graphics:
            clean_graphics(dataset, new, self)
        self.private.copy(dataset, new, self)
        return new

    def element(self, element: "DataElement") -> "DataElement | None":
        """Return what becomes of a standard attribute."""
        vr = self.vr_of(element)
        rule = rule_of(int(element.tag))
        action = rule.action(self.chosen) if rule else "net"
        if vr is None:
            kept = None  # unknown to the dictionary, or written as something else than it is
        elif action in ("X", "D", "Z") and element.VR == "SQ":
            kept = self.dummy_sequence(element, rule.basic if rule else "X")
        else:
            kept = getattr(self, ACTIONS[action])(element, vr)
        self.counts[COUNTED[action] if kept is not None else "removed"] += 1
        return kept

    @staticmethod
    def vr_of(element: "DataElement") -> str | None:
        """The representation, where it is one of those the dictionary has for the attribute."""
        from pydicom.datadict import DicomDictionary

        listed = DicomDictionary.get(int(element.tag), ("",))[0]
        return element.VR if element.VR in listed or (element.VR == listed) else None

    # The actions of the table.

    def remove(self, element: "DataElement", vr: str) -> None:
        return None

    def empty(self, element: "DataElement", vr: str) -> "DataElement":
        if int(element.tag) == PATIENT_NAME:
            return self.with_value(element, vr, self.identities.pseudonym(self.person))
        return self.with_value(element, vr, None)

    def dummy(self, element: "DataElement", vr: str) -> "DataElement | None":
        if int(element.tag) == PATIENT_ID:
            return self.with_value(element, vr, self.identities.pseudonym(self.person))
        if vr == "UI":
            return self.map(element, vr)
        texts = texts_of(element)
        if (
            texts
            and element.keyword.endswith(("ID", "Identifier", "Number"))
            and vr in ("LO", "SH", "UC", "UT")
        ):
            return self.with_value(element, vr, self.code(element.keyword, texts[0]))
        return self.with_value(element, vr, dummy_value(vr))

    def dummy_sequence(self, element: "DataElement", basic: str) -> "DataElement | None":
        """A sequence whose items may not be kept: gone, or empty or with an item that says nothing where it is required."""
        from pydicom import Dataset

        tag = int(element.tag)
        if tag == PERSON_CODE:
            item = Dataset()
            item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = "0", "99SECURED", DUMMY_TEXT
            return self.with_value(element, "SQ", [item])
        if tag == OBSERVERS:
            return self.walk(element)  # every attribute an item may have is listed, and becomes a dummy
        if basic == "Z" or tag == CONTEXT or (tag == STEPS and self.report):
            return self.with_value(element, "SQ", [])
        return None

    def map(self, element: "DataElement", vr: str) -> "DataElement | None":
        if vr == "SQ":
            return self.walk(element)
        if vr != "UI":
            return None
        return self.each(element, vr, self.mapped_uid)

    def keep(self, element: "DataElement", vr: str) -> "DataElement | None":
        if vr == "SQ":
            return self.walk(element)
        if vr == "UN" or (vr in BYTES and int(element.tag) not in SAMPLES | TIMES):
            return None
        if vr in DATES:
            return self.date(element, vr, kept=True)
        if int(element.tag) == PATIENT_AGE:
            return self.each(element, vr, _age)
        return self.with_value(element, vr, element.value)

    def clean_value(self, element: "DataElement", vr: str) -> "DataElement | None":
        """Action C: keep what is certain not to identify."""
        if vr == "SQ":
            if int(element.tag) in CONTENT:
                return clean_content(element, self)
            return self.walk(element)
        if vr in DATES or int(element.tag) == ZONE:
            return self.date(element, vr)
        if vr == "AE":
            return self.each(element, vr, lambda text: self.code("AE", text).upper())
        if vr == "PN":
            return self.with_value(element, vr, DUMMY_TEXT)
        if vr in FREE_TEXT or vr in SHORT_TEXT:
            return self.each(element, vr, self.described)
        if vr == "UR" or (vr in BYTES and int(element.tag) not in SAMPLES):
            return None
        return self.keep(element, vr)

    def net(self, element: "DataElement", vr: str) -> "DataElement | None":
        """What no table lists: by its kind, so that nothing unexpected is kept."""
        if vr in DATES:
            if not (
                self.options.retain_longitudinal_full_dates or self.options.retain_longitudinal_modified_dates
            ):
                return self.with_value(element, vr, dummy_value(vr) if texts_of(element) else None)
            return self.date(element, vr)
        if vr == "UI":
            return self.keep(element, vr) if self.options.retain_uids else self.map(element, vr)
        if vr == "PN":
            return self.empty(element, vr)
        if vr in FREE_TEXT or vr in ("AE", "UR"):
            return self.clean_value(element, vr)
        if int(element.tag) == VALUE_TYPE and element.value in VALUE_TYPES:
            return self.keep(element, vr)
        if vr == "CS":
            return self.each(element, vr, self.code_string)
        if vr in SHORT_TEXT:
            return self.each(element, vr, self.unlisted)
        if int(element.tag) == PROFILE:
            rebuilt = rebuilt_profile(element.value or b"")
            return self.with_value(element, vr, rebuilt) if rebuilt else None
        return self.keep(element, vr)

    # Values.

    def walk(self, element: "DataElement") -> "DataElement":
        """A sequence with its items cleaned."""
        return self.with_value(element, "SQ", [self.clean(item) for item in element.value or ()])

    def date(self, element: "DataElement", vr: str, *, kept: bool = False) -> "DataElement":
        """Dates kept or moved; what is no date becomes a dummy."""

        def move(day: date) -> date:
            stays = kept or self.options.retain_longitudinal_full_dates
            return day if stays else self.identities.shifted(self.person, day)

        def moved(text: str) -> str:
            try:
                if vr == "DA":
                    return moved_date(text, move)
                if vr == "DT":
                    return moved_datetime(text, move)
                if vr == "TM" and valid_time(text):
                    return text
            except (ValueError, PrivacyInputError):
                pass
            return dummy_value(vr)

        if int(element.tag) == ZONE:
            zone = str(element.value or "")
            valid = len(zone) == 5 and zone[0] in "+-" and zone[1:].isdigit()
            return self.with_value(element, vr, zone if valid else None)
        if vr != "TM" and self.options.retain_longitudinal_modified_dates and not kept:
            self.counts["shifted"] += 1
        return self.each(element, vr, moved)

    def code(self, domain: str, text: str) -> str:
        """A code that stands for a number or a title; remembered, as a name may be in it by chance."""
        made = self.identities.code(domain, text)
        self.made |= {made, made.upper()}
        return made

    def mapped_uid(self, text: str) -> str:
        from pydicom.uid import UID_dictionary

        return text if text in UID_dictionary else self.identities.uid(text)

    def described(self, text: str) -> str:
        return cleaned_text(text, self.known.words) or DUMMY_TEXT

    def unlisted(self, text: str) -> str:
        return without_known_words(text, self.known.words) or DUMMY_TEXT

    def code_string(self, text: str) -> str:
        named = not self.known.words.isdisjoint(words(text))
        return DUMMY_TEXT if named or not CODE_STRING.fullmatch(text) else text

    def each(self, element: "DataElement", vr: str, change: Callable[[str], str]) -> "DataElement":
        """The element with every value changed."""
        values = [change(text) for text in texts_of(element)]
        return self.with_value(element, vr, values if len(values) != 1 else values[0])

    @staticmethod
    def with_value(element: "DataElement", vr: str, value: Any) -> "DataElement":
        """A new element of the same tag."""
        from pydicom import DataElement

        return DataElement(element.tag, vr, value if value != [] or vr == "SQ" else None)


def _age(text: str) -> str:
    """An age, 90 years and more as 90."""
    years = text.strip()
    if len(years) != 4 or not years[:3].isdigit() or years[3] not in "DWMY":
        return dummy_value("AS")
    return "090Y" if years[3] == "Y" and int(years[:3]) > 90 else years


ACTIONS = {
    "X": "remove", "Z": "empty", "D": "dummy", "U": "map", "K": "keep", "C": "clean_value", "net": "net",
}  # fmt: skip
COUNTED = {
    "X": "removed", "Z": "emptied", "D": "replaced", "U": "mapped", "K": "retained", "C": "cleaned", "net": "unlisted",
}  # fmt: skip
