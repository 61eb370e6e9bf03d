# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recognise people by times and heights of the waves of their beats, with a support vector machine."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.signals import Signals
from secured.common.signals.beats import find_beats
from secured.common.signals.delineation import delineate
from secured.common.signals.paa import paa
from secured.dean.signals.description import Description, unit_rows

__all__ = ["BeatFeaturesSVM"]

RATE = 125.0  # of the beats, Hz
SHAPE = 22  # pieces into which a beat's shape is averaged


@method(
    name="support vector machine on beat features",
    engine="dean",
    modality="signal",
    goal="recognise people by times, heights and shape of the waves of their heartbeats",
    section="5.3.1",
    source="Cortes & Vapnik 1995, doi:10.1007/BF00994018",
)
@dataclass(frozen=True, kw_only=True)
class BeatFeaturesSVM:
    """A machine with one class for every person of the gallery, trained on their released beats.

    It learns on nobody else. Of a beat, scaled to length 1, it sees the waves' times, heights and their ratios, the
    shape in coarse pieces and the spectrum without its phase.

    Parameters
    ----------
    penalty : float, default 10
        C: how much a beat on the wrong side costs.
    averaged : int, default 3
        Neighbouring beats averaged to one item.

    Raises
    ------
    PrivacyInputError
        If the penalty is not above 0, or fewer than one beat is averaged.

    References
    ----------
    Cortes & Vapnik 1995, doi:10.1007/BF00994018. The most telling features: arXiv:2408.10228. D2.1 section 5.3.1.
    """

    penalty: float = 10.0
    averaged: int = 3
    learns: Literal[False] = False

    def __post_init__(self) -> None:
        if not self.penalty > 0 or self.averaged < 1:
            raise PrivacyInputError(
                f"BeatFeaturesSVM: penalty={self.penalty} must be above 0 and averaged={self.averaged} 1 or more."
            )

    @property
    def name(self) -> str:
        """Name."""
        return "beat features, SVM"

    def describe(self, signals: Signals) -> Description:
        """Features of means of neighbouring beats; NaN where a wave is missing."""
        beats = Description.of_beats(signals, find_beats(signals, rate=RATE), averaged=self.averaged)
        shape = unit_rows(beats.values, centred=True)
        waves = delineate(shape, RATE).features
        spectrum = np.abs(np.fft.rfft(shape, axis=1))[:, 1:25]
        return replace(beats, values=np.concatenate([waves, paa(shape, SHAPE), spectrum], axis=1))

    def fit(self, others: Description | None, rng: np.random.Generator) -> "BeatFeaturesSVM":
        """Nothing is learned on others."""
        return self

    def scores(self, probes: Description, gallery: Description) -> np.ndarray:
        """Mean decision over a person's beats; shape (n_probe_people, n_gallery_people)."""
        from sklearn.impute import SimpleImputer
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVC

        scores = np.full((len(probes.people), len(gallery.people)), -np.inf)
        known, shown = np.unique(probes.owner), np.unique(gallery.owner)
        if len(shown) < 2 or not len(known):
            return scores
        machine = make_pipeline(
            SimpleImputer(strategy="median", keep_empty_features=True),
            StandardScaler(),
            SVC(C=self.penalty, gamma=0.3 / gallery.values.shape[1]),
        )
        machine.fit(gallery.values, gallery.owner)
        decision = machine.decision_function(probes.values)
        if decision.ndim == 1:
            decision = np.stack([-decision, decision], axis=1)
        for person in known:
            scores[person, shown] = decision[probes.owner == person].mean(axis=0)
        return scores

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, "penalty": self.penalty, "averaged": self.averaged}
