# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a release promises about every person in it, in a form that a machine can check."""

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Guarantee"]


@dataclass(frozen=True, kw_only=True)
class Guarantee:
    """The promise of a release; a field that is None is not promised.

    Parameters
    ----------
    k : int or None
        Every equivalence class holds at least `k` people.
    l : dict of str to int
        Every class holds at least that many distinct values of the sensitive column.
    t : dict of str to float
        In every class, the sensitive column's distribution is at most that far from the source table's and from the
        release's.
    epsilon, delta : float or None
        Differential privacy, for the unit below and neighbours that differ in one unit added or removed.
    others : dict of str to mapping
        Every other privacy model that holds: its name with parameters, in the field's words, to its parameters.
    unit : str
        Whom the promise is about: a person, never a row.

    Examples
    --------
    >>> Guarantee(k=5).text
    '5-anonymity'
    """

    k: int | None = None
    l: dict[str, int] | None = None
    t: dict[str, float] | None = None
    epsilon: float | None = None
    delta: float | None = None
    others: dict[str, dict[str, Any]] | None = None
    unit: str = "person"

    @property
    def text(self) -> str:
        """One line in the field's words."""
        parts = [f"{self.k}-anonymity"] if self.k else []
        parts += [f"distinct {value}-diversity of {name}" for name, value in (self.l or {}).items()]
        parts += [f"{value:g}-closeness of {name}" for name, value in (self.t or {}).items()]
        if self.epsilon is not None:
            parts.append(f"({self.epsilon:g}, {self.delta or 0:g})-differential privacy")
        parts += list(self.others or {})
        return ", ".join(parts) or "none"

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; what only some models promise is left out where it is not promised."""
        rare = ("epsilon", "delta", "others")
        return {name: value for name, value in asdict(self).items() if value is not None or name not in rare}
