# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Extraction: copies are flagged with the training list and without it, other people's likenesses are not."""

import json

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean.synthetic import GenerateAndFilter, NeighbourExtraction
from secured.dean.synthetic.extraction import tiled_distances


def images(n: int, seed: int) -> np.ndarray:
    """Simulated images of 12 x 12, each its own smooth pattern."""
    rng = np.random.default_rng(seed)
    return np.kron(rng.random((n, 4, 4)), np.ones((3, 3))).reshape(n, -1)


def copies(people: np.ndarray, times: int, noise: float = 0.01) -> np.ndarray:
    rng = np.random.default_rng(99)
    again = np.repeat(people, times, axis=0)
    return again + noise * rng.normal(size=again.shape)


@pytest.fixture(scope="module")
def sets() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Training people, others, and synthetic people: ten of the first six times each, and 200 of nobody."""
    training, others = images(100, 0), images(100, 1)
    return training, others, np.concatenate([copies(training[:10], 6), images(200, 2)])


def test_copies_are_flagged_and_likenesses_are_not(sets):
    training, others, synthetic = sets
    attack = NeighbourExtraction(
        share=0.3
    )  # 16 numbers an image: half of the crowd's distance is met by chance
    found, chance = attack.against(synthetic, training), attack.against(synthetic, others)
    assert (found.flagged, found.extracted, chance.extracted) == (60, 10, 0)
    assert found.share.low > chance.share.high
    assert attack.against(images(200, 3), training).extracted == 0
    assert json.loads(json.dumps(found.to_dict()))["extracted"] == 10


def test_the_ratio_is_that_of_the_paper():
    people = np.array([[0.0], [3.0], [6.0], [100.0]])
    ratios, nearest = NeighbourExtraction(k=3).ratios(np.array([[1.0], [6.0]]), people)
    assert ratios == pytest.approx([1 / (8 / 3), 0.0]) and nearest.tolist() == [0, 2]


def test_a_crowd_of_equals_is_nobodys_copy():
    assert NeighbourExtraction(k=3).against(np.zeros((5, 2)), np.zeros((4, 2))).flagged == 0


def test_what_comes_again_and_again_is_found_without_the_training_list(sets):
    training, others, synthetic = sets
    found = GenerateAndFilter(tiles_across=4).find(synthetic, others)
    assert sorted(found.sizes) == [6] * 10
    assert NeighbourExtraction().against(found.guesses, training).extracted == 10
    assert not len(GenerateAndFilter(tiles_across=4).find(images(300, 5), others).sizes)
    assert "groups" in repr(found) and set(found.to_dict()) == {"synthetic", "groups", "in_groups", "largest"}


def test_every_pair_of_a_clique_is_near():
    """A chain, each near the next only, is no clique of three."""
    chain = np.array([[0.0], [1.0], [2.0], [50.0], [50.1], [50.2]])
    reference = np.array([[0.0], [1.4], [70.0], [71.4]])
    found = GenerateAndFilter(closeness=0.8, smallest=3).find(chain, reference)
    assert found.sizes.tolist() == [3] and found.guesses.tolist() == [[50.1]]


def test_tiles_tell_apart_what_shares_a_background():
    one, other = np.zeros(144), np.zeros(144)
    other.reshape(12, 12)[:3, :3] = 1.0
    tiles = GenerateAndFilter(tiles_across=4)._tiles(144)
    assert np.bincount(tiles).tolist() == [9] * 16
    assert tiled_distances(one[None], other[None], None)[0, 0] == pytest.approx(0.25)
    assert tiled_distances(one[None], other[None], tiles)[0, 0] == pytest.approx(1.0)


def test_distances_are_those_of_differences():
    rows, others = images(20, 6), images(30, 7)
    tiles = GenerateAndFilter(tiles_across=3)._tiles(144)
    squares = (rows[:, None] - others) ** 2
    slow = np.sqrt(np.stack([squares[..., tiles == one].mean(axis=2) for one in range(9)]).max(axis=0))
    assert np.allclose(tiled_distances(rows, others, tiles), slow)


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(PrivacyInputError, match="share=1"):
        NeighbourExtraction(share=1)
    with pytest.raises(PrivacyInputError, match="1 people have no neighbours"):
        NeighbourExtraction().against(np.zeros((2, 3)), np.zeros((1, 3)))
    with pytest.raises(PrivacyInputError, match="no square image"):
        GenerateAndFilter(tiles_across=2).find(np.zeros((2, 3)), np.ones((3, 3)))
    with pytest.raises(PrivacyInputError, match="smallest=1"):
        GenerateAndFilter(smallest=1)
    assert not len(GenerateAndFilter().find(np.ones((1, 3)), np.eye(3)).sizes)
