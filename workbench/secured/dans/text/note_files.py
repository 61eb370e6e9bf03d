# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files of plain text that hold one clinical note of one person."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from secured.common.methods import method
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, Source, Stage
from secured.dans.text.deidentifier import LONGEST, TextDeidentifier
from secured.dans.text.kinds import Kind
from secured.dans.text.known_names import found_known
from secured.dans.text.spans import Spans

__all__ = ["NoteFiles"]

SUFFIXES = frozenset({".txt", ".text"})
STRANGE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff]")
SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


@method(
    name="files of notes",
    engine="dans",
    modality="text",
    goal="one note a file, of a person whom the owner names, written anew with surrogates or tags",
    section="4.1",
    source="Stubbs & Uzuner 2015, doi:10.1016/j.jbi.2015.07.020",
)
@dataclass(frozen=True, kw_only=True)
class NoteFiles:
    """Clean files of notes.

    A note does not say with certainty whose it is, and its dates need that person's shift: without the owner's list
    or a BIDS label in the path a file is quarantined.

    Parameters
    ----------
    deidentifier : TextDeidentifier
        Finds and replaces; English with surrogates by default.
    """

    deidentifier: TextDeidentifier = field(default_factory=TextDeidentifier)

    @property
    def name(self) -> str:
        """The format's name."""
        return "text"

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix, and a beginning that is text in UTF-8."""
        if path.suffix.lower() not in SUFFIXES:
            return False
        try:
            text = head.decode("utf-8-sig")
        except UnicodeDecodeError as error:  # the 4,096 bytes may end within a character
            if len(head) < 4096 or error.start < len(head) - 3:
                return False
            text = head[: error.start].decode("utf-8-sig")
        return STRANGE.search(text) is None and any(one.isalpha() for one in text)

    def companions(self, path: Path) -> tuple[Path, ...]:
        """None."""
        return ()

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write the note with everything replaced that was found.

        Raises
        ------
        Quarantined
            If nobody says whose it is, it is not text in UTF-8, it is too long, or something known is left.
        MissingDependency
            If the language is English and Presidio or its model is not installed.
        """
        if source.person is None:
            raise Quarantined(Reason.NO_PERSON, "The owner's list does not say whose the note is.")
        text = _read(source.main)
        known = (source.person.id, *source.person.known)
        tool = self.deidentifier
        spans = tool.find(text, known)
        written = tool.replaced(text, spans, identities=identities, person=source.person.id)
        identifiers = frozenset(_identifiers(text, spans, known))
        if any(True for _ in found_known(written, known)) or _left(written, identifiers):
            raise Quarantined(Reason.LEAK_FOUND, "Something known of the person is left in the note.")
        code = identities.code("file", source.name)
        place = f"{identities.pseudonym(source.person.id)}/text/{code}.txt"
        stage.new(place).write_bytes(written.encode("utf-8"))
        counts = {f"{kind.lower()} replaced": n for kind, n in spans.counts().items()}
        return Cleaned(counts=counts, identifiers=identifiers)


def _read(path: Path) -> str:
    """The text of a file, with plain line ends and without characters that nobody sees.

    An invisible character within a name would hide it from every rule, and from the check afterwards.
    """
    limit = 4 * LONGEST
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError:
        raise Quarantined(Reason.UNREADABLE, "The file cannot be read.") from None
    if len(data) > limit:
        raise Quarantined(Reason.UNSUPPORTED, f"A note has at most {LONGEST:,} characters.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Quarantined(Reason.MALFORMED, f"The text is not UTF-8 (byte {error.start}).") from None
    if STRANGE.search(text):
        raise Quarantined(Reason.MALFORMED, "The text holds control characters.")
    text = SPACES.sub(" ", INVISIBLE.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Quarantined(Reason.EMPTY, "There is no text.")
    if len(text) > LONGEST:
        raise Quarantined(Reason.UNSUPPORTED, f"A note has at most {LONGEST:,} characters.")
    return unicodedata.normalize("NFC", text)  # an accent of its own would split a name


def _identifiers(text: str, spans: Spans, known: tuple[str, ...]) -> Iterator[str]:
    """What was replaced and is worth looking for: whole names, numbers, contacts; what is known of the person.

    A single word is left out: a doctor's surname may be part of another word, or of an eponym that stays.
    """
    yield from (one.strip() for one in known if len(one.strip()) >= 4)
    for one in spans:
        found = " ".join(text[one.start : one.end].split())
        telling = one.kind in (Kind.ID, Kind.CONTACT) or (one.kind is Kind.NAME and " " in found)
        if telling and len(found) >= 6:
            yield found


def _left(written: str, identifiers: frozenset[str]) -> bool:
    plain = " ".join(written.split())
    return any(one in plain for one in identifiers)
