# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Volumes are read when asked for, in one order of axes, and what is no volume is refused without a name."""

import nibabel
import numpy as np
import pytest

from secured.common import Dataset, Modality, PrivacyInputError, Provenance, Standing
from secured.common.volumes import Volumes

CANARY = "Q7731"


def image(seed: int = 0, shape=(4, 5, 6), affine=None) -> nibabel.Nifti1Image:
    values = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    return nibabel.Nifti1Image(values, np.diag([2.0, 1.0, 3.0, 1.0]) if affine is None else affine)


def volumes(n: int = 3) -> Volumes:
    return Volumes(
        images=tuple(image(at) for at in range(n)),
        subjects=np.array([f"{CANARY}-{at // 2}" for at in range(n)]),
        sessions=np.arange(n) % 2,
    )


def test_any_order_of_axes_gives_the_same_voxels_and_places():
    plain = image()
    turned_affine = plain.affine[:, [1, 0, 2, 3]].copy()
    turned_affine[:3, 2] *= -1
    turned_affine[:3, 3] += plain.affine[:3, 2] * (plain.shape[2] - 1)
    turned = image(affine=turned_affine).__class__(
        np.asarray(plain.dataobj).transpose(1, 0, 2)[:, :, ::-1], turned_affine
    )
    both = Volumes(images=(plain, turned), subjects=np.array(["a", "b"]), sessions=np.zeros(2, int))
    assert np.array_equal(both.voxels(0), both.voxels(1))
    assert np.allclose(both.affine(0), both.affine(1))
    assert both.spacing(1) == (2.0, 1.0, 3.0)


def test_people_are_taken_and_the_fingerprint_follows_the_voxels(tmp_path):
    three = volumes()
    assert three.of([f"{CANARY}-1"]).images == three.images[2:]
    assert three.take(np.array([True, False, True])).subjects.tolist() == [f"{CANARY}-0", f"{CANARY}-1"]
    nibabel.save(three.images[0], tmp_path / f"{CANARY}.nii.gz")
    read = Volumes.of_files(
        [tmp_path / f"{CANARY}.nii.gz"], subjects=three.subjects[:1], sessions=three.sessions[:1]
    )
    assert read.fingerprint == three.take(np.array([0])).fingerprint != three.take(np.array([1])).fingerprint
    assert CANARY not in repr(three) + str(three.content()) + three.size


def test_labels_are_whole_numbers_on_the_grid_of_their_volume():
    whole = nibabel.Nifti1Image(np.arange(120, dtype=np.float32).reshape(4, 5, 6) % 3, image().affine)
    one = {"images": (image(),), "subjects": np.array(["a"]), "sessions": np.array([0])}
    assert Volumes(**one, labels=(whole,)).label_of(0).max() == 2
    with pytest.raises(PrivacyInputError, match="are no whole numbers"):
        Volumes(**one, labels=(image(),)).label_of(0)
    with pytest.raises(PrivacyInputError, match="Give labels"):
        Volumes(**one).label_of(0)
    with pytest.raises(PrivacyInputError, match=r"labels of volume 1 of 1 are of size \(2, 5, 6\)"):
        Volumes(**one, labels=(image(shape=(2, 5, 6)),))


def test_what_is_no_volume_is_refused_by_number(tmp_path):
    place = tmp_path / f"{CANARY}.nii.gz"
    nibabel.save(image(shape=(20, 20, 20)), place)
    place.write_bytes(place.read_bytes()[:20_000])
    who = {"subjects": np.array([CANARY]), "sessions": np.array([0])}
    with pytest.raises(PrivacyInputError, match="volume 1") as caught:
        Volumes.of_files([place], **who).voxels(0)
    assert CANARY not in str(caught.value)
    with pytest.raises(PrivacyInputError, match="file 1 of 1 is no volume") as caught:
        Volumes.of_files([tmp_path / f"{CANARY}.nii"], **who)
    assert CANARY not in str(caught.value)
    with pytest.raises(PrivacyInputError, match="has 4 axes"):
        Volumes(images=(image(shape=(2, 2, 2, 2)),), **who)
    with pytest.raises(PrivacyInputError, match="1 subjects and 1 sessions are given for 2"):
        Volumes(images=(image(), image()), **who)
    broken = np.asarray(image().dataobj).copy()
    broken[0, 0, 0] = np.nan
    with pytest.raises(PrivacyInputError, match="1 voxels of volume 1 are not finite"):
        Volumes(images=(nibabel.Nifti1Image(broken, np.eye(4)),), **who).voxels(0)


def test_a_dataset_of_volumes_shows_sizes_and_no_voxel():
    data = volumes()
    dataset = Dataset(
        name="trial", title="A trial", modality=Modality.VOLUME, data=data, subjects=data.subjects, columns={},
        standing=Standing.SIMULATED, provenance=Provenance(source="s", licence="l", citation="c"),
    )  # fmt: skip
    assert dataset.n_people == 2
    assert "4 x 5 x 6" in dataset._repr_html_()
    assert CANARY not in dataset._repr_html_() + repr(dataset)
