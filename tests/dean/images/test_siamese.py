# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The siamese network recognises people it has never seen, and nobody where all are alike; the U-Net finds lungs."""

import numpy as np
import pytest

from secured.common import MissingDependency, PrivacyInputError
from secured.common.images import Images
from secured.dean.images import RegionOfInterest, SiameseNetwork, retrieve
from secured.dean.images.region_of_interest import overlap
from secured.dean.images.siamese import _pairs
from secured_datasets.simulated.radiograph_cohort import RadiographCohort

torch = pytest.importorskip("torch")
TINY = {"steps": 40, "people_per_step": 16, "width": 8, "dimensions": 32}
EASY = {"n_people": 60, "n_visits": 2, "size": 24, "pose": 0.5, "noise": 0.01}


def cohort(**more):
    return RadiographCohort(**(EASY | more)).make(np.random.default_rng(5))


def found(matcher, images, others):
    scores = matcher.fit(others, np.random.default_rng(0)).scores(images, images)
    return retrieve(
        scores, query_people=images.subjects, gallery_people=images.subjects, same_images=True,
        rng=np.random.default_rng(0),
    )  # fmt: skip


def halves(images):
    return images.of(images.people[40:]), images.of(images.people[:40])


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["pairs", "contrastive"])
def test_it_recognises_people_it_has_not_seen(loss):
    apart = found(SiameseNetwork(loss=loss, **TINY), *halves(cohort(apart=2.0).images))
    assert apart.area.low > 0.75 and apart.first.mean() > 3 * apart.chance


@pytest.mark.slow
def test_it_recognises_nobody_where_all_are_alike():
    short = SiameseNetwork(**(TINY | {"steps": 15}))
    alike = found(short, *halves(cohort(apart=0.0, opacity=0.0).images))
    assert 0.35 < alike.area.point < 0.65


@pytest.mark.slow
def test_the_same_seed_gives_the_same_network_and_nothing_global_changes():
    images, others = halves(cohort().images)
    network = SiameseNetwork(**(TINY | {"steps": 3}))
    state, threads = torch.random.get_rng_state(), torch.get_num_threads()
    before = others.fingerprint
    one, again = (network.fit(others, np.random.default_rng(1)).scores(images, others) for _ in range(2))
    assert np.array_equal(one, again) and others.fingerprint == before
    assert torch.equal(state, torch.random.get_rng_state()) and torch.get_num_threads() == threads
    other = network.fit(others, np.random.default_rng(2)).scores(images, others)
    assert not np.array_equal(one, other)


@pytest.mark.slow
def test_the_unet_finds_lungs_and_the_network_then_sees_nothing_else():
    taught, others = cohort(n_visits=1, n_people=40, size=32), cohort(n_visits=1, n_people=60, size=32)
    region = RegionOfInterest(steps=40).fit(taught.images, taught.lungs, np.random.default_rng(0))
    new = others.images.of(others.images.people[40:])
    true = others.lungs[40:]
    assert overlap(region.inside(new), true) > 0.8
    whole = np.ones(true.shape, dtype=bool)
    assert overlap(whole, true) < 0.7  # everything is no answer
    network = SiameseNetwork(region=region, **(TINY | {"steps": 2})).fit(
        taught.images, np.random.default_rng(0)
    )
    outside = ~region.inside(new)[..., None]
    moved = Images(
        pixels=np.where(outside, np.roll(new.pixels, 1, axis=0), new.pixels), subjects=new.subjects,
        sessions=new.sessions,
    )  # fmt: skip
    same = (region.inside(moved) == region.inside(new)).all(axis=(1, 2))
    assert np.allclose(network.embedded(new)[same], network.embedded(moved)[same], atol=1e-5)


def test_pairs_are_of_one_person_and_differ_where_they_can():
    codes = np.array([0, 1, 1, 2, 2, 2, 0, 3])
    for first, second in _pairs(codes, 4, 30, np.random.default_rng(0)):
        assert np.array_equal(codes[first], codes[second])
        assert len(set(codes[first])) == 4
        assert ((first != second) | (codes[first] == 3)).all()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: SiameseNetwork(loss="triplet"), "no loss 'triplet'"),
        (lambda: SiameseNetwork(width=6), "width=6"),
        (lambda: SiameseNetwork(people_per_step=1), "people_per_step=1"),
        (lambda: SiameseNetwork().fit(None, None), "0 other people"),
        (lambda: RegionOfInterest(steps=0), "steps=0"),
        (
            lambda: RegionOfInterest().fit(
                cohort(n_people=2, size=30).images, np.zeros((4, 30, 30), bool), None
            ),
            "30 x 30 cannot be halved twice",
        ),
        (
            lambda: RegionOfInterest().fit(cohort(n_people=2).images, np.zeros((1, 2, 2), bool), None),
            "do not fit 4 images",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(make, said):
    with pytest.raises(PrivacyInputError, match=said):
        make()


def test_without_torch_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(MissingDependency, match=r"SiameseNetwork: torch is not installed.*\[attacks\]"):
        SiameseNetwork().fit(cohort(n_people=2).images, np.random.default_rng(0))
