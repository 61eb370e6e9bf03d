# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hashes survive what they should and nothing else; components recognise people; nothing is modified."""

import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from secured.common import PrivacyInputError, methods
from secured.common.images import Images
from secured.dean.images import (
    PerceptualHash,
    PixelCorrelation,
    PixelIdentity,
    PrincipalComponents,
    content_hash,
    retrieve,
)
from secured.dean.images.image_matcher import best_of_people
from secured.dean.images.perceptual_hash import difference_hash, frequency_hash, hamming
from secured_datasets.simulated.radiograph_cohort import RadiographCohort

MATCHERS = (
    PixelIdentity(),
    PerceptualHash(),
    PerceptualHash(kind="difference"),
    PixelCorrelation(),
    PrincipalComponents(n_components=15),
)


@pytest.fixture(scope="module")
def chests():
    easy = RadiographCohort(n_people=40, n_visits=2, size=24, apart=2.0, pose=0.3, noise=0.01)
    return easy.make(np.random.default_rng(0)).images


def test_every_registered_way_to_compare_is_tried_here_or_with_the_networks():
    held = [card.implementation for card in methods("dean", "image")]
    named = {one for one in held if one.__module__.startswith("secured.dean.images.")}
    others = {"SiameseNetwork", "ImageLinkage"}
    assert {one.__name__ for one in named} == {type(one).__name__ for one in MATCHERS} | others


@given(st.integers(0, 2**32 - 1), st.integers(1, 7), st.integers(-300, 300))
def test_a_content_hash_survives_lossless_storage(seed, factor, offset):
    image = np.random.default_rng(seed).integers(0, 256, (5, 6)).astype(np.uint8)
    own = content_hash(image)
    stored = [
        image[..., None],
        np.repeat(image[..., None], 3, axis=2),
        image.astype(np.uint16) * 257,
        image.astype(np.int64) * factor + offset,
        255 - image,
        image / np.float32(255),
    ]
    assert all(content_hash(one) == own for one in stored)
    changed = image.copy()
    changed[2, 2] ^= 1
    assert content_hash(changed) != own
    assert content_hash(image.T) != own and content_hash(np.fliplr(image)) != own


def test_files_with_other_headers_and_formats_hold_the_same_content(tmp_path):
    image = np.random.default_rng(0).integers(0, 256, (9, 9)).astype(np.uint8)
    hashes = set()
    for kind, more in (
        ("PNG", {}),
        ("PNG", {"compress_level": 1}),
        ("BMP", {}),
        ("TIFF", {"description": "Q7731"}),
    ):
        held = io.BytesIO()
        Image.fromarray(image).save(held, kind, **more)
        hashes.add(content_hash(np.asarray(Image.open(held))))
    assert hashes == {content_hash(image)}


def test_blank_images_are_nobody_s():
    blank = Images(
        pixels=np.full((2, 4, 4, 1), 7, np.uint8), subjects=np.array([0, 1]), sessions=np.zeros(2, int)
    )
    assert content_hash(blank.pixels[0]) == ""
    assert content_hash(np.full((4, 4), 0.1234, np.float32)) == ""
    assert not np.isfinite(PixelIdentity().scores(blank, blank)).any()


def test_floats_that_are_no_eight_bits_are_compared_bit_by_bit():
    image = np.random.default_rng(0).random((5, 5)).astype(np.float32)
    assert content_hash(image) == content_hash(image.copy())
    assert content_hash(image) != content_hash(np.nextafter(image, np.float32(1)))


def test_unmodified_images_are_found_always_and_changed_ones_never(chests):
    scores = PixelIdentity().scores(chests, chests)
    assert np.array_equal(np.isfinite(scores), np.eye(len(chests), dtype=bool))
    changed = Images(pixels=chests.pixels ^ 1, subjects=chests.subjects, sessions=chests.sessions)
    assert not np.isfinite(PixelIdentity().scores(changed, chests)).any()


def test_hashes_by_their_definitions():
    rng = np.random.default_rng(1)
    values = rng.random((3, 32, 32))
    # pHash: an explicit cosine transform of type II
    place = np.arange(32)
    waves = np.cos(np.pi * (2 * place[None, :] + 1) * np.arange(8)[:, None] / 64)
    waves[0] /= np.sqrt(2)
    low = np.einsum("uh,nhw,vw->nuv", waves, values, waves).reshape(3, -1)
    assert np.array_equal(frequency_hash(values), low > np.median(low[:, 1:], axis=1, keepdims=True))
    small = values[:, :8, :9]
    assert np.array_equal(difference_hash(small), (small[:, :, 1:] > small[:, :, :-1]).reshape(3, -1))
    bits = rng.random((4, 64)) > 0.5
    assert np.array_equal(hamming(bits, bits), (bits[:, None] != bits[None]).sum(axis=2))


@pytest.mark.parametrize("kind", ["frequency", "difference"])
def test_a_perceptual_hash_survives_brightness_and_grain_but_not_another_picture(chests, kind):
    attack = PerceptualHash(kind=kind)
    rng = np.random.default_rng(0)
    changed = 0.8 * chests.pixels + 20 + rng.normal(0, 2, chests.pixels.shape)
    copy = Images(
        pixels=np.clip(changed, 0, 255).astype(np.uint8), subjects=chests.subjects, sessions=chests.sessions
    )
    scores = attack.scores(copy, chests)
    own = np.diag(scores)
    assert own.mean() > 0.95 and (own >= scores.max(axis=1) - 2 / 64).mean() > 0.95
    assert np.median(scores[~np.eye(len(chests), dtype=bool)]) < own.mean() - 0.1


@pytest.mark.parametrize("matcher", [PixelCorrelation(), PrincipalComponents(n_components=15)])
def test_people_who_differ_are_found_and_people_who_do_not_are_not(chests, matcher):
    def first(images):
        people = images.people
        others, tried = images.of(people[:20]), images.of(people[20:])
        scores = matcher.fit(others if matcher.learns else None, np.random.default_rng(0)).scores(
            tried, tried
        )
        return retrieve(
            scores, query_people=tried.subjects, gallery_people=tried.subjects, same_images=True,
            rng=np.random.default_rng(0),
        )  # fmt: skip

    alike = RadiographCohort(n_people=40, n_visits=2, size=24, apart=0.0, opacity=0.0)
    assert first(chests).first.mean() > 0.7
    same = first(alike.make(np.random.default_rng(0)).images)
    assert same.first.mean() < 0.2 and same.area.low < 0.55


def test_components_are_those_of_a_singular_value_decomposition(chests):
    fitted = PrincipalComponents(n_components=5).fit(chests, np.random.default_rng(0))
    values = fitted.embedded(chests)
    assert values.mean(axis=0) == pytest.approx(0, abs=1e-9)
    assert np.cov(values.T, bias=True) == pytest.approx(np.eye(5), abs=1e-6)


@pytest.mark.parametrize("matcher", MATCHERS, ids=lambda one: one.name)
def test_contract(chests, matcher):
    few = chests.take(np.arange(6))
    before = few.fingerprint
    fitted = matcher.fit(few if matcher.learns else None, np.random.default_rng(0))
    scores = fitted.scores(few, few.take(np.arange(4)))
    assert scores.shape == (6, 4) and few.fingerprint == before
    assert np.array_equal(scores, fitted.scores(few, few.take(np.arange(4))))
    assert json.dumps(matcher.to_dict()) and matcher.to_dict()["matcher"] == matcher.name
    assert "simulated-0" not in repr(matcher) + repr(fitted)
    with pytest.raises(TypeError):
        type(matcher)(sized=1)


def test_the_best_pair_counts_for_two_people():
    def images(subjects):
        return Images(
            pixels=np.zeros((len(subjects), 2, 2, 1), np.uint8), subjects=np.array(subjects),
            sessions=np.zeros(len(subjects), int),
        )  # fmt: skip

    best = best_of_people(
        np.array([[0.1, 0.9, np.nan], [0.4, 0.2, np.nan]]), images(["a", "a"]), images(["x", "x", "y"])
    )
    assert best.tolist() == [[0.9, -np.inf]]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: PerceptualHash(kind="average"), "no kind 'average'"),
        (lambda: PerceptualHash(size=1), "size=1"),
        (lambda: PrincipalComponents(n_components=0), "n_components=0"),
        (lambda: PrincipalComponents().fit(None, None), "0 images of others"),
    ],
)
def test_what_makes_no_sense_is_refused(make, said):
    with pytest.raises(PrivacyInputError, match=said):
        make()
