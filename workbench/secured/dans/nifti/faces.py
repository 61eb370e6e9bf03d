# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which volumes may show a face: all, except for those that by kind or size do not."""

from secured.common.outcome import Quarantined, Reason
from secured.dans.nifti.bids_names import BidsName
from secured.dans.nifti.volume_header import VolumeHeader

__all__ = ["may_show_a_face"]

FACELESS_FOLDERS = ("func", "dwi", "fmap", "perf", "pet")  # coarse, or without contrast at the skin
SMALLEST_FACE = 100  # mm: no side of a box around a whole face is shorter than its longest
COARSEST_FACE = 32  # voxels along the longest side: below, nobody is recognised
FEWEST_SLICES = 16
MILLIMETRES = {1: 1000.0, 2: 1.0, 3: 0.001}  # in a metre, a millimetre, a micrometre


def may_show_a_face(header: VolumeHeader, name: BidsName | None) -> bool:
    """Say whether a volume has to be defaced.

    Parameters
    ----------
    name : BidsName or None
        Functional, diffusion, perfusion and field images are told by it alone.

    Raises
    ------
    Quarantined
        If it has so few slices that a face cannot be located, though a profile might be seen.
    """
    if name is not None and name.folder in FACELESS_FOLDERS:
        return False
    shape = (*header.shape, 1, 1)[:3]
    if max(shape) <= COARSEST_FACE:
        return False
    if min(shape) < FEWEST_SLICES:
        raise Quarantined(
            Reason.UNSUPPORTED,
            "It has too few slices for a face to be located; if it shows none, name it in without_face.",
        )
    unit = MILLIMETRES.get(int(header.fields["xyzt_units"]) & 7)
    spacing = [abs(float(one)) for one in header.fields["pixdim"][1:4]]
    if unit is None or not all(one > 0 for one in spacing):
        return True
    return max(n * one * unit for n, one in zip(shape, spacing, strict=True)) >= SMALLEST_FACE
