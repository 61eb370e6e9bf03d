# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The population's mean beat by its first Fourier coefficients with Laplace noise: an aggregate, never anybody's own."""

from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np

from secured.common import PrivacyInputError, method
from secured.dans.series.noisy_mean import STEPS, NoisyMean
from secured.dans.series.people_curves import PrivateMeanCurve

__all__ = ["FourierPerturbation", "fourier_basis"]


@method(
    name="Fourier perturbation",
    engine="dans",
    modality="signal",
    goal="release the population's mean beat by few Fourier coefficients, with noise",
    section="4.1.1",
    source="Rastogi & Nath 2010, doi:10.1145/1807167.1807247",
)
@dataclass(frozen=True, kw_only=True)
class FourierPerturbation(PrivateMeanCurve):
    """Keep the first coefficients of everybody's curve, clip it, and add Laplace noise to the sum over people (FPA).

    **Sensitivity.** Coefficients are taken in an *orthonormal* real Fourier basis (constant, cosines and sines), in
    which norms are those of the curve (Parseval). A person's m coefficients are scaled down to an L2 norm of at most
    clip * sqrt(length), the norm of a curve with root mean square `clip`. Neighbours differ in one person with all
    recordings, added or removed: the sum moves by at most clip * sqrt(length) in L2 and so by at most
    sqrt(m) * clip * sqrt(length) in L1 (Cauchy and Schwarz), and every coefficient gets noise of that scale over
    epsilon_sum. This is Rastogi and Nath's lambda = sqrt(k) * Delta_2 / epsilon. In a transform that is *not*
    normalised (numpy's `fft`), coefficients and sensitivity are sqrt(length) times larger: noise of the scale above
    would then be that many times too small. The number of people has noise too (see `NoisyMean`). Of n people the
    mean curve has a noise of root mean square sqrt(2) * m * clip / (n * epsilon_sum).

    There is no release of single recordings by this method.

    Parameters
    ----------
    n_frequencies : int, default 14
        Beside the constant; m = 2 * n_frequencies + 1.
    epsilon, clip, channel, of, noise, ledger
        See `PrivateMeanCurve`.

    References
    ----------
    Rastogi & Nath 2010, doi:10.1145/1807167.1807247, theorem 4.1. D2.1 section 4.1.1. Noise by OpenDP.
    """

    aggregate: ClassVar[str] = "Fourier perturbation"
    n_frequencies: int = 14

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.n_frequencies != int(self.n_frequencies) or self.n_frequencies < 0:
            raise PrivacyInputError(
                f"FourierPerturbation: n_frequencies={self.n_frequencies} is no whole number from 0 on."
            )

    def mechanism(self, length: int) -> NoisyMean:
        """Return how coefficients are summed with noise.

        Raises
        ------
        PrivacyInputError
            If curves are too short for that many frequencies.
        """
        n_numbers = 2 * self.n_frequencies + 1
        if length < n_numbers:
            raise PrivacyInputError(
                f"FourierPerturbation: curves of {length} values have no {self.n_frequencies} frequencies. Use fewer."
            )
        return NoisyMean(
            n_numbers=n_numbers,
            bound=self.clip * sqrt(length),
            norm=2,
            step=self.clip / STEPS,
            epsilon=self.epsilon,
        )

    def coefficients(self, curves: np.ndarray) -> np.ndarray:
        """Return the first coefficients; shape (n_people, 2 * n_frequencies + 1)."""
        found: np.ndarray = curves @ fourier_basis(curves.shape[1], self.n_frequencies).T
        return found

    def curve(self, coefficients: np.ndarray, length: int) -> np.ndarray:
        """Return the curve that has these coefficients; shape (length,)."""
        found: np.ndarray = coefficients @ fourier_basis(length, self.n_frequencies)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return super().to_dict() | {"n_frequencies": self.n_frequencies}


def fourier_basis(length: int, n_frequencies: int) -> np.ndarray:
    """Constant, cosines and sines, orthonormal; shape (2 * n_frequencies + 1, length).

    Examples
    --------
    >>> basis = fourier_basis(9, 2)
    >>> bool(np.allclose(basis @ basis.T, np.eye(5)))
    True
    """
    angles = 2 * np.pi * np.outer(np.arange(1, n_frequencies + 1), np.arange(length)) / length
    rows = np.concatenate([np.ones((1, length)) / sqrt(2), np.cos(angles), np.sin(angles)])
    basis: np.ndarray = rows * sqrt(2 / length)
    return basis
