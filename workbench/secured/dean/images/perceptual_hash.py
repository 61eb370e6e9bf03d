# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Compare images by a few bits that survive small changes: signs of low frequencies, or of steps to the right."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.fft import dctn

from secured.common import PrivacyInputError, method
from secured.common.images import Images
from secured.common.resized_images import grey, resized

__all__ = ["PerceptualHash", "difference_hash", "frequency_hash", "hamming"]

FINER = 4  # the frequency hash looks at this many times as many pixels a side as it keeps frequencies


@method(
    name="perceptual hash",
    engine="dean",
    modality="image",
    goal="find an image again that was changed a little",
    section="5.2.3",
    source="Zauner 2010, Implementation and Benchmarking of Perceptual Image Hash Functions",
)
@dataclass(frozen=True, kw_only=True)
class PerceptualHash:
    """Score pairs by the share of bits in which their hashes agree. Learns nothing.

    Parameters
    ----------
    kind : {"frequency", "difference"}
        pHash or dHash.
    size : int, default 8
        Bits a side: 8 gives 64 bits.

    References
    ----------
    Zauner 2010, Implementation and Benchmarking of Perceptual Image Hash Functions, thesis, Upper Austria University of
    Applied Sciences (pHash); Krawetz 2013, "Kind of like that", The Hacker Factor Blog (dHash). D2.1 section 5.2.3.
    """

    kind: Literal["frequency", "difference"] = "frequency"
    size: int = 8
    learns: Literal[False] = False

    def __post_init__(self) -> None:
        if self.kind not in ("frequency", "difference"):
            raise PrivacyInputError(f"PerceptualHash: no kind {self.kind!r}. Use frequency or difference.")
        if self.size < 2:
            raise PrivacyInputError(f"PerceptualHash: size={self.size} gives no bits. Use 2 or more.")

    @property
    def name(self) -> str:
        """pHash or dHash."""
        return "pHash" if self.kind == "frequency" else "dHash"

    def fit(self, others: Images | None, rng: np.random.Generator) -> "PerceptualHash":
        """Return itself."""
        return self

    def scores(self, probes: Images, gallery: Images) -> np.ndarray:
        """Share of bits that agree."""
        return 1 - hamming(self.bits(probes), self.bits(gallery)) / self.size**2

    def bits(self, images: Images) -> np.ndarray:
        """Hashes; bool, shape (n_images, size * size)."""
        hashes = frequency_hash if self.kind == "frequency" else difference_hash
        return hashes(grey(images), self.size)

    def to_dict(self) -> dict[str, Any]:
        """Name and bits."""
        return {"matcher": self.name, "bits": self.size**2}


def frequency_hash(values: np.ndarray, size: int = 8) -> np.ndarray:
    """Which of the lowest frequencies of the cosine transform are above their median (pHash).

    Parameters
    ----------
    values : ndarray of float, shape (n, height, width)

    Returns
    -------
    ndarray of bool, shape (n, size * size)
    """
    small = resized(values, FINER * size, FINER * size)
    low = dctn(small, axes=(1, 2), norm="ortho")[:, :size, :size].reshape(len(values), -1)
    middle = np.median(low[:, 1:], axis=1, keepdims=True)  # without the mean, which is far from all others
    return np.asarray(low > middle)


def difference_hash(values: np.ndarray, size: int = 8) -> np.ndarray:
    """Whether each pixel of a small picture is darker than its neighbour to the right (dHash).

    Parameters
    ----------
    values : ndarray of float, shape (n, height, width)

    Returns
    -------
    ndarray of bool, shape (n, size * size)

    Examples
    --------
    >>> difference_hash(np.array([[[0.0, 1.0, 0.5], [1.0, 0.0, 0.2]]]), 2).astype(int).tolist()
    [[1, 0, 0, 1]]
    """
    small = resized(values, size, size + 1)
    return np.asarray((small[:, :, 1:] > small[:, :, :-1]).reshape(len(values), -1))


def hamming(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Number of bits in which all pairs differ; int, shape (n_ours, n_theirs)."""
    left, right = ours.astype(np.float32), theirs.astype(np.float32)
    agreed = left @ right.T + (1 - left) @ (1 - right).T
    return np.rint(ours.shape[1] - agreed).astype(np.int64)
