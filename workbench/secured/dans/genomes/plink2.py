# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""PLINK 2 files: `.pgen`, `.pvar` and `.psam` under new names and in a new order, the same phased genotypes."""

import struct
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from secured.common.methods import method
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, Source, Stage
from secured.dans.genomes.bgzf import text_lines
from secured.dans.genomes.pedigree import NOBODY, Member, pedigree_of
from secured.dans.genomes.pgen_genotypes import reordered
from secured.dans.genomes.plink1 import PHENOTYPE
from secured.dans.genomes.samples import searchable
from secured.dans.genomes.vcf_header import MOST_LINES, VcfHeader, written
from secured.dans.genomes.vcf_records import cleaned_site

__all__ = ["Plink2Files"]

MAGIC = b"\x6c\x1b"
KNOWN_KINDS = (0x01, 0x02, 0x10)
MOST_COLUMNS = 1000  # of .psam
DROPPED = (".log", ".pgen.pgi")
SITE = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
SEXES = {"0": "NA", "1": "1", "2": "2", "M": "1", "F": "2", "NA": "NA", "m": "1", "f": "2"}


@method(
    name="PLINK 2 files",
    engine="dans",
    modality="genome",
    goal="rename people, parents and families of PLINK 2 files and shuffle them; genotypes stay",
    section="4.1",
    source="Chang et al. 2015, doi:10.1186/s13742-015-0047-8",
)
@dataclass(frozen=True, kw_only=True)
class Plink2Files:
    """Clean sets of `.pgen`, `.pvar` and `.psam`; needs the package Pgenlib.

    Genotypes and their phase are not touched, and they identify. People are renamed and shuffled as in PLINK 1.
    Of the people's table, sex and numeric phenotypes stay, the latter as ``PHENO1`` and so on; of the variants, what
    stays of a VCF. Dosages, variants with several alternate alleles and compressed `.pvar.zst` are refused.

    References
    ----------
    Chang et al. 2015, doi:10.1186/s13742-015-0047-8. D2.1 section 4.1.
    """

    @property
    def name(self) -> str:
        """The format's name."""
        return "plink2"

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the first two bytes, and the suffix that tells PLINK 2 from 1."""
        return head.startswith(MAGIC) and path.suffix.lower() == ".pgen"

    def companions(self, path: Path) -> tuple[Path, ...]:
        """`.pvar` and `.psam`, and the log and index that are dropped."""
        files = [path.with_suffix(suffix) for suffix in (".pvar", ".psam", *DROPPED)]
        return tuple(file for file in files if file.is_file())

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write the three files anew under a code.

        Raises
        ------
        Quarantined
            If one is missing, a line is not understood, sizes contradict each other, or Pgenlib is not installed.
        """
        pgen = source.main
        pvar, psam = pgen.with_suffix(".pvar"), pgen.with_suffix(".psam")
        if pgen.with_suffix(".pvar.zst").is_file() and not pvar.is_file():
            raise Quarantined(Reason.UNSUPPORTED, "A compressed .pvar.zst is not cleaned.")
        if not pvar.is_file() or not psam.is_file():
            raise Quarantined(Reason.INCOMPLETE, "The .pvar or the .psam file is missing.")
        table = _people(psam)
        pedigree = pedigree_of(table.members, identities, source.person)
        code = identities.code("file", source.name)
        place = f"{pedigree.samples.owner or code}/plink2/{code}/{code}"
        with stage.new(f"{place}.psam").open("w", encoding="ascii", newline="\n") as output:
            phenotypes = [f"PHENO{number}" for number in range(1, len(table.phenotypes) + 1)]
            output.write("\t".join(("#FID", "IID", "PAT", "MAT", "SEX", *phenotypes)) + "\n")
            for member, old in zip(pedigree.members, pedigree.samples.order, strict=True):
                values = (table.sexes[old], *(column[old] for column in table.phenotypes))
                output.write(
                    "\t".join((member.family, member.name, member.father, member.mother, *values)) + "\n"
                )
        counts: Counter[str] = Counter(samples=len(table.members))
        counts["columns dropped"] = table.n_dropped
        dropped = _variants(pvar, stage.new(f"{place}.pvar"), identities.pseudonym, counts)
        _check(pgen, counts["records"], len(table.members))
        reordered(pgen, stage.new(f"{place}.pgen"), counts["records"], pedigree.samples.order)
        known = (source.person.id, *source.person.known) if source.person else ()
        return Cleaned(counts=dict(counts), identifiers=searchable([*pedigree.old, *dropped, *known]))


@dataclass(frozen=True, kw_only=True, repr=False)
class _Table:
    members: list[Member]
    sexes: list[str]
    phenotypes: list[list[str]]
    n_dropped: int


def _people(path: Path) -> _Table:
    """Read the people's table: names, parents, sex, and the columns of numbers."""
    with path.open("rb") as content:
        lines = text_lines(content)
        names = next((line for line in lines if not line.startswith("##")), "").split(maxsplit=MOST_COLUMNS)
        if (
            len(names) > MOST_COLUMNS
            or not names
            or names[0] not in ("#FID", "#IID")
            or "IID" not in (names[0].lstrip("#"), *names)
        ):
            raise Quarantined(Reason.UNSUPPORTED, "The .psam file has no line with the names of columns.")
        names[0] = names[0].lstrip("#")
        if len(set(names)) < len(names):
            raise Quarantined(Reason.MALFORMED, "A column of .psam comes twice.")
        rows = list(_rows(lines, len(names)))
    if not rows:
        raise Quarantined(Reason.EMPTY, "Nobody is in the .psam file.")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    nobody = [NOBODY] * len(rows)
    sexes = [SEXES.get(sex) for sex in columns.get("SEX", ["NA"] * len(rows))]
    if None in sexes:
        raise Quarantined(Reason.MALFORMED, "A sex in .psam is none.")
    known = ("FID", "IID", "PAT", "MAT", "SEX")
    others = [column for name, column in columns.items() if name not in (*known, "SID")]
    numeric = [column for column in others if all(PHENOTYPE.fullmatch(value) for value in column)]
    return _Table(
        members=[
            Member(family=family, name=name, father=father, mother=mother)
            for family, name, father, mother in zip(
                *(columns.get(name, nobody) for name in ("FID", "IID", "PAT", "MAT")), strict=True
            )
        ],
        sexes=[str(sex) for sex in sexes],
        phenotypes=numeric,
        n_dropped=len(others) - len(numeric) + ("SID" in columns),
    )


def _rows(lines: Iterator[str], n_columns: int) -> Iterator[list[str]]:
    for number, line in enumerate(lines, 1):
        fields = line.split()
        if len(fields) != n_columns:
            raise Quarantined(
                Reason.MALFORMED, f"Row {number} of .psam has {len(fields)} fields of {n_columns}."
            )
        yield fields


def _variants(path: Path, target: Path, rename: Callable[[str], str], counts: Counter[str]) -> list[str]:
    """Write the variants anew; return the header lines that are dropped."""
    with path.open("rb") as content, target.open("w", encoding="ascii", newline="\n") as output:
        lines = text_lines(content)
        said: list[tuple[str, str]] = []
        names: list[str] = []
        for line in lines:
            if not line.startswith("##"):
                names = line.split("\t", len(SITE) + 2)
                break
            if len(said) > MOST_LINES:
                raise Quarantined(
                    Reason.UNSUPPORTED, f"The header of .pvar has more than {MOST_LINES} lines."
                )
            key, _, value = line[2:].partition("=")
            said.append((key, value))
        if names[:5] != list(SITE[:5]) or not set(names[5:]) <= {*SITE, "CM"} or len(set(names)) < len(names):
            raise Quarantined(Reason.UNSUPPORTED, "The columns of .pvar are not those of PLINK 2.")
        header = VcfHeader(version="##fileformat=VCFv4.2", lines=tuple(said), has_format=False, samples=())
        text, dropped = written(header, rename, None)
        kept = [name for name in SITE if name in names]
        output.write(text + "\t".join(kept) + "\n")
        for number, line in enumerate(lines, 1):
            fields = line.split("\t", len(names))
            if len(fields) != len(names):
                raise Quarantined(
                    Reason.MALFORMED, f"Variant {number} has another number of columns than the header."
                )
            given = dict(zip(names, fields, strict=True))
            site = cleaned_site([given.get(name, ".") for name in SITE], number, counts)
            if "," in site[4]:
                raise Quarantined(
                    Reason.UNSUPPORTED, "Variants with several alternate alleles are not cleaned."
                )
            output.write(
                "\t".join(value for name, value in zip(SITE, site, strict=True) if name in kept) + "\n"
            )
            counts["records"] += 1
    return dropped


def _check(path: Path, n_variants: int, n_people: int) -> None:
    """Compare the numbers in the file of genotypes with the tables, before anything is made as large as they say."""
    with path.open("rb") as file:
        head = file.read(12)
    if len(head) < 12 or head[2] not in KNOWN_KINDS:
        raise Quarantined(Reason.UNSUPPORTED, "The kind of the .pgen file is not known.")
    if head[2] != 0x01 and struct.unpack("<II", head[3:11]) != (n_variants, n_people):
        raise Quarantined(
            Reason.INCONSISTENT, "The .pgen file has other numbers of people or variants than its tables."
        )
