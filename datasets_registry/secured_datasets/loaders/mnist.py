# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""MNIST: handwritten digits in the IDX format; the test digits alone, or the training digits before them."""

import gzip
import hashlib
import zlib
from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured.common.images import Images
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.pictures import images_dataset

__all__ = ["load_mnist", "read_idx"]

# SHA-256 of the files once unpacked: the same content is packed differently by its many mirrors.
CONTENT = {
    "train-images-idx3-ubyte.gz": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte.gz": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte.gz": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte.gz": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
SPLITS = {"train": "train", "t10k": "test"}
LARGEST = 100_000_000  # bytes unpacked: twice what the largest file holds
UNSIGNED_BYTE = 8  # the format's code for its numbers


def load_mnist(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read the 10,000 test digits, and before them the 60,000 training digits where both their files are there.

    Raises
    ------
    DatasetUnavailable
        If a file is not the official one, whatever it is packed by.
    """
    pixels, digits, split = [], [], []
    for name, said in SPLITS.items():
        images, labels = folder / f"{name}-images-idx3-ubyte.gz", folder / f"{name}-labels-idx1-ubyte.gz"
        if name == "train" and not (images.is_file() and labels.is_file()):
            continue
        pixels.append(_official(images))
        digits.append(_official(labels))
        split.append(np.full(len(digits[-1]), said))
    held = np.concatenate(pixels)
    return images_dataset(
        entry,
        Images(
            pixels=held[..., None],
            subjects=np.array([f"digit-{at:05d}" for at in range(len(held))]),
            sessions=np.zeros(len(held), dtype=np.int64),
        ),
        people=pd.DataFrame({"digit": np.concatenate(digits).astype(int), "split": np.concatenate(split)}),
    )


def _official(path: Path) -> np.ndarray:
    content = _unpacked(path)
    if hashlib.sha256(content).hexdigest() != CONTENT[path.name]:
        raise DatasetUnavailable(f"{path.name}: its content is not that of MNIST. Fetch it again.")
    return read_idx(content, path.name)


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as packed:
            content = packed.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise DatasetUnavailable(f"{path.name}: cannot be unpacked. Fetch it again.") from None
    if len(content) > LARGEST:
        raise DatasetUnavailable(f"{path.name}: holds more than {LARGEST} bytes. Fetch it again.")
    return content


def read_idx(content: bytes, name: str) -> np.ndarray:
    """Read an array of bytes in the IDX format.

    Parameters
    ----------
    content : bytes
        Two zeros, the code of the numbers, the number of axes, the lengths of the axes (four bytes each, the
        highest first), then the numbers.
    name : str
        Of the file, for messages.

    Raises
    ------
    DatasetUnavailable
        If it is anything else.

    References
    ----------
    LeCun, Cortes & Burges, The MNIST database of handwritten digits: the format of its files.

    Examples
    --------
    >>> read_idx(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]), "labels").tolist()
    [7, 2, 1]
    """
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] != UNSIGNED_BYTE or not content[3]:
        raise DatasetUnavailable(f"{name}: is no IDX file of bytes. Fetch it again.")
    start = 4 + 4 * content[3]
    shape = tuple(int(one) for one in np.frombuffer(content[4:start], dtype=">u4"))
    if len(shape) < content[3] or int(np.prod(shape, dtype=object)) != len(content) - start:
        raise DatasetUnavailable(f"{name}: holds less or more than its heading says. Fetch it again.")
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)
