# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The chance to pick the right one of N genomes for a person by traits of known heritability, as an integral."""

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr, ndtri, roots_legendre
from scipy.stats import chi2, ncx2, qmc

from secured.common import PrivacyInputError

__all__ = ["selection_chance"]

NODES = 96  # of either quadrature, for traits alike
OUTER, INNER = 12, 10  # 2 to the power of these points, for traits of different r2


def selection_chance(r2: Sequence[float], sizes: Sequence[int]) -> np.ndarray:
    """Chance that the true genome has the largest likelihood ratio among N, the N - 1 others drawn at large.

    Traits x_t and their predictions g_t from the genome are normal, x_t = g_t + e_t, Var x_t = 1, Var g_t = r2_t, and
    independent over traits. The log-likelihood ratio of a genome is a constant of the person minus Q / 2 with

        Q = sum_t (x_t - g_t)^2 / (1 - r2_t),

    so the smallest Q is picked. Given the person's traits, the true genome has g_t ~ N(r2_t x_t, r2_t (1 - r2_t)) and any
    other g_t ~ N(0, r2_t). Over the T traits of one r2 both parts of Q are scaled non-central chi-squares,

        true:   r2 X,              X ~ chi2_T(noncentrality (1 - r2) u / r2)
        other:  r2 / (1 - r2) X,   X ~ chi2_T(noncentrality u / r2)

    which depend on the traits by u = sum_t x_t^2 ~ chi2_T alone. Given u the others are independent, therefore

        P(N) = E_u E_q [(1 - F_other(q | u))^(N - 1)],   q from the law of the true one.

    If all r2 are alike both expectations are integrals over quantiles, by Gauss-Legendre. If not, u and q are taken
    at Sobol points by groups of like r2, and F_other integrates over one normal exactly, over the rest at Sobol points. Traits of r2 0 say nothing. A pair's law is symmetric in trait and prediction, so the chance to pick the
    right one of N people for a genome is the same.

    Parameters
    ----------
    r2 : sequence of float
        Share of variance that the genome explains, a trait each, in [0, 1).
    sizes : sequence of int
        N, each >= 1.

    Returns
    -------
    ndarray of float, shape (n_sizes,)
        Good to about 1e-6 where all r2 are alike, else to about 3e-3.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    Lippert et al. 2017, doi:10.1073/pnas.1711125114 (the selection task s1:N). The integral is derived here.

    Examples
    --------
    >>> selection_chance([0.0], [2, 10]).tolist()
    [0.5, 0.1]
    >>> selection_chance([0.5] * 10, [2, 10, 100]).round(3).tolist()
    [0.975, 0.853, 0.53]
    """
    explained, number = np.asarray(sorted(r2), dtype=float), np.asarray(sizes, dtype=int)
    if (explained < 0).any() or (explained >= 1).any() or (number < 1).any():
        raise PrivacyInputError(
            f"selection_chance: r2={list(r2)} or sizes={list(sizes)} are out of range. Give r2 in [0, 1) and sizes from 1."
        )
    shares, counts = np.unique(explained[explained > 0], return_counts=True)
    if not len(shares):
        return 1.0 / number
    chance, weights = _alike(shares[0], counts[0]) if len(shares) == 1 else _different(shares, counts)
    return np.array([float((weights * (1 - chance) ** (n - 1)).sum()) for n in number])


def _alike(r2: float, n_traits: int) -> tuple[np.ndarray, np.ndarray]:
    """F_other at quadrature nodes of u and q, and their weights."""
    at, weight = roots_legendre(NODES)
    at, weight = (at + 1) / 2, weight / 2
    u = chi2.ppf(at, n_traits)[:, None]
    q = r2 * ncx2.ppf(at[None, :], n_traits, (1 - r2) * u / r2)
    return ncx2.cdf(q * (1 - r2) / r2, n_traits, u / r2), weight[:, None] * weight[None, :]


def _different(r2: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same for groups of traits, at Sobol points; one normal of the group that says most comes last, exactly."""
    order = np.argsort(counts * r2)
    r2, counts = r2[order], counts[order]
    k = len(r2)
    points = qmc.Sobol(3 * k, seed=0).random_base2(OUTER).clip(1e-12, 1 - 1e-12)
    u = chi2.ppf(points[:, :k], counts)
    true = points[:, k : 2 * k], _central(points[:, 2 * k :], counts)
    q = _noncentral(*true, (1 - r2) * u / r2) @ r2
    inner = qmc.Sobol(2 * k - 1, seed=1).random_base2(INNER).clip(1e-12, 1 - 1e-12)
    normals, central = inner[:, : k - 1], _central(inner[:, k - 1 :], counts)
    scale = r2 / (1 - r2)
    chance = np.zeros(len(u))
    for at in range(len(u)):
        noncentrality = u[at] / r2
        rest = _noncentral(normals, central[:, :-1], noncentrality[:-1]) @ scale[:-1]
        left = np.sqrt(np.maximum((q[at] - rest) / scale[-1] - central[:, -1], 0.0))
        away = np.sqrt(noncentrality[-1])
        chance[at] = (ndtr(left - away) - ndtr(-left - away)).mean()
    return chance, np.full(len(u), 1 / len(u))


def _noncentral(normal: np.ndarray, central: np.ndarray, noncentrality: np.ndarray) -> np.ndarray:
    """Non-central chi-squares: a shifted normal, given by its quantile, squared, and the central rest."""
    return np.asarray((ndtri(normal) + np.sqrt(noncentrality)) ** 2 + central)


def _central(quantiles: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Central chi-squares of one degree of freedom less than there are traits."""
    return np.where(counts > 1, chi2.ppf(quantiles, np.maximum(counts - 1, 1)), 0.0)
