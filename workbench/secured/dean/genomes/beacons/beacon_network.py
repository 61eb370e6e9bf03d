# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Several beacons asked about one person: whether the person is in all of them, or in any."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import logsumexp

from secured.common import PrivacyInputError
from secured.common.genotypes import Responder
from secured.dean.genomes.beacons.likelihood_ratio import known_log_ratios
from secured.dean.genomes.beacons.query_order import beacon_centrality, random_order, rare_first

__all__ = ["NetworkTest", "combined_log_ratio"]


def combined_log_ratio(by_beacon: np.ndarray, member_of: Literal["all", "any"]) -> np.ndarray:
    """Join the evidence of beacons that share nobody else.

    Parameters
    ----------
    by_beacon : ndarray of float, shape (n_beacons, ...)
        Log-likelihood ratio of membership in each.
    member_of : {"all", "any"}
        Whether a member is in every beacon, such as those of one cohort: ratios multiply. Or in one of them, each as
        likely: their mean.

    Examples
    --------
    >>> combined_log_ratio(np.array([1.0, 2.0]), "all").item()
    3.0
    """
    if member_of == "all":
        return np.asarray(by_beacon.sum(axis=0))
    if member_of == "any":
        return np.asarray(logsumexp(by_beacon, axis=0) - np.log(len(by_beacon)))
    raise PrivacyInputError(f"combined_log_ratio: member_of={member_of!r}. Use 'all' or 'any'.")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class NetworkTest:
    """An adversary who asks several beacons the same questions about a person.

    Parameters
    ----------
    frequencies : ndarray of float, shape (n_variants,)
        Of the counted alleles, the variants being those of every beacon.
    order : {"random", "rare-first", "central"}
        Central: by PageRank in the graph of alleles and beacons.
    member_of : {"all", "any"}
    floor : float, default 1e-6
        Of frequencies.

    References
    ----------
    Raisaro et al. 2017, doi:10.1093/jamia/ocw167 (the weights). D2.1 section 5.1 (graphs), 5.2.1.
    """

    frequencies: np.ndarray
    order: Literal["random", "rare-first", "central"] = "rare-first"
    member_of: Literal["all", "any"] = "all"
    floor: float = 1e-6

    def __post_init__(self) -> None:
        if self.order not in ("random", "rare-first", "central"):
            raise PrivacyInputError(
                f"NetworkTest: order={self.order!r}. Use 'random', 'rare-first' or 'central'."
            )

    def evidence(
        self,
        beacons: Sequence[Responder],
        dosages: np.ndarray,
        queries: Sequence[int],
        rng: np.random.Generator,
        *,
        querier: str = "adversary",
    ) -> np.ndarray:
        """Ask all beacons about one person.

        Parameters
        ----------
        dosages : ndarray of int8, shape (n_variants,)
        queries : sequence of int
            Numbers of alleles asked about, each at every beacon, after which to look.

        Returns
        -------
        ndarray of float, shape (len(queries),)

        Raises
        ------
        PrivacyInputError
            If there is no beacon, or one answers about other variants.
        """
        if not beacons or any(len(one.variants) != len(self.frequencies) for one in beacons):
            raise PrivacyInputError(
                f"NetworkTest: {len(beacons)} beacons do not all answer about the {len(self.frequencies)} variants."
            )
        frequencies = np.maximum(self.frequencies, self.floor)
        asked = self._ordered(np.flatnonzero(dosages == 1), beacons, rng)[: max(queries)]
        if not len(asked):
            return np.zeros(len(queries))
        weights = [
            known_log_ratios(one.answer(asked, querier), frequencies[asked], one.n_people) for one in beacons
        ]
        summed = np.cumsum(weights, axis=1)[:, np.minimum(np.asarray(queries), len(asked)) - 1]
        return combined_log_ratio(summed, self.member_of)

    def _ordered(
        self, alleles: np.ndarray, beacons: Sequence[Responder], rng: np.random.Generator
    ) -> np.ndarray:
        if self.order == "random":
            return random_order(alleles, rng)
        if self.order == "rare-first" or not len(alleles):
            return rare_first(alleles, self.frequencies)
        sizes = np.array([one.n_people for one in beacons])
        central = beacon_centrality(alleles, np.maximum(self.frequencies, self.floor), sizes)
        return np.asarray(alleles[np.argsort(-central, kind="stable")])

    def __repr__(self) -> str:
        return f"NetworkTest({self.order}, {len(self.frequencies)} variants)"
