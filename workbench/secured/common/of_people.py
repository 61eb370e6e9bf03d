# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What all data about people but tables can do: say whose each record is, and give the records of some people."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError

__all__ = ["OfPeople", "blurred"]


class OfPeople(ABC):
    """Records of people in one native type; its `subjects` name the person of every record."""

    subjects: np.ndarray

    def __len__(self) -> int:
        return len(self.subjects)

    @property
    def people(self) -> np.ndarray:
        """The people, in the order in which they first occur."""
        return np.asarray(pd.unique(pd.Series(self.subjects))) if len(self) else self.subjects[:0]

    @property
    def codes(self) -> np.ndarray:
        """Position in `people` of every record's person; shape (n_records,)."""
        return pd.factorize(pd.Series(self.subjects))[0]

    @abstractmethod
    def take(self, records: np.ndarray) -> Self:
        """Return some of the records, by position or mask."""

    def of(self, people: Sequence | np.ndarray) -> Self:
        """Return the records of some people, in the order of `people`; the unknown have none."""
        places = pd.Index(people).get_indexer(self.subjects)
        found = np.flatnonzero(places >= 0)
        return self.take(found[np.argsort(places[found], kind="stable")])

    def disturbed(self, noise: float, rng: np.random.Generator) -> Self:
        """Return the records as somebody has them who measured a little wrongly; `noise` in [0, 1).

        Raises
        ------
        PrivacyInputError
            If there is no such thing for this type.
        """
        raise PrivacyInputError(
            f"{type(self).__name__}: there is no way to disturb it. Attack it undisturbed."
        )

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """SHA-256 over everything that is recorded."""

    @abstractmethod
    def content(self) -> dict[str, Any]:
        """Return what a record holds, in plain values without any record."""

    @property
    def size(self) -> str:
        """How much there is, in words."""
        return f"{len(self)} records"

    def cells(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return the content as heading and rows, for a card."""
        return ("content", ""), [(name, str(value)) for name, value in self.content().items()]


def blurred(values: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    """Add normal noise of `noise` times the spread along the last axis; NaN stays NaN."""
    able = np.isfinite(values)
    n = np.maximum(able.sum(axis=-1, keepdims=True), 1)
    mean = np.where(able, values, 0).sum(axis=-1, keepdims=True) / n
    off = np.where(able, values - mean, 0)
    spread = np.sqrt((off**2).sum(axis=-1, keepdims=True) / n)
    drawn = rng.standard_normal(values.shape, dtype=np.float32) * (noise * spread)
    return np.asarray((values + drawn).astype(values.dtype))
