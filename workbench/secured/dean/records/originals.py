# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People of health records, and what an adversary can truly know of them: part of it, late, and with errors."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.dean.tables.originals import TableOriginals

__all__ = ["Knowledge", "RecordOriginals"]


class Knowledge(Protocol):
    """How a column comes to an adversary's knowledge."""

    def of(self, value: Any, everybody: np.ndarray, rng: np.random.Generator) -> Any:
        """Return what is known of one person's `value`; errors are drawn from what `everybody` has."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RecordOriginals(TableOriginals):
    """Original rows of everybody, of which an adversary knows an imperfect copy.

    The attack never sees the exact column; what is known of a person is the same in every run.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person; a history is a cell that holds a tuple of (day, item).
    knowledge : mapping of column to Knowledge
        Columns that are not listed are known exactly.
    overlap : float, default 1
        Share of people of whom the adversary's source holds anything, in (0, 1].
    seed : int

    Raises
    ------
    PrivacyInputError
        If `overlap` is out of range or a column is not in the data.
    """

    knowledge: Mapping[str, Knowledge] = field(default_factory=dict)
    overlap: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.overlap <= 1:
            raise PrivacyInputError(f"RecordOriginals: overlap={self.overlap} is not in (0, 1].")
        absent = sorted(set(self.knowledge) - set(self.data.columns))
        if absent:
            raise PrivacyInputError(
                f"RecordOriginals: there is no column {absent[0]}. Name columns of the data."
            )

    def known(self, people: np.ndarray, what: Collection[str]) -> pd.DataFrame:
        """Return what the adversary's source says of some people; nothing of those whom it does not hold."""
        table = self.data.iloc[people][list(what)].reset_index(drop=True)
        draws = [np.random.default_rng([self.seed, int(person)]) for person in people]
        held = np.array([rng.random() < self.overlap for rng in draws], dtype=bool)
        for name in table.columns:
            values = table[name].to_numpy(dtype=object).copy()
            if name in self.knowledge:
                everybody = self.data[name].to_numpy(dtype=object)
                for at, (value, rng) in enumerate(zip(values, draws, strict=True)):
                    values[at] = self.knowledge[name].of(value, everybody, rng)
            if name in self.knowledge or not held.all():
                values[~held] = None
                known = pd.Series(values, dtype=object)
                numeric = pd.api.types.is_numeric_dtype(self.data[name])
                table[name] = pd.to_numeric(known, errors="coerce") if numeric else known
        return table

    def facts(self, people: np.ndarray, what: Collection[str]) -> pd.DataFrame:
        """Return columns of single plain values: subgroups are not formed by histories or notes."""
        plain = [name for name in what if name not in self.knowledge and not _is_composite(self.data[name])]
        return self.data.iloc[people][plain]


def _is_composite(column: pd.Series) -> bool:
    """Whether cells hold several values or long text."""
    if pd.api.types.is_numeric_dtype(column):
        return False
    return any(
        isinstance(cell, tuple | frozenset) or (isinstance(cell, str) and len(cell) > 40) for cell in column
    )
