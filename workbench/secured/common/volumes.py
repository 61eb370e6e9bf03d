# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Volumes: scans in three dimensions with their place in millimetres, read when asked for, and whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.fingerprint import fingerprint_of_arrays, fingerprint_of_values
from secured.common.of_people import OfPeople

__all__ = ["Volumes"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Volumes(OfPeople):
    """Volumes of people as images of nibabel, of any sizes; voxels stay in their files until they are looked at.

    Parameters
    ----------
    images : tuple of nibabel.spatialimages.SpatialImage, length n_volumes
        Each of three axes, with an affine from voxels to right, anterior, superior in mm.
    subjects : ndarray, shape (n_volumes,)
        The person of every volume.
    sessions : ndarray of int, shape (n_volumes,)
        Occasions of a person by number, in order of time.
    labels : tuple of images, optional
        What every voxel belongs to, by whole numbers with 0 for nothing, each of the size of its volume.

    Raises
    ------
    PrivacyInputError
        If numbers of volumes disagree, a volume has not three axes, or labels are of another size.

    Examples
    --------
    >>> from nibabel import Nifti1Image
    >>> one = Volumes(images=(Nifti1Image(np.zeros((3, 4, 5), np.float32), np.diag([-2.0, 1, 1, 1])),),
    ...               subjects=np.array(["a"]), sessions=np.array([0]))
    >>> one, one.spacing(0), float(one.affine(0)[0, 0])
    (Volumes(1 of 1 people), (2.0, 1.0, 1.0), 2.0)
    """

    images: tuple[Any, ...]
    subjects: np.ndarray
    sessions: np.ndarray
    labels: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.images)
        if not len(self.subjects) == len(self.sessions) == n:
            raise PrivacyInputError(
                f"Volumes: {len(self.subjects)} subjects and {len(self.sessions)} sessions are given for {n} volumes. "
                "Name the person and the occasion of each."
            )
        if len(self.labels) not in (0, n):
            raise PrivacyInputError(
                f"Volumes: labels are given of {len(self.labels)} of {n} volumes. Give all or none."
            )
        for at, one in enumerate(self.images, start=1):
            if len(one.shape) != 3 or min(one.shape) < 1:
                raise PrivacyInputError(
                    f"Volumes: volume {at} of {n} has {len(one.shape)} axes. Give (x, y, z), one volume of a series."
                )
            if self.labels and self.labels[at - 1].shape != one.shape:
                raise PrivacyInputError(
                    f"Volumes: labels of volume {at} of {n} are of size {self.labels[at - 1].shape}, the volume is of "
                    f"{one.shape}. Bring them to one grid."
                )

    @classmethod
    def of_files(
        cls, files: Sequence[Path], *, subjects: np.ndarray, sessions: np.ndarray, labels: Sequence[Path] = ()
    ) -> Self:
        """Open files of NIfTI, or another format that nibabel knows; only headers are read.

        Raises
        ------
        PrivacyInputError
            If one cannot be opened; said by its number, for its name may be a person's.
        """
        return cls(images=_opened(files), subjects=subjects, sessions=sessions, labels=_opened(labels))

    def voxels(self, at: int) -> np.ndarray:
        """Read one volume, its axes right, anterior, superior; float32, shape (x, y, z).

        Raises
        ------
        PrivacyInputError
            If its file ends early or is damaged, or values are not finite.
        """
        values = self._read(self._canonical(self.images[at]), at)
        if not np.isfinite(values).all():
            raise PrivacyInputError(
                f"Volumes: {int((~np.isfinite(values)).sum())} voxels of volume {at + 1} are not finite. Replace them."
            )
        return values

    def label_of(self, at: int) -> np.ndarray:
        """Read what every voxel belongs to, in the axes of `voxels`; int16, shape (x, y, z).

        Raises
        ------
        PrivacyInputError
            If there are no labels, or some are no whole numbers.
        """
        if not self.labels:
            raise PrivacyInputError("Volumes: nothing says what a voxel belongs to. Give labels.")
        values = self._read(self._canonical(self.labels[at]), at)
        if not (values == np.round(values)).all():
            raise PrivacyInputError(
                f"Volumes: labels of volume {at + 1} are no whole numbers. Give a segmentation."
            )
        return values.astype(np.int16)

    def affine(self, at: int) -> np.ndarray:
        """From voxels of `voxels` to right, anterior, superior in mm; float64, shape (4, 4)."""
        return np.asarray(self._canonical(self.images[at]).affine, dtype=np.float64)

    def spacing(self, at: int) -> tuple[float, float, float]:
        """Millimetres between voxels of `voxels`."""
        x, y, z = np.linalg.norm(self.affine(at)[:3, :3], axis=0)
        return float(x), float(y), float(z)

    def take(self, records: np.ndarray) -> Self:
        """Return some of the volumes, by position or mask."""
        at = np.arange(len(self))[records]
        return replace(
            self,
            images=tuple(self.images[one] for one in at),
            subjects=self.subjects[at],
            sessions=self.sessions[at],
            labels=tuple(self.labels[one] for one in at) if self.labels else (),
        )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over voxels, places, labels, people and occasions; reads every file once."""
        parts = [
            fingerprint_of_arrays(
                self.voxels(at), self.affine(at), *([self.label_of(at)] if self.labels else [])
            )
            for at in range(len(self))
        ]
        return fingerprint_of_values([parts, fingerprint_of_arrays(np.asarray(self.subjects), self.sessions)])

    def content(self) -> dict[str, Any]:
        """Range of sizes in voxels, and whether there are labels."""
        shapes = np.array([one.shape for one in self.images]) if self.images else np.zeros((1, 3), int)
        low, high = (
            " x ".join(map(str, shapes[order].tolist()))
            for order in (shapes.prod(1).argmin(), shapes.prod(1).argmax())
        )
        return {"smallest": low, "largest": high, "labels": bool(self.labels)}

    @property
    def size(self) -> str:
        """Number of volumes."""
        return f"{len(self)} volumes"

    def __repr__(self) -> str:
        return f"Volumes({len(self)} of {len(self.people)} people{', with labels' if self.labels else ''})"

    def _canonical(self, image: Any) -> Any:
        import nibabel

        return nibabel.as_closest_canonical(image)

    def _read(self, image: Any, at: int) -> np.ndarray:
        try:
            return np.asarray(image.dataobj, dtype=np.float32)
        except (OSError, EOFError, ValueError) as error:
            raise PrivacyInputError(
                f"Volumes: volume {at + 1} of {len(self)} cannot be read ({type(error).__name__}). Fetch it again."
            ) from None


def _opened(files: Sequence[Path]) -> tuple[Any, ...]:
    import nibabel
    from nibabel.filebasedimages import ImageFileError

    opened = []
    for at, file in enumerate(files, start=1):
        try:
            opened.append(nibabel.load(file))
        except (ImageFileError, OSError, EOFError, ValueError) as error:
            raise PrivacyInputError(
                f"Volumes: file {at} of {len(files)} is no volume ({type(error).__name__}). Fetch it again."
            ) from None
    return tuple(opened)
