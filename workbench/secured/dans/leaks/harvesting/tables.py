# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identifiers in tables: the values of the columns that identify people."""

import re
from collections.abc import Iterator
from pathlib import Path

from secured.common.io.tables import read_table
from secured.dans.leaks.harvesting.free_text import in_text
from secured.dans.leaks.harvesting.rare_enough import name_parts, rare_enough
from secured.dans.leaks.spellings import day_of
from secured.dans.tables.risk.identifier_finder import IdentifierFinder

__all__ = ["in_table"]

COMMENTED = 64 * 1024  # bytes at a file's beginning where lines may be comments
ADDRESS = frozenset(
    ["address", "street", "direccion", "domicilio", "adresse", "adres", "indirizzo", "lakcim"]
)
BIRTH = re.compile(r"birth|dob|nacim|naiss|geboor|geburt|nascit|szulet|γενν", re.IGNORECASE)
SUBJECT = re.compile(
    r"(?i)^(?:participant|subject|patient|person|sample|user|member|record)[ _.-]?(?:id|no|number|code)?$"
)


def in_table(path: Path) -> Iterator[tuple[str, str]]:
    """Yield column and value, each once, of columns that identify; and what comment lines before the header say."""
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        with path.open("rb") as file:
            head = file.read(COMMENTED).decode("latin-1")
        for line in head.splitlines():
            if line.startswith("#"):
                yield from in_text(line)
    table = read_table(path)
    hits = {hit.column: hit for hit in reversed(IdentifierFinder().assess(table).hits)}
    for position, column in enumerate(map(str, table.columns)):
        hit = hits.get(column)
        kind = hit.kind if hit else ""
        if not hit and SUBJECT.match(column):
            kind = "subject"
        if BIRTH.search(column):
            kind = "birth"
        elif (
            kind == "geography"
            and not ADDRESS & set(re.findall(r"[a-z]+", column.lower()))
            or not kind
            or kind in ("date", "age above 89")
            or (hit and hit.suggestion == "quasi-identifier" and kind != "geography")
        ):
            continue
        values = table.iloc[:, position].dropna().unique()
        for value in values:
            yield from _in_cell(column, kind, str(value).strip())


def _in_cell(column: str, kind: str, value: str) -> Iterator[tuple[str, str]]:
    if kind == "birth":
        if day := day_of(value[:10]):
            yield f"{column} date", day
    elif kind == "name":
        yield from ((column, part) for part in name_parts(value))
    elif len(value) <= 60:
        if rare_enough(value):
            yield column, value
    else:  # a text that identifiers are in
        yield from ((column, text) for _, text in in_text(value) if rare_enough(text))
