# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Error of COUNT queries: how well a release answers how many people fit a description."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from secured.common import Dataset, PrivacyInputError, Release, method
from secured.common.result_table import html_table
from secured.dans.tables.measures.spread import Spread

__all__ = ["CountQueryError", "QueryErrors"]

CELLS_AT_ONCE = 4_000_000


@method(
    name="count query error",
    engine="dans",
    modality="table",
    goal="relative error of random COUNT queries on the release",
    section="4.1.1",
    source="LeFevre, DeWitt & Ramakrishnan 2006, doi:10.1109/ICDE.2006.101",
    peers=("Amnesia", "anonypyx"),
)
@dataclass(frozen=True, kw_only=True)
class CountQueryError:
    """Relative error of random COUNT queries over quasi-identifiers.

    A query asks for people whose values lie in a range (numbers) or a set (other values) in each of a few columns. The
    reader of a release takes a generalised value as spread evenly over the exact values that it covers, so a
    row counts with the product of its chances; people left out are not counted, missing values never fit.

    Parameters
    ----------
    queries : int, default 200
        Random queries, >= 1.
    dimensions : int, default 2
        Columns in each; all where there are fewer.
    selectivity : float, default 0.1
        Part of the domain, all columns together, that a query covers, in (0, 1].
    sanity : float, default 0.001
        An error is divided by the true count, but by no less than this share of people.
    columns : tuple of str, optional
        Columns to ask about; the release's quasi-identifiers when not given.

    References
    ----------
    LeFevre, DeWitt & Ramakrishnan 2006, doi:10.1109/ICDE.2006.101; the sanity bound is that of
    Xiao, Wang & Gehrke 2011, doi:10.1109/TKDE.2010.247. D2.1 section 4.1.1.
    """

    queries: int = 200
    dimensions: int = 2
    selectivity: float = 0.1
    sanity: float = 0.001
    columns: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.queries < 1 or self.dimensions < 1:
            raise PrivacyInputError(
                f"CountQueryError: queries={self.queries} and dimensions={self.dimensions} must be at least 1."
            )
        if not 0 < self.selectivity <= 1 or not 0 < self.sanity <= 1:
            raise PrivacyInputError(
                f"CountQueryError: selectivity={self.selectivity} and sanity={self.sanity} must be in (0, 1]."
            )

    def score(self, dataset: Dataset, release: Release, *, rng: np.random.Generator) -> "QueryErrors":
        """Ask the same queries of a dataset and of its release.

        Raises
        ------
        PrivacyInputError
            If a column is not in both, or there is none or nobody to ask about.
        """
        names = self.columns or tuple(
            name for name in release.quasi_identifiers if name in dataset.data.columns
        )
        absent = [
            name for name in names if name not in dataset.data.columns or name not in release.data.columns
        ]
        if absent or not names or not len(dataset.data):
            raise PrivacyInputError(
                f"CountQueryError: nothing to ask about, or no column {', '.join(absent) or 'at all'} in both tables."
            )
        spreads = [Spread.of(dataset, release, name) for name in names]
        true, estimated = np.empty(self.queries), np.empty(self.queries)
        step = max(CELLS_AT_ONCE // max(len(dataset.data), 1), 1)
        for start in range(0, self.queries, step):
            size = min(step, self.queries - start)
            asked = self._draw(spreads, size, rng)
            true[start : start + size] = _counts(
                [mask[spread.before] for spread, mask in zip(spreads, asked, strict=True)]
            )
            estimated[start : start + size] = _counts(
                [(spread.chance @ mask)[spread.label_of] for spread, mask in zip(spreads, asked, strict=True)]
            )
        least = self.sanity * len(dataset.data)
        return QueryErrors(
            errors=np.abs(estimated - true) / np.maximum(true, least), true=true, estimated=estimated
        )

    def _draw(self, spreads: list[Spread], size: int, rng: np.random.Generator) -> list[np.ndarray]:
        """Return, by column, which values fit each query; float, shape (n_values + 1, size)."""
        dimensions = min(self.dimensions, len(spreads))
        part = self.selectivity ** (1 / dimensions)
        masks = [np.ones((len(spread.values) + 1, size)) for spread in spreads]
        for query in range(size):
            for column in rng.choice(len(spreads), dimensions, replace=False):
                spread = spreads[column]
                masks[column][:, query] = 0.0
                n = len(spread.values)
                if not n:
                    continue
                if spread.numeric:
                    low, high = spread.values[0], spread.values[-1]
                    begin = rng.uniform(low - part * (high - low), high)
                    fit = (spread.values >= begin) & (spread.values <= begin + part * (high - low))
                    masks[column][:n, query] = fit
                else:
                    masks[column][rng.choice(n, max(round(part * n), 1), replace=False), query] = 1.0
        return masks

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "measure": "count query error",
            "queries": self.queries,
            "dimensions": self.dimensions,
            "selectivity": self.selectivity,
            "sanity": self.sanity,
            "columns": self.columns,
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class QueryErrors:
    """Errors of the queries asked.

    Parameters
    ----------
    errors, true, estimated : ndarray of float, shape (n_queries,)
        Relative error, count in the source and count that the release suggests.
    """

    errors: np.ndarray = field(repr=False)
    true: np.ndarray = field(repr=False)
    estimated: np.ndarray = field(repr=False)

    @property
    def mean(self) -> float:
        """Mean relative error."""
        return float(self.errors.mean())

    @property
    def median(self) -> float:
        """Median relative error."""
        return float(np.median(self.errors))

    def to_dict(self) -> dict[str, Any]:
        """Mean, median and 90 % quantile of the relative errors."""
        return {
            "queries": len(self.errors),
            "mean": self.mean,
            "median": self.median,
            "90 % of queries": float(np.quantile(self.errors, 0.9)),
        }

    def _repr_html_(self) -> str:
        return html_table("Relative error of COUNT queries", ("statistic", "value"), self.to_dict().items())


def _counts(chances: list[np.ndarray]) -> np.ndarray:
    """Sum over rows of the product over columns; shape (n_queries,)."""
    product = chances[0].copy()
    for chance in chances[1:]:
        product *= chance
    return product.sum(axis=0)
