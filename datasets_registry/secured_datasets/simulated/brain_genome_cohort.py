# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People who do not exist, each with a genome and measures of brain regions that go together by known correlations."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes

__all__ = ["BrainGenomeCohort", "SimulatedBrainsAndGenomes"]

SITES = 40  # variants that carry each shared direction
RAREST = 0.05  # allele frequency


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SimulatedBrainsAndGenomes:
    """What is recorded, and the directions that are true.

    Parameters
    ----------
    genotypes : Genotypes
    brains : pandas.DataFrame, shape (n_people, n_regions)
        A measure of every region, in arbitrary units, in the order of `genotypes.subjects`.
    frequencies : ndarray, shape (n_variants,)
        Of the counted allele, in the population.
    weights : ndarray, shape (n_variants, n_directions)
        Of standardised dosages in every shared direction; orthonormal.
    mixing : ndarray, shape (n_regions, n_regions)
        From independent parts of a brain, the shared directions first, to regions.
    """

    genotypes: Genotypes
    brains: pd.DataFrame
    frequencies: np.ndarray
    weights: np.ndarray
    mixing: np.ndarray

    def __repr__(self) -> str:
        return f"SimulatedBrainsAndGenomes({len(self.genotypes)} people, {self.brains.shape[1]} regions, {self.genotypes!r})"


@dataclass(frozen=True, kw_only=True)
class BrainGenomeCohort:
    """A joint cohort whose population canonical correlations are exactly those asked for.

    Variants are independent and in Hardy-Weinberg proportions, so that standardised dosages have the identity as
    covariance, and any orthonormal weights give uncorrelated directions u of variance 1. The brain has a part
    v = rho u + sqrt(1 - rho^2) e for each of them and independent parts besides; regions are an invertible mixture of
    all parts. Canonical correlations are the same under such mixtures: they are rho, and 0 beyond.

    Parameters
    ----------
    correlations : tuple of float
        Canonical correlations rho, each in [0, 1).
    n_people, n_regions, n_variants : int
        At least as many regions, and forty times as many variants, as there are correlations.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    Hotelling 1936, doi:10.1093/biomet/28.3-4.321. The sizes are no claim about real people: single variants explain
    far less of a brain, Elliott et al. 2018, doi:10.1038/s41586-018-0571-7.

    Examples
    --------
    >>> BrainGenomeCohort(n_people=5).make(np.random.default_rng(7))
    SimulatedBrainsAndGenomes(5 people, 40 regions, Genotypes(5 people, 200 variants, unphased))
    """

    correlations: tuple[float, ...] = (0.9, 0.8, 0.7)
    n_people: int = 1000
    n_regions: int = 40
    n_variants: int = 200

    def __post_init__(self) -> None:
        k = len(self.correlations)
        if not all(0 <= one < 1 for one in self.correlations):
            raise PrivacyInputError(
                f"BrainGenomeCohort: correlations={self.correlations} are not all in [0, 1)."
            )
        if self.n_people < 1 or self.n_regions < max(k, 1) or self.n_variants < max(SITES * k, 1):
            raise PrivacyInputError(
                f"BrainGenomeCohort: {self.n_people} people, {self.n_regions} regions, {self.n_variants} variants do not "
                f"carry {k} correlations. Take one person, {max(k, 1)} regions and {max(SITES * k, 1)} variants at least."
            )

    def make(self, rng: np.random.Generator) -> SimulatedBrainsAndGenomes:
        """Draw frequencies, directions and mixing, then people."""
        k, n = len(self.correlations), self.n_people
        frequencies = rng.uniform(RAREST, 0.5, self.n_variants)
        weights = self._weights(rng)
        mixing = np.linalg.qr(rng.normal(size=(self.n_regions, self.n_regions)))[0] * rng.uniform(
            0.5, 2.0, self.n_regions
        )
        dosages = rng.binomial(2, frequencies, (n, self.n_variants)).astype(np.int8)
        spread = np.sqrt(2 * frequencies * (1 - frequencies))
        shared = ((dosages - 2 * frequencies) / spread) @ weights
        rho = np.array(self.correlations)
        parts = rng.normal(size=(n, self.n_regions))
        parts[:, :k] = rho * shared + np.sqrt(1 - rho**2) * parts[:, :k]
        regions = [f"region {at + 1:02d}" for at in range(self.n_regions)]
        return SimulatedBrainsAndGenomes(
            genotypes=Genotypes(dosages=dosages, variants=self._variants(), subjects=_names(n)),
            brains=pd.DataFrame(parts @ mixing.T, columns=regions),
            frequencies=frequencies,
            weights=weights,
            mixing=mixing,
        )

    def _weights(self, rng: np.random.Generator) -> np.ndarray:
        """Each direction on variants of its own, forty of like weight."""
        weights = np.zeros((self.n_variants, len(self.correlations)))
        order = rng.permutation(self.n_variants)
        for at in range(len(self.correlations)):
            sites = order[at * SITES : (at + 1) * SITES]
            weights[sites, at] = rng.choice([-1.0, 1.0], SITES) * rng.uniform(0.5, 1.5, SITES)
        return np.asarray(weights / np.maximum(np.linalg.norm(weights, axis=0), 1e-12))

    def _variants(self) -> pd.DataFrame:
        n = self.n_variants
        names = [f"simulated-{at + 1}" for at in range(n)]
        return pd.DataFrame(
            {
                "id": names,
                "chromosome": "1",
                "position": 1000 * np.arange(1, n + 1),
                "counted": "A",
                "other": "G",
            }
        )


def _names(n: int) -> np.ndarray:
    return np.array([f"simulated-{at:05d}" for at in range(n)])
