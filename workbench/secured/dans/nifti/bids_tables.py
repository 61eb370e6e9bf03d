# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables of BIDS: participants, scans, sessions, events; columns by a whitelist, names mapped, times shifted."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from secured.common.errors import PrivacyInputError
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Identities, People
from secured.dans.nifti.bids_names import LONGEST_CODE, BidsName, bids_name, label_of, person_of, place
from secured.dans.nifti.removed_texts import removed_texts

__all__ = [
    "CleanTable",
    "clean_events",
    "clean_gradients",
    "clean_participants",
    "clean_scans",
    "dictionary_of",
]

LARGEST = 64 * 2**20
TOP_AGE = 89
NUMBER = re.compile(r"[+-]?[0-9]{1,7}(?:\.[0-9]{1,17})?(?:[eE][+-]?[0-9]{1,2})?")
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?Z?", re.ASCII)
LEVELS = {
    "sex": "m f o male female other", "gender": "m f o male female other",
    "handedness": "l r a left right ambidextrous", "species": "homo sapiens",
    "group": "control controls patient patients healthy case cases hc con pat",
}  # fmt: skip
MISSING = "n/a"


@dataclass(frozen=True, kw_only=True)
class CleanTable:
    """A table ready to be written, and the texts that are not in it any more."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(repr=False)
    removed: frozenset[str] = field(repr=False)

    def written(self) -> bytes:
        """As tab-separated values."""
        return "".join("\t".join(row) + "\n" for row in (self.columns, *self.rows)).encode("ascii")


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Columns and rows; every row has exactly the columns."""
    if path.stat().st_size > LARGEST:
        raise Quarantined(Reason.UNSUPPORTED, "The table is too large.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Quarantined(Reason.MALFORMED, "The table is not UTF-8.") from None
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text):
        raise Quarantined(Reason.MALFORMED, "The table holds control characters.")
    lines = text.split("\n")
    columns, *rows = [line.rstrip("\r").split("\t") for line in lines if line.strip("\r")] or [[]]
    if not columns or len(set(columns)) < len(columns):
        raise Quarantined(Reason.MALFORMED, "The table has no columns, or two of a name.")
    if any(len(row) != len(columns) for row in rows):
        raise Quarantined(
            Reason.INCONSISTENT, "A row of the table has another number of columns than the first."
        )
    return columns, [dict(zip(columns, row, strict=True)) for row in rows]


def _number(text: str) -> str:
    """A number of up to seven digits before the point, in one spelling; longer ones are numbers of people or days."""
    if not NUMBER.fullmatch(text):
        return MISSING
    value = float(text)
    return f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 1e7 else MISSING


def _age(text: str) -> str:
    """Whole years; 89 and more become one class, as BIDS recommends."""
    number = re.fullmatch(r"([0-9]{1,3})(?:\.[0-9]+)?\+?", text)
    if number is None:
        return MISSING
    return f"{TOP_AGE}+" if int(number[1]) >= TOP_AGE else number[1].lstrip("0") or "0"


def _level(column: str, identities: Identities) -> Callable[[str], str]:
    """Known words stay, short numbers too, other words become codes: same word, same code."""
    known = {*LEVELS.get(column, "").split(), *(["homo sapiens"] if column == "species" else [])}

    def clean(text: str) -> str:
        text = text.strip()
        if not text or text.lower() in (MISSING, "na", "nan"):
            return MISSING
        if text.lower() in known and text.isascii():
            return text
        if re.fullmatch(r"[0-9]{1,3}", text) or (column not in LEVELS and _number(text) != MISSING):
            return _number(text)
        return identities.code(f"level {column}", text)[:LONGEST_CODE]

    return clean


def clean_participants(
    path: Path, name: str, columns: tuple[str, ...], people: People, identities: Identities
) -> CleanTable:
    """Rows with mapped participants, in the order of their pseudonyms.

    Raises
    ------
    Quarantined
        If a row names no participant, or two rows name the same person.
    """
    found, rows = _read(path)
    if found[0] != "participant_id":
        raise Quarantined(Reason.MALFORMED, "The first column of participants is not participant_id.")
    kept = [one for one in columns if one in found]
    cleaners = {one: _age if one == "age" else _level(one, identities) for one in kept}
    result: list[tuple[str, ...]] = []
    removed: list[str] = []
    for row in rows:
        label = re.fullmatch(r"sub-([A-Za-z0-9]+)", row["participant_id"])
        if label is None:
            raise Quarantined(Reason.MALFORMED, "A participant's label is not as BIDS wants it.")
        person = person_of(label[1], name, people)
        result.append((f"sub-{identities.pseudonym(person)}", *(cleaners[one](row[one]) for one in kept)))
        removed += [label[1], person, *_changed(row, dict(zip(kept, result[-1][1:], strict=True)))]
    if len({row[0] for row in result}) < len(result):
        raise Quarantined(Reason.INCONSISTENT, "Two rows of participants are the same person.")
    return CleanTable(columns=("participant_id", *kept), rows=sorted(result), removed=removed_texts(removed))


def clean_scans(
    path: Path,
    name: BidsName,
    person: str,
    identities: Identities,
    dates: Literal["shift", "remove"],
) -> CleanTable:
    """The table of a person's scans, or sessions: names mapped, times of acquisition moved by the person's days.

    Raises
    ------
    Quarantined
        If the first column is not the one that BIDS wants.
    """
    first = "filename" if name.suffix == "scans" else "session_id"
    found, rows = _read(path)
    if found[0] != first:
        raise Quarantined(Reason.MALFORMED, f"The first column is not {first}.")
    owner = identities.pseudonym(person)
    with_times = "acq_time" in found
    result: list[tuple[str, ...]] = []
    removed: list[str] = []
    for row in rows:
        mapped = _mapped(row[first], first, name, person, owner, identities)
        times = [_moved(row["acq_time"], person, identities, dates)] if with_times else []
        removed += _changed(row, {first: mapped or "", "acq_time": times[0] if times else ""})
        if mapped is not None:
            result.append((mapped, *times))
    columns = (first, "acq_time") if with_times else (first,)
    return CleanTable(columns=columns, rows=sorted(result), removed=removed_texts(removed))


def _mapped(
    value: str, column: str, name: BidsName, person: str, owner: str, identities: Identities
) -> str | None:
    """A session, or a file relative to the folder of the table."""
    if column == "session_id":
        label = re.fullmatch(r"ses-([A-Za-z0-9]+)", value)
        return f"ses-{label_of('ses', label[1], person, identities)}" if label else None
    other = bids_name(value)
    if other is None or other.subject != name.subject:
        return None
    place_of = PurePosixPath(place(other, person, owner, identities, other.ending))
    table = PurePosixPath(place(name, person, owner, identities, ".tsv"))
    return str(place_of.relative_to(table.parent)) if table.parent in place_of.parents else None


def _moved(text: str, person: str, identities: Identities, dates: Literal["shift", "remove"]) -> str:
    found = TIME.fullmatch(text.strip())
    if found is None or dates == "remove":
        return MISSING
    try:
        return identities.shifted(person, datetime.fromisoformat(found[1])).isoformat()
    except (ValueError, PrivacyInputError):
        return MISSING


def clean_events(path: Path, identities: Identities) -> CleanTable:
    """Times and numbers of events; kinds of trials become codes unless they are short numbers.

    Raises
    ------
    Quarantined
        If there is no onset.
    """
    found, rows = _read(path)
    if "onset" not in found:
        raise Quarantined(Reason.MALFORMED, "The table of events has no onset.")
    columns = [one for one in ("onset", "duration", "response_time", "sample") if one in found]
    levels = [one for one in ("trial_type", "value") if one in found]
    cleaners = {one: _level(one, identities) for one in levels}
    result: list[tuple[str, ...]] = []
    removed: list[str] = []
    for row in rows:
        result.append((*(_number(row[one]) for one in columns), *(cleaners[one](row[one]) for one in levels)))
        removed += _changed(row, dict(zip((*columns, *levels), result[-1], strict=True)))
    return CleanTable(columns=(*columns, *levels), rows=result, removed=removed_texts(removed))


def _changed(row: dict[str, str], clean: dict[str, str]) -> Iterator[str]:
    return (value for column, value in row.items() if value != MISSING and clean.get(column) != value)


def clean_gradients(path: Path) -> bytes:
    """The numbers of a table of diffusion gradients.

    Raises
    ------
    Quarantined
        If anything is not a number, or a row is shorter than the first.
    """
    if path.stat().st_size > LARGEST:
        raise Quarantined(Reason.UNSUPPORTED, "The table is too large.")
    try:
        rows = [line.split() for line in path.read_text(encoding="ascii").splitlines() if line.strip()]
        numbers = [[float(one) for one in row] for row in rows]
    except ValueError:
        raise Quarantined(
            Reason.MALFORMED, "The table of gradients holds something else than numbers."
        ) from None
    if len({len(row) for row in numbers}) != 1 or len(numbers) not in (1, 3):
        raise Quarantined(
            Reason.INCONSISTENT, "The table of gradients has not one row or three of the same length."
        )
    if not all(abs(one) <= 1e5 for row in numbers for one in row):
        raise Quarantined(Reason.MALFORMED, "A number of the table of gradients is no gradient.")
    return "".join(" ".join(f"{one:.8g}" for one in row) + "\n" for row in numbers).encode()


DESCRIPTIONS = {
    "participant_id": {"Description": "Pseudonym of the participant"},
    "age": {"Description": f"Age in whole years; {TOP_AGE} and above is one class", "Units": "year"},
    "sex": {"Description": "Sex of the participant"},
    "gender": {"Description": "Gender of the participant"},
    "handedness": {"Description": "Handedness of the participant"},
    "species": {"Description": "Species of the participant"},
    "group": {"Description": "Group of the participant; a code unless it is a common word"},
}


def dictionary_of(found: Iterable[str], columns: tuple[str, ...]) -> dict[str, Any]:
    """What the columns of participants mean, in words of our own."""
    kept = [one for one in ("participant_id", *columns) if one in set(found) | {"participant_id"}]
    return {
        one: DESCRIPTIONS.get(one, {"Description": "Numbers as they were; words as codes"}) for one in kept
    }
