# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Heartprint: electrocardiograms from fingers, at sessions weeks to years apart."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured.common.signals import Signals
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.recordings import recordings_dataset

__all__ = ["load_heartprint"]

FS = 250.0
LENGTH = 3500  # samples: what follows the first 15 s of an official file are indices and zeros
REDUCED = "heartprint_250hz_int16.npz"
SESSION = re.compile(r"session\D*(\d+)", re.IGNORECASE)


def load_heartprint(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read the reduced archive where it lies in the folder, else the official text files.

    Names of files begin with the date of recording: they order nothing and are not kept. Sessions are numbered
    from 0.
    """
    if (folder / REDUCED).is_file():
        samples, subjects, sessions = _archive(folder / REDUCED)
    else:
        samples, subjects, sessions = _text_files(folder)
    table = pd.DataFrame({"subject": subjects, "session": sessions})
    order = table.sort_values(["subject", "session"], kind="stable").index.to_numpy()
    signals = Signals(
        samples=samples[order][:, None],
        fs=FS,
        channels=("finger ECG",),
        units=("a.u.",),
        subjects=subjects[order],
        sessions=sessions[order] - 1,
    )
    return recordings_dataset(entry, signals)


def _archive(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as held:
            samples, subjects, sessions = held["ecg"], held["subject"], held["session"].astype(np.int64)
    except (OSError, ValueError, KeyError):
        raise DatasetUnavailable(f"{path.name}: is no archive of recordings. Fetch it again.") from None
    return samples.astype(np.float32) / 100, subjects, sessions


def _text_files(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read .../Session-2/017/NAME.txt: session from a folder's name, subject from the folder of the file."""
    samples, subjects, sessions = [], [], []
    for path, session in _files_of_sessions(folder):
        try:
            values = np.array(path.read_text(encoding="ascii").replace(",", " ").split(), dtype=np.float32)
        except (OSError, ValueError):
            raise DatasetUnavailable(
                f"{path.name}: holds something else than numbers. Fetch it again."
            ) from None
        if len(values) < LENGTH:
            raise DatasetUnavailable(
                f"{path.name}: has {len(values)} samples, expected {LENGTH}. Fetch it again."
            )
        samples.append(values[:LENGTH])
        subjects.append(path.parent.name)
        sessions.append(session)
    if not samples:
        raise DatasetUnavailable(
            "heartprint: the folder has no files in folders of sessions. Fetch it again."
        )
    return np.stack(samples), np.array(subjects), np.array(sessions, dtype=np.int64)


def _files_of_sessions(folder: Path) -> Iterator[tuple[Path, int]]:
    for path in sorted(folder.rglob("*.txt")):
        found = SESSION.search(path.relative_to(folder).parent.as_posix())
        if found:
            yield path, int(found.group(1))
