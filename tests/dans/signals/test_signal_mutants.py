# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files damaged at random are cleaned or refused with a reason; no other error, and nothing planted comes out."""

import random
from collections import Counter
from pathlib import Path

import pytest

from secured.dans.signals import EdfFiles, WearableCsvFiles, WfdbFiles

N_MUTANTS = 500


def mutant(content: bytes, rng: random.Random) -> bytes:
    """Cut, doubled, or with some bytes changed, most of them where the header is."""
    kind = rng.randrange(6)
    if kind == 0:
        return content[: rng.randrange(len(content))]
    if kind == 1:
        start = rng.randrange(len(content))
        end = min(start + rng.randrange(1, 40), len(content))
        return content[:end] + content[start:]
    changed = bytearray(content)
    reach = len(changed) if kind == 2 else min(1100, len(changed))
    for _ in range(rng.randrange(1, 5)):
        changed[rng.randrange(reach)] = rng.choice((rng.randrange(256), *b"0123456789 \t\n\0-+.,;/"))
    return bytes(changed)


def run(format, path: Path, targets: list[Path], planted, clean) -> Counter[str]:
    """Damage one of the targets at a time; count what becomes of it."""
    contents = {target: target.read_bytes() for target in targets}
    became: Counter[str] = Counter()
    for seed in range(N_MUTANTS):
        rng = random.Random(seed)
        target = rng.choice(targets)
        target.write_bytes(mutant(contents[target], rng))
        result = clean(format, path)
        target.write_bytes(contents[target])
        assert result.holding(planted) == [], seed
        if result.refused:
            assert "Q7731" not in str(result.refused)
        became[result.refused.reason if result.refused else "cleaned"] += 1
    return became


def test_wfdb(planted, tmp_path, clean):
    path = planted.record(tmp_path / "in", n_frames=100)
    targets = [path, path, path.with_suffix(".atr"), path.with_name("Q7731dat.mat")]
    became = run(WfdbFiles(), path, targets, planted.IN_WFDB, clean)
    assert became["cleaned"] > 50 and became["MALFORMED"] > 50


def test_compressed_wfdb(planted, tmp_path, clean):
    path = planted.compressed_record(tmp_path / "in")
    became = run(WfdbFiles(), path, [path.with_suffix(".dat")], planted.IN_WFDB, clean)
    assert became["cleaned"] > 0 and became["MALFORMED"] > 50


@pytest.mark.parametrize("kind", ["EDF+", "BDF"])
def test_edf(planted, tmp_path, clean, kind):
    path = planted.recording(tmp_path / "in" / "a.edf", kind)
    became = run(EdfFiles(), path, [path], planted.IN_EDF, clean)
    assert became["cleaned"] > 50 and became["MALFORMED"] > 20 and became["TRUNCATED"] > 20


def test_wearable_csv(planted, tmp_path, clean):
    path = planted.table(tmp_path / "in" / "a.csv")
    became = run(WearableCsvFiles(), path, [path], planted.IN_CSV, clean)
    assert became["cleaned"] > 50 and became["MALFORMED"] > 50
