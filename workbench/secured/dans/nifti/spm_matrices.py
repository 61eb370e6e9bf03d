# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The `.mat` file that SPM lays beside a volume: its 4 x 4 matrices, and nothing else."""

import io
import zlib
from math import prod
from pathlib import Path

import numpy as np

from secured.common.outcome import Quarantined, Reason
from secured.dans.nifti.volume_header import reads_like_text

__all__ = ["MATRICES", "clean_matrices", "is_matlab"]

MATRICES = ("mat", "M")
SIGNATURE = b"MATLAB 5.0 MAT-file"
LARGEST = 64 * 2**20
MATRIX, PACKED = 14, 15  # kinds of elements
NUMERIC = range(6, 16)  # classes double to uint64
TITLE = b"MATLAB 5.0 MAT-file".ljust(116) + bytes(8)


def is_matlab(head: bytes) -> bool:
    """Say whether a file is MATLAB's, of versions 5 to 7.2 or 7.3."""
    return head.startswith((SIGNATURE, b"MATLAB 7.3 MAT-file"))


def clean_matrices(path: Path) -> tuple[bytes, int]:
    """Return a file with the matrices `mat` and `M` alone, and the number of variables left out.

    Raises
    ------
    Quarantined
        If none is there, one is not a real 4 x 4 (x n) matrix, or the file is broken.
    """
    content = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    if not content.startswith(SIGNATURE):
        raise Quarantined(
            Reason.UNSUPPORTED, "The MATLAB file is of another version than 5 to 7.2, or too large."
        )
    order = {b"IM": "little", b"MI": "big"}.get(content[126:128])
    if order is None:
        raise Quarantined(Reason.MALFORMED, "The MATLAB file does not say its byte order.")
    elements = _matrices(content, order)
    kept = {name: element for name, element in elements if name in MATRICES}
    if not kept:
        raise Quarantined(Reason.UNSUPPORTED, "The MATLAB file holds no matrix of a volume.")
    return _written({name: _values(content[:128] + element, name) for name, element in kept.items()}), len(
        elements
    ) - len(kept)


def _matrices(content: bytes, order: str) -> list[tuple[str, bytes]]:
    """Names and elements of all variables; none is unpacked beyond a bound, and no object is accepted."""
    result, at, left = [], 128, LARGEST
    while at < len(content):
        kind, size = _pair(content, at, order)
        body = content[at + 8 : at + 8 + size]
        if len(body) < size:
            raise Quarantined(Reason.TRUNCATED, "The MATLAB file ends in a variable.")
        element = content[at : at + 8 + size]
        if kind == PACKED:
            element = _unpacked(body, left)
            left -= len(element)
        at += 8 + size
        result.append((_name(element, order), element))
    return result


def _pair(content: bytes, at: int, order: str) -> tuple[int, int]:
    if len(content) < at + 8:
        raise Quarantined(Reason.TRUNCATED, "The MATLAB file ends in a variable.")
    first, second = content[at : at + 4], content[at + 4 : at + 8]
    return int.from_bytes(first, order), int.from_bytes(second, order)  # type: ignore[arg-type]


def _unpacked(body: bytes, left: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        element = unpacker.decompress(body, left)
    except zlib.error:
        raise Quarantined(Reason.MALFORMED, "A variable of the MATLAB file cannot be unpacked.") from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise Quarantined(Reason.UNSUPPORTED, "A variable of the MATLAB file is too large, or ends early.")
    return element


def _name(element: bytes, order: str) -> str:
    """The name of a variable; of one that is kept, class and size are checked."""
    kind, size = _pair(element, 0, order)
    flags_kind, flags_size = _pair(element, 8, order)
    shape_kind, shape_size = _pair(element, 24, order)
    if kind != MATRIX or size + 8 != len(element) or (flags_kind, flags_size, shape_kind) != (6, 8, 5):
        raise Quarantined(
            Reason.UNSUPPORTED, "A variable of the MATLAB file is no array; objects are not read."
        )
    flags = int.from_bytes(element[16:20], order)  # type: ignore[arg-type]
    name_at = 32 + -(-shape_size // 8) * 8
    short = int.from_bytes(element[name_at : name_at + 4], order)  # type: ignore[arg-type]
    if short >> 16:
        name = element[name_at + 4 : name_at + 4 + (short >> 16)]
    else:
        name = element[name_at + 8 : name_at + 8 + _pair(element, name_at, order)[1]]
    if name not in (b"mat", b"M"):
        return ""
    shape = np.frombuffer(element[32 : 32 + shape_size], dtype="<i4" if order == "little" else ">i4").tolist()
    real = flags & 0xFF in NUMERIC and not flags & 0x0800
    if not real or len(shape) not in (2, 3) or shape[:2] != [4, 4] or not 16 <= prod(shape) <= LARGEST // 8:
        raise Quarantined(Reason.UNSUPPORTED, "The matrix of a volume is not 4 x 4, or not of real numbers.")
    if prod(shape) > len(element):
        raise Quarantined(Reason.TRUNCATED, "The matrix of a volume is shorter than its size.")
    return name.decode()


def _values(content: bytes, name: str) -> np.ndarray:
    from scipy.io import loadmat

    try:
        values = np.asarray(loadmat(io.BytesIO(content))[name], dtype=np.float64)
    except Exception:  # noqa: BLE001  fail closed: the reader's errors have no common kind
        raise Quarantined(Reason.MALFORMED, "The matrix of a volume cannot be read.") from None
    if not np.isfinite(values).all() or (np.abs(values) > 1e6).any() or reads_like_text(values.tobytes()):
        raise Quarantined(Reason.MALFORMED, "The matrix of a volume holds what no matrix holds.")
    return values


def _written(matrices: dict[str, np.ndarray]) -> bytes:
    from scipy.io import savemat

    file = io.BytesIO()
    savemat(file, matrices)
    return TITLE + file.getvalue()[124:]  # scipy's own title says when
