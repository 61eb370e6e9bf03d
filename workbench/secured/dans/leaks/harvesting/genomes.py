# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identifiers of the samples of VCF and PLINK files."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from secured.dans.leaks.harvesting.rare_enough import rare_enough

__all__ = ["in_plink", "in_vcf"]

FIXED_COLUMNS = 9
TEXTS = re.compile(r'[\w]+=(?:"([^"]*)"|([^,>"]*))')


def in_vcf(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the samples' names, and what the header says of samples and pedigrees."""
    with (
        gzip.open(path, "rt", encoding="utf-8", errors="replace")
        if _packed(path)
        else path.open(encoding="utf-8", errors="replace") as file
    ):
        for line in file:
            if line.startswith(("##SAMPLE=", "##PEDIGREE=", "##META=")):
                for quoted, plain in TEXTS.findall(line):
                    yield from (("header", word) for word in [quoted or plain] if rare_enough(word))
            elif line.startswith("#CHROM"):
                names = line.rstrip("\r\n").split("\t")[FIXED_COLUMNS:]
                yield from (("sample", name) for name in names if rare_enough(name))
                return
            elif not line.startswith("#"):
                return


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def in_plink(path: Path) -> Iterator[tuple[str, str]]:
    """Yield family, individual and parents' identifiers of a ``.fam`` or ``.psam`` file."""
    columns = 4 if path.suffix == ".fam" else 2
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("##"):
                continue
            if line.startswith("#"):
                names = line[1:].split()
                columns = sum(name in ("FID", "IID", "SID", "PAT", "MAT") for name in names) or 1
                continue
            yield from (("sample", word) for word in line.split()[:columns] if rare_enough(word))
