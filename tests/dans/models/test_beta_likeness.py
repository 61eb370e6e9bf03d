# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""beta-likeness by hand: how much more frequent a value is in a class than in the table."""

from math import log

import pytest

from secured.dans.tables.models.beta_likeness import BetaLikeness, EnhancedBetaLikeness


@pytest.fixture
def classes(plain):
    # whole, of 20: flu 12, gout 4, missing 4
    groups = {
        "a": ["flu"] * 5 + ["gout"] * 2 + [None],  # gout 1/4 of 1/5: gains 0.25
        "b": ["flu"] * 7 + [None],  # flu 7/8 of 3/5: gains 11/24 = 0.458
        "c": ["gout"] * 2 + [None] * 2,  # gout 1/2 of 1/5: gains 1.5, missing too
    }
    return plain.classes_of(groups, plain.SENSITIVE["disease"])


@pytest.mark.parametrize(
    ("beta", "expected"),
    [
        (0.24, [False, False, False]),
        (0.25, [True, False, False]),
        (0.46, [True, True, False]),
        (1.5, [True] * 3),
    ],
)
def test_basic_likeness_by_hand(classes, beta, expected):
    assert BetaLikeness(sensitive="secret", beta=beta).holds(classes).tolist() == expected


@pytest.mark.parametrize(
    ("beta", "expected"), [(0.24, [False] * 3), (0.46, [True, True, False]), (1.5, [True] * 3)]
)
def test_enhanced_likeness_by_hand(classes, beta, expected):
    """-ln 0.6 = 0.51 bounds flu, -ln 0.2 = 1.61 the others."""
    assert EnhancedBetaLikeness(sensitive="secret", beta=beta).holds(classes).tolist() == expected


def test_enhanced_likeness_also_binds_for_frequent_values(plain):
    """Flu is 2/5 of the table and all of class a: a gain of 1.5, above -ln 0.4 = 0.92."""
    assert -log(0.4) < 1.5
    classes = plain.classes_of({"a": ["flu", "flu"], "b": ["gout"] * 3}, plain.SENSITIVE["disease"])
    assert BetaLikeness(sensitive="secret", beta=2.0).holds(classes).tolist() == [True, True]
    assert EnhancedBetaLikeness(sensitive="secret", beta=2.0).holds(classes).tolist() == [False, False]


def test_a_value_that_everybody_has_gains_nothing(plain):
    classes = plain.classes_of({"a": ["flu"], "b": ["flu"] * 3}, plain.SENSITIVE["disease"])
    assert EnhancedBetaLikeness(sensitive="secret", beta=0.1).holds(classes).all()
