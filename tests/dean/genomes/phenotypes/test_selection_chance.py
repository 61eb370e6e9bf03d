# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The closed form against simulation of its assumptions, its limits, and traits of different heritability."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dean.genomes.phenotypes import selection_chance

DRAWS = 10_000


def simulated(r2, size, seed=0):
    """Draw traits and genomes' predictions, and count how often the true one has the largest likelihood."""
    rng, r2 = np.random.default_rng(seed), np.asarray(r2)
    g = np.sqrt(r2) * rng.normal(size=(DRAWS, size, len(r2)))
    x = g[:, 0] + np.sqrt(1 - r2) * rng.normal(size=(DRAWS, len(r2)))
    distance = ((x[:, None] - g) ** 2 / (1 - r2)).sum(axis=2)
    return (distance.argmin(axis=1) == 0).mean()


@pytest.mark.parametrize("r2", [[0.3], [0.8] * 3, [0.1] * 6, [0.1, 0.5], [0.2, 0.2, 0.6, 0.7]])
@pytest.mark.parametrize("size", [2, 10])
def test_it_is_what_simulation_gives(r2, size):
    found = simulated(r2, size)
    expected = selection_chance(r2, [size])[0]
    assert abs(found - expected) < 4 * np.sqrt(expected * (1 - expected) / DRAWS) + 0.003


def test_two_groups_of_like_traits_are_one():
    """The rule for different r2, told a tiny difference, gives what the exact integral gives."""
    np.testing.assert_allclose(
        selection_chance([0.4, 0.4 + 1e-9, 0.4, 0.4 + 1e-9], [2, 10, 100]),
        selection_chance([0.4] * 4, [2, 10, 100]),
        atol=3e-3,
    )


def test_traits_that_say_nothing_change_nothing():
    np.testing.assert_allclose(selection_chance([0.0, 0.5, 0.0], [2, 20]), selection_chance([0.5], [2, 20]))
    assert selection_chance([0.0], [4]).tolist() == [0.25] and selection_chance([0.5], [1])[
        0
    ] == pytest.approx(1.0)


@settings(max_examples=5, deadline=None)
@given(st.floats(0.01, 0.9), st.integers(1, 12))
def test_more_to_choose_from_is_harder_and_better_traits_help(r2, n_traits):
    sizes = [2, 5, 20, 100]
    chance = selection_chance([r2] * n_traits, sizes)
    assert (np.diff(chance) < 0).all() and (chance > 1 / np.array(sizes)).all() and (chance < 1).all()
    assert (selection_chance([r2 + 0.05] * n_traits, sizes) > chance).all()
    assert (selection_chance([r2] * (n_traits + 1), sizes) > chance).all()


@pytest.mark.parametrize("r2, sizes", [([1.0], [2]), ([-0.1], [2]), ([0.5], [0])])
def test_numbers_out_of_range_are_refused(r2, sizes):
    with pytest.raises(PrivacyInputError, match="out of range"):
        selection_chance(r2, sizes)
