# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Pseudonyms: replace what names a person by a code that only the holder of the project's key can make again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Column, PrivacyInputError, method
from secured.common.project_key import ProjectKey
from secured.dans.tables.transformations.hashing import as_code
from secured.dans.tables.transformations.named_columns import found, recoded

__all__ = ["Pseudonyms"]


@method(
    name="keyed pseudonyms",
    engine="dans",
    modality="table",
    goal="replace names by codes that only the key's holder can make again",
    section="4.1.1",
    source="Krawczyk et al. 1997, HMAC, RFC 2104, doi:10.17487/RFC2104; ENISA 2019, Pseudonymisation techniques and best practices",
    peers=("sdcMicro",),
)
@dataclass(frozen=True, kw_only=True)
class Pseudonyms:
    """Replace every value by its pseudonym under the project's key.

    The same person has the same pseudonym in every file of the project that uses the same key and domain, so
    records can be linked on purpose; without the key it can neither be made nor guessed. Pseudonymised data
    remain personal data, and whoever holds the key can find each person again. Missing stays missing.

    Parameters
    ----------
    column : str
    key : ProjectKey
        Never shown, stored or described; only its fingerprint is.
    domain : str
        What the value names, such as ``patient``: the same value has another pseudonym in another domain.
    length : int, default 16
        Characters, 8 to 52, of 5 bits each.

    References
    ----------
    Krawczyk, Bellare & Canetti 1997, doi:10.17487/RFC2104. D2.1 section 4.1.1.
    """

    column: str
    key: ProjectKey
    domain: str
    length: int = 16

    def __post_init__(self) -> None:
        if not isinstance(self.key, ProjectKey):
            raise PrivacyInputError("Pseudonyms: key is no ProjectKey. Make one with ProjectKey.generate().")
        self.key.pseudonym(self.domain, "", length=self.length)  # refuses what it cannot use

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy; nothing is drawn from `rng`.

        Raises
        ------
        PrivacyInputError
            If the column is not there, or two values have the same pseudonym.
        """
        column = found("Pseudonyms", table, self.column)
        values = column.dropna().unique()
        codes = {value: self.key.pseudonym(self.domain, value, length=self.length) for value in values}
        clashes = len(codes) - len(set(codes.values()))
        if clashes:
            raise PrivacyInputError(
                f"Pseudonyms: {clashes} values of {self.column} share a pseudonym of {self.length} characters. "
                "Raise length, and write equal values alike."
            )
        result = table.copy()
        result[self.column] = recoded(column, codes)
        return result

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns; an identifier becomes insensitive, since nobody outside knows the pseudonym."""
        return as_code("Pseudonyms", columns, self.column)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters; of the key only its fingerprint."""
        return {
            "transformation": "keyed pseudonyms",
            "column": self.column,
            "key": self.key.fingerprint,
            "domain": self.domain,
            "length": self.length,
        }
