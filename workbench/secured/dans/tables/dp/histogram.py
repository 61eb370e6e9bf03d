# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A table of counts with noise: over known values, or over values that may not even be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from secured.common import ColumnType, Dataset, GeneralizedValue, PrivacyInputError, Release, Role, method
from secured.common.ledger import Ledger
from secured.dans.tables.dp.counts import half_width
from secured.dans.tables.dp.data_independence import of_released_columns
from secured.dans.tables.dp.opendp_noise import (
    noisy_counts,
    noisy_counts_above_threshold,
    scale_of,
    threshold_of,
)
from secured.dans.tables.dp.randomness import Noise, Randomness, check_budget, check_noise, check_people
from secured.dans.tables.dp.safepub import WITHHELD

__all__ = ["DPHistogram"]

MOST_CELLS = 1_000_000


@method(
    name="differentially private histogram",
    engine="dans",
    modality="table",
    goal="count people by the values of some columns, with noise",
    section="4.1.1",
    source="Dwork, McSherry, Nissim & Smith 2006, doi:10.1007/11681878_14",
)
@dataclass(frozen=True, kw_only=True)
class DPHistogram:
    """People by the values of some columns, every count with discrete Laplace noise of scale contributions / epsilon.

    With `categories`, every combination is told, also where nobody is; people with other values are not counted.
    Without, the values themselves may tell that somebody is there: a cell is shown only where its noisy count is
    above a threshold that `delta` pays for. Noisy counts may be negative.

    Parameters
    ----------
    columns : tuple of str
    epsilon : float
    delta : float, default 0
        Needed where values are not known, and then far below 1 / people.
    categories : mapping of str to tuple, optional
        All values (labels, where generalised) of every column, from the owner's knowledge, not the data; None among
        them counts the missing, which is a value of its own.
    levels : mapping of str to int
        Level at which a column is told; exact when not named.
    contributions : int, default 1
        Rows counted of one person, the first ones; further rows of the person are left out.
    noise : {"secure", "teaching"}
        Where draws come from; teaching noise claims no differential privacy.
    ledger : Ledger, optional
        Asked before anything is drawn.

    References
    ----------
    Dwork, McSherry, Nissim & Smith 2006, doi:10.1007/11681878_14; Korolova, Kenthapadi, Mishra & Ntoulas 2009,
    doi:10.1145/1526709.1526733 (threshold); Rogers 2023, arXiv:2309.09170. D2.1 section 4.1.1. Noise by OpenDP.

    Examples
    --------
    >>> DPHistogram(columns=("sex",), epsilon=1.0, categories={"sex": ("F", "M")}).contributions
    1
    """

    columns: tuple[str, ...]
    epsilon: float
    delta: float = 0.0
    categories: Mapping[str, tuple[Any, ...]] | None = None
    levels: Mapping[str, int] = field(default_factory=dict)
    contributions: int = 1
    noise: Noise = "secure"
    ledger: Ledger | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        check_budget("DPHistogram", self.epsilon, self.delta, needs_delta=self.categories is None)
        check_noise(self.noise, "DPHistogram")
        if (
            not self.columns
            or len(set(self.columns)) < len(self.columns)
            or set(self.levels) - set(self.columns)
        ):
            raise PrivacyInputError("DPHistogram: name each column once, and levels of no other column.")
        if "count" in self.columns:
            raise PrivacyInputError(
                "DPHistogram: the release has a column `count` of its own. Rename the table's column."
            )
        if self.contributions != int(self.contributions) or self.contributions < 1:
            raise PrivacyInputError(
                f"DPHistogram: contributions={self.contributions} is no whole number from 1 on."
            )
        if self.categories is None:
            return
        if set(self.categories) != set(self.columns) or self.delta != 0:
            raise PrivacyInputError(
                "DPHistogram: categories must be given for all columns or none; with them delta is 0."
            )
        if any(not values or len(set(values)) < len(values) for values in self.categories.values()):
            raise PrivacyInputError("DPHistogram: a column has no category, or one twice. Name each once.")
        if prod(map(len, self.categories.values())) > MOST_CELLS:
            raise PrivacyInputError(
                f"DPHistogram: more than {MOST_CELLS:,} cells. Take fewer columns or categories."
            )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator | None = None) -> Release:
        """Return a release of one row a cell, with a column `count`; `rng` is for teaching noise only.

        Raises
        ------
        PrivacyInputError
            If a column, its level or its hierarchy cannot be used, or people are too few.
        BudgetExceeded
            If the ledger refuses; nothing is drawn then.
        MissingDependency
            If OpenDP is not installed.
        """
        check_people("DPHistogram", dataset.n_people)
        randomness = Randomness(noise=self.noise, rng=rng, who="DPHistogram")
        cells, exact = self.exact(dataset)
        scale = scale_of(self.epsilon, self.contributions)
        threshold = None
        if self.categories is None:
            threshold = threshold_of(self.epsilon, self.delta, scale, self.contributions)
        if self.ledger:
            self.ledger.spend(dataset, self.epsilon, self.delta, f"histogram of {', '.join(self.columns)}")
        if threshold is None:
            counts = noisy_counts(exact, scale, randomness)
        else:
            shown, counts = noisy_counts_above_threshold(exact, scale, threshold, randomness)
            cells = cells.iloc[shown].reset_index(drop=True)
        return Release(
            data=cells.assign(count=counts),
            quasi_identifiers=(),  # no row is a person's
            sensitive=(),
            method="differentially private histogram",
            parameters=self._parameters(scale, threshold, randomness),
            seed=None,
            source=WITHHELD,
            guarantee=randomness.guarantee(self.epsilon, self.delta),
            descriptions=self._descriptions(dataset, cells),
        )

    def exact(self, dataset: Dataset) -> tuple[pd.DataFrame, np.ndarray]:
        """Return the cells in an order that says nothing, and their exact counts. For the owner."""
        labels = self._labels(dataset)
        if self.categories is None:
            sizes = (
                labels.groupby(list(self.columns), dropna=False, sort=False).size().reset_index(name="count")
            )
            order = np.lexsort(
                [sizes[name].map(_sort_key).to_numpy(dtype=str) for name in reversed(self.columns)]
            )
            sizes = sizes.iloc[order].reset_index(drop=True)
            exact = {
                name: sizes[name].to_numpy(dtype=object)
                if self.levels.get(name)
                else _exact(sizes[name], dataset.columns[name].type)
                for name in self.columns
            }
            return pd.DataFrame(exact, dtype=object), sizes["count"].to_numpy(dtype=np.int64)
        values = [self.categories[name] for name in self.columns]
        cells = pd.DataFrame(list(product(*values)), columns=list(self.columns), dtype=object)
        positions = [
            _positions(labels[name], known) for name, known in zip(self.columns, values, strict=True)
        ]
        known = np.logical_and.reduce([at >= 0 for at in positions])
        flat = np.ravel_multi_index([at[known] for at in positions], [len(one) for one in values])
        return cells, np.bincount(flat, minlength=len(cells)).astype(np.int64)

    def _labels(self, dataset: Dataset) -> pd.DataFrame:
        """The columns at their levels, of at most so many rows a person."""
        number = pd.Series(dataset.subjects).groupby(dataset.subjects, sort=False).cumcount().to_numpy()
        rows = dataset.data.iloc[np.flatnonzero(number < self.contributions)]
        labels = {}
        for name in self.columns:
            if name not in dataset.columns or dataset.columns[name].role is Role.IDENTIFIER:
                raise PrivacyInputError(f"DPHistogram: {name} is no column that may be released.")
            level = self.levels.get(name, 0)
            labels[name] = rows[name].to_numpy(dtype=object)
            if level:
                hierarchy = of_released_columns("DPHistogram", dataset, [name]).hierarchies[name]
                if level != int(level) or not 0 < level < hierarchy.n_levels:
                    raise PrivacyInputError(
                        f"DPHistogram: {name} has levels 0 to {hierarchy.n_levels - 1}, not {level}."
                    )
                labels[name] = hierarchy.generalize(hierarchy.encode(rows[name]), level)
        return pd.DataFrame(labels, dtype=object)

    def _descriptions(self, dataset: Dataset, cells: pd.DataFrame) -> dict[str, dict[str, GeneralizedValue]]:
        described = {}
        for name, level in self.levels.items():
            shown = set(cells[name])
            hierarchy = of_released_columns("DPHistogram", dataset, [name]).hierarchies[name]
            described[name] = {k: v for k, v in hierarchy.descriptions[level].items() if k in shown}
        return {name: labels for name, labels in described.items() if labels}

    def _parameters(self, scale: float, threshold: int | None, randomness: Randomness) -> dict[str, Any]:
        return {
            "columns": list(self.columns),
            "levels": dict(self.levels),
            "values": "known" if self.categories is not None else "shown above the threshold",
            "epsilon": self.epsilon,
            "delta": self.delta,
            "contributions": self.contributions,
            "scale": scale,
            "within_95_percent": half_width(scale),
            **({} if threshold is None else {"threshold": threshold}),
            **randomness.to_dict(),
        }


def _exact(entries: pd.Series, column_type: ColumnType) -> np.ndarray:
    """Exact values, cell by cell in the column's own type: a cell written 44.0 would tell that others are missing."""
    values = entries.to_numpy(dtype=object)
    if column_type not in (ColumnType.INTEGER, ColumnType.REAL):
        return values
    whole = column_type is ColumnType.INTEGER
    numbers = [None if pd.isna(value) else float(value) for value in values]
    return np.array(
        [int(one) if whole and one is not None and one.is_integer() else one for one in numbers], dtype=object
    )


def _positions(entries: pd.Series, known: tuple[Any, ...]) -> np.ndarray:
    """Position of every entry among the known values, -1 for others."""
    position = {value: at for at, value in enumerate(known)}
    unknown = position.get(None, -1)
    return np.array(
        [unknown if pd.isna(entry) else position.get(entry, -1) for entry in entries], dtype=np.int64
    )


def _sort_key(value: Any) -> str:
    """Text by which cells are put in order; missing last."""
    return "1" if pd.isna(value) else f"0{value}"
