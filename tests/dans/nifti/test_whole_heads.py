# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Two real heads (IXI, 2 mm), from file to file: nose, mouth and chin are gone, everything above the brow is as it was."""

import os
import time
from pathlib import Path

import nibabel
import numpy as np
import pytest

from secured.dans.nifti import NiftiFiles

FOLDER = Path(os.environ.get("SECURED_DATA", "")) / "ixi"
HEADS = ("IXI012-HH-1211_T1.nii.gz", "IXI015-HH-1258_T1.nii.gz")
SECONDS = 60  # N5, on one core

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="needs the IXI heads in SECURED_DATA"),
]


@pytest.fixture(scope="module")
def heads() -> dict[str, np.ndarray]:
    """Stored values along right, anterior, superior."""
    return {name: canonical(FOLDER / name) for name in HEADS}


def canonical(path: Path) -> np.ndarray:
    image = nibabel.load(path)
    stored = nibabel.Nifti1Image(np.asarray(image.dataobj.get_unscaled()), image.affine)
    return np.asarray(nibabel.as_closest_canonical(stored).dataobj)


@pytest.mark.parametrize("method", ["registered", "quickshear"])
@pytest.mark.parametrize("name", HEADS)
def test_a_real_face_is_gone(heads, clean, method, name):
    before = heads[name]
    started = time.process_time()
    result = clean(NiftiFiles(deface=method), FOLDER / name)
    assert time.process_time() - started < SECONDS
    after = canonical(result.file())
    assert np.array_equal(nibabel.load(FOLDER / name).affine, nibabel.load(result.file()).affine)
    tissue = before > 0.15 * np.percentile(before, 99)
    face = np.zeros(before.shape, dtype=bool)
    face[:, 100:, :58] = True  # in front of the cheekbones, below the eyes, down to the chin
    face &= tissue
    assert face.sum() > 3000
    assert (after[face] > after.min()).mean() < 0.01
    changed = before != after
    assert not (changed & tissue)[:, :, 90:].any()
    assert (after[changed] == before.min()).all()
    assert changed.mean() < 0.2
