# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated visits of people with hearts of their own, and releases of them that must and must not break."""

from dataclasses import replace

import numpy as np

from secured.common import Guarantee, Release
from secured.common.signals import Signals
from secured.dean import Goal, ThreatModel
from secured_datasets.simulated.ecg_cohort import EcgCohort

THREAT = ThreatModel(goal=Goal.LINKAGE, knows={"I": 0.0}, population=1000, prior=1.0)


def cohort(n_people: int = 30, n_visits: int = 2, *, drift: float = 0.2, seed: int = 3) -> Signals:
    return (
        EcgCohort(n_people=n_people, n_visits=n_visits, seconds=10.0, drift=drift)
        .make(np.random.default_rng(seed))
        .signals
    )


def visit(signals: Signals, number: int) -> Signals:
    return signals.take(signals.sessions == number)


def released(signals: Signals, rng: np.random.Generator) -> tuple[Release, np.ndarray]:
    """New numbers for people; the recordings as they are. Also the number of every person."""
    numbers = rng.permutation(len(signals.people))
    data = replace(signals, subjects=numbers[signals.codes])
    return _release(data), numbers


def one_heart(signals: Signals, rng: np.random.Generator) -> tuple[Release, np.ndarray]:
    """Everybody has the first person's recording: nothing is left to recognise."""
    release, numbers = released(signals, rng)
    samples = np.repeat(release.data.samples[:1], len(signals), axis=0)
    return _release(replace(release.data, samples=samples)), numbers


def _release(data: Signals) -> Release:
    return Release(
        data=data, quasi_identifiers=(), sensitive=(), method="numbers", parameters={}, seed=0, source="",
        guarantee=Guarantee(),
    )  # fmt: skip
