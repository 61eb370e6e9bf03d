# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hand drawn frames and small DICOM images to the tests of burned-in text."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian


@pytest.fixture(scope="session")
def drawn() -> ModuleType:
    """The program that draws strings on frames (tests/dans/dicom/pixels/drawn_frames.py)."""
    spec = importlib.util.spec_from_file_location("drawn_frames", Path(__file__).parent / "drawn_frames.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def image() -> Callable[..., Dataset]:
    """Make a dataset of stored values: (frames, rows, columns) or (frames, rows, columns, 3)."""

    def make(values: np.ndarray, photometric: str = "MONOCHROME2", stored: int | None = None) -> Dataset:
        dataset = Dataset()
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset.SOPInstanceUID, dataset.SOPClassUID = "2.25.7", "1.2.840.10008.5.1.4.1.1.7"
        dataset.NumberOfFrames, dataset.Rows, dataset.Columns = values.shape[:3]
        dataset.SamplesPerPixel = 3 if values.ndim == 4 else 1
        if values.ndim == 4:
            dataset.PlanarConfiguration = 0
        dataset.PhotometricInterpretation = photometric
        dataset.BitsAllocated = 8 * values.dtype.itemsize
        dataset.BitsStored = stored or dataset.BitsAllocated
        dataset.HighBit = dataset.BitsStored - 1
        dataset.PixelRepresentation = int(values.dtype.kind == "i")
        dataset.PixelData = values.tobytes() + b"\0" * (values.nbytes % 2)
        dataset["PixelData"].VR = "OB" if values.dtype.itemsize == 1 else "OW"
        return dataset

    return make
