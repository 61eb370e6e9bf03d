# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genotypes, connectomes and images: whose every record is, some people's records, and nothing of anybody in what is printed."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import Dataset, Modality, PrivacyInputError, Provenance, Standing
from secured.common.connectomes import Connectomes
from secured.common.genotypes import Genotypes
from secured.common.images import Images

CANARY = "xylophone"


def genotypes(n=6, m=4, seed=0):
    rng = np.random.default_rng(seed)
    haplotypes = rng.integers(0, 2, (n, 2, m)).astype(np.int8)
    variants = pd.DataFrame(
        {"id": [f"rs{at}" for at in range(m)], "chromosome": "1", "position": range(m), "counted": "A", "other": "G"}
    )  # fmt: skip
    return Genotypes(
        dosages=haplotypes.sum(axis=1).astype(np.int8),
        variants=variants,
        subjects=np.array([f"{CANARY}-{at}" for at in range(n)]),
        haplotypes=haplotypes,
    )


def connectomes(n=6, regions=5, seed=0):
    edges = np.random.default_rng(seed).normal(size=(n, regions * (regions - 1) // 2)).astype(np.float32)
    return Connectomes(
        edges=edges,
        regions=tuple("abcde"[:regions]),
        subjects=np.repeat([f"{CANARY}-1", f"{CANARY}-2", f"{CANARY}-3"], 2),
        sessions=np.tile([0, 1], 3),
    )


def images(n=6, seed=0):
    pixels = np.random.default_rng(seed).integers(0, 256, (n, 5, 4, 1)).astype(np.uint8)
    subjects = np.repeat([f"{CANARY}-1", f"{CANARY}-2", f"{CANARY}-3"], 2)
    return Images(pixels=pixels, subjects=subjects, sessions=np.tile([0, 1], 3))


def dataset(data, modality):
    return Dataset(
        name="those",
        title="Those",
        modality=modality,
        data=data,
        subjects=data.subjects,
        columns={},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="a test", licence="none", citation="none"),
    )


KINDS = [
    (genotypes, Modality.GENOTYPE, "dosages"),
    (connectomes, Modality.CONNECTOME, "edges"),
    (images, Modality.IMAGE, "pixels"),
]


@pytest.mark.parametrize(("make", "modality", "values"), KINDS)
def test_records_follow_the_people_asked_for(make, modality, values):
    data = make()
    wanted = data.people[[2, 0]]
    part = data.of(wanted)
    assert part.people.tolist() == wanted.tolist()
    for person in wanted:
        own = getattr(data, values)[data.subjects == person]
        assert np.array_equal(getattr(part, values)[part.subjects == person], own)
    held = dataset(data, modality).take(np.array([2, 0]))
    assert held.data.subjects.tolist() == part.subjects.tolist()


@pytest.mark.parametrize(("make", "modality", "values"), KINDS)
def test_one_changed_value_or_person_changes_the_fingerprint(make, modality, values):
    data = make()
    changed = getattr(data, values).copy()
    changed[0, 0] = 1 - changed[0, 0]
    others = data.subjects.copy()
    others[0] = "another"
    prints = {replace(data, subjects=others).fingerprint, data.fingerprint}
    if modality is not Modality.GENOTYPE:
        prints.add(replace(data, **{values: changed}).fingerprint)
    assert len(prints) == (2 if modality is Modality.GENOTYPE else 3)
    assert make().fingerprint == data.fingerprint
    assert make(seed=1).fingerprint != data.fingerprint


@pytest.mark.parametrize(("make", "modality", "values"), KINDS)
def test_nobody_shows_in_what_is_printed(make, modality, values):
    data = make()
    held = dataset(data, modality)
    assert CANARY not in repr(data) + repr(held) + held._repr_html_()
    assert held.schema_fingerprint == dataset(make(seed=1), modality).schema_fingerprint


@pytest.mark.parametrize(("make", "modality", "values"), KINDS)
def test_a_dataset_wants_its_modalitys_type(make, modality, values):
    other = next(one for _, one, _ in KINDS if one is not modality)
    with pytest.raises(PrivacyInputError, match=f"data of modality {other} are a"):
        dataset(make(), other)


def test_matrices_come_back_from_edges():
    data = connectomes()
    full = data.matrices()
    assert np.allclose(full, full.transpose(0, 2, 1)) and np.allclose(full[:, range(5), range(5)], 1)
    again = Connectomes.of_matrices(
        full, regions=data.regions, subjects=data.subjects, sessions=data.sessions
    )
    assert np.array_equal(again.edges, data.edges)
    full[0, 1, 2] += 0.1
    with pytest.raises(PrivacyInputError, match="not symmetric"):
        Connectomes.of_matrices(full, regions=data.regions, subjects=data.subjects, sessions=data.sessions)


def test_variants_are_selected_on_both_strands():
    data = genotypes()
    part = data.select(data.variants["id"].isin(["rs1", "rs3"]))
    assert part.variants["id"].tolist() == ["rs1", "rs3"]
    assert np.array_equal(part.haplotypes.sum(axis=1), part.dosages)
    assert np.array_equal(part.dosages, data.dosages[:, [1, 3]])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda one: {"subjects": one.subjects[:-1]}, "are given for 5 people and 4 variants"),
        (lambda one: {"subjects": one.subjects[[0, 0, 1, 2, 3, 4]]}, "somebody stands there twice"),
        (lambda one: {"variants": one.variants.assign(id="rs1")}, "3 variants have the id of another one"),
        (lambda one: {"variants": one.variants.drop(columns="counted")}, "has no column counted"),
        (lambda one: {"dosages": one.dosages.astype(float)}, "dosages are float64"),
        (lambda one: {"dosages": one.dosages + np.int8(3)}, "hold other values than -1"),
        (lambda one: {"haplotypes": one.haplotypes[:, 0]}, "haplotypes of shape"),
    ],
)  # fmt: skip
def test_wrong_genotypes_are_refused_without_a_name(change, message):
    data = genotypes()
    with pytest.raises(PrivacyInputError, match=message) as caught:
        replace(data, **change(data))
    assert CANARY not in str(caught.value)


def test_wrong_connectomes_and_images_are_refused():
    brains, pictures = connectomes(), images()
    with pytest.raises(PrivacyInputError, match="do not fit 4 regions"):
        replace(brains, regions=brains.regions[:4])
    edges = brains.edges.copy()
    edges[2:4, 0] = np.nan
    with pytest.raises(PrivacyInputError, match="2 recordings hold values that are not finite"):
        replace(brains, edges=edges)
    with pytest.raises(PrivacyInputError, match="pixels have 3 axes"):
        replace(pictures, pixels=pictures.pixels[..., 0])
    with pytest.raises(PrivacyInputError, match="pixels are int64"):
        replace(pictures, pixels=pictures.pixels.astype(np.int64))
    with pytest.raises(PrivacyInputError, match="not in 0 to 1"):
        replace(pictures, pixels=pictures.pixels.astype(np.float32))
    assert pictures.scaled().max() <= 1 and pictures.scaled().dtype == np.float32


@pytest.mark.parametrize("make", [genotypes, connectomes])
def test_who_measured_a_little_wrongly_has_other_values_of_the_same_people(make):
    data = make(seed=3)
    rng = np.random.default_rng(0)
    again = data.disturbed(0.3, rng)
    assert again.subjects.tolist() == data.subjects.tolist()
    assert data.disturbed(0.0, rng).fingerprint in (data.fingerprint, replace_phases(data).fingerprint)
    values = "dosages" if isinstance(data, Genotypes) else "edges"
    before, after = getattr(data, values), getattr(again, values)
    if isinstance(data, Genotypes):
        assert 0 < (before != after).mean() < 0.7 and after.max() <= 2
    else:
        spread = (after - before).std(axis=1) / before.std(axis=1)
        assert (spread > 0.1).all() and (spread < 0.6).all()


def replace_phases(data):
    return replace(data, haplotypes=None) if isinstance(data, Genotypes) else data


def test_images_are_not_disturbed():
    with pytest.raises(PrivacyInputError, match="no way to disturb"):
        images().disturbed(0.1, np.random.default_rng(0))
