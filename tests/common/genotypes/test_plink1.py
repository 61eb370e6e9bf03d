# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""PLINK 1 filesets are read as they were written, and what does not fit together is named without a person's name."""

from pathlib import Path

import numpy as np
import pytest
from bed_reader import to_bed
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from secured.common import PrivacyInputError
from secured.common.genotypes import read_fam, read_plink1

CANARY = "Q7731"
DOSAGES = np.array([[0, 1, 2, -1], [2, 2, 0, 1], [-1, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 2]], dtype=np.int8)


def write(folder: Path, dosages: np.ndarray = DOSAGES, *, ids=None) -> Path:
    """Write dosages (n_people, n_variants) with bed-reader: its allele 1 is counted."""
    n, m = dosages.shape
    properties = {
        "fid": [f"f{at}" for at in range(n)],
        "iid": [f"{CANARY}-{at}" for at in range(n)],
        "father": ["0"] * (n - 1) + [f"{CANARY}-0"],
        "mother": ["0"] * n,
        "sex": ([1, 2, 0] * n)[:n],
        "sid": [f"rs{at}" for at in range(m)] if ids is None else ids,
        "chromosome": ["1"] * (m - 1) + ["X"],
        "bp_position": list(range(100, 100 + m)),
        "allele_1": ["A"] * m,
        "allele_2": ["G"] * m,
    }
    values = dosages.astype(np.int8).copy()
    values[values < 0] = -127
    to_bed(folder / "a.bed", values, properties=properties, count_A1=True)
    return folder / "a.bed"


def test_what_was_written_is_read(tmp_path):
    read = read_plink1(write(tmp_path))
    assert np.array_equal(read.dosages, DOSAGES)
    assert read.dosages.dtype == np.int8
    assert read.haplotypes is None
    assert read.subjects.tolist() == [f"{CANARY}-{at}" for at in range(5)]
    assert read.variants.to_dict("list") == {
        "id": ["rs0", "rs1", "rs2", "rs3"],
        "chromosome": ["1", "1", "1", "X"],
        "position": [100, 101, 102, 103],
        "counted": ["A"] * 4,
        "other": ["G"] * 4,
    }


@settings(max_examples=25, deadline=None)
@given(arrays(np.int8, st.tuples(st.integers(1, 9), st.integers(1, 5)), elements=st.integers(-1, 2)))
def test_any_dosages_come_back(tmp_path_factory, dosages):
    assert np.array_equal(read_plink1(write(tmp_path_factory.mktemp("bed"), dosages)).dosages, dosages)


def test_two_bits_mean_what_the_format_says(tmp_path):
    """By hand: 00 two copies of the first allele, 10 one, 11 none, 01 missing; the first person in the lowest bits."""
    (tmp_path / "b.bed").write_bytes(bytes([0x6C, 0x1B, 0x01, 0b01_11_10_00]))
    (tmp_path / "b.bim").write_text("1\trs1\t0\t5\tA\tG\n")
    (tmp_path / "b.fam").write_text("".join(f"0 p{at} 0 0 0 -9\n" for at in range(4)))
    assert read_plink1(tmp_path / "b.bed").dosages.ravel().tolist() == [2, 1, 0, -1]


def test_parents_and_sex_are_facts_of_people(tmp_path):
    people = read_fam(write(tmp_path).with_suffix(".fam"))
    assert people["father"].tolist() == [None, None, None, None, f"{CANARY}-0"]
    assert people["mother"].tolist() == [None] * 5
    assert people["sex"].tolist() == ["male", "female", None, "male", "female"]


def test_variants_without_id_stay_and_of_one_id_the_first_where_asked(tmp_path):
    bed = write(tmp_path, ids=["---", "rs1", "---", "rs1"])
    read = read_plink1(bed, unnamed=("---",), repeated="first")
    assert read.variants["id"].tolist() == [".", "rs1", "."]
    assert np.array_equal(read.dosages, DOSAGES[:, :3])
    with pytest.raises(PrivacyInputError, match="a.bim: 1 of 4 variants have the id of another one"):
        read_plink1(bed, unnamed=("---",))
    with pytest.raises(PrivacyInputError, match="repeated='last' is unknown"):
        read_plink1(bed, repeated="last")


def shorter(bed: Path) -> None:
    bed.write_bytes(bed.read_bytes()[:-1])


def other_people(bed: Path) -> None:
    fam = bed.with_suffix(".fam")
    fam.write_text(fam.read_text() + "".join(f"f {CANARY}-x{at} 0 0 1 -9\n" for at in range(4)))


def by_person(bed: Path) -> None:
    content = bytearray(bed.read_bytes())
    content[2] = 0
    bed.write_bytes(content)


def no_bed(bed: Path) -> None:
    bed.write_bytes(b"PK" + bed.read_bytes()[2:])


def empty(bed: Path) -> None:
    bed.write_bytes(b"")


def same_person(bed: Path) -> None:
    fam = bed.with_suffix(".fam")
    fam.write_text(
        fam.read_text().replace(f"{CANARY}-1 ", f"{CANARY}-0 ").replace(f"{CANARY}-1\t", f"{CANARY}-0\t")
    )


def short_line(bed: Path) -> None:
    fam = bed.with_suffix(".fam")
    lines = fam.read_text().splitlines()
    fam.write_text("\n".join([lines[0], f"f {CANARY}", *lines[2:]]))


def no_position(bed: Path) -> None:
    bim = bed.with_suffix(".bim")
    bim.write_text(bim.read_text().replace("101", CANARY))


def latin(bed: Path) -> None:
    fam = bed.with_suffix(".fam")
    fam.write_bytes(fam.read_bytes().replace(CANARY.encode(), b"Jos\xe9"))


MISTAKES = {
    "a .bed that is cut off": (
        shorter,
        "a.bed: has 10 bytes; 5 people in the .fam and 4 variants in the .bim need 11",
    ),
    "people of another run": (other_people, "a.bed: has 11 bytes; 9 people in the .fam"),
    "rows of people": (by_person, "a.bed: stores people in its rows (individual-major)"),
    "another format": (no_bed, "a.bed: is no PLINK 1 .bed"),
    "an empty .bed": (empty, "a.bed: is no PLINK 1 .bed"),
    "a person twice": (same_person, "a.fam: 1 of 5 people have the id of another one"),
    "a short line": (short_line, "a.fam: line 2 has 2 fields instead of 6"),
    "no position": (no_position, "a.bim: line 2 has a position that is no whole number"),
    "no UTF-8": (latin, "a.fam: is not UTF-8 text"),
    "no .bim": (lambda bed: bed.with_suffix(".bim").unlink(), "a.bim: is missing"),
    "no .bed": (lambda bed: bed.unlink(), "a.bed: is missing"),
    "an empty .fam": (lambda bed: bed.with_suffix(".fam").write_text(""), "a.fam: is empty"),
}


@pytest.mark.parametrize(("break_it", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_fileset_that_does_not_fit_is_named_and_nobody_quoted(tmp_path, break_it, message):
    bed = write(tmp_path)
    break_it(bed)
    with pytest.raises(PrivacyInputError) as caught:
        read_plink1(bed)
    assert str(caught.value).startswith(message)
    assert CANARY not in str(caught.value)
