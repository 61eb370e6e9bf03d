# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A candidate release that is made by one method of DANS."""

from dataclasses import dataclass
from typing import Any

from secured.common import methods

__all__ = ["ProtectedCandidate"]


@dataclass(frozen=True, kw_only=True)
class ProtectedCandidate:
    """One way to make a release of records that are no table.

    Parameters
    ----------
    name : str
    protection : object
        A method of DANS with its parameters: `link(dataset, rng)` makes the release.
    """

    name: str
    protection: Any

    @property
    def method(self) -> str:
        """Name of the method in the registry."""
        kind = type(self.protection)
        return next((card.name for card in methods("dans") if card.implementation is kind), kind.__name__)

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the parameters by which it is made."""
        parameters = self.protection.to_dict() if hasattr(self.protection, "to_dict") else {}
        return {"name": self.name, "method": self.method, "parameters": parameters}
