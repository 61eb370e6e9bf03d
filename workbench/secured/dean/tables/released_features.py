# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One number a column for released rows and for known people, so that a model can learn from the former about the latter."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from secured.common import GeneralizedValue, Release
from secured.dean.tables.released_labels import centre_of, coverage_of, is_suppressed

__all__ = ["ReleasedFeatures"]


class ReleasedFeatures:
    """Features of a release by its known columns.

    A number stands for itself, an interval at its middle; other labels are numbered in their order as texts. A known value
    is read as the narrowest released label that covers it, as itself where a number fits none. What is suppressed is NaN,
    and so is a number that was never recorded; a text that was never recorded is a label of its own.

    Parameters
    ----------
    release : Release
    knows : iterable of str
        Columns that are not released are left out.

    Attributes
    ----------
    released : ndarray of float, shape (n_records, n_columns + 1)
        The first column is constant, for what is known may be nothing.
    """

    def __init__(self, release: Release, knows: Iterable[str]) -> None:
        self._columns = {
            name: _Column(release.data[name], release.descriptions.get(name, {}))
            for name in knows
            if name in release.data
        }
        self.released = _stack([column.released for column in self._columns.values()], release.n_records)

    def known(self, people: pd.DataFrame) -> np.ndarray:
        """Features of known people; shape (n_people, n_columns + 1)."""
        return _stack([column.known(people[name]) for name, column in self._columns.items()], len(people))


def _stack(columns: list[np.ndarray], n: int) -> np.ndarray:
    return np.column_stack([np.zeros(n), *columns])


class _Column:
    """One released column and how known values are read in it."""

    def __init__(self, column: pd.Series, descriptions: Mapping[str, GeneralizedValue]) -> None:
        self.descriptions = descriptions
        codes, distinct = pd.factorize(column)
        labels = list(distinct)
        centres = [centre_of(label, descriptions) for label in labels]
        self.numeric = all(centre is not None for centre in centres)
        if self.numeric:
            self.place = dict(zip(labels, np.array(centres, dtype=float), strict=True))
            missing = np.nan
        else:
            self.place = {label: float(at) for at, label in enumerate(sorted(labels, key=str))}
            self.place |= {label: np.nan for label in labels if is_suppressed(label, descriptions)}
            missing = -1.0
        self.missing = missing
        self.released = np.array([*(self.place[label] for label in labels), missing])[codes]
        told = [label for label in labels if label in descriptions and not is_suppressed(label, descriptions)]
        narrowness = coverage_of(np.array(told, dtype=object), descriptions, 1)
        self.narrowest_first = [told[at] for at in np.argsort(narrowness, kind="stable")]

    def known(self, values: pd.Series) -> np.ndarray:
        """Places of known values."""
        codes, distinct = pd.factorize(values)
        objects = np.empty(len(distinct), dtype=object)
        objects[:] = list(distinct)
        places = np.array([self._plain(value) for value in objects], dtype=float)
        open_ones = np.array([value not in self.place for value in objects], dtype=bool)
        for label in self.narrowest_first:
            at = np.flatnonzero(open_ones)
            if not len(at):
                break
            covered = at[self.descriptions[label].covers(objects[at])]
            places[covered], open_ones[covered] = self.place[label], False
        return np.append(places, self.missing)[codes]

    def _plain(self, value: Any) -> float:
        """Place of a value that is released as it is; a number stands for itself in any case."""
        if value in self.place:
            return float(self.place[value])
        number = self.numeric and isinstance(value, int | float | np.number)
        return float(value) if number else np.nan
