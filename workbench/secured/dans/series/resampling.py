# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Fewer samples a second: what is faster than half the new rate is gone."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.common.signals.resampling import LARGEST_TERM, resampled
from secured.dans.series.recordings import linked_release, recordings

__all__ = ["Resampling"]


@method(
    name="resampling of recordings",
    engine="dans",
    modality="signal",
    goal="lower the rate, so that fine shapes are gone",
    section="4.1.1",
    source="Crochiere & Rabiner 1983, Multirate Digital Signal Processing, ISBN 0136051626",
)
@dataclass(frozen=True, kw_only=True)
class Resampling:
    """Low-pass filter and keep fewer samples. A cheap baseline that promises nothing.

    Parameters
    ----------
    rate : float
        New samples a second, Hz, below the recordings' own.

    References
    ----------
    Crochiere & Rabiner 1983, Multirate Digital Signal Processing. D2.1 section 4.1.1.
    """

    rate: float

    def __post_init__(self) -> None:
        if not 0 < self.rate < np.inf:
            raise PrivacyInputError(f"Resampling: rate={self.rate} is no rate in Hz.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        Raises
        ------
        PrivacyInputError
            If the rate is not below that of the recordings, which some ratio of whole numbers up to 1000 must give.
        """
        signals = recordings("Resampling", dataset)
        ratio = Fraction(self.rate / signals.fs).limit_denominator(LARGEST_TERM)
        if not 0 < ratio < 1:
            raise PrivacyInputError(
                f"Resampling: rate={self.rate:g} Hz is not below the {signals.fs:g} Hz of the recordings, or far too low."
            )
        samples = resampled(signals.samples, signals.fs, self.rate)
        changed = replace(signals, samples=samples.astype(np.float32), fs=float(signals.fs * ratio))
        return linked_release(
            dataset, changed, rng, method="resampling of recordings", parameters=self.to_dict()
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"transformation": "resampling of recordings", "rate": self.rate}
