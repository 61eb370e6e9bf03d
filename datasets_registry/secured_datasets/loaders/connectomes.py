# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A user's own connectomes of two visits: one matrix a file, or a stack of them with a list of people and sessions."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable, Modality, Provenance
from secured.common.connectomes import Connectomes
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.matrices import read_matrices
from secured_datasets.loaders.single_table import typed

__all__ = ["FACTS", "LIST", "REGIONS", "connectomes_dataset", "load_connectomes"]

LIST = "recordings.csv"  # columns person, session and, with one file a recording, file
REGIONS = "regions.csv"  # column region and, where known, network
FACTS = "people.csv"  # column person and the facts that the entry describes
UNITS = ("correlation", "Fisher z")


def load_connectomes(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read matrices listed in ``recordings.csv``; the entry's `units` say whether they hold correlations or Fisher z.

    With a column ``file`` every recording has a file of its own; without, one file holds all of them, in the order of
    the list. Fisher z become correlations. ``regions.csv`` names regions and networks, ``people.csv`` holds facts.

    Raises
    ------
    DatasetUnavailable
        If a list or a file is not as described, a matrix is not symmetric, or a region has no signal; regions are named
        and recordings told by their place in the list.
    """
    listed = _table(folder, LIST, ("person", "session"))
    if entry.units not in UNITS:
        raise DatasetUnavailable(
            f'{entry.name}: units={entry.units!r} do not say what matrices hold. Write units = "correlation" or "Fisher z".'
        )
    if "file" in listed:
        matrices = _one_each(folder, listed["file"])
    else:
        matrices = _stack(entry, folder, len(listed))
    if len(matrices) != len(listed):
        raise DatasetUnavailable(
            f"{LIST}: lists {len(listed)} recordings, the file holds {len(matrices)}. List every one, in order."
        )
    regions = _regions(folder, matrices.shape[1])
    _check(matrices, regions)
    if entry.units == "Fisher z":
        matrices = np.tanh(matrices)
    elif (beyond := _off_diagonal(np.abs(matrices) > 1 + 1e-6)).any():
        raise DatasetUnavailable(
            f"{entry.name}: {int(beyond.any(axis=(1, 2)).sum())} recordings hold values beyond 1, which no correlation has. "
            'Write units = "Fisher z" if that is what they are.'
        )
    connectomes = Connectomes.of_matrices(
        matrices,
        regions=regions,
        subjects=listed["person"].to_numpy(dtype=str),
        sessions=_sessions(listed["session"]),
    )
    return connectomes_dataset(entry, connectomes, people=_facts(entry, folder, connectomes))


def connectomes_dataset(
    entry: DatasetEntry,
    connectomes: Connectomes,
    *,
    people: pd.DataFrame | None = None,
    recordings: pd.DataFrame | None = None,
) -> Dataset:
    """Join an entry's facts with the connectomes that its loader made.

    Parameters
    ----------
    people : pandas.DataFrame, optional
        One row a person, in the order of `connectomes.people`.
    recordings : pandas.DataFrame, optional
        One row a recording, in order.
    """
    related = {"people": people, "recordings": recordings}
    return Dataset(
        name=entry.name,
        title=entry.title,
        modality=Modality.CONNECTOME,
        data=connectomes,
        subjects=connectomes.subjects,
        columns=dict(entry.columns) if people is not None else {},
        standing=entry.standing,
        provenance=Provenance(source=entry.source, licence=entry.licence, citation=entry.citation),
        population=entry.threat.population,
        prior=entry.threat.prior,
        related={name: one.reset_index(drop=True) for name, one in related.items() if one is not None},
        one_recording_each=entry.one_recording_each,
        notes=entry.notes,
    )


def _table(folder: Path, name: str, needed: tuple[str, ...]) -> pd.DataFrame:
    """Read a list in which the needed columns are filled in every row."""
    try:
        table = pd.read_csv(folder / name, dtype=str, skipinitialspace=True)
    except (OSError, ValueError):
        raise DatasetUnavailable(
            f"{name}: is not there or is no table. Write columns {', '.join(needed)}, separated by commas."
        ) from None
    if not set(needed) <= set(table.columns) or not len(table) or table[list(needed)].isna().any(axis=None):
        raise DatasetUnavailable(f"{name}: needs {' and '.join(needed)} in every row. Fill these columns.")
    return table


def _sessions(column: pd.Series) -> np.ndarray:
    """Occasions by number, in order of numbers where they are such, else of text such as dates."""
    numbers = pd.to_numeric(column, errors="coerce")
    order = column if numbers.isna().any() else numbers
    return np.unique(order.to_numpy(), return_inverse=True)[1].astype(np.int64)


def _one_each(folder: Path, names: pd.Series) -> np.ndarray:
    outside = [
        PurePosixPath(str(name)).is_absolute() or ".." in PurePosixPath(str(name)).parts for name in names
    ]
    absent = [pd.isna(name) or not (folder / str(name)).is_file() for name in names]
    for wrong, what in ((outside, "lie outside the folder"), (absent, "are not there")):
        if any(wrong):
            raise DatasetUnavailable(
                f"{LIST}: {sum(wrong)} files {what}, the first in line {wrong.index(True) + 2}. Correct the list."
            )
    found = [
        read_matrices(folder / str(name), f"{LIST}, file of line {at}")
        for at, name in enumerate(names, start=2)
    ]
    for at, one in enumerate(found, start=2):
        if one.shape[0] != 1 or one.shape != found[0].shape:
            raise DatasetUnavailable(
                f"{LIST}, file of line {at}: holds {one.shape[0]} matrices of {one.shape[1]} regions; the first file is one "
                f"of {found[0].shape[1]}. Give one matrix a file, all of one atlas, or leave out the column file."
            )
    return np.concatenate(found)


def _stack(entry: DatasetEntry, folder: Path, n: int) -> np.ndarray:
    """The one file of the entry that is no list."""
    lists = {LIST, REGIONS, FACTS}
    files = [path for one in entry.files for path in sorted(folder.glob(one.path)) if path.name not in lists]
    if len(files) != 1:
        raise DatasetUnavailable(
            f"{entry.name}: {len(files)} files of matrices for {n} recordings, and {LIST} has no column file. Name the file "
            "of every recording there, or put all matrices into one file."
        )
    return read_matrices(files[0], files[0].name, stacked=True)


def _regions(folder: Path, n: int) -> tuple[str, ...]:
    """Names from the list, ``network: region`` where it tells networks; numbers where there is none."""
    if not (folder / REGIONS).is_file():
        return tuple(f"region {at:03d}" for at in range(1, n + 1))
    table = _table(folder, REGIONS, ("region",))
    names = table["region"]
    if "network" in table:
        told = table["network"].notna()
        names = names.where(~told, table["network"] + ": " + names)
    if len(names) != n or names.duplicated().any():
        raise DatasetUnavailable(
            f"{REGIONS}: names {names.nunique()} different regions, the matrices have {n}. Name every one, each by a name of its own."
        )
    return tuple(names)


def _off_diagonal(matrices: np.ndarray) -> np.ndarray:
    wrong: np.ndarray = matrices & ~np.eye(matrices.shape[1], dtype=bool)
    return wrong


def _check(matrices: np.ndarray, regions: tuple[str, ...]) -> None:
    """Refuse regions without signal and matrices that are not symmetric."""
    n = len(regions)
    others = ~np.eye(n, dtype=bool)
    missing = ~np.isfinite(matrices)
    lost = (missing | ~others).all(axis=2) & (n > 1)
    constant = (((matrices == 0) | missing) | ~others).all(axis=2) & ~lost
    for found, what in ((lost, "is missing"), (constant, "is constant")):
        if found.any():
            region = int(found.any(axis=0).argmax())
            raise DatasetUnavailable(
                f"Connectomes: region {regions[region]} {what} in {int(found[:, region].sum())} of {len(matrices)} recordings"
                f"{_and_others(int(found.any(axis=0).sum()) - 1)}. Leave it out of all matrices, or leave out the recordings."
            )
    scattered = np.asarray(_off_diagonal(missing).any(axis=(1, 2)))
    if scattered.any():
        raise DatasetUnavailable(
            f"Connectomes: recording {_places(scattered)} holds values that are not finite."
        )
    turned = np.abs(matrices - matrices.transpose(0, 2, 1)) > 1e-5
    crooked = np.asarray(_off_diagonal(turned).any(axis=(1, 2)))
    if crooked.any():
        raise DatasetUnavailable(
            f"Connectomes: recording {_places(crooked)} is not symmetric. Give undirected connectivity."
        )


def _and_others(n: int) -> str:
    return f", and so are {n} other regions" if n else ""


def _places(wrong: np.ndarray) -> str:
    places: Iterable[int] = np.flatnonzero(wrong)[:1] + 1
    return f"{next(iter(places))} of {len(wrong)} ({int(wrong.sum())} in all)"


def _facts(entry: DatasetEntry, folder: Path, connectomes: Connectomes) -> pd.DataFrame | None:
    """Facts that the entry describes, one row a person in the order of `people`."""
    if not entry.columns:
        return None
    table = _table(folder, FACTS, ("person", *entry.columns))
    where = pd.Index(table["person"])
    places = where.get_indexer(connectomes.people) if where.is_unique else np.array([-1])
    if (places < 0).any():
        raise DatasetUnavailable(
            f"{FACTS}: does not hold one row for each of {len(connectomes.people)} people. Add or join rows."
        )
    return typed(table.iloc[places].reset_index(drop=True), entry.columns, FACTS)
