# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recognise people by the rhythm of their heart alone."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from secured.common import method
from secured.common.signals import Signals
from secured.common.signals.heart_rate_variability import HRV_FEATURES, hrv, normal_rr
from secured.common.signals.r_peaks import r_peaks
from secured.dean.signals.description import Description, scores_of_people

__all__ = ["HrvMatching"]


@method(
    name="matching of heart rate variability",
    engine="dean",
    modality="signal",
    goal="recognise people by the rhythm of their heart alone",
    section="5.3.1",
    source="Task Force of ESC and NASPE 1996, doi:10.1161/01.CIR.93.5.1043",
)
@dataclass(frozen=True, kw_only=True)
class HrvMatching:
    """Nearest heart rate variability; every feature that all recordings have, scaled by its spread in the gallery.

    Nothing is learned. In short recordings the rhythm says little about who somebody is: a matcher to compare
    with, which tells how much of a release's risk lies in the RR intervals.

    References
    ----------
    Task Force 1996, doi:10.1161/01.CIR.93.5.1043 (the features). D2.1 section 5.3.1.
    """

    learns: Literal[False] = False

    @property
    def name(self) -> str:
        """Name."""
        return "heart rate variability"

    def describe(self, signals: Signals) -> Description:
        """The features of every recording's first channel."""
        rows = [hrv(normal_rr(r_peaks(record[0], signals.fs) / signals.fs)) for record in signals.samples]
        values = np.array(rows).reshape(len(rows), len(HRV_FEATURES))
        usable = np.flatnonzero(np.isfinite(values).any(axis=1))
        return Description(
            values=values[usable], record=usable, subjects=signals.subjects, sessions=signals.sessions
        )

    def fit(self, others: Description | None, rng: np.random.Generator) -> "HrvMatching":
        """Nothing is learned."""
        return self

    def scores(self, probes: Description, gallery: Description) -> np.ndarray:
        """Distance with its sign turned; shape (n_probe_people, n_gallery_people)."""
        known = np.isfinite(np.concatenate([probes.values, gallery.values])).all(axis=0)
        ours, theirs = probes.values[:, known], gallery.values[:, known]
        spread = theirs.std(axis=0) if len(theirs) else np.ones(theirs.shape[1])
        spread = np.where(spread > 0, spread, 1.0)
        apart = ours[:, None] / spread - theirs[None] / spread
        return scores_of_people(-np.linalg.norm(apart, axis=2), probes, gallery)

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"matcher": self.name}
