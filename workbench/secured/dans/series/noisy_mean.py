# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A mean over people with noise: each person's vector is clipped and put on a grid, so that the sum is exact."""

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from secured.dans.tables.dp.counts import half_width
from secured.dans.tables.dp.opendp_noise import noisy_counts, scale_of
from secured.dans.tables.dp.randomness import Randomness

__all__ = ["NoisyMean"]

COUNT_SHARE = 0.1  # of epsilon, for the number of people
STEPS = 1000  # of the grid, in one clip
ROUNDING = 1e-9  # relative: floating-point norms may be too low by less


@dataclass(frozen=True, kw_only=True)
class NoisyMean:
    """The mean of one vector a person, as a noisy sum over a noisy count.

    **Sensitivity.** Neighbours differ in one person added or removed, with all their recordings. A person's vector x
    is scaled down to a norm of at most `bound` (L1, or L2), divided by the grid's `step` and cut towards zero to
    whole numbers z: |z_i| <= |x_i| / step for every i. So, of m numbers,

    - L1: sum |z_i| <= bound / step;
    - L2: sum |z_i| <= sqrt(m) * norm2(z) <= sqrt(m) * bound / step (Cauchy and Schwarz).

    The sum of whole numbers moves by that much in L1, and not by a rounding error more. Discrete Laplace noise of
    scale sensitivity / epsilon_sum on every number is epsilon_sum-private, the number of people with noise of scale
    1 / epsilon_count is epsilon_count-private, both together epsilon (sequential composition). Dividing the one by
    the other spends nothing.

    Parameters
    ----------
    n_numbers : int
        m.
    bound : float
        Largest norm, in units of the vectors.
    norm : {1, 2}
    step : float
        Of the grid.
    epsilon : float
    """

    n_numbers: int
    bound: float
    norm: int
    step: float
    epsilon: float

    @property
    def sensitivity(self) -> int:
        """How far one person moves the sum, L1, in steps of the grid."""
        most = self.bound * (sqrt(self.n_numbers) if self.norm == 2 else 1.0)
        return int(most / self.step)

    @property
    def sum_scale(self) -> float:
        """Scale of the noise on every number, in steps."""
        return scale_of(self.epsilon * (1 - COUNT_SHARE), self.sensitivity)

    @property
    def count_scale(self) -> float:
        """Scale of the noise on the number of people."""
        return scale_of(self.epsilon * COUNT_SHARE)

    def contributions(self, vectors: np.ndarray) -> np.ndarray:
        """Clip vectors and put them on the grid; int64, shape (n_people, m)."""
        norms = np.linalg.norm(vectors, ord=self.norm, axis=1, keepdims=True)
        factors = np.minimum(1.0, self.bound * (1 - ROUNDING) / np.maximum(norms, 1e-300))
        return np.trunc(vectors * factors / self.step).astype(np.int64)

    def draw(self, vectors: np.ndarray, randomness: Randomness) -> tuple[np.ndarray, int]:
        """Return the noisy mean, shape (m,), and the noisy number of people."""
        total = self.contributions(vectors).sum(axis=0)
        noisy = noisy_counts(total, self.sum_scale, randomness)
        people = int(noisy_counts(np.array([len(vectors)]), self.count_scale, randomness)[0])
        return noisy * self.step / max(people, 1), people

    def rmse_bound(self, mean: np.ndarray, people: int, n_values: int) -> float:
        """How far, root mean square, a released curve of `n_values` is from the clipped people's own: at most, at 95 %.

        Of released figures alone, so it may be told. Noise x of scale b has a variance below 2 b^2, and x^2 one below
        20 b^4: by Cantelli's inequality the mean of m squares is, with probability 97.5 %, at most
        b^2 (2 + sqrt(39 * 20 / m)). The other 2.5 % are for the noise c on the number of people, n = people - c: the
        clipped mean differs from the released one by (c * mean + noise) / n, and by what is cut to the grid.

        Parameters
        ----------
        mean, people : ndarray of shape (m,), int
            As drawn.
        n_values : int
            The m numbers are the values of the curve, or its coefficients in an orthonormal basis.

        Returns
        -------
        bound : float
            Infinite where the number of people drowns in its noise.
        """
        m, off = self.n_numbers, half_width(self.count_scale, 0.975)
        if people <= off:
            return inf
        noise = self.sum_scale * self.step * sqrt(m * (2 + sqrt(39 * 20 / m)))
        count = off * float(np.linalg.norm(mean))
        return ((noise + count) / (people - off) + self.step * sqrt(m)) / sqrt(n_values)
