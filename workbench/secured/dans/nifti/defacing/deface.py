# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find the face of a head with certainty, or refuse."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.outcome import Quarantined, Reason
from secured.dans.nifti.defacing.quickshear import shear
from secured.dans.nifti.defacing.registration import Fit, on_grid, register
from secured.dans.nifti.defacing.template_head import TemplateHead

__all__ = ["LEAST_OVERLAP", "LEAST_STRUCTURE", "SIZES", "DefacingResult", "deface"]

# between the worst of the heads that were located and the best of what was not (docs: de-identifying, NIfTI)
LEAST_STRUCTURE = 0.38
LEAST_OVERLAP = 0.88
SIZES = (0.5, 1.7)  # a newborn's head has a third of an adult's volume: it is refused, and so is a torso
FACE = 0.1  # share of a voxel in the face from which it is removed
BRAIN = 0.5
BEYOND = 40  # voxels of the template: 8 cm


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DefacingResult:
    """What is to be taken away from a volume.

    Parameters
    ----------
    removed, brain : ndarray of bool, shape (x, y, z)
        The face, and the brain, which have no voxel in common.
    method : str
    fit : Fit or None
        How well the template lay on the head; None where a mask of the brain was given.
    """

    removed: np.ndarray
    brain: np.ndarray
    method: str
    fit: Fit | None

    def to_dict(self) -> dict[str, Any]:
        """Shares and the fit, no voxel."""
        return {
            "method": self.method,
            "removed_share": float(self.removed.mean()),
            "brain_share": float(self.brain.mean()),
            "fit": None if self.fit is None else vars(self.fit).copy(),
        }

    def __repr__(self) -> str:
        return f"DefacingResult({self.method}, {self.removed.mean():.1%} removed, {self.fit})"


def deface(
    volume: np.ndarray,
    affine: np.ndarray,
    *,
    method: Literal["registered", "quickshear"] = "registered",
    brain: np.ndarray | None = None,
) -> DefacingResult:
    """Locate the face in a volume of a head.

    Parameters
    ----------
    volume : ndarray, shape (x, y, z)
    affine : ndarray of float, shape (4, 4)
        Voxels to right, anterior, superior in mm.
    method : {"registered", "quickshear"}
        Lay the template's face on the head, or cut along a plane in front of the brain.
    brain : ndarray of bool, optional
        For quickshear: where the brain is. When not given, the template's brain is laid on the head.

    Raises
    ------
    Quarantined
        With `Reason.BAD_REGISTRATION` where the template does not lie on the head with confidence.
    PrivacyInputError
        If shapes do not fit, or the volume is flat.
    MissingDependency
        If SimpleITK is needed and not installed.

    References
    ----------
    Gulban et al. 2022, pydeface, doi:10.5281/zenodo.6856482; Schimke & Hale 2011, Quickshear, USENIX HealthSec.
    Schwarz et al. 2021, doi:10.1016/j.neuroimage.2021.117845, on what is still recognised after defacing.
    """
    if volume.ndim != 3 or (brain is not None and brain.shape != volume.shape):
        raise PrivacyInputError(
            "deface: the volume has not three axes, or the mask of the brain another shape."
        )
    if method == "quickshear" and brain is not None:
        given = brain.astype(bool)
        return DefacingResult(removed=shear(given, affine), brain=given, method=method, fit=None)
    values = np.nan_to_num(np.asarray(volume, dtype=np.float32), posinf=0.0, neginf=0.0)
    if not values.max() > values.min():
        raise PrivacyInputError("deface: all voxels have the same value: there is no head.")
    transform, fit = register(np.clip(values, *np.percentile(values, (0.0, 99.8))), affine)
    if fit.structure < LEAST_STRUCTURE or fit.overlap < LEAST_OVERLAP or not SIZES[0] <= fit.size <= SIZES[1]:
        raise Quarantined(
            Reason.BAD_REGISTRATION,
            f"No face was located: structure {fit.structure:.2f} (at least {LEAST_STRUCTURE}), overlap "
            f"{fit.overlap:.2f} (at least {LEAST_OVERLAP}), size {fit.size:.2f} ({SIZES[0]} to {SIZES[1]}).",
        )
    template = TemplateHead.load()
    found = on_grid(template.brain, volume, affine, transform) > BRAIN
    if method == "quickshear":
        removed = shear(found, affine)
    else:
        removed = on_grid(template.face, volume, affine, transform, beyond=BEYOND) > FACE
    return DefacingResult(removed=removed & ~found, brain=found, method=method, fit=fit)
