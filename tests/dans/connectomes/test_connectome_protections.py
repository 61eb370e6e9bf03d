# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every protection does to edges what it says; a guarantee of groups falls where recordings are grouped."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import Dataset, LinkedRelease, PrivacyInputError
from secured.common.brain_networks import between_networks, edges_of_people
from secured.common.edge_leverage import leverage_scores
from secured.dans.connectomes import (
    ConnectomeIdentifierRemoval,
    ConnectomePrediction,
    EdgeNoise,
    EdgeRounding,
    GroupConnectomes,
    LeverageSuppression,
    NetworkAverages,
    edge_loss,
)
from secured.dans.connectomes.edge_loss import spread_over_regions

RNG = 3


def before_and_after(dataset: Dataset, method) -> tuple[np.ndarray, np.ndarray, LinkedRelease]:
    """Mean edges of the people, as they were and as released, in the same order."""
    linked = method.link(dataset, np.random.default_rng(RNG))
    shown = edges_of_people(linked.release.data)
    place = {number: at for at, number in enumerate(linked.release.data.people)}
    return edges_of_people(dataset.data), shown[[place[number] for number in linked.row_of]], linked


def smallest_group(data) -> int:
    """People who share the connectome of the person with fewest likes."""
    rows = [one.tobytes() for one in data.edges]
    of_row = {
        row: {person for person, other in zip(data.subjects, rows, strict=True) if other == row}
        for row in rows
    }
    return min(map(len, of_row.values()))


def test_numbers_are_new_and_edges_are_not(brains):
    own, shown, linked = before_and_after(brains, ConnectomeIdentifierRemoval())
    assert np.array_equal(own, shown) and edge_loss(brains.data, linked) == 0.0
    assert len(linked.release.data) == 80


def test_rounded_edges_are_multiples_and_near(brains):
    own, shown, linked = before_and_after(brains, EdgeRounding(step=0.25))
    edges = linked.release.data.edges.astype(float)
    assert np.allclose(edges / 0.25, np.rint(edges / 0.25)) and np.abs(own - shown).max() <= 0.125 + 1e-6


def test_noise_is_one_draw_a_person_and_of_the_scale(brains):
    _, _, linked = before_and_after(brains, EdgeNoise(scale=0.3))
    numbers = linked.row_of
    raw, new = brains.data, linked.release.data
    moved = []
    for at, person in enumerate(raw.people):
        old = np.arctanh(raw.edges[raw.subjects == person].astype(float))
        noise = np.arctanh(new.edges[new.subjects == numbers[at]].astype(float)) - old
        assert np.allclose(noise[0], noise[1], atol=2e-3)  # the mean of two recordings loses nothing of it
        moved.append(noise[0])
    assert np.std(moved) == pytest.approx(0.3, rel=0.03)


def test_the_telling_edges_are_the_same_for_all_and_the_others_as_they_were(brains):
    own, shown, linked = before_and_after(brains, LeverageSuppression(share=0.2))
    n = linked.release.parameters["hidden_edges"]
    hidden = np.argsort(-leverage_scores(own), kind="stable")[:n]
    assert n == round(0.2 * own.shape[1])
    assert np.ptp(shown[:, hidden], axis=0).max() == 0
    rest = np.setdiff1d(np.arange(own.shape[1]), hidden)
    assert np.array_equal(own[:, rest], shown[:, rest])


def test_networks_stand_for_regions(brains):
    _, _, linked = before_and_after(brains, NetworkAverages())
    assert (
        linked.release.data.regions == between_networks(brains.data).regions
        and len(linked.release.data.regions) == 8
    )
    plain = replace(brains.data, regions=tuple(f"r{at}" for at in range(32)))
    with pytest.raises(PrivacyInputError, match="tell no networks"):
        NetworkAverages().link(replace(brains, data=plain), np.random.default_rng(0))


@pytest.mark.parametrize("k", [2, 5, 20])
def test_every_group_holds_k_people_and_gets_its_mean(brains, k):
    own, shown, linked = before_and_after(brains, GroupConnectomes(k=k))
    assert linked.release.guarantee.k == k and smallest_group(linked.release.data) >= k
    assert len(linked.release.data) == 40
    for row in np.unique(shown, axis=0):
        members = (shown == row).all(axis=1)
        assert np.allclose(own[members].mean(axis=0), row, atol=1e-6)


def test_grouping_recordings_instead_of_people_is_caught(brains):
    """Broken on purpose: each recording as a person of its own, as where nobody said whose they are."""
    blind = replace(brains.data, subjects=np.arange(80))
    apart = replace(brains, data=blind, subjects=blind.subjects, related={})
    with pytest.raises(PrivacyInputError, match="groups of recordings protect nobody"):
        GroupConnectomes(k=2).link(apart, np.random.default_rng(0))
    linked = GroupConnectomes(k=2, one_recording_each=True).link(apart, np.random.default_rng(0))
    shown = linked.release.data
    person_of = dict(zip(linked.row_of, brains.data.subjects, strict=True))
    people = replace(shown, subjects=np.array([person_of[number] for number in shown.subjects]))
    assert smallest_group(people) < 2  # two recordings of one person made a group


def test_loss_by_hand(brains):
    own, shown, linked = before_and_after(brains, EdgeRounding(step=0.5))
    expected = np.minimum(np.sqrt(((own - shown) ** 2).mean(axis=1)) / own.std(axis=1), 1).mean()
    assert edge_loss(brains.data, linked) == pytest.approx(expected)
    assert edge_loss(brains.data, replace(linked, row_of=np.full(40, -1))) == 1.0
    spread = spread_over_regions(
        np.array([[0.1, 0.2, 0.3]]), ("a", "b", "c"), ("a: 1", "b: 1", "a: 2", "c: 1")
    )
    assert spread.round(2).tolist() == [[0.1, 0.2, 0.2, 0.1, 0.3, 0.2]]  # ab aa(mean) ac ba bc ac


def test_losses_grow_with_the_protection(brains):
    def loss(method) -> float:
        return edge_loss(brains.data, method.link(brains, np.random.default_rng(RNG)))

    for methods in (
        [EdgeNoise(scale=one) for one in (0.05, 0.2, 1.0)],
        [EdgeRounding(step=one) for one in (0.05, 0.2, 1.0)],
        [LeverageSuppression(share=one) for one in (0.01, 0.2, 1.0)],
        [GroupConnectomes(k=one) for one in (2, 5, 20)],
    ):
        losses = [loss(one) for one in methods]
        assert losses == sorted(losses) and losses[0] < losses[-1]


def test_what_is_predicted_needs_the_release_to_tell_it(brains):
    learn, test = np.arange(28), np.arange(28, 40)
    facts = brains.related["people"].assign(
        seen=np.where(edges_of_people(brains.data)[:, 5] > 0.1, "yes", "no")
    )
    dataset = replace(brains, related={"people": facts})
    members, held_out = dataset.take(learn), dataset.take(test)
    measure = ConnectomePrediction(label="seen", alpha=1e-3)
    same = replace(members, data=replace(members.data, edges=_only(members.data.edges, 5)))
    other = replace(held_out, data=replace(held_out.data, edges=_only(held_out.data.edges, 5)))
    raw = ConnectomeIdentifierRemoval().link(same, np.random.default_rng(0))
    assert measure.score(same, raw, held_out=other).accuracy.point >= 0.8
    hidden = LeverageSuppression(share=1.0).link(same, np.random.default_rng(0))
    found = measure.score(same, hidden, held_out=other)
    assert found.accuracy.point == found.majority and found.n_learned == 28 and found.n_tested == 12
    with pytest.raises(PrivacyInputError, match="no fact weight"):
        ConnectomePrediction(label="weight").score(members, raw, held_out=held_out)
    with pytest.raises(PrivacyInputError, match="too few to learn from"):
        few = dataset.take(np.arange(5))
        measure.score(
            few, ConnectomeIdentifierRemoval().link(few, np.random.default_rng(0)), held_out=held_out
        )


def _only(edges: np.ndarray, one: int) -> np.ndarray:
    """Edges of which one alone tells something."""
    kept = np.zeros_like(edges)
    kept[:, one] = edges[:, one]
    return kept


@pytest.mark.parametrize(
    ("method", "wrong"),
    [
        (EdgeNoise, {"scale": 0.0}),
        (EdgeRounding, {"step": 3.0}),
        (LeverageSuppression, {"share": 0.0}),
        (GroupConnectomes, {"k": 1}),
        (ConnectomePrediction, {"label": "sex", "alpha": 0.0}),
    ],
)
def test_parameters_out_of_range_are_refused(method, wrong):
    with pytest.raises(PrivacyInputError, match=method.__name__):
        method(**wrong)


def test_too_few_people_for_a_group(brains):
    with pytest.raises(PrivacyInputError, match="k=41 needs at least 41 people, got 40"):
        GroupConnectomes(k=41).link(brains, np.random.default_rng(0))
