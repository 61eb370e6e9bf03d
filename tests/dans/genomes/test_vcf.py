# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""VCF: nothing planted is left, genotypes are the same after un-permuting, the pedigree fits."""

import gzip
import os
import tracemalloc
from pathlib import Path

import pytest

from secured.common.outcome import Reason
from secured.dans.deidentification import Person
from secured.dans.genomes import VcfFiles, vcf_header, vcf_records
from secured.dans.genomes.bgzf import END, BlockedGzip

SUFFIXES = [".vcf", ".vcf.gz"]


def text_of(path: Path) -> str:
    """Of plain or compressed files."""
    content = path.read_bytes()
    return (gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content).decode()


def genotypes(path: Path) -> dict[str, list[str]]:
    """Each sample's calls."""
    lines = text_of(path).splitlines()
    names = next(line for line in lines if line.startswith("#CHROM")).split("\t")[9:]
    records = [line.split("\t")[9:] for line in lines if not line.startswith("#")]
    return {name: [record[n].split(":")[0] for record in records] for n, name in enumerate(names)}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_planted_is_left_and_genotypes_are_the_same(planted, tmp_path, clean, identities, suffix):
    path = planted.vcf(tmp_path / "in" / f"Q7731{suffix}")
    (tmp_path / "in" / f"Q7731{suffix}.tbi").write_bytes(b"Q7731index")
    before = text_of(path)
    assert len(planted.IN_VCF) >= 15 and all(text in before for text in planted.IN_VCF)
    format = VcfFiles()
    assert format.recognises(path, path.read_bytes()[:4096]) and len(format.companions(path)) == 1
    result = clean(format, path)
    assert result.refused is None and result.holding((*planted.IN_VCF, "Q7731")) == []
    assert len(result.places) == 1 and text_of(path) == before
    old, new = genotypes(path), genotypes(result.file(suffix))
    assert {identities.pseudonym(name): calls for name, calls in old.items()} == new
    assert list(new) == sorted(new) and list(new) != [identities.pseudonym(name) for name in old]
    assert set(planted.NAMES) <= result.cleaned.identifiers
    if suffix.endswith(".gz"):
        content = result.file(suffix).read_bytes()
        assert content.endswith(END) and content[12:14] == b"BC"


def test_what_is_known_stays_under_its_own_definition(planted, tmp_path, clean, identities):
    path = planted.vcf(tmp_path / "in" / "a.vcf")
    lines = text_of(clean(VcfFiles(), path).file(".vcf")).splitlines()
    kid, dad, mum, aunt = (identities.pseudonym(f"Q7731{who}") for who in ("kid", "dad", "mum", "aunt"))
    assert f"##PEDIGREE=<ID={kid},Father={dad},Mother={mum}>" in lines and f"##SAMPLE=<ID={kid}>" in lines
    assert f"##PEDIGREE=<ID={dad},Mother={aunt}>" in lines
    assert "##reference=GRCh38" in lines and "##contig=<ID=chr1,length=248956422>" in lines
    assert '##INFO=<ID=DP,Number=1,Type=Integer,Description="Combined depth">' in lines
    records = [line.split("\t") for line in lines if not line.startswith("#")]
    assert [record[:9] for record in records[:3]] == [
        ["chr1", "1000", "rs12345", "A", "G", "50.5", "PASS", ".", "GT:AD:GQ"],
        ["chr1", "1001", ".", "A", "G,<DEL>", "50.5", "other;LowQual", "DP=1;AF=0.1;DB", "GT:AD:GQ"],
        ["chr1", "1002", "rs7", "A", "T", "50.5", "PASS", "DP=2;AF=0.2;DB", "GT:AD:GQ"],
    ]
    old = [line.split("\t") for line in text_of(path).splitlines() if not line.startswith("#")]
    by_name = dict(
        zip(
            map(identities.pseudonym, planted.NAMES),
            zip(*[line[9:] for line in old], strict=True),
            strict=True,
        )
    )
    names = next(line for line in lines if line.startswith("#CHROM")).split("\t")[9:]
    for n, name in enumerate(names):
        for cell, was in zip((record[9 + n] for record in records), by_name[name], strict=True):
            values = was.split(":")
            assert cell == ":".join(values[:2] + values[3:])


@pytest.mark.parametrize(
    ("module", "name", "stays"),
    [
        (vcf_header, "INFOS", "Q7731"),
        (vcf_records, "known_ids", "Q7731site"),
        (vcf_records, "filter_name", "Q7731filter"),
    ],
)
def test_a_rule_left_out_is_noticed(planted, tmp_path, clean, monkeypatch, module, name, stays):
    if name == "INFOS":
        monkeypatch.setattr(module, "_line", lambda key, value, rename: f"##{key}={value}")
    else:
        monkeypatch.setattr(module, name, lambda text: text)
    result = clean(VcfFiles(), planted.vcf(tmp_path / "in" / "a.vcf"))
    assert stays in "".join(result.holding(planted.IN_VCF))


def test_whose_a_file_of_one_person_is_the_owner_may_say(tmp_path, clean, identities):
    path = tmp_path / "a.vcf"
    head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
    record = "\n1\t5\t.\tA\tG\t.\t.\t."

    def written(*names: str) -> Path:
        path.write_text(
            head
            + "".join(f"\t{name}" for name in ("FORMAT", *names))
            + record
            + "\tGT"
            + "\t0/1" * len(names)
            + "\n"
        )
        return path

    person, pseudonym = Person(id="4711"), identities.pseudonym("4711")
    for names in (("HG1",), ("TUMOR",), ("NORMAL", "TUMOR")):
        result = clean(VcfFiles(), written(*names), person)
        assert result.places[0].parts[0] == pseudonym
        assert set(genotypes(result.file(".vcf"))) == (
            {pseudonym} if len(names) == 1 else {f"{pseudonym}_normal", f"{pseudonym}_tumor"}
        )
    assert clean(VcfFiles(), written("HG1")).places[0].parts[0] == identities.pseudonym("HG1")
    assert clean(VcfFiles(), written("NORMAL", "TUMOR")).refused.reason is Reason.NO_PERSON
    assert clean(VcfFiles(), written("HG1", "TUMOR"), person).refused.reason is Reason.NO_PERSON
    assert clean(VcfFiles(), written("HG1", "HG2"), person).refused.reason is Reason.INCONSISTENT
    several = clean(VcfFiles(), written("HG1", "4711"), person)
    assert set(genotypes(several.file(".vcf"))) == {pseudonym, identities.pseudonym("HG1")}
    assert several.places[0].parts[0] == identities.code("file", "a.vcf")
    path.write_text(head + record + "\n")
    assert text_of(clean(VcfFiles(), path).file(".vcf")).endswith("1\t5\t.\tA\tG\t.\t.\t.\n")


GT = "GT:AD:Q7731fmt:GQ"
MALFORMED = {
    "no version": (lambda text: text.replace("##fileformat=VCFv4.2\n", ""), Reason.MALFORMED),
    "unknown version": (lambda text: text.replace("VCFv4.2", "VCFv9.9"), Reason.UNSUPPORTED),
    "no column names": (lambda text: text.replace("#CHROM", "CHROM"), Reason.MALFORMED),
    "only a header": (lambda text: text[: text.index("#CHROM")], Reason.TRUNCATED),
    "header line without value": (lambda text: text.replace("##source=", "##source "), Reason.MALFORMED),
    "other columns": (lambda text: text.replace("\tQUAL\t", "\tQual\t"), Reason.MALFORMED),
    "sample twice": (
        lambda text: text.replace("Q7731mum\tQ7731gran", "Q7731mum\tQ7731mum"),
        Reason.INCONSISTENT,
    ),
    "sample without name": (
        lambda text: text.replace("Q7731gran\tQ7731cousin", "\tQ7731cousin"),
        Reason.MALFORMED,
    ),
    "record too short": (lambda text: text.rsplit("\t", 1)[0] + "\n", Reason.MALFORMED),
    "position": (lambda text: text.replace("\t1007\t", "\tQ7731\t"), Reason.MALFORMED),
    "reference allele": (lambda text: text.replace("\tA\tG\t", "\tQ7731\tG\t"), Reason.MALFORMED),
    "alternate allele": (lambda text: text.replace("<DEL>", "<Q7731>"), Reason.MALFORMED),
    "quality": (lambda text: text.replace("\t50.5\t", "\tQ7731\t"), Reason.MALFORMED),
    "chromosome": (lambda text: text.replace("\nchr1\t", "\nQ7731\t"), Reason.UNSUPPORTED),
    "genotype": (lambda text: text.replace("\t0|0:", "\tQ7731:"), Reason.MALFORMED),
    "allele that is not there": (lambda text: text.replace("\t0|0:", "\t0|7:"), Reason.MALFORMED),
    "format twice": (lambda text: text.replace(GT, "GT:AD:AD:GQ"), Reason.MALFORMED),
    "format without end": (lambda text: text.replace(GT, GT + ":AD" * 999), Reason.MALFORMED),
    "genotype not first": (lambda text: text.replace(GT, "AD:GT:Q7731fmt:GQ"), Reason.MALFORMED),
    "more values than format": (lambda text: text.replace(GT, "GT:AD:Q7731fmt"), Reason.MALFORMED),
    "cut in a line": (lambda text: text[:-4], Reason.TRUNCATED),
    "not a character": (lambda text: text.replace("Q7731caller", "\udcff"), Reason.MALFORMED),
    "NUL": (lambda text: text.replace("Q7731caller", "\0"), Reason.MALFORMED),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_malformed_files_get_a_named_reason_and_nothing_is_written(planted, tmp_path, clean, kind):
    change, reason = MALFORMED[kind]
    path = planted.vcf(tmp_path / "in" / "a.vcf")
    path.write_bytes(change(path.read_text()).encode(errors="surrogateescape"))
    refused = clean(VcfFiles(), path).refused  # the fixture checks that no folder is left
    assert refused.reason is reason and "Q7731" not in str(refused)


def test_compressed_files_are_read_in_full_or_refused(planted, tmp_path, clean):
    path = planted.vcf(tmp_path / "in" / "a.vcf.gz")
    content = path.read_bytes()
    path.write_bytes(content[:-20])
    assert clean(VcfFiles(), path).refused.reason is Reason.TRUNCATED
    path.write_bytes(content[:200] + bytes(50) + content[250:])
    assert clean(VcfFiles(), path).refused.reason is Reason.MALFORMED
    with BlockedGzip(path) as output:
        output.write(gzip.decompress(content))
    assert clean(VcfFiles(), path).refused is None
    path.write_bytes(path.read_bytes()[: -len(END)])
    assert clean(VcfFiles(), path).refused.reason is Reason.TRUNCATED


@pytest.mark.parametrize("begin", ["", "##fileformat=VCFv4.2\n", "##fileformat=VCFv4.2\n#CHROM\t"])
@pytest.mark.parametrize("filling", [b"a", b"\t", b"##a=b\n", b"a\t"])
def test_bombs_do_not_fill_the_memory(tmp_path, clean, begin, filling):
    path = tmp_path / "bomb.vcf.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(begin.encode())
        for _ in range(150):
            file.write(filling * (2**20 // len(filling)))
    assert path.stat().st_size < 2**20
    tracemalloc.start()
    refused = clean(VcfFiles(), path).refused
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.reason in (Reason.UNSUPPORTED, Reason.MALFORMED, Reason.TRUNCATED)
    assert peak < 800 * 2**20


@pytest.mark.skipif("SECURED_DATA" not in os.environ, reason="no data folder")
def test_public_genomes(clean, identities):
    path = Path(os.environ["SECURED_DATA"]) / "vcf-chr22" / "chr22.vcf.gz"
    if not path.is_file():
        pytest.skip("the file is not there")
    result = clean(VcfFiles(), path)
    old, new = genotypes(path), genotypes(result.file(".vcf.gz"))
    assert {identities.pseudonym(name): calls for name, calls in old.items()} == new
    assert (
        result.holding(old) == []
        and result.cleaned.counts["records"] == len(next(iter(old.values()))) > 10_000
    )
