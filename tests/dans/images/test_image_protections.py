# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every protection of images hands out pixels under new numbers, leaves the source alone, and does what it says."""

import dataclasses
import json
from dataclasses import replace

import numpy as np
import pytest

from secured.common import Dataset, Modality, PrivacyInputError, Provenance, Standing, methods
from secured.common.images import Images
from secured.dans.images import (
    Blur,
    ImageIdentifierRemoval,
    KSameImages,
    LowerResolution,
    PixelNoise,
    RegionRemoved,
)

CANARY = "Q7731"
PROTECTIONS = {
    "blur": Blur(sigma=1.5),
    "identifier removal from images": ImageIdentifierRemoval(),
    "k-Same images": KSameImages(k=3),
    "lower resolution": LowerResolution(factor=2),
    "pixel noise": PixelNoise(scale=0.1),
    "removal of image regions": RegionRemoved(),
}


def images(n_people=7, each=2, kind=np.uint8):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (n_people, 1, 12, 12, 1)) * 0.7 + rng.integers(
        0, 60, (n_people, each, 12, 12, 1)
    )
    pixels = pixels.reshape(-1, 12, 12, 1)
    return Images(
        pixels=pixels.astype(np.uint8) if kind == np.uint8 else (pixels / 255).astype(np.float32),
        subjects=np.repeat([f"{CANARY}-{at}" for at in range(n_people)], each),
        sessions=np.tile(np.arange(each), n_people),
    )


def dataset(held=None):
    held = images() if held is None else held
    return Dataset(
        name="trial", title="A trial", modality=Modality.IMAGE, data=held, subjects=held.subjects, columns={},
        standing=Standing.SIMULATED, provenance=Provenance(source="s", licence="l", citation="c"),
    )  # fmt: skip


def test_every_registered_protection_of_images_is_here():
    held = [
        card
        for card in methods("dans", "image")
        if card.implementation.__module__.startswith("secured.dans.images.")
    ]
    assert {card.name for card in held} == set(PROTECTIONS)


@pytest.mark.parametrize("name", PROTECTIONS)
@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_contract(name, kind):
    protection, source = PROTECTIONS[name], dataset(images(kind=kind))
    before = source.data.fingerprint
    linked = protection.link(source, np.random.default_rng(1))
    again = protection.link(source, np.random.default_rng(1))
    assert source.data.fingerprint == before
    assert linked.release.data.fingerprint == again.release.data.fingerprint
    assert sorted(linked.row_of) == list(range(7)) and linked.release.data.people.tolist() == list(range(7))
    assert linked.release.data.pixels.dtype == kind
    shown = json.dumps(linked.release.to_dict(), default=str) + repr(linked.release) + repr(protection)
    assert CANARY not in shown
    with pytest.raises(dataclasses.FrozenInstanceError):
        protection.k = 3
    with pytest.raises(TypeError):
        type(protection)(sgima=1)
    with pytest.raises(PrivacyInputError, match="holds no images"):
        protection.link(dataset(source.data.take(np.zeros(0, int))), np.random.default_rng(0))


def own(linked, source):
    """Released images in the order of the source's people and images."""
    data = linked.release.data
    return data.of(linked.row_of)


def test_only_numbers_change_without_a_protection():
    source = dataset()
    linked = ImageIdentifierRemoval().link(source, np.random.default_rng(1))
    assert np.array_equal(own(linked, source).pixels, source.data.pixels)
    assert not np.array_equal(linked.row_of, np.arange(7))


def test_what_each_does():
    source = dataset()
    smaller = own(LowerResolution(factor=3).link(source, np.random.default_rng(1)), source)
    assert smaller.shape == (4, 4, 1)
    exact = source.data.pixels.reshape(14, 4, 3, 4, 3, 1).mean(axis=(2, 4))
    assert np.abs(smaller.pixels - exact).max() <= 0.5 + 1e-9
    blurred = own(Blur(sigma=3.0).link(source, np.random.default_rng(1)), source).pixels.astype(float)
    assert blurred.std(axis=(1, 2)).mean() < 0.4 * source.data.pixels.std(axis=(1, 2)).mean()
    noisy = own(PixelNoise(scale=0.05).link(source, np.random.default_rng(1)), source).pixels.astype(float)
    middle = (source.data.pixels > 60) & (source.data.pixels < 190)
    assert (noisy - source.data.pixels)[middle].std() == pytest.approx(0.05 * 255, rel=0.1)
    part = own(RegionRemoved(top=0.5, bottom=1.0).link(source, np.random.default_rng(1)), source).pixels
    assert not part[:, :6].any() and not part[:, :, :3].any()
    assert np.array_equal(part[:, 6:, 3:9], source.data.pixels[:, 6:, 3:9])


def smallest_group(linked):
    """People who share the rarest released content; one image a person is asked for."""
    data = linked.release.data
    assert len(data) == len(data.people), "the number of images tells people apart"
    return np.unique(data.pixels.reshape(len(data), -1), axis=0, return_counts=True)[1].min()


@pytest.mark.parametrize("k", [2, 3, 7])
def test_k_same_hands_out_every_image_k_times(k):
    linked = KSameImages(k=k).link(dataset(), np.random.default_rng(1))
    assert smallest_group(linked) >= k and linked.release.guarantee.k == k


def test_groups_of_images_instead_of_people_are_caught_and_refused():
    source = dataset()
    pretended = replace(source.data, subjects=np.arange(len(source.data)))  # each image a person of its own
    with pytest.raises(PrivacyInputError, match="nothing shows that these are people"):
        KSameImages(k=2).link(dataset(pretended), np.random.default_rng(1))
    linked = KSameImages(k=2, one_recording_each=True).link(dataset(pretended), np.random.default_rng(1))
    number_of = linked.row_of  # of every image: both of a person stay together, and nobody is hidden
    released = linked.release.data.pixels[np.argsort(linked.release.data.subjects)][number_of]
    groups = np.unique(released.reshape(len(released), -1), axis=0, return_inverse=True)[1].ravel()
    people = [set(source.data.subjects[groups == one]) for one in range(groups.max() + 1)]
    assert min(map(len, people)) < 2


def test_a_mean_without_one_of_the_group_is_caught(monkeypatch):
    """The check itself: had everybody kept their own mean, it would say so."""
    monkeypatch.setattr(
        "secured.dans.images.k_same.mdav_groups", lambda points, k, distances: np.arange(len(points))
    )
    assert smallest_group(KSameImages(k=3).link(dataset(), np.random.default_rng(1))) == 1


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Blur(sigma=0.0), "sigma=0.0"),
        (lambda: PixelNoise(scale=float("inf")), "scale=inf"),
        (lambda: LowerResolution(factor=1), "factor=1"),
        (lambda: RegionRemoved(top=0.8, bottom=0.2), "no rectangle"),
        (lambda: KSameImages(k=1), "k=1"),
        (lambda: LowerResolution(factor=7).link(dataset(), None), "leaves 1 x 1"),
        (lambda: RegionRemoved(top=0.5, bottom=0.51).link(dataset(), None), "no pixel of 12 x 12"),
        (lambda: KSameImages(k=9).link(dataset(), None), "k=9 needs at least 9 people, got 7"),
    ],
)
def test_what_makes_no_sense_is_refused(make, said):
    with pytest.raises(PrivacyInputError, match=said):
        make()


def test_data_of_another_kind_are_refused():
    class Other:
        modality, name, data = Modality.SIGNAL, "beats", None

    with pytest.raises(PrivacyInputError, match="Blur: beats holds signal data"):
        Blur(sigma=1.0).link(Other(), None)
