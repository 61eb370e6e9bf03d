# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The simulated head: the same for the same seed, another for another, and large enough to have a face."""

from pathlib import Path

import nibabel
import numpy as np

from secured.studies.files.simulated_head import simulated_head, write_simulated_head


def test_the_same_seed_makes_the_same_head() -> None:
    (first, affine), (again, _), (other, _) = (simulated_head(seed) for seed in (3, 3, 4))
    assert (first == again).all() and first.shape == other.shape and (first != other).mean() > 0.3
    extent = np.array(first.shape) * np.linalg.norm(affine[:3, :3], axis=0)
    assert (extent > 180).all() and first.dtype == np.uint8 and first.max() > 150


def test_it_is_written_with_its_place_and_its_text(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_simulated_head(tmp_path / name / "head.nii.gz", seed=3, description="Canarius")
    assert (tmp_path / "a/head.nii.gz").read_bytes() == (tmp_path / "b/head.nii.gz").read_bytes()
    image = nibabel.load(tmp_path / "a/head.nii.gz")
    volume, affine = simulated_head(3)
    assert (np.asarray(image.dataobj) == volume).all() and np.allclose(image.affine, affine)
    assert bytes(image.header["descrip"]).rstrip(b"\0") == b"Canarius"
