# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hashing with a secret salt: replace each value by a digest."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from secured.common import Column, ColumnType, PrivacyInputError, Role, method
from secured.common.hierarchies import Flat
from secured.common.project_key import plain_text
from secured.dans.tables.transformations.named_columns import described, found, recoded

__all__ = ["Hashing", "Salt", "as_code"]

LEAST_SALT = 16


@method(
    name="salted hashing",
    engine="dans",
    modality="table",
    goal="replace each value by a digest under a secret salt",
    section="4.1.1",
    source="ENISA 2019, Pseudonymisation techniques and best practices, doi:10.2824/247711",
)
@dataclass(frozen=True, kw_only=True)
class Hashing:
    """Replace every value by HMAC-SHA-256 of it under a secret salt, as 64 hexadecimal digits.

    Without a secret, hashing hides nothing: names, dates of birth and insurance numbers are few enough to
    hash them all and look the digest up. So the salt must be given, of at least 16 random bytes, and kept
    secret like a key; whoever has it can look every value up. Within a project prefer `Pseudonyms`, whose key
    is read from a file of its own. Missing stays missing.

    Parameters
    ----------
    column : str
    salt : bytes or Salt
        From ``secrets.token_bytes(16)``; kept as a `Salt`, which is never shown, described or copied.

    References
    ----------
    ENISA 2019, Pseudonymisation techniques and best practices, doi:10.2824/247711. D2.1 section 4.1.1.
    """

    column: str
    salt: "bytes | Salt" = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "salt", Salt.of(self.salt))

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy; nothing is drawn from `rng`.

        Raises
        ------
        PrivacyInputError
            If the column is not there.
        """
        column = found("Hashing", table, self.column)
        codes = {value: self._digest(value) for value in column.dropna().unique()}
        result = table.copy()
        result[self.column] = recoded(column, codes)
        return result

    def _digest(self, value: Any) -> str:
        return Salt.of(self.salt).digest(plain_text(value))

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns; an identifier becomes insensitive, since nobody outside knows the digest."""
        return as_code("Hashing", columns, self.column)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters, without the salt."""
        return {"transformation": "salted hashing", "column": self.column}


class Salt:
    """The secret of a hashing step; it appears in no text, no copy and no pickle.

    Parameters
    ----------
    secret : bytes
        At least 16, from a cryptographic source.

    Examples
    --------
    >>> Salt(bytes(16))
    Salt()
    """

    __slots__ = ("__secret",)
    __secret: bytes

    def __init__(self, secret: bytes) -> None:
        if not isinstance(secret, bytes) or len(secret) < LEAST_SALT:
            raise PrivacyInputError(
                f"Hashing: the salt is not at least {LEAST_SALT} bytes. Make one with secrets.token_bytes({LEAST_SALT})."
            )
        object.__setattr__(self, "_Salt__secret", secret)

    @classmethod
    def of(cls, salt: "bytes | Salt") -> "Salt":
        """Wrap bytes; return a salt as it is."""
        return salt if isinstance(salt, Salt) else cls(salt)

    def digest(self, text: str) -> str:
        """Return HMAC-SHA-256 of a text as hexadecimal digits."""
        return hmac.new(self.__secret, text.encode(), "sha256").hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Salt) and hmac.compare_digest(self.__secret, other.__secret)

    def __hash__(self) -> int:
        return hash(self.digest("salt"))

    def __repr__(self) -> str:
        return "Salt()"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise PrivacyInputError("Hashing: a salt cannot be changed. Make another step.")

    def __copy__(self) -> "Salt":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Salt":
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise PrivacyInputError("Hashing: a salt is not pickled. Give it again where it is needed.")


def as_code(who: str, columns: Mapping[str, Column], name: str) -> Mapping[str, Column]:
    """Describe a column whose values became codes under a secret.

    Other roles stay: how often a code occurs still tells which hospital or which disease it is.
    """
    column = described(who, columns, name)
    role = Role.INSENSITIVE if column.role is Role.IDENTIFIER else column.role
    reason = "codes under a secret" if role is not column.role else column.reason
    return {
        **columns,
        name: replace(column, role=role, type=ColumnType.TEXT, hierarchy=Flat(), reason=reason),
    }
