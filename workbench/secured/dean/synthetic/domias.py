# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""DOMIAS: a generator that overfits is denser around its training people than people are."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import logsumexp

from secured.common import PrivacyInputError, method
from secured.dean.synthetic.membership_attack import checked
from secured.dean.synthetic.nearest import nearest_distances

__all__ = ["DensityRatio", "Domias"]

SMALLEST = 1e-12  # spread of a feature or a distance that counts as 0


@method(
    name="DOMIAS",
    engine="dean",
    modality="synthetic",
    goal="tell training people by the density of synthetic people around them, over that of similar people",
    section="5.2",
    source="van Breugel, Sun, Qian & van der Schaar 2023, arXiv:2302.12580",
)
@dataclass(frozen=True, kw_only=True)
class Domias:
    """log p_synthetic(x) - log p_reference(x), with densities estimated on a few principal components.

    Parameters
    ----------
    density : {"kernel", "neighbours"}
        Gaussian kernels with Scott's bandwidth, or the distance to the k-th neighbour, whose density is
        proportional to r_k(x) ** -d: coarser, but it follows a generator that is dense in tiny places.
    components : int, default 10
        Principal components of the reference, each with standard deviation 1; as many as there are features if fewer.
    k : int, default 1
        For "neighbours".

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range.

    References
    ----------
    van Breugel, Sun, Qian & van der Schaar 2023, arXiv:2302.12580, equation 2. Scott 1992, doi:10.1002/9780470316849
    (bandwidth); Loftsgaarden & Quesenberry 1965, doi:10.1214/aoms/1177700079 (neighbours). D2.1 section 5.2.
    """

    density: Literal["kernel", "neighbours"] = "kernel"
    components: int = 10
    k: int = 1

    def __post_init__(self) -> None:
        if self.density not in ("kernel", "neighbours"):
            raise PrivacyInputError(f"Domias: no density {self.density!r}. Take kernel or neighbours.")
        if min(self.components, self.k) < 1:
            raise PrivacyInputError(f"Domias: components={self.components} and k={self.k} must be 1 or more.")

    @property
    def name(self) -> str:
        """Name with the density."""
        return f"DOMIAS, {self.density}"

    def fit(self, synthetic: np.ndarray, reference: np.ndarray, rng: np.random.Generator) -> "DensityRatio":
        """Learn components from the reference, and keep both sets in them.

        Raises
        ------
        PrivacyInputError
            If a set has too few people or they do not agree.
        """
        checked("Domias", synthetic, reference, max(2, self.k + 1))
        centre = reference.mean(axis=0)
        _, sizes, axes = np.linalg.svd(reference - centre, full_matrices=False)
        spread = sizes / np.sqrt(len(reference) - 1)
        kept = np.flatnonzero(spread > SMALLEST)[: self.components]
        axes = axes[kept].T / spread[kept]
        return DensityRatio(
            attack=self,
            centre=centre,
            axes=axes,
            synthetic=(synthetic - centre) @ axes,
            reference=(reference - centre) @ axes,
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"attack": self.name, "components": self.components, "k": self.k}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DensityRatio:
    """Both sets in the components of the reference."""

    attack: Domias
    centre: np.ndarray
    axes: np.ndarray
    synthetic: np.ndarray
    reference: np.ndarray

    def scores(self, targets: np.ndarray) -> np.ndarray:
        """Logarithm of the ratio of densities."""
        placed = (targets - self.centre) @ self.axes
        return self._log_density(placed, self.synthetic) - self._log_density(placed, self.reference)

    def _log_density(self, placed: np.ndarray, people: np.ndarray) -> np.ndarray:
        n, d = people.shape
        if self.attack.density == "neighbours":
            radius = nearest_distances(placed, people, self.attack.k)[:, -1]
            return -np.log(n) - d * np.log(np.maximum(radius, SMALLEST))
        width = n ** (-1 / (d + 4)) * np.maximum(people.std(axis=0, ddof=1), SMALLEST)
        return _log_kernels(placed / width, people / width) - np.log(width).sum()


def _log_kernels(placed: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Log of the mean of unit Gaussians around `people`, without the constant."""
    found = np.empty(len(placed))
    squares = (people**2).sum(axis=1)
    for start in range(0, len(placed), 512):
        block = placed[start : start + 512]
        apart = np.maximum((block**2).sum(axis=1)[:, None] + squares - 2 * block @ people.T, 0.0)
        found[start : start + len(block)] = logsumexp(-apart / 2, axis=1)
    return found - np.log(len(people))
