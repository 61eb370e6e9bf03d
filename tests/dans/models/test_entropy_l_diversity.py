# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Entropy l-diversity by hand, by Shannon's and by Grassberger's estimate."""

from math import exp, log

import numpy as np
import pytest

from secured.dans.tables.models.entropy_l_diversity import EntropyLDiversity, _grassberger


@pytest.fixture
def classes(plain):
    groups = {
        "a": ["flu", "gout"],
        "b": ["flu", "flu", "flu", "gout"],  # entropy 0.5623, exp 1.7548
        "c": ["flu", "flu", "gout", "rash", None, None],  # of four: 1.0397, exp 2.828
        "d": [None, None],
        "e": ["flu"] * 5,
    }
    return plain.classes_of(groups, plain.SENSITIVE["disease"])


def test_hand_figures():
    assert exp(-(0.75 * log(0.75) + 0.25 * log(0.25))) == pytest.approx(1.7548, abs=1e-4)
    assert exp(-(0.5 * log(0.5) + 0.5 * log(0.25))) == pytest.approx(2.8284, abs=1e-4)


@pytest.mark.parametrize(
    ("l", "expected"),
    [
        (1, [True, True, True, False, True]),
        (1.75, [True, True, True, False, False]),
        (1.76, [True, False, True, False, False]),
        (2.8, [False, False, True, False, False]),
        (2.83, [False, False, False, False, False]),
    ],
)
def test_shannons_entropy_by_hand(classes, l, expected):
    assert EntropyLDiversity(sensitive="secret", l=l).holds(classes).tolist() == expected


def test_grassbergers_numbers():
    """G(1) = -gamma - ln 2, and 2, 2/3, 2/5 more at 2, 4, 6."""
    start = -np.euler_gamma - log(2)
    expected = start + np.array([0, 2, 2, 2 + 2 / 3, 2 + 2 / 3, 2 + 2 / 3 + 2 / 5])
    assert _grassberger(np.arange(1, 7).astype(float)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("l", "expected"),
    [
        # a: G(2) - G(1) = 2; b: G(4) - 3/4 G(3) - 1/4 G(1) = 7/6; c: G(4) - 1/2 G(2) - 1/2 G(1) = 5/3
        (2, [True, True, True, False, False]),
        (3, [False, False, True, False, False]),  # at least l values must occur
        (1, [True, True, True, False, True]),
    ],
)
def test_grassbergers_entropy_by_hand(classes, l, expected):
    assert (
        EntropyLDiversity(sensitive="secret", l=l, estimator="grassberger").holds(classes).tolist()
        == expected
    )


def test_grassbergers_estimate_falls_where_like_classes_join(plain):
    """Why it is not monotonic: 2 for one person each, G(4) - G(2) = 2/3 < ln 2 for two."""
    model = EntropyLDiversity(sensitive="secret", l=2, estimator="grassberger")
    pair = ["flu", "gout"]
    assert model.holds(plain.classes_of({"a": pair, "b": pair}, plain.SENSITIVE["disease"])).all()
    assert not model.holds(plain.classes_of({"ab": pair * 2}, plain.SENSITIVE["disease"])).any()
