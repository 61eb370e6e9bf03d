# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated chests repeat a person and not a pose; augmented stand-ins are called so."""

import numpy as np
import pytest

from secured.common import Modality, PrivacyInputError, Standing
from secured_datasets import entry
from secured_datasets.loaders.pictures import images_dataset
from secured_datasets.simulated.image_repeats import STAND_IN, ImageRepeats
from secured_datasets.simulated.radiograph_cohort import RadiographCohort, load_simulated_radiographs

SMALL = RadiographCohort(n_people=12, n_visits=3, size=24)


def distances(images):
    values = images.pixels.reshape(len(images), -1).astype(float)
    apart = np.linalg.norm(values[:, None] - values[None], axis=2)
    same = images.subjects[:, None] == images.subjects[None, :]
    return apart[same & ~np.eye(len(images), dtype=bool)].mean(), apart[~same].mean()


def test_the_same_seed_gives_the_same_chests_and_another_gives_others():
    one, again, other = (SMALL.make(np.random.default_rng(seed)).images.fingerprint for seed in (1, 1, 2))
    assert one == again != other


def test_people_resemble_themselves_unless_all_have_one_body():
    within, between = distances(SMALL.make(np.random.default_rng(0)).images)
    assert within < 0.8 * between
    alike = RadiographCohort(n_people=12, n_visits=3, size=24, apart=0.0, opacity=0.0)
    within, between = distances(alike.make(np.random.default_rng(0)).images)
    assert within == pytest.approx(between, rel=0.1)


def test_the_lungs_are_outlined_and_the_opacity_lies_in_them():
    plain = RadiographCohort(n_people=10, n_visits=1, size=32, opacity=0.0, noise=0.0)
    ill = RadiographCohort(n_people=10, n_visits=1, size=32, opacity=1.0, noise=0.0)
    clear, clouded = (one.make(np.random.default_rng(3)) for one in (plain, ill))
    assert 0.1 < clear.lungs.mean() < 0.5
    dark = clear.images.pixels[..., 0]
    assert dark[clear.lungs].mean() < 0.8 * dark[~clear.lungs][dark[~clear.lungs] > 20].mean()
    assert (clouded.people["opacity"] == "yes").all()
    assert clouded.images.pixels[..., 0][clouded.lungs].mean() > dark[clear.lungs].mean() + 1


def test_the_entry_is_the_cohort_by_its_defaults(monkeypatch):
    monkeypatch.setattr("secured_datasets.simulated.radiograph_cohort.RadiographCohort", lambda: SMALL)
    loaded = load_simulated_radiographs(entry("simulated-radiographs"), None)
    assert loaded.modality is Modality.IMAGE and loaded.standing is Standing.SIMULATED
    assert loaded.sensitive == ("opacity",) and len(loaded.related["people"]) == 12


@pytest.mark.parametrize(
    "wrong", [{"n_people": 0}, {"size": 8}, {"noise": -1.0}, {"opacity": 1.5}, {"drift": -0.1}]
)
def test_cohorts_out_of_range_are_refused(wrong):
    with pytest.raises(PrivacyInputError, match="RadiographCohort"):
        RadiographCohort(**wrong)


@pytest.fixture
def single():
    """One image a person."""
    made = RadiographCohort(n_people=6, n_visits=1, size=24).make(np.random.default_rng(0))
    return images_dataset(entry("simulated-radiographs"), made.images, people=made.people)


def test_stand_ins_are_named_so_everywhere_and_the_first_is_the_original(single):
    made = ImageRepeats(n_repeats=3).of(single, np.random.default_rng(0))
    assert STAND_IN in made.title and "stand-ins" in made.name and STAND_IN in made.notes[-1]
    assert len(made.data) == 18 and made.data.sessions.tolist() == [0, 1, 2] * 6
    first = made.data.take(made.data.sessions == 0)
    assert np.array_equal(first.pixels, single.data.pixels)
    within, between = distances(made.data)
    assert 0 < within < between
    assert len(made.related["people"]) == 6


def test_without_any_change_a_stand_in_is_the_original(single):
    still = ImageRepeats(turn=0.0, shift=0.0, contrast=0.0, noise=0.0, crop=0.0)
    made = still.of(single, np.random.default_rng(0))
    assert np.array_equal(made.data.pixels[0::2], made.data.pixels[1::2])


def test_people_with_repeats_need_no_stand_ins(single):
    twice = ImageRepeats().of(single, np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="12 images of 6 people"):
        ImageRepeats().of(twice, np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="out of range"):
        ImageRepeats(crop=0.7)
