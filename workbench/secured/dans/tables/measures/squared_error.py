# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Squared errors: how far a released value can lie from the exact one, column by column and row by row."""

from dataclasses import dataclass

import numpy as np

from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.tuple_classes import class_of_tuples

__all__ = ["SquaredErrors"]


@dataclass(frozen=True, kw_only=True, eq=False)
class SquaredErrors:
    """Errors of a release beside the largest possible ones.

    A value is a number, or the position of its text in the hierarchy's list. A released value stands for
    the range from the smallest to the largest number under it, within the numbers that occur, or of
    positions; a suppressed one for the whole column. A missing value has no number and adds nothing.

    Parameters
    ----------
    attribute, attribute_most : ndarray of float, shape (n_columns,)
        Sum over people of the squared distance to the far end of the range, and to the far end of the column.
    record, record_most : float
        Sum over people of the Euclidean distance to the far ends, columns in units of their standard deviation.
    between, total : float
        Sum over people and columns of the squared distance between the middles of exact and released
        ranges (SSE), and between released middles and the exact mean (SST).

    References
    ----------
    Sanchez, Martinez & Domingo-Ferrer 2016, doi:10.1126/science.aad9295 (record level); Solanas,
    Martinez-Balleste & Domingo-Ferrer 2006, V-MDAV, COMPSTAT (SSE/SST); the far ends are ARX's.
    """

    attribute: np.ndarray
    attribute_most: np.ndarray
    record: float
    record_most: float
    between: float
    total: float

    @classmethod
    def of(cls, table: CompressedTable, classes: EquivalenceClasses, kept: np.ndarray) -> "SquaredErrors":
        """Measure the release of the kept classes."""
        base = table.base
        class_of = class_of_tuples(base, classes)
        released = kept[class_of] & (class_of >= 0)
        attribute, most, between, total = [], [], 0.0, 0.0
        record, record_most = np.zeros(len(base.counts)), np.zeros(len(base.counts))
        for column in range(len(base.hierarchies)):
            exact, low, high = _ranges(base, classes, column, released)
            known = ~np.isnan(exact)
            people = np.where(known, base.counts, 0)
            exact, low, high = (np.where(known, values, 0.0) for values in (exact, low, high))
            occur = exact[people > 0]
            least, largest = (occur.min(), occur.max()) if len(occur) else (0.0, 0.0)
            far, farthest = _farther(exact, low, high), _farther(exact, least, largest)
            attribute.append(people @ np.minimum(far, farthest) ** 2)
            most.append(people @ farthest**2)
            mean = people @ exact / max(people.sum(), 1)
            spread = np.sqrt(people @ (exact - mean) ** 2 / max(people.sum(), 1))
            if spread > 0:
                outermost = _farther(exact, min(least, low[known].min()), max(largest, high[known].max()))
                record += np.where(known, far / spread, 0.0) ** 2
                record_most += np.where(known, outermost / spread, 0.0) ** 2
            middle = (low + high) / 2
            between += people @ (exact - middle) ** 2
            total += people @ (middle - mean) ** 2
        return cls(
            attribute=np.array(attribute),
            attribute_most=np.array(most),
            record=float(base.counts @ np.sqrt(record)),
            record_most=float(base.counts @ np.sqrt(record_most)),
            between=float(between),
            total=float(total),
        )


def _farther(exact: np.ndarray, low: np.ndarray | float, high: np.ndarray | float) -> np.ndarray:
    """Distance from the exact value to the farther end."""
    return np.maximum(np.abs(exact - low), np.abs(high - exact))


def _ranges(
    base: EquivalenceClasses, classes: EquivalenceClasses, column: int, released: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Exact number, low and high end of the released range of every exact tuple; NaN for missing."""
    hierarchy, level = base.hierarchies[column], classes.levels[column]
    codes, n = base.codes[:, column], len(hierarchy.values)
    numeric = hierarchy.values.dtype.kind in "if"
    numbers = hierarchy.values.astype(float) if numeric else np.arange(n, dtype=float)
    exact = np.append(numbers, np.nan)[codes]
    occur = exact[~np.isnan(exact)] if numeric else numbers
    least, largest = (occur.min(), occur.max()) if len(occur) else (0.0, 0.0)
    groups = hierarchy.codes[level][:n]
    low = np.full(len(hierarchy.group_shares[level]), np.inf)
    high = -low
    np.minimum.at(low, groups, numbers)
    np.maximum.at(high, groups, numbers)
    of = hierarchy.step(0, level)[codes]
    return (
        exact,
        np.where(released, np.maximum(low[of], least), least),
        np.where(released, np.minimum(high[of], largest), largest),
    )
