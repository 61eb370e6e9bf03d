# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recognise people by the shape of their mean beat: correlation, or dynamic time warping."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.signals import Signals
from secured.common.signals.beats import mean_beats
from secured.common.signals.dtw import dtw_distances
from secured.dean.signals.description import Description, scores_of_people, unit_rows

__all__ = ["TemplateMatching"]

RATE = 125.0  # of the mean beats, Hz


@method(
    name="template matching of beats",
    engine="dean",
    modality="signal",
    goal="recognise people by the correlation or the warped distance of their mean heartbeats",
    section="5.3.1",
    source="Sakoe & Chiba 1978, doi:10.1109/TASSP.1978.1163055",
)
@dataclass(frozen=True, kw_only=True)
class TemplateMatching:
    """Compare the mean beat of every recording, scaled to mean 0 and length 1.

    Nothing is learned. For a gallery of thousands see `warped_search`.

    Parameters
    ----------
    measure : {"correlation", "dtw"}
    band : float, default 0.06
        Most warping in seconds (Sakoe-Chiba); for "dtw".

    Raises
    ------
    PrivacyInputError
        If there is no such measure or the band is negative.

    References
    ----------
    Sakoe & Chiba 1978, doi:10.1109/TASSP.1978.1163055. D2.1 section 5.3.1.
    """

    measure: Literal["correlation", "dtw"] = "correlation"
    band: float = 0.06
    learns: Literal[False] = False

    def __post_init__(self) -> None:
        if self.measure not in ("correlation", "dtw"):
            raise PrivacyInputError(f"TemplateMatching: no measure {self.measure!r}.")
        if not self.band >= 0:
            raise PrivacyInputError(f"TemplateMatching: band={self.band} s is below 0.")

    @property
    def name(self) -> str:
        """Name with the measure."""
        return f"mean beat, {'DTW' if self.measure == 'dtw' else 'correlation'}"

    def describe(self, signals: Signals) -> Description:
        """One mean beat a recording."""
        beats = Description.by_record(signals, mean_beats(signals))
        return replace(beats, values=unit_rows(beats.values, centred=True))

    def fit(self, others: Description | None, rng: np.random.Generator) -> "TemplateMatching":
        """Nothing is learned."""
        return self

    def scores(self, probes: Description, gallery: Description) -> np.ndarray:
        """Correlation, or the distance with its sign turned; shape (n_probe_people, n_gallery_people)."""
        if self.measure == "correlation":
            items = probes.values @ gallery.values.T
        else:
            items = -dtw_distances(list(probes.values), list(gallery.values), round(self.band * RATE))
        return scores_of_people(items, probes, gallery)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, "band": self.band}
