# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find the very same image again: equal pixels, whatever file, format or header they came in."""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from secured.common import method
from secured.common.images import Images

__all__ = ["PixelIdentity", "content_hash"]

EIGHT_BITS = 255
NEARLY = 1e-3  # how far a float may be from a whole number of 8 bits


@method(
    name="pixel identity",
    engine="dean",
    modality="image",
    goal="find an image again that was released unmodified",
    section="5.2.3",
    source="NIST 2015, Secure Hash Standard, FIPS 180-4, doi:10.6028/NIST.FIPS.180-4",
)
@dataclass(frozen=True, kw_only=True)
class PixelIdentity:
    """Two images match if their contents hash alike. Learns nothing, and is silent where no image is the same.

    References
    ----------
    FIPS 180-4, doi:10.6028/NIST.FIPS.180-4 (SHA-256). D2.1 section 5.2.3.
    """

    learns: Literal[False] = False

    @property
    def name(self) -> str:
        """Name."""
        return "pixel identity"

    def fit(self, others: Images | None, rng: np.random.Generator) -> "PixelIdentity":
        """Return itself."""
        return self

    def scores(self, probes: Images, gallery: Images) -> np.ndarray:
        """1 where the contents are the same, else minus infinity."""
        ours = np.array([content_hash(one) for one in probes.pixels], dtype=object)
        theirs = np.array([content_hash(one) for one in gallery.pixels], dtype=object)
        same = (ours[:, None] == theirs[None, :]) & (ours[:, None] != "")
        return np.where(same, 1.0, -np.inf)

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"matcher": self.name}


def content_hash(pixels: np.ndarray) -> str:
    """SHA-256 of what an image shows, the same for every lossless way to store it.

    Grey stored in three channels, 8 bits stored in 16, floats from 0 to 1, an offset or factor (as the rescale slope and
    intercept of DICOM) and black stored as white give the same hash: values are counted from the smallest in steps of
    their greatest common divisor, upwards or downwards.

    Parameters
    ----------
    pixels : ndarray, shape (height, width) or (height, width, n_channels)
        Whole numbers of any kind, or floats.

    Returns
    -------
    str
        Empty for an image of one value: a blank picture is nobody's.

    Examples
    --------
    >>> image = np.array([[0, 10], [20, 255]], dtype=np.uint8)
    >>> content_hash(image) == content_hash(image.astype(np.uint16) * 257) == content_hash(255 - image)
    True
    >>> content_hash(image) == content_hash(np.array([[0, 10], [21, 255]], dtype=np.uint8))
    False
    """
    values = pixels if pixels.ndim == 3 else pixels[..., None]
    if (values == values[..., :1]).all():
        values = values[..., :1]
    if not values.size or (values == values.flat[0]).all():
        return ""
    whole = _whole(values)
    least = min(whole.tobytes(), (whole.max() - whole).tobytes())
    return hashlib.sha256(f"{whole.shape}\0".encode() + least).hexdigest()


def _whole(values: np.ndarray) -> np.ndarray:
    """Values as whole numbers from 0, in the largest steps that give all of them; int64."""
    if values.dtype.kind == "f":
        steps = np.round(values.astype(np.float64) * EIGHT_BITS)
        if not (np.abs(values * EIGHT_BITS - steps) < NEARLY).all():  # no 8 bits: compared bit by bit
            return np.asarray(values.astype(np.float32).view(np.int32).astype(np.int64))
        values = steps
    whole = values.astype(np.int64)
    whole = whole - whole.min(initial=0 if not whole.size else int(whole.flat[0]))
    divisor = int(np.gcd.reduce(whole, axis=None)) if whole.size else 1
    return np.asarray(whole // max(divisor, 1))
