# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a method needs besides the node it works on: parameters, keys, whose resource it is, and today's date."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from secured.dans.deidentification import Identities
from secured.dans.fhir.configuration import Parameters
from secured.dans.fhir.dates import FhirDate, offset_days
from secured.dans.fhir.names import Names

__all__ = ["OLDEST", "Did", "Keys", "Work"]

OLDEST = 89  # years: what tells of a higher age is taken out


class Did(StrEnum):
    """What was done to a node; the order is that of the security labels."""

    REDACTED = "REDACTED"
    ABSTRACTED = "ABSTRED"
    HASHED = "CRYTOHASH"  # spelled as in the code system of HL7
    ENCRYPTED = "ENCRYPT"
    PERTURBED = "PERTURBED"
    SUBSTITUTED = "SUBSTITUTED"
    GENERALIZED = "GENERALIZED"
    PSEUDONYMISED = "PSEUDED"


@dataclass(frozen=True, kw_only=True, repr=False)
class Keys:
    """The secrets of a configuration; those that it leaves empty come from the project key."""

    hash: bytes
    encrypt: bytes
    date_shift: str

    @classmethod
    def of(cls, parameters: Parameters, identities: Identities) -> "Keys":
        def derived(name: str) -> bytes:
            return identities.key.number("fhir key", name).to_bytes(32, "big")

        return cls(
            hash=parameters.crypto_hash_key.encode() or derived("cryptoHashKey").hex().encode(),
            encrypt=parameters.encrypt_key.encode() or derived("encryptKey"),
            date_shift=parameters.date_shift_key or derived("dateShiftKey").hex(),
        )


@dataclass(frozen=True, kw_only=True, repr=False)
class Work:
    """The circumstances of one resource.

    Parameters
    ----------
    parameters : Parameters
    keys : Keys
    identities : Identities
    names : Names
    today : date
        On which ages are reckoned; for a person who died, the day of death.
    person : str or None
        Whose it is; None where nobody says so.
    scope : str
        What Microsoft's date shift starts from: the resource's id, the file's or the folder's name.
    noise : callable
        A number from 0 to below 1 for a text, from the project key.
    """

    parameters: Parameters
    keys: Keys
    identities: Identities
    names: Names
    today: date
    person: str | None
    scope: str
    noise: Callable[[str], float]

    def moved(self, when: FhirDate) -> str | None:
        """Return a date as it is handed on; None where it may not be."""
        if when.age_on(self.today) > OLDEST:
            return None
        days = self.parameters.date_shift_days
        if self.parameters.date_shift_scope == "person":
            if self.person is None:
                return None
            return when.moved(self.identities.shift(self.person) if days is None else timedelta(days=days))
        if when.day is None:
            return None
        if days is None:
            days = offset_days(self.scope, self.keys.date_shift)
        return when.moved(timedelta(days=days), clear_time=True)
