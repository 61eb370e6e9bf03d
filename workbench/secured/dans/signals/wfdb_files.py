# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Records of PhysioNet's WFDB format: header, signal files, annotations, segments."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from secured.common.errors import PrivacyInputError
from secured.common.methods import method
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, Source, Stage
from secured.dans.signals.channel_terms import channel, removed
from secured.dans.signals.wfdb_annotations import LARGEST, PHRASES, STANDARD_ANNOTATORS, cleaned_annotations
from secured.dans.signals.wfdb_header import Header, read_header, record_line, written
from secured.dans.signals.wfdb_samples import copied, frames_of, signal_files

__all__ = ["WfdbFiles"]


@method(
    name="WFDB files",
    engine="dans",
    modality="signal",
    goal="rebuild headers and annotations of WFDB records from what is safe; samples stay bit-identical",
    section="4.1",
    source="Moody, WFDB Applications Guide, header(5), signal(5), annot(5); Goldberger et al. 2000, doi:10.1161/01.CIR.101.23.e215",
)
@dataclass(frozen=True, kw_only=True)
class WfdbFiles:
    """Clean WFDB records: `.hea` with its signal files, annotation files and segments.

    The header is written anew: the record gets a code for its name, channels and units are kept where they are
    standard words, numbers are kept, comments are dropped. Annotations keep their times and codes, and texts that
    are standard codes of rhythms or sleep stages. The bytes of the samples are copied and no others.

    Parameters
    ----------
    dates : {"remove", "shift"}, default "remove"
        What becomes of base date and time; ``shift`` moves the date by the person's shift and needs to know whose
        the record is.
    annotators : tuple of str
        Suffixes of further annotation files that belong to a record, besides those of PhysioNet.

    References
    ----------
    Moody, WFDB Applications Guide, https://physionet.org/physiotools/wag/. D2.1 section 4.1.
    """

    dates: Literal["remove", "shift"] = "remove"
    annotators: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.dates not in ("remove", "shift"):
            raise PrivacyInputError(f"WfdbFiles: dates={self.dates!r} is unknown. Use remove or shift.")

    @property
    def name(self) -> str:
        """The format's name."""
        return "wfdb"

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix ``.hea`` and a record line."""
        return (
            path.suffix.lower() == ".hea" and record_line(head.decode("utf-8", errors="replace")) is not None
        )

    def companions(self, path: Path) -> tuple[Path, ...]:
        """The signal files, annotation files and segments of a record that exist."""
        try:
            return tuple(dict.fromkeys(self._companions(path, segments=True)))
        except (Quarantined, OSError):
            return ()  # deidentify says what is wrong

    def _companions(self, path: Path, segments: bool) -> list[Path]:
        header = read_header(path)
        files = [path.parent / signal.file for signal in header.signals if signal.file != "~"]
        files += [path.with_suffix(f".{suffix}") for suffix in (*STANDARD_ANNOTATORS, *self.annotators)]
        found = [file for file in files if file.is_file() and file != path]
        if segments:
            for name in dict.fromkeys(segment.name for segment in header.segments if segment.name != "~"):
                segment_path = path.parent / f"{name}.hea"
                if segment_path.is_file() and segment_path != path:
                    found += [segment_path, *self._companions(segment_path, segments=False)]
        return found

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write the record anew under a code.

        Raises
        ------
        Quarantined
            If a line is not understood, a file is missing or short, or sizes contradict each other.
        """
        header = read_header(source.main)
        code = identities.code("file", source.name)
        owner = identities.pseudonym(source.person.id) if source.person else code
        work = _Work(
            format=self, source=source, identities=identities, stage=stage, folder=f"{owner}/wfdb/{code}"
        )
        length = header.length
        if header.segments:
            length = work.segments(header, source.main.parent, code)
        else:
            length = work.signals(header, source.main, code)
        work.annotations(source.main, code)
        work.header(header, code, length)
        if source.person:
            work.texts += [source.person.id, *source.person.known]
        return Cleaned(counts=dict(work.counts), identifiers=removed(work.texts, (*PHRASES, "unknown")))


@dataclass(kw_only=True, repr=False)
class _Work:
    """One record on its way."""

    format: WfdbFiles
    source: Source
    identities: Identities
    stage: Stage
    folder: str
    names: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)

    def segments(self, header: Header, folder: Path, code: str) -> int:
        total = 0
        for position, segment in enumerate(header.segments):
            total += segment.length
            if segment.name == "~" or segment.name in self.names:
                continue
            layout = position == 0 and segment.length == 0
            name = f"{code}_layout" if layout else f"{code}_{position:04d}"
            path = folder / f"{segment.name}.hea"
            if not path.is_file():
                raise Quarantined(Reason.INCOMPLETE, f"The header of segment {position + 1} is missing.")
            part = read_header(path)
            if part.segments:
                raise Quarantined(Reason.MALFORMED, "A segment has segments of its own.")
            length = self.signals(part, path, name, known=segment.length)
            if length != segment.length:
                raise Quarantined(
                    Reason.INCONSISTENT, f"The length of segment {position + 1} is given twice."
                )
            self.annotations(path, name)
            self.header(part, name, length)
            self.names[segment.name] = name
            self.texts.append(segment.name)
        if header.length is not None and total != header.length:
            raise Quarantined(Reason.INCONSISTENT, "The segments are not as long as their record.")
        return total

    def signals(self, header: Header, path: Path, name: str, known: int | None = None) -> int:
        """Copy the signal files; return the record's length in frames."""
        files = signal_files(header)
        missing = [file for file in files if not (path.parent / file).is_file()]
        if missing:
            raise Quarantined(
                Reason.INCOMPLETE, f"Signal files that the header lists are missing: {len(missing)}."
            )
        length = header.length if header.length is not None else known
        if not length and files:
            length = min(frames_of(path.parent / file, signals) for file, signals in files.items())
        for position, (file, signals) in enumerate(files.items(), 1):
            new = f"{name}.dat" if len(files) == 1 else f"{name}_{position}.dat"
            other = copied(path.parent / file, signals, length or 0, self.stage.new(f"{self.folder}/{new}"))
            self.names[file] = new
            self.texts.append(Path(file).stem)
            self.counts["signal files"] += 1
            self.counts["bytes that are no samples dropped"] += other
        return length or 0

    def annotations(self, path: Path, name: str) -> None:
        for number, suffix in enumerate((*STANDARD_ANNOTATORS, *self.format.annotators)):
            file = path.with_suffix(f".{suffix}")
            if not file.is_file():
                continue
            if file.stat().st_size > LARGEST:
                raise Quarantined(Reason.UNSUPPORTED, f"An annotation file is larger than {LARGEST} bytes.")
            clean = cleaned_annotations(file.read_bytes())
            own = number - len(STANDARD_ANNOTATORS)
            new = suffix if own < 0 else f"own{chr(ord('a') + own % 26) * (own // 26 + 1)}"
            self.stage.new(f"{self.folder}/{name}.{new}").write_bytes(clean.content)
            self.texts += clean.dropped
            self.counts["annotations kept"] += clean.count
            self.counts["annotation texts dropped"] += len(clean.dropped)

    def header(self, header: Header, name: str, length: int) -> None:
        renamed = {"~": "~", **self.names}
        content = written(header, name, lambda old: renamed[old], length, self._moment(header))
        self.stage.new(f"{self.folder}/{name}.hea").write_text(content, encoding="utf-8", newline="\n")
        self.texts += [header.name, *header.comments]
        self.counts["comments dropped"] += len(header.comments)
        for position, signal in enumerate(header.signals, 1):
            if signal.text is not None and channel(signal.text, position) != signal.text.strip():
                self.texts.append(signal.text)
                self.counts["channel names replaced"] += 1

    def _moment(self, header: Header) -> str | None:
        """Base time and date as they may stay."""
        if header.time is None:
            return None
        if self.format.dates == "remove":
            self.counts["base times removed"] += 1
            return None
        person = self.source.person
        if person is None:
            raise Quarantined(
                Reason.NO_PERSON, "Whose the record is nobody says, so its date cannot be moved."
            )
        if header.day is None:
            return header.time
        self.counts["dates shifted"] += 1
        try:
            return f"{header.time} {self.identities.shifted(person.id, header.day):%d/%m/%Y}"
        except PrivacyInputError:
            raise Quarantined(Reason.UNSUPPORTED, "A moved date is outside the calendar.") from None
