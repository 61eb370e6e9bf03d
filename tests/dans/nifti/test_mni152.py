# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The mean of 152 brains, which nilearn brings along, keeps every voxel; without its skull it is no head."""

from dataclasses import dataclass
from importlib.resources import files

import nibabel
import numpy as np
import pytest

from secured.common import Quarantined, Reason
from secured.dans.nifti.defacing import deface
from secured.dans.nifti.defacing.quickshear import shear


@dataclass(frozen=True, kw_only=True)
class Mni152:
    """MNI ICBM 152 of 2009, nonlinear, symmetric, 1 mm, without skull (Fonov et al. 2011,
    doi:10.1016/j.neuroimage.2010.07.033)."""

    t1: np.ndarray
    brain: np.ndarray  # more grey and white matter than anything else
    affine: np.ndarray


@pytest.fixture(scope="module")
def mni() -> Mni152:
    """Read from nilearn's package data: its own loaders import much and resample."""
    folder = files("nilearn") / "datasets" / "data"
    t1, grey, white = (
        nibabel.load(str(folder / f"mni_icbm152_{kind}_tal_nlin_sym_09a_converted.nii.gz"))
        for kind in ("t1", "gm", "wm")
    )
    matter = np.asanyarray(grey.dataobj).astype(int) + np.asanyarray(white.dataobj)  # shares of 255
    return Mni152(t1=np.asanyarray(t1.dataobj), brain=matter > 127, affine=t1.affine)


def test_the_plane_changes_no_voxel_of_the_brain(mni: Mni152) -> None:
    assert mni.brain.sum() == 1_729_575
    removed = deface(mni.t1, mni.affine, method="quickshear", brain=mni.brain).removed
    assert 0.02 < removed.mean() < 0.2
    assert (removed & mni.brain).sum() == 0
    assert (removed & (mni.t1 > 0)).sum() == 0  # nor of what else is there: meninges, fluid


def test_a_plane_that_cuts_deeper_is_noticed(mni: Mni152) -> None:
    """The variant broken on purpose."""
    assert (shear(mni.brain, mni.affine, buffer=-2.0) & mni.brain).sum() > 500


@pytest.mark.slow
def test_without_a_skull_it_is_refused_as_a_head(mni: Mni152) -> None:
    coarse = mni.affine @ np.diag([2.0, 2.0, 2.0, 1.0])
    with pytest.raises(Quarantined) as refused:
        deface(mni.t1[::2, ::2, ::2], coarse)
    assert refused.value.reason is Reason.BAD_REGISTRATION
