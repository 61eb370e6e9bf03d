# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Look up entries by name or file, and load them into datasets."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from secured.common import Dataset, DatasetUnavailable, RegistryError
from secured_datasets.entry import Access, DatasetEntry, read_entry
from secured_datasets.files import check_files, download, expected_files, folder_of, is_present
from secured_datasets.loaders import LOADERS

__all__ = ["availability", "entries", "entry", "fetch", "load", "verify"]

ENTRIES = Path(__file__).parent / "entries"


@cache
def entries() -> dict[str, DatasetEntry]:
    """All entries of the registry by name."""
    found = {}
    for path in sorted(ENTRIES.glob("*.toml")):
        one = read_entry(path)
        if one.name != path.stem:
            raise RegistryError(f"{path.name}: its name is {one.name!r}. Name the file after the dataset.")
        found[one.name] = one
    return found


def entry(name: str | Path) -> DatasetEntry:
    """Return an entry by registry name, or read a user's own from its ``.toml`` file.

    Raises
    ------
    RegistryError
        If there is no such dataset.
    """
    if str(name).endswith(".toml"):
        return read_entry(Path(name).resolve())
    if str(name) not in entries():
        raise RegistryError(
            f"Registry: no dataset {str(name)!r}. `secured data list` shows all; "
            "`secured data describe FILE` makes an entry of your own table."
        )
    return entries()[str(name)]


def availability(one: DatasetEntry) -> str:
    """How the dataset stands on this machine: usable, downloadable, or how it is obtained."""
    if one.loader not in LOADERS:
        return f"loader comes with its modality ({one.access})"
    if one.access is Access.BUNDLED or is_present(one):
        return "usable"
    return (
        "usable after `fetch`"
        if (files := expected_files(one)) and all(file.url and file.sha256 for file in files)
        else f"not here ({one.access})"
    )


def load(name: str | Path) -> Dataset:
    """Load a dataset: from the data folder, else by official download.

    Raises
    ------
    RegistryError
        For an unknown name or a wrong entry.
    DatasetUnavailable
        If it is not on this machine; the message says how to obtain it.
    """
    one = entry(name)
    loader = _loader(one)
    if one.loader and not is_present(one):
        download(one)
    wrong = check_files(one)
    if wrong:
        raise DatasetUnavailable(f"{wrong[0]} Remove the file and fetch it again.")
    return loader(one, folder_of(one))


def _loader(one: DatasetEntry) -> Callable[[DatasetEntry, Path], Dataset]:
    if one.loader not in LOADERS:
        raise DatasetUnavailable(
            f"Dataset {one.name}: its loader comes with the {one.modality} modality. {one.how_to_obtain}"
        )
    return LOADERS[one.loader]


def fetch(name: str) -> Path:
    """Download an open dataset into the data folder; return the folder."""
    one = entry(name)
    return folder_of(one) if is_present(one) else download(one)


def verify(name: str) -> list[str]:
    """Check a dataset's files against their checksums; an empty list means that all agree."""
    return check_files(entry(name))
