# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Generators: synthetic people in the form of the data, reproducible, without a promise; few images are learned by heart."""

import json

import numpy as np
import pandas as pd
import pytest

from secured.common import (
    Column,
    ColumnType,
    Dataset,
    MissingDependency,
    Modality,
    PrivacyInputError,
    Provenance,
    Role,
    Standing,
)
from secured.common.images import Images
from secured.sdg import DenoisingDiffusion, DPSpec, Fitted, Generator, KernelDensity
from secured.sdg.images.denoiser import block_side
from secured.sdg.images.denoising_diffusion import kept_signal

QUICK = DenoisingDiffusion(training_steps=250, batch=16, width=16, sampling_steps=20)
NUMBER = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.REAL)


def dataset(data, modality: Modality, columns=None) -> Dataset:
    return Dataset(
        name="trial",
        title="A trial",
        modality=modality,
        data=data,
        subjects=data.subjects if modality is Modality.IMAGE else np.arange(len(data)),
        columns=columns or {},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="s", licence="l", citation="c"),
    )


def table(n: int = 60) -> Dataset:
    rng = np.random.default_rng(0)
    data = pd.DataFrame({"age": rng.integers(20, 90, n), "weight": rng.normal(80, 12, n)})
    return dataset(data, Modality.TABLE, {"age": NUMBER, "weight": NUMBER})


def blobs(n: int, seed: int = 1) -> Dataset:
    """Simulated images of 8 x 8 with one bright rectangle each."""
    rng = np.random.default_rng(seed)
    pixels = np.zeros((n, 8, 8, 1), np.uint8)
    for image, (top, left), (high, wide) in zip(
        pixels, rng.integers(0, 5, (n, 2)), rng.integers(2, 5, (n, 2)), strict=True
    ):
        image[top : top + high, left : left + wide] = 230
    return dataset(
        Images(
            pixels=pixels, subjects=np.array([f"Q7731-{at}" for at in range(n)]), sessions=np.zeros(n, int)
        ),
        Modality.IMAGE,
    )


MADE = [
    (KernelDensity(bandwidth=0.1), table),
    (KernelDensity(bandwidth=0.1), lambda: blobs(12)),
    (QUICK, lambda: blobs(12)),
]


@pytest.mark.parametrize("generator, people", MADE, ids=["table", "images", "diffusion"])
def test_what_every_generator_keeps_to(generator, people):
    data = people()
    before = data.fingerprint
    fitted = generator.fit(data, rng=np.random.default_rng(3))
    assert isinstance(generator, Generator) and isinstance(fitted, Fitted)
    first, again, other = (fitted.sample(7, rng=np.random.default_rng(seed)) for seed in (4, 4, 5))
    assert first.n_records == 7 and first.guarantee.text == "none"
    numbers = [
        np.asarray(one.data if data.modality is Modality.TABLE else one.data.pixels)
        for one in (first, again, other)
    ]
    assert np.array_equal(numbers[0], numbers[1]) and not np.array_equal(numbers[0], numbers[2])
    assert people().fingerprint == before and np.array_equal(data.subjects, people().subjects)
    assert np.isfinite(fitted.knows(data.data)).all() and len(fitted.knows(data.data)) == len(data.data)
    card = json.dumps(fitted.card) + repr(fitted) + repr(first) + json.dumps(first.to_dict())
    assert "Q7731" not in card and "null" in json.dumps(fitted.card["privacy"])
    if data.modality is Modality.IMAGE:
        assert set(first.data.subjects).isdisjoint(data.subjects) and first.data.shape == data.data.shape
    for n in (0, -1):
        with pytest.raises(PrivacyInputError, match="no synthetic people"):
            fitted.sample(n, rng=np.random.default_rng(0))


@pytest.mark.parametrize("generator, people", MADE, ids=["table", "images", "diffusion"])
def test_no_promise_is_made_that_is_not_kept(generator, people):
    with pytest.raises(PrivacyInputError, match="epsilon=1 is asked for"):
        generator.fit(people(), privacy=DPSpec(epsilon=1.0), rng=np.random.default_rng(0))


def test_the_bandwidth_goes_from_copies_to_a_cloud():
    data = table(200)
    near, far = (
        np.asarray(
            KernelDensity(bandwidth=one)
            .fit(data, rng=np.random.default_rng(0))
            .sample(2000, rng=np.random.default_rng(1))
            .data
        )
        for one in (0.01, 1.0)
    )
    own = data.data.to_numpy(float)
    spread = own.std(axis=0)
    nearest = [
        np.abs((rows[:200, None] - own) / spread).max(axis=2).min(axis=1).mean() for rows in (near, far)
    ]
    assert nearest[0] < 0.02 and nearest[1] > 0.1
    assert near.std(axis=0) == pytest.approx(spread, rel=0.1)
    assert far.std(axis=0) == pytest.approx(np.sqrt(2) * spread, rel=0.1)


def test_the_density_is_the_mean_of_its_kernels():
    data = table(30)
    fitted = KernelDensity(bandwidth=0.5).fit(data, rng=np.random.default_rng(0))
    asked = data.data.iloc[:5] + 3.0
    apart = (asked.to_numpy(float)[:, None] - fitted.rows) / fitted.width
    assert fitted.knows(asked) == pytest.approx(np.log(np.exp(-(apart**2).sum(axis=2) / 2).mean(axis=1)))


def test_few_images_are_learned_by_heart_and_other_images_are_not_known():
    data, others = blobs(12), blobs(40, seed=2)
    fitted = QUICK.fit(data, rng=np.random.default_rng(0))
    assert np.median(fitted.knows(data.data)) > np.median(fitted.knows(others.data)) + 0.01
    drawn = fitted.sample(30, rng=np.random.default_rng(1)).data.scaled()
    apart = np.abs(drawn[:, None] - data.data.scaled()).mean(axis=(2, 3, 4))
    noise = np.random.default_rng(2).random(drawn.shape)
    assert (
        np.median(apart.min(axis=1))
        < 0.5 * np.abs(noise[:, None] - data.data.scaled()).mean(axis=(2, 3, 4)).min()
    )


def test_the_network_takes_every_size_and_nothing_of_another_image():
    import torch

    from secured.sdg.images.denoiser import denoiser

    for shape in ((28, 28, 1), (7, 9, 3), (8, 8, 1)):
        network = denoiser(shape, 8).eval()
        several = torch.randn(3, shape[2], *shape[:2])
        level = torch.tensor([0.1, 0.5, 0.9])
        together = network(several, level)
        assert together.shape == several.shape
        assert torch.allclose(together[1:2], network(several[1:2], level[1:2]), atol=1e-5)
    assert block_side(12, 28) == 2


def test_signal_goes_from_all_to_nothing():
    kept = kept_signal(np.linspace(0, 1, 101))
    assert kept[0] == 1 and kept[-1] < 1e-6 and (np.diff(kept) < 0).all()


def test_what_cannot_be_learned_from_is_refused(monkeypatch):
    rng = np.random.default_rng(0)
    with pytest.raises(PrivacyInputError, match="learns from image data"):
        QUICK.fit(table(), rng=rng)
    with pytest.raises(PrivacyInputError, match="1 people are too few"):
        KernelDensity(bandwidth=0.1).fit(table(1), rng=rng)
    text = dataset(pd.DataFrame({"name": ["a", "b"]}), Modality.TABLE, {"name": NUMBER})
    with pytest.raises(PrivacyInputError, match="column name holds no numbers"):
        KernelDensity(bandwidth=0.1).fit(text, rng=rng)
    gaps = table()
    gaps.data.loc[3, "weight"] = np.nan
    with pytest.raises(PrivacyInputError, match="never recorded"):
        KernelDensity(bandwidth=0.1).fit(gaps, rng=rng)
    for wrong in ({"bandwidth": 0.0}, {"bandwidth": float("nan")}):
        with pytest.raises(PrivacyInputError, match="bandwidth="):
            KernelDensity(**wrong)
    for wrong in ({"width": 10}, {"batch": 0}, {"sampling_steps": 2000}, {"learning_rate": 0.0}):
        with pytest.raises(PrivacyInputError, match="DenoisingDiffusion"):
            DenoisingDiffusion(**wrong)
    for wrong in ({"epsilon": 0.0}, {"epsilon": 1.0, "delta": 1.0}, {"epsilon": 1.0, "adjacency": "none"}):
        with pytest.raises(PrivacyInputError, match="DPSpec"):
            DPSpec(**wrong)
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(MissingDependency, match=r"secured-workbench\[sdg\]"):
        QUICK.fit(blobs(4), rng=rng)
