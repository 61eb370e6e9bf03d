# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The lines of a text VCF, plain or compressed: header, people, and the fields of every record, checked."""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from secured.common.errors import PrivacyInputError
from secured.common.genotypes.named_once import check_people

__all__ = ["VcfHeader", "VcfLine", "bad_line", "read_vcf_header", "vcf_lines"]

FIXED = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
REFERENCE = re.compile(r"[ACGTNacgtn]+")
ALTERNATE = re.compile(
    r"[ACGTNacgtn]+|\*|<[^<>,\s]+>|[^,\s]*[\[\]][^,\s]*[\[\]][^,\s]*|\.[ACGTNacgtn]+|[ACGTNacgtn]+\."
)
BCF = b"BCF"


@dataclass(frozen=True, kw_only=True, repr=False)
class VcfHeader:
    """What stands before the records.

    Parameters
    ----------
    meta : tuple of str
        Lines that begin with ``##``.
    people : tuple of str
        Names of the samples.
    """

    meta: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class VcfLine:
    """A record without its genotypes taken apart.

    Parameters
    ----------
    number : int
        Line of the file, from 1.
    alternates : tuple of str
        Empty where ALT is ".".
    samples : list of str
        FORMAT, then one text a person; empty where the file has no people.
    """

    number: int
    chromosome: str
    position: int
    id: str
    reference: str
    alternates: tuple[str, ...]
    info: str
    samples: list[str]


def bad_line(path: Path, number: int, what: str) -> PrivacyInputError:
    """Return an error about a line, which is not quoted."""
    return PrivacyInputError(f"{path.name}: line {number} {what}. Check the file with `bcftools view`.")


def read_vcf_header(path: Path) -> VcfHeader:
    """Read the header only.

    Raises
    ------
    PrivacyInputError
        As `vcf_lines`.
    """
    return _header(path, _text(path))[0]


def vcf_lines(path: Path) -> tuple[VcfHeader, Iterator[VcfLine]]:
    """Read a VCF 4 file line by line.

    Returns
    -------
    header : VcfHeader
    records : iterator of VcfLine

    Raises
    ------
    PrivacyInputError
        If the file is missing, no text VCF or cut off, has no or a wrong line of column names, names somebody twice,
        or a record has another number of fields, no position, or alleles that are none. No record is quoted.

    References
    ----------
    Danecek et al. 2011, doi:10.1093/bioinformatics/btr330. https://samtools.github.io/hts-specs/VCFv4.3.pdf.
    """
    lines = _text(path)
    header, number = _header(path, lines)
    return header, _records(path, lines, header, number)


def _header(path: Path, lines: Iterator[str]) -> tuple[VcfHeader, int]:
    meta = []
    for number, line in enumerate(lines, 1):
        if number == 1 and not line.startswith("##fileformat=VCFv4"):
            raise PrivacyInputError(
                f"{path.name}: is no VCF 4 file (its first line is not ##fileformat=VCFv4...). Convert it with `bcftools "
                "view`."
            )
        if line.startswith("##"):
            meta.append(line)
            continue
        names = line.split("\t")
        if tuple(names[:8]) != FIXED or (len(names) > 8 and names[8] != "FORMAT"):
            raise bad_line(path, number, f"should name the columns ({', '.join(FIXED)}, FORMAT and people)")
        people = tuple(names[9:])
        check_people(people, path.name)
        return VcfHeader(meta=tuple(meta), people=people), number
    raise PrivacyInputError(
        f"{path.name}: ends before the line of column names (#CHROM ...). Take the whole file."
    )


def _records(path: Path, lines: Iterator[str], header: VcfHeader, done: int) -> Iterator[VcfLine]:
    n_fields = 8 if not header.people else 9 + len(header.people)
    for number, line in enumerate(lines, done + 1):
        if not line:
            continue
        fields = line.split("\t")
        if len(fields) != n_fields and not (not header.people and len(fields) == 9):
            raise bad_line(path, number, f"has {len(fields)} fields instead of {n_fields}")
        if not fields[1].isascii() or not fields[1].isdigit():
            raise bad_line(path, number, "has a position that is no whole number")
        if not fields[0]:
            raise bad_line(path, number, "names no chromosome")
        if not REFERENCE.fullmatch(fields[3]):
            raise bad_line(path, number, "has a reference allele that is no sequence of A, C, G, T, N")
        alternates = () if fields[4] == "." else tuple(fields[4].split(","))
        if not all(ALTERNATE.fullmatch(one) for one in alternates):
            raise bad_line(path, number, "has an alternate allele that is none")
        if len({one.upper() for one in (fields[3], *alternates)}) <= len(alternates):
            raise bad_line(path, number, "has the same allele twice")
        yield VcfLine(
            number=number,
            chromosome=fields[0],
            position=int(fields[1]),
            id=fields[2] or ".",
            reference=fields[3],
            alternates=alternates,
            info=fields[7],
            samples=fields[8:],
        )


def _text(path: Path) -> Iterator[str]:
    """Yield lines without their end; errors of compression and encoding are named."""
    if not path.is_file():
        raise PrivacyInputError(f"{path.name}: no such file in {path.parent}.")
    with path.open("rb") as file:
        head = file.read(2)
    compressed = head == b"\x1f\x8b"
    try:
        with gzip.open(path, "rb") if compressed else path.open("rb") as file:
            for at, line in enumerate(file):
                if at == 0 and line.startswith(BCF):
                    raise PrivacyInputError(
                        f"{path.name}: is a binary BCF. Write it as text with `bcftools view -O z -o FILE.vcf.gz`."
                    )
                yield line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise PrivacyInputError(f"{path.name}: is no UTF-8 text. Convert it with `bcftools view`.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise PrivacyInputError(f"{path.name}: is cut off or damaged (gzip). Take the whole file.") from None
