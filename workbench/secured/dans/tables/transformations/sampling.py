# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Sampling: release some of the people only, so that nobody can be sure who is in the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Column, PrivacyInputError, method

__all__ = ["Sampling"]


@method(
    name="sampling",
    engine="dans",
    modality="table",
    goal="release a random part of the people",
    section="4.1.1",
    source="Skinner et al. 1994, Disclosure control for census microdata, J. Official Statistics 10(1)",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class Sampling:
    """Keep a simple random sample without replacement; the rows kept are unchanged.

    Parameters
    ----------
    share : float
        Share of the rows kept, in (0, 1]; their number is rounded to the nearest, halves to even.

    References
    ----------
    Skinner, Marsh, Openshaw & Wymer 1994, Disclosure control for census microdata, Journal of Official
    Statistics 10(1), 31-51. D2.1 section 4.1.1.

    Examples
    --------
    >>> len(Sampling(share=0.25).apply(pd.DataFrame({"age": range(40)}), rng=np.random.default_rng(0)))
    10
    """

    share: float

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise PrivacyInputError(f"Sampling: share={self.share} is not in (0, 1].")

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return some of the rows, in their order and with their labels.

        Raises
        ------
        PrivacyInputError
            If nobody would be left.
        """
        size = round(self.share * len(table))
        if size == 0:
            raise PrivacyInputError(
                f"Sampling: share={self.share} of {len(table)} rows leaves nobody. Raise the share or pool more records."
            )
        return table.iloc[np.sort(rng.choice(len(table), size=size, replace=False))].copy()

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns as they are."""
        return columns

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"transformation": "sampling", "share": self.share}
