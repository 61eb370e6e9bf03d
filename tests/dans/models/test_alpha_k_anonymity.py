# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""(alpha, k)-anonymity by hand: the share of the commonest value, missing being one."""

import pytest

from secured.dans.tables.models.alpha_k_anonymity import AlphaKAnonymity


@pytest.mark.parametrize(
    ("alpha", "k", "expected"),
    [
        (0.75, 1, [True, False, True, False]),
        (0.74, 1, [False, False, True, False]),
        (0.75, 5, [False, False, False, False]),
        (0.5, 4, [False, False, True, False]),
        (1.0, 1, [True, True, True, True]),
    ],
)
def test_by_hand(plain, alpha, k, expected):
    groups = {
        "a": ["flu", "flu", "flu", "gout"],
        "b": ["flu"],
        "c": ["flu", None, None, "gout"],
        "d": [None, None],
    }
    classes = plain.classes_of(groups, plain.SENSITIVE["disease"])
    model = AlphaKAnonymity(sensitive="secret", alpha=alpha, k=k)
    assert model.holds(classes).tolist() == expected


def test_a_share_of_exactly_alpha_passes(plain):
    """7 of 10 people; 0.7 has no exact binary form."""
    classes = plain.classes_of({"a": ["flu"] * 7 + ["gout"] * 3}, plain.SENSITIVE["disease"])
    assert AlphaKAnonymity(sensitive="secret", alpha=0.7, k=1).holds(classes).all()
    assert not AlphaKAnonymity(sensitive="secret", alpha=0.699, k=1).holds(classes).any()


def test_it_promises_k():
    assert AlphaKAnonymity(sensitive="disease", alpha=0.5, k=4).guarantee().k == 4
