# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genotypes load from the layouts of their entries, made here, and from a copy where one is at hand; traps are avoided."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from bed_reader import to_bed

from secured.common import DatasetUnavailable, Modality
from secured.common.genotypes import allele_frequencies, read_plink1
from secured_datasets import availability, entry, load, verify
from secured_datasets.loaders import LOADERS

MIRROR = Path(__file__).resolve().parents[3] / "shared" / "data"
CANARY = "Q7731"
DOSAGES = np.array([[0, 1, 2, 2, 1], [0, 2, -1, 2, 2], [1, 1, 0, 0, 1], [0, 1, 2, 2, 1]], dtype=np.int8)


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SECURED_DATA", str(tmp_path))
    return tmp_path


def call(name: str, folder: Path):
    """Load without looking for checksums of the official files."""
    return LOADERS[entry(name).loader](entry(name), folder)


def hapmap(folder: Path) -> Path:
    """Three people, one of them twice, at a variant of X, one without id and one that stands twice."""
    folder.mkdir()
    properties = {
        "iid": ["kid", "dad", "mum", "kid.dup"],
        "sid": ["rs1", "---", "rs2", "rs2", "rs3"],
        "chromosome": ["1", "1", "22", "22", "23"],
        "bp_position": [5, 6, 7, 7, 8],
        "allele_1": ["A"] * 5,
        "allele_2": ["G"] * 5,
    }
    values = DOSAGES.copy()
    values[values < 0] = -127
    to_bed(folder / "made.bed", values, properties=properties)
    lines = [
        "iid,population,sex,father,mother",
        "mum,YRI,F,,",
        "kid,YRI,M,dad,mum",
        "dad,YRI,M,,",
        "kid.dup,YRI,M,,",
    ]
    (folder / "samples.csv").write_text("\n".join(lines))
    return folder


def test_hapmap_keeps_one_record_of_each_person_at_autosomal_variants_once(data):
    loaded = call("hapmap", hapmap(data / "hapmap"))
    assert loaded.modality is Modality.GENOTYPE
    assert loaded.data.subjects.tolist() == ["kid", "dad", "mum"]
    assert loaded.data.variants["id"].tolist() == ["rs1", ".", "rs2"]
    assert loaded.data.dosages.tolist() == DOSAGES[:3, :3].tolist()
    assert loaded.related["people"].to_dict("list") == {
        "population": ["YRI"] * 3,
        "sex": ["M", "M", "F"],
        "father": ["dad", None, None],
        "mother": ["mum", None, None],
    }
    told = " ".join(loaded.notes)
    assert "1 second records of a person (.dup) are left out" in told
    assert "1 variants of sex chromosomes are left out" in told
    assert "11.11% of genotypes are missing" in told
    assert "are the same in all people" not in told


def test_hapmap_without_facts_of_somebody_or_with_two_filesets_is_refused(data):
    folder = hapmap(data / "hapmap")
    (folder / "samples.csv").write_text(f"iid,population,sex,father,mother\n{CANARY},YRI,F,,\n")
    with pytest.raises(
        DatasetUnavailable, match="samples.csv: 3 people of the genotypes are not in it"
    ) as caught:
        call("hapmap", folder)
    assert CANARY not in str(caught.value)
    (folder / "other.bed").write_bytes(b"")
    with pytest.raises(DatasetUnavailable, match="hapmap: 2 .bed files in its folder"):
        call("hapmap", folder)


def tgp(folder: Path, *rows: str) -> Path:
    folder.mkdir(exist_ok=True)
    with gzip.open(folder / "phased_genotypes.csv.gz", "wt") as file:
        file.write("\n".join([",p1,p2,p3", *rows]))
    (folder / "samples.csv").write_text(
        ",Sex,Population code,Superpopulation code\np2,female,GBR,EUR\np1,male,YRI,AFR\np3,female,CHS,EAS\n"
    )
    return folder


def test_tgp358_counts_the_rarer_allele_and_of_three_the_two_rarer(data):
    folder = tgp(data / "tgp358", "rs1,A|G,A|A,G|A", "rs2,T|TA,T|T,T|T", "rs3,T|T,C|T,A|T", "rs4,C|C,C|C,C|C")
    loaded = call("tgp358", folder)
    assert loaded.data.dosages.tolist() == [[1, 1, 0, 0], [0, 0, 1, 0], [1, 0, 1, 0]]
    assert loaded.data.haplotypes[0].tolist() == [[0, 0, 0, 0], [1, 1, 0, 0]]
    assert loaded.data.variants[["counted", "other"]].to_numpy().tolist() == [
        ["G", "A"], ["TA", "T"], ["A/C", "T"], [".", "C"],
    ]  # fmt: skip
    assert loaded.related["people"]["sex"].tolist() == ["M", "F", "F"]
    assert loaded.related["people"]["population"].tolist() == ["YRI", "GBR", "CHS"]
    assert any("rs3 has three alleles" in note for note in loaded.notes)
    assert any("1 of 4 variants are the same in all people" in note for note in loaded.notes)
    with pytest.raises(DatasetUnavailable, match="holds something else than two alleles") as caught:
        call("tgp358", tgp(data / "tgp358", f"rs1,{CANARY},A|A,G|A"))
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("name", ["hapmap", "tgp358", "vcf-chr22"])
def test_an_absent_dataset_says_how_to_obtain_it_and_what_stands_in(data, name):
    with pytest.raises(DatasetUnavailable) as caught:
        load(name)
    assert entry(name).how_to_obtain in str(caught.value)
    assert "simulated-genomes can stand in" in str(caught.value)


def copy_of(name: str):
    if not (Path(os.environ.get("SECURED_DATA", MIRROR)) / name).is_dir():
        pytest.skip(f"no copy of {name}")
    assert availability(entry(name)) == "usable"
    assert verify(name) == []
    return load(name)


def test_a_copy_of_hapmap_loads_as_its_source_counts_it():
    loaded = copy_of("hapmap")
    people = loaded.related["people"]
    assert (loaded.n_people, loaded.data.n_variants) == (269, 8722)
    assert people["population"].value_counts().to_dict() == {"YRI": 90, "CEU": 89, "HCB": 45, "JPT": 45}
    inside = people[["father", "mother"]].isin(loaded.data.subjects)
    assert inside.all(axis=1).sum() == 59
    assert (loaded.data.variants["id"] == ".").sum() == 56
    assert 0.003 < (loaded.data.dosages == -1).mean() < 0.005


def test_a_copy_of_tgp358_agrees_with_its_own_plink_files_up_to_the_counted_allele():
    loaded = copy_of("tgp358")
    assert (loaded.n_people, loaded.data.n_variants) == (2504, 358)
    frequency = allele_frequencies(loaded.data)
    assert 0 < frequency.min() and frequency.max() <= 0.5
    assert (loaded.data.dosages >= 0).all()
    three = loaded.data.variants.set_index("id").loc["rs17674942"]
    assert (three["counted"], three["other"]) == ("C/A", "T")
    plink = read_plink1(Path(os.environ.get("SECURED_DATA", MIRROR)) / "tgp358" / "tgp358.bed")
    assert plink.subjects.tolist() == loaded.data.subjects.tolist()
    same = (plink.dosages == loaded.data.dosages).all(axis=0)
    turned = (2 - plink.dosages == loaded.data.dosages).all(axis=0)
    assert (same ^ turned).all()


def test_a_copy_of_vcf_chr22_is_read_whole_and_phased():
    loaded = copy_of("vcf-chr22")
    assert (loaded.n_people, loaded.data.n_variants) == (5, 10376)
    assert loaded.data.subjects.tolist() == ["HG00096", "HG00097", "HG00099", "HG00100", "HG00101"]
    assert loaded.data.haplotypes is not None
    first = loaded.data.select([0, 1])
    assert first.variants["id"].tolist() == ["rs7410291", "rs147922003"]
    assert first.haplotypes[:, :, 0].tolist() == [[0, 0], [0, 0], [1, 0], [0, 0], [0, 0]]
