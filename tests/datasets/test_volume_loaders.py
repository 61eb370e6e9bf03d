# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Volumes load from the official layouts, made here, and from a copy where one is at hand; simulated regions are as told."""

import json
from pathlib import Path

import nibabel
import numpy as np
import pytest

from secured.common import DatasetUnavailable, Modality, PrivacyInputError
from secured_datasets import availability, entry, load
from secured_datasets.simulated.regional_cohort import RegionalCohort


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SECURED_DATA", str(tmp_path))
    return tmp_path


def write(path: Path, values: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nibabel.save(nibabel.Nifti1Image(values, np.eye(4)), path)


def hippocampus(folder: Path, numbers=(3, 1), listed=(3, 1, 4)) -> None:
    for number in numbers:
        write(folder / f"imagesTr/hippocampus_{number:03d}.nii.gz", np.full((3, 4, 5), number, np.float32))
        write(folder / f"labelsTr/hippocampus_{number:03d}.nii.gz", np.ones((3, 4, 5), np.uint8))
    training = [
        {key: f"./{key}sTr/hippocampus_{one:03d}.nii.gz" for key in ("image", "label")} for one in listed
    ]
    (folder / "dataset.json").write_text(json.dumps({"training": training}))


def test_hippocampus_reads_what_is_listed_and_there_in_order(data):
    hippocampus(data / "msd-hippocampus")
    loaded = load("msd-hippocampus")
    assert loaded.modality is Modality.VOLUME
    assert loaded.data.subjects.tolist() == ["hippocampus_001", "hippocampus_003"]
    assert loaded.data.voxels(1).max() == 3
    assert loaded.data.label_of(0).max() == 1
    assert "2 of 3 training volumes are here." in loaded.notes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda folder: (folder / "dataset.json").write_text("{"), "is no list of training volumes"),
        (lambda folder: hippocampus(folder, (), (4,)), "none of 1 listed volumes is there"),
        (
            lambda folder: (folder / "dataset.json").write_text(
                '{"training":[{"image":"../a","label":"b"}]}'
            ),
            "leads out of its folder",
        ),
        (
            lambda folder: write(folder / "labelsTr/hippocampus_001.nii.gz", np.ones((2, 4, 5), np.uint8)),
            "labels of volume 1 of 2 are of size",
        ),
    ],
)
def test_a_damaged_copy_is_refused(data, change, message):
    hippocampus(data / "msd-hippocampus")
    change(data / "msd-hippocampus")
    with pytest.raises(DatasetUnavailable, match=message):
        load("msd-hippocampus")


def test_heads_are_known_by_the_number_of_their_file(data):
    for name in ("IXI002-Guys-0828-T1.nii.gz", "IXI012-HH-1211_T1.nii.gz", "IXI012-HH-1211-T2.nii.gz"):
        write(data / "ixi" / name, np.ones((3, 3, 3), np.float32))
    assert load("ixi").data.subjects.tolist() == ["IXI002", "IXI012"]
    write(data / "ixi" / "IXI012-HH-1211-T1.nii.gz", np.ones((3, 3, 3), np.float32))
    with pytest.raises(DatasetUnavailable, match="1 people have two volumes"):
        load("ixi")


@pytest.mark.parametrize("name", ["msd-hippocampus", "ixi"])
def test_an_absent_dataset_says_how_to_obtain_it(data, name):
    with pytest.raises(DatasetUnavailable, match="Take "):
        load(name)


@pytest.mark.parametrize(("name", "people"), [("msd-hippocampus", 130), ("ixi", 2)])
def test_the_copy_at_hand_loads(name, people):
    if availability(entry(name)) != "usable":
        pytest.skip(f"{name} is not on this machine")
    loaded = load(name)
    assert loaded.n_people >= people
    assert loaded.one_recording_each
    assert max(loaded.data.voxels(0).shape) >= 35


def test_simulated_regions_are_as_reliable_as_asked():
    for wanted in (0.5, 0.9):
        made = RegionalCohort(n_people=1500, n_regions=6, reliability=wanted).make(np.random.default_rng(1))
        values = made.volumes.to_numpy().reshape(1500, 2, 6)
        found = [np.corrcoef(values[:, 0, at], values[:, 1, at])[0, 1] for at in range(6)]
        assert found == pytest.approx([wanted] * 6, abs=0.07)
    old = made.people["age"] > 60
    first = made.volumes[made.visits == 0].reset_index(drop=True)
    assert first.loc[old, "region 01"].mean() < first.loc[~old, "region 01"].mean()
    with pytest.raises(PrivacyInputError, match="reliability=1.5"):
        RegionalCohort(reliability=1.5)
