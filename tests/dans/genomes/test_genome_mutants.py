# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files damaged at random are cleaned or refused with a reason; no other error, and nothing planted comes out."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from secured.common.outcome import Reason
from secured.dans.genomes import OtherGenomeFiles, Plink1Files, Plink2Files, VcfFiles

N_MUTANTS = 500


def mutant(content: bytes, rng: random.Random) -> bytes:
    """Cut, doubled, or with some bytes changed."""
    kind = rng.randrange(8)
    if kind == 0:
        return content[: rng.randrange(len(content))]
    if kind == 1:
        start = rng.randrange(len(content))
        end = min(start + rng.randrange(1, 40), len(content))
        return content[:end] + content[start:]
    changed = bytearray(content)
    for _ in range(rng.randrange(1, 5)):
        changed[rng.randrange(len(changed))] = rng.choice(
            (rng.randrange(256), *b"0123456789 \t\n\0-+.,;/:=<>#ACGT")
        )
    return bytes(changed)


@pytest.mark.parametrize(
    ("format", "maker", "name", "suffixes"),
    [
        (VcfFiles(), "vcf", "a.vcf", (".vcf",)),
        (VcfFiles(), "vcf", "a.vcf.gz", (".gz",)),
        (Plink1Files(), "plink1", "a.bed", (".bed", ".bim", ".fam")),
        (Plink2Files(), "plink2", "a.pgen", (".pgen", ".pvar", ".psam")),
    ],
)
def test_mutants(planted, tmp_path, clean, format, maker, name, suffixes):
    path: Path = getattr(planted, maker)(tmp_path / "in" / name, 12)
    texts = planted.IN_VCF if maker == "vcf" else planted.IN_PLINK
    contents = {file: file.read_bytes() for file in map(path.with_suffix, suffixes)}
    became: Counter[str] = Counter()
    for seed in range(N_MUTANTS):
        rng = random.Random(seed)
        file = rng.choice(list(contents))
        file.write_bytes(mutant(contents[file], rng))
        result = clean(format, path)
        file.write_bytes(contents[file])
        assert result.holding(texts) == [], seed
        if result.refused:
            assert not re.search("Q7731", str(result.refused))
        became[result.refused.reason if result.refused else "cleaned"] += 1
    assert became["MALFORMED"] > 50 and (became["cleaned"] > 20 or name.endswith(".gz")), became


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"BCF\x02\x02", "BCF"),
        (b"\x89HDF\r\n\x1a\n", "HDF5"),
        (b"\x14\0\0\0\x14\0\0\0\x01\0\0\0\x01\0\0\0bgen", "BGEN"),
        (b"CRAM\x03", "CRAM"),
        (b"COREARRAYx0A", "GDS"),
    ],
)
def test_other_formats_are_refused_by_name(tmp_path, clean, head, kind):
    path = tmp_path / "a"
    path.write_bytes(head)
    format = OtherGenomeFiles()
    assert format.recognises(path, head) and not format.recognises(path, b"##fileformat=VCFv4.2")
    refused = clean(format, path).refused
    assert refused.reason is Reason.UNSUPPORTED and kind in str(refused)
