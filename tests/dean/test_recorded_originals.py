# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Two parts of everybody's records, in whatever native type: kept apart, joined for reference, scrambled by person."""

import numpy as np
import pandas as pd
import pytest

from secured.common import Guarantee, LinkedRelease, PrivacyInputError, Release
from secured.common.connectomes import Connectomes
from secured.common.images import Images
from secured.dean.recorded_originals import RecordedOriginals

PEOPLE = np.array(["a", "b", "b", "c"])


def brains(visit: int) -> Connectomes:
    return Connectomes(
        edges=np.full((4, 3), 0.1 * visit, dtype=np.float32),
        regions=("x", "y", "z"), subjects=PEOPLE, sessions=np.array([0, 0, 1, 0]),
    )  # fmt: skip


def pictures(visit: int) -> Images:
    return Images(
        pixels=np.full((4, 2, 2, 1), visit, dtype=np.uint8), subjects=PEOPLE, sessions=np.array([0, 0, 1, 0])
    )


@pytest.mark.parametrize("make", [brains, pictures])
def test_the_parts_stay_apart_and_the_second_comes_later(make):
    people = RecordedOriginals(gallery=make(1), probes=make(2), about=pd.DataFrame({"sex": list("fmf")}))
    assert len(people) == 3 and people.facts(np.array([2, 1]), ())["sex"].tolist() == ["f", "m"]
    assert people.take(np.array([1])).fingerprint == make(1).of(["b"]).fingerprint
    assert people.known(np.array([1]), ("anything",)).fingerprint == make(2).of(["b"]).fingerprint
    both = people.reference(np.array([1, 0]), None)
    assert both.subjects.tolist() == ["b", "b", "a", "b", "b", "a"]
    assert both.sessions.tolist() == [0, 1, 0, 2, 3, 1]


def test_scrambled_people_have_the_records_of_others_and_nothing_else_changes():
    data = Connectomes(
        edges=np.random.default_rng(0).uniform(-1, 1, (20, 3)).astype(np.float32), regions=("x", "y", "z"),
        subjects=np.arange(20), sessions=np.zeros(20, dtype=np.int64),
    )  # fmt: skip
    release = Release(
        data=data, quasi_identifiers=(), sensitive=(), method="numbers", parameters={}, seed=0, source="",
        guarantee=Guarantee(),
    )  # fmt: skip
    people = RecordedOriginals(gallery=brains(1), probes=brains(2))
    linked = LinkedRelease(release=release, row_of=np.arange(20))
    moved = people.scrambled(linked, np.random.default_rng(1)).release.data
    assert np.array_equal(moved.edges, data.edges) and sorted(moved.subjects) == list(range(20))
    assert (moved.subjects == data.subjects).sum() < 5


def test_other_people_or_facts_are_refused():
    with pytest.raises(
        PrivacyInputError, match="RecordedOriginals: gallery and probes hold different people"
    ):
        RecordedOriginals(gallery=brains(1), probes=brains(2).take(np.arange(2)))
    with pytest.raises(PrivacyInputError, match="facts of 1 people are given for 3"):
        RecordedOriginals(gallery=brains(1), probes=brains(2), about=pd.DataFrame({"sex": ["f"]}))
