# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which string was planted in which field of which file: for the owner alone."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import numpy as np

from secured.common.errors import PrivacyInputError

__all__ = ["Canary", "CanaryPerson", "Planted", "Planting"]

LETTERS = "ABDEFGHKLMNPRTUVXYZ"  # that are not taken for each other, in pixels either
Kind = Literal["text", "date", "pixels"]


@dataclass(frozen=True, kw_only=True, repr=False)
class CanaryPerson:
    """The person in all files; nobody has such a name.

    Parameters
    ----------
    id : str
        The medical record number: letters and digits, the same in all formats.
    family, given : str
    born : date
    address, phone, email : str
    visit : datetime
        When everything was recorded; the files' dates lie on this day or a fixed number of days after it.
    """

    id: str
    family: str
    given: str
    born: date
    address: str
    phone: str
    email: str
    visit: datetime

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "CanaryPerson":
        """Return a person from a source of randomness."""

        def word(length: int) -> str:
            return "".join(rng.choice(list(LETTERS), length)).capitalize()

        family, given = "Zq" + word(7).lower(), "Qv" + word(6).lower()
        return cls(
            id="ZQ" + "".join(str(digit) for digit in rng.integers(1, 10, 8)),
            family=family,
            given=given,
            born=date(1931, 1, 1) + timedelta(days=int(rng.integers(20_000))),
            address=f"{int(rng.integers(101, 999))} {word(8)} Crescent",
            phone="+1 555 " + "".join(str(digit) for digit in rng.integers(2, 10, 7)),
            email=f"{given}.{family}@mail.example".lower(),
            visit=datetime(2011, 1, 1, 9, 26, 53) + timedelta(days=int(rng.integers(3000))),
        )

    def strings(self) -> dict[str, str]:
        """What names the person, by what it is."""
        return {
            "id": self.id,
            "family": self.family,
            "given": self.given,
            "address": self.address,
            "phone": self.phone,
            "email": self.email,
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Canary:
    """One planted string in one file.

    Parameters
    ----------
    number : int
    text : str
    field : str
        Format and field.
    file : str
        Below the folder.
    kind : {"text", "date", "pixels"}
        Whether it must be found as it is, as a date in any form, or as drawn letters.
    """

    number: int
    text: str
    field: str
    file: str
    kind: Kind = "text"

    def __repr__(self) -> str:
        return f"Canary(number={self.number}, field={self.field!r}, kind={self.kind!r})"


@dataclass(frozen=True, kw_only=True, repr=False)
class Planted:
    """What a planter did.

    Parameters
    ----------
    folder : Path
    person : CanaryPerson
    canaries : tuple of Canary
    """

    folder: Path
    person: CanaryPerson
    canaries: tuple[Canary, ...]

    def texts(self, format: str | None = None, kind: Kind = "text") -> tuple[str, ...]:
        """The distinct strings, of one format or all."""
        chosen = (one for one in self.canaries if one.kind == kind and format in (None, one.field.split()[0]))
        return tuple(dict.fromkeys(one.text for one in chosen))

    def in_file(self, file: str, kind: Kind = "text") -> tuple[Canary, ...]:
        """What was planted in a file."""
        return tuple(one for one in self.canaries if one.file == file and one.kind == kind)

    @property
    def files(self) -> tuple[str, ...]:
        """Files with canaries, below the folder."""
        return tuple(sorted({one.file for one in self.canaries}))

    def write(self, path: str | Path) -> None:
        """Write everything to a new file that only its owner can read.

        Raises
        ------
        PrivacyInputError
            If the file exists.
        """
        content = {
            "person": {**self.person.strings(), "born": self.person.born.isoformat()},
            "canaries": [vars(one) for one in self.canaries],
        }
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise PrivacyInputError(
                f"Planted: {Path(path).name} exists and is not overwritten. Choose another name."
            ) from None
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)

    def to_dict(self) -> dict[str, Any]:
        """Counts by field; no strings."""
        return {"files": len(self.files), "canaries": dict(Counter(one.field for one in self.canaries))}

    def __repr__(self) -> str:
        return f"Planted(canaries={len(self.canaries)}, files={len(self.files)})"


@dataclass(kw_only=True, repr=False)
class Planting:
    """A folder that is being filled.

    Parameters
    ----------
    folder : Path
    person : CanaryPerson
    rng : numpy.random.Generator
    """

    folder: Path
    person: CanaryPerson
    rng: np.random.Generator
    canaries: list[Canary] = field(default_factory=list)

    def path(self, file: str) -> Path:
        """Where to write a file; its folder is made."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def token(self, file: str, field: str, kind: Kind = "text", length: int = 12) -> str:
        """Return a string that is nowhere else: capitals."""
        text = "ZQ" + "".join(self.rng.choice(list(LETTERS), length - 2))
        return self.known(file, field, text, kind)

    def uid(self, file: str, field: str) -> str:
        """Return a unique identifier of nobody's root."""
        digits = "".join(str(digit) for digit in self.rng.integers(1, 10, 24))
        return self.known(file, field, f"1.2.826.0.1.3680043.10.{digits}")

    def known(self, file: str, field: str, text: str, kind: Kind = "text") -> str:
        """Note that a string is in a field, and return it."""
        self.canaries.append(Canary(number=len(self.canaries), text=text, field=field, file=file, kind=kind))
        return text

    def names(self, file: str, format: str, *parts: str) -> Iterator[str]:
        """Note that strings of the person are in a file, and return them."""
        for part in parts:
            yield self.known(file, f"{format} {part}", self.person.strings()[part])
