# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on connectomes break a raw copy, not groups nor noise without end, and claim nothing where nothing is comparable."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dans.connectomes import ConnectomeIdentifierRemoval, EdgeNoise, GroupConnectomes, NetworkAverages
from secured.dean import evaluate, findings_of
from secured.dean.neuro import ConnectomeLinkage, Fingerprinting, LeverageMatching, RandomEdges, two_visits
from secured.dean.neuro.matcher import correlations

RAW = ConnectomeIdentifierRemoval().link
MATCHERS = (Fingerprinting(), LeverageMatching(), RandomEdges(n_edges=300))


def test_correlations_are_those_of_numpy_and_equal_rows_have_equal_scores():
    rng = np.random.default_rng(0)
    known, shown = rng.normal(size=(4, 30)), rng.normal(size=(5, 30))
    shown[3] = shown[1]
    shown[4] = 0.7
    found = correlations(known, shown)
    assert np.allclose(found[:, :4], np.corrcoef(known, shown[:4])[:4, 4:])
    assert np.array_equal(found[:, 1], found[:, 3]) and np.isnan(found[:, 4]).all()


@pytest.mark.parametrize("matcher", MATCHERS, ids=lambda one: one.name)
def test_a_raw_copy_is_broken_and_permuted_people_are_not(brains, sixty_brains, matcher):
    result = evaluate(
        ConnectomeLinkage(threat=brains.THREAT, matcher=matcher), brains.world(sixty_brains, RAW, RAW)
    )
    assert min(result.main.rate, result.positive.rate) >= 0.8
    assert result.control.rate == 0.0 and result.control.claimed == 10
    assert result.null.rate <= 0.15 and result.baseline.rate <= 0.15


@pytest.mark.parametrize("matcher", (Fingerprinting(), LeverageMatching()), ids=lambda one: one.name)
def test_groups_bound_what_is_found_and_noise_without_end_hides_all(brains, sixty_brains, matcher):
    attack = ConnectomeLinkage(threat=brains.THREAT, matcher=matcher)
    grouped = brains.world(sixty_brains, GroupConnectomes(k=10, one_recording_each=True).link, RAW)
    guesses = findings_of(attack, grouped).guesses
    assert guesses.alike.min() >= 10 and guesses.within(1)[0] <= 1 / 10
    drowned = evaluate(attack, brains.world(sixty_brains, EdgeNoise(scale=30.0).link, RAW))
    assert drowned.main.rate <= 0.15 and drowned.positive.rate >= 0.9


def test_a_release_of_networks_is_matched_by_networks(brains, sixty_brains):
    attack = ConnectomeLinkage(threat=brains.THREAT, matcher=Fingerprinting())
    found = evaluate(attack, brains.world(sixty_brains, NetworkAverages().link, RAW))
    assert found.main.claimed == 35 and found.main.rate < found.positive.rate
    alone = ConnectomeLinkage(threat=brains.THREAT, matcher=Fingerprinting(networks=("motor",)))
    silent = evaluate(alone, brains.world(sixty_brains, NetworkAverages().link, RAW))
    assert silent.main.claimed == 0 and silent.main.rate == 0


def test_an_empty_release_gives_no_claim(brains, sixty_brains):
    world = brains.world(sixty_brains, RAW, RAW)
    nobody = world.protected.release.data.take(np.zeros(40, dtype=bool))
    release = replace(world.protected.release, data=nobody)
    fitted = ConnectomeLinkage(threat=brains.THREAT, matcher=Fingerprinting()).fit(
        release, sixty_brains.data, np.random.default_rng(0)
    )
    assert fitted.claim(world.people.known(np.arange(3), ())).abstain.all()


def test_other_regions_are_refused(sixty_brains, brains):
    others = brains.cohort(5, 40).data
    with pytest.raises(PrivacyInputError, match="same atlas"):
        Fingerprinting().scores(others, sixty_brains.data, np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="2 edges correlate with anything"):
        LeverageMatching(n_edges=2)


def test_drawn_edges_are_the_same_in_claims_and_ranks(brains, sixty_brains):
    attack = ConnectomeLinkage(threat=brains.THREAT, matcher=RandomEdges(n_edges=20))
    found = findings_of(attack, brains.world(sixty_brains, RAW, RAW))
    assert np.isclose(found.guesses.within(1)[0], found.hits.mean())


def test_two_visits_are_the_first_and_the_next_whatever_their_numbers(brains):
    data = brains.cohort(6, 16, conditions=("rest", "rest", "task")).data
    gallery, probes = two_visits(replace(data, sessions=data.sessions * 7 + 3))
    assert set(gallery.sessions) == {3} and set(probes.sessions) == {10}
    once = data.take((data.sessions == 0) | (data.codes < 2))
    gallery, probes = two_visits(once)
    assert list(gallery.people) == list(probes.people) == list(data.people[:2])
    with pytest.raises(PrivacyInputError, match="none of 6 people"):
        two_visits(data.take(data.sessions == 0))


def test_originals_join_both_visits_and_never_hand_out_one_for_the_other(brains, sixty_brains):
    people = brains.world(sixty_brains, RAW, RAW).people
    known, shown = people.known(np.array([4, 2]), ()), people.take(np.array([4, 2]))
    assert list(known.people) == list(shown.people) and not np.array_equal(known.edges, shown.edges)
    both = people.reference(np.array([4]), None)
    assert len(both) == 2 and len(set(both.sessions)) == 2 and both.regions == shown.regions
