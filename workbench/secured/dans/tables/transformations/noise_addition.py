# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Noise addition: add random normal noise to numbers, independent or correlated as the data are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Column, ColumnType, PrivacyInputError, method
from secured.common.hierarchies import Flat
from secured.dans.tables.transformations.named_columns import check_names, described, numbers

__all__ = ["NoiseAddition"]


@method(
    name="noise addition",
    engine="dans",
    modality="table",
    goal="blur numbers by random noise",
    section="4.1.1",
    source="Kim 1986, A method for limiting disclosure in microdata based on random noise, Proc. ASA Survey Research Methods",
    peers=("sdcMicro",),
)
@dataclass(frozen=True, kw_only=True)
class NoiseAddition:
    """Add normal noise of mean 0 whose deviation is `scale` times each column's.

    Independent noise multiplies every variance by 1 + scale^2 in expectation and leaves covariances, so that
    correlations shrink. Correlated noise has the covariance of the data times scale^2: the whole covariance
    matrix is multiplied by 1 + scale^2 and correlations stay. This is not differential privacy, and promises
    nothing. Missing stays missing.

    Parameters
    ----------
    columns : tuple of str
        Columns of numbers.
    scale : float
        Noise's standard deviation over the column's, above 0.
    correlated : bool, default False
        The covariance is taken from the rows without a missing value in these columns: at least two.

    References
    ----------
    Kim 1986, A method for limiting disclosure in microdata based on random noise and transformation,
    Proceedings of the ASA Section on Survey Research Methods; Brand 2002,
    doi:10.1007/3-540-47804-3_8. D2.1 section 4.1.1.
    """

    columns: tuple[str, ...]
    scale: float
    correlated: bool = False

    def __post_init__(self) -> None:
        check_names("NoiseAddition", self.columns)
        if not 0 < self.scale < np.inf:
            raise PrivacyInputError(f"NoiseAddition: scale={self.scale} is not a finite number above 0.")

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy.

        Raises
        ------
        PrivacyInputError
            If a column is not there, is not numeric, or has too few values for a deviation.
        """
        values = np.column_stack([numbers("NoiseAddition", table, name) for name in self.columns])
        complete = values[~np.isnan(values).any(axis=1)]
        fewest = len(complete) if self.correlated else int((~np.isnan(values)).sum(axis=0).min())
        if fewest < 2:
            raise PrivacyInputError(
                f"NoiseAddition: {fewest} values are too few for a deviation. Name columns with at least two"
                f"{' in the same rows' if self.correlated else ''}."
            )
        covariance = (
            np.cov(complete, rowvar=False, ddof=1)
            if self.correlated
            else np.diag(np.nanvar(values, axis=0, ddof=1))
        )
        noise = rng.multivariate_normal(
            np.zeros(len(self.columns)),
            self.scale**2 * np.atleast_2d(covariance),
            size=len(values),
            method="eigh",
        )
        result = table.copy()
        for at, name in enumerate(self.columns):
            result[name] = values[:, at] + noise[:, at]
        return result

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns as real numbers that no hierarchy foresees."""
        blurred = {
            name: replace(described("NoiseAddition", columns, name), type=ColumnType.REAL, hierarchy=Flat())
            for name in self.columns
        }
        return {**columns, **blurred}

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "noise addition",
            "columns": list(self.columns),
            "scale": self.scale,
            "correlated": self.correlated,
        }
