# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A head's surface is where it is, its face is matched to itself, and where the face is gone nothing of it is left."""

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean.neuro.faces import FaceMatching, FaceSurface, Rendering, face_left, face_surface
from secured.dean.neuro.faces.face_left import nose_tip
from secured.dean.neuro.faces.rendering import rotation

SPACING = 3.0
FAST = FaceMatching(points=400, nods=(0.0,))


def head(
    nose: float = 12.0, chin: float = 0.0, *, shift: float = 0.0, turn: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """An ellipsoid of 150 x 190 x 230 mm with a nose 120 mm below its top and a chin; nose and chin in mm."""
    affine = np.diag([SPACING, SPACING, SPACING, 1.0])
    affine[:3, 3] = -90.0, -115.0 + shift, -130.0
    grid = np.stack(np.meshgrid(*(np.arange(n) for n in (60, 80, 86)), indexing="ij"), axis=-1)
    x, y, z = np.moveaxis((grid * SPACING + [-90, -115, -130]) @ rotation(np.deg2rad(turn), 0, 0).T, -1, 0)
    front = 95 * np.sqrt(np.clip(1 - (x / 75) ** 2 - (z / 115) ** 2, 0, None))
    front += nose * np.exp(-(x**2 / 2 / 8**2) - (z + 15) ** 2 / 2 / 12**2)
    front += chin * np.exp(-(x**2 / 2 / 14**2) - (z + 65) ** 2 / 2 / 14**2)
    inside = (
        ((x / 75) ** 2 + (z / 115) ** 2 < 1)
        & (y < front)
        & (y > -95 * np.sqrt(np.clip(1 - (x / 75) ** 2 - (z / 115) ** 2, 0, None)))
    )
    return 100.0 * inside.astype(np.float32), affine


@pytest.fixture(scope="module")
def heads() -> list[FaceSurface]:
    """Six heads that differ in nose and chin."""
    return [face_surface(*head(nose, chin)) for nose in (10, 14, 18) for chin in (0, 6)]


def test_heights_are_those_of_the_solid_in_millimetres():
    surface = face_surface(*head(nose=12.0), spacing=3.0)
    across, up = nose_tip(surface)
    right = (across - (surface.height.shape[0] - 1) / 2) * 3.0
    below = (surface.height.shape[1] - 1 - up) * 3.0
    assert abs(right) <= 4 and 115 <= below <= 145
    # from the forehead (70 to 95 mm below the top) to the tip the solid rises by its ellipse and the nose
    rise = surface.height[across, up]
    forehead = 95 * np.sqrt(1 - ((115 - 82.5) / 115) ** 2)
    tip = max(
        95 * np.sqrt(1 - (z / 115) ** 2) + 12 * np.exp(-((z + 15) ** 2) / 2 / 144)
        for z in np.linspace(-30, 0, 61)
    )
    assert rise == pytest.approx(tip - forehead, abs=2.0)


@pytest.mark.parametrize("axes", ["flipped", "turned", "slanted"])
def test_the_order_and_slant_of_axes_do_not_matter(axes):
    volume, affine = head()
    plain = face_surface(volume, affine)
    if axes == "flipped":
        moved = affine.copy()
        moved[:3, 3] += moved[:3, 0] * (len(volume) - 1)
        moved[:3, 0] *= -1
        other = face_surface(volume[::-1], moved)
    elif axes == "turned":
        other = face_surface(volume.transpose(2, 0, 1), affine[:, [2, 0, 1, 3]])
    else:  # a head that was nodded and whose affine says so
        turned, _ = head(turn=15)
        slant = np.eye(4)
        slant[:3, :3] = rotation(np.deg2rad(15), 0, 0)
        other = face_surface(turned, slant @ affine)
    both = np.isfinite(plain.height) & np.isfinite(other.height)
    off = np.abs(plain.height - other.height)[both]
    assert both.mean() > 0.7
    assert np.median(off) < (1e-3 if axes != "slanted" else 1.5)


def test_a_marker_and_a_cable_are_no_part_of_the_face():
    volume, affine = head()
    marked = volume.copy()
    marked[28:30, 68:72, 40] = 100.0
    marked[5:55, 70, 60] = 100.0
    assert np.nanmax(np.abs(face_surface(marked, affine).height - face_surface(volume, affine).height)) < 6.0


def test_a_likeness_fits_its_own_head_best(heads):
    rng = np.random.default_rng(2)
    rendering = Rendering(turn=6.0, coarser=2.0, noise=0.3, shift=4.0)
    likenesses = [rendering.apply(one, rng) for one in heads]
    for matcher in (FAST, FaceMatching(comparison="relief", points=400)):
        scores = matcher.scores(likenesses, heads)
        assert (scores.argmax(axis=1) == np.arange(6)).mean() >= 5 / 6


def test_faces_that_are_alike_or_gone_are_not_told_apart(heads):
    same = FAST.scores([heads[0]] * 2, [heads[0]] * 3)
    assert np.ptp(same) < 1e-9
    gone = []
    for nose in (10, 14, 18):
        volume, affine = head(nose, 3.0)
        volume[:, 62:, :60] = 0.0
        gone.append(face_surface(volume, affine))
    scores = FAST.scores(heads[:1], gone)
    assert np.ptp(scores) < 0.2 * np.ptp(FAST.scores(heads[:1], heads[::2]))


def test_an_alignment_undoes_a_known_turn_and_shift(heads):
    own = heads[3]
    moved = Rendering(turn=0.0, coarser=0.0, noise=0.0, shift=8.0).apply(own, np.random.default_rng(0))
    assert -FAST.scores([moved], [own])[0, 0] < 0.3  # mm2


def test_too_little_surface_says_nothing(heads):
    bare = FaceSurface(
        height=np.full(heads[0].height.shape, np.nan, np.float32), spacing=2.0, origin=(0.0, 0.0, 0.0)
    )
    assert np.isnan(FAST.scores(heads[:1], [bare])).all()


def test_what_is_left_is_measured_part_by_part():
    volume, affine = head(chin=6.0)
    before = face_surface(volume, affine)
    assert face_left(before, before).to_dict() == {
        "face": 1.0, "eyes": 1.0, "nose": 1.0, "mouth_and_chin": 1.0, "tolerance": 2.0, "is_left": True,
    }  # fmt: skip
    shaved = volume.copy()
    shaved[:, 60:, :44] = 0.0  # all in front below the eyes
    after = face_left(before, face_surface(shaved, affine))
    assert after.mouth_and_chin < 0.05
    assert after.eyes > 0.5
    assert after.is_left
    shaved[:, 60:, :62] = 0.0
    assert not face_left(before, face_surface(shaved, affine)).is_left


def test_what_is_no_head_is_refused():
    with pytest.raises(PrivacyInputError, match="as large as a head"):
        face_surface(np.random.default_rng(0).random((30, 30, 30)) * 0 + np.eye(30)[:, :, None], np.eye(4))
    with pytest.raises(PrivacyInputError, match="has 2 axes"):
        face_surface(np.zeros((3, 3)), np.eye(4))
    for wrong in ({"limit": 0.0}, {"points": 10}, {"nods": ()}, {"comparison": "photo"}):
        with pytest.raises(PrivacyInputError, match="FaceMatching"):
            FaceMatching(**wrong)
    with pytest.raises(PrivacyInputError, match="turn=40"):
        Rendering(turn=40.0)
