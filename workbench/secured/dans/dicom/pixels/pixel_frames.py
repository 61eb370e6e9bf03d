# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Take the stored values out of a DICOM image, and put changed ones back so that the header still says the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from secured.common.outcome import Quarantined, Reason
from secured.dans.dicom.quiet_pydicom import quiet_pydicom

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["StoredFrames"]

LARGEST = 2**31  # bytes of decoded pixels: more is refused before anything is decoded
LOSSY = {
    "1.2.840.10008.1.2.4.50": "ISO_10918_1",
    "1.2.840.10008.1.2.4.51": "ISO_10918_1",
    "1.2.840.10008.1.2.4.81": "ISO_14495_1",
    "1.2.840.10008.1.2.4.91": "ISO_15444_1",
}
COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")
GREYS = ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR")


@dataclass(frozen=True, kw_only=True)
class StoredFrames:
    """The decoded values of an image as it stores them, without windows, palettes and rescaling.

    Parameters
    ----------
    values : array, (n_frames, height, width) or (n_frames, height, width, 3)
        8, 16 or 32 bits, signed where the image is.
    photometric : str
        What the decoded values mean; differs from the header's where decoding changes the colour space.
    foreign_bits : bool
        Whether bits beyond Bits Stored were in use, where old images hide overlays; they are cleared here.
    """

    values: np.ndarray
    photometric: str
    foreign_bits: bool = False

    @classmethod
    def of(cls, dataset: Dataset) -> StoredFrames:
        """Decode a dataset's pixels.

        Raises
        ------
        Quarantined
            If the transfer syntax, the colour space or the layout of bits cannot be decoded here, or the pixels do
            not fit their header.
        """
        layout = _layout(dataset)
        from pydicom.pixels import get_decoder

        try:
            decoder = get_decoder(dataset.file_meta.TransferSyntaxUID)
            if not decoder.is_available:
                raise NotImplementedError
        except (AttributeError, NotImplementedError):
            raise Quarantined(
                Reason.UNSUPPORTED, "The pixels are compressed in a way that cannot be decoded here."
            ) from None
        try:
            with quiet_pydicom():
                values, facts = decoder.as_array(dataset, raw=True, correct_unused_bits=False)  # type: ignore[arg-type]
        except Exception:  # noqa: BLE001  (decoders raise anything; whatever it is, the image is not handed on)
            native = not dataset.file_meta.TransferSyntaxUID.is_encapsulated
            reason = Reason.MALFORMED if native else Reason.UNSUPPORTED
            raise Quarantined(reason, "The pixels cannot be decoded.") from None
        shape = (layout.frames, layout.rows, layout.columns) + ((3,) if layout.samples == 3 else ())
        if values.size != int(np.prod(shape)):
            raise Quarantined(Reason.INCONSISTENT, "The pixels do not fit the size in the header.")
        own = _own_bits(values, int(dataset.BitsStored), signed=bool(dataset.get("PixelRepresentation")))
        photometric = str(facts["photometric_interpretation"])
        return cls(
            values=own.reshape(shape),
            photometric="YBR_FULL" if photometric == "YBR_FULL_422" else photometric,  # upsampled by decoding
            foreign_bits=not np.array_equal(own, values),
        )

    def pictures(self, dataset: Dataset) -> np.ndarray:
        """The values with a palette's colours looked up: what is seen, and what text is looked for in.

        Raises
        ------
        Quarantined
            If the palette is not usable.
        """
        if self.photometric != "PALETTE COLOR":
            return self.values
        from pydicom.pixels import apply_color_lut

        try:
            return np.asarray(apply_color_lut(self.values, dataset))
        except Exception:  # noqa: BLE001  (a broken palette fails in many ways, and always means the same)
            raise Quarantined(Reason.MALFORMED, "The palette cannot be applied.") from None

    def black(self, dataset: Dataset) -> float | tuple[float, ...]:
        """The stored value that is shown darkest, among those in the image where it is grey."""
        if self.photometric == "PALETTE COLOR":
            indices = np.unique(self.values)
            seen = StoredFrames(values=indices, photometric=self.photometric).pictures(dataset)
            return float(indices[seen.astype(float).sum(axis=-1).argmin()])
        if self.values.ndim == 3:
            return float(self.values.max() if self.photometric == "MONOCHROME1" else self.values.min())
        grey = 1 << (int(dataset.BitsStored) - 1)
        return (0, grey, grey) if self.photometric.startswith("YBR") else (0, 0, 0)

    def put_back(self, dataset: Dataset) -> None:
        """Write the values into the dataset, uncompressed, and correct what the header says of them."""
        from pydicom.dataelem import DataElement
        from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian

        syntax = dataset.file_meta.TransferSyntaxUID
        big = syntax == ExplicitVRBigEndian
        values = self.values.astype(self.values.dtype.newbyteorder(">" if big else "<"))
        if int(dataset.BitsAllocated) == 1:
            data = np.packbits(values.ravel().astype(np.uint8), bitorder="little").tobytes()
        else:
            data = values.tobytes()
        data += b"\0" * (len(data) % 2)
        wide = int(dataset.BitsAllocated) > 8 or syntax == "1.2.840.10008.1.2"  # implicit VR is always OW
        if big and int(dataset.BitsAllocated) <= 8 and dataset["PixelData"].VR == "OW":
            data, wide = np.frombuffer(data, "<u2").byteswap().tobytes(), True
        dataset[0x7FE00010] = DataElement(0x7FE00010, "OW" if wide else "OB", data)
        if self.values.ndim == 4:
            dataset.PlanarConfiguration = 0
        dataset.PhotometricInterpretation = self.photometric
        if syntax.is_encapsulated:
            _mark_lossy(dataset, str(syntax))
            dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        for keyword in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths"):
            if keyword in dataset:
                delattr(dataset, keyword)


@dataclass(frozen=True, kw_only=True)
class _Layout:
    rows: int
    columns: int
    frames: int
    samples: int


def _layout(dataset: Dataset) -> _Layout:
    """Sizes from the header, before anything is allocated after them."""
    try:
        layout = _Layout(
            rows=int(dataset.Rows),
            columns=int(dataset.Columns),
            frames=int(dataset.get("NumberOfFrames") or 1),
            samples=int(dataset.SamplesPerPixel),
        )
        allocated, stored = int(dataset.BitsAllocated), int(dataset.BitsStored)
        high, photometric = int(dataset.HighBit), str(dataset.PhotometricInterpretation)
    except (AttributeError, TypeError, ValueError):
        raise Quarantined(Reason.MALFORMED, "The description of the pixels is incomplete.") from None
    if min(layout.rows, layout.columns, layout.frames, layout.samples, stored) < 1:
        raise Quarantined(Reason.MALFORMED, "The description of the pixels has a size of 0 or less.")
    if photometric not in (GREYS if layout.samples == 1 else COLOURS) or layout.samples not in (1, 3):
        raise Quarantined(Reason.UNSUPPORTED, "The pixels are in a colour space that is not known here.")
    if allocated not in (1, 8, 16, 32) or not stored <= allocated or high != stored - 1:
        raise Quarantined(Reason.UNSUPPORTED, "The pixels have a layout of bits that is not known here.")
    size = layout.rows * layout.columns * layout.frames * layout.samples * max(allocated // 8, 1)
    if size > LARGEST:
        raise Quarantined(Reason.UNSUPPORTED, f"The pixels would take {size} bytes, more than {LARGEST}.")
    return layout


def _own_bits(values: np.ndarray, stored: int, *, signed: bool) -> np.ndarray:
    """Values of their lowest `stored` bits alone."""
    unused = 8 * values.dtype.itemsize - stored
    if unused <= 0 or stored == 1:
        return values
    kind = np.dtype(f"{'i' if signed else 'u'}{values.dtype.itemsize}")
    return ((values.astype(kind) << unused) >> unused).astype(values.dtype)


def _mark_lossy(dataset: Dataset, syntax: str) -> None:
    """What was compressed with loss stays so when it is stored uncompressed (PS3.3 C.7.6.1.1.5)."""
    if syntax in LOSSY and dataset.get("LossyImageCompression") != "01":
        dataset.LossyImageCompression = "01"
        dataset.LossyImageCompressionMethod = LOSSY[syntax]
