# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The split of people: disjoint groups of the promised shares, drawn from the seed alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.studies import split_people

GROUPS = ("members", "outsiders", "reference")


@given(st.integers(40, 5000), st.integers(0, 10_000))
def test_groups_are_disjoint_and_hold_everybody(n_people, seed):
    people = split_people(n_people, seed=seed)
    assert sorted(np.concatenate([getattr(people, group) for group in GROUPS])) == list(range(n_people))
    assert sorted(np.concatenate([people.tuning, people.verdict])) == list(people.members)


@given(st.integers(40, 5000), st.integers(0, 10_000))
def test_shares_are_those_promised(n_people, seed):
    people = split_people(n_people, seed=seed)
    assert abs(len(people.members) - 0.7 * n_people) <= 1
    assert abs(len(people.outsiders) - 0.15 * n_people) <= 1
    assert abs(len(people.reference) - 0.15 * n_people) <= 2
    assert abs(len(people.tuning) - len(people.verdict)) <= 1


@given(st.integers(40, 2000), st.integers(1, 3000), st.integers(0, 100))
def test_fewer_targets_leave_the_groups_as_they_are(n_people, n_targets, seed):
    everybody, some = (
        split_people(n_people, seed=seed),
        split_people(n_people, seed=seed, n_targets=n_targets),
    )
    for group in GROUPS:
        np.testing.assert_array_equal(getattr(some, group), getattr(everybody, group))
    for half in ("tuning", "verdict"):
        assert len(getattr(some, half)) == min(n_targets, len(getattr(everybody, half)))
        assert np.isin(getattr(some, half), getattr(everybody, half)).all()
    assert not np.isin(some.tuning, some.verdict).any()


def test_one_seed_one_split():
    first, again, other = (split_people(500, seed=seed) for seed in (3, 3, 4))
    for group in (*GROUPS, "tuning", "verdict"):
        np.testing.assert_array_equal(getattr(first, group), getattr(again, group))
    assert not np.array_equal(first.members, other.members)


def test_the_order_of_rows_does_not_decide_who_is_in():
    """A table sorted by date or by age must not put the late or the old outside."""
    positions = [split_people(1000, seed=seed).outsiders.mean() for seed in range(20)]
    assert abs(np.mean(positions) - 499.5) < 25


@pytest.mark.parametrize("n_people", [0, 1, 24])
def test_too_few_people_are_refused_with_the_number(n_people):
    with pytest.raises(PrivacyInputError, match=f"{n_people} people are too few"):
        split_people(n_people, seed=1)


def test_only_numbers_of_people_are_written():
    people = split_people(100, seed=1, n_targets=20)
    assert people.to_dict() == {"members": 70, "tuning": 20, "verdict": 20, "outsiders": 15, "reference": 15}
