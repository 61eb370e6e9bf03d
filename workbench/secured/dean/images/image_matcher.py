# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every way to compare images offers, so that one attack and one evaluation serve all."""

from typing import Any, Protocol

import numpy as np

from secured.common.images import Images

__all__ = ["ImageComparison", "ImageMatcher", "best_of_people", "cosines"]


class ImageComparison(Protocol):
    """A matcher that has learned what it may learn."""

    def scores(self, probes: Images, gallery: Images) -> np.ndarray:
        """How alike every pair is; shape (n_probes, n_gallery), higher is more alike, -inf where nothing can be said."""
        ...


class ImageMatcher(Protocol):
    """A way to tell whether two images are of one person."""

    @property
    def name(self) -> str: ...

    @property
    def learns(self) -> bool:
        """Whether it needs images of other people to learn on."""
        ...

    def fit(self, others: Images | None, rng: np.random.Generator) -> ImageComparison:
        """Learn on other people's images; None where the matcher does not learn."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        ...


def best_of_people(scores: np.ndarray, probes: Images, gallery: Images) -> np.ndarray:
    """Reduce scores of images to the best pair of two people; shape (n_probe_people, n_gallery_people)."""
    best = np.full((len(probes.people), len(gallery.people)), -np.inf)
    np.maximum.at(
        best, (probes.codes[:, None], gallery.codes[None, :]), np.where(np.isnan(scores), -np.inf, scores)
    )
    return best


def cosines(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Cosine of all pairs of rows; 0 where a row is all 0."""
    lengths = [np.maximum(np.linalg.norm(one, axis=1, keepdims=True), 1e-12) for one in (ours, theirs)]
    return np.asarray((ours / lengths[0]) @ (theirs / lengths[1]).T)
