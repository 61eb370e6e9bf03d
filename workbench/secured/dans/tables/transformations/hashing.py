# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hashing with a secret salt: replace each value by a digest."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Column, ColumnType, PrivacyInputError, Role, method
from secured.common.hierarchies import Flat
from secured.common.project_key import plain_text
from secured.dans.tables.transformations.named_columns import described, found, recoded

__all__ = ["Hashing", "as_code"]

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
    cannot be shown by accident. Missing stays missing.

    Parameters
    ----------
    column : str
    salt : bytes
        From ``secrets.token_bytes(16)``; never shown or described.

    References
    ----------
    ENISA 2019, Pseudonymisation techniques and best practices, doi:10.2824/247711. D2.1 section 4.1.1.
    """

    column: str
    salt: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.salt, bytes) or len(self.salt) < LEAST_SALT:
            raise PrivacyInputError(
                f"Hashing: the salt is not at least {LEAST_SALT} bytes. Make one with secrets.token_bytes({LEAST_SALT})."
            )

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
        return hmac.new(self.salt, plain_text(value).encode(), "sha256").hexdigest()

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns; an identifier becomes insensitive, since nobody outside knows the digest."""
        return as_code("Hashing", columns, self.column)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters, without the salt."""
        return {"transformation": "salted hashing", "column": self.column}


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
