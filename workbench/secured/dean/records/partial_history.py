# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What neighbours, colleagues or posts tell of a medical history: a few items, dates about right, some items wrong."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError

__all__ = ["ConsecutiveVisits", "PartialHistory"]


@dataclass(frozen=True, kw_only=True)
class PartialHistory:
    """A random part of a history, each day off by up to `days`, some items those of others.

    Parameters
    ----------
    n_items : int
        Items known, >= 1; all, where a history has fewer.
    days : int, default 0
        Largest error of a date.
    n_wrong : int, default 0
        Of these items so many are wrong.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    Examples
    --------
    >>> history = ((1, "I10"), (40, "E11"), (90, "N18"))
    >>> PartialHistory(n_items=2).of(history, np.array([history], dtype=object), np.random.default_rng(0))
    ((40, 'E11'), (90, 'N18'))
    """

    n_items: int
    days: int = 0
    n_wrong: int = 0

    def __post_init__(self) -> None:
        if self.n_items < 1 or self.days < 0 or not 0 <= self.n_wrong <= self.n_items:
            raise PrivacyInputError(
                f"PartialHistory: n_items={self.n_items}, days={self.days}, n_wrong={self.n_wrong}. "
                "Know at least one item, with no more wrong ones than known."
            )

    def of(self, value: Any, everybody: np.ndarray, rng: np.random.Generator) -> Any:
        """Draw the known part of `value`."""
        history = value or ()
        chosen = np.sort(rng.choice(len(history), min(self.n_items, len(history)), replace=False))
        known = [history[at] for at in chosen]
        for at in rng.permutation(len(known))[: self.n_wrong]:
            known[at] = (known[at][0], _item_of_another(everybody, known[at][1], rng))
        return tuple((day + int(rng.integers(-self.days, self.days + 1)), item) for day, item in known)


def _item_of_another(everybody: np.ndarray, item: Any, rng: np.random.Generator) -> Any:
    for _ in range(50):
        history = everybody[rng.integers(len(everybody))] or ()
        other = history[rng.integers(len(history))][1] if len(history) else item
        if other != item:
            return other
    return item  # everybody has the same


@dataclass(frozen=True, kw_only=True)
class ConsecutiveVisits:
    """Some visits in a row, days and lengths off by a little.

    Parameters
    ----------
    n_visits : int
        Visits known, >= 1; all, where a person has fewer.
    days : int, default 0
        Largest error of a date.
    length : int, default 0
        Largest error of a visit's numeric item, its length of stay.
    from_first : bool, default False
        Whether the known visits are the first ones.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.
    """

    n_visits: int
    days: int = 0
    length: int = 0
    from_first: bool = False

    def __post_init__(self) -> None:
        if self.n_visits < 1 or self.days < 0 or self.length < 0:
            raise PrivacyInputError(
                f"ConsecutiveVisits: n_visits={self.n_visits}, days={self.days}, length={self.length} is out of range."
            )

    def of(self, value: Any, everybody: np.ndarray, rng: np.random.Generator) -> Any:
        """Draw the known visits of `value`."""
        history = tuple(value or ())
        latest = max(len(history) - self.n_visits, 0)
        start = 0 if self.from_first else int(rng.integers(latest + 1))
        return tuple(
            (day + int(rng.integers(-self.days, self.days + 1)), self._about(item, rng))
            for day, item in history[start : start + self.n_visits]
        )

    def _about(self, item: Any, rng: np.random.Generator) -> Any:
        return item + int(rng.integers(-self.length, self.length + 1)) if self.length else item
