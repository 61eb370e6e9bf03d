# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A folder of synthetic data with the list of training people: a generator that is not at hand, to be attacked all the same."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable, Guarantee, Modality, PrivacyInputError, Release
from secured.common.images import Images
from secured.common.io.tables import read_table
from secured_datasets.loaders.image_folder import read_picture

__all__ = ["SyntheticFolder", "read_synthetic_folder"]

TRAINING = "training.txt"
TABLES = ("synthetic.parquet", "synthetic.csv")
PICTURES = "synthetic"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SyntheticFolder:
    """Synthetic people that were made once, and on whom their generator was trained.

    Parameters
    ----------
    data : pandas.DataFrame or Images
    training : ndarray of int
        Positions of people in the dataset.
    others : ndarray of int
        Everybody else of the dataset, whom the generator has not seen.
    """

    data: pd.DataFrame | Images
    training: np.ndarray
    others: np.ndarray

    def sample(self, n: int, *, rng: np.random.Generator) -> Release:
        """Return `n` of the synthetic people, or all if there are fewer; none twice."""
        chosen = np.sort(rng.permutation(len(self.data))[:n])
        data = (
            self.data.take(chosen)
            if isinstance(self.data, Images)
            else self.data.iloc[chosen].reset_index(drop=True)
        )
        return Release(
            data=data,
            quasi_identifiers=(),
            sensitive=(),
            method="a folder of synthetic data",
            parameters={},
            seed=None,
            source="",
            guarantee=Guarantee(),
        )

    def __repr__(self) -> str:
        return f"SyntheticFolder({len(self.data)} synthetic people, {len(self.training)} of training)"


def read_synthetic_folder(folder: Path, dataset: Dataset) -> SyntheticFolder:
    """Read synthetic people and the list of those on whom their generator was trained.

    The folder holds ``synthetic.parquet`` or ``synthetic.csv``, whose columns are some of the dataset's; or images of the dataset's size
    in ``synthetic/``; and ``training.txt``, the subject of a training person in every line, as the dataset names them.

    Parameters
    ----------
    folder : pathlib.Path
    dataset : Dataset
        The people, trained on and not.

    Raises
    ------
    DatasetUnavailable
        If a file is missing or cannot be read.
    PrivacyInputError
        If the list names nobody or somebody unknown, or the synthetic people are of another form.
    """
    data = _pictures(folder, dataset) if dataset.modality is Modality.IMAGE else _table(folder, dataset)
    everybody = [str(one) for one in pd.unique(pd.Series(dataset.subjects))]
    named = pd.Index(everybody).get_indexer(pd.Index(_listed(folder / TRAINING)))
    unknown = int((named < 0).sum())
    if unknown or not len(named):
        raise PrivacyInputError(
            f"read_synthetic_folder: {TRAINING} names {len(named)} people, {unknown} of whom are not in {dataset.name}. "
            "Write a subject of the dataset in every line."
        )
    training = np.unique(named)
    return SyntheticFolder(
        data=data, training=training, others=np.setdiff1d(np.arange(len(everybody)), training)
    )


def _listed(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise DatasetUnavailable(
            f"{TRAINING}: is not there or no text. Write a training person in every line."
        ) from None
    return [line.strip() for line in lines if line.strip()]


def _table(folder: Path, dataset: Dataset) -> pd.DataFrame:
    found = [folder / name for name in TABLES if (folder / name).is_file()]
    if not found:
        raise DatasetUnavailable(
            f"read_synthetic_folder: neither {' nor '.join(TABLES)} is there. Put one there."
        )
    table = read_table(found[0])
    unknown = [name for name in table.columns if name not in dataset.columns]
    if unknown or not len(table):
        raise PrivacyInputError(
            f"read_synthetic_folder: {found[0].name} has {len(table)} rows, and {len(unknown)} columns that {dataset.name} "
            "has not. Give rows in the columns of the dataset."
        )
    return table.assign(**{name: _as_in(dataset, table[name]) for name in table.columns})


def _as_in(dataset: Dataset, column: pd.Series) -> pd.Series:
    """Read as numbers what are numbers in the dataset; a text file has texts only."""
    if not pd.api.types.is_numeric_dtype(dataset.data[column.name]):
        return column
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = int((numbers.isna() & column.notna()).sum())
    if wrong:
        raise PrivacyInputError(
            f"read_synthetic_folder: {wrong} synthetic people have no number in column {column.name}. Correct them."
        )
    return numbers.astype(float)


def _pictures(folder: Path, dataset: Dataset) -> Images:
    paths = sorted(path for path in (folder / PICTURES).glob("*") if path.is_file() and path.name[0] != ".")
    if not paths:
        raise DatasetUnavailable(f"read_synthetic_folder: {PICTURES}/ holds no images. Put them there.")
    pixels = [read_picture(path, path.name) for path in paths]
    if {one.shape for one in pixels} != {dataset.data.shape}:
        raise PrivacyInputError(
            f"read_synthetic_folder: some images are not of {dataset.data.shape} pixels and channels. Bring them to that."
        )
    return Images(
        pixels=np.stack(pixels),
        subjects=np.array([f"synthetic-{at:05d}" for at in range(len(pixels))]),
        sessions=np.zeros(len(pixels), dtype=np.int64),
    )
