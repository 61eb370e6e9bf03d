# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find an affine map from a head to the template: several starts, coarse to fine, and how well it fits."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.dans.nifti.defacing.images import coarser, image_of, simple_itk
from secured.dans.nifti.defacing.template_head import TemplateHead

__all__ = ["Fit", "on_grid", "register"]

PITCHES = (0.0, -15.0, 15.0)  # degrees: how heads lie in scanners differs most in the nod
BINS = 32
ITERATIONS = 120


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How well the template lies on a head.

    Parameters
    ----------
    information : float
        Mattes mutual information at 4 mm, in nats; higher is better.
    structure : float
        Mutual information inside the template's brain alone, in nats: outlines of heads and of other bodies are
        alike, what is in them is not.
    overlap : float
        Dice coefficient of the two foregrounds, where both were scanned.
    size : float
        Volume of the head in those of the template.
    starts : int
        Of how many starts the best was taken.
    agreeing : int
        Starts that came within 1 % of the best.
    """

    information: float
    structure: float
    overlap: float
    size: float
    starts: int
    agreeing: int


def register(volume: np.ndarray, affine: np.ndarray) -> tuple[Any, Fit]:
    """Return the affine transform from a head's space to the template's, and how well it fits.

    Parameters
    ----------
    volume : ndarray of float, shape (x, y, z)
    affine : ndarray of float, shape (4, 4)

    References
    ----------
    Mattes et al. 2003, doi:10.1109/TMI.2003.809072.
    """
    sitk = simple_itk()
    template = TemplateHead.load()
    heads = [image_of(volume, affine), image_of(template.head, template.affine)]
    coarse, fine = ([coarser(one, spacing) for one in heads] for spacing in (8.0, 4.0))
    started = sorted(
        (_rigid(coarse, centre, pitch) for centre in ("MOMENTS", "GEOMETRY") for pitch in PITCHES),
        key=lambda pair: pair[0],
    )
    best, rigid = started[0]
    _optimise(fine, rigid, step=1.0, share=0.3)
    transform = sitk.AffineTransform(3)
    transform.SetCenter(rigid.GetCenter())
    transform.SetMatrix(rigid.GetMatrix())
    transform.SetTranslation(rigid.GetTranslation())
    _optimise(coarse, transform, step=0.3, share=1.0)  # straight to the fine level it may run away
    information = -_optimise(fine, transform, step=0.3, share=0.3)
    agreeing = sum(value <= best * 0.99 for value, _ in started)
    return transform, Fit(
        information=information,
        structure=_structure(fine[0], transform),
        overlap=_overlap(fine, transform),
        size=float(1 / abs(np.linalg.det(np.array(transform.GetMatrix()).reshape(3, 3)))),
        starts=len(started),
        agreeing=agreeing,
    )


def on_grid(
    mask: np.ndarray, volume: np.ndarray, affine: np.ndarray, transform: Any, *, beyond: int = 0
) -> np.ndarray:
    """Return a mask of the template as shares of each voxel, 0 to 1, on the grid of a volume.

    With `beyond` the mask goes on as it ends for so many voxels on all sides: a chin may be scanned that the
    template does not have.
    """
    sitk = simple_itk()
    grid = image_of(volume, affine)
    placed = TemplateHead.load().affine.copy()
    placed[:3, 3] -= beyond * placed[:3, :3].sum(axis=1)
    source = image_of(np.pad(mask, beyond, mode="edge"), placed)
    return sitk.GetArrayFromImage(sitk.Resample(source, grid, transform, sitk.sitkLinear, 0.0)).T


def _rigid(pair: list[Any], centre: str, pitch: float) -> tuple[float, Any]:
    """Negative mutual information and transform from one start: centres laid on each other, head nodded."""
    sitk = simple_itk()
    kind = getattr(sitk.CenteredTransformInitializerFilter, centre)
    start = sitk.Euler3DTransform(sitk.CenteredTransformInitializer(*pair, sitk.Euler3DTransform(), kind))
    start.SetRotation(np.deg2rad(pitch), 0.0, 0.0)
    return _optimise(pair, start, step=4.0, share=1.0), start


def _optimise(pair: list[Any], transform: Any, *, step: float, share: float) -> float:
    """Improve a transform in place; return the negative mutual information."""
    sitk = simple_itk()
    method = sitk.ImageRegistrationMethod()
    method.SetNumberOfThreads(1)  # the sum over threads is not the same twice
    method.SetMetricAsMattesMutualInformation(BINS)
    if share < 1:
        method.SetMetricSamplingStrategy(method.RANDOM)
        method.SetMetricSamplingPercentage(share, 1)  # seed: the same volume gives the same mask
    method.SetInterpolator(sitk.sitkLinear)
    method.SetOptimizerAsRegularStepGradientDescent(step, 1e-3, ITERATIONS, relaxationFactor=0.6)
    method.SetOptimizerScalesFromPhysicalShift()
    method.SetInitialTransform(transform, True)
    method.Execute(*pair)
    return float(method.GetMetricValue())


def _overlap(pair: list[Any], transform: Any) -> float:
    """Dice of head and template, each brighter than a fifth of its bright tissue."""
    sitk = simple_itk()
    head, template = pair
    moved = sitk.GetArrayFromImage(sitk.Resample(template, head, transform, sitk.sitkLinear, -1.0))
    values = sitk.GetArrayFromImage(head)
    seen = moved >= 0  # inside the template's field of view
    if not seen.any():
        return 0.0
    one = _foreground(values) & seen
    other = _foreground(moved) & seen
    return float(2 * (one & other).sum() / max(int(one.sum() + other.sum()), 1))


def _structure(head: Any, transform: Any) -> float:
    """Mutual information of head and template over the voxels of the template's brain, in bins of equal counts."""
    sitk = simple_itk()
    template = TemplateHead.load()
    images = [coarser(image_of(one, template.affine), 4.0) for one in (template.head, template.brain)]
    moved, brain = (
        sitk.GetArrayFromImage(sitk.Resample(one, head, transform, sitk.sitkLinear, 0.0)) for one in images
    )
    inside = brain > 0.5
    if inside.sum() < BINS**2:
        return 0.0
    one, other = (_ranked(values[inside]) for values in (sitk.GetArrayFromImage(head), moved))
    joint = np.bincount(one * BINS + other, minlength=BINS**2).reshape(BINS, BINS) / inside.sum()
    alone = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    seen = joint > 0
    return float((joint[seen] * np.log(joint[seen] / alone[seen])).sum())


def _ranked(values: np.ndarray) -> np.ndarray:
    edges = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])
    return np.asarray(np.digitize(values, edges))


def _foreground(values: np.ndarray) -> np.ndarray:
    return np.asarray(values > 0.2 * np.percentile(values, 98))
