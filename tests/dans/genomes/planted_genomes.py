# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files of genomes with something planted in every place that takes a text; read by conftest.py."""

import gzip
from pathlib import Path

import numpy as np
import pgenlib

NAMES = ("Q7731kid", "Q7731dad", "Q7731mum", "Q7731gran", "Q7731cousin")
IN_VCF = (
    *NAMES,
    *(
        "/export/q7731/doe.bam",
        "Q7731caller",
        "20210304",
        "Q7731lab",
        "Q7731tissue",
        "Q7731desc",
        "Q7731tag",
        "Q7731fmt",
    ),
    *(
        "Q7731filter",
        "Q7731contig",
        "Q7731site",
        "Q7731value",
        "Q7731gene",
        "Q7731cell",
        "Q7731aunt",
        "Q7731url",
    ),
)
HEADER = """##fileformat=VCFv4.2
##fileDate=20210304
##source=Q7731caller 1.0
##commandline="call --input /export/q7731/doe.bam"
##reference=file:///export/q7731/GRCh38.fa
##contig=<ID=chr1,length=248956422,assembly=Q7731contig>
##contig=<ID=Q7731contig,length=5>
##INFO=<ID=DP,Number=1,Type=Integer,Description="Q7731desc">
##INFO=<ID=AF,Number=A,Type=Float,Description="Q7731desc">
##INFO=<ID=Q7731tag,Number=1,Type=String,Description="x">
##INFO=<ID=ANN,Number=.,Type=String,Description="x">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Q7731desc">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="x">
##FORMAT=<ID=Q7731fmt,Number=1,Type=String,Description="x">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="x">
##FILTER=<ID=LowQual,Description="Q7731desc">
##FILTER=<ID=Q7731filter,Description="x">
##ALT=<ID=DEL,Description="Q7731desc">
##SAMPLE=<ID=Q7731kid,Tissue=Q7731tissue,Description="at Q7731lab">
##PEDIGREE=<ID=Q7731kid,Father=Q7731dad,Mother=Q7731mum,Note=Q7731lab>
##PEDIGREE=<ID=Q7731dad,Mother=Q7731aunt>
##pedigreeDB=http://Q7731url.example.org
"""


def vcf(path: Path, n_records: int = 60, seed: int = 1) -> Path:
    """Write five people, plain or compressed as the suffix says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    lines = [
        HEADER
        + "\t".join((["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT"]) + list(NAMES))
    ]
    for n in range(n_records):
        alt = ("G", "G,<DEL>", "T", "A]chr1:77]")[n % 4]
        alleles = rng.integers(0, alt.count(",") + 2, (5, 2))
        calls = [f"{a}{'|/'[n % 2]}{b}" for a, b in alleles] if n % 7 else ["./."] * 5
        cells = [
            f"{call}:{rng.integers(30)},{rng.integers(30)}:Q7731cell:{rng.integers(99)}" for call in calls
        ]
        if n % 5 == 0:
            cells[n % 3] = calls[n % 3]  # values at the end left out
        info = f"DP={n};AF=0.{n};Q7731tag=Q7731value;ANN=Q7731gene|missense;DB" if n % 3 else "DP=Q7731value"
        site = ("rs12345;Q7731site", "Q7731site", "rs7")[n % 3]
        fields = ["chr1", str(1000 + n), site, "A", alt, "50.5", ("PASS", "Q7731filter;LowQual")[n % 2], info]
        lines.append("\t".join([*fields, "GT:AD:Q7731fmt:GQ", *cells]))
    content = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


IN_PLINK = (
    *NAMES,
    *("Q7731fam", "Q7731other", "Q7731aunt", "Q7731snp", "Q7731site", "Q7731log", "Q7731path", "Q7731nosex"),
    *("Q7731header", "Q7731caller"),
)
FAM = """Q7731fam Q7731kid Q7731dad Q7731mum 1 2
Q7731fam Q7731dad 0 Q7731aunt 1 1
Q7731fam Q7731mum 0 0 2 1
Q7731gran Q7731gran 0 0 2 -9
Q7731other Q7731cousin 0 0 0 1.5
"""


def plink1(path: Path, n_variants: int = 50) -> Path:
    """Write five people of three families as .bed, .bim and .fam, and a log."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 4, (n_variants, 8)).astype(np.uint8)
    codes[:, 5:] = 0  # nobody
    packed = (codes.reshape(n_variants, 2, 4) << np.array([0, 2, 4, 6], dtype=np.uint8)).sum(
        axis=2, dtype=np.uint8
    )
    path.write_bytes(b"\x6c\x1b\x01" + packed.tobytes())
    path.with_suffix(".fam").write_text(FAM)
    names = ("rs1001", "Q7731snp", "1:77_Q7731site")
    lines = [f"1\t{names[n % 3]}\t0.5\t{1000 + n}\tA\t{'GT'[n % 2]}\n" for n in range(n_variants)]
    path.with_suffix(".bim").write_text("".join(lines))
    path.with_suffix(".log").write_text("Q7731log --bfile /export/Q7731path\n")
    path.with_suffix(".nosex").write_text("Q7731nosex\n")
    return path


def plink2(path: Path, n_variants: int = 50) -> Path:
    """Write the same people, phased in part, as .pgen, .pvar and .psam."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(3)
    writer = pgenlib.PgenWriter(
        bytes(path), 5, variant_ct=n_variants, nonref_flags=False, hardcall_phase_present=True
    )
    for _ in range(n_variants):
        alleles = rng.integers(0, 2, 10).astype(np.int32)
        alleles[np.repeat(rng.random(5) < 0.1, 2)] = -9
        writer.append_partially_phased(alleles, rng.random(5) < 0.5)
    writer.close()
    rows = [line.split() for line in FAM.splitlines()]
    lines = ["#FID\tIID\tSID\tPAT\tMAT\tSEX\tdisease\tsite"]
    for family, name, father, mother, sex, trait in rows:
        lines.append(f"{family}\t{name}\tQ7731site\t{father}\t{mother}\t{sex}\t{trait}\tQ7731site")
    path.with_suffix(".psam").write_text("\n".join(lines) + "\n")
    names = ("rs1001", "Q7731snp", "rs5")
    head = (
        "##source=Q7731caller\n##contig=<ID=1,length=99>\n##Q7731header=x\n#CHROM\tPOS\tID\tREF\tALT\tINFO\n"
    )
    variants = [f"1\t{1000 + n}\t{names[n % 3]}\tA\tG\tAF=0.5;Q7731header=1\n" for n in range(n_variants)]
    path.with_suffix(".pvar").write_text(head + "".join(variants))
    path.with_suffix(".log").write_text("Q7731log --pfile /export/Q7731path\n")
    return path
