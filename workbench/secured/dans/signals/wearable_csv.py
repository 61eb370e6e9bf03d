# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables of wearables: a person, a time, and numbers, as trackers and watches export them."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from secured.common.methods import method
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, Source, Stage
from secured.dans.deidentification.identities import canonical
from secured.dans.signals.wearable_columns import Role, known_measures, new_name, role_of
from secured.dans.signals.written_times import TimeColumn

__all__ = ["WearableCsvFiles"]

NUMBER = re.compile(r" *[-+]?(?:\d{1,8}(?:[.,]\d{0,20})?|[.,]\d{1,20})(?:[eE][-+]?\d{1,3})? *", re.ASCII)
FLAGS = frozenset({"", "true", "false", "nan", "na", "null", "none"})
LONGEST_LINE = 2**20


@method(
    name="tables of wearables",
    engine="dans",
    modality="signal",
    goal="pseudonyms for people, times moved per person, numbers kept, everything else dropped",
    section="4.1",
    source="ENISA 2019, Pseudonymisation techniques and best practices, doi:10.2824/247711",
)
@dataclass(frozen=True, kw_only=True)
class WearableCsvFiles:
    """Clean time-stamped CSV files of wearables, of one person or of many.

    The column that says whose a row is gets pseudonyms; times are moved by each person's shift, in the same
    spelling; rows are grouped by person, in the order of the pseudonyms; columns of numbers whose name holds a word
    that wearables use are kept to the letter; all other columns are dropped. Column names that are not made of known
    words become ``value`` and a number.

    Parameters
    ----------
    day_first : bool or None, default None
        How to read dates such as 4/12/2016; None tells it from the file's own dates, and refuses if they do not.

    References
    ----------
    D2.1 section 4.1.
    """

    day_first: bool | None = None

    @property
    def name(self) -> str:
        """The format's name."""
        return "wearable csv"

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix, and a header with a time and what wearables measure."""
        if path.suffix.lower() != ".csv":
            return False
        line, ended, _ = head.partition(b"\n")
        try:
            text = line.decode("utf-8-sig").rstrip("\r")
            names = next(csv.reader([text], delimiter=_delimiter(text), strict=True))
        except (UnicodeDecodeError, csv.Error, StopIteration):
            return False
        roles = [role_of(name) for name in names]
        enough = 1 if Role.PERSON in roles else 2
        return (
            bool(ended)
            and roles.count(Role.PERSON) <= 1
            and Role.TIME in roles
            and known_measures(names) >= enough
        )

    def companions(self, path: Path) -> tuple[Path, ...]:
        """None."""
        return ()

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write the table anew under a code.

        Raises
        ------
        Quarantined
            If rows differ in length, the text is not UTF-8, a person is missing, or dates can be read in two ways.
        """
        plan = _learn(source.main, self.day_first)
        people = _people(plan, source)
        code = identities.code("file", source.name)
        owner = identities.pseudonym(next(iter(people.values()))) if len(people) == 1 else code
        counts = Counter(rows=plan.rows, people=len(people))
        counts["columns dropped"] = len(plan.names) - len(plan.kept)
        with stage.new(f"{owner}/wearable/{code}.csv").open("wb") as output, TemporaryFile() as cleaned:
            header = _line([new_name(plan.names[at], at + 1) for at in plan.kept], plan.delimiter)
            output.write(header)
            extents = _cleaned_rows(source.main, plan, people, identities, cleaned)
            for pseudonym in sorted(
                extents
            ):  # or the rows' order would tell how far each person's dates are moved
                for start, end in extents[pseudonym]:
                    cleaned.seek(start)
                    _copy(cleaned, end - start, output)
        known = source.person.known if source.person else ()
        return Cleaned(
            counts=dict(counts), identifiers=frozenset(_searchable([*people, *people.values(), *known]))
        )


def _cleaned_rows(
    path: Path, plan: "_Plan", people: dict[str, str], identities: Identities, cleaned: BinaryIO
) -> dict[str, list[tuple[int, int]]]:
    """Write cleaned rows in the source's order; return from where to where those of each pseudonym lie."""
    pseudonyms = {key: identities.pseudonym(person) for key, person in people.items()}
    shifts = {key: identities.shift(person) for key, person in people.items()}
    extents: dict[str, list[tuple[int, int]]] = {}
    at_byte, kept = 0, plan.kept
    with _rows(path) as (_, rows):
        next(rows)
        for row in rows:
            key = row[plan.person] if plan.person is not None else ""
            if key not in pseudonyms or len(row) != len(plan.names):
                raise Quarantined(Reason.INCONSISTENT, "The file changed while it was read.")
            cells = [row[at] for at in kept]
            for place, at in enumerate(kept):
                if at == plan.person:
                    cells[place] = pseudonyms[key]
                elif at in plan.times:
                    cells[place] = plan.times[at].moved(row[at].strip(), shifts[key])
            quoted = [f'"{cell}"' if plan.delimiter in cell else cell for cell in cells]
            line = plan.delimiter.join(quoted).encode("ascii") + b"\n"
            cleaned.write(line)
            own = extents.setdefault(pseudonyms[key], [])
            if own and own[-1][1] == at_byte:
                own[-1] = (own[-1][0], at_byte + len(line))
            else:
                own.append((at_byte, at_byte + len(line)))
            at_byte += len(line)
    return extents


def _line(cells: list[str], delimiter: str) -> bytes:
    """One line of CSV; what is kept needs no quotes, but decimal commas and the like get them."""
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return text.getvalue().encode("ascii")


def _copy(source: BinaryIO, length: int, target: BinaryIO) -> None:
    while length:
        chunk = source.read(min(length, 2**20))
        target.write(chunk)
        length -= len(chunk)


@dataclass(kw_only=True, repr=False)
class _Plan:
    """What a first reading of the whole file tells."""

    names: list[str]
    delimiter: str
    person: int | None
    times: dict[int, TimeColumn]
    measures: set[int]
    people: dict[str, None] = field(default_factory=dict)
    rows: int = 0

    @property
    def kept(self) -> list[int]:
        return [
            at
            for at in range(len(self.names))
            if at == self.person or at in self.times or at in self.measures
        ]


def _learn(path: Path, day_first: bool | None) -> _Plan:
    with _rows(path) as (delimiter, rows):
        names = next(rows, [""])
        roles = [role_of(name) for name in names]
        if Role.TIME not in roles or roles.count(Role.PERSON) > 1:
            raise Quarantined(Reason.MALFORMED, "The header has no time, or more than one person.")
        plan = _Plan(
            names=names,
            delimiter=delimiter,
            person=roles.index(Role.PERSON) if Role.PERSON in roles else None,
            times={at: TimeColumn(day_first=day_first) for at, role in enumerate(roles) if role is Role.TIME},
            measures={at for at, role in enumerate(roles) if role is Role.MEASURE},
        )
        for row in rows:
            plan.rows += 1
            if len(row) != len(names):
                raise Quarantined(
                    Reason.MALFORMED, f"Row {plan.rows + 1} has {len(row)} fields of {len(names)}."
                )
            for at, column in plan.times.items():
                column.learn(row[at].strip())
            plan.measures -= {at for at in plan.measures if not _number(row[at])}
            if plan.person is not None:
                plan.people.setdefault(row[plan.person])
    plan.times = {at: column for at, column in plan.times.items() if column.possible}
    for column in plan.times.values():
        column.check()
    if not plan.rows or not plan.times or not plan.measures:
        raise Quarantined(Reason.MALFORMED, "No row, no column of times, or no column of numbers is left.")
    return plan


def _number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None or (text.isascii() and text.strip(" ").casefold() in FLAGS)


def _people(plan: _Plan, source: Source) -> dict[str, str]:
    """Who is meant by each value of the person's column."""
    if any(not person.replace("\0", " ").strip() for person in plan.people):
        raise Quarantined(Reason.NO_PERSON, "Rows do not say whose they are.")
    if source.person is None:
        if plan.person is None:
            raise Quarantined(
                Reason.NO_PERSON, "Neither a column nor the owner's list says whose the rows are."
            )
        return {person: person for person in plan.people}
    if len(plan.people) > 1:
        if canonical(source.person.id) in map(canonical, plan.people):
            return {person: person for person in plan.people}
        raise Quarantined(
            Reason.INCONSISTENT, "The owner's list names one person, and the rows several others."
        )
    return {person: source.person.id for person in plan.people or {"": None}}


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


@contextmanager
def _rows(path: Path) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The delimiter and the rows of a file, read strictly."""
    with path.open(encoding="utf-8-sig", newline="") as file:

        def lines() -> Iterator[str]:
            while line := file.readline(LONGEST_LINE):
                if len(line) == LONGEST_LINE:
                    raise Quarantined(Reason.MALFORMED, f"A line is longer than {LONGEST_LINE} characters.")
                yield line

        try:
            header = file.readline(LONGEST_LINE)
            file.seek(0)
            yield _delimiter(header), csv.reader(lines(), delimiter=_delimiter(header), strict=True)
        except UnicodeDecodeError:
            raise Quarantined(Reason.MALFORMED, "The text is not UTF-8.") from None
        except csv.Error:
            raise Quarantined(Reason.MALFORMED, "The text breaks the rules of CSV.") from None


def _searchable(texts: list[str]) -> Iterator[str]:
    """What is not met by chance among numbers: 4 characters with a letter, or 10 digits."""
    for text in texts:
        letters = any(character.isalpha() for character in text)
        if len(text.strip()) >= (4 if letters else 10):
            yield text.strip()
