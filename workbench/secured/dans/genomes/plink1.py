# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""PLINK 1 files: `.bed`, `.bim` and `.fam` under new names and in a new order, the same genotypes."""

import re
from dataclasses import dataclass
from pathlib import Path

from secured.common.methods import method
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, Source, Stage
from secured.dans.genomes.bgzf import text_lines
from secured.dans.genomes.pedigree import Member, pedigree_of
from secured.dans.genomes.samples import searchable
from secured.dans.genomes.two_bit import reorder, row_bytes
from secured.dans.genomes.variants import ALLELE, CHROMOSOME, SYMBOLIC, known_ids

__all__ = ["PHENOTYPE", "Plink1Files"]

MAGIC = b"\x6c\x1b"
BY_VARIANT = b"\x6c\x1b\x01"
DROPPED = (".log", ".nosex", ".hh", ".irem")
PHENOTYPE = re.compile(r"[-+]?[0-9]{1,7}(?:\.[0-9]{0,12})?(?:[eE][-+]?[0-9]{1,3})?|NA|nan|NaN", re.ASCII)
SEX = re.compile(r"[0-9]|-9|NA", re.ASCII)
DISTANCE = re.compile(r"[-+]?[0-9]{1,6}(?:\.[0-9]{0,12})?(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
POSITION = re.compile(r"-?[0-9]{1,10}", re.ASCII)
CODED = re.compile(r"[0-4IDid]", re.ASCII)  # alleles by number, and insertion or deletion


@method(
    name="PLINK 1 files",
    engine="dans",
    modality="genome",
    goal="rename people, parents and families of PLINK 1 files and shuffle them; genotypes stay",
    section="4.1",
    source="Purcell et al. 2007, PLINK, doi:10.1086/519795; Chang et al. 2015, doi:10.1186/s13742-015-0047-8",
)
@dataclass(frozen=True, kw_only=True)
class Plink1Files:
    """Clean sets of `.bed`, `.bim` and `.fam`.

    Genotypes are not touched, and they identify. People, parents and families get pseudonyms that fit each other
    as before, and people stand in the order of those; sex and a numeric phenotype stay; variants keep public ``rs``
    identifiers. PLINK's log and lists of people with doubtful sex are dropped.

    References
    ----------
    Chang et al. 2015, doi:10.1186/s13742-015-0047-8. D2.1 section 4.1.
    """

    @property
    def name(self) -> str:
        """The format's name."""
        return "plink"

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the first two bytes, and the suffix that tells PLINK 1 from 2."""
        return head.startswith(MAGIC) and path.suffix.lower() == ".bed"

    def companions(self, path: Path) -> tuple[Path, ...]:
        """`.bim` and `.fam`, and the log and lists that are dropped."""
        files = [path.with_suffix(suffix) for suffix in (".bim", ".fam", *DROPPED)]
        return tuple(file for file in files if file.is_file())

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write the three files anew under a code.

        Raises
        ------
        Quarantined
            If one is missing, a line is not understood, or sizes contradict each other.
        """
        bed, bim, fam = (source.main.with_suffix(suffix) for suffix in (source.main.suffix, ".bim", ".fam"))
        if not bim.is_file() or not fam.is_file():
            raise Quarantined(Reason.INCOMPLETE, "The .bim or the .fam file is missing.")
        members, others = _people(fam)
        pedigree = pedigree_of(members, identities, source.person)
        code = identities.code("file", source.name)
        place = f"{pedigree.samples.owner or code}/plink/{code}/{code}"
        with stage.new(f"{place}.fam").open("w", encoding="ascii", newline="\n") as output:
            for member, old in zip(pedigree.members, pedigree.samples.order, strict=True):
                fields = (member.family, member.name, member.father, member.mother, *others[old])
                output.write("\t".join(fields) + "\n")
        n_variants, n_dropped = _variants(bim, stage.new(f"{place}.bim"))
        _genotypes(bed, stage.new(f"{place}.bed"), n_variants, pedigree.samples.order)
        counts = {
            "samples": len(members),
            "variants": n_variants,
            "identifiers of variants dropped": n_dropped,
        }
        known = (source.person.id, *source.person.known) if source.person else ()
        return Cleaned(counts=counts, identifiers=searchable([*pedigree.old, *known]))


def _people(path: Path) -> tuple[list[Member], list[tuple[str, str]]]:
    """The members, and sex and phenotype of each."""
    members, others = [], []
    with path.open("rb") as content:
        for number, line in enumerate(text_lines(content), 1):
            fields = line.split(maxsplit=6)
            if len(fields) != 6:
                raise Quarantined(Reason.MALFORMED, f"Line {number} of .fam does not have 6 fields.")
            if not SEX.fullmatch(fields[4]) or not PHENOTYPE.fullmatch(fields[5]):
                raise Quarantined(
                    Reason.MALFORMED, f"Sex or phenotype in line {number} of .fam is no number."
                )
            members.append(Member(family=fields[0], name=fields[1], father=fields[2], mother=fields[3]))
            others.append((fields[4], fields[5]))
    if not members:
        raise Quarantined(Reason.EMPTY, "Nobody is in the .fam file.")
    return members, others


def _variants(path: Path, target: Path) -> tuple[int, int]:
    """Write the variants anew; return how many, and how many identifiers were dropped."""
    number = dropped = 0
    with path.open("rb") as content, target.open("w", encoding="ascii", newline="\n") as output:
        for number, line in enumerate(text_lines(content), 1):
            fields = line.split(maxsplit=6)
            if len(fields) != 6:
                raise Quarantined(Reason.MALFORMED, f"Line {number} of .bim does not have 6 fields.")
            chromosome, name, distance, position, *alleles = fields
            if not CHROMOSOME.fullmatch(chromosome):
                raise Quarantined(
                    Reason.UNSUPPORTED, f"The chromosome in line {number} of .bim is not known."
                )
            if not DISTANCE.fullmatch(distance) or not POSITION.fullmatch(position):
                raise Quarantined(Reason.MALFORMED, f"A position in line {number} of .bim is no number.")
            if not all(_allele(allele) for allele in alleles):
                raise Quarantined(Reason.MALFORMED, f"An allele in line {number} of .bim is none.")
            known = known_ids(name)
            dropped += known != name
            output.write("\t".join((chromosome, known, distance, position, *alleles)) + "\n")
    return number, dropped


def _allele(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (ALLELE, CODED, SYMBOLIC))


def _genotypes(path: Path, target: Path, n_variants: int, order: tuple[int, ...]) -> None:
    expected = len(BY_VARIANT) + n_variants * row_bytes(len(order))
    size = path.stat().st_size
    with path.open("rb") as source, target.open("wb") as output:
        if source.read(3) != BY_VARIANT:
            raise Quarantined(Reason.UNSUPPORTED, "The .bed file is not of one variant after the other.")
        if size < expected:
            raise Quarantined(Reason.TRUNCATED, "The .bed file is shorter than .bim and .fam say.")
        if size > expected:
            raise Quarantined(Reason.INCONSISTENT, "The .bed file is longer than .bim and .fam say.")
        output.write(BY_VARIANT)
        reorder(source, output, n_variants, order)
