# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The attack of the five runs finds people in a raw copy, none in images of nobody, and knows who is not in."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import Guarantee, LinkedRelease, PrivacyInputError, Release
from secured.common.images import Images
from secured.common.resized_images import with_size
from secured.dean import Goal, ThreatModel, World, evaluate
from secured.dean.images import (
    ImageLinkage,
    ImageOriginals,
    PixelCorrelation,
    PixelIdentity,
    PrincipalComponents,
    earlier_and_last,
)
from secured_datasets.simulated.radiograph_cohort import RadiographCohort

THREAT = ThreatModel(goal=Goal.LINKAGE, knows={"image of another visit": 0.0}, population=500, prior=1.0)
EASY = RadiographCohort(n_people=90, n_visits=3, size=20, apart=2.0, pose=0.3, noise=0.01)


def world_of(images, seed=0):
    rng = np.random.default_rng(seed)
    gallery, probes = earlier_and_last(images)
    members, outside, reference = np.array_split(rng.permutation(len(gallery.people)), 3)
    people = ImageOriginals(gallery=gallery, probes=probes)
    row_of = rng.permutation(len(members))
    own = people.take(members)
    data = replace(own, subjects=row_of[own.codes])
    release = Release(
        data=data.take(np.argsort(data.subjects, kind="stable")), quasi_identifiers=(), sensitive=(),
        method="identifiers removed", parameters={}, seed=0, source="simulated", guarantee=Guarantee(),
    )  # fmt: skip
    linked = LinkedRelease(release=release, row_of=row_of)
    return World(
        people=people, members=members, protected=linked, unprotected=linked, targets_in=members,
        targets_out=outside, reference=reference, seed=seed,
    )  # fmt: skip


def with_pixels(world, pixels):
    release = world.protected.release
    changed = replace(release, data=replace(release.data, pixels=pixels))
    return replace(world, protected=LinkedRelease(release=changed, row_of=world.protected.row_of))


@pytest.fixture(scope="module")
def world():
    return world_of(EASY.make(np.random.default_rng(0)).images)


@pytest.mark.parametrize("matcher", [PixelCorrelation(), PrincipalComponents(n_components=20)])
def test_a_raw_copy_is_broken(world, matcher):
    result = evaluate(ImageLinkage(threat=THREAT, matcher=matcher), world)
    assert result.main.rate > 0.6 and result.positive.rate == result.main.rate
    assert result.null.rate <= 0.2 and result.baseline.rate <= 0.2 and result.control.successes == 0
    assert result.has_power(margin=0.2, alpha=0.05)


def test_images_of_nobody_are_safe(world):
    shape = world.protected.release.data.pixels.shape
    nobody = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8)
    result = evaluate(ImageLinkage(threat=THREAT, matcher=PixelCorrelation()), with_pixels(world, nobody))
    assert result.main.rate <= 0.2 and result.positive.rate > 0.6


def test_a_smaller_release_is_met_at_its_size(world):
    release = world.protected.release
    small = with_size(release.data, 10, 10)
    changed = replace(world, protected=replace(world.protected, release=replace(release, data=small)))
    result = evaluate(ImageLinkage(threat=THREAT, matcher=PrincipalComponents(n_components=20)), changed)
    assert result.main.rate > 0.5


def test_pixel_identity_names_the_very_image_and_is_silent_otherwise(world):
    attack = ImageLinkage(threat=THREAT, matcher=PixelIdentity())
    result = evaluate(attack, world)
    assert result.main.claimed == 0 and result.main.successes == 0  # another visit is another image
    released = world.protected.release
    fitted = attack.fit(released, world.people.reference(world.reference, released), np.random.default_rng(0))
    claims = fitted.claim(world.people.take(world.targets_in))  # the very images that were released
    assert not claims.abstain.any() and (claims.confidence == 1).all()
    assert np.array_equal(claims.values[:, 0].astype(int), world.protected.row_of)
    assert fitted.claim(world.people.take(world.targets_out)).abstain.all()


def test_in_or_out(world):
    attack = ImageLinkage(threat=THREAT, matcher=PixelCorrelation(), false_positive_rate=0.2)
    result = evaluate(attack, world)
    everybody = evaluate(replace(attack, false_positive_rate=None), world)
    assert everybody.control.claimed == everybody.control.n
    assert result.control.claimed <= 15  # 6 of 30 expected; the threshold is drawn from 15 people too
    assert result.ppv(0.5) > everybody.ppv(0.5)


def test_an_empty_release_and_ranks(world):
    released = world.protected.release
    nobody = replace(released, data=released.data.take(np.zeros(0, int)))
    known = world.people.known(world.targets_in, ())
    attack = ImageLinkage(threat=THREAT, matcher=PixelCorrelation())
    assert attack.fit(nobody, known, np.random.default_rng(0)).claim(known).abstain.all()
    guesses = (
        attack.fit(released, known, np.random.default_rng(0)).ranked(known).guesses(world.protected.row_of)
    )
    assert guesses.within(1)[0] > 0.6


def test_the_reference_holds_all_images_in_order_of_time(world):
    both = world.people.reference(world.reference, world.protected.release)
    assert len(both) == 3 * len(world.reference)
    own = both.sessions[both.codes == 0]
    assert len(set(own)) == 3 and own[-1] == max(own)  # what the adversary would have comes last


def test_people_with_one_visit_are_left_out_and_nobody_is_refused():
    images = Images(
        pixels=np.zeros((4, 2, 2, 1), np.uint8), subjects=np.array(["a", "b", "a", "c"]),
        sessions=np.array([2, 0, 5, 1]),
    )  # fmt: skip
    gallery, probes = earlier_and_last(images)
    assert gallery.subjects.tolist() == probes.subjects.tolist() == ["a"]
    assert gallery.sessions.tolist() == [2] and probes.sessions.tolist() == [5]
    with pytest.raises(PrivacyInputError, match="none of 2 people has images of two visits"):
        earlier_and_last(images.take(np.array([1, 3])))
