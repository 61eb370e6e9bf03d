# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""MDAV over people, not recordings: everybody of a group of at least k people gets the same heartbeat."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from secured.common import Dataset, Guarantee, LinkedRelease, PrivacyInputError, Release, method
from secured.dans.series.dtw_distance import dtw_within
from secured.dans.series.people_series import Kind, PeopleSeries
from secured.dans.series.recordings import check_subjects, linked_release, recordings
from secured.dans.tables.transformations.mdav_groups import Distances, euclidean, mdav_groups

__all__ = ["SubjectMicroaggregation"]

Distance = Literal["euclidean", "dtw"]


@method(
    name="subject-level MDAV of series",
    engine="dans",
    modality="signal",
    goal="give everybody of a group of at least k people the same heartbeat and rhythm",
    section="4.1.1",
    source="Domingo-Ferrer & Torra 2005, doi:10.1007/s10618-005-0007-5",
)
@dataclass(frozen=True, kw_only=True)
class SubjectMicroaggregation:
    """Microaggregate one aligned series a person by MDAV; every group holds at least k different people.

    Every person's recordings become one mean beat a lead, aligned by the R peak. MDAV groups people by it. A group
    gets its mean beat, repeated at the group's mean heart rate with deviations from it that are drawn once for the
    whole release, since a series of RR intervals identifies too. All people of a group get one recording each,
    equal in every sample; how many a person had is not told.

    Grouping recordings instead promises nothing: those of one person resemble each other and fall into one group.

    Parameters
    ----------
    k : int
        Smallest group of people, >= 2.
    of : {"beats", "series"}
        Mean beats of electrocardiograms; or recordings that are aligned already, such as daily profiles, sample by
        sample, of which a group gets the mean.
    distance : {"euclidean", "dtw"}
        By which people are grouped; the average is over aligned values either way.
    band : float, default 0.03
        Seconds by which a wave may be shifted under `dtw`.
    one_recording_each : bool, default False
        The owner's word that everybody has one recording only; needed where the data do not show otherwise.

    References
    ----------
    Domingo-Ferrer & Torra 2005, doi:10.1007/s10618-005-0007-5; Sakoe & Chiba 1978, doi:10.1109/TASSP.1978.1163055.
    D2.1 section 4.1.1.

    Examples
    --------
    >>> SubjectMicroaggregation(k=5).distance
    'euclidean'
    """

    k: int
    of: Kind = "beats"
    distance: Distance = "euclidean"
    band: float = 0.03
    one_recording_each: bool = False

    def __post_init__(self) -> None:
        if self.k != int(self.k) or self.k < 2:
            raise PrivacyInputError(f"SubjectMicroaggregation: k={self.k} is no whole number from 2 on.")
        for value, allowed in ((self.of, Kind), (self.distance, Distance)):
            if value not in get_args(allowed):
                raise PrivacyInputError(
                    f"SubjectMicroaggregation: unknown choice {value!r}. Use one of {', '.join(get_args(allowed))}."
                )
        if not 0 <= self.band < np.inf:
            raise PrivacyInputError(f"SubjectMicroaggregation: band={self.band} is no time in seconds.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        People without a usable beat are left out.

        Raises
        ------
        PrivacyInputError
            If the people of the recordings are not told apart, or fewer than `k` have a usable series.
        """
        signals = recordings("SubjectMicroaggregation", dataset)
        check_subjects("SubjectMicroaggregation", signals, one_recording_each=self.one_recording_each)
        series = PeopleSeries.of(signals, self.of)
        if len(series.people) < self.k:
            raise PrivacyInputError(
                f"SubjectMicroaggregation: k={self.k} needs at least {self.k} people with usable {self.of}, got "
                f"{len(series.people)} of {len(signals.people)}. Lower k or pool more people."
            )
        group_of = mdav_groups(series.values, self.k, self._distances(series.rate))
        sizes = np.bincount(group_of)
        means = np.stack([series.values[group_of == group].mean(axis=0) for group in range(len(sizes))])
        return linked_release(
            dataset,
            series.recordings(means[group_of], group_of, rng),
            rng,
            method="subject-level MDAV of series",
            parameters=self.to_dict() | {"groups": len(sizes), "smallest_group": int(sizes.min())},
            guarantee=Guarantee(k=self.k),
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def _distances(self, rate: float) -> Distances:
        return dtw_within(round(self.band * rate)) if self.distance == "dtw" else euclidean

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "subject-level MDAV of series",
            "k": self.k,
            "of": self.of,
            "distance": self.distance,
            "band": self.band if self.distance == "dtw" else None,
            "one_recording_each": self.one_recording_each,
        }
