# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The attacks that recordings are put to, and the known ones that they are not."""

from secured.common.signals import Signals
from secured.dean import Attack, Goal, ThreatModel
from secured.dean.sensors import LearnedMatcher, PaaMatcher, SensorLinkage
from secured.dean.signals.beat_discriminant import BeatDiscriminant
from secured.dean.signals.recording_linkage import RecordingLinkage
from secured.dean.signals.template_matching import TemplateMatching
from secured.studies.flow import NotRun
from secured.studies.signals.candidates import kind_of

__all__ = ["not_run_on_signals", "signal_attacks"]

DAY = 86400.0
FAST = 1.0  # Hz: slower series are looked at by days
SECONDS = 15.0

NOT_BUILT = (
    NotRun(
        attack="inference of facts from recordings",
        reason="age, sex and diagnoses that a recording shows are not attacked yet.",
    ),
    NotRun(
        attack="membership inference",
        reason="at prior 1 there is nothing to infer; the closer look shows how members and outsiders differ.",
    ),
    NotRun(
        attack="recordings of many years later",
        reason="the adversary's recordings are those of the dataset's own visits.",
    ),
)
NOT_RUN_ON_BEATS = (
    NotRun(
        attack="matching by heart-rate variability alone",
        reason="it finds few people even on unprotected recordings, so it could decide nothing; the beat finds more.",
    ),
    NotRun(
        attack="matching by SVM, CNN and LSTM",
        reason="slower, and no stronger on known data; compare them with those that are run in explore/ecg.ipynb.",
    ),
)
NOT_RUN_ON_SERIES = (
    NotRun(
        attack="alignment, SAX, gradient boosting and Bayesian combination",
        reason="slower or weaker than those that are run; secured.studies.signals.sensor_identification compares them.",
    ),
)


def signal_attacks(
    recordings: Signals, known: Signals, *, population: int, prior: float
) -> tuple[Attack, ...]:
    """Matching of heartbeats, plain and learned on other people; or of sensor series.

    Parameters
    ----------
    recordings : Signals
        Of the dataset.
    known : Signals
        What an adversary has recorded; windows are at most a quarter as long.
    population, prior
        Of the threat model.
    """
    threat = ThreatModel(
        goal=Goal.LINKAGE, knows=dict.fromkeys(recordings.channels, 0.0), population=population, prior=prior
    )
    if kind_of(recordings) == "beats":
        matchers = (TemplateMatching(), TemplateMatching(measure="dtw"), BeatDiscriminant())
        return tuple(RecordingLinkage(threat=threat, matcher=one) for one in matchers)
    return tuple(SensorLinkage(threat=threat, matcher=one) for one in _sensor_matchers(known))


def _sensor_matchers(known: Signals) -> tuple[PaaMatcher | LearnedMatcher, ...]:
    by_days = known.fs < FAST and known.seconds >= 4 * DAY
    window = DAY if by_days else min(SECONDS if known.fs >= FAST else known.seconds, known.seconds / 4)
    return (
        PaaMatcher(seconds=window, segments=8 if by_days else 32, scaling="release" if by_days else "window"),
        LearnedMatcher(model="random forest", seconds=window, with_values=by_days),
    )


def not_run_on_signals(recordings: Signals) -> tuple[NotRun, ...]:
    """Known attacks that are not run on recordings of this kind, with the reason."""
    of_kind = NOT_RUN_ON_BEATS if kind_of(recordings) == "beats" else NOT_RUN_ON_SERIES
    return (*of_kind, *NOT_BUILT)
