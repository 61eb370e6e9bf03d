# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Write aside, then move in one step: whatever happens in between, no half of a file is ever handed on."""

import os
import shutil
from filecmp import cmp
from pathlib import Path, PurePosixPath

from secured.common.outcome import Quarantined, Reason

__all__ = ["Stage"]


class Stage:
    """A folder aside, for the output of one source.

    One file is moved into the destination in one step; several are moved as their folder, in one step too, so
    they need a folder of their own.

    Parameters
    ----------
    aside : Path
        A folder on the same file system as the destination; made here, and gone after `commit` or `discard`.
    """

    def __init__(self, aside: Path) -> None:
        self._aside = aside
        self._places: list[PurePosixPath] = []

    def new(self, place: str | PurePosixPath) -> Path:
        """Return where to write the file that will lie at `place` below the destination.

        The place is part of what is handed on: nothing of the source's name may be in it.
        """
        place = PurePosixPath(place)
        if place.is_absolute() or ".." in place.parts or not place.parts:
            raise Quarantined(Reason.INTERNAL_ERROR, "An output's place is not below the destination.")
        if place in self._places:
            raise Quarantined(Reason.NAME_TAKEN, "Two outputs of one source have the same place.")
        self._places.append(place)
        path = self._aside / place
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def files(self) -> tuple[Path, ...]:
        """The files written so far, aside."""
        return tuple(self._aside / place for place in self._places)

    def commit(self, destination: Path) -> tuple[PurePosixPath, ...]:
        """Move everything to the destination and return the places.

        Raises
        ------
        Quarantined
            If there is nothing, or other content lies at the place: nothing is ever written over.
        """
        missing = [path for path in self.files if not path.is_file()]
        if missing or not self._places:
            raise Quarantined(Reason.INTERNAL_ERROR, "A format wrote nothing at a place it asked for.")
        for path in self.files:
            _to_disk(path)
        moved = self._places[0] if len(self._places) == 1 else _own_folder(self._places)
        target = destination / moved
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            if (self._aside / moved).is_file():
                os.link(self._aside / moved, target)  # unlike a rename, refuses where something lies there
            else:
                os.rename(self._aside / moved, target)
        except OSError:
            if not target.exists():
                raise
            self._compare(destination)
        _to_disk(target.parent)
        self.discard()
        return tuple(self._places)

    def _compare(self, destination: Path) -> None:
        """Accept what is there already where it is the same to the last byte: the work of an interrupted run."""
        for place in self._places:
            there = destination / place
            if not there.is_file() or not cmp(self._aside / place, there, shallow=False):
                raise Quarantined(
                    Reason.NAME_TAKEN,
                    "Another output of that name exists: two sources say they are the same.",
                )

    def discard(self) -> None:
        """Forget everything that is aside."""
        shutil.rmtree(self._aside, ignore_errors=True)


def _own_folder(places: list[PurePosixPath]) -> PurePosixPath:
    """The folder that all places share and that is not the destination itself."""
    folder = PurePosixPath(os.path.commonpath([str(place.parent) for place in places]))
    if not folder.parts:
        raise Quarantined(Reason.INTERNAL_ERROR, "Several outputs of one source need a folder of their own.")
    return folder


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
