# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Coarser values: every sample is rounded to a multiple of a step."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.dans.series.recordings import linked_release, recordings

__all__ = ["Quantisation"]


@method(
    name="quantisation of recordings",
    engine="dans",
    modality="signal",
    goal="round samples to multiples of a step",
    section="4.1.1",
    source="Widrow & Kollar 2008, Quantization Noise, doi:10.1017/CBO9780511754661",
)
@dataclass(frozen=True, kw_only=True)
class Quantisation:
    """Round every sample to the nearest multiple of a step; ties go to the even one. Promises nothing.

    Parameters
    ----------
    step : float or tuple of float
        In the unit of the channels: one for all, or one for each channel.

    References
    ----------
    Widrow & Kollar 2008, doi:10.1017/CBO9780511754661. D2.1 section 4.1.1.
    """

    step: float | tuple[float, ...]

    def __post_init__(self) -> None:
        if not np.size(self.step) or not all(0 < one < np.inf for one in np.atleast_1d(self.step)):
            raise PrivacyInputError(f"Quantisation: step={self.step} is not above 0 and finite.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        Raises
        ------
        PrivacyInputError
            If channels of different units would share the step, or steps are not one for each channel.
        """
        signals = recordings("Quantisation", dataset)
        if isinstance(self.step, tuple) and len(self.step) != len(signals.channels):
            raise PrivacyInputError(
                f"Quantisation: {len(self.step)} steps are given for {len(signals.channels)} channels. Give one for each."
            )
        if not isinstance(self.step, tuple) and len(set(signals.units)) > 1:
            raise PrivacyInputError(
                f"Quantisation: channels in {', '.join(sorted(set(signals.units)))} share no step. Give one for each channel."
            )
        step = np.atleast_1d(np.asarray(self.step, dtype=np.float64))[:, None]
        samples = np.rint(signals.samples.astype(np.float64) / step) * step + 0.0  # no negative zero
        changed = replace(signals, samples=samples.astype(np.float32))
        return linked_release(
            dataset, changed, rng, method="quantisation of recordings", parameters=self.to_dict()
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        step = list(self.step) if isinstance(self.step, tuple) else self.step
        return {"transformation": "quantisation of recordings", "step": step}
