# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Notes of people who do not exist, with the exact place of everything that identifies them."""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.dans.text.invented_person import InventedNames, invented_values, values_of
from secured.dans.text.kinds import Kind
from secured.dans.text.spans import Span, Spans

__all__ = ["GeneratedNote", "NoteGenerator"]

Part = Literal["development", "held_out"]
SLOT = re.compile(r"\{([a-z_0-9]+)\}")
CHOICE = re.compile(r"<<(.*?)\|\|(.*?)>>")
KINDS: tuple[tuple[str, Kind | None], ...] = (  # the longest fitting beginning of a slot's name counts
    ("patient", Kind.NAME), ("doctor", Kind.NAME), ("nurse", Kind.NAME), ("gp", Kind.NAME),
    ("relative", Kind.NAME), ("relative_phone", Kind.CONTACT),
    ("day", Kind.DATE), ("short_day", Kind.DATE), ("month_year", Kind.DATE), ("birth", Kind.DATE),
    ("age90", Kind.AGE), ("age", None), ("title", None), ("possessive", None),
    ("mrn", Kind.ID), ("nhs", Kind.ID), ("ssn", Kind.ID), ("accession", Kind.ID), ("device", Kind.ID),
    ("account", Kind.ID), ("insurance", Kind.ID), ("vehicle", Kind.ID), ("licence", Kind.ID),
    ("phone", Kind.CONTACT), ("fax", Kind.CONTACT), ("bleep", Kind.CONTACT), ("email", Kind.CONTACT),
    ("url", Kind.CONTACT), ("ip", Kind.CONTACT),
    ("street", Kind.LOCATION), ("city", Kind.LOCATION), ("postcode", Kind.LOCATION),
    ("hospital", Kind.LOCATION), ("ward", Kind.LOCATION), ("school", Kind.LOCATION), ("employer", Kind.LOCATION),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class GeneratedNote:
    """A note of an invented person.

    Parameters
    ----------
    text : str
    spans : Spans
        Everything that identifies, exactly.
    specialty : str
    template : str
    person : str
        The invented person's record number.
    known : tuple of str
        What a structured record would hold: the person's name, telephone and address.
    """

    text: str
    spans: Spans
    specialty: str
    template: str
    person: str
    known: tuple[str, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class NoteGenerator:
    """Write notes of five specialties from templates.

    Rules and lists of the de-identifier are written with the development part in view; the held-out part has
    templates, names and forms of numbers of its own, and is for measuring alone.

    Parameters
    ----------
    part : {"development", "held_out"}, default "development"
    seed : int, default 0

    Examples
    --------
    >>> note = next(iter(NoteGenerator(seed=1).notes(1)))
    >>> note.specialty
    'cardiology'
    >>> all(0 <= span.start < span.end <= len(note.text) for span in note.spans)
    True
    """

    part: Part = "development"
    seed: int = 0

    def __post_init__(self) -> None:
        if self.part not in ("development", "held_out"):
            raise PrivacyInputError("NoteGenerator: part is development or held_out.")

    def notes(self, n: int) -> tuple[GeneratedNote, ...]:
        """Return `n` notes, the templates in turn."""
        every = templates(self.part)
        names = invented_values(self.part)
        children = np.random.SeedSequence(self.seed).spawn(n)
        return tuple(
            _filled(*every[at % len(every)], names, np.random.default_rng(child))
            for at, child in enumerate(children)
        )


@cache
def templates(part: Part) -> tuple[tuple[str, str], ...]:
    """Name and text of the templates of a part."""
    text = (files("secured.dans.text") / "note_templates" / f"{part}.txt").read_text(encoding="utf-8")
    pieces = re.split(r"^=== (.+)\n", text, flags=re.MULTILINE)[1:]
    return tuple((name, body.strip() + "\n") for name, body in zip(pieces[::2], pieces[1::2], strict=True))


def _filled(template: str, text: str, names: InventedNames, rng: np.random.Generator) -> GeneratedNote:
    text = CHOICE.sub(lambda found: found[1 + int(rng.integers(2))], text)
    child = template.startswith("paediatrics")
    values = values_of(names, rng, child=child)
    parts: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for slot in SLOT.finditer(text):
        before, value = text[at : slot.start()], values[slot[1]]
        start = length + len(before)
        parts += [before, value]
        length = start + len(value)
        kind = _kind_of(slot[1])
        if kind is not None:
            spans.append(Span(start=start, end=length, kind=kind, score=1.0))
        at = slot.end()
    return GeneratedNote(
        text="".join([*parts, text[at:]]),
        spans=Spans(spans=tuple(spans)),
        specialty=template.split()[0],
        template=template,
        person=values["mrn"],
        known=tuple(values[slot] for slot in ("patient", "phone", "street")),
    )


def _kind_of(slot: str) -> Kind | None:
    fitting = [(beginning, kind) for beginning, kind in KINDS if slot.startswith(beginning)]
    if slot.startswith("nhs_or"):
        return Kind.ID
    return max(fitting, key=lambda one: len(one[0]))[1]
