# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Defences of images that a study switches on, and what is still to be seen on the images afterwards."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from secured.common import Dataset, Interval, LinkedRelease
from secured.common.images import Images
from secured.common.resized_images import grey
from secured.dans.images import (
    Blur,
    ImageIdentifierRemoval,
    KSameImages,
    LowerResolution,
    PixelNoise,
    RegionRemoved,
)
from secured.dean.cluster_bootstrap import rate_over_people

__all__ = ["DEFENCES", "Defence", "ImageProtection", "seen_findings"]

FOLDS, COMPONENTS = 5, 40


class ImageProtection(Protocol):
    """What makes a release of images."""

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease: ...


@dataclass(frozen=True, kw_only=True)
class Defence:
    """A protection with a name for tables and a sentence on what it does."""

    name: str
    how: str
    protection: ImageProtection


DEFENCES: tuple[Defence, ...] = (
    Defence(name="as it is", how="New numbers, all pixels.", protection=ImageIdentifierRemoval()),
    Defence(
        name="1/4 resolution",
        how="Squares of 4 x 4 pixels are averaged.",
        protection=LowerResolution(factor=4),
    ),
    Defence(
        name="1/8 resolution",
        how="Squares of 8 x 8 pixels are averaged.",
        protection=LowerResolution(factor=8),
    ),
    Defence(name="blur 2", how="A Gaussian filter of 2 pixels.", protection=Blur(sigma=2.0)),
    Defence(name="noise 0.2", how="Noise of a fifth of the range.", protection=PixelNoise(scale=0.2)),
    Defence(name="noise 0.8", how="Noise of four fifths of the range.", protection=PixelNoise(scale=0.8)),
    Defence(
        name="middle only",
        how="All but the middle half of both sides is black.",
        protection=RegionRemoved(),
    ),
    Defence(
        name="k-Same 5",
        how="Everybody of a group of at least five people gets the group's mean image.",
        protection=KSameImages(k=5, one_recording_each=True),
    ),
)


def seen_findings(images: Images, findings: np.ndarray, rng: np.random.Generator) -> tuple[Interval, float]:
    """How often a simple reader names what an image shows: usefulness of a release.

    Principal components and a logistic regression, taught on the images of other people (five parts).

    Parameters
    ----------
    images : Images
    findings : ndarray, shape (n_images,)
        What each shows.

    Returns
    -------
    right : Interval
        Share of images, people drawn anew.
    usual : float
        Share of the most frequent finding: what naming it always would give.
    """
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    values = grey(images).reshape(len(images), -1)
    values = values - values.mean(axis=1, keepdims=True)
    values = values / np.maximum(values.std(axis=1, keepdims=True), 1e-9)
    fold = rng.permutation(len(images.people))[images.codes] % FOLDS
    named = np.empty(len(images), dtype=np.asarray(findings).dtype)
    for one in range(FOLDS):
        taught = fold != one
        n = min(COMPONENTS, int(taught.sum()) - 1, values.shape[1])
        reader = make_pipeline(
            PCA(n_components=n, whiten=True, random_state=0), LogisticRegression(C=0.1, max_iter=500)
        )
        named[~taught] = reader.fit(values[taught], findings[taught]).predict(values[~taught])
    right = rate_over_people(named == findings, images.subjects, rng=rng, alpha=0.025, draws=300)
    return right, float(np.unique(findings, return_counts=True)[1].max() / len(findings))
