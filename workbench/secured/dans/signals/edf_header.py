# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The header of EDF and BDF files: fields of fixed width, read strictly and written anew."""

import re
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from secured.common.outcome import Quarantined, Reason
from secured.dans.signals.channel_terms import channel, filters, transducer, unit

__all__ = ["ANNOTATIONS", "EdfHeader", "EdfSignal", "read_header", "written"]

FIXED = 256
WIDTHS = {"label": 16, "transducer": 80, "unit": 8, "low": 8, "high": 8, "least": 8, "most": 8, "filters": 80}
WIDTHS |= {"samples": 8, "reserved": 32}
VERSIONS = {b"0       ": 2, b"\xffBIOSEMI": 3}  # and how many bytes a sample has
ANNOTATIONS = {2: "EDF Annotations", 3: "BDF Annotations"}
KINDS = {2: ("EDF+C", "EDF+D"), 3: ("BDF+C", "BDF+D")}
NUMBER = re.compile(r"[-+]?(?:\d{1,8}(?:\.\d{0,7})?|\.\d{1,7})(?:[eE][-+]?\d{1,3})?", re.ASCII)
WHOLE = re.compile(r"[-+]?\d{1,8}", re.ASCII)
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
START = re.compile(rf"Startdate (\d{{1,2}})-({'|'.join(MONTHS)})-(\d{{4}})(?: |$)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, kw_only=True, repr=False)
class EdfSignal:
    """One signal's fields, as text."""

    label: str
    transducer: str
    unit: str
    limits: tuple[str, str, str, str]  # least and most physical value, least and most digital value
    filters: str
    samples: int


@dataclass(frozen=True, kw_only=True, repr=False)
class EdfHeader:
    """All that a header says.

    Parameters
    ----------
    version : bytes
    sample_bytes : int
        2 for EDF, 3 for BDF.
    kind : str
        ``EDF+C``, ``EDF+D``, ``BDF+C``, ``BDF+D``, or empty.
    patient, recording : str
    start : date or None
        None where it is left out.
    clock : str
        Time of the start.
    n_records : int
        -1 where it was not known.
    duration : str
        Seconds of a data record.
    """

    version: bytes
    sample_bytes: int
    kind: str
    patient: str
    recording: str
    start: date | None
    clock: str
    n_records: int
    duration: str
    signals: tuple[EdfSignal, ...]

    @property
    def size(self) -> int:
        """Bytes of the header."""
        return FIXED * (1 + len(self.signals))

    @property
    def record_bytes(self) -> int:
        """Bytes of a data record."""
        return self.sample_bytes * sum(signal.samples for signal in self.signals)


def read_header(file: BinaryIO, size: int) -> EdfHeader:
    """Read the header of a file of so many bytes.

    Raises
    ------
    Quarantined
        If a field is not understood or the header is not complete.

    References
    ----------
    Kemp et al. 1992, doi:10.1016/0013-4694(92)90009-7; Kemp & Olivan 2003, doi:10.1016/S1388-2457(03)00123-8.
    """
    fixed = file.read(FIXED)
    if len(fixed) < FIXED:
        raise Quarantined(Reason.TRUNCATED, "The file ends in its header.")
    version = fixed[:8]
    if version not in VERSIONS:
        raise Quarantined(Reason.MALFORMED, "The version of the header is not known.")
    count = _whole(_text(fixed[252:256]), "number of signals", least=1)
    if _whole(_text(fixed[184:192]), "size of the header", least=FIXED) != FIXED * (1 + count):
        raise Quarantined(Reason.INCONSISTENT, "The size of the header does not fit the number of signals.")
    if size < FIXED * (1 + count):
        raise Quarantined(Reason.TRUNCATED, "The file ends in its header.")
    rest = file.read(FIXED * count)
    recording = _text(fixed[88:168])
    sample_bytes = VERSIONS[version]
    return EdfHeader(
        version=version,
        sample_bytes=sample_bytes,
        kind=next((kind for kind in KINDS[sample_bytes] if fixed[192:236].startswith(kind.encode())), ""),
        patient=_text(fixed[8:88]),
        recording=recording,
        start=_start(_text(fixed[168:176]), recording),
        clock=_clock(_text(fixed[176:184])),
        n_records=_whole(_text(fixed[236:244]), "number of data records", least=-1),
        duration=_number(_text(fixed[244:252]), "duration of a data record"),
        signals=_signals(rest, count),
    )


def _signals(rest: bytes, count: int) -> tuple[EdfSignal, ...]:
    fields: dict[str, list[str]] = {}
    at = 0
    for name, width in WIDTHS.items():
        fields[name] = [_text(rest[at + n * width : at + (n + 1) * width]) for n in range(count)]
        at += width * count
    return tuple(
        EdfSignal(
            label=fields["label"][n],
            transducer=fields["transducer"][n],
            unit=fields["unit"][n],
            limits=(
                _number(fields["low"][n], f"physical minimum of signal {n + 1}"),
                _number(fields["high"][n], f"physical maximum of signal {n + 1}"),
                str(_whole(fields["least"][n], f"digital minimum of signal {n + 1}")),
                str(_whole(fields["most"][n], f"digital maximum of signal {n + 1}")),
            ),
            filters=fields["filters"][n],
            samples=_whole(fields["samples"][n], f"number of samples of signal {n + 1}", least=0),
        )
        for n in range(count)
    )


def _text(field: bytes) -> str:
    return field.decode("latin-1").strip(" \0")


def _whole(text: str, what: str, least: int = -(10**8)) -> int:
    if not WHOLE.fullmatch(text) or int(text) < least:
        raise Quarantined(Reason.MALFORMED, f"The {what} is no whole number, or too small.")
    return int(text)


def _number(text: str, what: str) -> str:
    if not NUMBER.fullmatch(text):
        raise Quarantined(Reason.MALFORMED, f"The {what} is no number.")
    return text


def _start(text: str, recording: str) -> date | None:
    """The start date; the field's two digits mean 1985 to 2084, and the recording field has all four."""
    found = START.match(recording)
    try:
        if found:
            return date(int(found[3]), MONTHS.index(found[2].upper()) + 1, int(found[1]))
        parts = re.fullmatch(r"(\d\d)[.:/-](\d\d)[.:/-](\d\d)", text, re.ASCII)
        if parts:
            year = int(parts[3])
            return date(year + (1900 if year >= 85 else 2000), int(parts[2]), int(parts[1]))
    except ValueError:
        pass  # not in the calendar, such as 00.00.00: left out
    return None


def _clock(text: str) -> str:
    found = re.fullmatch(r"([01]\d|2[0-3])[.:]([0-5]\d)[.:]([0-5]\d)", text, re.ASCII)
    return f"{found[1]}.{found[2]}.{found[3]}" if found else "00.00.00"


def written(header: EdfHeader, patient: str, start: date | None, n_records: int) -> bytes:
    """Return the header's new bytes.

    Parameters
    ----------
    header : EdfHeader
    patient : str
        The code in the patient field, ``X`` for none; sex, birth date and name are never given.
    start : date or None
        The day as it shall be written; without it the time is left out too.
    n_records : int
        As counted.
    """
    recorded = (
        f"Startdate {start:%d}-{MONTHS[start.month - 1]}-{start.year:04d} X X X"
        if start
        else "Startdate X X X X"
    )
    in_range = start is not None and 1985 <= start.year <= 2084
    day = f"{start:%d.%m.}{start.year % 100:02d}" if start and in_range else "01.01.85"
    reserved = header.kind or ("24BIT" if header.sample_bytes == 3 else "")
    fixed = [
        (f"{patient} X X X", 80),
        (recorded, 80),
        (day, 8),
        (header.clock if start else "00.00.00", 8),
        (str(header.size), 8),
        (reserved, 44),
        (str(n_records), 8),
        (header.duration, 8),
        (str(len(header.signals)), 4),
    ]
    columns = [_fields(signal, n, header.sample_bytes) for n, signal in enumerate(header.signals, 1)]
    fixed += [(column[name], width) for name, width in WIDTHS.items() for column in columns]
    return header.version + b"".join(_padded(text, width) for text, width in fixed)


def _fields(signal: EdfSignal, position: int, sample_bytes: int) -> dict[str, str]:
    annotations = signal.label == ANNOTATIONS[sample_bytes]
    low, high, least, most = signal.limits
    return {
        "label": signal.label if annotations else channel(signal.label, position),
        "transducer": transducer(signal.transducer),
        "unit": unit(signal.unit) or "",
        "low": low,
        "high": high,
        "least": least,
        "most": most,
        "filters": filters(signal.filters),
        "samples": str(signal.samples),
        "reserved": "",
    }


def _padded(text: str, width: int) -> bytes:
    return text.encode("latin-1").ljust(width)[:width]
