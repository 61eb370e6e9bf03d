# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The header of a VCF file: definitions written anew, the pedigree under new names, everything else dropped."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from secured.common.outcome import Quarantined, Reason
from secured.dans.genomes.variants import BUILD, CHROMOSOME
from secured.dans.genomes.vcf_fields import ALTS, FORMATS, GENOTYPE, INFOS, OTHER_FILTER, filter_name

__all__ = ["COLUMNS", "MOST_LINES", "VcfHeader", "read_header", "written"]

VERSION = re.compile(r"##fileformat=VCFv4\.[0-5]", re.ASCII)
COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
LARGEST = 64 * 2**20  # characters
MOST_LINES = 200_000
MOST_SAMPLES = 2_000_000
ID = re.compile(r"<(?:[^\"]*?,)?ID=([^,>]+)")
LENGTH = re.compile(r"[<,]length=([0-9]{1,10})(?=[,>])", re.ASCII)
RELATIVES = re.compile(r"ID|Father|Mother|Original|Child|Derived|Name_[0-9]{1,4}", re.ASCII)


@dataclass(frozen=True, kw_only=True, repr=False)
class VcfHeader:
    """What the lines before the records say.

    Parameters
    ----------
    version : str
        The first line.
    lines : tuple of (str, str)
        Key and value of the other ``##`` lines.
    has_format : bool
        Whether there is the column FORMAT.
    samples : tuple of str
    """

    version: str
    lines: tuple[tuple[str, str], ...]
    has_format: bool
    samples: tuple[str, ...]


def read_header(lines: Iterator[str]) -> VcfHeader:
    """Take the header's lines, up to the one with the names of columns.

    Raises
    ------
    Quarantined
        If it does not begin with a known version, breaks the rules or does not end.

    References
    ----------
    The Variant Call Format specification, VCFv4.1 to 4.5, section 1.2 to 1.5, https://samtools.github.io/hts-specs/.
    """
    first = next(lines, "")
    if not first.startswith("##fileformat="):
        raise Quarantined(Reason.MALFORMED, "The first line is not that of the file format.")
    if not VERSION.fullmatch(first):
        raise Quarantined(Reason.UNSUPPORTED, "The version is not one of VCF 4.0 to 4.5.")
    found: list[tuple[str, str]] = []
    size = 0
    for line in lines:
        size += len(line)
        if size > LARGEST or len(found) > MOST_LINES:
            raise Quarantined(
                Reason.UNSUPPORTED, f"The header is larger than {LARGEST} characters or {MOST_LINES} lines."
            )
        if line.startswith("##"):
            key, equals, value = line[2:].partition("=")
            if not equals:
                raise Quarantined(Reason.MALFORMED, f"Line {len(found) + 2} of the header has no value.")
            found.append((key, value))
        elif line.startswith("#CHROM"):
            return _columns(first, found, line)
        else:
            raise Quarantined(Reason.MALFORMED, "A record stands before the line with the names of columns.")
    raise Quarantined(Reason.TRUNCATED, "The file ends in its header.")


def _columns(version: str, found: list[tuple[str, str]], line: str) -> VcfHeader:
    if line.count("\t") > MOST_SAMPLES:
        raise Quarantined(Reason.UNSUPPORTED, f"There are more than {MOST_SAMPLES} samples.")
    names = line.split("\t")
    if tuple(names[:8]) != COLUMNS or (len(names) > 8 and names[8] != "FORMAT"):
        raise Quarantined(Reason.MALFORMED, "The names of the columns are not those of VCF.")
    samples = tuple(names[9:])
    if len(set(samples)) < len(samples):
        raise Quarantined(Reason.INCONSISTENT, "The name of a sample comes twice.")
    return VcfHeader(version=version, lines=tuple(found), has_format=len(names) > 8, samples=samples)


def written(
    header: VcfHeader, rename: Callable[[str], str], samples: tuple[str, ...] | None
) -> tuple[str, list[str]]:
    """Return the new header, and the old lines that are not in it.

    Parameters
    ----------
    header : VcfHeader
    rename : callable
        From the name of a person to the new one.
    samples : tuple of str or None
        New names in their new order; None leaves out the line with the names of columns, which follows otherwise.
    """
    kept = [header.version]
    dropped: list[str] = []
    for key, value in header.lines:
        new = _line(key, value, rename)
        if new is None:
            dropped.append(f"{key}={value}")
        else:
            kept.append(new)
    if header.samples and samples is not None:
        kept.append(GENOTYPE)
    kept.append(f'##FILTER=<ID={OTHER_FILTER},Description="A filter of the source, its name left out">')
    kept = list(dict.fromkeys(kept))
    if samples is not None:
        kept.append("\t".join((*COLUMNS, *(("FORMAT",) if header.has_format else ()), *samples)))
    return "\n".join(kept) + "\n", dropped


def _line(key: str, value: str, rename: Callable[[str], str]) -> str | None:
    """Return a header line made anew, or None."""
    if key == "reference" or key == "assembly":
        build = BUILD.search(value)
        return f"##{key}={build[0]}" if build else None
    if key in ("PEDIGREE", "SAMPLE"):
        return _people(key, value, rename)
    found = ID.match(value)
    name = found[1] if found else ""
    if key in ("INFO", "FORMAT"):
        field = (INFOS if key == "INFO" else FORMATS).get(name)
        return field.definition if field else None
    if key == "FILTER" and filter_name(name) == name and name not in ("PASS", "."):
        return f'##FILTER=<ID={name},Description="Filter {name} of the source">'
    if key == "ALT" and name in ALTS:
        return f'##ALT=<ID={name},Description="{ALTS[name]}">'
    if key == "contig" and CHROMOSOME.fullmatch(name):
        length = LENGTH.search(value)
        return f"##contig=<ID={name}" + (f",length={length[1]}" if length else "") + ">"
    return None


def _people(key: str, value: str, rename: Callable[[str], str]) -> str | None:
    """Return who is whose child, or that there is such a sample; nothing else that was said of them."""
    if not (value.startswith("<") and value.endswith(">")):
        return None
    pairs = [pair.partition("=") for pair in value[1:-1].split(",")]
    if key == "SAMPLE":
        pairs = [pair for pair in pairs if pair[0] == "ID"][:1]
    kept = [f"{name}={rename(who)}" for name, _, who in pairs if RELATIVES.fullmatch(name) and who.strip()]
    return f"##{key}=<{','.join(kept)}>" if kept else None
