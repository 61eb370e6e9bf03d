# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Compare images by a few numbers each: the principal components of other people's images, or the pixels themselves."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.images import Images
from secured.common.resized_images import grey, with_size
from secured.dean.images.image_matcher import cosines

__all__ = ["PixelCorrelation", "PrincipalComponents"]


@method(
    name="pixel correlation",
    engine="dean",
    modality="image",
    goal="find images alike pixel by pixel",
    section="5.2.3",
    source="Brunelli & Poggio 1993, doi:10.1109/34.254061",
)
@dataclass(frozen=True, kw_only=True)
class PixelCorrelation:
    """Pearson correlation of the pixels of two images: the plainest comparison. Learns nothing.

    References
    ----------
    Brunelli & Poggio 1993, doi:10.1109/34.254061 (template matching). D2.1 section 5.2.3.
    """

    learns: Literal[False] = False

    @property
    def name(self) -> str:
        """Name."""
        return "pixel correlation"

    def fit(self, others: Images | None, rng: np.random.Generator) -> "PixelCorrelation":
        """Return itself."""
        return self

    def scores(self, probes: Images, gallery: Images) -> np.ndarray:
        """Correlations, at the gallery's size."""
        height, width, _ = gallery.shape
        return cosines(_centred(with_size(probes, height, width)), _centred(gallery))

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"matcher": self.name}


@method(
    name="principal components of images",
    engine="dean",
    modality="image",
    goal="find images with the nearest principal components",
    section="5.2.3",
    source="Turk & Pentland 1991, doi:10.1162/jocn.1991.3.1.71",
)
@dataclass(frozen=True, kw_only=True)
class PrincipalComponents:
    """Cosine of whitened principal components ("eigenfaces"), learned on other people's images.

    Parameters
    ----------
    n_components : int, default 40
        Fewer where others have fewer images.

    References
    ----------
    Turk & Pentland 1991, doi:10.1162/jocn.1991.3.1.71. D2.1 section 5.2.3.
    """

    n_components: int = 40
    learns: Literal[True] = True

    def __post_init__(self) -> None:
        if self.n_components < 1:
            raise PrivacyInputError(f"PrincipalComponents: n_components={self.n_components} is below 1.")

    @property
    def name(self) -> str:
        """Name."""
        return "principal components"

    def fit(self, others: Images | None, rng: np.random.Generator) -> "_Components":
        """Learn mean, directions and spreads.

        Raises
        ------
        PrivacyInputError
            If others have fewer than three images.
        """
        if others is None or len(others) < 3:
            n = 0 if others is None else len(others)
            raise PrivacyInputError(
                f"PrincipalComponents: {n} images of others teach no components. Give more."
            )
        values = _centred(others)
        mean = values.mean(axis=0)
        centred = values - mean
        variances, weights = np.linalg.eigh(centred @ centred.T / len(others))  # images are fewer than pixels
        variances, weights = variances[::-1], weights[:, ::-1]
        kept = min(self.n_components, int((variances > 1e-9 * variances[0]).sum()))
        to_components = centred.T @ weights[:, :kept] / (np.sqrt(len(others)) * variances[:kept])
        return _Components(mean=mean, to_components=to_components, size=others.shape[:2])

    def to_dict(self) -> dict[str, Any]:
        """Name and number."""
        return {"matcher": self.name, "n_components": self.n_components}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Components:
    mean: np.ndarray
    to_components: np.ndarray
    size: tuple[int, int]

    def scores(self, probes: Images, gallery: Images) -> np.ndarray:
        return cosines(self.embedded(probes), self.embedded(gallery))

    def embedded(self, images: Images) -> np.ndarray:
        """Components; shape (n_images, n_components)."""
        values = _centred(with_size(images, *self.size))
        return np.asarray((values - self.mean) @ self.to_components)


def _centred(images: Images) -> np.ndarray:
    """Grey pixels with mean 0 and standard deviation 1 in every image; shape (n_images, n_pixels)."""
    values = grey(images).reshape(len(images), -1)
    values = values - values.mean(axis=1, keepdims=True)
    return np.asarray(values / np.maximum(values.std(axis=1, keepdims=True), 1e-9))
