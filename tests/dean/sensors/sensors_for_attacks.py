# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated wearables: everybody has a rhythm, a shape and a level of their own, over noise."""

from dataclasses import replace

import numpy as np

from secured.common import Guarantee, LinkedRelease, Release
from secured.common.signals import Signals
from secured.dean import Goal, ThreatModel, World, identify
from secured.dean.signals.originals import SignalOriginals

FS = 20.0


def simulated(n_people, seconds=40.0, noise=0.15, seed=0, apart=1.0):
    """Two recordings of everybody, of a pulse and a breath; `apart` 0 makes all people alike."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(seconds * FS)) / FS
    rate = 1.2 + 0.5 * apart * rng.random(n_people)
    breath = 0.25 + 0.15 * apart * rng.random(n_people)
    second, level = apart * rng.uniform(-0.8, 0.8, n_people), apart * rng.normal(size=n_people)
    recordings = []
    for _ in range(2):
        phase = rng.uniform(0, 2 * np.pi, (n_people, 2, 1))
        pulse = 2 * np.pi * rate[:, None] * time + phase[:, 0]
        slow = 2 * np.pi * breath[:, None] * time + phase[:, 1]
        clean = np.stack(
            [
                np.sin(pulse) + second[:, None] * np.cos(2 * pulse - 2 * phase[:, 0]),
                np.sin(slow) + level[:, None],
            ],
            axis=1,
        )
        recordings.append(clean + noise * rng.normal(size=clean.shape))
    names = np.array([f"p{i:03d}" for i in range(n_people)])

    def signals(samples, session):
        return Signals(
            samples=samples.astype(np.float32),
            fs=FS,
            channels=("pulse", "breath"),
            units=("au", "au"),
            subjects=names,
            sessions=np.full(n_people, session),
        )

    return signals(recordings[0], 0), signals(recordings[1], 1)


def release_of(gallery, rng):
    """Raw recordings under numbers in random order, and who got which."""
    row_of = rng.permutation(len(gallery.people))
    data = replace(gallery, subjects=row_of[gallery.codes])
    data = data.take(rng.permutation(len(data)))
    release = Release(
        data=data,
        quasi_identifiers=(),
        sensitive=(),
        method="identifiers removed",
        parameters={},
        seed=0,
        source="simulated",
        guarantee=Guarantee(),
    )
    return LinkedRelease(release=release, row_of=row_of)


def world(gallery, probes, seed=0):
    """A third of the people in the release, a third outside, a third known to the adversary."""
    rng = np.random.default_rng(seed)
    members, outside, reference = np.array_split(rng.permutation(len(gallery.people)), 3)
    people = SignalOriginals(gallery=gallery, probes=probes)
    linked = release_of(people.take(members), rng)
    return World(
        people=people,
        members=members,
        protected=linked,
        unprotected=linked,
        targets_in=members,
        targets_out=outside,
        reference=reference,
        seed=seed,
    )


def threat(**changed):
    """Linkage with full knowledge of the sensors."""
    return ThreatModel(
        goal=Goal.LINKAGE,
        knows={"pulse": 0.0, "breath": 0.0},
        **({"population": 1000, "prior": 1.0} | changed),
    )


def identified(distances, truth=None):
    """Look for target i under the number truth[i]; equals share the middle place."""
    targets, people = np.shape(distances)
    return identify(
        -np.asarray(distances),
        probe_people=np.arange(targets) if truth is None else truth,
        gallery_people=np.arange(people),
        probe_sessions=np.zeros(targets, int),
        gallery_sessions=np.zeros(people, int),
        protocol="same session",
        rng=np.random.default_rng(0),
        ties="middle",
    )
