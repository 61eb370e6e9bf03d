# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A face is taken away whole, a brain is never touched, and a head that cannot be located is refused."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import affine_transform

from secured.common import PrivacyInputError, Quarantined, Reason
from secured.dans.nifti.defacing import deface
from secured.dans.nifti.defacing.quickshear import shear
from secured.dans.nifti.defacing.template_head import TemplateHead


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """A head of known anatomy."""

    volume: np.ndarray
    affine: np.ndarray
    face: np.ndarray
    brain: np.ndarray


def simulated(seed: int) -> Simulated:
    """The template turned by up to 7 degrees, stretched by 5 %, moved by 8 mm, unevenly lit, with 3 % noise."""
    rng = np.random.default_rng(seed)
    template = TemplateHead.load()
    x, y, z = np.deg2rad(rng.uniform(-7, 7, 3))
    turn = (
        np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
        @ np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
        @ np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    )
    matrix = turn @ np.diag(rng.uniform(0.95, 1.05, 3))
    centre = np.array(template.head.shape) / 2
    offset = centre - matrix @ centre + rng.uniform(-8, 8, 3) / 2  # voxels of 2 mm
    volume, face, brain = (
        affine_transform(one.astype(np.float32), matrix, offset=offset, order=1)
        for one in (template.head, template.face, template.brain)
    )
    light = 1 + sum(
        slope * np.linspace(-1, 1, n).reshape([-1 if axis == at else 1 for at in range(3)])
        for axis, (slope, n) in enumerate(zip(rng.uniform(-0.25, 0.25, 3), volume.shape, strict=True))
    )
    noisy = volume * light + rng.normal(0, 0.03 * volume.max(), volume.shape)
    return Simulated(
        volume=np.clip(noisy, 0, None).astype(np.float32),
        affine=template.affine,
        face=face > 0.5,
        brain=brain > 0.5,
    )


def shares(head: Simulated, removed: np.ndarray) -> tuple[float, float, int]:
    """Share of the face that is left, of the rest of the head that is gone, and voxels of the brain that are gone."""
    inside = head.volume > 0.15 * np.percentile(head.volume, 99)
    face, rest = head.face & inside, inside & ~head.face
    return (
        float((face & ~removed).sum() / face.sum()),
        float((rest & removed).sum() / rest.sum()),
        int((head.brain & removed).sum()),
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_a_face_goes_and_a_brain_stays(seed: int) -> None:
    head = simulated(seed)
    left, lost, brain = shares(head, deface(head.volume, head.affine).removed)
    assert left <= 0.05
    assert lost <= 0.01
    assert brain == 0


@pytest.mark.slow
def test_the_same_head_gives_the_same_mask() -> None:
    head = simulated(3)
    masks = [deface(head.volume, head.affine).removed for _ in range(2)]
    assert np.array_equal(*masks)


@pytest.mark.slow
@pytest.mark.parametrize("axes", [(slice(None, None, -1), slice(None), slice(None)), "turned"])
def test_the_order_of_axes_does_not_matter(axes: object) -> None:
    head = simulated(1)
    affine = head.affine.copy()
    if axes == "turned":
        volume, face = (one.transpose(2, 0, 1) for one in (head.volume, head.face))
        brain = head.brain.transpose(2, 0, 1)
        affine[:3, :3] = affine[:3, [2, 0, 1]]
    else:
        volume, face, brain = (one[::-1] for one in (head.volume, head.face, head.brain))
        affine[:3, 3] += affine[:3, 0] * (len(volume) - 1)
        affine[:3, 0] *= -1
    same = Simulated(volume=volume, affine=affine, face=face, brain=brain)
    left, lost, gone = shares(same, deface(volume, affine).removed)
    assert (left <= 0.05, lost <= 0.01, gone) == (True, True, 0)


def wrong_axes(head: Simulated) -> tuple[np.ndarray, np.ndarray]:
    affine = head.affine.copy()
    affine[:3, :3] = affine[:3, [1, 2, 0]]
    return head.volume, affine


BAD = {
    "axes named wrongly": wrong_axes,
    "back to front": lambda head: (head.volume[:, ::-1], head.affine),
    "upside down": lambda head: (head.volume[:, :, ::-1], head.affine),
    "noise": lambda head: (np.random.default_rng(0).random(head.volume.shape, dtype=np.float32), head.affine),
    "a knee, say": lambda head: (
        100.0 * (np.hypot(*np.ogrid[-48:48, -64:65]) < 40)[..., None] * np.ones(126),
        head.affine,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", BAD)
def test_what_does_not_lie_like_a_head_is_refused(kind: str) -> None:
    with pytest.raises(Quarantined) as caught:
        deface(*BAD[kind](simulated(0)))
    assert caught.value.reason is Reason.BAD_REGISTRATION


@pytest.mark.parametrize("value", [0.0, 7.0])
def test_an_even_volume_has_no_head(value: float) -> None:
    with pytest.raises(PrivacyInputError, match="no head"):
        deface(np.full((64, 64, 64), value), np.eye(4))


@pytest.mark.slow
@pytest.mark.parametrize("person", ["IXI012-HH-1211", "IXI015-HH-1258"])
def test_real_heads_lose_what_is_in_front_of_the_brain_and_below(person: str) -> None:
    """No map of their faces exists, so only what every face is: in front of the brain, at the height of its base."""
    nibabel = pytest.importorskip("nibabel")
    path = Path(os.environ.get("SECURED_DATA", "nowhere")) / "ixi" / f"{person}_T1.nii.gz"
    if not path.is_file():
        pytest.skip("the heads of IXI are not on this machine")
    image = nibabel.as_closest_canonical(nibabel.load(path))
    volume = image.get_fdata(dtype=np.float32)
    found = deface(volume, image.affine)
    inside = volume > 0.15 * np.percentile(volume, 99)
    front = np.argwhere(found.brain)[:, 1].max()
    base = int(np.quantile(np.argwhere(found.brain)[:, 2], 0.05))
    before = inside[:, front:, :base]
    assert before.sum() > 1000
    assert (before & ~found.removed[:, front:, :base]).sum() < 0.05 * before.sum()
    assert not (found.removed & found.brain).any()
    assert not found.removed[:, : int(np.median(np.argwhere(found.brain)[:, 1]))].any()


def phantom() -> Simulated:
    """A ball of a brain in a ball of a head, with a nose in front and a jaw below."""
    right, front, up = np.meshgrid(*[np.arange(-100, 100, 2.0)] * 3, indexing="ij")
    brain = (right / 60) ** 2 + (front / 75) ** 2 + ((up - 20) / 55) ** 2 < 1
    head = (right / 72) ** 2 + (front / 88) ** 2 + ((up - 5) / 85) ** 2 < 1
    nose = (right / 14) ** 2 + ((front - 88) / 12) ** 2 + ((up + 25) / 18) ** 2 < 1
    affine = np.diag([2.0, 2.0, 2.0, 1.0])
    affine[:3, 3] = -100
    return Simulated(volume=(head | nose).astype(np.float32), affine=affine, face=nose, brain=brain)


def test_the_plane_takes_the_nose_and_spares_the_brain() -> None:
    head = phantom()
    removed = deface(head.volume, head.affine, method="quickshear", brain=head.brain).removed
    assert not (head.face & ~removed).any()
    assert not (head.brain & removed).any()
    assert (removed & (head.volume > 0)).sum() < 0.25 * head.volume.sum()


def test_the_plane_keeps_its_distance() -> None:
    """Without a margin the plane touches the brain; with one of 10 mm nothing within 9 mm of it goes."""
    from scipy.ndimage import distance_transform_edt

    head = phantom()
    away = distance_transform_edt(~head.brain) * 2
    assert away[shear(head.brain, head.affine, buffer=0.0)].min() <= 2.0
    assert away[shear(head.brain, head.affine)].min() > 9.0


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
@pytest.mark.parametrize("flipped", [0, 1, 2])
def test_the_plane_is_the_same_in_every_orientation(order: tuple[int, int, int], flipped: int) -> None:
    head = phantom()
    brain, affine = head.brain.transpose(order), head.affine.copy()
    affine[:3, :3] = affine[:3, list(order)]
    brain = np.flip(brain, flipped)
    affine[:3, 3] += affine[:3, flipped] * (brain.shape[flipped] - 1)
    affine[:3, flipped] *= -1
    back = np.flip(shear(brain, affine), flipped).transpose(np.argsort(order))
    assert np.array_equal(back, shear(head.brain, head.affine))


@pytest.mark.parametrize("mask", [np.zeros((8, 8, 8)), np.eye(8)[..., None] * np.eye(1, 8)])
def test_a_mask_that_is_no_brain_is_refused(mask: np.ndarray) -> None:
    with pytest.raises(PrivacyInputError, match=r"empty|flat"):
        shear(mask.astype(bool), np.eye(4))
