# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One person, one pseudonym and one shift of all dates, in every format of a project."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from secured.common.errors import PrivacyInputError
from secured.common.project_key import ProjectKey, plain_text

__all__ = ["Identities", "canonical"]

Day = TypeVar("Day", date, datetime)


@dataclass(frozen=True, kw_only=True)
class Identities:
    """What the formats ask for when they meet a person, a date, a unique identifier or a name.

    Parameters
    ----------
    key : ProjectKey
    days : int, default 365
        Largest shift of dates; the same for all formats, or their dates would part.

    Examples
    --------
    >>> identities = Identities(key=ProjectKey(bytes(32)))  # a key that everybody knows: for examples only
    >>> identities.pseudonym(" 4711 ") == identities.pseudonym("4711")
    True
    >>> identities.uid("1.2.840.10008.1.2.3").startswith("2.25.")
    True
    """

    key: ProjectKey
    days: int = 365

    def pseudonym(self, person: str) -> str:
        """Return the sixteen letters and digits that stand for a person in every format."""
        return self.key.pseudonym("patient", canonical(person))

    def shift(self, person: str) -> timedelta:
        """Return by how much all dates of a person are moved: whole days, never 0."""
        return self.key.date_shift(canonical(person), days=self.days)

    def shifted(self, person: str, when: Day) -> Day:
        """Return a date, or date and time, of a person, moved.

        Raises
        ------
        PrivacyInputError
            If the moved date is outside the calendar.
        """
        try:
            return when + self.shift(person)
        except OverflowError:
            raise PrivacyInputError("Identities: a moved date is outside the calendar.") from None

    def code(self, domain: str, value: str) -> str:
        """Return the pseudonym of anything else: an accession number, a device, a file's name."""
        return self.key.pseudonym(domain, canonical(value))

    def uid(self, uid: str) -> str:
        """Return the unique identifier that stands for another one: ``2.25.`` and up to 39 digits."""
        return f"2.25.{self.key.number('uid', canonical(uid)) >> 128}"


def canonical(text: str) -> str:
    """The spelling by which an identifier is known everywhere: no padding, single spaces, composed characters.

    Raises
    ------
    PrivacyInputError
        If nothing is left: an empty identifier would make all unknown people one.
    """
    spelled = re.sub(r"\s+", " ", plain_text(text).replace("\0", " ")).strip()
    if not spelled:
        raise PrivacyInputError("Identities: an identifier is empty. Say whose the file is.")
    return spelled
