# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""PneumoniaMNIST: small chest X-rays of children, from one archive of arrays; the official one or a reconstruction."""

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable, Standing
from secured.common.images import Images
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.pictures import images_dataset

__all__ = ["load_pneumoniamnist"]

OFFICIAL = "28209eda62fecd6e6a2d98b1501bb15f"  # MD5 of the file, as MedMNIST publishes it
RECONSTRUCTED = "ed1ca8fcdfbbfa005a2fb8529ef40f813a058d5b6efa7b16ea50b3f10bf8891b"  # SHA-256
SIZES = {"train": 4708, "val": 524, "test": 624}
MEANINGS = np.array(["normal", "pneumonia"])


def load_pneumoniamnist(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read all three splits; the file decides whether the images stand as official or as reconstructed.

    Raises
    ------
    DatasetUnavailable
        If the file is neither, or no archive of these arrays.
    """
    path = folder / "pneumoniamnist.npz"
    standing = _standing(path)
    pixels, labels, split = read_splits(path)
    twice = len(pixels) - len(np.unique(pixels.reshape(len(pixels), -1), axis=0))
    notes: tuple[str, ...] = (
        (f"{twice} images are copies of others, pixel by pixel; all are kept.",) if twice else ()
    )
    if standing is Standing.RECONSTRUCTED:
        notes += (
            "This copy was put together from two altered ones: counts and means are official, the order is not.",
        )
    return images_dataset(
        entry,
        Images(
            pixels=pixels[..., None],
            subjects=np.array([f"image-{at:04d}" for at in range(len(pixels))]),
            sessions=np.zeros(len(pixels), dtype=np.int64),
        ),
        people=pd.DataFrame({"finding": MEANINGS[labels], "split": split}),
        standing=standing,
        notes=notes,
    )


def _standing(path: Path) -> Standing:
    content = path.read_bytes()
    if hashlib.md5(content, usedforsecurity=False).hexdigest() == OFFICIAL:
        return Standing.REAL
    if hashlib.sha256(content).hexdigest() == RECONSTRUCTED:
        return Standing.RECONSTRUCTED
    raise DatasetUnavailable(
        f"{path.name}: is neither the official file nor its reconstruction. Fetch it again."
    )


def read_splits(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read images, labels (0 or 1) and split of all three splits, in the order train, val, test.

    Raises
    ------
    DatasetUnavailable
        If an array is missing, of another kind or size, or would have to be unpickled.
    """
    pixels, labels = [], []
    try:
        with np.load(path, allow_pickle=False) as held:
            for name in SIZES:
                pixels.append(held[f"{name}_images"])
                labels.append(held[f"{name}_labels"].ravel())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        raise DatasetUnavailable(
            f"{path.name}: is no archive of images and labels. Fetch it again."
        ) from None
    for (name, n), images, marks in zip(SIZES.items(), pixels, labels, strict=True):
        if (
            images.shape != (n, 28, 28)
            or images.dtype != np.uint8
            or len(marks) != n
            or not np.isin(marks, (0, 1)).all()
        ):
            raise DatasetUnavailable(
                f"{path.name}: its {name} arrays are not those of the dataset. Fetch it again."
            )
    split = np.repeat(list(SIZES), list(SIZES.values()))
    return np.concatenate(pixels), np.concatenate(labels).astype(int), split
