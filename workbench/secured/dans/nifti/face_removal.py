# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which stored voxels of a file are a face, and what takes their place."""

from typing import Literal

import numpy as np

from secured.common.outcome import Quarantined, Reason
from secured.dans.nifti.volume_header import VolumeHeader
from secured.dans.nifti.volumes import VolumeFiles, first_volume

__all__ = ["defaced_voxels"]


def defaced_voxels(
    files: VolumeFiles, header: VolumeHeader, method: Literal["registered", "quickshear"]
) -> tuple[np.ndarray, float]:
    """Return where the face is, (x, y, z), and the stored value of what is dark: the smallest of the first volume.

    The first volume of a series says where the face is in all of them.

    Raises
    ------
    Quarantined
        If the face cannot be located with confidence.
    """
    from secured.dans.nifti.defacing import deface

    stored = first_volume(files)
    finite = np.isfinite(stored)
    if not finite.all():
        stored = np.where(finite, stored, 0).astype(stored.dtype)
    slope, intercept = header.scaling
    with np.errstate(over="ignore", invalid="ignore"):
        values = stored.astype(np.float32) * np.float32(slope) + np.float32(intercept)
    if not np.isfinite(values).all() or values.min() == values.max():
        raise Quarantined(
            Reason.BAD_REGISTRATION, "The volume has no contrast by which a face could be located."
        )
    found = deface(values, header.affine, method=method)
    return np.asarray(found.removed, dtype=bool), (stored.min() if slope > 0 else stored.max()).item()
