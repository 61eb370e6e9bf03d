# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Intervals between cut points and with open ends: nested, readable, described exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import GeneralizedValue, PrivacyInputError
from secured.common.hierarchies import Intervals


def labels(hierarchy, level):
    return hierarchy.labels[level][hierarchy.codes[level][:-1]].tolist()


def test_cuts_by_hand():
    spec = Intervals(cuts=((6, 11, 18), (18,)), bounds=(0, 99))
    hierarchy = spec.build("age", np.array([0.0, 5.0, 6.0, 17.0, 18.0, 99.0]))
    assert labels(hierarchy, 1) == ["0-5", "0-5", "6-10", "11-17", "18-99", "18-99"]
    assert labels(hierarchy, 2) == ["0-17", "0-17", "0-17", "0-17", "18-99", "18-99"]
    assert hierarchy.shares[:, 2] == pytest.approx([0.01, 0.05, 0.18, 1])
    assert hierarchy.descriptions[1]["18-99"] == GeneralizedValue(kind="interval", lower=18.0, upper=100.0)


def test_open_ends_by_hand():
    spec = Intervals(widths=(5, 20), bounds=(0, 119), bottom=18, top=90)
    hierarchy = spec.build("age", np.array([3.0, 17.0, 18.0, 40.0, 89.0, 90.0, 112.0]))
    assert labels(hierarchy, 1) == ["<18", "<18", "18-19", "40-44", "85-89", ">=90", ">=90"]
    assert labels(hierarchy, 2) == ["<18", "<18", "18-19", "40-59", "80-89", ">=90", ">=90"]
    assert hierarchy.descriptions[2][">=90"] == GeneralizedValue(kind="interval", lower=90.0, upper=120.0)
    assert hierarchy.descriptions[1]["<18"] == GeneralizedValue(kind="interval", lower=0.0, upper=18.0)
    assert hierarchy.shares[1, :3] == pytest.approx([18 / 120, 18 / 120, 2 / 120])


def test_levels_that_coincide_are_kept():
    hierarchy = Intervals(widths=(10, 20), bounds=(0, 99)).build("age", np.array([1.0, 2.0]))
    assert hierarchy.n_levels == 4
    assert np.array_equal(hierarchy.codes[1], hierarchy.codes[2])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"cuts": ((5, 5),)}, "cuts [5, 5] of level 1"),
        ({"cuts": ((0,),)}, "inside the bounds"),
        ({"cuts": ((100,),)}, "inside the bounds"),
        ({"cuts": ((),)}, "level 1"),
        ({"cuts": ((5, 10), (7,))}, "1 cuts of level 2 are none of level 1"),
        ({"cuts": ((5,),), "widths": (5,)}, "Keep one"),
        ({"widths": (5,), "bottom": 0}, "bottom"),
        ({"widths": (5,), "top": 100}, "top"),
        ({"widths": (5,), "bottom": 50, "top": 20}, "rise"),
        ({}, "widths"),
    ],
)
def test_what_cannot_be_is_refused(options, words):
    with pytest.raises(PrivacyInputError, match="Intervals") as caught:
        Intervals(bounds=(0, 99), **options)
    assert words in str(caught.value)


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_every_label_covers_exactly_its_values(data):
    cuts = sorted(data.draw(st.sets(st.integers(1, 60), min_size=1, max_size=8)))
    coarser = sorted(data.draw(st.sets(st.sampled_from(cuts), min_size=1)))
    ends = sorted(data.draw(st.sets(st.integers(1, 60), max_size=2)))
    bottom, top = (ends[0], ends[-1]) if len(ends) == 2 else (None, ends[0]) if ends else (None, None)
    regular = data.draw(st.booleans())
    spec = Intervals(
        widths=(3, 9) if regular else (),
        cuts=() if regular else (tuple(cuts), tuple(coarser)),
        bounds=(0, 60),
        bottom=bottom,
        top=top,
    )
    values = np.array(sorted(data.draw(st.sets(st.integers(0, 60), max_size=12))), dtype=float)
    hierarchy = spec.build("x", values)
    for level in (1, 2):
        shown = np.array(labels(hierarchy, level), dtype=object)
        for label, described in hierarchy.descriptions[level].items():
            assert np.array_equal(described.covers(values), shown == label)
    assert (np.diff(hierarchy.shares, axis=0) >= -1e-12).all()
