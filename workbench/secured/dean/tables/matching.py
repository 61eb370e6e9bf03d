# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which released rows can be a person's: value inside interval, under hierarchy node, or suppressed.

Missing is a value of its own: knowledge that a value was never recorded fits rows where it is missing or
suppressed, and no other; a known value does not fit a row where it is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from secured.common import GeneralizedValue, PrivacyInputError, Release
from secured.common.grouping import group_rows
from secured.dean.tables.released_labels import coverage_of

__all__ = ["Candidates", "Matcher"]

CELLS_AT_ONCE = 20_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """For every target the groups of identical released rows that fit, as sorted pairs.

    Parameters
    ----------
    targets, groups : ndarray of int64, shape (n_pairs,)
    weights : ndarray of float, shape (n_pairs,)
        How likely each row of the group is, relative to the target's likeliest: the less a row covers,
        the likelier.
    n_targets : int
    """

    targets: np.ndarray
    groups: np.ndarray
    weights: np.ndarray
    n_targets: int


class Matcher:
    """An index of a release by the columns an adversary knows.

    Parameters
    ----------
    release : Release
    knows : mapping of column to float
        Columns to match, and how far a known number may be off.
    """

    def __init__(self, release: Release, knows: Mapping[str, float]) -> None:
        self.knows = {name: tolerance for name, tolerance in knows.items() if name in release.data.columns}
        self.descriptions = release.descriptions
        coded = [_labels(release.data[name]) for name in self.knows]
        self.labels = [labels for _, labels in coded]
        codes = (
            np.column_stack([codes for codes, _ in coded])
            if coded
            else np.zeros((release.n_records, 0), dtype=int)
        )
        self.has_missing = [bool((codes == len(labels) - 1).any()) for codes, labels in coded]
        first, self.group_of = group_rows(codes, [len(labels) for labels in self.labels])
        self.groups = codes[first]
        self.sizes = np.bincount(self.group_of, minlength=len(self.groups))
        self.rows = np.argsort(self.group_of, kind="stable")
        self.starts = np.concatenate([[0], np.cumsum(self.sizes)])

    def candidates(self, auxiliary: pd.DataFrame) -> Candidates:
        """Find the groups that fit every row of `auxiliary`."""
        known, fits = [], []
        for (name, tolerance), labels, has_missing in zip(
            self.knows.items(), self.labels, self.has_missing, strict=True
        ):
            codes, values = _labels(auxiliary[name])
            if tolerance and not pd.api.types.is_numeric_dtype(auxiliary[name]):
                raise PrivacyInputError(
                    f"Matcher: a tolerance on {name} needs numbers. Set it to 0, or declare a number."
                )
            known.append(codes)
            fits.append(_fit(values, labels, self.descriptions.get(name, {}), tolerance, has_missing))
        if fits and all((np.diff(fit.indptr) <= 1).all() for fit in fits):
            return self._join(known, fits, len(auxiliary))
        return self._scan(known, fits, len(auxiliary))

    def _join(self, known: list[np.ndarray], fits: list[csr_array], n: int) -> Candidates:
        """Every known value fits one label at most: look the labels up."""
        wanted = np.column_stack([_only_label(fit)[codes] for codes, fit in zip(known, fits, strict=True)])
        found = pd.MultiIndex.from_arrays(list(self.groups.T)).get_indexer(
            pd.MultiIndex.from_arrays(list(wanted.T))
        )
        hit = np.flatnonzero(found >= 0)
        return Candidates(targets=hit, groups=found[hit], weights=np.ones(len(hit)), n_targets=n)

    def _scan(self, known: list[np.ndarray], fits: list[csr_array], n: int) -> Candidates:
        """Compare every target with every group, some targets at a time."""
        narrowness = np.ones(len(self.groups))
        for column, (name, fit) in enumerate(zip(self.knows, fits, strict=True)):
            covered = coverage_of(self.labels[column], self.descriptions.get(name, {}), fit.shape[0])
            narrowness /= covered[self.groups[:, column]]
        targets, groups = [], []
        step = max(CELLS_AT_ONCE // max([len(self.groups), *(fit.shape[1] for fit in fits), 1]), 1)
        for start in range(0, n, step):
            match = np.ones((min(step, n - start), len(self.groups)), dtype=bool)
            for column, (codes, fit) in enumerate(zip(known, fits, strict=True)):
                match &= fit[codes[start : start + step]].toarray()[:, self.groups[:, column]]
            at, group = np.nonzero(match)
            targets.append(at + start)
            groups.append(group)
        at = np.concatenate([*targets, np.zeros(0, dtype=np.int64)])
        found = np.concatenate([*groups, np.zeros(0, dtype=np.int64)])
        largest = np.zeros(n)
        np.maximum.at(largest, at, narrowness[found])
        return Candidates(targets=at, groups=found, weights=narrowness[found] / largest[at], n_targets=n)


def _labels(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Codes and distinct values of a column; missing is a value and stands last as None."""
    codes, values = pd.factorize(column)
    labels = np.empty(len(values) + 1, dtype=object)
    labels[:-1] = values
    return np.where(codes < 0, len(values), codes), labels


def _only_label(fit: csr_array) -> np.ndarray:
    """The one label that each value fits, -1 for none."""
    only = np.full(fit.shape[0], -1, dtype=np.int64)
    only[np.diff(fit.indptr) > 0] = fit.indices
    return only


def _fit(
    values: np.ndarray,
    labels: np.ndarray,
    descriptions: Mapping[str, GeneralizedValue],
    tolerance: float,
    has_missing: bool,
) -> csr_array:
    """Tell which known value fits which released label; sparse bool, shape (n_values, n_labels)."""
    known = values[:-1]
    pairs = [np.zeros((2, 0), dtype=np.int64)]
    if has_missing:
        pairs.append(np.array([[len(values) - 1], [len(labels) - 1]]))  # missing fits missing
    plain = np.array([label is not None and label not in descriptions for label in labels], dtype=bool)
    pairs.append(_fit_plain(known, labels[plain], np.flatnonzero(plain), tolerance))
    for position, label in enumerate(labels):
        described = descriptions.get(label) if label is not None else None
        if described is None:
            continue
        if described.kind == "suppressed":
            fitting = np.arange(len(values))
        elif described.kind == "interval" and tolerance:
            numbers, low, high = known.astype(float), float(described.lower or 0), float(described.upper or 0)
            fitting = np.flatnonzero((numbers + tolerance >= low) & (numbers - tolerance < high))
        elif described.kind == "group" and tolerance:  # exact numbers written as labels
            off = np.abs(known.astype(float)[:, None] - np.array(described.members, dtype=float))
            fitting = np.flatnonzero((off <= tolerance + 1e-9).any(axis=1))
        else:
            fitting = np.flatnonzero(described.covers(known))
        pairs.append(np.stack([fitting, np.full(len(fitting), position)]))
    rows, columns = np.concatenate(pairs, axis=1)
    ones = np.ones(len(rows), dtype=bool)
    return coo_array((ones, (rows, columns)), shape=(len(values), len(labels))).tocsr()


def _fit_plain(known: np.ndarray, labels: np.ndarray, positions: np.ndarray, tolerance: float) -> np.ndarray:
    """Pair known values with exactly released ones, numbers within the tolerance; shape (2, n_pairs)."""
    if not tolerance or not len(labels):
        at = pd.Index(labels).get_indexer(pd.Index(known))
        found = np.flatnonzero(at >= 0)
        return np.stack([found, positions[at[found]]])
    numbers, order = labels.astype(float), np.argsort(labels.astype(float))
    low = np.searchsorted(numbers[order], known.astype(float) - tolerance - 1e-9, side="left")
    high = np.searchsorted(numbers[order], known.astype(float) + tolerance + 1e-9, side="right")
    rows = np.repeat(np.arange(len(known)), high - low)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    return np.stack([rows, positions[order[np.repeat(low, high - low) + within]]])
