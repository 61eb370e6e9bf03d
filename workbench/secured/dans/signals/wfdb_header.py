# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A WFDB header, read by its grammar and written anew from what is safe."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from secured.common.outcome import Quarantined, Reason
from secured.dans.signals.channel_terms import channel, unit

__all__ = ["Header", "SegmentLine", "SignalLine", "read_header", "record_line", "written"]

LARGEST = 4 * 2**20
NUMBER = r"[-+]?\d{1,15}(?:\.\d{0,18})?(?:[eE][-+]?\d{1,3})?"
RECORD = re.compile(
    rf"(?P<name>[\w.-]{{1,100}})(?:/(?P<segments>\d{{1,6}}))?\s+(?P<signals>\d{{1,4}})"
    rf"(?:\s+(?P<fs>{NUMBER})(?:/{NUMBER}(?:\({NUMBER}\))?)?(?:\s+(?P<length>\d{{1,15}})"
    r"(?:\s+(?P<time>\d{1,2}(?::\d{1,2}){0,2}(?:\.\d{1,6})?)(?:\s+(?P<date>\d{1,2}/\d{1,2}/\d{4}))?)?)?)?",
    re.ASCII,
)
SIGNAL = re.compile(
    r"(?P<file>\S{1,200})\s+(?P<format>\d{1,3})(?:x(?P<per_frame>\d{1,5}))?(?::(?P<skew>\d{1,6}))?"
    rf"(?:\+(?P<offset>\d{{1,12}}))?(?:\s+(?P<gain>{NUMBER})(?:\((?P<baseline>-?\d{{1,10}})\))?(?:/(?P<unit>\S{{0,40}}))?"
    r"(?:\s+(?P<resolution>\d{1,2})(?:\s+(?P<zero>-?\d{1,10})(?:\s+(?P<initial>-?\d{1,10})(?:\s+(?P<checksum>-?\d{1,10})"
    r"(?:\s+(?P<block>\d{1,10})(?:\s+(?P<text>\S.*))?)?)?)?)?)?)?",
    re.ASCII,
)
SEGMENT = re.compile(r"(?P<name>[\w.-]{1,100}|~)\s+(?P<length>\d{1,15})", re.ASCII)


@dataclass(frozen=True, kw_only=True, repr=False)
class SignalLine:
    """One signal: which file holds it in which format, and the numbers by which samples become values."""

    file: str
    format: int
    per_frame: int
    skew: int
    offset: int
    numbers: tuple[str | None, ...]  # gain, baseline, resolution, zero, initial value, checksum
    unit: str | None
    text: str | None


@dataclass(frozen=True, kw_only=True, repr=False)
class SegmentLine:
    """One segment of a record: the record that holds it (``~``: none), and its length in frames."""

    name: str
    length: int


@dataclass(frozen=True, kw_only=True, repr=False)
class Header:
    """All that a header says."""

    name: str
    fs: str | None
    length: int | None
    n_signals: int
    time: str | None = None
    day: date | None = None
    signals: tuple[SignalLine, ...] = ()
    segments: tuple[SegmentLine, ...] = ()
    comments: tuple[str, ...] = field(default=())


def record_line(text: str) -> re.Match[str] | None:
    """Return the first line that is no comment, understood, or None."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return RECORD.fullmatch(line.strip())
    return None


def read_header(path: Path) -> Header:
    """Read a header file in full.

    Raises
    ------
    Quarantined
        If a line is not understood, or lines are missing or too many.
    """
    if path.stat().st_size > LARGEST:
        raise Quarantined(Reason.MALFORMED, f"The header is larger than {LARGEST} bytes.")
    content = path.read_bytes()
    text = content.decode("utf-8", errors="replace")  # what is not ASCII is never written
    comments = tuple(line.strip() for line in text.splitlines() if line.lstrip().startswith("#"))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = RECORD.fullmatch(lines[0]) if lines else None
    if found is None:
        raise Quarantined(Reason.MALFORMED, "The record line of the header is not understood.")
    segmented = found["segments"] is not None
    expected = int(found["segments"] if segmented else found["signals"])
    if len(lines) - 1 < expected:
        raise Quarantined(
            Reason.TRUNCATED, f"The header announces {expected} lines and has {len(lines) - 1}."
        )
    if len(lines) - 1 > expected:
        raise Quarantined(
            Reason.INCONSISTENT, f"The header announces {expected} lines and has {len(lines) - 1}."
        )
    return Header(
        name=found["name"],
        fs=found["fs"],
        length=int(found["length"]) if found["length"] else None,
        n_signals=int(found["signals"]),
        time=found["time"],
        day=_day(found["date"]),
        signals=() if segmented else tuple(_signal(line, n) for n, line in enumerate(lines[1:], 1)),
        segments=tuple(_segment(line, n) for n, line in enumerate(lines[1:], 1)) if segmented else (),
        comments=tuple(comment.lstrip("#").strip() for comment in comments),
    )


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    day, month, year = (int(part) for part in text.split("/"))
    try:
        return date(year, month, day)
    except ValueError:
        raise Quarantined(Reason.MALFORMED, "The base date of the header is not in the calendar.") from None


def _signal(line: str, position: int) -> SignalLine:
    found = SIGNAL.fullmatch(line)
    if found is None:
        raise Quarantined(Reason.MALFORMED, f"The line of signal {position} is not understood.")
    if re.search(r"[/\\]", found["file"]) or found["file"] in (".", "..", "-"):
        raise Quarantined(Reason.UNSUPPORTED, f"The file of signal {position} is not in the header's folder.")
    return SignalLine(
        file=found["file"],
        format=int(found["format"]),
        per_frame=int(found["per_frame"] or 1),
        skew=int(found["skew"] or 0),
        offset=int(found["offset"] or 0),
        numbers=tuple(
            found[name] for name in ("gain", "baseline", "resolution", "zero", "initial", "checksum")
        ),
        unit=found["unit"],
        text=found["text"],
    )


def _segment(line: str, position: int) -> SegmentLine:
    found = SEGMENT.fullmatch(line)
    if found is None or found["name"] in (".", ".."):
        raise Quarantined(Reason.MALFORMED, f"The line of segment {position} is not understood.")
    return SegmentLine(name=found["name"], length=int(found["length"]))


def written(
    header: Header, name: str, renamed: Callable[[str], str], length: int | None, moment: str | None
) -> str:
    """Return the header's new text.

    Parameters
    ----------
    header : Header
    name : str
        The record's new name.
    renamed : callable
        From the name of a signal's file, or of a segment's record, to the new one.
    length : int or None
        Frames.
    moment : str or None
        Base time, and base date, as they shall be written.
    """
    record = f"{name}/{len(header.segments)}" if header.segments else name
    line = f"{record} {header.n_signals}"
    if header.fs is not None:
        line += f" {header.fs}"
        if length is not None:
            line += f" {length}" + (f" {moment}" if moment else "")
    lines = [line]
    lines += [f"{renamed(segment.name)} {segment.length}" for segment in header.segments]
    lines += [_signal_text(signal, n, renamed(signal.file)) for n, signal in enumerate(header.signals, 1)]
    return "\n".join(lines) + "\n"


def _signal_text(signal: SignalLine, position: int, file: str) -> str:
    line = f"{file} {signal.format}"
    line += f"x{signal.per_frame}" if signal.per_frame > 1 else ""
    line += f":{signal.skew}" if signal.skew else ""
    gain, baseline, *others = signal.numbers
    if gain is None:
        return line
    line += f" {gain}" + (f"({baseline})" if baseline is not None else "")
    if signal.unit:
        line += f"/{known if (known := unit(signal.unit)) is not None else 'unknown'}"
    given = [number for number in others if number is not None]
    line += "".join(f" {number}" for number in given)
    if signal.text is not None:
        line += f" 0 {channel(signal.text, position)}"
    return line
