# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a reader takes released labels for: each spread evenly over the exact values that it covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from secured.common import SUPPRESSED, ColumnType, Dataset, GeneralizedValue, Release
from secured.common.hierarchies import Intervals

__all__ = ["Spread"]

LARGEST_GRID = 10_000


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Spread:
    """A column before and after, over one list of exact values.

    The list holds the values of the column's hierarchy (of a whole-number column with bounds: every number between
    them) and exact released values that are not among these; missing stands last.

    Parameters
    ----------
    values : ndarray, shape (n_values,)
        Exact values; numbers in order.
    numeric : bool
    before : ndarray of int64, shape (n_people,)
        Position of everybody's value in the source.
    label_of : ndarray of int64, shape (n_records,)
        Label of every released row.
    labels : ndarray of object, shape (n_labels,)
    chance : sparse array, shape (n_labels, n_values + 1)
        Chance of each exact value under each label; rows sum to 1.
    """

    values: np.ndarray
    numeric: bool
    before: np.ndarray
    label_of: np.ndarray
    labels: np.ndarray
    chance: csr_array

    @classmethod
    def of(cls, dataset: Dataset, release: Release, column: str) -> "Spread":
        """Read one column that the dataset and its release share; other than quasi-identifiers are exact."""
        source, released = dataset.data[column], release.data[column]
        numeric = dataset.columns[column].type in (ColumnType.INTEGER, ColumnType.REAL)
        described = release.descriptions.get(column, {})
        label_of, labels = pd.factorize(released, use_na_sentinel=False)
        known = _domain(dataset, column, numeric)
        exact = [
            label for label in labels if not (pd.isna(label) or label in described or label == SUPPRESSED)
        ]
        values = _distinct([*known, *source.dropna().unique(), *exact], numeric)
        covered = np.flatnonzero(pd.Index(values).isin(_distinct(known, numeric)))
        rows, columns, chances = [], [], []
        for row, label in enumerate(labels):
            at = _under(label, described, values, covered)
            rows.append(np.full(len(at), row))
            columns.append(at)
            chances.append(np.full(len(at), 1 / len(at)))
        entries = np.concatenate(chances), (np.concatenate(rows), np.concatenate(columns))
        return cls(
            values=values,
            numeric=numeric,
            before=_positions(source, values, numeric),
            label_of=label_of,
            labels=np.asarray(labels, dtype=object),
            chance=coo_array(entries, shape=(len(labels), len(values) + 1)).tocsr()
            if len(labels)
            else csr_array((0, len(values) + 1)),
        )

    @property
    def share_before(self) -> np.ndarray:
        """Share of people with each value, missing last."""
        counts = np.bincount(self.before, minlength=len(self.values) + 1)
        return counts / max(counts.sum(), 1)

    @property
    def share_of_labels(self) -> np.ndarray:
        """Share of released rows with each label."""
        counts = np.bincount(self.label_of, minlength=len(self.labels))
        return counts / max(counts.sum(), 1)

    @property
    def share_after(self) -> np.ndarray:
        """Share of each value, missing last, as the release suggests it."""
        return self.share_of_labels @ self.chance


def _domain(dataset: Dataset, column: str, numeric: bool) -> list[object]:
    """Values that the column can have, as far as its hierarchy tells."""
    if column not in dataset.hierarchies:
        return list(dataset.data[column].dropna().unique())
    spec, values = dataset.columns[column].hierarchy, dataset.hierarchies[column].values
    if numeric and isinstance(spec, Intervals) and dataset.columns[column].type is ColumnType.INTEGER:
        low, high = spec.bounds
        if high - low < LARGEST_GRID:
            return [*np.arange(np.ceil(low), np.floor(high) + 1), *values]
    return list(values)


def _distinct(values: list[object], numeric: bool) -> np.ndarray:
    if numeric:
        return np.unique(np.array(values, dtype=float))
    return np.array(sorted({str(value) for value in values}), dtype=object)


def _positions(entries: pd.Series, values: np.ndarray, numeric: bool) -> np.ndarray:
    read = entries.astype(float) if numeric else entries.map(str, na_action="ignore").astype(object)
    return np.where(entries.isna(), len(values), pd.Index(values).get_indexer(pd.Index(read)))


def _under(
    label: Any, described: Mapping[str, GeneralizedValue], values: np.ndarray, covered: np.ndarray
) -> np.ndarray:
    """Positions of the values under a label; all for one that covers nothing known, missing for an empty column."""
    if pd.isna(label) or not len(covered):
        return np.array([len(values)])
    if label in described:
        inside = described[label].covers(values[covered])
        return covered[inside] if inside.any() else covered
    if label == SUPPRESSED:
        return covered
    exact = str(label) if values.dtype == object else float(label)
    return np.array([pd.Index(values).get_loc(exact)])
