# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A user's own images: one folder a person, or a list that names the person of every file."""

from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured.common.images import Images
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.pictures import images_dataset

__all__ = ["LIST", "load_image_folder", "read_picture"]

LIST = "people.csv"  # columns file, person and, where known, session
PLAIN = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff")
DICOM = (".dcm",)
LARGEST = 64_000_000  # pixels of one image


def load_image_folder(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read all images below a folder, scaled to grey or colour of 8 bits; they must be of one size.

    The person of a file is the first folder it lies in, or what ``people.csv`` says (columns ``file``, ``person`` and
    perhaps ``session``). Without sessions a person's files count as occasions of their own, in the order of their names.
    Headers of files are not kept.

    Raises
    ------
    DatasetUnavailable
        If there are no images, one cannot be read or has another size, or the list names a file that is not there.
    """
    listed = _listed(folder) if (folder / LIST).is_file() else _by_folder(folder)
    if not len(listed):
        raise DatasetUnavailable(
            f"{entry.name}: holds no images ({', '.join((*PLAIN, *DICOM))}) in folders of people. Put them there, or add {LIST}."
        )
    pictures = [read_picture(folder / name, name) for name in listed["file"]]
    first = pictures[0].shape
    for number, one in enumerate(pictures, start=1):
        if one.shape != first:
            raise DatasetUnavailable(
                f"{entry.name}: image {number} of {len(pictures)} is {_size(one.shape)}, the first is {_size(first)}. "
                "Bring them to one size and to grey or colour."
            )
    images = Images(
        pixels=np.stack(pictures),
        subjects=listed["person"].to_numpy(dtype=str),
        sessions=listed["session"].to_numpy(dtype=np.int64),
    )
    return images_dataset(entry, images)


def _by_folder(folder: Path) -> pd.DataFrame:
    """Every image below a folder of its person, in order of names; hidden folders hold copies that programs keep."""
    found = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix.lower() in (*PLAIN, *DICOM) and path.parent != folder
    )
    found = [name for name in found if not any(part.startswith(".") for part in name.split("/"))]
    people = [name.split("/")[0] for name in found]
    table = pd.DataFrame({"file": found, "person": people}, dtype=object)
    return table.assign(session=table.groupby("person").cumcount())


def _listed(folder: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(folder / LIST, dtype=str)
    except (OSError, ValueError, UnicodeDecodeError):
        raise DatasetUnavailable(
            f"{LIST}: is no table. Write columns file and person, separated by commas."
        ) from None
    if not {"file", "person"} <= set(table.columns) or table[["file", "person"]].isna().any(axis=None):
        raise DatasetUnavailable(
            f"{LIST}: needs a file and a person in every row. Fill columns file and person."
        )
    outside = [
        PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts for name in table["file"]
    ]
    absent = [not (folder / name).is_file() for name in table["file"]]
    for wrong, what in ((outside, "lie outside the folder"), (absent, "are not there")):
        if any(wrong):
            row = wrong.index(True) + 2
            raise DatasetUnavailable(
                f"{LIST}: {sum(wrong)} files {what}, the first in line {row}. Correct the list."
            )
    if "session" not in table:
        return table.assign(session=table.groupby("person").cumcount())
    session = pd.to_numeric(table["session"], errors="coerce")
    if session.isna().any() or (session % 1 != 0).any():
        raise DatasetUnavailable(
            f"{LIST}: {int(session.isna().sum())} sessions are no whole numbers. Number them from 0."
        )
    return table.assign(session=session.astype(int))


def read_picture(path: Path, name: str) -> np.ndarray:
    """Read one image; uint8, shape (height, width, 1 or 3).

    More than 8 bits are scaled so that the image's own smallest and largest value become 0 and 255.

    Raises
    ------
    DatasetUnavailable
        If it cannot be read, or holds several pictures.
    """
    number = PurePosixPath(name).suffix.lower()
    try:
        values = _dicom(path) if number in DICOM else _plain(path)
    except Exception as error:  # noqa: BLE001  a broken file may raise anything; its name may be a person's
        raise DatasetUnavailable(
            f"An image ({number}) cannot be read ({type(error).__name__}). Remove or repair it."
        ) from None
    if values.ndim == 2:
        values = values[..., None]
    if values.ndim != 3 or values.shape[2] not in (1, 3):
        raise DatasetUnavailable(
            f"An image ({number}) holds several pictures or channels. Give single ones, grey or colour."
        )
    return values if values.dtype == np.uint8 else _scaled(values)


def _plain(path: Path) -> np.ndarray:
    from PIL import Image

    with Image.open(path) as opened:
        if opened.width * opened.height > LARGEST:
            raise ValueError("too large")
        if getattr(opened, "n_frames", 1) > 1:
            raise ValueError("several pictures")
        if opened.mode in ("1", "L", "I", "F", "I;16", "I;16B", "I;16L"):
            return np.asarray(opened.convert("L") if opened.mode == "1" else opened)
        return np.asarray(opened.convert("RGB"))


def _dicom(path: Path) -> np.ndarray:
    import pydicom
    from pydicom.pixels import apply_modality_lut

    with pydicom.dcmread(path) as held:
        values = np.asarray(apply_modality_lut(held.pixel_array, held))
        return values.max() - values if held.get("PhotometricInterpretation") == "MONOCHROME1" else values


def _scaled(values: np.ndarray) -> np.ndarray:
    low, high = float(values.min()), float(values.max())
    return np.round(255 * (values.astype(np.float64) - low) / (high - low if high > low else 1.0)).astype(
        np.uint8
    )


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))
