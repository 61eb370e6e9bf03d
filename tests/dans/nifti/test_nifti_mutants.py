# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files damaged at random are cleaned or refused with a reason; no other error, and nothing planted comes out.

Damage can move a text to where voxels are, and voxels are not read as text: of a volume, whatever is not a voxel is
looked at.
"""

import gzip
import warnings
from collections import Counter
from pathlib import Path

import pytest

from secured.dans.leaks import mutants
from secured.dans.nifti import NiftiFiles

N_MUTANTS = 500


def run(path: Path, target: Path, planted_texts, clean, name: str = "") -> Counter[str]:
    """Damage a file again and again; count what becomes of it."""
    became: Counter[str] = Counter()
    format = NiftiFiles(deface="none")
    for mutant in mutants(target.read_bytes(), N_MUTANTS, seed=11):
        target.write_bytes(mutant.data)
        format.recognises(path, path.read_bytes()[:4096])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = clean(format, path, name=name)
        if result.places and result.file().name.endswith((".nii", ".nii.gz")):
            assert without_voxels(result.file(), planted_texts) == [], mutant
        else:
            assert result.holding(planted_texts) == [], mutant
        if result.refused:
            assert "Q7731" not in str(result.refused)
        became[result.refused.reason if result.refused else "cleaned"] += 1
    assert became["INTERNAL_ERROR"] == 0
    return became


def without_voxels(path: Path, texts: tuple[str, ...]) -> list[str]:
    """The planted texts in the name, in packing and in front of the voxels."""
    raw = path.read_bytes()
    content = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    start = 352 if content[:1] in (b"\x5c", b"\0") and b"n+1\0" in content[340:352] else 544
    looked_at = path.name.encode() + content[:start] + (raw[:20] if raw != content else b"")
    return [text for text in texts if text.encode() in looked_at]


@pytest.mark.parametrize("kind", ["nii", "nii.gz", "nii2"])
def test_volumes(planted, tmp_path, clean, kind):
    path = planted.write_volume(tmp_path / "in", kind)
    became = run(path, path, planted.IN_VOLUME, clean, "a.nii")
    assert became["cleaned"] > 0 and sum(became.values()) - became["cleaned"] > 50


@pytest.mark.parametrize("damaged", ["header", "image"])
@pytest.mark.parametrize("zipped", [False, True])
def test_pairs(planted, tmp_path, clean, zipped, damaged):
    header, image = planted.write_pair(tmp_path / "in", zipped)
    whole = clean(NiftiFiles(deface="none"), header, name="a.hdr")
    assert whole.places and whole.holding(planted.IN_VOLUME) == []
    became = run(header, header if damaged == "header" else image, planted.IN_VOLUME, clean, "a.nii")
    assert became["cleaned"] > 0 and sum(became.values()) - became["cleaned"] > 50


@pytest.mark.parametrize("compressed", [False, True])
def test_matrices(planted, tmp_path, clean, compressed):
    path = tmp_path / "a.mat"
    planted.matrices(path, compressed)
    became = run(path, path, planted.IN_MATRICES, clean)
    assert became["cleaned"] > 0 and sum(became.values()) - became["cleaned"] > 50


def test_sidecars(planted, tmp_path, clean):
    path = planted.sidecar(tmp_path / "sub-1_T1w.json")
    became = run(path, path, planted.IN_SIDECAR, clean)
    assert became["MALFORMED"] > 50


def test_tables(planted, tmp_path, clean):
    rows = [["participant_id", "age", "sex", "group", "site"]]
    rows += [
        [f"sub-{n}", str(50 + n), "F", f"Q7731{word}", f"Q7731{word}"]
        for n, word in enumerate(("name", "note", "site"))
    ]
    path = planted.table(tmp_path / "participants.tsv", rows)
    became = run(path, path, planted.IN_TABLE, clean)
    assert became["cleaned"] > 20 and became["MALFORMED"] > 20
    path = planted.table(
        tmp_path / "sub-1_scans.tsv",
        [
            ["filename", "acq_time", "operator"],
            ["anat/sub-1_T1w.nii", "2016-03-14T09:26:53", "Q7731operator"],
        ],
    )
    became = run(path, path, planted.IN_TABLE, clean)
    assert became["cleaned"] > 20
