# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The privacy that a generator is asked for: epsilon and delta, for whom, and between which neighbours."""

from dataclasses import dataclass
from typing import Any, Literal

from secured.common import PrivacyInputError

__all__ = ["DPSpec"]


@dataclass(frozen=True, kw_only=True)
class DPSpec:
    """Differential privacy to be kept by the whole of `fit`.

    Parameters
    ----------
    epsilon : float
        Above 0.
    delta : float
        In [0, 1), and below 1 / people, which only a generator that sees them can check.
    adjacency : {"add or remove", "replace"}
        What neighbouring datasets differ in.
    unit : {"person"}
        Whom the promise is about: a person with all their records, never a record.

    Raises
    ------
    PrivacyInputError
        If a value is out of range.
    """

    epsilon: float
    delta: float = 0.0
    adjacency: Literal["add or remove", "replace"] = "add or remove"
    unit: Literal["person"] = "person"

    def __post_init__(self) -> None:
        if not self.epsilon > 0 or not 0 <= self.delta < 1:
            raise PrivacyInputError(
                f"DPSpec: epsilon={self.epsilon} must be above 0 and delta={self.delta} in [0, 1)."
            )
        if self.adjacency not in ("add or remove", "replace") or self.unit != "person":
            raise PrivacyInputError(f"DPSpec: no adjacency {self.adjacency!r} or unit {self.unit!r}.")

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "epsilon": self.epsilon,
            "delta": self.delta,
            "adjacency": self.adjacency,
            "unit": self.unit,
        }
