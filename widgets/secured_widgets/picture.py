# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Arrays as pictures of 8 bits: for the page as a message, or, of simulated people only, as a still in HTML."""

import base64
import struct
import zlib
from html import escape

import numpy as np

from secured.common import PrivacyInputError, Standing

__all__ = ["RANGES", "as_picture", "still"]

LARGEST = 1200  # pixels a side that reach the page
RANGES = {"whole range": 0.0, "middle 98 %": 1.0, "middle 90 %": 5.0}


def as_picture(image: np.ndarray, *, cut: float = 0.0) -> np.ndarray:
    """Return an image in 8 bits, grey or of three channels, at most 1,200 pixels a side.

    Parameters
    ----------
    image : array, (height, width) or (height, width, 3)
        Numbers of any kind.
    cut : float, default 0
        Percentage of the darkest and of the brightest pixels that are drawn black and white.
    """
    step = -(-max(image.shape[:2]) // LARGEST)
    values = np.nan_to_num(image.astype(np.float32))
    if step > 1:  # the mean of small blocks: thin strokes fade, and do not vanish
        high, wide = (size // step * step for size in values.shape[:2])
        blocks = values[:high, :wide].reshape(high // step, step, wide // step, step, *values.shape[2:])
        values = blocks.mean(axis=(1, 3))
    if image.dtype == np.uint8 and not cut:
        return values.astype(np.uint8)
    low, high = np.percentile(values, [cut, 100 - cut])
    scaled = (values - low) / (high - low if high > low else 1)
    return (np.clip(scaled, 0, 1) * 255).astype(np.uint8)


def still(picture: np.ndarray, standing: Standing, *, label: str, width: int, height: int = 0) -> str:
    """Return an 8-bit picture as an element that is self-contained, and is saved with whatever holds it.

    Parameters
    ----------
    picture : array of uint8
    standing : Standing
    label : str
        What it shows, for those who do not see it.
    width, height : int
        In CSS pixels; the height follows from the picture when 0.

    Raises
    ------
    PrivacyInputError
        If the people are not simulated: a picture of a body is a record.
    """
    if standing is not Standing.SIMULATED:
        raise PrivacyInputError(
            f"still: a picture of {standing} people is not written into a page. Look at it live."
        )
    size = f'width="{width}"' + (f' height="{height}"' if height else "")
    data = base64.b64encode(_png(picture)).decode()
    return (
        f'<img alt="{escape(label)}" {size} style="image-rendering:pixelated;max-width:100%" '
        f'src="data:image/png;base64,{data}">'
    )


def _png(picture: np.ndarray) -> bytes:
    """The picture as a PNG file, by the standard's plainest form."""
    height, width = picture.shape[:2]
    rows = np.hstack([np.zeros((height, 1), np.uint8), picture.reshape(height, -1)])
    header = struct.pack(">2I5B", width, height, 8, 2 if picture.ndim == 3 else 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
