# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recursive (c, l)-diversity by hand; the bound is strict."""

import pytest

from secured.dans.tables.models.recursive_l_diversity import RecursiveLDiversity


@pytest.mark.parametrize(
    ("c", "l", "expected"),
    [
        (2.0, 2, [True, False, False, False]),  # 4 < 2 x 4; 4 < 2 x 2 fails: strictly; one value; none
        (1.0, 2, [False, False, False, False]),  # 4 < 4 fails
        (2.01, 2, [True, True, False, False]),
        (2.0, 3, [False, False, False, False]),  # 4 < 2 x 1 fails, and the second has but two values
        (4.5, 3, [True, False, False, False]),
        (99.0, 4, [False, False, False, False]),
    ],
)
def test_by_hand(plain, c, l, expected):
    groups = {
        "a": ["flu"] * 4 + ["gout"] * 3 + ["rash"] + [None] * 3,
        "b": ["flu"] * 4 + ["gout"] * 2 + [None] * 5,
        "c": ["flu"],
        "d": [None, None],
    }
    classes = plain.classes_of(groups, plain.SENSITIVE["disease"])
    assert RecursiveLDiversity(sensitive="secret", c=c, l=l).holds(classes).tolist() == expected


def test_rounding_does_not_let_equality_pass(plain):
    """1.1 x 50 is 55 exactly, in binary a little more."""
    assert 1.1 * 50 > 55
    classes = plain.classes_of({"a": ["flu"] * 55 + ["gout"] * 50}, plain.SENSITIVE["disease"])
    assert not RecursiveLDiversity(sensitive="secret", c=1.1, l=2).holds(classes).any()
    assert RecursiveLDiversity(sensitive="secret", c=1.1001, l=2).holds(classes).all()
