# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""EDF, EDF+, BDF and BDF+ files: a new header before the same samples."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Literal

from secured.common.errors import PrivacyInputError
from secured.common.methods import method
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, Source, Stage
from secured.dans.signals.channel_terms import channel, filters, removed, transducer, unit
from secured.dans.signals.edf_annotations import STANDARD, cleaned_texts, looks_like_texts
from secured.dans.signals.edf_header import ANNOTATIONS, EdfHeader, read_header, written

__all__ = ["EdfFiles"]

LARGEST_RECORD = 64 * 2**20
EDF_PLUS_PATIENT = re.compile(r"(\S+) (?:[MFX]) (?:\S+) \S+")


@method(
    name="EDF and BDF files",
    engine="dans",
    modality="signal",
    goal="rebuild headers and annotations of EDF, EDF+, BDF and BDF+ from what is safe; samples stay bit-identical",
    section="4.1",
    source="Kemp et al. 1992, doi:10.1016/0013-4694(92)90009-7; Kemp & Olivan 2003, doi:10.1016/S1388-2457(03)00123-8",
)
@dataclass(frozen=True, kw_only=True)
class EdfFiles:
    """Clean EDF, EDF+ (C and D), BDF and BDF+ files.

    Patient and recording fields are written in their anonymous form, with the pseudonym for the patient's code;
    labels, transducers, units and filters stay where they are made of standard words; annotations keep onset and
    duration, and their text where it is a standard one. The bytes of all other samples are copied.

    Parameters
    ----------
    dates : {"shift", "remove"}, default "shift"
        What becomes of the start; ``shift`` moves the day by the person's shift and keeps the time of day. Where
        nobody says whose the file is, the start is removed.

    References
    ----------
    Kemp & Olivan 2003, doi:10.1016/S1388-2457(03)00123-8. D2.1 section 4.1.
    """

    dates: Literal["shift", "remove"] = "shift"

    def __post_init__(self) -> None:
        if self.dates not in ("shift", "remove"):
            raise PrivacyInputError(f"EdfFiles: dates={self.dates!r} is unknown. Use shift or remove.")

    @property
    def name(self) -> str:
        """The format's name."""
        return "edf"

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the version field, and a header's size for EDF, whose version is a mere ``0``."""
        if head.startswith(b"\xffBIOSEMI"):
            return True
        return head.startswith(b"0       ") and re.fullmatch(rb"\d+ *", head[184:192]) is not None

    def companions(self, path: Path) -> tuple[Path, ...]:
        """None."""
        return ()

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write the file anew under a code.

        Raises
        ------
        Quarantined
            If a field is not understood, or the file is shorter or longer than its header says.
        """
        size = source.main.stat().st_size
        code = identities.code("file", source.name)
        with source.main.open("rb") as file:
            header = read_header(file, size)
            n_records = _records(header, size)
            person = source.person.id if source.person else _patient_code(header.patient)
            owner = identities.pseudonym(person) if person else None
            start = _moved(header.start, person, identities) if self.dates == "shift" else None
            suffix = "edf" if header.sample_bytes == 2 else "bdf"
            counts: Counter[str] = Counter(headers=1)
            counts["dates shifted" if start else "dates removed"] += header.start is not None
            with stage.new(f"{owner or code}/edf/{code}.{suffix}").open("wb") as output:
                output.write(written(header, owner or "X", start, n_records))
                dropped = _copy(header, n_records, file, output)
        counts["kinds of annotation texts replaced"] += len(dropped)
        texts = [header.patient, header.recording, *_changed(header), *dropped]
        texts += [person] if person else []
        texts += source.person.known if source.person else ()
        return Cleaned(
            counts=dict(counts),
            identifiers=removed(texts, (*STANDARD, *ANNOTATIONS.values(), "Startdate", "BIOSEMI")),
        )


def _records(header: EdfHeader, size: int) -> int:
    """How many data records there are: as the header says, and as the file is long."""
    if not 0 < header.record_bytes <= LARGEST_RECORD:
        raise Quarantined(Reason.MALFORMED, f"A data record has {header.record_bytes} bytes.")
    whole, rest = divmod(size - header.size, header.record_bytes)
    if header.n_records == -1 and not rest:
        return whole
    if whole < header.n_records or header.n_records == -1:
        raise Quarantined(Reason.TRUNCATED, "The file is shorter than its header says.")
    if whole > header.n_records or rest:
        raise Quarantined(Reason.INCONSISTENT, "The file is longer than its header says.")
    return whole


def _patient_code(patient: str) -> str | None:
    """The patient's code where the field is written as EDF+ wants it: code, sex, birth date, name."""
    found = EDF_PLUS_PATIENT.match(patient)
    return found[1] if found and found[1] != "X" else None


def _moved(start: date | None, person: str | None, identities: Identities) -> date | None:
    if start is None or person is None:
        return None
    try:
        return identities.shifted(person, start)
    except PrivacyInputError:
        raise Quarantined(Reason.UNSUPPORTED, "The moved start is outside the calendar.") from None


def _copy(header: EdfHeader, n_records: int, file: BinaryIO, output: BinaryIO) -> set[str]:
    """Copy the data records, with annotations rebuilt; return the texts that were dropped."""
    annotations = ANNOTATIONS[header.sample_bytes]
    labels = [signal.label for signal in header.signals]
    if header.kind and annotations not in labels:
        raise Quarantined(
            Reason.INCONSISTENT, "The file says it has annotations, and no signal is labelled so."
        )
    places, at = [], 0
    for signal in header.signals:
        places.append(slice(at, at + signal.samples * header.sample_bytes))
        at = places[-1].stop
    dropped: set[str] = set()
    for _ in range(n_records):
        record = file.read(header.record_bytes)
        if len(record) < header.record_bytes:
            raise Quarantined(Reason.TRUNCATED, "The file became shorter while it was read.")
        for label, place in zip(labels, places, strict=True):
            if label == annotations:
                clean = cleaned_texts(record[place])
                record = record[: place.start] + clean.content + record[place.stop :]
                dropped.update(clean.dropped)
            elif looks_like_texts(record[place]):
                raise Quarantined(Reason.INCONSISTENT, "A signal holds annotations and is not labelled so.")
        output.write(record)
    return dropped


def _changed(header: EdfHeader) -> list[str]:
    """The texts of the signals' fields that are not kept."""
    label = ANNOTATIONS[header.sample_bytes]
    pairs = [
        (before, after)
        for position, signal in enumerate(header.signals, 1)
        for before, after in (
            (signal.label, label if signal.label == label else channel(signal.label, position)),
            (signal.transducer, transducer(signal.transducer)),
            (signal.filters, filters(signal.filters)),
            (signal.unit, unit(signal.unit)),
        )
    ]
    return [before for before, after in pairs if before != after]
