# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A Gaussian copula fitted to a sample: how probable is one person's combination of values?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from secured.dean.uniqueness.normal_scores import OrderedColumns

__all__ = ["GaussianCopula"]

_RIDGE = 1e-6
_AT_ONCE = 400_000


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GaussianCopula:
    """Columns whose normal scores are jointly normal, with the sample's margins.

    Parameters
    ----------
    columns : OrderedColumns
    correlation : ndarray, shape (n_columns, n_columns)

    References
    ----------
    Rocher, Hendrickx & de Montjoye 2019, doi:10.1038/s41467-019-10933-3, equations 1-4. The order of categories
    and the correlation from normal scores are choices of this code, not the paper's. D2.1 section 5.1.
    """

    columns: OrderedColumns
    correlation: np.ndarray

    @classmethod
    def fit(cls, sample: pd.DataFrame) -> "GaussianCopula":
        """Fit to the rows of `sample`, one a person."""
        columns = OrderedColumns.of(sample)
        scores = columns.normal_scores(columns.codes(sample))
        spread = scores.std(axis=0)
        scores = (scores - scores.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
        correlation = (scores.T @ scores / len(scores) + _RIDGE * np.eye(scores.shape[1])) / (1 + _RIDGE)
        np.fill_diagonal(correlation, 1.0)
        return cls(columns=columns, correlation=correlation)

    def probability(self, people: pd.DataFrame, rng: np.random.Generator, *, draws: int = 256) -> np.ndarray:
        """Probability of each person's combination of values, shape (n_people,).

        Each is the mass of a box under a correlated normal, by the GHK simulator with shifted Sobol points.

        Parameters
        ----------
        people : pandas.DataFrame
            Their values must occur in the sample.
        draws : int
            Points a person; a power of two.

        References
        ----------
        Geweke 1991; Hajivassiliou & McFadden 1998, doi:10.2307/2999576 (GHK).
        """
        low, high = self.columns.bounds(self.columns.codes(people))
        root = np.linalg.cholesky(self.correlation)
        dimensions = max(low.shape[1] - 1, 1)
        points = (qmc.Sobol(dimensions, scramble=False).random(draws) + rng.random(dimensions)) % 1
        step = max(_AT_ONCE // draws, 1)
        parts = [
            _box_mass(low[at : at + step], high[at : at + step], root, points)
            for at in range(0, len(low), step)
        ]
        return np.concatenate([np.zeros(0), *parts])

    def __repr__(self) -> str:
        return f"GaussianCopula({len(self.columns.names)} columns)"


def _box_mass(low: np.ndarray, high: np.ndarray, root: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Mean over points of the product of conditional probabilities, one column after the other."""
    n_columns = low.shape[1]
    mass = np.ones((len(low), len(points)))
    drawn = np.zeros((len(low), len(points), n_columns))
    for at in range(n_columns):
        shift = drawn[:, :, :at] @ root[at, :at]
        below = ndtr((low[:, at, None] - shift) / root[at, at])
        inside = np.maximum(ndtr((high[:, at, None] - shift) / root[at, at]) - below, 0.0)
        mass *= inside
        if at < n_columns - 1:
            drawn[:, :, at] = ndtri(np.clip(below + points[None, :, at] * inside, 1e-15, 1 - 1e-15))
    return np.asarray(mass.mean(axis=1))
