# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What lies in a folder: files grouped as their formats say, archives opened, nothing overlooked."""

import os
import stat
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from secured.common.outcome import Outcome, Quarantined, Reason
from secured.dans.deidentification import FileFormat, KnowsPeople, LearnsFirst, People, Source
from secured.dans.deidentification.identities import canonical
from secured.dans.manager.profile import Profile

__all__ = ["Found", "found_in", "is_archive", "opened_archive", "prepared"]

HEAD = 4096
LARGEST_ARCHIVE = 64 * 2**30  # bytes unpacked
LARGEST_RATIO = 1000  # of unpacked to packed: above, an archive is a bomb


@dataclass(frozen=True, kw_only=True, repr=False)
class Found:
    """A source with the format that recognised it, or with the outcome that it has already.

    Parameters
    ----------
    source : Source
    format : FileFormat or Outcome
    """

    source: Source
    format: FileFormat | Outcome


def found_in(folder: Path, profile: Profile, people: People, *, prefix: str = "") -> list[Found]:
    """Return everything below a folder in the order of its names; every regular file is in exactly one source.

    Parameters
    ----------
    folder : Path
        A folder, or a single file.
    prefix : str
        Put before the names, for archives.
    """
    root = folder if folder.is_dir() else folder.parent
    recognised: dict[Path, FileFormat] = {}
    refused: dict[Path, Quarantined] = {}
    for path in sorted(_files(folder)):
        try:
            format = profile.of(path, _head(path))
            if format is None:
                raise Quarantined(Reason.UNKNOWN_FORMAT, "No format of the profile recognises the content.")
            recognised[path] = format
        except Quarantined as error:
            refused[path] = error
    members: dict[Path, tuple[Path, ...]] = {}
    for path, format in recognised.items():
        members[path] = format.companions(path)
    claimed = {companion for group in members.values() for companion in group}
    result = []
    for path in sorted([*recognised, *refused]):
        name = prefix + path.relative_to(root).as_posix()
        files = (path, *members.get(path, ()))
        source = Source(files=files, name=name, person=people.of(name))
        if path in claimed:
            continue
        if path in recognised:
            result.append(Found(source=source, format=recognised[path]))
        else:
            result.append(Found(source=source, format=refused[path].outcome()))
    return result


def prepared(sources: list[Found], people: People) -> list[Found]:
    """Return the sources, each with what its format, and what is known of its person, has learned from all of them."""
    learned: dict[str, FileFormat] = {}
    known: dict[str, tuple[str, ...]] = {}
    for one in sources:
        format = one.format
        if isinstance(format, Outcome) or format.name in learned:
            continue
        own = tuple(path for other in sources if other.format == format for path in other.source.files)
        if isinstance(format, KnowsPeople):
            known |= {canonical(id): texts for id, texts in format.known_people(own).items()}
        learned[format.name] = format.prepared(own, people) if isinstance(format, LearnsFirst) else format
    return [
        replace(
            one,
            source=_with_known(one.source, known),
            format=learned.get(getattr(one.format, "name", ""), one.format),
        )
        for one in sources
    ]


def _with_known(source: Source, known: Mapping[str, tuple[str, ...]]) -> Source:
    """The source with what the structured record knows of its person."""
    person = source.person
    texts = known.get(canonical(person.id), ()) if person else ()
    if person is None or not texts:
        return source
    return replace(source, person=replace(person, known=tuple(dict.fromkeys((*person.known, *texts)))))


def is_archive(path: Path) -> bool:
    """Say whether a file is a zip archive."""
    try:
        return path.is_file() and _head(path)[:4] in (b"PK\3\4", b"PK\5\6") and zipfile.is_zipfile(path)
    except (Quarantined, OSError):
        return False


@contextmanager
def opened_archive(path: Path) -> Iterator[Path]:
    """Unpack a zip archive into a folder that only its owner can enter, and that is gone afterwards.

    Raises
    ------
    Quarantined
        If it is encrypted, broken, too large, or names a place outside of itself.
    """
    with TemporaryDirectory(prefix="secured-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                _check(archive, path.stat().st_size)
                for member in archive.infolist():
                    if member.is_dir():
                        continue
                    target = Path(folder) / PurePosixPath(member.filename)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(member) as packed, target.open("xb") as plain:
                        while block := packed.read(2**20):
                            plain.write(block)
        except Quarantined:
            raise
        except Exception as error:  # noqa: BLE001  fail closed: each way of packing has errors of its own
            raise Quarantined(
                Reason.MALFORMED, f"The archive cannot be unpacked ({type(error).__name__})."
            ) from None
        yield Path(folder)


def _check(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if any(member.flag_bits & 1 for member in members):
        raise Quarantined(Reason.ENCRYPTED, "The archive is encrypted.")
    if total > LARGEST_ARCHIVE or total > LARGEST_RATIO * max(size, 1):
        raise Quarantined(Reason.UNSUPPORTED, f"The archive would unpack to {total:,} bytes.")
    for member in members:
        place = PurePosixPath(member.filename)
        if place.is_absolute() or ".." in place.parts or "\\" in member.filename:
            raise Quarantined(Reason.MALFORMED, "A member of the archive would lie outside of it.")


def _files(folder: Path) -> Iterator[Path]:
    """Every entry that is no folder; links are entries of their own, never followed."""
    if not folder.is_dir() or folder.is_symlink():
        yield folder
        return
    for place, folders, names in os.walk(folder, followlinks=False):
        linked = [name for name in folders if Path(place, name).is_symlink()]
        yield from (Path(place, name) for name in [*names, *linked])


def _head(path: Path) -> bytes:
    """The first bytes of a regular file."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise Quarantined(Reason.UNREADABLE, "It is a link or a device, not a regular file.")
        if status.st_size == 0:
            raise Quarantined(Reason.EMPTY, "The file is empty.")
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as error:
        raise Quarantined(Reason.UNREADABLE, f"The file cannot be read ({type(error).__name__}).") from None
