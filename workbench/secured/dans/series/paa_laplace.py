# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The population's mean beat in coarse steps with Laplace noise: an aggregate, never anybody's own series."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.signals.paa import paa
from secured.dans.series.noisy_mean import STEPS, NoisyMean
from secured.dans.series.people_curves import PrivateMeanCurve

__all__ = ["PAALaplace"]


@method(
    name="PAA with Laplace noise",
    engine="dans",
    modality="signal",
    goal="release the population's mean beat in coarse steps, with noise",
    section="4.1.1",
    source="Dwork, McSherry, Nissim & Smith 2006, doi:10.1007/11681878_14",
)
@dataclass(frozen=True, kw_only=True)
class PAALaplace(PrivateMeanCurve):
    """Average everybody's curve over segments (PAA), clip it, and add Laplace noise to the sum over people.

    **Sensitivity.** A person's m segment means are scaled down to a mean absolute value of at most `clip`: an L1 norm
    of at most m * clip. Neighbours differ in one person with all recordings, added or removed, so the sum over people
    moves by at most m * clip in L1; every segment gets noise of scale m * clip / epsilon_sum. The number of people has
    noise too (see `NoisyMean`, which also puts values on a grid of clip / 1000, so that sums are exact). Of n people
    the mean has a noise of standard deviation sqrt(2) * m * clip / (n * epsilon_sum) on every segment.

    Fewer segments mean less noise and a coarser curve. There is no release of single recordings by this method.

    Parameters
    ----------
    n_segments : int, default 24
    clip : float, default 0.12
        Of the mean absolute value.
    epsilon, channel, of, noise, ledger
        See `PrivateMeanCurve`.

    References
    ----------
    Dwork, McSherry, Nissim & Smith 2006, doi:10.1007/11681878_14; Keogh, Chakrabarti, Pazzani & Mehrotra 2001,
    doi:10.1007/PL00011669 (PAA). D2.1 section 4.1.1. Noise by OpenDP.
    """

    aggregate: ClassVar[str] = "PAA with Laplace noise"
    n_segments: int = 24
    clip: float = 0.12

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.n_segments != int(self.n_segments) or self.n_segments < 1:
            raise PrivacyInputError(f"PAALaplace: n_segments={self.n_segments} is no whole number from 1 on.")

    def mechanism(self, length: int) -> NoisyMean:
        """Return how segment means are summed with noise.

        Raises
        ------
        PrivacyInputError
            If curves are shorter than that many segments.
        """
        if length < self.n_segments:
            raise PrivacyInputError(
                f"PAALaplace: curves of {length} values have no {self.n_segments} segments. Use fewer."
            )
        return NoisyMean(
            n_numbers=self.n_segments,
            bound=self.n_segments * self.clip,
            norm=1,
            step=self.clip / STEPS,
            epsilon=self.epsilon,
        )

    def coefficients(self, curves: np.ndarray) -> np.ndarray:
        """Return segment means; shape (n_people, n_segments)."""
        return np.asarray(paa(curves, self.n_segments), dtype=np.float64)

    def curve(self, coefficients: np.ndarray, length: int) -> np.ndarray:
        """Return the segment means."""
        return coefficients

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return super().to_dict() | {"n_segments": self.n_segments}
