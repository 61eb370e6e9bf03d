# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Walk the originals, whatever their formats, and list what identifies the people in them."""

import os
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from secured.common.errors import MissingDependency, PrivacyInputError
from secured.dans.leaks.harvesting.dicom import in_dicom
from secured.dans.leaks.harvesting.free_text import in_path, in_text
from secured.dans.leaks.harvesting.genomes import in_plink, in_vcf
from secured.dans.leaks.harvesting.rare_enough import rare_enough
from secured.dans.leaks.harvesting.records import in_json
from secured.dans.leaks.harvesting.signals_and_volumes import in_edf, in_nifti, in_wfdb
from secured.dans.leaks.harvesting.tables import in_table
from secured.dans.leaks.spellings import day_of

__all__ = ["Harvest", "Identifier", "harvest_identifiers"]

LARGEST_MEMBER = 2**31  # bytes of an archive's member that are looked into
LARGEST_TEXT = 2**26
NESTED = 3

Reader = Callable[[Path], Iterator[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True, repr=False)
class Identifier:
    """A string that no release may hold; it shows itself by its number alone.

    Parameters
    ----------
    number : int
    text : str
    field : str
        Format and field; ends in ``date`` for birth dates.
    file : Path
        The file where it was read first, be it in an archive; it must be found there again.
    """

    number: int
    text: str
    field: str
    file: Path

    @property
    def is_date(self) -> bool:
        """Whether it is a date, of which there are so few that others have it too."""
        return self.field.endswith(" date")

    @property
    def is_joined(self) -> bool:
        """Whether it was put together of parts that are apart in the source."""
        return self.field.endswith(" joined")

    def __repr__(self) -> str:
        return f"Identifier(number={self.number}, field={self.field!r})"


@dataclass(frozen=True, kw_only=True, repr=False)
class Harvest:
    """Everything that was taken from a folder.

    Parameters
    ----------
    identifiers : tuple of Identifier
    files : int
    without : mapping of str to int
        Files that gave none, by what they are.
    """

    identifiers: tuple[Identifier, ...]
    files: int
    without: Mapping[str, int]

    @property
    def fields(self) -> dict[str, int]:
        """Number of distinct identifiers by field."""
        return dict(sorted(Counter(one.field for one in self.identifiers).items()))

    def __repr__(self) -> str:
        return f"Harvest(identifiers={len(self.identifiers)}, files={self.files})"


def harvest_identifiers(source: str | Path) -> Harvest:
    """Take names, numbers, addresses, birth dates and unique identifiers from files of any format.

    DICOM, NIfTI, EDF, BDF, WFDB, VCF, PLINK, FHIR and other JSON, tables, texts, zip archives of them, and the names
    of files and folders. What is short, or an everyday word, is left out: finding it would mean nothing.

    Parameters
    ----------
    source : path
        Folder or single file.

    Raises
    ------
    PrivacyInputError
        If it is not there.
    MissingDependency
        If a package that a format needs is not installed.
    """
    source = Path(source)
    if not source.exists():
        raise PrivacyInputError(f"harvest_identifiers: {source.name} is not there. Name a folder or file.")
    found: dict[str, tuple[str, str, Path]] = {}
    without: Counter[str] = Counter()
    files = sorted(_files(source))
    for path in files:
        kind, read = _read(path, NESTED)
        name = path.relative_to(source).as_posix() if path != source else path.name
        if not read:
            without[kind] += 1
        for field, text in read:
            found.setdefault(text.casefold(), (text, f"{kind} {field}", path))
        for field, text in in_path(name):
            found.setdefault(text.casefold(), (text, f"path {field}", path))
    return Harvest(
        identifiers=tuple(
            Identifier(number=number, text=text, field=field, file=path)
            for number, (text, field, path) in enumerate(found.values())
        ),
        files=len(files),
        without=dict(without),
    )


def _files(source: Path) -> Iterator[Path]:
    if source.is_file():
        yield source
    for folder, _, names in os.walk(source):
        yield from (
            path for name in names if (path := Path(folder, name)).is_file() and not path.is_symlink()
        )


def _read(path: Path, nested: int) -> tuple[str, list[tuple[str, str]]]:
    """The kind of a file, and what it holds; ``unread`` where its reader fails."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head[:4] == b"PK\3\4" and path.suffix.lower() not in (".xlsx", ".npz", ".docx"):
        return "zip", _in_archive(path, nested)
    kind, reader = _reader(path, head)
    if reader is None:
        return kind, []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of libraries, which quote values
            return kind, [
                (field, text)
                for field, text in map(_normal, reader(path))
                if len(text) >= 4 and (rare_enough(text) or field.endswith(" date"))
            ]
    except MissingDependency:
        raise
    except Exception:  # noqa: BLE001  a damaged file gives none, and is counted as such
        return f"{kind}, unread", []


def _normal(one: tuple[str, str]) -> tuple[str, str]:
    """One form for dates, whatever they were read from; a date that is none is dropped."""
    field, text = one
    text = text.strip()
    if field == "date" or field.endswith(" date"):
        return f"{field.removesuffix('date').strip() or 'birth'} date", day_of(text) or ""
    return field, text


def _reader(path: Path, head: bytes) -> tuple[str, Reader | None]:
    suffix = path.suffix.lower()
    name = path.name.lower()
    if head[128:132] == b"DICM":
        return "dicom", in_dicom
    if name.endswith((".nii", ".nii.gz", ".hdr")) and head:
        return "nifti", in_nifti
    if head[:8] == b"0       " or head[:8] == b"\xffBIOSEMI":
        return "edf", in_edf
    if suffix == ".hea":
        return "wfdb", in_wfdb
    if head.startswith(b"##fileformat=VCF") or name.endswith((".vcf.gz", ".vcf.bgz")):
        return "vcf", in_vcf
    if suffix in (".fam", ".psam"):
        return "plink", in_plink
    if suffix in (".json", ".ndjson", ".jsonl"):
        return "json", in_json
    if suffix in (".csv", ".tsv", ".parquet", ".xlsx", ".data"):
        return "table", in_table
    if suffix in (".txt", ".text", ".md", ".note", ".hl7", ".xml", ".html", ".log"):
        return "text", _in_text_file
    return "unknown format", None


def _in_text_file(path: Path) -> Iterator[tuple[str, str]]:
    if path.stat().st_size > LARGEST_TEXT:
        raise ValueError
    data = path.read_bytes()
    mark = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if mark else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    yield from in_text(text)


def _in_archive(path: Path, nested: int) -> list[tuple[str, str]]:
    """What the members of a zip archive hold, and their names."""
    found: list[tuple[str, str]] = []
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory(prefix="secured-") as folder:
            for number, member in enumerate(archive.infolist()):
                found += in_path(member.filename)
                if member.is_dir() or member.file_size > LARGEST_MEMBER or member.flag_bits & 1:
                    continue
                place = Path(folder, str(number))
                place.mkdir()
                copy = place / (Path(member.filename).name or "member")
                with archive.open(member) as packed, copy.open("xb") as plain:
                    while block := packed.read(2**20):
                        plain.write(block)
                kind, read = _read(copy, nested - 1) if nested else ("", [])
                found += ((f"{kind} {field}", text) for field, text in read)
                copy.unlink()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        pass  # what could be read counts; the search itself tells of damage
    return found
