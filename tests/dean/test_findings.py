# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One linkage person by person: as in the main run, members told from outsiders on raw rows and not on suppressed ones."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.signals import Signals
from secured.dean import MembershipCurve, hits_of
from secured.dean.exposure.noisy_knowledge import NoisyKnowledge
from secured.dean.findings import chance_of_hit, findings_of
from secured.dean.signals import SignalOriginals


def area(findings) -> float:
    members, outsiders = findings.membership_scores["how sure of the best"]
    return MembershipCurve(members=members, outsiders=outsiders).area


@pytest.fixture(scope="module")
def dataset(tables):
    return tables.simulated(700)


def test_it_is_the_main_run(tables, dataset) -> None:
    attack, world = tables.linkage(dataset), tables.world(dataset, lambda t: tables.k_anonymous(t, 3))
    hits, claims = hits_of(attack, world)
    found = findings_of(attack, world)
    assert (found.hits == hits).all() and (found.claims.values == claims.values).all()
    chance = chance_of_hit(attack, world)
    assert chance.mean() == pytest.approx(hits.mean(), abs=0.06) and chance.max() <= 1 / 3
    assert (chance == np.where(found.class_sizes > 0, 1 / np.maximum(found.class_sizes, 1), 0)).all()


def test_a_raw_table_tells_who_is_in_it_and_a_suppressed_one_does_not(tables, dataset) -> None:
    attack = tables.linkage(dataset)
    raw = findings_of(attack, tables.world(dataset))
    assert area(raw) >= 0.95 and raw.guesses.within(1)[0] >= 0.95
    hidden = findings_of(attack, tables.world(dataset, tables.suppressed))
    assert area(hidden) == 0.5 and hidden.guesses.within(1)[0] == pytest.approx(1 / len(hidden.hits))


def test_an_empty_release_finds_nobody(tables, dataset) -> None:
    attack, world = tables.linkage(dataset), tables.world(dataset, tables.empty)
    found = findings_of(attack, world)
    assert not found.hits.any() and found.guesses is None and not chance_of_hit(attack, world).any()


def test_attacks_that_name_no_record_are_refused(tables, dataset) -> None:
    with pytest.raises(PrivacyInputError, match="starts from released records"):
        findings_of(tables.singling_out(dataset), tables.world(dataset))
    with pytest.raises(PrivacyInputError, match="names no record"):
        findings_of(tables.inference(dataset), tables.world(dataset))


def test_wrong_knowledge_finds_fewer_and_leaves_people_as_they_are(tables, dataset) -> None:
    attack, world = tables.linkage(dataset), tables.world(dataset)
    before = dataset.data.copy()
    found = []
    for noise in (0.0, 0.1, 0.6):
        people = NoisyKnowledge(people=world.people, noise=noise, rng=np.random.default_rng(2))
        found.append(chance_of_hit(attack, replace(world, people=people)).mean())
    assert found[0] == chance_of_hit(attack, world).mean()
    assert found[0] > found[1] > found[2]
    # half of the wrong sexes are right all the same
    assert found[1] == pytest.approx(0.9 * 0.95 * 0.9, abs=0.06)
    assert dataset.data.equals(before)
    with pytest.raises(PrivacyInputError, match="noise=1"):
        NoisyKnowledge(people=world.people, noise=1.0, rng=np.random.default_rng(2))


def test_noise_on_a_recording_goes_by_its_own_spread_and_keeps_gaps() -> None:
    samples = np.random.default_rng(0).normal(size=(4, 1, 5000)).astype(np.float32) * 8
    samples[0, 0, :10] = np.nan
    signals = Signals(
        samples=samples, fs=100.0, channels=("I",), units=("mV",), subjects=np.arange(4), sessions=np.zeros(4, int)
    )  # fmt: skip
    people = SignalOriginals(gallery=signals, probes=signals)
    noisy = NoisyKnowledge(people=people, noise=0.25, rng=np.random.default_rng(1))
    off = noisy.known(np.arange(4), ()).samples - samples
    assert np.nanstd(off, axis=2) == pytest.approx(np.full((4, 1), 2.0), rel=0.05)
    assert (np.isnan(off) == np.isnan(samples)).all()
    assert not np.array_equal(noisy.known(np.arange(4), ()).samples[1], (samples + off)[1])
