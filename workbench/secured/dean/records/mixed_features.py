# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Numbers, categories and generalised labels as one space in which records and known people have distances."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from secured.common import GeneralizedValue, Release
from secured.dean.tables.released_labels import centre_of, is_suppressed

__all__ = ["MixedFeatures"]

MOST_CATEGORIES = 200  # rarer labels of a column share no dimension


class MixedFeatures:
    """Features of a release by its known columns.

    A number is divided by the spread of the release, an interval stands at its middle; a category is one of its labels'
    indicators, so that two different ones are 1 apart. What is suppressed or missing stands in the middle of all.

    Parameters
    ----------
    release : Release
    knows : mapping of column to float
        Columns that are not released are left out.
    """

    def __init__(self, release: Release, knows: Mapping[str, float]) -> None:
        self._columns = [
            _Column(release.data[name], release.descriptions.get(name, {}))
            for name in knows
            if name in release.data
        ]
        self._names = [name for name in knows if name in release.data]
        self.released = self._stack([column.released for column in self._columns], release.n_records)

    def known(self, people: pd.DataFrame) -> np.ndarray:
        """Features of known people; shape (n_people, n_features)."""
        return self._stack(
            [column.known(people[name]) for name, column in zip(self._names, self._columns, strict=True)],
            len(people),
        )

    def _stack(self, blocks: list[np.ndarray], n: int) -> np.ndarray:
        return np.hstack([np.zeros((n, 1)), *blocks])


class _Column:
    def __init__(self, column: pd.Series, descriptions: Mapping[str, GeneralizedValue]) -> None:
        self.descriptions = descriptions
        codes, labels = pd.factorize(column)
        centres = [centre_of(label, descriptions) for label in labels]
        self.numeric = len(labels) > 0 and all(centre is not None for centre in centres)
        if self.numeric:
            numbers = np.append(np.array(centres, dtype=float), np.nan)[codes]
            self.middle = float(np.nanmedian(numbers)) if not np.isnan(numbers).all() else 0.0
            self.spread = float(np.nanstd(numbers)) if not np.isnan(numbers).all() else 0.0
            self.released = self._scaled(numbers)
            return
        counts = np.bincount(codes[codes >= 0], minlength=len(labels))
        exact = [
            at for at in np.argsort(-counts, kind="stable") if not is_suppressed(labels[at], descriptions)
        ]
        self.labels = [labels[at] for at in exact[:MOST_CATEGORIES]]
        self.place = {label: at for at, label in enumerate(self.labels)}
        table = np.array([self._indicator([label]) for label in labels] + [self._indicator([])])
        self.released = table[codes]

    def known(self, values: pd.Series) -> np.ndarray:
        if self.numeric:
            return self._scaled(pd.to_numeric(values, errors="coerce").to_numpy(dtype=float))
        codes, distinct = pd.factorize(values)
        table = [self._indicator(self._fitting(value)) for value in distinct] + [self._indicator([])]
        return np.array(table)[codes]

    def _scaled(self, numbers: np.ndarray) -> np.ndarray:
        filled = np.where(np.isnan(numbers), self.middle, numbers)
        return ((filled - self.middle) / (self.spread or 1.0)).reshape(-1, 1)

    def _fitting(self, value: Any) -> list[Any]:
        one = np.empty(1, dtype=object)
        one[0] = value
        return [
            label
            for label in self.labels
            if (self.descriptions[label].covers(one)[0] if label in self.descriptions else label == value)
        ]

    def _indicator(self, labels: list[Any]) -> np.ndarray:
        """Two different labels are 1 apart; none of them stands in the middle."""
        at = [self.place[label] for label in labels if label in self.place]
        vector = np.full(len(self.labels), 0.0 if at else 1 / max(len(self.labels), 1))
        vector[at] = 1 / max(len(at), 1)
        return vector / np.sqrt(2)
