# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Slices are cut where asked; a network that was trained on others finds people, and finds nobody in noise."""

from typing import Any

import nibabel
import numpy as np
import pytest
from scipy import ndimage

from secured.common import PrivacyInputError
from secured.common.volumes import Volumes
from secured.dean.neuro import SliceCNN, rescanned, slices_at

SMALL = {"steps": 50, "tuning": 8, "batch": 32, "width": 4, "dimensions": 16}


def people(n: int, seed: int, *, labels: bool = False) -> Volumes:
    """Volumes of smooth shapes, one a person; shapes go through all slices."""
    rng = np.random.default_rng(seed)
    images = []
    for _ in range(n):
        flat = ndimage.gaussian_filter(rng.normal(size=(20, 1, 20)), (3, 0, 3))
        values = flat / flat.std() + ndimage.gaussian_filter(rng.normal(size=(20, 24, 20)), 2)
        images.append(nibabel.Nifti1Image(values.astype(np.float32), np.eye(4)))
    marked = (
        tuple(nibabel.Nifti1Image(np.ones((20, 24, 20), np.uint8), np.eye(4)) for _ in images)
        if labels
        else ()
    )
    return Volumes(images=tuple(images), subjects=np.arange(n), sessions=np.zeros(n, int), labels=marked)


def test_slices_lie_where_they_were_asked_for_and_keep_their_person():
    ramp = np.broadcast_to(np.arange(11.0)[None, :, None], (8, 11, 8)).astype(np.float32)
    one = Volumes(
        images=(nibabel.Nifti1Image(ramp, np.eye(4)),), subjects=np.array(["a"]), sessions=np.array([3])
    )
    cut = slices_at(one, (0.0, 0.5, 1.0), size=8)
    assert cut.pixels.shape == (3, 8, 8, 1)
    assert cut.pixels.mean(axis=(1, 2, 3)) == pytest.approx([0, 0.5, 1], abs=0.01)
    assert cut.subjects.tolist() == ["a"] * 3 and cut.sessions.tolist() == [3] * 3
    for wrong in ({"places": (1.2,)}, {"places": ()}, {"places": (0.5,), "axis": 3}):
        with pytest.raises(PrivacyInputError, match="slices_at"):
            slices_at(one, **wrong)


def test_a_rescan_is_alike_and_not_the_same():
    before = people(3, 0, labels=True)
    after = rescanned(before, np.random.default_rng(1))
    same = [np.corrcoef(before.voxels(at).ravel(), after.voxels(at).ravel())[0, 1] for at in range(3)]
    other = np.corrcoef(before.voxels(0).ravel(), after.voxels(1).ravel())[0, 1]
    assert 0.7 < min(same) < 0.9999
    assert other < 0.5
    assert after.label_of(0).max() == 1
    assert after.subjects is before.subjects


def scores_of(fitted: Any, targets: Volumes) -> tuple[np.ndarray, float]:
    """Scores of a slice against two others of everybody, and the share of people found."""
    gallery, probes = slices_at(targets, (0.3, 0.7), size=16), slices_at(targets, (0.5,), size=16)
    scores = fitted.scores(probes, gallery)
    return scores, float((gallery.subjects[scores.argmax(axis=1)] == probes.subjects).mean())


@pytest.mark.slow
def test_transfer_finds_people_from_few_slices_and_nobody_in_noise():
    pytest.importorskip("torch")
    others = slices_at(people(24, 1), (0.2, 0.4, 0.6, 0.8), size=16)
    targets = people(16, 2)
    fitted = SliceCNN(**SMALL).fit(others, np.random.default_rng(0))
    scores, found = scores_of(fitted, targets)
    assert found >= 0.5  # chance .06
    assert np.array_equal(scores, scores_of(fitted, targets)[0])
    noise = tuple(
        nibabel.Nifti1Image(np.random.default_rng(at).normal(size=(20, 24, 20)).astype(np.float32), np.eye(4))
        for at in range(16)
    )
    lost = Volumes(images=noise, subjects=np.arange(16), sessions=np.zeros(16, int))
    assert scores_of(fitted, lost)[1] <= 0.3


def test_wrong_parameters_are_refused():
    pytest.importorskip("torch")
    with pytest.raises(PrivacyInputError, match="tuning=0"):
        SliceCNN(tuning=0)
    with pytest.raises(PrivacyInputError, match="width=6"):
        SliceCNN(width=6)
    with pytest.raises(PrivacyInputError, match="0 other people teach nothing"):
        SliceCNN().fit(None, np.random.default_rng(0))
