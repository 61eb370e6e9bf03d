# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""delta-disclosure privacy by hand: present values only, both ways, and strictly below the bound."""

import pytest

from secured.dans.tables.models.delta_disclosure import DeltaDisclosure


@pytest.mark.parametrize(
    ("delta", "expected"),
    [
        (0.9, [False, False, True]),
        (1.0, [False, False, True]),  # exactly one bit is not below one bit
        (1.01, [True, True, True]),
        (0.1, [False, False, False]),
    ],
)
def test_by_hand(plain, delta, expected):
    # whole, of 20: flu 10, gout 5, missing 5
    groups = {
        "a": ["flu"] * 4,  # flu 1 of 1/2: one bit up; gout is absent and not held against it
        "b": ["flu", "gout", "gout", None],  # flu 1/4 of 1/2: one bit down
        "c": ["flu"] * 5
        + ["gout"] * 3
        + [None] * 4,  # 5/12 of 1/2, 1/4 of 1/4, 1/3 of 1/4: 0.26, 0, 0.42 bits
    }
    classes = plain.classes_of(groups, plain.SENSITIVE["disease"])
    assert DeltaDisclosure(sensitive="secret", delta=delta).holds(classes).tolist() == expected


@pytest.mark.parametrize("size", range(1, 40))
def test_exactly_delta_does_not_pass(plain, size):
    """A value of half the class and a quarter of the table: one bit, which is not below one bit."""
    groups = {"a": ["flu"] * size + ["gout"] * size, "b": ["gout"] * 2 * size}
    classes = plain.classes_of(groups, plain.SENSITIVE["disease"])
    assert not DeltaDisclosure(sensitive="secret", delta=1.0).holds(classes)[0]
    assert DeltaDisclosure(sensitive="secret", delta=1.000001).holds(classes)[0]


def test_joining_classes_can_break_it(plain):
    """Why a search must not take it for monotonic: a value absent from one class becomes rare in both together."""
    # gout is 10 of 40: 1/5 of b is 0.3 bits less, 9/25 of c 0.5 bits more, but 1/15 of a and b together 1.9 bits less
    groups = {"a": ["flu"] * 10, "b": ["flu"] * 4 + ["gout"], "c": ["flu"] * 16 + ["gout"] * 9}
    model = DeltaDisclosure(sensitive="secret", delta=1.0)
    assert model.holds(plain.classes_of(groups, plain.SENSITIVE["disease"])).all()
    joined = {"ab": groups["a"] + groups["b"], "c": groups["c"]}
    assert model.holds(plain.classes_of(joined, plain.SENSITIVE["disease"])).tolist() == [False, True]
