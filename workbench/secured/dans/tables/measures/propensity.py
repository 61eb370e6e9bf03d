# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Propensity score: how well a logistic regression tells released rows from exact ones."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from secured.common import PrivacyInputError, method
from secured.common.result_table import html_table

__all__ = ["PropensityMeanSquaredError", "PropensityScore"]

OTHER = "other values"
MISSING = "missing"


@method(
    name="propensity mean squared error",
    engine="dans",
    modality="table",
    goal="how well a model tells released rows from exact ones",
    section="4.1.1",
    source="Snoke et al. 2018, doi:10.1111/rssa.12358",
)
@dataclass(frozen=True, kw_only=True)
class PropensityMeanSquaredError:
    """Mean squared distance of the propensity score from the share of released rows (pMSE).

    Exact and released rows are stacked, and a logistic regression without penalty on the columns (numbers
    standardised, each value of the others a column, missing a value of its own) tells which is which. If the released
    rows are drawn from what the exact ones show, pMSE is (k - 1) (1 - c)^2 c / N on average, with k parameters that
    the columns can tell apart, N rows and a share c of released ones, and the ratio to it about 1. (Of two samples of
    one population, each with its own error, it is about 1 / (1 - c).)

    Compare columns at the same level of generalization: a label that only one table knows gives its row away.

    Parameters
    ----------
    most_values : int, default 20
        Values of a column that is no number; rarer ones count as one.

    References
    ----------
    Snoke et al. 2018, doi:10.1111/rssa.12358; Woo et al. 2009, doi:10.29012/jpc.v1i1.568. D2.1 section 4.1.1.
    """

    most_values: int = 20

    def __post_init__(self) -> None:
        if self.most_values < 1:
            raise PrivacyInputError(
                f"PropensityMeanSquaredError: most_values={self.most_values} must be at least 1."
            )

    def score(self, real: pd.DataFrame, other: pd.DataFrame) -> "PropensityScore":
        """Compare two tables with the same columns.

        Raises
        ------
        PrivacyInputError
            If columns differ or a table holds no rows.
        """
        if list(real.columns) != list(other.columns) or not len(real.columns):
            raise PrivacyInputError(
                "PropensityMeanSquaredError: the tables do not have the same columns. Give the same ones of both."
            )
        if not len(real) or not len(other):
            raise PrivacyInputError(
                f"PropensityMeanSquaredError: {len(real)} and {len(other)} rows. Give some of both."
            )
        both = pd.concat([real, other], ignore_index=True)
        design = np.column_stack(
            [part for name in both for part in self._columns(both[name])] or [np.zeros(len(both))]
        )
        released = np.arange(len(both)) >= len(real)
        share = float(released.mean())
        parameters = int(np.linalg.matrix_rank(np.column_stack([np.ones(len(both)), design])))
        with warnings.catch_warnings():  # tables told apart perfectly have no finite fit, and a right score
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = LogisticRegression(C=np.inf, tol=1e-8, max_iter=1000).fit(design, released)
        chance = model.predict_proba(design)[:, 1]
        null = (1 - share) ** 2 * share / len(both)
        return PropensityScore(
            pmse=float(((chance - share) ** 2).mean()),
            expected=(parameters - 1) * null,
            deviation=float(np.sqrt(2 * (parameters - 1)) * null),
            parameters=parameters,
        )

    def _columns(self, values: pd.Series) -> list[np.ndarray]:
        """Columns of the design for one column of the tables."""
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            numbers = values.to_numpy(dtype=float, na_value=np.nan)
            missing = np.isnan(numbers)
            mean, spread = (np.nanmean(numbers), np.nanstd(numbers)) if not missing.all() else (0.0, 0.0)
            scaled = np.where(missing, 0.0, (numbers - mean) / (spread if spread > 0 else 1.0))
            return [scaled, missing.astype(float)] if missing.any() else [scaled]
        texts = values.map(str, na_action="ignore").astype(object)
        frequent = texts.value_counts().index[: self.most_values]
        texts = texts.where(texts.isna() | texts.isin(frequent), OTHER).fillna(MISSING)
        return list(pd.get_dummies(texts, drop_first=True).to_numpy(dtype=float).T)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"measure": "propensity mean squared error", "most_values": self.most_values}


@dataclass(frozen=True, kw_only=True)
class PropensityScore:
    """A pMSE beside what it is on average if the other table is drawn from what the real one shows.

    Parameters
    ----------
    pmse : float
    expected, deviation : float
        Mean and standard deviation of the null distribution.
    parameters : int
        Of the regression, the constant included.
    """

    pmse: float
    expected: float
    deviation: float
    parameters: int

    @property
    def ratio(self) -> float | None:
        """pMSE over its null expectation; None without anything to fit."""
        return self.pmse / self.expected if self.expected > 0 else None

    @property
    def standardized(self) -> float | None:
        """Null standard deviations above the null expectation; None without anything to fit."""
        return (self.pmse - self.expected) / self.deviation if self.deviation > 0 else None

    def to_dict(self) -> dict[str, Any]:
        """All values, for JSON."""
        return {
            "pmse": self.pmse,
            "expected": self.expected,
            "ratio": self.ratio,
            "standardized": self.standardized,
            "parameters": self.parameters,
        }

    def _repr_html_(self) -> str:
        return html_table("Propensity score", ("statistic", "value"), self.to_dict().items())
