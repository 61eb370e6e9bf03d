# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Look in what was handed on for every identifier of the originals, after proof that the search can find them."""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.dans.leaks.find_strings import scan_bytes, scan_file
from secured.dans.leaks.harvesting import Harvest, Identifier, harvest_identifiers
from secured.dans.leaks.hiding_places import hiding_places
from secured.dans.leaks.leak_report import Control, Leak, LeakReport
from secured.dans.leaks.pixels import PixelReader
from secured.dans.leaks.scanner import Limits
from secured.dans.leaks.text_views import VIEWS
from secured.dans.leaks.wanted import Wanted

__all__ = ["audit_folders"]

WORDS_BELOW = 8  # bytes: in all the text of a folder, a shorter string is part of another word by chance
CONTROL_TEXT = "Qvärk^Zsöx-40915"  # in no file but those that the control makes


def audit_folders(
    source: str | Path,
    destination: str | Path,
    *,
    identifiers: Sequence[Identifier] | None = None,
    read_pixels: bool | None = None,
    views: Sequence[str] = VIEWS,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LeakReport:
    """Search a destination for the identifiers of its source; first show that the search finds them in the source.

    The positive control comes first: every identifier must be found in the untouched file that it was read from, and
    a string of the search's own in each way of writing and packing. An audit whose control is not complete, or that
    could not look into every file, is inconclusive when it finds nothing.

    Parameters
    ----------
    source, destination : path
        Folders or single files; left untouched.
    identifiers : sequence of Identifier, optional
        Taken from the source when not given.
    read_pixels : bool, optional
        Whether to read letters in images with the program tesseract; where it is installed, when not given.
    views : sequence of str
        Ways to read bytes; leave some out only to see what is then missed.
    limits : Limits, optional
    progress : callable, optional
        Called with the number of files of the destination that are done, and of all.

    Returns
    -------
    LeakReport
        With `exit_status` 0, 1 or 2 for none found, found, inconclusive.

    Raises
    ------
    PrivacyInputError
        If a folder is not there, or one lies in the other.
    MissingDependency
        If a package that a format needs is not installed, or tesseract where pixels were asked for.

    References
    ----------
    D2.1 section 4.2. Article 29 Working Party Opinion 05/2014 on anonymisation techniques (WP216).
    """
    source, destination = Path(source), Path(destination)
    _check(source, destination)
    harvest = harvest_identifiers(source)
    if identifiers is not None:
        harvest = Harvest(identifiers=tuple(identifiers), files=harvest.files, without=harvest.without)
    pixels = PixelReader() if read_pixels or (read_pixels is None and PixelReader.available()) else None
    control = _control(harvest.identifiers, views, limits)
    files = sorted(_entries(destination))
    search = _Search(harvest.identifiers, views, limits, pixels)
    for done, path in enumerate(files, 1):
        search.look_at(path, destination, done, len(files))
        if progress is not None:
            progress(done, len(files))
    return LeakReport(
        identifiers=harvest.fields,
        leaks=tuple(search.leaks),
        control=control,
        files=len(files),
        size=search.size,
        not_searched=tuple(search.not_searched),
        without_identifiers=harvest.without,
        by_chance=len(search.chance),
        pixels="read by tesseract" if pixels else "not read",
    )


class _Search:
    """Goes through the files of the destination."""

    def __init__(
        self,
        identifiers: Sequence[Identifier],
        views: Sequence[str],
        limits: Limits | None,
        pixels: PixelReader | None,
    ) -> None:
        self.identifiers = identifiers
        self.limits = limits
        self.pixels = pixels
        strings = [one.text for one in identifiers]
        self.wanted = Wanted([*strings, *_dates_of_nobody(identifiers)], whole_below=WORDS_BELOW, views=views)
        self.leaks: list[Leak] = []
        self.chance: set[int] = set()
        self.not_searched: list[tuple[str, str]] = []
        self.size = 0

    def look_at(self, path: Path, root: Path, at: int, of: int) -> None:
        """Look in one file and its name."""
        name = path.relative_to(root).as_posix() if path != root else path.name
        in_name = scan_bytes(os.fsencode(name), self.wanted)
        shown = f"file {at} of {of}, name withheld" if in_name.sights else name
        sights = [(sight, "name of file, " + sight.encoding) for sight in in_name.sights.values()]
        if path.is_symlink() or not path.is_file():
            self.not_searched.append((shown, "a link or a device"))
        else:
            try:
                tally = scan_file(path, self.wanted, limits=self.limits, pixels=self.pixels)
                self.size += tally.read
                self.not_searched += ((shown, reason) for reason in sorted(tally.refused))
                sights += [(sight, sight.encoding) for sight in tally.sights.values()]
            except OSError as error:
                self.not_searched.append((shown, f"cannot be read ({type(error).__name__})"))
        for sight, encoding in sights:
            if sight.number >= len(self.identifiers):
                self.chance.add(sight.number)
                continue
            self.leaks.append(
                Leak(
                    token=self.identifiers[sight.number].number,
                    field=self.identifiers[sight.number].field,
                    file=shown,
                    encoding=encoding,
                    layers=sight.layers,
                    offset=sight.offset,
                )
            )


def _control(identifiers: Sequence[Identifier], views: Sequence[str], limits: Limits | None) -> Control:
    """Look for every identifier where it certainly is, and for a string of our own in every way of writing."""
    by_file: dict[Path, list[Identifier]] = defaultdict(list)
    expected_all = [one for one in identifiers if not one.is_joined]
    for one in expected_all:
        by_file[one.file].append(one)
    missed: Counter[str] = Counter()
    for path, expected in by_file.items():
        wanted = Wanted([one.text for one in expected], whole_below=WORDS_BELOW, views=views)
        sights = [
            *scan_file(path, wanted, limits=limits).sights.values(),
            *scan_bytes(os.fsencode(path), wanted).sights.values(),
        ]
        seen = {sight.number for sight in sights}
        missed.update(one.field for at, one in enumerate(expected) if at not in seen)
    places = hiding_places(CONTROL_TEXT, np.random.default_rng(0))
    wanted = Wanted([CONTROL_TEXT], whole_below=WORDS_BELOW, views=views)
    ways = sum(bool(scan_bytes(data, wanted).sights) for data in places.values())
    return Control(
        expected=len(expected_all),
        found=len(expected_all) - missed.total(),
        missed=dict(sorted(missed.items())),
        ways=len(places),
        ways_found=ways,
    )


def _dates_of_nobody(identifiers: Sequence[Identifier]) -> Iterator[str]:
    """For every birth date another one that nobody has: how many of them are found is what chance finds."""
    taken = {one.text for one in identifiers if one.is_date}
    for text in sorted(taken):
        day = date.fromisoformat(text)
        other = next(
            moved
            for step in range(1, len(taken) + 2)
            if (moved := (day + timedelta(days=step)).isoformat()) not in taken
        )
        taken.add(other)
        yield other


def _entries(folder: Path) -> Iterator[Path]:
    """Every entry that is no folder; links are not followed."""
    if not folder.is_dir():
        yield folder
        return
    for place, folders, names in os.walk(folder, followlinks=False):
        yield from (Path(place, name) for name in names)
        yield from (path for name in folders if (path := Path(place, name)).is_symlink())


def _check(source: Path, destination: Path) -> None:
    for path in (source, destination):
        if not path.exists():
            raise PrivacyInputError(f"audit_folders: {path.name} is not there. Name a folder or file.")
    ours, theirs = source.resolve(), destination.resolve()
    if ours == theirs:
        return  # the audit of an untouched source finds everything
    if ours in theirs.parents or theirs in ours.parents:
        raise PrivacyInputError("audit_folders: one folder lies in the other. Keep them apart.")
