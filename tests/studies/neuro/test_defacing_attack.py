# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated faces are recognised before defacing and hardly after; the study and its view show nothing of real faces."""

from dataclasses import replace

import nibabel
import numpy as np
import pytest

from secured.common import PrivacyInputError, Standing
from secured.common.volumes import Volumes
from secured.dean.identification import SAME_SESSION
from secured.dean.neuro.faces import FaceMatching, face_left, face_surface
from secured.studies.neuro.defacing_attack import NOT_DEFACED, attack_cohort, attack_real_heads
from secured.studies.neuro.simulated_faces import FaceCohort
from secured_widgets import FaceMatchingView

FAST = FaceMatching(points=300, nods=(0.0,), rounds=4)
COHORT = FaceCohort(n_people=6, spacing=4.0)


@pytest.fixture(scope="module")
def attack():
    return attack_cohort(
        COHORT, tools=("quickshear",), true_brain=True, matcher=FAST, n_shown=2, rng=np.random.default_rng(1)
    )


@pytest.mark.slow
def test_faces_are_recognised_before_and_hardly_after(attack):
    before, after = attack.rows
    assert (before.release, after.release) == (NOT_DEFACED, "quickshear")
    assert before.matching.protocol == "another scan"
    assert before.matching.rank(1).point >= 0.75  # chance .17
    assert after.matching.rank(1).point <= 0.5
    assert after.to_dict()["face_left"]["face"] < 0.2 < before.to_dict()["face_left"]["face"] == 1.0
    assert after.to_dict()["face_left"]["nose"] < 0.05


@pytest.mark.slow
def test_a_view_draws_rates_and_simulated_maps_only(attack):
    html = FaceMatchingView(attack).to_html()
    assert html.count("<img") == 4
    assert "simulated head 1, quickshear" in html
    with pytest.raises(PrivacyInputError, match="surfaces of real faces are not kept"):
        replace(attack, standing=Standing.REAL)
    assert "<img" not in FaceMatchingView(replace(attack, standing=Standing.REAL, shown={})).to_html()


def test_the_same_person_has_the_same_face_in_another_pose():
    one, again, other = COHORT.scan(0, 0), COHORT.scan(0, 1), COHORT.scan(1, 0)
    assert np.array_equal(one.volume, COHORT.scan(0, 0).volume)
    assert not np.array_equal(one.volume, again.volume)
    assert not (one.brain & one.face).any()
    surfaces = [face_surface(each.volume, each.affine) for each in (one, again, other)]
    same, different = (FAST.scores([surfaces[1]], [surfaces[at]])[0, 0] for at in (0, 2))
    assert same > different
    alike = FaceCohort(n_people=2, strength=0.0, spacing=4.0)
    assert np.abs(alike.traits(1)).max() == 0.0
    assert face_left(surfaces[0], surfaces[0]).face == 1.0


def test_wrong_cohorts_and_tools_are_refused():
    with pytest.raises(PrivacyInputError, match="spacing=9"):
        FaceCohort(n_people=2, spacing=9.0)
    with pytest.raises(PrivacyInputError, match="no person 3 of 2"):
        FaceCohort(n_people=2).scan(3, 0)
    with pytest.raises(PrivacyInputError, match="quickshear alone"):
        attack_cohort(COHORT, true_brain=True, rng=np.random.default_rng(0))


def test_real_heads_are_matched_with_their_own_scan_and_said_to_be(monkeypatch):
    """Tools are left out: what is tested is that the likeness is of the same session and nothing is kept."""
    scans = [FaceCohort(n_people=2, spacing=4.0, seed=11).scan(at, 0) for at in range(2)]
    heads = Volumes(
        images=tuple(nibabel.Nifti1Image(one.volume, one.affine) for one in scans),
        subjects=np.array(["Q7731-a", "Q7731-b"]),
        sessions=np.zeros(2, int),
    )
    found = attack_real_heads(
        heads, replace(COHORT, n_people=2), tools=(), matcher=FAST, renderings=2, standing=Standing.REAL,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    assert [row.matching.protocol for row in found.rows] == [SAME_SESSION]
    assert not found.shown
    assert "Q7731" not in repr(found) + str(found.to_dict())
    assert found.to_dict()["rows"][0]["heads_with_a_face"] == 2
