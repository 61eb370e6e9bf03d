# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find a dataset's files: the user's data folder first, then the official download, else say how to obtain them."""

import hashlib
import os
from pathlib import Path, PurePosixPath

from secured.common import DatasetUnavailable
from secured_datasets.entry import Access, DatasetEntry, DatasetFile, Manifest

__all__ = ["check_files", "data_folder", "download", "expected_files", "folder_of", "is_present"]

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


def expected_files(entry: DatasetEntry) -> tuple[DatasetFile, ...]:
    """Files that the dataset consists of: those of a reduced copy where one lies in the folder, else the official.

    Raises
    ------
    DatasetUnavailable
        If the dataset's own list of checksums cannot be read.
    """
    folder = folder_of(entry)
    if entry.reduced and all((folder / file.path).is_file() for file in entry.reduced):
        return entry.reduced
    return (*entry.files, *(_listed(entry.manifest, folder) if entry.manifest else ()))


def _listed(manifest: Manifest, folder: Path) -> tuple[DatasetFile, ...]:
    """The list itself and, where it is there, what it lists."""
    base = manifest.url
    found = [
        DatasetFile(path=manifest.path, sha256=manifest.sha256, url=f"{base}{manifest.path}" if base else "")
    ]
    place = folder / manifest.path
    for line in place.read_text(encoding="utf-8", errors="replace").splitlines() if place.is_file() else ():
        sha256, _, path = line.partition(" ")
        path = path.strip().removeprefix("*")
        if not path or (manifest.suffixes and not path.endswith(manifest.suffixes)):
            continue
        if len(sha256) != 64 or ".." in PurePosixPath(path).parts or PurePosixPath(path).is_absolute():
            raise DatasetUnavailable(
                f"{manifest.path}: is not the official list of checksums. Fetch it again."
            )
        found.append(DatasetFile(path=path, sha256=sha256, url=f"{base}{path}" if base else ""))
    return tuple(found)


def _there(folder: Path, path: str) -> bool:
    return any(folder.glob(path)) if "*" in path else (folder / path).is_file()


def is_present(entry: DatasetEntry) -> bool:
    """Tell whether every file of the entry is there (checksums are checked on loading); simulated data need none."""
    folder = folder_of(entry)
    names = [file.path for file in expected_files(entry)] or ([entry.table.file] if entry.table else [])
    if not names:
        return entry.access is Access.SIMULATED
    return all(_there(folder, name) for name in names)


def download(entry: DatasetEntry) -> Path:
    """Fetch the official files into the data folder, checksums verified; return the folder.

    Raises
    ------
    DatasetUnavailable
        If the dataset is not openly downloadable, the network is closed or a checksum differs.
    """
    folder = folder_of(entry)
    while absent := [file for file in expected_files(entry) if not _there(folder, file.path)]:
        if any(not file.url or not file.sha256 for file in absent):
            raise DatasetUnavailable(_message(entry))
        import pooch

        for file in absent:  # a list of checksums comes first: what it lists is fetched in the next round
            try:
                pooch.retrieve(file.url, known_hash=f"sha256:{file.sha256}", fname=file.path, path=folder)
            except (OSError, ValueError) as error:
                raise DatasetUnavailable(
                    f"{_message(entry)} (download failed: {type(error).__name__})"
                ) from None
            if not _there(folder, file.path):
                raise DatasetUnavailable(f"{_message(entry)} (download left nothing)")
    if not expected_files(entry):
        raise DatasetUnavailable(_message(entry))
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
    for file in expected_files(entry):
        place = folder_of(entry) / file.path
        if not _there(folder_of(entry), file.path):
            wrong.append(f"{entry.name}: {file.path} is missing.")
        elif file.sha256:
            with place.open("rb") as opened:
                got = hashlib.file_digest(opened, "sha256").hexdigest()
            if got != file.sha256:
                wrong.append(
                    f"{entry.name}: {file.path} has SHA-256 {got[:12]}..., expected {file.sha256[:12]}...."
                )
    return wrong
