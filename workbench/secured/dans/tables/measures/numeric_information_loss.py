# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Information loss of perturbed numbers, as sdcMicro reports it: IL1s and the change of eigenvalues."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.result_table import html_table

__all__ = ["NumericInformationLoss"]


@dataclass(frozen=True, kw_only=True, eq=False)
class NumericInformationLoss:
    """How far perturbed numbers lie from the exact ones of the same people.

    Parameters
    ----------
    il1s_of_columns : mapping of column to float or None
        Mean over people of abs(x - x') / (sqrt(2) S), S being the sample standard deviation before; cells missing
        before or after are left out. None where S is 0 or nothing is left.
    il1s : float
        The sum over all cells, as sdcMicro's IL1s.
    eigenvalues : float or None
        Sum of abs(e - e') / e over the eigenvalues of the covariances of the standardised columns (pairwise complete);
        None for a column without spread or an eigenvalue of 0.

    References
    ----------
    Mateo-Sanz, Sebe & Domingo-Ferrer 2004, doi:10.1007/978-3-540-25955-8_16 (IL1s); Templ & Meindl 2008,
    doi:10.1007/978-3-540-87471-3_10. D2.1 section 4.1.1.
    """

    il1s_of_columns: Mapping[str, float | None]
    il1s: float
    eigenvalues: float | None

    @classmethod
    def of(cls, before: pd.DataFrame, after: pd.DataFrame) -> "NumericInformationLoss":
        """Compare numeric columns of the same people, row by row.

        Raises
        ------
        PrivacyInputError
            If columns or rows differ, a column is not numeric, or there are fewer than two rows.
        """
        _check(before, after)
        x, y = before.to_numpy(dtype=float), after.to_numpy(dtype=float)
        spread = before.astype(float).std(ddof=1).to_numpy()
        scaled = np.abs(x - y) / np.where(spread > 0, np.sqrt(2) * spread, np.nan)
        means = [
            float(column[~np.isnan(column)].mean()) if (~np.isnan(column)).any() else None
            for column in scaled.T
        ]
        return cls(
            il1s_of_columns=dict(zip(map(str, before.columns), means, strict=True)),
            il1s=float(np.nansum(scaled)),
            eigenvalues=_change_of_eigenvalues(before.astype(float), after.astype(float)),
        )

    def to_dict(self) -> dict[str, Any]:
        """All values, for JSON."""
        return {
            "il1s_of_columns": dict(self.il1s_of_columns),
            "il1s": self.il1s,
            "eigenvalues": self.eigenvalues,
        }

    def _repr_html_(self) -> str:
        rows = [(f"IL1s of {name}, mean", value) for name, value in self.il1s_of_columns.items()]
        return html_table(
            "Information loss of numbers",
            ("measure", "value"),
            [*rows, ("IL1s, sum", self.il1s), ("eigenvalues", self.eigenvalues)],
        )


def _check(before: pd.DataFrame, after: pd.DataFrame) -> None:
    who = "NumericInformationLoss"
    if list(before.columns) != list(after.columns) or not len(before.columns):
        raise PrivacyInputError(
            f"{who}: the tables do not have the same columns. Give the same ones of both."
        )
    if len(before) != len(after) or len(before) < 2:
        raise PrivacyInputError(
            f"{who}: {len(before)} rows before, {len(after)} after. Give at least two rows, of the same people in the same order."
        )
    for name in before.columns:
        if not (pd.api.types.is_numeric_dtype(before[name]) and pd.api.types.is_numeric_dtype(after[name])):
            raise PrivacyInputError(f"{who}: column {name} is not numeric. Leave it out.")


def _change_of_eigenvalues(before: pd.DataFrame, after: pd.DataFrame) -> float | None:
    if not ((before.std() > 0).all() and (after.std() > 0).all()):
        return None
    old, new = (
        np.linalg.eigvalsh(((table - table.mean()) / table.std()).cov().to_numpy())
        for table in (before, after)
    )
    return float((np.abs(old - new) / old).sum()) if old.min() > 1e-12 else None
