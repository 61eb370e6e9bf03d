# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Square matrices from MATLAB, NumPy or text files."""

from pathlib import Path

import numpy as np

from secured.common import DatasetUnavailable

__all__ = ["MATRIX_FILES", "read_matrices"]

MATRIX_FILES = (".mat", ".npy", ".npz", ".csv", ".tsv", ".txt")
LARGEST = 4 * 1024**3  # bytes: a stack of 3,000 recordings of 400 regions


def read_matrices(path: Path, said: str, *, stacked: bool = False) -> np.ndarray:
    """Read the one array of a file as a stack of square matrices; float64, shape (n, n_regions, n_regions).

    A MATLAB file (version 5 to 7) and an ``.npz`` hold one numeric array; text holds one matrix, a row a line.

    Parameters
    ----------
    path : Path
    said : str
        How messages name the file.
    stacked : bool
        Whether the array holds several matrices: along the first axis, or along the last where only the first two are
        alike, as MATLAB stacks them.

    Raises
    ------
    DatasetUnavailable
        If the file cannot be read, holds more than one array, or no square matrices.
    """
    suffix = path.suffix.lower()
    if suffix not in MATRIX_FILES:
        raise DatasetUnavailable(
            f"{said}: {suffix or 'no suffix'} is unknown. Give {', '.join(MATRIX_FILES)}."
        )
    if path.stat().st_size > LARGEST:
        raise DatasetUnavailable(f"{said}: is larger than 4 GB. Split it into a file a recording.")
    try:
        arrays = _arrays(path, suffix)
    except DatasetUnavailable:
        raise
    except NotImplementedError:  # of scipy: an HDF5 file
        raise DatasetUnavailable(
            f"{said}: is a MATLAB 7.3 file, which is not read. Save it again with save(..., '-v7')."
        ) from None
    except Exception as error:  # noqa: BLE001  a broken file may raise anything, with its content
        raise DatasetUnavailable(
            f"{said}: cannot be read ({type(error).__name__}). Remove or repair it."
        ) from None
    if len(arrays) != 1:
        raise DatasetUnavailable(
            f"{said}: holds {len(arrays)} numeric arrays of two or three dimensions. Keep the connectomes only."
        )
    return _as_stack(np.asarray(arrays[0], dtype=np.float64), said, stacked)


def _arrays(path: Path, suffix: str) -> list[np.ndarray]:
    if suffix == ".mat":
        from scipy.io import loadmat

        found = [value for name, value in loadmat(path).items() if not name.startswith("__")]
    elif suffix == ".npy":
        found = [np.load(path, allow_pickle=False)]
    elif suffix == ".npz":
        with np.load(path, allow_pickle=False) as held:
            found = [held[name] for name in held.files]
    else:
        found = [np.loadtxt(path, delimiter="," if suffix == ".csv" else None, ndmin=2, dtype=np.float64)]
    return [one for one in found if isinstance(one, np.ndarray) and one.dtype.kind in "fiu" and _large(one)]


def _large(array: np.ndarray) -> bool:
    """Not a number, a vector, or a cell of texts that MATLAB keeps as a matrix."""
    return array.ndim in (2, 3) and min(array.shape[:2]) > 1


def _as_stack(array: np.ndarray, said: str, stacked: bool) -> np.ndarray:
    if array.ndim == 2 and array.shape[0] == array.shape[1]:
        return array[None]
    if array.ndim == 3 and stacked and array.shape[1] == array.shape[2]:
        return array
    if array.ndim == 3 and stacked and array.shape[0] == array.shape[1]:
        return np.moveaxis(array, 2, 0)
    if array.ndim == 3 and 1 in (array.shape[0], array.shape[2]) and not stacked:
        return _as_stack(array, said, True)
    shape = " x ".join(map(str, array.shape))
    raise DatasetUnavailable(
        f"{said}: an array of {shape} is {'no stack of square matrices' if stacked else 'no square matrix'}. Give regions by regions."
    )
