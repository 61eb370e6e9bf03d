# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Whose a file is: by the owner's list of patterns, or by a BIDS-like folder name."""

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.io.tables import read_table

__all__ = ["People", "Person"]

SUBJECT = re.compile(r"(?:^|[/_])sub-([A-Za-z0-9]+)(?=[/_.])")


@dataclass(frozen=True, kw_only=True, repr=False)
class Person:
    """A person as the owner knows them.

    Parameters
    ----------
    id : str
        The identifier that is the same in all systems, such as the medical record number.
    known : tuple of str
        Names, addresses, numbers of the person, to be looked for in texts and in what was cleaned.
    """

    id: str
    known: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class People:
    """The owner's list of whose files are where.

    Parameters
    ----------
    patterns : tuple of (str, Person)
        Shell patterns of paths below the source folder, with ``/``; the first that fits counts.
    """

    patterns: tuple[tuple[str, Person], ...] = field(default=())

    @classmethod
    def read(cls, path: str | Path) -> "People":
        """Read a table with the columns ``path`` and ``person``; every further column is known of the person.

        Raises
        ------
        PrivacyInputError
            If a column is missing, or a row names no path or no person.
        """
        table = read_table(Path(path))
        missing = [name for name in ("path", "person") if name not in table.columns]
        if missing:
            raise PrivacyInputError(
                f"People: {Path(path).name} has no column {missing[0]}. It needs path and person; further columns are known identifiers."
            )
        empty = table[["path", "person"]].isna().any(axis=1).to_numpy()
        if empty.any():
            raise PrivacyInputError(
                f"People: row {int(empty.argmax()) + 2} of {Path(path).name} is incomplete."
            )
        known = [name for name in table.columns if name not in ("path", "person")]
        return cls(
            patterns=tuple(
                (
                    str(row["path"]),
                    Person(
                        id=_text(row["person"]),
                        known=tuple(_text(row[name]) for name in known if not _missing(row[name])),
                    ),
                )
                for row in table.to_dict("records")
            )
        )

    def of(self, name: str) -> Person | None:
        """Return whose the file at a path is, or None where neither the list nor a BIDS label ``sub-`` says so."""
        for pattern, person in self.patterns:
            if fnmatchcase(name, pattern):
                return person
        found = SUBJECT.search(name)
        return Person(id=found[1]) if found else None


def _missing(value: Any) -> bool:
    return bool(pd.isna(value)) or value == ""


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
