# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The header of a NIfTI-1 or NIfTI-2 volume, read strictly and written anew from the fields that are geometry."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Literal

import numpy as np

from secured.common.outcome import Quarantined, Reason

__all__ = ["LONGEST_HEADER", "VolumeHeader", "kind_of_header", "read_header", "reads_like_text"]

SIZES = {1: 348, 2: 540}
LONGEST_HEADER = 544
LARGEST_AXIS = 65_536
LARGEST_VOLUME = 64 * 2**30  # bytes; refused before anything of that size is touched
LONGEST_EXTENSIONS = 64 * 2**20
STORED = {
    2: "u1", 4: "i2", 8: "i4", 16: "f4", 32: "c8", 64: "f8", 256: "i1",
    512: "u2", 768: "u4", 1024: "i8", 1280: "u8",
}  # fmt: skip
BYTES = {code: int(kind[1:]) for code, kind in STORED.items()} | {
    128: 3,
    1536: 16,
    1792: 16,
    2048: 32,
    2304: 4,
}
STATISTICS = range(2, 25)
INTENTS = {0, *STATISTICS, *range(1001, 1012), *range(2001, 2006), 2016, 2017, 2018}
SPACE_UNITS, TIME_UNITS = {0, 1, 2, 3}, {0, 8, 16, 24, 32, 40, 48}
READABLE = re.compile(rb"[A-Za-z0-9 ,.^'-]{8,}")
FEWEST_LETTERS = 6  # different ones: 0.7 is stored as 3333

Kind = Literal["single", "pair", "analyze"]


@dataclass(frozen=True, kw_only=True, repr=False)
class VolumeHeader:
    """What a header says, as far as it is kept.

    Parameters
    ----------
    version : {1, 2}
    kind : {"single", "pair"}
        Whether the voxels follow in the same file.
    shape : tuple of int
        One to seven axes.
    offset : int
        Where the voxels begin in their file.
    fields : structured array
        All fields, with the byte order of the file.
    """

    version: int
    kind: Kind
    shape: tuple[int, ...]
    offset: int
    fields: np.ndarray
    texts: frozenset[str] = field(default=frozenset())

    @property
    def n_bytes(self) -> int:
        """Size of all voxels."""
        return prod(self.shape) * BYTES[int(self.fields["datatype"])]

    @property
    def stored(self) -> np.dtype | None:
        """Type of a voxel, or None where a voxel is more than one number."""
        kind = STORED.get(int(self.fields["datatype"]))
        return None if kind is None else np.dtype(kind).newbyteorder(self.fields.dtype["dim"].base.byteorder)

    @cached_property
    def affine(self) -> np.ndarray:
        """From voxel to millimetres, as nibabel takes it: sform, else qform, else the spacing alone."""
        import nibabel

        kind = nibabel.Nifti1Header if self.version == 1 else nibabel.Nifti2Header
        clean = kind(self.written()[: SIZES[self.version]], check=False)
        try:
            affine = np.asarray(clean.get_best_affine(), dtype=np.float64)
        except (nibabel.spatialimages.HeaderDataError, ValueError):
            affine = np.zeros((4, 4))
        if not np.isfinite(affine).all() or abs(np.linalg.det(affine)) < 1e-9:
            raise Quarantined(Reason.MALFORMED, "The header does not say how the volume lies in space.")
        return affine

    @property
    def oriented(self) -> bool:
        """Whether the header says which way the head lies."""
        return int(self.fields["sform_code"]) > 0 or int(self.fields["qform_code"]) > 0

    @property
    def scaling(self) -> tuple[float, float]:
        """Slope and intercept of the voxels' values; 1 and 0 where there is none."""
        slope, intercept = float(self.fields["scl_slope"]), float(self.fields["scl_inter"])
        if not np.isfinite(slope) or slope == 0:
            return 1.0, 0.0
        return slope, intercept if np.isfinite(intercept) else 0.0

    def written(self) -> bytes:
        """Return the header of a single file, with the four bytes that say that no extension follows.

        Raises
        ------
        Quarantined
            If a number is not finite, or the numbers are the letters of a text.
        """
        old, n = self.fields, len(self.shape)
        new = np.zeros((), dtype=old.dtype)
        new["sizeof_hdr"] = SIZES[self.version]
        new["magic"] = b"n+1" if self.version == 1 else b"n+2\0\r\n\x1a\n"
        new["vox_offset"] = SIZES[self.version] + 4
        new["dim"][:] = [n, *self.shape, *[1] * (7 - n)]
        new["pixdim"][:] = 1
        new["pixdim"][1 : n + 1] = old["pixdim"][1 : n + 1]
        new["pixdim"][0] = -1 if old["pixdim"][0] < 0 else 1
        for name in ("datatype", "bitpix"):
            new[name] = old[name]
        for name in ("scl_slope", "scl_inter"):
            new[name] = old[name] if np.isfinite(old[name]) else np.nan
        new["dim_info"] = int(old["dim_info"]) & 0x3F
        space, time = int(old["xyzt_units"]) & 0x07, int(old["xyzt_units"]) & 0x38
        new["xyzt_units"] = (space if space in SPACE_UNITS else 0) + (time if time in TIME_UNITS else 0)
        _keep_intent(old, new)
        _keep_slices(old, new, self.shape)
        _keep_orientation(old, new)
        numbers = [new[name] for name in ("pixdim", *QFORM, *SFORM, "slice_duration")]
        if not all(np.isfinite(one).all() for one in numbers):
            raise Quarantined(Reason.MALFORMED, "A number of the header's geometry is not finite.")
        content = new.tobytes()
        if reads_like_text(content[16:]):  # after sizeof_hdr and the magic word
            raise Quarantined(Reason.MALFORMED, "Numbers of the header are the letters of a text.")
        return content + bytes(4)


QFORM = ("quatern_b", "quatern_c", "quatern_d", "qoffset_x", "qoffset_y", "qoffset_z")
SFORM = ("srow_x", "srow_y", "srow_z")


def _keep_intent(old: np.ndarray, new: np.ndarray) -> None:
    """Keep what the values are; of a statistic also its degrees of freedom, to two decimals."""
    code = int(old["intent_code"])
    new["intent_code"] = code if code in INTENTS else 0
    if code in STATISTICS:
        for name in ("intent_p1", "intent_p2", "intent_p3"):
            value = float(old[name])
            new[name] = round(value, 2) if 0 <= value <= 1e6 else 0


def _keep_slices(old: np.ndarray, new: np.ndarray, shape: tuple[int, ...]) -> None:
    """Keep the order in which slices were taken, where it fits the axes."""
    if not 0 <= int(old["slice_code"]) <= 6:
        return
    for name in ("slice_code", "slice_duration"):
        new[name] = old[name]
    for name in ("slice_start", "slice_end"):
        if 0 <= int(old[name]) < max(shape):
            new[name] = old[name]


def _keep_orientation(old: np.ndarray, new: np.ndarray) -> None:
    for code, names in (("qform_code", QFORM), ("sform_code", SFORM)):
        if 0 < int(old[code]) <= 5:
            for name in (code, *names):
                new[name] = old[name]


def reads_like_text(content: bytes) -> bool:
    """Say whether eight or more letters follow each other, six of them different, which plain numbers do not give.

    Examples
    --------
    >>> reads_like_text(b"Jane Doe"), reads_like_text(np.float32([0.7, 0.9, 30.1, -12.3]).tobytes())
    (True, False)
    """
    return any(len(set(found[0])) >= FEWEST_LETTERS for found in READABLE.finditer(content))


def kind_of_header(head: bytes) -> Kind | None:
    """Say what the first bytes of a file are the header of.

    Examples
    --------
    >>> kind_of_header(b"not a volume") is None
    True
    """
    size = head[:4]
    if size in (b"\x1c\x02\0\0", b"\0\0\x02\x1c"):
        return {b"n+2\0\r\n\x1a\n": "single", b"ni2\0\r\n\x1a\n": "pair"}.get(head[4:12])  # type: ignore[return-value]
    if size in (b"\x5c\x01\0\0", b"\0\0\x01\x5c") and len(head) >= 348:
        return {b"n+1\0": "single", b"ni1\0": "pair"}.get(head[344:348], "analyze")  # type: ignore[return-value]
    return None


def read_header(head: bytes) -> VolumeHeader:
    """Read a header from the first 544 bytes of a file.

    Raises
    ------
    Quarantined
        If it is no NIfTI header, or a size in it is not what the standard allows.
    """
    kind = kind_of_header(head)
    if kind is None:
        raise Quarantined(Reason.MALFORMED, "The header's size or magic word is not one of NIfTI.")
    if kind == "analyze":
        raise Quarantined(
            Reason.UNSUPPORTED,
            "It is an Analyze volume, which does not say how it lies; convert it to NIfTI.",
        )
    version = 1 if head[:4] in (b"\x5c\x01\0\0", b"\0\0\x01\x5c") else 2
    order: Literal["<", ">"] = "<" if head[0] else ">"
    if len(head) < SIZES[version]:
        raise Quarantined(Reason.TRUNCATED, "The file ends in its header.")
    fields = np.frombuffer(head, dtype=_layout(version).newbyteorder(order), count=1)[0:1].reshape(())
    shape = _shape(fields)
    offset = float(fields["vox_offset"])
    least = SIZES[version] + 4 if kind == "single" else 0
    if not least <= offset <= LONGEST_EXTENSIONS or offset != int(offset):
        raise Quarantined(Reason.MALFORMED, "The voxels begin at a place where they cannot.")
    header = VolumeHeader(
        version=version, kind=kind, shape=shape, offset=int(offset), fields=fields, texts=_texts(fields)
    )
    if header.n_bytes > LARGEST_VOLUME:
        raise Quarantined(Reason.UNSUPPORTED, f"The header speaks of {header.n_bytes:,} bytes of voxels.")
    return header


def _shape(fields: np.ndarray) -> tuple[int, ...]:
    n = int(fields["dim"][0])
    if not 1 <= n <= 7:
        raise Quarantined(Reason.MALFORMED, f"The header speaks of {n} axes.")
    shape = tuple(int(one) for one in fields["dim"][1 : n + 1])
    if not all(1 <= one <= LARGEST_AXIS * (32 if axis else 1) for axis, one in enumerate(shape)):
        raise Quarantined(Reason.MALFORMED, "An axis of the volume has no length, or an absurd one.")
    code = int(fields["datatype"])
    if code not in BYTES:
        raise Quarantined(Reason.UNSUPPORTED, "The type of the voxels is unknown.")
    if int(fields["bitpix"]) != 8 * BYTES[code]:
        raise Quarantined(Reason.INCONSISTENT, "The size of a voxel is given twice.")
    return shape


def _texts(fields: np.ndarray) -> frozenset[str]:
    """The texts of the header, all of which go."""
    names = [name for name in fields.dtype.names or () if fields.dtype[name].kind == "S" and name != "magic"]
    return frozenset(bytes(fields[name]).decode("latin-1").strip("\0 ") for name in names) - {"", "r"}


def _layout(version: int) -> np.dtype:
    import nibabel

    return (nibabel.nifti1 if version == 1 else nibabel.nifti2).header_dtype
