# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The samples of WFDB signal files: how many bytes they take, and a copy of those bytes and no others."""

from collections.abc import Sequence
from pathlib import Path

from secured.common.outcome import Quarantined, Reason
from secured.dans.signals.flac_samples import FLAC_BITS, flac_frames, recompressed
from secured.dans.signals.wfdb_header import Header, SignalLine

__all__ = ["copied", "frames_of", "signal_files"]

CHUNK = 2**20
BITS = {8: 8, 16: 16, 24: 24, 32: 32, 61: 16, 80: 8, 160: 16, 212: 12}  # bits a sample
THREE_IN_FOUR = (310, 311)  # three samples of 10 bits in 4 bytes


def signal_files(header: Header) -> dict[str, tuple[SignalLine, ...]]:
    """Return the signals of each file, in the header's order; those without a file are left out.

    Raises
    ------
    Quarantined
        If signals of one file are apart, or differ in format or start, or the format is unknown.
    """
    files: dict[str, list[SignalLine]] = {}
    last = None
    for signal in header.signals:
        if signal.file == "~":
            if signal.format:
                raise Quarantined(Reason.MALFORMED, "A signal without a file has a format.")
            last = None
            continue
        if signal.file in files and signal.file != last:
            raise Quarantined(Reason.INCONSISTENT, "The signals of one file are not listed together.")
        files.setdefault(signal.file, []).append(signal)
        last = signal.file
    for signals in files.values():
        _check(signals)
    return {name: tuple(signals) for name, signals in files.items()}


def _check(signals: Sequence[SignalLine]) -> None:
    formats = {signal.format for signal in signals}
    if len(formats) > 1 or len({signal.offset for signal in signals}) > 1:
        raise Quarantined(Reason.INCONSISTENT, "Signals of one file differ in format or start.")
    if not formats <= {*BITS, *THREE_IN_FOUR, *FLAC_BITS}:
        raise Quarantined(Reason.UNSUPPORTED, "The format of the samples is not known.")
    if not all(signal.per_frame for signal in signals):
        raise Quarantined(Reason.MALFORMED, "A signal has no sample in a frame.")


def frames_of(path: Path, signals: Sequence[SignalLine]) -> int:
    """Return how many whole frames a file holds; for headers that do not say."""
    if signals[0].format in FLAC_BITS:
        return flac_frames(path, signals)
    size = max(path.stat().st_size - signals[0].offset, 0)
    if signals[0].format in THREE_IN_FOUR:
        samples = size // 4 * 3 + (1 if size % 4 >= 2 else 0)
    else:
        samples = size * 8 // BITS[signals[0].format]
    return samples // sum(signal.per_frame for signal in signals)


def copied(path: Path, signals: Sequence[SignalLine], frames: int, target: Path) -> int:
    """Copy the frames, bit by bit the same; return how many other bytes the file holds. FLAC is compressed anew.

    What stands before the first sample (a MATLAB header, as often as not) is not copied, nor zeros behind the last.

    Raises
    ------
    Quarantined
        If the file is shorter than its frames, or something stands behind them: then the header is not its own.
    """
    if signals[0].format in FLAC_BITS:
        recompressed(path, signals, frames, target)
        return 0
    size, start = path.stat().st_size, signals[0].offset
    if size - start < _bytes(signals, frames):
        raise Quarantined(Reason.TRUNCATED, "A signal file is shorter than its header says.")
    wanted = min(_bytes(signals, frames + max(signal.skew for signal in signals)), size - start)
    left = wanted
    with path.open("rb") as source, target.open("wb") as output:
        source.seek(start)
        while left:
            chunk = source.read(min(CHUNK, left))
            if not chunk:
                raise Quarantined(Reason.TRUNCATED, "A signal file became shorter while it was read.")
            output.write(chunk)
            left -= len(chunk)
        while rest := source.read(CHUNK):
            if rest.strip(b"\0"):
                raise Quarantined(
                    Reason.INCONSISTENT, "Something stands behind the samples of a signal file."
                )
    return size - wanted


def _bytes(signals: Sequence[SignalLine], frames: int) -> int:
    samples = frames * sum(signal.per_frame for signal in signals)
    if signals[0].format in THREE_IN_FOUR:
        return samples // 3 * 4 + (0, 2, 4 if signals[0].format == 310 else 3)[samples % 3]
    return -(-samples * BITS[signals[0].format] // 8)
