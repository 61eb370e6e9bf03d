# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""PLINK 1 and 2: nothing planted is left, genotypes are the same after un-permuting, parents fit their children."""

import io
import os
import struct
import sys
from pathlib import Path

import numpy as np
import pgenlib
import pytest
from bed_reader import open_bed
from hypothesis import given
from hypothesis import strategies as st

from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Person
from secured.dans.genomes import Plink1Files, Plink2Files, plink1
from secured.dans.genomes.two_bit import reorder


def calls(path: Path, n_people: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Alleles (variants, 2 people) and phase (variants, people) of a .pgen file."""
    reader = pgenlib.PgenReader(bytes(path), raw_sample_ct=n_people)
    alleles = np.empty((reader.get_variant_ct(), 2 * n_people), dtype=np.int32)
    phased = np.empty((len(alleles), n_people), dtype=np.bool_)
    for n in range(len(alleles)):
        reader.read_alleles_and_phasepresent(n, alleles[n], phased[n])
    reader.close()
    return alleles, phased


def test_plink1_loses_names_and_nothing_else(planted, tmp_path, clean, identities):
    path = planted.plink1(tmp_path / "in" / "Q7731.bed")
    format = Plink1Files()
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert {file.suffix for file in format.companions(path)} == {".bim", ".fam", ".log", ".nosex"}
    assert format.recognises(path, path.read_bytes()) and not format.recognises(path, b"chr1\t5\t6\n")
    result = clean(format, path)
    assert result.holding((*planted.IN_PLINK, "Q7731")) == []
    assert {place.suffix for place in result.places} == {".bed", ".bim", ".fam"}
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
    old, new = open_bed(path), open_bed(result.file(".bed"))
    pseudonyms = [identities.pseudonym(name) for name in old.iid]
    places = [list(new.iid).index(name) for name in pseudonyms]
    assert np.array_equal(old.read(dtype="int8"), new.read(dtype="int8")[places])
    assert list(new.iid) == sorted(pseudonyms) != pseudonyms
    for field in ("father", "mother"):
        named = [identities.pseudonym(name) if name != "0" else "0" for name in getattr(old, field)]
        assert list(getattr(new, field)[places]) == named
    assert list(new.sex[places]) == list(old.sex) and list(new.pheno[places]) == list(old.pheno)
    family = new.fid[places]
    assert family[0] == family[1] == family[2] == identities.code("family", "Q7731fam")
    assert family[3] == new.iid[places][3]  # a family that bears a person's name
    assert list(new.sid[:3]) == ["rs1001", ".", "."] and list(new.bp_position) == list(old.bp_position)
    assert list(new.allele_1) == list(old.allele_1) and list(new.allele_2) == list(old.allele_2)
    assert set(planted.NAMES) <= result.cleaned.identifiers


def test_people_with_one_name_in_two_families(planted, tmp_path, clean, identities):
    path = planted.plink1(tmp_path / "in" / "a.bed")
    path.with_suffix(".fam").write_text("A 1 2 3 1 1\nA 2 0 0 1 1\nA 3 0 0 2 1\nB 1 0 9 1 1\nB 2 0 0 2 2\n")
    new = open_bed(clean(Plink1Files(), path).file(".bed"))
    one = list(new.iid).index(identities.pseudonym("A_1"))
    assert new.father[one] == identities.pseudonym("A_2") and new.mother[one] == identities.pseudonym("A_3")
    other = list(new.iid).index(identities.pseudonym("B_1"))
    assert new.mother[other] == identities.pseudonym("B_9")
    path.with_suffix(".fam").write_text("A 1 0 0 1 1\n" * 5)
    assert clean(Plink1Files(), path).refused.reason is Reason.INCONSISTENT


@pytest.mark.parametrize(
    ("suffix", "change", "reason"),
    [
        (".bed", lambda content: content[:-1], Reason.TRUNCATED),
        (".bed", lambda content: content + b"Q7731", Reason.INCONSISTENT),
        (".bed", lambda content: b"\x6c\x1b\x00" + content[3:], Reason.UNSUPPORTED),
        (".fam", lambda content: b"", Reason.EMPTY),
        (".fam", lambda content: content[:-1], Reason.TRUNCATED),
        (".fam", lambda content: content[: content.rindex(b"Q7731other")], Reason.INCONSISTENT),
        (".fam", lambda content: content.replace(b" -9", b" Q7731"), Reason.MALFORMED),
        (".fam", lambda content: content.replace(b"Q7731kid ", b"Q7731 kid "), Reason.MALFORMED),
        (".bim", lambda content: content.replace(b"1003", b"Q7731"), Reason.MALFORMED),
        (".bim", lambda content: content.replace(b"A\tG", b"Q7731\tG"), Reason.MALFORMED),
        (".bim", lambda content: content.replace(b"\n1\t", b"\nQ7731\t"), Reason.UNSUPPORTED),
        (".bim", lambda content: content.replace(b"\t0.5\t", b"\t"), Reason.MALFORMED),
        (".bim", None, Reason.INCOMPLETE),
    ],
)
def test_sets_that_do_not_fit_are_refused(planted, tmp_path, clean, suffix, change, reason):
    path = planted.plink1(tmp_path / "in" / "a.bed")
    file = path.with_suffix(suffix)
    if change is None:
        file.unlink()
    else:
        file.write_bytes(change(file.read_bytes()))
    refused = clean(Plink1Files(), path).refused
    assert refused.reason is reason and "Q7731" not in str(refused)


def test_a_rule_left_out_is_noticed(planted, tmp_path, clean, monkeypatch):
    monkeypatch.setattr(plink1, "known_ids", lambda text: text)
    assert clean(Plink1Files(), planted.plink1(tmp_path / "in" / "a.bed")).holding(planted.IN_PLINK) == [
        *("Q7731snp", "Q7731site")
    ]


@given(
    st.integers(0, 20),
    st.permutations(range(9)).flatmap(lambda order: st.integers(1, 9).map(lambda n: order[:n])),
)
def test_reordering_is_that_of_the_definition(n_variants, order):
    """Beside the packed rows, the same done person by person."""
    order = np.argsort(np.argsort(order)).tolist()
    n = len(order)
    codes = np.random.default_rng(n_variants).integers(0, 4, (n_variants, n))
    content = b"".join(
        bytes(sum(int(row[k]) << 2 * (k - at) for k in range(at, min(at + 4, n))) for at in range(0, n, 4))
        for row in codes
    )
    target = io.BytesIO()
    reorder(io.BytesIO(content), target, n_variants, order)
    unpacked = [
        [target.getvalue()[v * -(-n // 4) + k // 4] >> 2 * (k % 4) & 3 for k in range(n)]
        for v in range(n_variants)
    ]
    assert unpacked == [[int(row[old]) for old in order] for row in codes]
    if content:
        with pytest.raises(Quarantined, match="TRUNCATED"):
            reorder(io.BytesIO(content[:-1]), io.BytesIO(), n_variants, order)


def test_plink2_loses_names_and_nothing_else(planted, tmp_path, clean, identities):
    path = planted.plink2(tmp_path / "in" / "Q7731.pgen")
    format = Plink2Files()
    assert format.recognises(path, path.read_bytes()) and len(format.companions(path)) == 3
    result = clean(format, path)
    assert result.refused is None and result.holding((*planted.IN_PLINK, "Q7731")) == []
    rows = [line.split("\t") for line in result.file(".psam").read_text().splitlines()]
    assert rows[0] == ["#FID", "IID", "PAT", "MAT", "SEX", "PHENO1"]
    names = [row[1] for row in rows[1:]]
    places = np.array([names.index(identities.pseudonym(name)) for name in planted.NAMES])
    (old, old_phase), (new, new_phase) = calls(path), calls(result.file(".pgen"))
    assert np.array_equal(old, new[:, np.stack([2 * places, 2 * places + 1], axis=1).ravel()])
    assert np.array_equal(old_phase, new_phase[:, places]) and old_phase.any()
    kid = rows[1 + places[0]]
    assert kid[2:4] == [identities.pseudonym("Q7731dad"), identities.pseudonym("Q7731mum")]
    assert kid[4:] == ["1", "2"] and names == sorted(names)
    variants = result.file(".pvar").read_text().splitlines()
    assert variants[-1] == "1\t1049\t.\tA\tG\tAF=0.5" and "##contig=<ID=1,length=99>" in variants


@pytest.mark.parametrize(
    ("suffix", "change", "reason"),
    [
        (".pgen", lambda content: content[:3] + struct.pack("<I", 2**31) + content[7:], Reason.INCONSISTENT),
        (
            ".pgen",
            lambda content: content[:7] + struct.pack("<I", 2**31 - 9) + content[11:],
            Reason.INCONSISTENT,
        ),
        (".pgen", lambda content: content[:40], Reason.MALFORMED),
        (".pgen", lambda content: content[:2] + b"\x77" + content[3:], Reason.UNSUPPORTED),
        (".psam", lambda content: content.replace(b"#FID", b"FID"), Reason.UNSUPPORTED),
        (".psam", lambda content: content.replace(b"\t2\t-9", b"\tQ7731\t-9"), Reason.MALFORMED),
        (".psam", lambda content: content[: content.index(b"\n") + 1], Reason.EMPTY),
        (".psam", lambda content: content.replace(b"Q7731mum\tQ7731site", b"Q7731mum"), Reason.MALFORMED),
        (".psam", lambda content: content.replace(b"disease", b"site"), Reason.MALFORMED),
        (".pvar", lambda content: content.replace(b"\tA\tG\t", b"\tA\tG,T\t"), Reason.UNSUPPORTED),
        (".pvar", lambda content: content.replace(b"\tINFO", b"\tQ7731"), Reason.UNSUPPORTED),
        (".pvar", lambda content: content.replace(b"\t1003\t", b"\t"), Reason.MALFORMED),
        (".pvar", None, Reason.INCOMPLETE),
    ],
)
def test_plink2_sets_that_do_not_fit_are_refused(planted, tmp_path, clean, suffix, change, reason):
    path = planted.plink2(tmp_path / "in" / "a.pgen")
    file = path.with_suffix(suffix)
    if change is None:
        file.unlink()
    else:
        file.write_bytes(change(file.read_bytes()))
    refused = clean(Plink2Files(), path).refused
    assert refused.reason is reason and "Q7731" not in str(refused)


def test_unphased_genotypes(planted, tmp_path, clean, identities):
    path = planted.plink2(tmp_path / "in" / "a.pgen")
    writer = pgenlib.PgenWriter(bytes(path), 5, variant_ct=50, nonref_flags=False)
    for n in range(50):
        writer.append_biallelic(np.array([0, 1, 2, -9, n % 3], dtype=np.int8))
    writer.close()
    result = clean(Plink2Files(), path)
    names = [line.split("\t")[1] for line in result.file(".psam").read_text().splitlines()[1:]]
    places = np.array([names.index(identities.pseudonym(name)) for name in planted.NAMES])
    (old, _), (new, phase) = calls(path), calls(result.file(".pgen"))
    assert np.array_equal(old, new[:, np.stack([2 * places, 2 * places + 1], axis=1).ravel()])
    assert not phase[new[:, ::2] != new[:, 1::2]].any()


def test_dosages_are_refused(planted, tmp_path, clean):
    path = planted.plink2(tmp_path / "in" / "a.pgen")
    writer = pgenlib.PgenWriter(bytes(path), 5, variant_ct=50, nonref_flags=False, dosage_present=True)
    for _ in range(50):
        writer.append_dosages(np.array([0.0, 1.25, 2.0, 0.5, -9.0], dtype=np.float32))
    writer.close()
    assert clean(Plink2Files(), path).refused.reason is Reason.UNSUPPORTED


def test_without_pgenlib_plink2_is_refused_by_name(planted, tmp_path, clean, monkeypatch):
    path = planted.plink2(tmp_path / "in" / "a.pgen")
    monkeypatch.setitem(sys.modules, "pgenlib", None)
    assert clean(Plink2Files(), path).refused.reason is Reason.DEPENDENCY_MISSING


def test_one_person_has_one_pseudonym_in_all_formats(planted, tmp_path, clean, identities):
    path = planted.plink1(tmp_path / "in" / "a.bed", n_variants=4)
    path.with_suffix(".fam").write_text("0 Q7731kid 0 0 1 1\n")
    path.write_bytes(b"\x6c\x1b\x01" + bytes(4))
    result = clean(Plink1Files(), path)
    assert result.places[0].parts[0] == identities.pseudonym("Q7731kid")
    listed = clean(Plink1Files(), path, Person(id="4711"))
    assert listed.file(".fam").read_text().split() == ["0", identities.pseudonym("4711"), "0", "0", "1", "1"]


@pytest.mark.skipif("SECURED_DATA" not in os.environ, reason="no data folder")
@pytest.mark.parametrize("name", ["hapmap/hapmap279.bed", "tgp358/tgp358.bed"])
def test_public_genomes(clean, identities, name):
    path = Path(os.environ["SECURED_DATA"]) / name
    if not path.is_file():
        pytest.skip("the files are not there")
    old, new = open_bed(path), open_bed(clean(Plink1Files(), path).file(".bed"))
    index = {person: at for at, person in enumerate(new.iid)}
    places = [index[identities.pseudonym(person)] for person in old.iid]
    assert np.array_equal(old.read(dtype="int8"), new.read(dtype="int8")[places])
    fathers = [identities.pseudonym(person) if person != "0" else "0" for person in old.father]
    assert list(new.father[places]) == fathers
    assert not set(old.iid) & set(" ".join(new.iid).split())
