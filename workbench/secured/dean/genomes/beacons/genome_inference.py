# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The GI attack: infer the rare alleles that somebody hides, and ask a beacon about these."""

from dataclasses import dataclass

import numpy as np

from secured.common import PrivacyInputError
from secured.dean.genomes.beacons.allele_chain import AlleleChain
from secured.dean.genomes.beacons.likelihood_ratio import log_ratios
from secured.dean.genomes.beacons.query_inference import QueryInference
from secured.dean.genomes.beacons.query_plan import QueryPlan, distinguishability

__all__ = ["GenomeInference"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GenomeInference:
    """Membership by asking about alleles that a high-order Markov chain says the target hides.

    A member who carries an allele with chance p is answered no with chance (1 - p + p error) D_(N-1), an outsider with
    D_N: a guess weighs as much as it is sure. Guesses join what the QI attack asks of open alleles; asked first is what
    tells a member from an outsider best. Of guesses that stand within `order` open variants of each other, which go
    together, only the best is asked.

    Parameters
    ----------
    chain : AlleleChain
        Which variants are hidden, and who is likely to carry what.
    open_alleles : QueryInference
        What is asked of open alleles, and how many people are in the beacon.

    Raises
    ------
    PrivacyInputError
        If the two take other variants for hidden.

    Notes
    -----
    Of the publication: the chain of order 4 over genotypes, and queries about inferred alleles. There an allele whose
    context nobody has is not inferred, and an inferred one counts gamma in the sum; here the chance enters the
    likelihood itself, so that an unsure guess is not taken for knowledge, and decides what is asked.

    References
    ----------
    von Thenen, Ayday & Cicek 2019, doi:10.1093/bioinformatics/bty643. D2.1 section 5.2.1.
    """

    chain: AlleleChain
    open_alleles: QueryInference

    def __post_init__(self) -> None:
        if self.chain.hidden_below != self.open_alleles.hidden_below:
            raise PrivacyInputError(
                f"GenomeInference: hidden_below={self.chain.hidden_below} for the chain and "
                f"{self.open_alleles.hidden_below} for open alleles. Give one."
            )

    @property
    def n_people(self) -> int:
        """People in the beacon."""
        return self.open_alleles.n_people

    def plan(self, dosages: np.ndarray, n_queries: int) -> QueryPlan:
        """Choose what to ask about one person.

        Parameters
        ----------
        dosages : ndarray of int8, shape (n_variants,)
            -1 where the adversary does not know; what it says of hidden variants is not looked at.
        """
        asked = self.open_alleles.plan(dosages, n_queries)
        chance = self.chain.chances(dosages)
        guesses = self._best_guesses(chance, n_queries)
        variants = np.concatenate([self.chain.hidden[guesses], asked.variants])
        member, outsider = self._chances_of_yes(
            variants, np.append(chance[guesses], np.ones(len(asked.variants)))
        )
        yes, no = (log_ratios(np.full(len(variants), one), member, outsider) for one in (True, False))
        if_yes, if_no = (
            np.append(yes[: len(guesses)], asked.if_yes),
            np.append(no[: len(guesses)], asked.if_no),
        )
        order = np.argsort(-distinguishability(member, outsider), kind="stable")[:n_queries]
        return QueryPlan(variants=variants[order], if_yes=if_yes[order], if_no=if_no[order])

    def _chances_of_yes(self, variants: np.ndarray, chance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of a member and of an outsider who carry the alleles with those chances."""
        nobody = 2 * np.log1p(-np.minimum(self.chain.frequencies[variants], 1 - 1e-12))
        not_carried = 1 - chance * (1 - self.open_alleles.error)
        return 1 - not_carried * np.exp((self.n_people - 1) * nobody), -np.expm1(self.n_people * nobody)

    def _best_guesses(self, chance: np.ndarray, n_queries: int) -> np.ndarray:
        """Those that speak for membership most, none near another one."""
        member, outsider = self._chances_of_yes(self.chain.hidden, chance)
        worth = np.where(member > outsider, distinguishability(member, outsider), 0.0)
        order, place = self.chain.order, self.chain.place[self.chain.hidden]
        taken = np.zeros(len(self.chain.open) + 2 * order + 1, dtype=bool)
        kept: list[int] = []
        for at in np.argsort(-worth, kind="stable"):
            if len(kept) == n_queries or worth[at] <= 0:
                break
            if not taken[place[at] + order]:
                taken[place[at] : place[at] + 2 * order + 1] = True
                kept.append(int(at))
        return np.array(kept, dtype=np.int64)

    def __repr__(self) -> str:
        return f"GenomeInference({self.chain!r})"
