# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Replace the rhythm: every person's own beats, at a heart rate and with deviations that others share."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.dans.series.people_series import PeopleSeries
from secured.dans.series.recordings import check_subjects, linked_release, recordings
from secured.dans.tables.transformations.microaggregation import optimal_groups

__all__ = ["RRReplacement"]


@method(
    name="RR series replacement",
    engine="dans",
    modality="signal",
    goal="replace the times between heartbeats by ones that at least k people share",
    section="4.1.1",
    source="Task Force of ESC and NASPE 1996, Heart rate variability, doi:10.1161/01.CIR.93.5.1043",
)
@dataclass(frozen=True, kw_only=True)
class RRReplacement:
    """Give at least k people the same RR series; their beats stay their own, so it promises nothing about these.

    Heart rates are grouped at least squared error with k people or more in every group; a group gets its mean
    interval, and everybody the same deviations from it, drawn once. Every person gets one recording of their own
    mean beat at these times. What varied from beat to beat is gone with the rhythm.

    Parameters
    ----------
    k : int
        People who share an RR series at least, >= 2.
    one_recording_each : bool, default False
        The owner's word that everybody has one recording only; needed where the data do not show otherwise.

    References
    ----------
    Task Force 1996, doi:10.1161/01.CIR.93.5.1043 (what an RR series tells); Hansen & Mukherjee 2003,
    doi:10.1109/TKDE.2003.1208999 (groups). D2.1 section 4.1.1.
    """

    k: int
    one_recording_each: bool = False

    def __post_init__(self) -> None:
        if self.k != int(self.k) or self.k < 2:
            raise PrivacyInputError(f"RRReplacement: k={self.k} is no whole number from 2 on.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        Raises
        ------
        PrivacyInputError
            If the people are not told apart, or fewer than `k` have usable beats.
        """
        signals = recordings("RRReplacement", dataset)
        check_subjects("RRReplacement", signals, one_recording_each=self.one_recording_each)
        series = PeopleSeries.of(signals, "beats")
        if len(series.people) < self.k:
            raise PrivacyInputError(
                f"RRReplacement: k={self.k} needs at least {self.k} people with usable beats, got "
                f"{len(series.people)} of {len(signals.people)}. Lower k or pool more people."
            )
        order = np.argsort(series.mean_rr, kind="stable")
        starts = optimal_groups(series.mean_rr[order], self.k)
        group_of = np.empty(len(order), dtype=np.int64)
        group_of[order] = np.searchsorted(starts, np.arange(len(order)), side="right") - 1
        return linked_release(
            dataset,
            series.recordings(series.values, group_of, rng),
            rng,
            method="RR series replacement",
            parameters=self.to_dict() | {"rates": len(starts)},
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "RR series replacement",
            "k": self.k,
            "one_recording_each": self.one_recording_each,
        }
