# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Fields link whom they should: hand-worked headers, DICOM files with private tags, and the five runs."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import Guarantee, LinkedRelease, PrivacyInputError, Release
from secured.dean import Goal, ThreatModel, World, evaluate
from secured.dean.images import HeaderOriginals, Headers, MetadataLinkage, linking_power, read_headers

THREAT = ThreatModel(goal=Goal.LINKAGE, knows={}, population=100, prior=1.0)


def headers(subjects, **columns):
    values = np.empty((len(subjects), len(columns)), dtype=object)
    for at, column in enumerate(columns.values()):
        for row, value in enumerate(column):
            values[row, at] = value
    return Headers(
        values=values,
        fields=tuple(columns),
        subjects=np.array(subjects),
        sessions=np.zeros(len(subjects), int),
    )


def test_hand_worked():
    released = headers(
        [0, 1, 2],
        uid=["u0", "u1", "u2"],
        device=["d", "d", "e"],
        date=["", "", ""],
        private=[frozenset({"set", "x0"}), frozenset({"set", "x1"}), frozenset({"set"})],
    )
    known = headers(
        ["a", "b", "c"],
        uid=["u1", "u0", "new"],
        device=["d", "e", "d"],
        date=["1", "2", ""],
        private=[frozenset({"set", "x1"}), frozenset({"set"}), frozenset()],
    )
    power = {one.field: one for one in linking_power(released, known, np.array([1, 0, 2]))}
    assert (power["uid"].found, power["uid"].wrong, power["uid"].candidates) == (2, 0, 1.0)
    assert (power["device"].found, power["device"].wrong) == (0, 1)  # b has e, which is released number 2
    assert power["device"].candidates == pytest.approx((2 + 1 + 2) / 3)
    assert (power["date"].filled, power["date"].found, power["date"].candidates) == (0.0, 0, 0.0)
    # a shares "set" with all and x1 with number 1 alone; b shares "set" with all
    assert (power["private"].found, power["private"].candidates) == (1, 2.0)
    assert power["uid"].share.point == pytest.approx(2 / 3)


def test_somebody_left_out_is_never_found_and_wrong_numbers_are_refused():
    released, known = headers([0], uid=["u"]), headers(["a"], uid=["u"])
    assert linking_power(released, known, np.array([-1]))[0].found == 0
    with pytest.raises(PrivacyInputError, match="2 released numbers for 1 people"):
        linking_power(released, known, np.array([0, 1]))
    with pytest.raises(PrivacyInputError, match="different fields"):
        linking_power(released, headers(["a"], date=["u"]), np.array([0]))
    with pytest.raises(PrivacyInputError, match="3 subjects"):
        replace(released, subjects=np.arange(3))


def test_dicom_headers_are_read_with_private_attributes_and_shown_nowhere(tmp_path):
    from pydicom import Dataset

    dataset = Dataset()
    dataset.StudyInstanceUID, dataset.PatientID = "1.2.3", "Q7731"
    dataset.StudyDate, dataset.StudyTime, dataset.PatientSize = "20200102", "1200", ""
    dataset.private_block(0x0029, "ACME", create=True).add_new(0x01, "LO", "Q7731 private")
    read = read_headers([dataset], subjects=np.array([0]))
    row = dict(zip(read.fields, read.values[0], strict=True))
    assert row["study date and time"] == "20200102|1200" and row["size and weight"] == ""
    assert row["private attributes"] == frozenset({"ACME|01|Q7731 private"})
    assert "Q7731" not in repr(read) + str(read.content())
    assert read.content()["patient ID"] == 1 and read.content()["age"] == 0
    (tmp_path / "Q7731.dcm").write_bytes(b"no file")
    with pytest.raises(PrivacyInputError, match="file 1 is no DICOM file") as caught:
        read_headers([tmp_path / "Q7731.dcm"], subjects=np.array([0]))
    assert "Q7731" not in str(caught.value)


def world_of(n=60, seed=0):
    """Two files each: a study UID in common, a device of three."""
    rng = np.random.default_rng(seed)
    names = [f"p{at}" for at in range(n)]
    device = rng.choice(["x", "y", "z"], n)
    both = [headers(names, uid=[f"u{at}" for at in range(n)], device=device) for _ in range(2)]
    people = HeaderOriginals(gallery=both[0], probes=both[1])
    members, outside, reference = np.array_split(rng.permutation(n), 3)
    row_of = rng.permutation(len(members))
    own = people.take(members)
    data = replace(own, subjects=row_of).take(np.argsort(row_of))
    release = Release(
        data=data, quasi_identifiers=(), sensitive=(), method="as it is", parameters={}, seed=0, source="s",
        guarantee=Guarantee(),
    )  # fmt: skip
    linked = LinkedRelease(release=release, row_of=row_of)
    return World(
        people=people, members=members, protected=linked, unprotected=linked, targets_in=members,
        targets_out=outside, reference=reference, seed=seed,
    )  # fmt: skip


def test_the_five_runs():
    world, attack = world_of(), MetadataLinkage(threat=THREAT)
    result = evaluate(attack, world)
    assert result.main.rate == 1.0 and result.control.successes == 0
    assert result.null.rate <= 0.3 and result.baseline.rate <= 0.3
    blank = world.protected.release.data
    values = blank.values.copy()
    values[:, 0] = ""
    cleaned = replace(world.protected.release, data=replace(blank, values=values))
    safe = evaluate(attack, replace(world, protected=replace(world.protected, release=cleaned)))
    assert safe.main.rate <= 0.4 and safe.positive.rate == 1.0
    only = replace(attack, threat=replace(THREAT, knows={"device": 0.0}))
    assert evaluate(only, world).main.rate <= 0.4
