# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Copy the voxels of a volume behind a new header, with or without those of a face."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import BinaryIO

import numpy as np

from secured.common.outcome import Quarantined, Reason
from secured.dans.nifti.volume_header import LONGEST_HEADER, VolumeHeader, read_header
from secured.dans.nifti.voxel_stream import blocks, check_end, check_size, opened, skip_to_voxels, written

__all__ = ["LARGEST_IN_MEMORY", "VolumeFiles", "copy_volume", "first_volume"]

LARGEST_IN_MEMORY = 2**29  # voxels of one volume that is looked at as a whole


@dataclass(frozen=True, kw_only=True, repr=False)
class VolumeFiles:
    """The file of the header, and that of the voxels: the same one, or two.

    Parameters
    ----------
    header, voxels : Path
    """

    header: Path
    voxels: Path

    @contextmanager
    def opened(self) -> Iterator[tuple[VolumeHeader, BinaryIO]]:
        """The header, and the file at its first voxel; sizes are checked before anything is read.

        Raises
        ------
        Quarantined
            If the files are broken, short or long.
        """
        if self.header == self.voxels:
            with opened(self.header) as file:
                yield skip_to_voxels(file, self.header), file
            return
        with opened(self.header) as file:
            header = read_header(file.read(LONGEST_HEADER))
        packed = self.voxels.suffix == ".gz"  # plain voxels may begin with any two bytes
        with opened(self.voxels, packed) as file:
            check_size(self.voxels, header, packed)
            file.seek(header.offset)
            yield header, file


def copy_volume(
    files: VolumeFiles, output: Path, packed: bool, removed: np.ndarray | None = None, fill: float = 0
) -> None:
    """Write a single file: the rebuilt header, then the same bytes, except for the voxels that are removed.

    Parameters
    ----------
    removed : array of bool, (x, y, z), optional
        The same in all volumes of a series.
    fill : number
        Stored value that takes the place of a removed voxel.

    Raises
    ------
    Quarantined
        If the voxels are fewer or more than the header says.
    """
    with files.opened() as (header, file), written(output, packed) as new:
        new.write(header.written())
        if removed is None:
            for block in blocks(file, header.n_bytes):
                new.write(block)
        else:
            flat = removed.ravel(order="F")
            for volume in _volumes(file, header):
                volume[flat] = fill
                new.write(volume.tobytes())
        check_end(file)


def first_volume(files: VolumeFiles) -> np.ndarray:
    """Return the stored numbers of the first three axes, (x, y, z).

    Raises
    ------
    Quarantined
        If a voxel is more than one number, or the volume too large to be looked at.
    """
    with files.opened() as (header, file):
        if header.stored is None or header.stored.kind == "c":
            raise Quarantined(
                Reason.UNSUPPORTED, "A face cannot be located where a voxel is more than one number."
            )
        if prod(header.shape[:3]) > LARGEST_IN_MEMORY:
            raise Quarantined(Reason.UNSUPPORTED, "The volume is too large for a face to be located.")
        return next(_volumes(file, header)).reshape(header.shape[:3], order="F")


def _volumes(file: BinaryIO, header: VolumeHeader) -> Iterator[np.ndarray]:
    """One flat array of stored numbers after the other."""
    size = prod(header.shape[:3]) * header.stored.itemsize  # type: ignore[union-attr]
    for _ in range(prod(header.shape[3:])):
        content = bytearray()
        for block in blocks(file, size):
            content += block
        yield np.frombuffer(content, dtype=header.stored)
