# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Codes of every record and when they were recorded: the index under attacks on health records."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from secured.common import GeneralizedValue, Release
from secured.common.histories import items_of

__all__ = ["ItemIndex", "index_columns"]


class ItemIndex:
    """Where every item stands in a column of a release.

    Parameters
    ----------
    column : iterable
        One cell a record, as `items_of` reads it.
    descriptions : mapping of label to GeneralizedValue
        What generalised items stand for.

    Attributes
    ----------
    n_records : int
    record : ndarray of int64, shape (n_entries,)
        Record of every entry, grouped by label.
    day : ndarray of float, shape (n_entries,)
    labels : list
        Distinct released items.
    """

    def __init__(self, column: Iterable[Any], descriptions: Mapping[str, GeneralizedValue]) -> None:
        cells = [items_of(cell) for cell in column]
        self.n_records = len(cells)
        records = np.repeat(np.arange(len(cells)), [len(cell) for cell in cells])
        days = np.array([day for cell in cells for day, _ in cell], dtype=float)
        values = np.empty(len(days), dtype=object)
        values[:] = [item for cell in cells for _, item in cell]
        codes, labels = pd.factorize(values)
        order = np.argsort(codes, kind="stable")
        self.record, self.day, self.labels = records[order].astype(np.int64), days[order], list(labels)
        self._starts = np.searchsorted(codes[order], np.arange(len(self.labels) + 1))
        self._code = {label: code for code, label in enumerate(self.labels)}
        self._described = [
            (code, descriptions[one]) for one, code in self._code.items() if one in descriptions
        ]
        self._found: dict[Any, np.ndarray] = {}

    def entries(self, item: Any) -> np.ndarray:
        """Positions of the entries that can be `item`: itself, or a general item that covers it."""
        if item not in self._found:
            fitting = [self._code[item]] if item in self._code else []
            one = np.empty(1, dtype=object)
            one[0] = item
            fitting += [code for code, label in self._described if label.covers(one)[0]]
            runs = [np.arange(self._starts[code], self._starts[code + 1]) for code in sorted(set(fitting))]
            self._found[item] = np.concatenate([np.zeros(0, dtype=np.int64), *runs])
        return self._found[item]

    def holders(self, item: Any) -> np.ndarray:
        """Records that can hold `item`, sorted."""
        return np.unique(self.record[self.entries(item)])


def index_columns(release: Release, names: Iterable[str]) -> dict[str, ItemIndex]:
    """Index those of the columns that a release holds."""
    return {
        name: ItemIndex(release.data[name], release.descriptions.get(name, {}))
        for name in names
        if name in release.data.columns
    }
