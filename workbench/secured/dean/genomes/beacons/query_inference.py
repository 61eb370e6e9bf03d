# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The QI attack: ask a beacon about alleles whose answers tell those about others, and never about those others."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes, allele_frequencies
from secured.dean.genomes.beacons.likelihood_ratio import ERROR, log_ratios
from secured.dean.genomes.beacons.query_plan import QueryPlan
from secured.dean.genomes.linkage_disequilibrium import linked_pairs

__all__ = ["QueryInference"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class QueryInference:
    """Membership by queries whose answers tell those about linked alleles of the same person.

    Alleles that go together (r^2 in a public panel) are answered alike. Of a group that the target carries one is
    asked, the rarest; the others' answers are inferred to be the same, and each counts in the likelihood ratio with a
    weight, its certainty gamma = r^2. Among equally rare alleles those go first that tell most others.

    Parameters
    ----------
    reference : Genotypes
        People of the same population who are in no beacon: frequencies and r^2 come from them.
    n_people : int
        People in the beacon.
    hidden_below : float, default 0.05
        Variants whose rarer allele is rarer than that are hidden and not asked about; 0 if none are.
    least : float, default 0.5
        Smallest r^2 from which on an answer is inferred, in (0, 1].
    window : int, default 100
        How many open variants apart the two may be.
    counts_inferred : bool, default True
        Whether inferred answers weigh gamma, as published, or nothing: then all that is gained is what is not asked
        in vain.
    error : float, default 1e-6

    Raises
    ------
    PrivacyInputError
        If the beacon is empty or a frequency out of range, or as `linked_pairs`.

    Notes
    -----
    Of the publication: answers inferred from others through linkage, with gamma in the sum. Ours: r^2 as gamma, and
    the order of queries. An inferred answer is no evidence of its own, since it follows from the asked one; it makes
    the asked one weigh more.

    References
    ----------
    von Thenen, Ayday & Cicek 2019, doi:10.1093/bioinformatics/bty643. D2.1 section 5.2.1.
    """

    reference: Genotypes
    n_people: int
    hidden_below: float = 0.05
    least: float = 0.5
    window: int = 100
    counts_inferred: bool = True
    error: float = ERROR

    def __post_init__(self) -> None:
        if self.n_people < 1 or not 0 <= self.hidden_below <= 0.5:
            raise PrivacyInputError(
                f"QueryInference: n_people={self.n_people}, hidden_below={self.hidden_below}. "
                "Use somebody and a frequency of a rarer allele, 0 to 0.5."
            )

    def plan(self, dosages: np.ndarray, n_queries: int) -> QueryPlan:
        """Choose what to ask about one person.

        Parameters
        ----------
        dosages : ndarray of int8, shape (n_variants,)
            -1 where the adversary does not know; what it says of hidden variants is not looked at.
        """
        begins, told, gamma = self._linked
        yes, no = self._weights
        carried = dosages[self._open] > 0
        places = np.flatnonzero(carried)
        n_told = np.add.reduceat(np.append(gamma * carried[told], 0.0), begins[:-1]) * (np.diff(begins) > 0)
        inferred = np.zeros(len(carried), dtype=bool)
        asked: list[int] = []
        if_yes: list[float] = []
        if_no: list[float] = []
        for at in places[np.lexsort((-n_told[places], self._frequencies[places]))]:
            if len(asked) == n_queries:
                break
            if inferred[at]:
                continue
            near = slice(begins[at], begins[at + 1])
            new = carried[told[near]] & ~inferred[told[near]]
            others, share = told[near][new], gamma[near][new] * self.counts_inferred
            asked.append(at)
            if_yes.append(yes[at] + share @ yes[others])
            if_no.append(no[at] + share @ no[others])
            inferred[others] = inferred[at] = True
        variants = self._open[np.array(asked, dtype=np.int64)]
        return QueryPlan(variants=variants, if_yes=np.array(if_yes), if_no=np.array(if_no))

    @cached_property
    def _open(self) -> np.ndarray:
        known = np.nan_to_num(allele_frequencies(self.reference))
        return np.flatnonzero(np.minimum(known, 1 - known) >= self.hidden_below)

    @cached_property
    def _frequencies(self) -> np.ndarray:
        """Of open variants; of an allele that no reference person carries, as if half a person did."""
        known = np.nan_to_num(allele_frequencies(self.reference))[self._open]
        return np.maximum(known, 1 / (4 * len(self.reference)))

    @cached_property
    def _weights(self) -> tuple[np.ndarray, np.ndarray]:
        nobody = 2 * np.log1p(-np.minimum(self._frequencies, 1 - 1e-12))
        member = 1 - self.error * np.exp((self.n_people - 1) * nobody)
        outsider = -np.expm1(self.n_people * nobody)
        yes, no = (log_ratios(np.full(member.shape, answer), member, outsider) for answer in (True, False))
        return yes, no

    @cached_property
    def _linked(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where each open variant's neighbours begin, the neighbours, and r^2."""
        pairs = linked_pairs(self.reference.select(self._open), least=self.least, window=self.window)
        first, second = pairs["first"].to_numpy(int), pairs["second"].to_numpy(int)
        one, other = np.concatenate([first, second]), np.concatenate([second, first])
        order = np.argsort(one, kind="stable")
        begins = np.searchsorted(one[order], np.arange(len(self._open) + 1))
        return begins, other[order], np.tile(pairs["r_squared"].to_numpy(float), 2)[order]

    def __repr__(self) -> str:
        return f"QueryInference({len(self.reference)} reference people, r^2 from {self.least:g} on)"
