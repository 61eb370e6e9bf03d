# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read genotypes from a text VCF: one variant an alternate allele, phased where every call is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.genotypes.genotypes import MISSING, VARIANT_COLUMNS, Genotypes
from secured.common.genotypes.named_once import NO_ID, Repeated, kept_variants
from secured.common.genotypes.vcf_lines import VcfLine, bad_line, vcf_lines

__all__ = ["MultiAllelic", "counted_alleles", "read_vcf"]

MultiAllelic = Literal["split", "leave out", "refuse"]
Call = tuple[
    int, int, bool
]  # allele on either strand, -1 not known, -2 none (haploid); whether the strands are known
NOT_KNOWN, NO_STRAND = -1, -2


def read_vcf(
    path: Path, *, multi_allelic: MultiAllelic = "split", repeated: Repeated = "refuse"
) -> Genotypes:
    """Read the genotypes (GT) of a VCF 4 file, plain or compressed with gzip or bgzip.

    The counted allele is the alternate one. A row without one is a variant that nobody carries, counted allele ".". A
    call with an allele that is not known is missing; a haploid call counts once, as 0 or 1 copies, and its second
    strand is missing. Genotypes are phased if every heterozygous call is (``|``).

    Parameters
    ----------
    path : Path
    multi_allelic : {"split", "leave out", "refuse"}
        What becomes of a row with several alternate alleles: a variant of each, named ``ID:ALT``, whose other allele is
        the reference and which does not count the other alternates; or nothing; or an error.
    repeated : {"refuse", "first"}
        What becomes of variants whose id stands twice: an error, or the first of them is kept.

    Raises
    ------
    PrivacyInputError
        If the file is no whole VCF, nobody or nothing is in it, a record is wrong or has no GT, a call is no genotype,
        names an allele that is not there, or has more than two. No record is quoted.

    References
    ----------
    Danecek et al. 2011, doi:10.1093/bioinformatics/btr330. D2.1 section 5.2.1.
    """
    if multi_allelic not in ("split", "leave out", "refuse"):
        raise PrivacyInputError(
            f"read_vcf: multi_allelic={multi_allelic!r} is unknown. Use 'split', 'leave out' or 'refuse'."
        )
    header, lines = vcf_lines(path)
    if not header.people:
        raise PrivacyInputError(
            f"{path.name}: has no genotypes (nobody in the line of column names). Take the full file."
        )
    rows, strands, phased = [], [], True
    known: dict[str, Call] = {}
    for line in lines:
        calls = _calls(line, path, known)
        for allele, row in counted_alleles(line, multi_allelic, path):
            rows.append(row)
            strands.append(_strands(calls, allele))
        phased = phased and bool(calls[:, 2].all())
    if not rows:
        raise PrivacyInputError(f"{path.name}: holds no variants. Take the full file.")
    variants = pd.DataFrame(rows, columns=list(VARIANT_COLUMNS))
    kept = kept_variants(variants["id"], repeated, path.name)
    haplotypes = np.stack(strands, axis=-1)[:, :, kept]
    return Genotypes(
        dosages=_copies(haplotypes),
        variants=variants[kept].reset_index(drop=True),
        subjects=np.array(header.people),
        haplotypes=np.maximum(haplotypes, MISSING) if phased else None,
    )


def counted_alleles(
    line: VcfLine, multi_allelic: MultiAllelic, path: Path
) -> Iterator[tuple[int, tuple[str, str, int, str, str]]]:
    """Yield what becomes of a row: the number of each counted allele and its line in the table of variants."""
    place = (line.chromosome, line.position)
    if len(line.alternates) < 2:
        yield 1, (line.id, *place, line.alternates[0] if line.alternates else ".", line.reference)
        return
    if multi_allelic == "refuse":
        raise bad_line(
            path, line.number, f"has {len(line.alternates)} alternate alleles, which are to be refused"
        )
    for number, alternate in enumerate(line.alternates if multi_allelic == "split" else (), 1):
        name = NO_ID if line.id == NO_ID else f"{line.id}:{alternate}"
        yield number, (name, *place, alternate, line.reference)


def _calls(line: VcfLine, path: Path, known: dict[str, Call]) -> np.ndarray:
    """Allele on either strand, and whether the strands are known; int16 of shape (n_people, 3)."""
    if line.samples[0].partition(":")[0] != "GT":
        raise bad_line(path, line.number, "has no genotypes (its FORMAT does not begin with GT)")
    texts = [sample.partition(":")[0] for sample in line.samples[1:]]
    for text in set(texts).difference(known):
        call = _call(text)
        if call is None:
            raise bad_line(path, line.number, "has a call that is no genotype of one or two alleles")
        known[text] = call
    calls = np.array([known[text] for text in texts], dtype=np.int16)
    if calls[:, :2].max() > len(line.alternates):
        raise bad_line(
            path, line.number, f"has a call of an allele beyond its {len(line.alternates)} alternates"
        )
    return calls


def _call(text: str) -> Call | None:
    """Take a genotype apart; None where it is none."""
    bar = "|" in text
    alleles = text.replace("|", "/").split("/")
    if len(alleles) > 2 or not all(
        one == "." or (one.isascii() and one.isdigit() and len(one) < 4) for one in alleles
    ):
        return None
    first, *rest = (NOT_KNOWN if one == "." else int(one) for one in alleles)
    second = rest[0] if rest else (NO_STRAND if first >= 0 else NOT_KNOWN)
    return first, second, bar or first == second or second == NO_STRAND


def _strands(calls: np.ndarray, allele: int) -> np.ndarray:
    """1 where a strand has the allele, 0 another one, else as in `calls`; int8 of shape (n_people, 2)."""
    alleles = calls[:, :2]
    return np.where(alleles >= 0, alleles == allele, alleles).astype(np.int8)


def _copies(haplotypes: np.ndarray) -> np.ndarray:
    """Copies of each; missing where a strand is not known. int8 of shape (n_people, n_variants)."""
    copies = np.maximum(haplotypes, 0).sum(axis=1, dtype=np.int8)
    copies[(haplotypes == NOT_KNOWN).any(axis=1)] = MISSING
    return copies
