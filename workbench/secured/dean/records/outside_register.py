# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Errors of an outside register: typing errors, moved dates, wrong codes, fields left empty."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from secured.common import PrivacyInputError

__all__ = ["Miscoded", "Moved", "Typed"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """An entry that is missing in a share of cases and wrong in a share of the others."""

    wrong: float = 0.0
    missing: float = 0.0

    def __post_init__(self) -> None:
        for name, share in (("wrong", self.wrong), ("missing", self.missing)):
            if not 0 <= share <= 1:
                raise PrivacyInputError(f"{type(self).__name__}: {name}={share} is not in [0, 1].")

    def of(self, value: Any, everybody: np.ndarray, rng: np.random.Generator) -> Any:
        """Return the entry for `value`."""
        if rng.random() < self.missing or value is None:
            return None
        return self._mistaken(value, everybody, rng) if rng.random() < self.wrong else value

    def _mistaken(self, value: Any, everybody: np.ndarray, rng: np.random.Generator) -> Any:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Typed(_Entry):
    """A text typed by hand: a letter wrong, left out or swapped in a share of entries, others missing.

    Raises
    ------
    PrivacyInputError
        If a share is not in [0, 1].
    """

    def _mistaken(self, value: Any, everybody: np.ndarray, rng: np.random.Generator) -> Any:
        if not value:
            return value
        at, kind = int(rng.integers(len(value))), int(rng.integers(3))
        if kind == 0 and len(value) > 1:
            return value[:at] + value[at + 1 :]
        if kind == 1 and at + 1 < len(value):
            return value[:at] + value[at + 1] + value[at] + value[at + 2 :]
        others = (DIGITS if value[at].isdigit() else LETTERS).replace(value[at].lower(), "")
        return value[:at] + others[int(rng.integers(len(others)))] + value[at + 1 :]


@dataclass(frozen=True, kw_only=True)
class Moved(_Entry):
    """A date (ISO text) or number that is off by up to `by` days or units in a share of entries, others missing.

    Raises
    ------
    PrivacyInputError
        If a share is not in [0, 1], or `by` is below 1.
    """

    by: int

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.by < 1:
            raise PrivacyInputError(f"Moved: by={self.by} is below 1.")

    def _mistaken(self, value: Any, everybody: np.ndarray, rng: np.random.Generator) -> Any:
        step = int(rng.integers(1, self.by + 1)) * (1 if rng.random() < 0.5 else -1)
        if isinstance(value, str):
            return (date.fromisoformat(value) + timedelta(days=step)).isoformat()
        return value + step


@dataclass(frozen=True, kw_only=True)
class Miscoded(_Entry):
    """A category that is somebody else's in a share of entries, others missing.

    Raises
    ------
    PrivacyInputError
        If a share is not in [0, 1].
    """

    def _mistaken(self, value: Any, everybody: np.ndarray, rng: np.random.Generator) -> Any:
        return everybody[rng.integers(len(everybody))]
