# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a released value that is not exact stands for: an interval, a prefix, a group of values, or anything."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

__all__ = ["SUPPRESSED", "GeneralizedValue"]

SUPPRESSED = "*"


@dataclass(frozen=True, kw_only=True)
class GeneralizedValue:
    """The set of original values behind one released label.

    A released value without description stands for itself, and a missing value for "missing":
    missing is a value of its own, in classes, in loss and in linkage.

    Parameters
    ----------
    kind : {"interval", "prefix", "group", "suppressed"}
    lower, upper : float
        Half-open interval [lower, upper).
    prefix, length : str, int
        All texts of that length that begin so.
    members : tuple
        The values of a hierarchy's node; from the hierarchy, not from the data.

    Examples
    --------
    >>> GeneralizedValue(kind="interval", lower=40, upper=50).covers(np.array([39.0, 40.0, np.nan]))
    array([False,  True, False])
    """

    kind: Literal["interval", "prefix", "group", "suppressed"]
    lower: float | None = None
    upper: float | None = None
    prefix: str | None = None
    length: int | None = None
    members: tuple[Any, ...] = ()

    def covers(self, values: np.ndarray) -> np.ndarray:
        """Tell which of the original values this label can stand for; bool, shape of `values`."""
        if self.kind == "suppressed":
            return np.ones(len(values), dtype=bool)
        if self.kind == "interval":
            numbers = values.astype(float)
            return (numbers >= self.lower) & (numbers < self.upper)
        if self.kind == "prefix":
            prefix = self.prefix or ""
            fits = [
                isinstance(value, str) and value.startswith(prefix) and self.length in (None, len(value))
                for value in values
            ]
            return np.array(fits, dtype=bool)
        members = set(self.members)
        return np.array([value in members for value in values], dtype=bool)

    def to_dict(self) -> dict[str, Any]:
        """Only the fields that say something, for JSON."""
        fields = {
            "kind": self.kind,
            "lower": self.lower,
            "upper": self.upper,
            "prefix": self.prefix,
            "length": self.length,
        }
        return {name: value for name, value in fields.items() if value is not None} | (
            {"members": list(self.members)} if self.members else {}
        )
