# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Where people stand among each other by their genomes: principal components, and t-SNE on them."""

from dataclasses import dataclass

import numpy as np

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes, is_monomorphic

__all__ = ["PrincipalComponents", "neighbour_map", "principal_components"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PrincipalComponents:
    """Coordinates of people; they are records of these people and leave no more than genotypes do.

    Parameters
    ----------
    coordinates : ndarray of float, shape (n_people, n_components)
        Eigenvectors by the square root of their eigenvalues.
    explained : ndarray of float, shape (n_components,)
        Share of all variance, falling.
    n_variants : int
        How many variants vary and were used.
    """

    coordinates: np.ndarray
    explained: np.ndarray
    n_variants: int

    def __repr__(self) -> str:
        n, k = self.coordinates.shape
        return f"PrincipalComponents({n} people, {k} components, {self.n_variants} variants)"


def principal_components(genotypes: Genotypes, *, n_components: int = 10) -> PrincipalComponents:
    """Principal components of genotypes, every variant standardised as by drift.

    Each variant's copies, less their mean, are divided by sqrt(p (1 - p)), p its frequency with one copy of either
    allele added; what is missing counts as the mean. Variants that do not vary are left out. The sign of a component is
    chosen so that its largest coordinate in absolute value is above 0.

    Raises
    ------
    PrivacyInputError
        If there are fewer than n_components + 1 people or n_components variants that vary.

    References
    ----------
    Patterson, Price & Reich 2006, doi:10.1371/journal.pgen.0020190, equations 1 to 3. D2.1 section 5.2.
    """
    varying = genotypes.dosages[:, ~is_monomorphic(genotypes)]
    n, m = varying.shape
    if n_components < 1 or n <= n_components or m < n_components:
        raise PrivacyInputError(
            f"principal_components: {n_components} components of {n} people at {m} variants that vary. Take fewer "
            "components or more people."
        )
    known = varying >= 0
    copies, called = varying.sum(axis=0, where=known), known.sum(axis=0)
    smoothed = (1 + copies) / (2 + 2 * called)
    scaled = np.where(known, (varying - copies / called) / np.sqrt(smoothed * (1 - smoothed)), 0.0)
    values, vectors = np.linalg.eigh(scaled @ scaled.T / m)
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    first = vectors[:, :n_components]
    first = first * np.sign(first[np.abs(first).argmax(axis=0), np.arange(n_components)])
    return PrincipalComponents(
        coordinates=first * np.sqrt(values[:n_components]),
        explained=values[:n_components] / values.sum(),
        n_variants=m,
    )


def neighbour_map(
    components: PrincipalComponents, rng: np.random.Generator, *, perplexity: float = 30.0
) -> np.ndarray:
    """t-SNE of principal components: who is near stays near; distances between groups mean nothing.

    Parameters
    ----------
    perplexity : float
        About how many neighbours count; below the number of people.

    Returns
    -------
    ndarray of float, shape (n_people, 2)

    Raises
    ------
    PrivacyInputError
        If the perplexity does not fit the number of people.

    References
    ----------
    van der Maaten & Hinton 2008, Visualizing data using t-SNE, Journal of Machine Learning Research 9:2579-2605.
    """
    n = len(components.coordinates)
    if not 0 < perplexity < n:
        raise PrivacyInputError(
            f"neighbour_map: a perplexity of {perplexity:g} for {n} people. Take one above 0 and below {n}."
        )
    from sklearn.manifold import TSNE

    start = "pca" if components.coordinates.shape[1] > 1 else "random"
    model = TSNE(perplexity=perplexity, init=start, random_state=int(rng.integers(2**31)))
    return np.asarray(model.fit_transform(components.coordinates), dtype=float)
