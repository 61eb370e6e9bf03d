# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A world of recordings: five runs of the plainest attack find everybody in a raw copy and nobody in permuted numbers."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from secured.common import Guarantee, LinkedRelease, PrivacyInputError, Release
from secured.common.signals import Signals
from secured.dean import Claims, Goal, ThreatModel, World, evaluate
from secured.dean.signals.originals import SignalOriginals

N = 120


def recordings(seed: int, noise: float, sessions: int = 0) -> Signals:
    """Everybody has a shape of their own."""
    shapes = np.random.default_rng(0).normal(size=(N, 1, 64))
    samples = shapes + noise * np.random.default_rng(seed).normal(size=shapes.shape)
    return Signals(
        samples=samples.astype(np.float32),
        fs=64.0,
        channels=("I",),
        units=("mV",),
        subjects=np.array([f"p{at:03d}" for at in range(N)]),
        sessions=np.full(N, sessions),
    )


def linked(signals: Signals, people: np.ndarray, rng: np.random.Generator) -> LinkedRelease:
    """New numbers in random order, nothing else."""
    part = signals.of(signals.people[people])
    numbers = rng.permutation(len(people))
    data = replace(part, subjects=numbers[part.codes])
    release = Release(
        data=data, quasi_identifiers=(), sensitive=(), method="numbers", parameters={}, seed=0, source="",
        guarantee=Guarantee(),
    )  # fmt: skip
    return LinkedRelease(release=release, row_of=numbers)


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """Take the released person whose samples are nearest."""

    threat: ThreatModel
    id: str = "nearest"
    starts_from: str = "person"

    def fit(self, release, reference, rng):
        self_release: Signals = release.data

        class Fitted:
            def claim(self, auxiliary: Signals) -> Claims:
                far = ((auxiliary.samples[:, None] - self_release.samples[None]) ** 2).sum(axis=(2, 3))
                best = self_release.subjects[far.argmin(axis=1)]
                return Claims(
                    kind="record",
                    values=best.astype(object).reshape(-1, 1),
                    confidence=np.ones(len(best)),
                    abstain=np.zeros(len(best), dtype=bool),
                )

        return Fitted()

    def without_release(self, marginals, reference, rng):
        return self.fit(marginals, reference, rng)

    def observe(self, people: Signals):
        return np.arange(len(people.people)).astype(object)

    def to_dict(self):
        return {"attack": self.id, "threat": self.threat.to_dict(), "source": "a test"}


def world(noise: float, protected=None) -> World:
    gallery, probes = recordings(1, noise), recordings(2, noise, sessions=1)
    about = pd.DataFrame({"sex": ["f", "m"] * (N // 2)})
    members = np.arange(80)
    raw = linked(gallery, members, np.random.default_rng(3))
    return World(
        people=SignalOriginals(gallery=gallery, probes=probes, about=about),
        members=members,
        protected=protected(raw) if protected else raw,
        unprotected=raw,
        targets_in=np.arange(10, 70),
        targets_out=np.arange(80, 100),
        reference=np.arange(100, N),
        seed=7,
    )


THREAT = ThreatModel(goal=Goal.LINKAGE, knows={"I": 0.0}, population=N, prior=1.0)


def test_a_raw_copy_is_broken_and_permuted_numbers_are_not():
    result = evaluate(Nearest(threat=THREAT), world(0.1))
    assert result.main.rate == result.positive.rate == 1.0
    assert result.control.rate == 0.0 and result.control.claimed == 20
    assert result.null.rate <= 0.1 and result.baseline.rate <= 0.1
    assert result.worst_off.subgroup.startswith("sex: ") and result.worst_off.subgroup_n == 30


def test_one_shape_for_everybody_is_not_broken():
    def same(raw: LinkedRelease) -> LinkedRelease:
        data: Signals = raw.release.data
        mean = np.broadcast_to(data.samples.mean(axis=0), data.samples.shape).copy()
        return replace(raw, release=replace(raw.release, data=replace(data, samples=mean)))

    result = evaluate(Nearest(threat=THREAT), world(0.1, same))
    assert result.main.rate <= 0.05 and result.positive.rate == 1.0


def test_what_the_adversary_knows_is_never_what_is_released():
    people = world(0.1).people
    known, released = people.known(np.array([5, 3]), {"I": 0.0}), people.take(np.array([5, 3]))
    assert list(known.people) == list(released.people) == ["p005", "p003"]
    assert set(known.sessions) == {1} and set(released.sessions) == {0}
    assert not np.array_equal(known.samples, released.samples)
    both = people.reference(np.array([5]), None)
    assert len(both) == 2 and len(set(both.sessions)) == 2


def test_people_of_one_part_only_are_refused():
    gallery, probes = recordings(1, 0.1), recordings(2, 0.1)
    with pytest.raises(PrivacyInputError, match="different people"):
        SignalOriginals(gallery=gallery, probes=probes.take(np.arange(5)))
    with pytest.raises(PrivacyInputError, match="facts of 1 people"):
        SignalOriginals(gallery=gallery, probes=probes, about=pd.DataFrame({"sex": ["f"]}))
