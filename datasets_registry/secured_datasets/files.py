# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find a dataset's files: the user's data folder first, then the official download, else say how to obtain them."""

import hashlib
import os
from pathlib import Path

from secured.common import DatasetUnavailable
from secured_datasets.entry import Access, DatasetEntry

__all__ = ["check_files", "data_folder", "download", "folder_of", "is_present"]

BUNDLED = Path(__file__).parent / "bundled"


def data_folder() -> Path:
    """`SECURED_DATA` where set, else the platform's cache folder."""
    configured = os.environ.get("SECURED_DATA")
    if configured:
        return Path(configured)
    from platformdirs import user_cache_path

    return user_cache_path("secured") / "data"


def folder_of(entry: DatasetEntry) -> Path:
    """Where the entry's files are looked for; for a user's own entry, beside it."""
    if entry.access is Access.BUNDLED:
        return BUNDLED / entry.name
    if entry.table is not None and not entry.loader:
        return entry.path.parent
    return data_folder() / entry.name


def is_present(entry: DatasetEntry) -> bool:
    """Tell whether every file of the entry is there (checksums are checked on loading)."""
    folder = folder_of(entry)
    names = [file.path for file in entry.files] or ([entry.table.file] if entry.table else [])
    return bool(names) and all((folder / name).is_file() for name in names)


def download(entry: DatasetEntry) -> Path:
    """Fetch the official files into the data folder, checksums verified; return the folder.

    Raises
    ------
    DatasetUnavailable
        If the dataset is not openly downloadable, the network is closed or a checksum differs.
    """
    folder = folder_of(entry)
    absent = [file for file in entry.files if not (folder / file.path).is_file()]
    if not entry.files or any(not file.url for file in absent):
        raise DatasetUnavailable(_message(entry))
    import pooch

    for file in absent:
        try:
            pooch.retrieve(file.url, known_hash=f"sha256:{file.sha256}", fname=file.path, path=folder)
        except (OSError, ValueError) as error:
            raise DatasetUnavailable(f"{_message(entry)} (download failed: {type(error).__name__})") from None
    return folder


def _message(entry: DatasetEntry) -> str:
    stand_in = f" Meanwhile {entry.stand_in} can stand in." if entry.stand_in else ""
    return (
        f"Dataset {entry.name}: not on this machine ({entry.access}). {entry.how_to_obtain} "
        f"Then put its files into {folder_of(entry)}.{stand_in}"
    )


def check_files(entry: DatasetEntry) -> list[str]:
    """Compare every file that has a checksum; return a sentence for each that differs."""
    wrong = []
    for file in entry.files:
        place = folder_of(entry) / file.path
        if not place.is_file():
            wrong.append(f"{entry.name}: {file.path} is missing.")
        elif file.sha256:
            with place.open("rb") as opened:
                got = hashlib.file_digest(opened, "sha256").hexdigest()
            if got != file.sha256:
                wrong.append(
                    f"{entry.name}: {file.path} has SHA-256 {got[:12]}..., expected {file.sha256[:12]}...."
                )
    return wrong
