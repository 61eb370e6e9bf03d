# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Retrieval on releases: a raw copy is found, a defence lowers it, stand-ins are named, headers link as they should."""

import json
import sys
from dataclasses import replace

import numpy as np
import pytest

from secured.common import Dataset, MissingDependency, Modality, PrivacyInputError, Provenance, Role, Standing
from secured.common.dataset import Column, ColumnType
from secured.dans.dicom import DicomOptions
from secured.dans.images import ImageIdentifierRemoval, KSameImages, PixelNoise
from secured.dean.images import PixelCorrelation, PixelIdentity, PrincipalComponents, content_hash
from secured.studies.images import (
    DEFENCES,
    Defence,
    dicom_metadata_linkage,
    image_matchers,
    image_people,
    image_retrieval,
    linked_images,
    runs_table,
)
from secured.studies.images.simulated_archive import simulated_archive
from secured_datasets.simulated.image_repeats import STAND_IN
from secured_datasets.simulated.radiograph_cohort import RadiographCohort

RAW = Defence(name="raw", how="-", protection=ImageIdentifierRemoval())
NOISE = Defence(name="noise", how="-", protection=PixelNoise(scale=3.0))
SAME = Defence(name="same", how="-", protection=KSameImages(k=6, one_recording_each=True))
COMPONENTS = PrincipalComponents(n_components=15)


def cohort(n_visits=3, n_people=50, **more):
    settings = {"size": 20, "apart": 2.0, "pose": 0.3, "noise": 0.01} | more
    made = RadiographCohort(n_people=n_people, n_visits=n_visits, **settings).make(np.random.default_rng(0))
    return Dataset(
        name="chests", title="Chests", modality=Modality.IMAGE, data=made.images, subjects=made.images.subjects,
        columns={"opacity": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY)}, standing=Standing.SIMULATED,
        provenance=Provenance(source="s", licence="l", citation="c"), related={"people": made.people},
    )  # fmt: skip


@pytest.fixture(scope="module")
def study():
    return image_retrieval(
        cohort(), matchers=(PixelIdentity(), PixelCorrelation(), COMPONENTS), defences=(RAW, NOISE, SAME)
    )


def test_a_raw_copy_is_found_and_defences_lower_it(study):
    raw, noise, same = (study.row(name, COMPONENTS.name).found for name in ("raw", "noise", "same"))
    assert raw.precision_at_1.low > 0.5 and raw.area.low > 0.8
    assert noise.precision_at_1.high < raw.precision_at_1.low
    assert same.precision_at_1.point <= 1 / 6 + 0.2 and same.precision_at_1.high < raw.precision_at_1.point
    assert study.row("raw", "pixel identity").found.area.point == 0.5  # another visit is another image


def test_tables_and_result_hold_aggregates_only(study):
    assert list(study.table("auc").columns) == ["release", "matcher", "auc", "low", "high"]
    assert study.wide("map").shape == (3, 3)
    plain = json.dumps(study.to_dict())
    assert "simulated-0" not in plain + repr(study)
    assert study.to_dict()["adversary_has"] == "image of another visit"
    assert study.to_dict()["people"] == {"learned_on": 30, "released": 20}
    with pytest.raises(PrivacyInputError, match="no metric 'f1'"):
        study.table("f1")
    with pytest.raises(PrivacyInputError, match="no row of 'x' on 'raw'"):
        study.row("raw", "x")


def test_usefulness_falls_with_the_noise_and_has_its_baseline(study):
    table = study.usefulness().set_index("release")
    assert table.loc["noise", "finding named"] <= table.loc["raw", "finding named"]
    assert (table["always the usual"] >= 0.5).all()


def test_the_same_seed_gives_the_same_and_learners_see_nobody_who_is_released(study):
    again = image_retrieval(cohort(), matchers=(COMPONENTS,), defences=(RAW,))
    one, other = again.rows[0].to_dict(), study.row("raw", COMPONENTS.name).to_dict()
    assert one | {"seconds": 0} == other | {"seconds": 0}
    people = image_people(cohort())
    assert not set(people.lessons) & set(people.released)
    source, last = people.parts(people.released)
    assert not {content_hash(one) for one in source.data.pixels} & {content_hash(one) for one in last.pixels}


def test_one_image_each_becomes_stand_ins_without_copies():
    dataset = cohort(n_visits=1)
    pixels = dataset.data.pixels.copy()
    pixels[7] = pixels[3]
    doubled = replace(dataset, data=replace(dataset.data, pixels=pixels))
    people = image_people(doubled, n_people=40)
    assert people.known == STAND_IN and STAND_IN in people.dataset.title
    assert len(people.dataset.data.people) == 40
    everybody = image_people(doubled)
    assert len(everybody.dataset.data.people) == 49
    found = image_retrieval(doubled, n_people=40, matchers=(PixelCorrelation(),), defences=(RAW,))
    assert found.known == STAND_IN and found.rows[0].found.first.mean() > 0.4


def test_too_few_people_and_other_data_are_refused():
    with pytest.raises(PrivacyInputError, match="too few"):
        image_people(cohort(n_people=10))
    with pytest.raises(PrivacyInputError, match=r"learn=1 is not in \(0, 1\)"):
        image_people(cohort(), learn=1)
    with pytest.raises(PrivacyInputError, match="holds table data"):
        image_people("nafld")


def test_the_five_runs_of_two_releases():
    results = linked_images(cohort(n_people=60), matchers=(COMPONENTS,), defences=(DEFENCES[0], SAME))
    table = runs_table(results).set_index("release")
    assert table.loc["as it is", "low"] > 0.2 and table.loc["same", "found"] < 0.4
    assert (table["control"] == 0).all() and (table["scrambled"] <= 0.25).all()
    assert table["unprotected"].nunique() == 1


def test_headers_link_until_they_are_cleaned_and_pixels_always():
    linkage = dicom_metadata_linkage(
        n_people=8, options={"basic": DicomOptions(), "uids": DicomOptions(retain_uids=True)}
    )
    same = linkage.table("the same study")
    assert same.loc["study UID"].tolist() == [1.0, 1.0, 0.0, 1.0]
    assert same.loc["accession number", "name removed by hand"] == 1.0
    assert same.loc["private attributes"].tolist()[:3] == [1.0, 1.0, 0.0]
    assert same.loc["all fields together", "basic"] == 0.0
    assert (same.loc["the very pixels"] == 1.0).all()
    other = linkage.table("another visit")
    assert other.loc["study UID"].max() == 0.0 and other.loc["patient ID"].tolist() == [1.0, 0.0, 0.0, 0.0]
    together = other.loc["all fields together"]
    assert together["as it is"] == 1.0 and together["name removed by hand"] > 0.6 and together["basic"] == 0.0
    told = json.dumps(linkage.to_dict())
    assert "SIM000" not in told and "SN-4" not in told and linkage.standing == "simulated"
    with pytest.raises(PrivacyInputError, match="no release 'x'"):
        linkage.of("x", "another visit")


def test_the_archive_is_the_same_for_the_same_seed():
    one, again, other = (simulated_archive(n_people=2, size=16, seed=seed) for seed in (1, 1, 2))
    assert [str(each) for each in one.datasets] == [str(each) for each in again.datasets]
    assert [str(each) for each in one.datasets] != [str(each) for each in other.datasets]
    assert one.people.tolist() == [0, 0, 0, 0, 1, 1, 1, 1] and one.series.tolist() == [0, 1] * 4


def test_without_torch_it_is_said_how_to_go_on_before_anything_is_compared(monkeypatch):
    module = sys.modules["secured.studies.images.image_retrieval"]  # its function has the same name
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(MissingDependency, match=r"\[attacks\], or leave the network out with steps=0"):
        image_matchers(steps=10)
    assert len(image_matchers(steps=0)) == 5
