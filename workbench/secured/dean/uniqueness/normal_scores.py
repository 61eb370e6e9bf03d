# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Bring the values of every column into an order, so that a Gaussian copula can describe how columns go together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from secured.common import PrivacyInputError

__all__ = ["OrderedColumns"]

_BANDS = 8


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class OrderedColumns:
    """Ordered values of every column and their shares in a sample.

    Numbers keep their order. Categories are ordered by the first axis of a multiple correspondence analysis of
    the sample (optimal scaling): neighbours in that order go together with the same values of other columns.
    A missing value is a value of its own.

    Parameters
    ----------
    names : tuple of str
    values : tuple of pandas.Index
        Distinct values of each column, in order.
    shares : tuple of ndarray
        Share of each of them.
    """

    names: tuple[str, ...]
    values: tuple[pd.Index, ...]
    shares: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, sample: pd.DataFrame) -> "OrderedColumns":
        """Order the values of `sample`.

        Raises
        ------
        PrivacyInputError
            If the sample has no columns or fewer than two rows.
        """
        if len(sample) < 2 or not len(sample.columns):
            raise PrivacyInputError(
                f"OrderedColumns: {len(sample)} rows of {len(sample.columns)} columns. Give at least two rows and one column."
            )
        axis = _first_axis(sample)
        values = tuple(_in_order(sample[name], axis) for name in sample.columns)
        names = tuple(str(name) for name in sample.columns)
        codes = [_codes(sample[name], order) for name, order in zip(sample.columns, values, strict=True)]
        shares = tuple(
            np.bincount(one, minlength=len(order)) / len(sample)
            for one, order in zip(codes, values, strict=True)
        )
        return cls(names=names, values=values, shares=shares)

    def codes(self, people: pd.DataFrame) -> np.ndarray:
        """Position of every value in the order of its column, shape (n_people, n_columns).

        Raises
        ------
        PrivacyInputError
            If a column is missing, or holds values that the sample does not.
        """
        if lacking := [name for name in self.names if name not in people]:
            raise PrivacyInputError(f"OrderedColumns: the columns {', '.join(lacking)} are missing.")
        codes = np.column_stack(
            [_codes(people[name], order) for name, order in zip(self.names, self.values, strict=True)]
        )
        if unknown := int((codes < 0).any(axis=1).sum()):
            raise PrivacyInputError(
                f"OrderedColumns: {unknown} of {len(people)} people have values that the sample does not hold. "
                "Assess people of the sample, or add them to it."
            )
        return codes

    def bounds(self, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Interval of the standard normal that stands for each value, two arrays of the shape of `codes`."""
        edges = [ndtri(np.minimum(np.concatenate([[0.0], np.cumsum(one)]), 1.0)) for one in self.shares]
        for edge in edges:
            edge[-1] = np.inf
        low = np.column_stack([edge[codes[:, at]] for at, edge in enumerate(edges)])
        high = np.column_stack([edge[codes[:, at] + 1] for at, edge in enumerate(edges)])
        return low, high

    def normal_scores(self, codes: np.ndarray) -> np.ndarray:
        """Mean of the standard normal in the interval of each value, of the shape of `codes`."""
        low, high = self.bounds(codes)
        share = np.column_stack([one[codes[:, at]] for at, one in enumerate(self.shares)])
        return (_density(low) - _density(high)) / share


def _density(z: np.ndarray) -> np.ndarray:
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def _is_number(values: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values)) and not pd.api.types.is_bool_dtype(values)


def _in_order(values: pd.Series, axis: np.ndarray) -> pd.Index:
    if _is_number(values):
        return pd.Index(values.unique()).sort_values(na_position="first")
    labels, distinct = pd.factorize(values, use_na_sentinel=False)
    mean = np.bincount(labels, weights=axis) / np.bincount(labels)
    return pd.Index(distinct)[np.argsort(mean, kind="stable")]


def _codes(values: pd.Series, order: pd.Index) -> np.ndarray:
    codes = order.get_indexer(pd.Index(values))
    missing = np.flatnonzero(pd.isna(order))
    if len(missing):
        codes = np.where(pd.isna(values), missing[0], codes)
    return codes.astype(np.int64)


def _first_axis(sample: pd.DataFrame) -> np.ndarray:
    """Multiple correspondence analysis: one number a row, by which rows of similar values lie close together."""
    blocks = []
    for name in sample.columns:
        values = sample[name]
        banded = pd.qcut(values, _BANDS, duplicates="drop") if _is_number(values) else values
        labels, distinct = pd.factorize(np.asarray(banded, dtype=object), use_na_sentinel=False)
        indicator = np.eye(len(distinct))[labels]
        blocks.append((indicator - indicator.mean(axis=0)) / np.sqrt(indicator.mean(axis=0)))
    table = np.hstack(blocks)
    _, vectors = np.linalg.eigh(table.T @ table)
    axis = table @ vectors[:, -1]
    return axis * (1.0 if axis[np.argmax(np.abs(axis))] >= 0 else -1.0)  # eigh leaves the sign open
