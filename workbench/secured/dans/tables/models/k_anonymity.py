# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""k-anonymity: nobody can be told apart from at least k - 1 others."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Guarantee, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.parameters import check_people, check_whole

__all__ = ["KAnonymity"]


@method(
    name="k-anonymity",
    engine="dans",
    modality="table",
    goal="hide each person among k",
    section="4.1.1",
    source="Sweeney 2002, doi:10.1142/S0218488502001648",
    peers=("ARX", "Amnesia", "sdcMicro", "mu-Argus", "pycanon", "anjana", "anonypyx"),
)
@dataclass(frozen=True, kw_only=True)
class KAnonymity:
    """Every equivalence class holds at least `k` people.

    Parameters
    ----------
    k : int
        Smallest class, >= 1.

    References
    ----------
    Sweeney 2002, doi:10.1142/S0218488502001648. D2.1 section 4.1.1.

    Examples
    --------
    >>> KAnonymity(k=5).guarantee().text
    '5-anonymity'
    """

    k: int
    sensitive = None
    subclasses_fail = True
    monotonic = True

    def __post_init__(self) -> None:
        check_whole("KAnonymity", "k", self.k)

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes hold at least `k` people."""
        return classes.counts >= self.k

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a table of fewer than `k` people."""
        check_people("KAnonymity", "k", self.k, classes)

    def guarantee(self) -> Guarantee:
        """Promise k."""
        return Guarantee(k=self.k)

    def to_dict(self) -> dict[str, Any]:
        """Name and k."""
        return {"model": "k-anonymity", "k": self.k}
