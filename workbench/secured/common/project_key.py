# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The secret of a project, from which every format has the same pseudonym and the same date offset for a person."""

import base64
import binascii
import hmac
import os
import secrets
import stat
import unicodedata
from datetime import date, timedelta
from math import isnan
from numbers import Integral, Real
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from secured.common.errors import PrivacyInputError

__all__ = ["ProjectKey", "plain_text"]

LENGTH = 32
HEADER = "secured project key 1"


class ProjectKey:
    """A secret of 256 bits; it appears in no text, no copy and no file but the one that `write` makes.

    Everything is HMAC-SHA-256 of what is asked, so it is the same in every run and every format, and tells
    nothing without the key. Keep the key apart from the data: with both, every person can be found again.
    Destroying all copies of the key makes pseudonyms and offsets irreversible.

    Parameters
    ----------
    secret : bytes
        Exactly 32, from a cryptographic source; `generate` is the usual way.

    References
    ----------
    Krawczyk, Bellare & Canetti 1997, HMAC: keyed-hashing for message authentication, doi:10.17487/RFC2104.

    Examples
    --------
    >>> key = ProjectKey(bytes(32))  # a key that everybody knows: for examples only
    >>> key.pseudonym("patient", "4711") == key.pseudonym("patient", 4711)
    True
    >>> key.pseudonym("patient", "4711") == key.pseudonym("sample", "4711")
    False
    >>> key
    ProjectKey(fingerprint=...)
    """

    __slots__ = ("__secret",)
    __secret: bytes

    def __init__(self, secret: bytes) -> None:
        if not isinstance(secret, bytes) or len(secret) != LENGTH:
            raise PrivacyInputError(
                f"ProjectKey: the secret is not {LENGTH} bytes. Use ProjectKey.generate()."
            )
        object.__setattr__(self, "_ProjectKey__secret", secret)

    @classmethod
    def generate(cls) -> "ProjectKey":
        """Return a new key from the operating system's source of randomness: no seed can make it again."""
        return cls(secrets.token_bytes(LENGTH))

    @classmethod
    def ensure(cls, path: str | Path) -> bool:
        """Write a new key where there is no file yet; return whether one was made.

        Raises
        ------
        PrivacyInputError
            If the file cannot be written.
        """
        if Path(path).exists():
            return False
        cls.generate().write(path)
        return True

    @classmethod
    def read(cls, path: str | Path) -> "ProjectKey":
        """Return the key in a file that `write` made.

        Raises
        ------
        PrivacyInputError
            If there is no such file, it is no key, or others than the owner may read it.
        """
        path = Path(path)
        try:
            lines = path.read_text(encoding="ascii").splitlines()
            mode = stat.S_IMODE(path.stat().st_mode)
        except (OSError, UnicodeDecodeError) as error:
            raise PrivacyInputError(
                f"ProjectKey: {path.name} cannot be read ({type(error).__name__})."
            ) from None
        if os.name == "posix" and mode & 0o077:
            raise PrivacyInputError(
                f"ProjectKey: {path.name} is open to others (mode {mode:04o}). Make it 0600, and consider the key known."
            )
        try:
            header, secret = lines
            if header != HEADER:
                raise ValueError
            return cls(base64.b64decode(secret, validate=True))
        except (ValueError, binascii.Error):
            raise PrivacyInputError(
                f"ProjectKey: {path.name} holds no project key. Name the file that write made."
            ) from None

    def write(self, path: str | Path) -> None:
        """Write the key to a new file that only its owner can read.

        Raises
        ------
        PrivacyInputError
            If the file exists (a lost key cannot be made again) or cannot be written.
        """
        path = Path(path)
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise PrivacyInputError(
                f"ProjectKey: {path.name} exists and is not overwritten. Choose another name."
            ) from None
        except OSError as error:
            raise PrivacyInputError(
                f"ProjectKey: {path.name} cannot be written ({type(error).__name__})."
            ) from None
        with os.fdopen(opened, "w", encoding="ascii") as file:
            file.write(f"{HEADER}\n{base64.b64encode(self.__secret).decode()}\n")

    def pseudonym(self, domain: str, value: Any, *, length: int = 16) -> str:
        """Return the pseudonym of a value: lower-case letters and digits 2 to 7.

        Parameters
        ----------
        domain : str
            What the value names: pseudonyms of different domains have nothing in common.
        value : str, int, float or date
            ``4711``, ``"4711"`` and ``4711.0`` are the same.
        length : int, default 16
            8 to 52 characters of 5 bits: with 16, a million values share one with chance 4e-13.

        Raises
        ------
        PrivacyInputError
            If the domain is empty, the value has no plain text or the length is out of range.
        """
        if not isinstance(domain, str) or not domain:
            raise PrivacyInputError(
                "ProjectKey: the domain is empty. Say what the value names, such as patient."
            )
        if not 8 <= length <= 52 or length != int(length):
            raise PrivacyInputError(f"ProjectKey: length={length} is not a whole number from 8 to 52.")
        digest = self._digest("pseudonym", domain, plain_text(value))
        return base64.b32encode(digest).decode().lower()[:length]

    def date_shift(self, person: Any, *, days: int = 365) -> timedelta:
        """Return by how much all dates of a person are moved: 1 to `days` days, back or forth, never 0.

        Intervals between a person's dates stay. Offsets for different `days` have nothing in common.

        Raises
        ------
        PrivacyInputError
            If `days` is not a whole number from 1 on, or the person has no plain text.
        """
        if not days >= 1 or days != int(days):
            raise PrivacyInputError(f"ProjectKey: days={days} is not a whole number from 1 on.")
        digest = self._digest("date shift", str(int(days)), plain_text(person))
        number = int.from_bytes(digest, "big") % (2 * int(days))  # of 2^256: no offset is favoured
        return timedelta(days=number - int(days) if number < days else number - int(days) + 1)

    def number(self, domain: str, value: Any) -> int:
        """Return a whole number below 2^256 for a value: for unique identifiers, orders and choices that repeat."""
        return int.from_bytes(self._digest("number", domain, plain_text(value)), "big")

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that tell keys apart and say nothing about them."""
        return self._digest("fingerprint").hex()[:16]

    def _digest(self, *parts: str) -> bytes:
        """HMAC of the parts; each with its length before it, so that no two lists of parts read alike."""
        texts = [part.encode() for part in parts]
        message = b"".join(len(text).to_bytes(8, "big") + text for text in texts)
        return hmac.new(self.__secret, message, "sha256").digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProjectKey) and hmac.compare_digest(self.__secret, other.__secret)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return f"ProjectKey(fingerprint={self.fingerprint})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise PrivacyInputError("ProjectKey: a key cannot be changed. Generate another.")

    def __copy__(self) -> "ProjectKey":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "ProjectKey":
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise PrivacyInputError(
            "ProjectKey: a key is not pickled. Write it once, and read the file where it is needed."
        )


def plain_text(value: Any) -> str:
    """Return the text by which a value is known in every format: whole numbers without a point, dates as ISO.

    Raises
    ------
    PrivacyInputError
        If the value is missing or of another kind.
    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Integral) and not isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Real) and not isinstance(value, bool) and not isnan(number := float(value)):
        return str(int(number)) if number.is_integer() else repr(number)
    if isinstance(value, date) and not pd.isna(value):  # NaT is a date too
        return value.isoformat()
    raise PrivacyInputError(
        f"ProjectKey: a value of type {type(value).__name__} has no pseudonym. Give a text, number or date."
    )
