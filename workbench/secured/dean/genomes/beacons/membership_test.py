# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which alleles an adversary asks about for one person, and what the answers add up to."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

import numpy as np

from secured.common import PrivacyInputError
from secured.dean.genomes.beacons.answer_models import AnswerModel, Honest
from secured.dean.genomes.beacons.likelihood_ratio import BetaFrequencies, blind_log_ratios
from secured.dean.genomes.beacons.query_order import central_first, random_order, rare_first

__all__ = ["BeaconStrategy", "MembershipTest"]


class BeaconStrategy(StrEnum):
    """In which order an adversary asks, and how answers are weighed."""

    BLIND = "blind"  # any order; every allele weighs the same
    FREQUENCY_AWARE = "frequency-aware"  # any order; rare alleles weigh more
    RARE_FIRST = "rare-first"  # the optimal attack
    CENTRAL_FIRST = "central-first"  # by PageRank over the network of LD


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MembershipTest:
    """An adversary who knows a person's genotypes and asks a beacon about the alleles that the person carries.

    Parameters
    ----------
    strategy : BeaconStrategy
    frequencies : ndarray of float, shape (n_variants,)
        Of the counted alleles among people like those in the beacon, never from the beacon itself. 0 is taken for the
        rarest that such a source can show: `floor`.
    n_people : int
        People in the beacon.
    model : AnswerModel
        How the adversary believes the beacon answers; the blind adversary believes it honest.
    asks : {"heterozygous", "carried"}
        Whether only alleles of which the person has one copy, as published, or all that the person carries.
    centrality : ndarray of float, shape (n_variants,), optional
        For the strategy "central-first".
    floor : float, default 1e-6

    Raises
    ------
    PrivacyInputError
        If frequencies are out of range, the beacon is empty or the centrality is missing.

    References
    ----------
    Shringarpure & Bustamante 2015, doi:10.1016/j.ajhg.2015.09.010; Raisaro et al. 2017, doi:10.1093/jamia/ocw167.
    """

    strategy: BeaconStrategy
    frequencies: np.ndarray
    n_people: int
    model: AnswerModel = field(default_factory=Honest)
    asks: Literal["heterozygous", "carried"] = "heterozygous"
    centrality: np.ndarray | None = None
    floor: float = 1e-6

    def __post_init__(self) -> None:
        if self.n_people < 1:
            raise PrivacyInputError(f"MembershipTest: a beacon of {self.n_people} people holds nobody.")
        if not ((self.frequencies >= 0) & (self.frequencies <= 1)).all():
            raise PrivacyInputError("MembershipTest: some frequencies are not in [0, 1].")
        if self.asks not in ("heterozygous", "carried"):
            raise PrivacyInputError(f"MembershipTest: asks={self.asks!r}. Use 'heterozygous' or 'carried'.")
        if self.strategy is BeaconStrategy.CENTRAL_FIRST and self.centrality is None:
            raise PrivacyInputError("MembershipTest: central-first needs a centrality. Use ld_centrality.")

    def queries(self, dosages: np.ndarray, n_queries: int, rng: np.random.Generator) -> np.ndarray:
        """Return which variants to ask about, in order; shape (at most n_queries,).

        Parameters
        ----------
        dosages : ndarray of int8, shape (n_variants,)
            The person's; missing ones are not asked about.
        """
        carried = np.flatnonzero(dosages == 1 if self.asks == "heterozygous" else dosages > 0)
        if self.strategy is BeaconStrategy.RARE_FIRST:
            return rare_first(carried, self.frequencies)[:n_queries]
        if self.strategy is BeaconStrategy.CENTRAL_FIRST and self.centrality is not None:
            return central_first(carried, self.centrality)[:n_queries]
        return random_order(carried, rng)[:n_queries]

    def weights(self, variants: np.ndarray, answers: np.ndarray) -> np.ndarray:
        """Weigh the answers, in the order asked; shape (n_queries,). Their sum is the evidence of membership."""
        if self.strategy is BeaconStrategy.BLIND:
            return blind_log_ratios(answers, self._spectrum, self.n_people)
        known = np.maximum(self.frequencies[variants], self.floor)
        return self.model.log_ratios(answers, known, self.n_people)

    def evidence(self, variants: np.ndarray, answers: np.ndarray) -> float:
        """Return the log-likelihood ratio of all answers together."""
        return float(self.weights(variants, answers).sum())

    @cached_property
    def _spectrum(self) -> BetaFrequencies:
        return BetaFrequencies.of(self.frequencies)

    def __repr__(self) -> str:
        return f"MembershipTest({self.strategy}, {len(self.frequencies)} variants)"
