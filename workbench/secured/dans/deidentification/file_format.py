# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a file format has to do to be de-identified, and what it is given for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from secured.dans.deidentification.identities import Identities
from secured.dans.deidentification.people import People, Person
from secured.dans.deidentification.stage import Stage

__all__ = ["Cleaned", "FileFormat", "KnowsPeople", "LearnsFirst", "Source"]


@dataclass(frozen=True, kw_only=True, repr=False)
class Source:
    """One file, or several that belong together, as the owner has them.

    Parameters
    ----------
    files : tuple of Path
        The one that was recognised first.
    name : str
        Where it lies below the folder that is worked on; names patients as often as not.
    person : Person or None
        Whose it is, where the owner or the path says so; what a file says itself comes second.
    """

    files: tuple[Path, ...]
    name: str
    person: Person | None = None

    @property
    def main(self) -> Path:
        """The file that was recognised."""
        return self.files[0]


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """What a format tells of its work.

    Parameters
    ----------
    counts : mapping of str to int
        What was done, such as removed, replaced, shifted.
    identifiers : frozenset of str
        Names, numbers and unique identifiers that the source held and no output may hold; kept in memory for
        the check after cleaning, and shown nowhere.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    identifiers: frozenset[str] = field(default=frozenset(), repr=False)


class FileFormat(Protocol):
    """A format of files, with the options by which its files are cleaned."""

    @property
    def name(self) -> str:
        """The format's name, such as ``dicom``."""
        ...

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say by content whether a file is of this format.

        Parameters
        ----------
        path : Path
            For its suffix, where a format has no signature.
        head : bytes
            The first 4,096 bytes.
        """
        ...

    def companions(self, path: Path) -> tuple[Path, ...]:
        """Return the other files that must be cleaned together with this one."""
        ...

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write cleaned files to places that `stage.new` gives; the source is left untouched.

        Raises
        ------
        Quarantined
            If the source cannot be read in full, or not cleaned with certainty.
        """
        ...


@runtime_checkable
class LearnsFirst(Protocol):
    """A format that has to know of all its files before the first is cleaned, such as whose each patient is."""

    def prepared(self, files: tuple[Path, ...], people: People) -> FileFormat:
        """Return the format with what it learned; a file that cannot be read teaches nothing."""
        ...


@runtime_checkable
class KnowsPeople(FileFormat, Protocol):
    """A format whose files are the structured record: what is known of people there is looked for in all other files."""

    def known_people(self, files: tuple[Path, ...]) -> Mapping[str, tuple[str, ...]]:
        """Return names, numbers and addresses by person; a file that cannot be read tells nothing."""
        ...
