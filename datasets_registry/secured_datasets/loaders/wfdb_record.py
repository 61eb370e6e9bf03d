# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One record of PhysioNet's WFDB format, and whether its samples are still those of its header."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from secured.common import DatasetUnavailable

__all__ = ["WfdbRecord", "read_wfdb"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class WfdbRecord:
    """Samples in physical units, shape (n_channels, n_samples), and the header's comments.

    `intact` tells whether the sums of the samples are those that the header gives, `erased` how many samples at the
    beginning have every bit set in all channels: what a lost block of a disk reads as.
    """

    samples: np.ndarray
    fs: float
    channels: tuple[str, ...]
    units: tuple[str, ...]
    comments: tuple[str, ...]
    intact: bool
    erased: int


def read_wfdb(folder: Path, name: str) -> WfdbRecord:
    """Read a record by its path below the folder, without suffix.

    Raises
    ------
    DatasetUnavailable
        If it cannot be read.
    """
    import wfdb

    try:
        record = wfdb.rdrecord(str(folder / name), physical=False)
    except (OSError, ValueError, IndexError, KeyError, AttributeError, TypeError):
        raise DatasetUnavailable(f"{name}: is no WFDB record that can be read. Fetch it again.") from None
    digital = record.d_signal
    sums = digital.astype(np.int64).sum(axis=0) % 65536
    written = (digital != -1).any(axis=1)
    return WfdbRecord(
        samples=record.dac().T,
        fs=float(record.fs),
        channels=tuple(channel.rstrip(",") for channel in record.sig_name),
        units=tuple(record.units),
        comments=tuple(record.comments),
        intact=all(int(told) % 65536 == int(sum_) for told, sum_ in zip(record.checksum, sums, strict=True)),
        erased=int(written.argmax()) if written.any() else len(written),
    )
