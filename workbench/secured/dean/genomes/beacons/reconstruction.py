# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Rebuild the genomes of people who came to a beacon from the answers that turned to yes, by clustering their alleles."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes, allele_frequencies

__all__ = [
    "AlleleSimilarity",
    "ReconstructedGenomes",
    "genomes_by_clustering",
    "genomes_by_frequency",
    "turned_to_yes",
]

OVERLAP = 0.5  # of an allele's highest membership, from which on it belongs to a further genome


class AlleleSimilarity(StrEnum):
    """When two alleles are alike: over reference people, of whom each carries one, both or none."""

    SOKAL_MICHENER = "sokal-michener"  # share of people in whom they agree, as published
    JACCARD = "jaccard"  # share of those who carry both among those who carry one; agreeing in absence counts nothing


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ReconstructedGenomes:
    """Which of the new alleles belong together.

    Parameters
    ----------
    alleles : ndarray of int, shape (n_alleles,)
        Positions of variants whose answer turned to yes.
    genomes : ndarray of bool, shape (n_genomes, n_alleles)

    Raises
    ------
    PrivacyInputError
        If shapes do not agree.
    """

    alleles: np.ndarray
    genomes: np.ndarray

    def __post_init__(self) -> None:
        if self.genomes.ndim != 2 or self.genomes.shape[1] != len(self.alleles):
            raise PrivacyInputError(
                f"ReconstructedGenomes: genomes of shape {self.genomes.shape} for {len(self.alleles)} alleles."
            )

    def best_match(self, dosages: np.ndarray) -> tuple[float, float]:
        """Precision and recall of the genome that fits a person best, by precision * recall, as published.

        Parameters
        ----------
        dosages : ndarray of int8, shape (n_variants,)
            The person's; the owner's knowledge. Who brought no new allele is found by none: (0, 0).
        """
        carried = dosages[self.alleles] > 0
        hits = (self.genomes & carried).sum(axis=1)
        precision = hits / np.maximum(self.genomes.sum(axis=1), 1)
        recall = hits / max(int(carried.sum()), 1)
        best = int(np.argmax(precision * recall))
        return float(precision[best]), float(recall[best])

    def __repr__(self) -> str:
        return f"ReconstructedGenomes({len(self.genomes)} genomes, {len(self.alleles)} alleles)"


def turned_to_yes(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Positions of variants answered no before an update and yes after it: alleles of those who came.

    Examples
    --------
    >>> turned_to_yes(np.array([False, True, False]), np.array([True, True, False])).tolist()
    [0]
    """
    return np.flatnonzero(~before & after)


def genomes_by_clustering(
    alleles: np.ndarray,
    reference: Genotypes,
    n_genomes: int,
    *,
    rng: np.random.Generator,
    similarity: AlleleSimilarity = AlleleSimilarity.SOKAL_MICHENER,
    overlapping: bool = False,
) -> ReconstructedGenomes:
    """Cluster new alleles into as many genomes as people came.

    Spectral clustering of the similarity among reference people: the leading eigenvectors of the normalised matrix,
    rows of unit length, then k-means; `overlapping` takes fuzzy c-means instead, so that an allele may be in several.

    Parameters
    ----------
    alleles : ndarray of int, shape (n_alleles,)
        As `turned_to_yes` gives them.
    reference : Genotypes
        Other people; a missing genotype counts as not carried.
    n_genomes : int
        People who came.

    Raises
    ------
    PrivacyInputError
        If nobody came, or there are no reference people.

    References
    ----------
    Ayoz, Ayday & Cicek 2021, doi:10.2478/popets-2021-0036. Spectral clustering: Ng, Jordan & Weiss 2001. Similarity:
    Sokal & Michener 1958. D2.1 section 5.2.1.
    """
    _check("genomes_by_clustering", reference, n_genomes)
    n = len(alleles)
    genomes = np.zeros((n_genomes, n), dtype=bool)
    if n_genomes == 1 or n <= n_genomes:
        genomes[np.arange(n) % n_genomes, np.arange(n)] = True
        return ReconstructedGenomes(alleles=alleles, genomes=genomes)
    carried = (reference.dosages[:, alleles] > 0).astype(float)
    points = _spectral_embedding(_similarities(carried, similarity), n_genomes)
    seed = int(rng.integers(2**31))
    n_clusters = min(
        n_genomes, len(np.unique(points.round(9), axis=0))
    )  # alleles that nothing tells apart stay together
    from sklearn.cluster import KMeans

    found = KMeans(n_clusters, n_init=10, random_state=seed).fit(points.round(9))
    if overlapping:
        memberships = _fuzzy_memberships(points, found.cluster_centers_)
        genomes[:n_clusters] = memberships >= OVERLAP * memberships.max(axis=0)
    else:
        genomes[found.labels_, np.arange(n)] = True
    return ReconstructedGenomes(alleles=alleles, genomes=genomes)


def genomes_by_frequency(
    alleles: np.ndarray,
    reference: Genotypes,
    n_genomes: int,
    *,
    rng: np.random.Generator,
    somebody_came: bool = True,
) -> ReconstructedGenomes:
    """The baseline: deal new alleles to genomes by how frequent they are, without looking at what goes together.

    Everybody carries an allele with chance q = 1 - (1 - f)^2 (Hardy and Weinberg).

    Parameters
    ----------
    somebody_came : bool, default True
        Whether it is used that at least one of those who came carries it, chance q / (1 - (1 - q)^n); without it, as
        published, hardly any rare allele is dealt to anybody.

    Raises
    ------
    PrivacyInputError
        If nobody came, or there are no reference people.
    """
    _check("genomes_by_frequency", reference, n_genomes)
    frequency = np.nan_to_num(allele_frequencies(reference))[alleles]
    carrier = 1 - (1 - np.maximum(frequency, 1 / (4 * len(reference)) if somebody_came else 0.0)) ** 2
    if somebody_came:
        carrier = carrier / (1 - (1 - carrier) ** n_genomes)
    return ReconstructedGenomes(alleles=alleles, genomes=rng.random((n_genomes, len(alleles))) < carrier)


def _check(who: str, reference: Genotypes, n_genomes: int) -> None:
    if n_genomes < 1:
        raise PrivacyInputError(f"{who}: n_genomes={n_genomes}. At least one person came.")
    if not len(reference):
        raise PrivacyInputError(f"{who}: there are no reference people. Give some who are not in the beacon.")


def _similarities(carried: np.ndarray, similarity: AlleleSimilarity) -> np.ndarray:
    both, carriers = carried.T @ carried, carried.sum(axis=0)
    either = carriers[:, None] + carriers - both
    if similarity is AlleleSimilarity.SOKAL_MICHENER:
        return np.asarray(1 - (either - both) / len(carried))
    alike = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    np.fill_diagonal(alike, 1.0)
    return np.asarray(alike)


def _spectral_embedding(similarities: np.ndarray, n: int) -> np.ndarray:
    from scipy.linalg import eigh

    scale = 1 / np.sqrt(similarities.sum(axis=1))
    last = len(similarities) - 1
    _, vectors = eigh(scale[:, None] * similarities * scale, subset_by_index=[last - n + 1, last])
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))


def _fuzzy_memberships(points: np.ndarray, centres: np.ndarray, steps: int = 50) -> np.ndarray:
    """Fuzzy c-means with exponent 2 (Bezdek 1981): u = (1 / d^2) / sum(1 / d^2); shape (n_centres, n_points)."""
    for _ in range(steps):
        near = 1 / np.maximum(((centres[:, None] - points) ** 2).sum(axis=2), 1e-9)
        memberships = near / near.sum(axis=0)
        weights = memberships**2
        centres = weights @ points / weights.sum(axis=1, keepdims=True)
    return np.asarray(memberships)
