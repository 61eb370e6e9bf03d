# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Count a person only as long as the yeses of that person's alleles, for one who asks, have not said too much."""

from dataclasses import dataclass, field
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any, Literal

import numpy as np

from secured.common import PrivacyInputError, ProjectKey, method
from secured.common.genotypes import CarrierBeacon
from secured.common.genotypes.beacon import checked_positions
from secured.dans.beacons.budget_accounts import Account, BudgetAccounts
from secured.dans.beacons.defended_beacon import DefendedBeacon, names_of

__all__ = ["QueryBudget"]

SLACK = 1e-12  # of sums of floating-point costs


@method(
    name="beacon query budget",
    engine="dans",
    modality="genotype",
    goal="count a person only as long as answers about the person say little",
    section="5.2.1",
    source="Raisaro et al. 2017, doi:10.1093/jamia/ocw167",
)
@dataclass(frozen=True, kw_only=True)
class QueryBudget:
    """Give every person, for every querier, a budget of -log(p); a yes costs all its carriers -log(1 - D).

    D = (1 - f)^(2m) is the chance that none of the m people counted carries the allele, so 1 - D is that of the yes
    if the target were not there. A carrier who cannot pay is not counted, and the answer is no if nobody is left.
    The likelihood ratio of a target's yeses so never exceeds 1 / p: at a false positive rate of 5 % no test of one
    querier has a power above 5 % / p. Several queriers who put their answers together have several budgets:
    `everybodys_p` limits them together, and lets anybody use up what others could ask.

    Asking again is free and brings the same answer. What is spent is in a file for each querier and outlasts a restart.

    Parameters
    ----------
    p : float
        In (0, 1): 0.05 in the paper, where a 5 % test may just succeed; 0.5 keeps its power at 10 %.
    frequencies : ndarray of float, shape (n_variants,)
        Of the counted alleles in the population, as an adversary could know them. Those among the beacon's few people
        are too high for rare alleles, and their yeses too cheap.
    key : ProjectKey
        For the names in files.
    folder : Path
        Where files are; the owner's. They hold amounts and pseudonyms, and no genotype.
    everybodys_p : float, optional
        The same for all queriers together, in (0, 1).
    denies_below : float, default 0
        Alleles that are rarer in the population are always denied, and cost nothing: what is left is for the common.
    charges : {"still counted", "everybody"}
        What m is. "Everybody", as in the paper: all in the beacon. Who asks first about alleles that the target does
        not carry uses up the others' budgets; a yes then says more than it cost. "Still counted": those who can pay.

    Raises
    ------
    PrivacyInputError
        If p is out of range or a frequency is none.

    References
    ----------
    Raisaro et al. 2017, doi:10.1093/jamia/ocw167. D2.1 section 5.2.1.
    """

    p: float
    frequencies: np.ndarray = field(repr=False)
    key: ProjectKey = field(repr=False)
    folder: Path = field(repr=False)
    everybodys_p: float | None = None
    denies_below: float = 0.0
    charges: Literal["still counted", "everybody"] = "still counted"

    def __post_init__(self) -> None:
        for p in (self.p, self.everybodys_p):
            if p is not None and not 0 < p < 1:
                raise PrivacyInputError(f"QueryBudget: p={p} is not in (0, 1).")
        if self.charges not in ("still counted", "everybody"):
            raise PrivacyInputError(
                f"QueryBudget: charges={self.charges!r}. Use 'still counted' or 'everybody'."
            )
        if not 0 <= self.denies_below <= 1:
            raise PrivacyInputError(f"QueryBudget: denies_below={self.denies_below} is not in [0, 1].")
        if not ((self.frequencies >= 0) & (self.frequencies <= 1)).all():
            raise PrivacyInputError("QueryBudget: some frequencies are not in [0, 1].")

    def over(self, beacon: CarrierBeacon) -> "_Budgeted":
        """Return the beacon behind the budget.

        Raises
        ------
        PrivacyInputError
            If there are not as many frequencies as variants.
        """
        if len(self.frequencies) != len(beacon.variants):
            raise PrivacyInputError(
                f"QueryBudget: {len(self.frequencies)} frequencies are given for {len(beacon.variants)} variants."
            )
        return _Budgeted(beacon=beacon, policy=self)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "defence": "query budget",
            "p": self.p,
            "everybodys_p": self.everybodys_p,
            "denies_below": self.denies_below,
            "charges": self.charges,
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Budgeted(DefendedBeacon):
    policy: QueryBudget

    def answer(self, variants: np.ndarray, querier: str = "anybody") -> np.ndarray:
        """Answer some variants, one after the other; bool of shape (n_queries,).

        Nothing is answered before what it costs is written down.
        """
        asked = checked_positions(variants, len(self.beacon.variants))
        with self._accounts.opened(querier) as account:
            answers = self._answers(asked, account)
        return answers

    def _answers(self, asked: np.ndarray, account: Account) -> np.ndarray:
        named = {at: self._pseudonym(at) for at in asked.tolist()}  # each variant once, in the order asked
        new = [at for at, name in named.items() if name not in account.answered]
        left = -log(self.policy.p) - account.spent
        if self.policy.everybodys_p is not None:
            left = np.minimum(left, -log(self.policy.everybodys_p) - account.spent_by_all)
        before = left.copy()
        for at, carriers in zip(new, self._carriers_of(new), strict=True):
            if self.policy.frequencies[at] < self.policy.denies_below:
                carriers = carriers[:0]
            cost = self._cost(at, left) if len(carriers) else 0.0
            counted = carriers[left[carriers] >= cost - SLACK]
            left[counted] -= cost
            account.answered[named[at]] = bool(len(counted))
        account.spend(before - left)
        return np.array([account.answered[named[at]] for at in asked.tolist()], dtype=bool)

    def _carriers_of(self, asked: list[int]) -> list[np.ndarray]:
        carriers: list[np.ndarray] = []
        for at in range(0, len(asked), 4096):
            some = self.beacon.carriers(np.array(asked[at : at + 4096], dtype=np.int64))
            carriers += [np.flatnonzero(row) for row in some]
        return carriers

    def _cost(self, variant: int, left: np.ndarray) -> float:
        """What a yes costs; of those counted, the number is the largest that agrees with the cost."""
        counted, f = len(left), float(self.policy.frequencies[variant])
        cost = _cost_among(counted, f)
        while self.policy.charges == "still counted":
            able = int((left >= cost - SLACK).sum())
            if able == counted:
                break
            counted, cost = able, _cost_among(able, f)
        return cost

    def _pseudonym(self, variant: int) -> str:
        if variant not in self._pseudonyms:
            self._pseudonyms[variant] = self._accounts.variant(self._names[variant])
        return self._pseudonyms[variant]

    @cached_property
    def _pseudonyms(self) -> dict[int, str]:
        return {}

    @cached_property
    def _names(self) -> list[str]:
        return names_of(self.beacon.variants)

    @cached_property
    def _accounts(self) -> BudgetAccounts:
        return BudgetAccounts(folder=self.policy.folder, key=self.policy.key, subjects=self.beacon.subjects)


def _cost_among(n_people: int, frequency: float) -> float:
    """-log(1 - (1 - f)^(2m)); infinite for an allele that is not expected at all."""
    someone = 1 - (1 - frequency) ** (2 * n_people)
    return -log(someone) if someone > 0 else float("inf")
