# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""VCF: calls of every kind mean what the format says, and a bad file is named by its line, without its content."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.genotypes import read_vcf

CANARY = "Q7731"
HEADER = ["##fileformat=VCFv4.2", '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">']
NAMES = [
    "#CHROM",
    "POS",
    "ID",
    "REF",
    "ALT",
    "QUAL",
    "FILTER",
    "INFO",
    "FORMAT",
    f"{CANARY}-a",
    f"{CANARY}-b",
]


def row(*calls: str, pos="100", name="rs1", ref="A", alt="G", form="GT:DP") -> str:
    return "\t".join(["1", pos, name, ref, alt, "50", "PASS", "NS=2", form, *(f"{call}:9" for call in calls)])


def write(folder: Path, *rows: str, names=NAMES, header=HEADER, suffix=".vcf") -> Path:
    text = "\n".join([*header, "\t".join(names), *rows]) + "\n"
    path = folder / f"a{suffix}"
    path.write_bytes(gzip.compress(text.encode()) if suffix.endswith("gz") else text.encode())
    return path


def test_every_kind_of_call(tmp_path):
    calls = {"0|0": 0, "0|1": 1, "1|0": 1, "1|1": 2, ".|.": -1, ".": -1, "0|.": -1, "1": 1, "0": 0}
    rows = [row(call, "0|0", pos=str(at), name=f"rs{at}") for at, call in enumerate(calls, 1)]
    read = read_vcf(write(tmp_path, *rows))
    assert read.dosages[0].tolist() == list(calls.values())
    assert read.haplotypes[0].T.tolist() == [
        [0, 0], [0, 1], [1, 0], [1, 1], [-1, -1], [-1, -1], [0, -1], [1, -1], [0, -1],
    ]  # fmt: skip
    assert read.subjects.tolist() == NAMES[9:]
    assert read.variants.iloc[0].to_dict() == {
        "id": "rs1", "chromosome": "1", "position": 1, "counted": "G", "other": "A",
    }  # fmt: skip


@pytest.mark.parametrize("suffix", [".vcf", ".vcf.gz", ".vcf.bgz"])
def test_compressed_or_not(tmp_path, suffix):
    assert read_vcf(write(tmp_path, row("0/1", "1/1"), suffix=suffix)).dosages.tolist() == [[1], [2]]


@pytest.mark.parametrize(
    ("call", "phased"),
    [("0|1", True), ("0/0", True), ("1/1", True), ("./.", True), ("0/1", False), ("./1", False)],
)
def test_phased_if_every_heterozygous_call_is(tmp_path, call, phased):
    read = read_vcf(write(tmp_path, row("0|1", call)))
    assert (read.haplotypes is not None) == phased


def test_several_alternates_become_a_variant_each(tmp_path):
    several = row("1/2", "0/2", alt="G,T", name="rs7")
    read = read_vcf(write(tmp_path, several, row("1/2", "./1", alt="C,*", name=".", pos="101")))
    assert read.dosages.tolist() == [[1, 1, 1, 1], [0, 1, -1, -1]]
    assert read.variants["id"].tolist() == ["rs7:G", "rs7:T", ".", "."]
    assert read.variants["counted"].tolist() == ["G", "T", "C", "*"]
    assert read.variants["other"].tolist() == ["A"] * 4


def test_several_alternates_are_left_out_or_refused_where_asked(tmp_path):
    path = write(tmp_path, row("0/1", "0/0"), row("1/2", "0/2", alt="G,T", name="rs7", pos="101"))
    assert read_vcf(path, multi_allelic="leave out").variants["id"].tolist() == ["rs1"]
    with pytest.raises(PrivacyInputError, match="a.vcf: line 5 has 2 alternate alleles"):
        read_vcf(path, multi_allelic="refuse")
    with pytest.raises(PrivacyInputError, match="multi_allelic='keep' is unknown"):
        read_vcf(path, multi_allelic="keep")


def test_a_row_without_alternate_is_carried_by_nobody(tmp_path):
    read = read_vcf(write(tmp_path, row("0/0", "0/0", alt=".")))
    assert (read.dosages.tolist(), read.variants["counted"].tolist()) == ([[0], [0]], ["."])


def test_symbolic_alleles_and_breakends_are_alleles(tmp_path):
    rows = [
        row("0/1", "0/0", alt=alt, name=".", pos=str(at))
        for at, alt in enumerate(["<DEL>", "G]17:198982]", "]13:123456]T", "ACGT"])
    ]
    assert read_vcf(write(tmp_path, *rows)).dosages[0].tolist() == [1, 1, 1, 1]


def test_of_one_id_the_first_where_asked(tmp_path):
    path = write(tmp_path, row("0/1", "0/0"), row("1/1", "1/1", pos="101"))
    with pytest.raises(PrivacyInputError, match="a.vcf: 1 of 2 variants have the id of another one"):
        read_vcf(path)
    assert read_vcf(path, repeated="first").dosages.tolist() == [[1], [0]]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=2),
        min_size=1,
        max_size=5,
    )
)
def test_copies_of_all_alleles_add_up_to_two(tmp_path_factory, calls):
    rows = [
        row(*(f"{a}|{b}" for a, b in both), alt="G,T", name=".", pos=str(at + 1))
        for at, both in enumerate(calls)
    ]
    read = read_vcf(write(tmp_path_factory.mktemp("vcf"), *rows))
    for person in range(2):
        for at, both in enumerate(calls):
            assert read.dosages[person, 2 * at : 2 * at + 2].tolist() == [
                both[person].count(1),
                both[person].count(2),
            ]
            assert read.haplotypes[person, :, 2 * at].tolist() == [int(one == 1) for one in both[person]]


GOOD = row("0/1", "0/0")
BAD_LINES = {
    "too few fields": (row("0/1"), "line 4 has 10 fields instead of 11"),
    "no position": (row("0/1", "0/0", pos=CANARY), "line 4 has a position that is no whole number"),
    "a negative position": (row("0/1", "0/0", pos="-5"), "line 4 has a position that is no whole number"),
    "a wrong reference": (row("0/1", "0/0", ref=CANARY), "line 4 has a reference allele that is no sequence"),
    "a wrong alternate": (row("0/1", "0/0", alt=CANARY), "line 4 has an alternate allele that is none"),
    "an allele twice": (row("0/1", "0/0", alt="G,g"), "line 4 has the same allele twice"),
    "the reference as alternate": (row("0/1", "0/0", alt="A"), "line 4 has the same allele twice"),
    "no genotypes": (row("0/1", "0/0", form="DP:GT"), "line 4 has no genotypes"),
    "a call that is none": (row(CANARY, "0/0"), "line 4 has a call that is no genotype"),
    "an empty call": (row("", "0/0"), "line 4 has a call that is no genotype"),
    "three alleles": (row("0/1/1", "0/0"), "line 4 has a call that is no genotype of one or two alleles"),
    "a negative allele": (row("0/-1", "0/0"), "line 4 has a call that is no genotype"),
    "an allele that is not there": (
        row("0/2", "0/0"),
        "line 4 has a call of an allele beyond its 1 alternates",
    ),
}


@pytest.mark.parametrize(("line", "message"), BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_named_by_its_number_and_not_quoted(tmp_path, line, message):
    with pytest.raises(PrivacyInputError) as caught:
        read_vcf(write(tmp_path, line))
    assert str(caught.value).startswith(f"a.vcf: {message}")
    assert CANARY not in str(caught.value)


def test_the_number_counts_all_lines(tmp_path):
    with pytest.raises(PrivacyInputError, match="a.vcf: line 6 has a call"):
        read_vcf(write(tmp_path, GOOD, row("1/1", "0/0", name="rs2"), row("x", "0/0", name="rs3")))


BAD_FILES = {
    "no VCF": (b"id,age\n1,2\n", "a.vcf: is no VCF 4 file"),
    "empty": (b"", "a.vcf: ends before the line of column names"),
    "header only": (("\n".join(HEADER) + "\n").encode(), "a.vcf: ends before the line of column names"),
    "wrong columns": (
        f"{HEADER[0]}\n#CHROM\tPOS\t{CANARY}\n".encode(),
        "a.vcf: line 2 should name the columns",
    ),
    "a record first": (f"{HEADER[0]}\n{GOOD}\n".encode(), "a.vcf: line 2 should name the columns"),
    "BCF": (b"BCF\x02\x02rest", "a.vcf: is a binary BCF"),
    "no UTF-8": (f"{HEADER[0]}\n##note=".encode() + b"\xe9\n", "a.vcf: is no UTF-8 text"),
    "cut off": (
        gzip.compress("\n".join([*HEADER, "\t".join(NAMES), GOOD]).encode())[:-12],
        "a.vcf: is cut off",
    ),
    "nobody": (
        "\n".join([*HEADER, "\t".join(NAMES[:8]), "1\t5\t.\tA\tG\t.\t.\t."]).encode(),
        "a.vcf: has no genotypes",
    ),
    "nothing": ("\n".join([*HEADER, "\t".join(NAMES)]).encode(), "a.vcf: holds no variants"),
    "somebody twice": (
        "\n".join([*HEADER, "\t".join([*NAMES, NAMES[-1]]), GOOD]).encode(),
        "a.vcf: 1 of 3 people have the id of another one",
    ),
}


@pytest.mark.parametrize(("content", "message"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_file_is_named(tmp_path, content, message):
    path = tmp_path / "a.vcf"
    path.write_bytes(content)
    with pytest.raises(PrivacyInputError) as caught:
        read_vcf(path)
    assert str(caught.value).startswith(message)
    assert CANARY not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PrivacyInputError, match="absent.vcf: no such file"):
        read_vcf(tmp_path / "absent.vcf")


def test_what_is_read_is_not_changed_by_the_order_of_people(tmp_path):
    one = read_vcf(write(tmp_path, row("0|1", "1|1")))
    other = read_vcf(write(tmp_path, row("1|1", "0|1"), names=[*NAMES[:9], NAMES[10], NAMES[9]]))
    assert np.array_equal(one.dosages, other.of(one.people).dosages)
