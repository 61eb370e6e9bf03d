# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""VCF files and a PLINK 1 fileset of a small family."""

import gzip

import numpy as np

from secured.dans.leaks.canaries.manifest import Planting

__all__ = ["plant_plink", "plant_vcf"]

VARIANTS = 12


def plant_vcf(planting: Planting, folder: str) -> None:
    """Plant a VCF 4.3 with the person and four others, plain and compressed."""
    for suffix in (".vcf", ".vcf.gz"):
        file = f"{folder}/vcf/cohort{suffix}"
        text = _vcf(planting, file).encode()
        planting.path(file).write_bytes(gzip.compress(text, mtime=0) if suffix == ".vcf.gz" else text)


def _vcf(planting: Planting, file: str) -> str:
    samples = [
        *planting.names(file, "vcf", "id"),
        *(planting.token(file, "vcf other sample") for _ in range(4)),
    ]
    when = planting.known(file, "vcf fileDate", planting.person.visit.date().isoformat(), "date")
    lines = [
        "##fileformat=VCFv4.3",
        f"##fileDate={when.replace('-', '')}",
        f"##source={planting.token(file, 'vcf source')}",
        f"##reference=file:///data/{planting.token(file, 'vcf reference')}/GRCh38.fa",
        f"##commandline=call --in /home/{planting.token(file, 'vcf commandline')}/reads.bam",
        "##contig=<ID=22,length=50818468>",
        f'##SAMPLE=<ID={samples[0]},Description="{planting.token(file, "vcf SAMPLE description")}">',
        f"##PEDIGREE=<ID={samples[0]},Father={samples[1]},Mother={samples[2]}>",
        '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency">',
        f'##INFO=<ID=NOTE,Number=1,Type=String,Description="{planting.token(file, "vcf INFO description")}">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        f'##FORMAT=<ID=CM,Number=1,Type=String,Description="{planting.token(file, "vcf FORMAT description")}">',
        "\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples]),
    ]
    genotypes = planting.rng.choice(["0/0", "0/1", "1/1"], (VARIANTS, len(samples)))
    for at in range(VARIANTS):
        note = f"AF=0.5;NOTE={planting.token(file, 'vcf INFO value')}" if at == 3 else "AF=0.5"
        comments = [
            planting.token(file, "vcf FORMAT value") if at == 5 and not column else "." for column in range(5)
        ]
        calls = [f"{call}:{comment}" for call, comment in zip(genotypes[at], comments, strict=True)]
        lines.append(
            "\t".join(
                ["22", str(16_050_000 + at), f"rs{900 + at}", "A", "G", "50", "PASS", note, "GT:CM", *calls]
            )
        )
    return "\n".join(lines) + "\n"


def plant_plink(planting: Planting, folder: str) -> None:
    """Plant ``.fam``, ``.bim``, ``.bed`` and ``.log``."""
    place = f"{folder}/plink/cohort"
    fam, log = f"{place}.fam", f"{place}.log"
    (identity,) = planting.names(fam, "plink", "id")
    family = planting.token(fam, "plink family")
    father, mother, other = (planting.token(fam, f"plink {who}") for who in ("father", "mother", "other"))
    planting.path(fam).write_text(
        f"{family} {identity} {father} {mother} 2 2\n{family} {father} 0 0 1 1\n{family} {mother} 0 0 2 1\n"
        f"{planting.token(fam, 'plink other family')} {other} 0 0 1 -9\n"
    )
    rows = [f"22\trs{900 + at}\t0\t{16_050_000 + at}\tA\tG\n" for at in range(VARIANTS)]
    planting.path(f"{place}.bim").write_text("".join(rows))
    calls = planting.rng.choice(np.array([0, 2, 3], np.uint8), (VARIANTS, 4))  # two bits each; 1 is missing
    packed = (calls << np.arange(0, 8, 2, dtype=np.uint8)).sum(axis=1, dtype=np.uint8)
    planting.path(f"{place}.bed").write_bytes(b"\x6c\x1b\x01" + packed.tobytes())
    planting.path(log).write_text(
        f"PLINK v1.9\nWorking directory: /home/{planting.token(log, 'plink log')}\n"
    )
