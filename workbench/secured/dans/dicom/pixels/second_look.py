# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Let tesseract, where it is installed, try to read what a cleaned image still shows."""

import io
import shutil
import subprocess

import numpy as np

from secured.common.errors import MissingDependency

__all__ = ["can_look", "words_in"]

SURE = 60.0  # tesseract's confidence, in percent
SHORTEST = 3  # letters or digits
PATIENCE = 120.0  # seconds a frame


def can_look() -> bool:
    """Whether tesseract is installed."""
    return shutil.which("tesseract") is not None


def words_in(frame: np.ndarray) -> list[str]:
    """Return the words that tesseract reads with confidence, upright and turned either way.

    The words are content: count them, compare them, never log them.

    Parameters
    ----------
    frame : array, (height, width) or (height, width, 3)

    Raises
    ------
    MissingDependency
        If tesseract is not installed, or fails.
    """
    if not can_look():
        raise MissingDependency("words_in: needs tesseract. Install the package tesseract-ocr of the system.")
    grey = frame.astype(float) if frame.ndim == 2 else frame.astype(float).mean(axis=-1)
    low, high = np.quantile(grey, [0, 1])
    picture = ((grey - low) / max(high - low, 1e-9) * 255).astype(np.uint8)
    return [word for turn in (0, 1, 3) for word in _read(np.rot90(picture, turn))]


def _read(picture: np.ndarray) -> list[str]:
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(picture))
    if max(image.size) < 1200:
        image = image.resize((2 * image.width, 2 * image.height), Image.Resampling.BICUBIC)
    png = io.BytesIO()
    image.save(png, "PNG")
    try:
        run = subprocess.run(
            ["tesseract", "stdin", "stdout", "--psm", "11", "tsv"],
            input=png.getvalue(),
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.SubprocessError):
        raise MissingDependency(
            "words_in: tesseract failed. Check that its language data are installed."
        ) from None
    rows = [line.split("\t") for line in run.stdout.decode(errors="replace").splitlines()[1:]]
    return [
        row[11]
        for row in rows
        if len(row) == 12 and float(row[10]) >= SURE and sum(map(str.isalnum, row[11])) >= SHORTEST
    ]
