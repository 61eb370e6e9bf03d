# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read the letters in the pixels of an image with the program tesseract, where that is installed."""

import io
import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common.errors import MissingDependency

__all__ = ["PIXEL_HEADS", "PixelReader"]

PIXEL_HEADS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8")
LEAST_HEIGHT = 1200  # pixels: letters of an image are too small for the program below
MOST_PIXELS = 2**26
SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class PixelReader:
    """Reads text in images; slow, and never sure to read all of it.

    Parameters
    ----------
    frames : int, default 8
        Of an image with more, so many are read, evenly over all; the others are told as not searched.

    Raises
    ------
    MissingDependency
        If the program tesseract is not installed.
    """

    frames: int = 8

    def __post_init__(self) -> None:
        if not self.available():
            raise MissingDependency("PixelReader: needs the program tesseract. Install tesseract-ocr.")

    @staticmethod
    def available() -> bool:
        """Whether the program is there."""
        return shutil.which("tesseract") is not None

    def texts(self, data: io.BytesIO, refuse: Callable[[str], None]) -> Iterator[tuple[int, str]]:
        """Yield the number of each frame that was read, and its text."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of libraries, which quote values
                images = list(self._images(data, refuse))
        except MissingDependency:
            raise
        except Exception as error:  # noqa: BLE001  whatever a damaged image provokes, it was not searched
            return refuse(f"pixels: cannot be read ({type(error).__name__})")
        for frame, image in images:
            read = [self._read(one) for one in (image, 255 - image)]
            if None in read:
                refuse("pixels: the program tesseract failed")
            yield frame, " ".join(text for text in read if text)

    def _images(self, data: io.BytesIO, refuse: Callable[[str], None]) -> Iterator[tuple[int, np.ndarray]]:
        head = data.getvalue()[:132]
        frames = _dicom_frames(data) if head[128:] == b"DICM" else _picture_frames(data)
        count = next(frames)
        if not count:
            return
        chosen = np.unique(np.linspace(0, count - 1, min(count, self.frames)).astype(int)).tolist()
        if len(chosen) < count:
            refuse(f"pixels: {len(chosen)} of the frames were read")
        for at in chosen:
            yield at, frames.send(at)

    def _read(self, image: np.ndarray) -> str | None:
        from PIL import Image

        picture = Image.fromarray(image)
        times = max(1, min(4, round(LEAST_HEIGHT / max(picture.height, 1))))
        picture = picture.resize((picture.width * times, picture.height * times), Image.Resampling.LANCZOS)
        file = io.BytesIO()
        picture.save(file, "PNG")
        try:
            run = subprocess.run(
                ["tesseract", "stdin", "stdout", "--psm", "11"],
                input=file.getvalue(),
                capture_output=True,
                timeout=SECONDS,
                check=False,
                env={
                    **os.environ,
                    "OMP_THREAD_LIMIT": "1",
                },  # its threads wait for each other longer than they work
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return run.stdout.decode("utf-8", "replace") if run.returncode == 0 else None


def _grey(pixels: np.ndarray) -> np.ndarray:
    """Eight bits, the whole range used."""
    values = pixels.astype(float)
    low, high = np.nanmin(values), np.nanmax(values)
    return ((values - low) * (255 / (high - low if high > low else 1))).astype(np.uint8)


def _picture_frames(data: io.BytesIO) -> Generator[Any, int, None]:
    """First the number of frames, then each frame that is asked for by its number."""
    from PIL import Image

    with Image.open(data) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError
        at = yield getattr(image, "n_frames", 1)
        while True:
            image.seek(at)
            at = yield np.asarray(image.convert("L"))


def _dicom_frames(data: io.BytesIO) -> Generator[Any, int, None]:
    """The same for DICOM, where overlays count as frames after the others."""
    try:
        import pydicom
        from pydicom.pixels import pixel_array
    except ImportError:
        raise MissingDependency("PixelReader: needs pydicom. Install with pip install pydicom.") from None
    dataset = pydicom.dcmread(data)
    overlays = [group for group in range(0x6000, 0x6020, 2) if (group, 0x3000) in dataset]
    count = int(dataset.get("NumberOfFrames") or 1) if "PixelData" in dataset else 0
    if count and dataset.Rows * dataset.Columns > MOST_PIXELS:
        raise ValueError
    at = yield count + len(overlays)
    while True:
        pixels = pixel_array(dataset, index=at) if at < count else dataset.overlay_array(overlays[at - count])
        at = yield _grey(pixels if pixels.ndim == 2 else pixels.mean(axis=-1))
