# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""WFDB signal files compressed as FLAC: decoded and compressed anew, so that no tag of the old file comes along."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from secured.common.outcome import Quarantined, Reason
from secured.dans.signals.wfdb_header import SignalLine

__all__ = ["FLAC_BITS", "flac_frames", "recompressed"]

FLAC_BITS = {508: 8, 516: 16, 524: 24}
SUBTYPES = {"PCM_S8": 8, "PCM_16": 16, "PCM_24": 24}
AT_ONCE = 2**16  # samples of each channel


def flac_frames(path: Path, signals: Sequence[SignalLine]) -> int:
    """Return how many whole frames a file holds."""
    with _opened(path, signals) as sound:
        return max(sound.frames - signals[0].offset, 0) // signals[0].per_frame


def recompressed(path: Path, signals: Sequence[SignalLine], frames: int, target: Path) -> None:
    """Write the same samples as a FLAC file of its own.

    Raises
    ------
    Quarantined
        If the package soundfile is missing, the file cannot be decoded in full, or it does not fit its header.
    """
    import soundfile

    with _opened(path, signals) as sound:
        per_frame, start = signals[0].per_frame, signals[0].offset
        wanted, held = frames * per_frame, sound.frames - start
        if held < wanted:
            raise Quarantined(Reason.TRUNCATED, "A signal file is shorter than its header says.")
        if held > wanted + max(signal.skew for signal in signals) * per_frame:
            raise Quarantined(Reason.INCONSISTENT, "A signal file is longer than its header says.")
        try:
            sound.seek(start)
            with soundfile.SoundFile(
                target,
                "w",
                samplerate=sound.samplerate,
                channels=sound.channels,
                subtype=sound.subtype,
                format="FLAC",
            ) as output:
                while held:
                    samples = sound.read(min(AT_ONCE, held), dtype="int32", always_2d=True)
                    if not len(samples):
                        raise Quarantined(Reason.TRUNCATED, "A compressed signal file ends early.")
                    output.write(samples)
                    held -= len(samples)
        except soundfile.LibsndfileError:
            raise Quarantined(Reason.MALFORMED, "A compressed signal file cannot be decoded.") from None


def _opened(path: Path, signals: Sequence[SignalLine]) -> Any:
    import soundfile

    if len({signal.per_frame for signal in signals}) > 1:
        raise Quarantined(Reason.INCONSISTENT, "Signals of one compressed file differ in their sampling.")
    with path.open("rb") as file:
        if file.read(4) != b"fLaC":
            raise Quarantined(Reason.MALFORMED, "A compressed signal file is not FLAC.")
    try:
        sound = soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, ValueError):
        raise Quarantined(Reason.MALFORMED, "A compressed signal file cannot be decoded.") from None
    if sound.channels != len(signals) or SUBTYPES.get(sound.subtype, 99) > FLAC_BITS[signals[0].format]:
        sound.close()
        raise Quarantined(Reason.INCONSISTENT, "A compressed signal file does not fit its header.")
    return sound
