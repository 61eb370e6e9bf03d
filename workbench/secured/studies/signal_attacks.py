# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The attacks that recordings are put to, and the known ones that they are not."""

from secured.common import Dataset
from secured.dean import Attack, Goal, ThreatModel
from secured.dean.signals.beat_discriminant import BeatDiscriminant
from secured.dean.signals.recording_linkage import RecordingLinkage
from secured.dean.signals.template_matching import TemplateMatching
from secured.studies.flow import NotRun

__all__ = ["NOT_BUILT", "signal_attacks"]

NOT_BUILT = (
    NotRun(
        attack="matching by heart-rate variability alone",
        reason="it finds few people even on unprotected recordings, so it could decide nothing; the beat finds more.",
    ),
    NotRun(
        attack="matching by DTW, CNN and LSTM",
        reason="slower; compare them with the two that are run in explore/ecg.ipynb.",
    ),
    NotRun(
        attack="inference of facts from recordings",
        reason="age, sex and diagnoses that a recording shows are not attacked yet.",
    ),
    NotRun(attack="membership inference", reason="not built for recordings yet."),
    NotRun(
        attack="recordings of many years later",
        reason="the adversary's recordings are those of the dataset's own visits.",
    ),
)


def signal_attacks(dataset: Dataset, *, population: int, prior: float) -> tuple[Attack, ...]:
    """Matching by the mean beat, and by what tells beats of other people apart.

    Parameters
    ----------
    dataset : Dataset
    population, prior
        Of the threat model.
    """
    threat = ThreatModel(
        goal=Goal.LINKAGE,
        knows=dict.fromkeys(dataset.data.channels, 0.0),
        population=population,
        prior=prior,
    )
    matchers = (TemplateMatching(), BeatDiscriminant())
    return tuple(RecordingLinkage(threat=threat, matcher=one) for one in matchers)
