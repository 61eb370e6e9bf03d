# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Traits of people with given genomes, simulated: a known share of every trait comes from known variants."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes

__all__ = ["AdditiveTraits", "SimulatedTraits"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SimulatedTraits:
    """Traits, and what is true of them.

    Parameters
    ----------
    values : pandas.DataFrame, n_people rows
        One column a trait: float in standard deviations, or 0 and 1 for a disease.
    liability : ndarray of float, shape (n_people, n_traits)
        What a disease is cut from; of other traits the values.
    genetic : ndarray of float, shape (n_people, n_traits)
        The part that the genome explains; mean 0.
    effects : ndarray of float, shape (n_traits, n_variants)
        Of one copy of the counted allele; 0 for variants without any.
    centre : ndarray of float, shape (n_variants,)
        Mean copies: genetic = (dosages - centre) @ effects.T.
    heritability : tuple of float
        Variance of `genetic` over that of the liability, by trait.
    prevalence : float or None
        Share of people with the disease; None for traits that are numbers.
    """

    values: pd.DataFrame
    liability: np.ndarray
    genetic: np.ndarray
    effects: np.ndarray
    centre: np.ndarray
    heritability: tuple[float, ...]
    prevalence: float | None

    def __repr__(self) -> str:
        kind = "numbers" if self.prevalence is None else f"diseases of {self.prevalence:.0%}"
        return f"SimulatedTraits({self.genetic.shape[0]} people, {self.genetic.shape[1]} traits, {kind})"


@dataclass(frozen=True, kw_only=True)
class AdditiveTraits:
    """Draw traits to which many variants add, each a little.

    A trait's causal variants are drawn among those that vary. Their effects on standardised copies are normal, so
    that a rarer allele has a larger effect; the genetic part is scaled to variance h2 among the given people, and
    normal noise of variance 1 - h2 is added. A disease is had by those whose liability is highest.

    Parameters
    ----------
    heritability : tuple of float
        h2 of every trait, each in [0, 1].
    n_causal : int, default 200
        Causal variants of a trait; all that vary, if there are fewer.
    prevalence : float, optional
        In (0, 1): traits are diseases, cut from the liability.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    Falconer 1965, doi:10.1111/j.1469-1809.1965.tb00500.x (liability and threshold); Yang et al. 2011,
    doi:10.1016/j.ajhg.2010.11.011 (GCTA's simulation of traits). D2.1 section 5.2.2.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b"], "chromosome": "1", "position": [1, 2], "counted": "A", "other": "G"})
    >>> copies = np.array([[0, 2], [1, 0], [2, 1], [1, 1]], dtype=np.int8)
    >>> few = Genotypes(dosages=copies, variants=table, subjects=np.arange(4))
    >>> AdditiveTraits(heritability=(0.5, 0.8)).make(few, np.random.default_rng(7))
    SimulatedTraits(4 people, 2 traits, numbers)
    """

    heritability: tuple[float, ...]
    n_causal: int = 200
    prevalence: float | None = None

    def __post_init__(self) -> None:
        if not self.heritability or any(not 0 <= one <= 1 for one in self.heritability):
            raise PrivacyInputError(f"AdditiveTraits: heritability={self.heritability} is not within [0, 1].")
        if self.n_causal < 1:
            raise PrivacyInputError(f"AdditiveTraits: n_causal={self.n_causal} is below 1.")
        if self.prevalence is not None and not 0 < self.prevalence < 1:
            raise PrivacyInputError(f"AdditiveTraits: prevalence={self.prevalence} is not in (0, 1).")

    def make(self, genotypes: Genotypes, rng: np.random.Generator) -> SimulatedTraits:
        """Draw effects, and the traits of these people; a missing genotype counts as the mean.

        Raises
        ------
        PrivacyInputError
            If there are fewer than two people, or no variant varies.
        """
        known = genotypes.dosages >= 0
        called = np.maximum(known.sum(axis=0), 1)
        centre = np.where(known, genotypes.dosages, 0).sum(axis=0) / called
        copies = np.where(known, genotypes.dosages - centre, 0.0)
        spread = np.sqrt((copies**2).mean(axis=0)) if len(copies) else np.zeros(genotypes.n_variants)
        varying = np.flatnonzero(spread > 0)
        if len(genotypes) < 2 or not len(varying):
            raise PrivacyInputError(
                f"AdditiveTraits: {len(genotypes)} people and {len(varying)} variants that vary. Give two and one at least."
            )
        h2 = np.array(self.heritability)
        effects = np.zeros((len(h2), genotypes.n_variants))
        for row in effects:
            causal = rng.choice(varying, min(self.n_causal, len(varying)), replace=False)
            row[causal] = rng.normal(size=len(causal)) / spread[causal]
        effects *= (np.sqrt(h2) / (copies @ effects.T).std(axis=0))[:, None]
        genetic = copies @ effects.T
        liability = genetic + np.sqrt(1 - h2) * rng.normal(size=genetic.shape)
        return SimulatedTraits(
            values=pd.DataFrame(
                self._observed(liability), columns=[f"trait {at + 1}" for at in range(len(h2))]
            ),
            liability=liability,
            genetic=genetic,
            effects=effects,
            centre=centre,
            heritability=self.heritability,
            prevalence=self.prevalence,
        )

    def _observed(self, liability: np.ndarray) -> np.ndarray:
        """Numbers as they are; a disease for the share of people with the highest liability."""
        if self.prevalence is None:
            return liability
        cases = round(self.prevalence * len(liability))
        rank = np.argsort(np.argsort(-liability, axis=0), axis=0)
        return (rank < cases).astype(float)
