# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a search for identifiers found, and whether it could have found them; numbers and places, no contents."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from math import sqrt
from typing import Any

from secured.common.result_table import html_table

__all__ = ["Control", "Leak", "LeakReport", "Verdict"]

SHOWN = 200  # rows of a table


class Verdict(StrEnum):
    """What a search says."""

    FOUND = "FOUND"  # identifiers of the source are in the destination
    NONE_FOUND = "NONE_FOUND"  # the search could have found them, and did not
    INCONCLUSIVE = "INCONCLUSIVE"  # nothing was found, but the search proves too little


@dataclass(frozen=True, kw_only=True)
class Leak:
    """One identifier in one file, in one way of writing, at its first place.

    Parameters
    ----------
    token : int
        Number of the identifier; the identifier itself is nowhere in a report.
    field : str
        What it is in the source, such as ``dicom PatientName``.
    file : str
        As below the destination; withheld where the name itself holds an identifier.
    encoding : str
    layers : tuple of str
        What had to be unpacked, outermost first.
    offset : int
        Byte in the innermost stream, exact for plain and wide text; frame for pixels; 0 for names of files.
    """

    token: int
    field: str
    file: str
    encoding: str
    layers: tuple[str, ...] = ()
    offset: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {**self.__dict__, "layers": list(self.layers)}


@dataclass(frozen=True, kw_only=True)
class Control:
    """Whether the search finds what is certainly there.

    Parameters
    ----------
    expected, found : int
        Identifiers in the untouched source, and those of them that the search found there.
    missed : mapping of str to int
        Those it did not find, by field.
    ways, ways_found : int
        Ways to write and pack a string of its own, and those in which it was found.
    """

    expected: int
    found: int
    missed: Mapping[str, int] = field(default_factory=dict)
    ways: int = 0
    ways_found: int = 0

    @property
    def complete(self) -> bool:
        """Whether everything was found."""
        return self.expected > 0 and self.found == self.expected and self.ways_found == self.ways

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {**self.__dict__, "missed": dict(self.missed), "complete": self.complete}


@dataclass(frozen=True, kw_only=True)
class LeakReport:
    """Result of a search for the identifiers of a source in what was made from it.

    Parameters
    ----------
    identifiers : mapping of str to int
        How many distinct ones were looked for, by field; the rows of one person count once.
    leaks : tuple of Leak
    control : Control
    files, size : int
        Files of the destination and their bytes.
    not_searched : tuple of (str, str)
        File and reason: damaged, encrypted, unpacking beyond all measure.
    without_identifiers : mapping of str to int
        Files of the source that gave none, by what they are.
    by_chance : int
        Dates of nobody that were looked for in the place of birth dates, and found.
    pixels : str
        Whether images were read.
    """

    identifiers: Mapping[str, int]
    leaks: tuple[Leak, ...]
    control: Control
    files: int
    size: int
    not_searched: tuple[tuple[str, str], ...] = ()
    without_identifiers: Mapping[str, int] = field(default_factory=dict)
    by_chance: int = 0
    pixels: str = "not read"

    @property
    def found(self) -> int:
        """Distinct identifiers that are in the destination."""
        return len({leak.token for leak in self.leaks})

    @property
    def verdict(self) -> Verdict:
        """Found, none found, or inconclusive."""
        dates = len({leak.token for leak in self.leaks if leak.field.endswith(" date")})
        beyond_chance = dates > self.by_chance + 2 * sqrt(self.by_chance)
        if self.found > dates or beyond_chance:
            return Verdict.FOUND
        if not self.control.complete or self.not_searched or not self.files:
            return Verdict.INCONCLUSIVE
        return Verdict.NONE_FOUND

    @property
    def exit_status(self) -> int:
        """0 none found, 1 found, 2 inconclusive."""
        return {Verdict.NONE_FOUND: 0, Verdict.FOUND: 1, Verdict.INCONCLUSIVE: 2}[self.verdict]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "verdict": str(self.verdict),
            "identifiers": dict(self.identifiers),
            "identifiers_total": sum(self.identifiers.values()),
            "found": self.found,
            "leaks": [leak.to_dict() for leak in self.leaks],
            "control": self.control.to_dict(),
            "files": self.files,
            "size": self.size,
            "not_searched": [list(one) for one in self.not_searched],
            "without_identifiers": dict(self.without_identifiers),
            "by_chance": self.by_chance,
            "pixels": self.pixels,
        }

    def summary(self) -> str:
        """The result in one sentence or two."""
        control = self.control
        total = sum(self.identifiers.values())
        proof = (
            f"positive control {control.found} of {control.expected} in the untouched source, "
            f"{control.ways_found} of {control.ways} ways of writing"
        )
        text = f"{total} identifiers of the source, {self.found} found in {self.files} files; {proof}."
        if self.not_searched:
            text += f" {len({file for file, _ in self.not_searched})} files could not be searched in full."
        if self.verdict is Verdict.INCONCLUSIVE:
            text += " Inconclusive: finding none here proves nothing."
        return text

    def _repr_html_(self) -> str:
        leaks = [
            (
                leak.token,
                leak.field,
                leak.file,
                " > ".join((*leak.layers, leak.encoding)),
                str(leak.offset),
            )
            for leak in self.leaks[:SHOWN]
        ]
        more = f"<p>{len(self.leaks) - SHOWN} more.</p>" if len(self.leaks) > SHOWN else ""
        where = Counter(leak.field for leak in self.leaks)
        fields = [
            (name, count, len({leak.token for leak in self.leaks if leak.field == name}), where[name])
            for name, count in self.identifiers.items()
        ]
        parts = [
            f"<p><b>{self.verdict}</b>: {escape(self.summary())} Pixels: {escape(self.pixels)}.</p>",
            html_table("Identifiers of the source", ("field", "looked for", "found", "places"), fields),
        ]
        if leaks:
            parts += [html_table("Where", ("token", "field", "file", "how", "offset"), leaks), more]
        if self.not_searched:
            parts.append(html_table("Not searched", ("file", "reason"), self.not_searched[:SHOWN]))
        if self.without_identifiers:
            rows = list(self.without_identifiers.items())
            parts.append(html_table("Originals that gave no identifiers", ("kind", "files"), rows))
        return "".join(parts)
