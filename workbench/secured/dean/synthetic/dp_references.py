# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Mechanisms whose epsilon is known, and ways to break them: what an audit must leave alone, and what it must catch."""

from dataclasses import dataclass
from math import exp
from typing import Protocol

import numpy as np
from scipy.special import ndtr

from secured.common import PrivacyInputError

__all__ = [
    "ClippedSum",
    "GaussianCounts",
    "LaplaceCounts",
    "ReferenceMechanism",
    "TeacherVotes",
    "gaussian_delta",
    "gaussian_epsilon",
]


class ReferenceMechanism(Protocol):
    """A mechanism over canaries, each of whom is in or out."""

    def epsilon(self, delta: float) -> float:
        """Return what it promises at delta, whether or not it keeps it."""
        ...

    def scores(self, inside: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Run once; return what the output says of every canary, high for "in"; shape (n_canaries,)."""
        ...


def gaussian_delta(epsilon: float, sigma: float) -> float:
    """Smallest delta of Gaussian noise at epsilon: Phi(1/2s - es) - e^e Phi(-1/2s - es), for sensitivity 1.

    References
    ----------
    Balle & Wang 2018, arXiv:1805.06530, theorem 8.

    Examples
    --------
    >>> round(gaussian_delta(1.0, 1.0), 4)
    0.1269
    """
    half = 1 / (2 * sigma)
    return float(ndtr(half - epsilon * sigma) - exp(epsilon) * ndtr(-half - epsilon * sigma))


def gaussian_epsilon(sigma: float, delta: float) -> float:
    """Smallest epsilon of Gaussian noise at delta, for sensitivity 1.

    Raises
    ------
    PrivacyInputError
        If sigma is not above 0 or delta not in (0, 1).

    Examples
    --------
    >>> round(gaussian_epsilon(1.0, 1e-5), 2)
    4.38
    """
    if not sigma > 0 or not 0 < delta < 1:
        raise PrivacyInputError(
            f"gaussian_epsilon: sigma={sigma} must be above 0 and delta={delta} in (0, 1)."
        )
    low, high = 0.0, 1.0
    while gaussian_delta(high, sigma) > delta and high < 500:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if gaussian_delta(middle, sigma) > delta else (low, middle)
    return high


@dataclass(frozen=True, kw_only=True)
class LaplaceCounts:
    """A count for every canary, which they raise by 1, with Laplace noise of scale 1 / epsilon.

    Parameters
    ----------
    claimed : float
        Epsilon.
    noise_share : float, default 1
        Share of the noise that is really added; below 1 it is broken.

    Raises
    ------
    PrivacyInputError
        If a value is not above 0.
    """

    claimed: float
    noise_share: float = 1.0

    def __post_init__(self) -> None:
        _positive("LaplaceCounts", claimed=self.claimed, noise_share=self.noise_share)

    def epsilon(self, delta: float = 0.0) -> float:
        """What is claimed."""
        return self.claimed

    def scores(self, inside: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Noisy counts."""
        return inside + rng.laplace(scale=self.noise_share / self.claimed, size=len(inside))


@dataclass(frozen=True, kw_only=True)
class GaussianCounts:
    """A count for every canary with Gaussian noise of standard deviation sigma.

    Parameters
    ----------
    sigma : float
    noise_share : float, default 1
        Share of the noise that is really added; below 1 it is broken.

    Raises
    ------
    PrivacyInputError
        If a value is not above 0.
    """

    sigma: float
    noise_share: float = 1.0

    def __post_init__(self) -> None:
        _positive("GaussianCounts", sigma=self.sigma, noise_share=self.noise_share)

    def epsilon(self, delta: float) -> float:
        """By Balle and Wang, with all the noise."""
        return gaussian_epsilon(self.sigma, delta)

    def scores(self, inside: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Noisy counts."""
        return inside + rng.normal(scale=self.noise_share * self.sigma, size=len(inside))


@dataclass(frozen=True, kw_only=True)
class ClippedSum:
    """A step of DP-SGD seen from inside: gradients clipped to a norm, summed, and Gaussian noise added.

    Every canary has a gradient of its own direction, so that one run holds as many games as canaries.

    Parameters
    ----------
    noise_multiplier : float
        Standard deviation of the noise over the clipping norm.
    max_grad_norm : float, default 1
    gradient_norm : float, default 10
        Of a canary before clipping.
    clips : bool, default True
        Whether it clips; if not it is broken.

    Raises
    ------
    PrivacyInputError
        If a value is not above 0.

    References
    ----------
    Abadi et al. 2016, arXiv:1607.00133; Nasr et al. 2023, arXiv:2302.07956 (gradient canaries).
    """

    noise_multiplier: float
    max_grad_norm: float = 1.0
    gradient_norm: float = 10.0
    clips: bool = True

    def __post_init__(self) -> None:
        _positive(
            "ClippedSum",
            noise_multiplier=self.noise_multiplier,
            max_grad_norm=self.max_grad_norm,
            gradient_norm=self.gradient_norm,
        )

    def epsilon(self, delta: float) -> float:
        """Of one Gaussian step."""
        return gaussian_epsilon(self.noise_multiplier, delta)

    def scores(self, inside: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Product of the noisy sum with every canary's direction, in clipping norms."""
        gradients = self.gradient_norm * np.eye(len(inside))
        if self.clips:
            norms = np.linalg.norm(gradients, axis=1, keepdims=True)
            gradients = gradients * np.minimum(1.0, self.max_grad_norm / norms)
        noise = rng.normal(scale=self.noise_multiplier * self.max_grad_norm, size=len(inside))
        return (gradients[inside].sum(axis=0) + noise) / self.max_grad_norm


@dataclass(frozen=True, kw_only=True)
class TeacherVotes:
    """PATE: teachers vote, each canary's label is one class, and the counts get Laplace noise.

    Teachers of disjoint shards: a canary changes one vote, from the common class to its own, which moves two counts by 1.

    Parameters
    ----------
    claimed : float
        Epsilon, for noise of scale 2 / epsilon.
    shards_per_person : int, default 1
        Teachers who saw a canary; above 1 shards overlap and it is broken.

    Raises
    ------
    PrivacyInputError
        If a value is not above 0.

    References
    ----------
    Papernot et al. 2017, arXiv:1610.05755.
    """

    claimed: float
    shards_per_person: int = 1

    def __post_init__(self) -> None:
        _positive("TeacherVotes", claimed=self.claimed, shards_per_person=self.shards_per_person)

    def epsilon(self, delta: float = 0.0) -> float:
        """What is claimed."""
        return self.claimed

    def scores(self, inside: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Noisy votes for the class of every canary."""
        votes = self.shards_per_person * inside
        return votes + rng.laplace(scale=2 / self.claimed, size=len(inside))


def _positive(who: str, **values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise PrivacyInputError(f"{who}: {name}={value} is not above 0.")
