# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identifiers in the headers of NIfTI, EDF, BDF and WFDB files."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from secured.dans.leaks.harvesting.free_text import in_text
from secured.dans.leaks.harvesting.rare_enough import name_parts, rare_enough
from secured.dans.leaks.spellings import day_of

__all__ = ["in_edf", "in_nifti", "in_wfdb"]

HEADER = 2**20  # bytes of a volume's file that may be header and extensions
NIFTI_1, NIFTI_2 = 348, 540
PRINTABLE = re.compile(rb"[\x20-\x7e\xa0-\xff]{6,}")
WORDS = frozenset(["male", "female", "startdate", "unknown"])


def in_nifti(path: Path) -> Iterator[tuple[str, str]]:
    """Yield what the description fields and the extensions say, of NIfTI and of Analyze headers."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        head = file.read(HEADER)
    size = NIFTI_2 if head[4:8] in (b"n+2\0", b"ni2\0") else NIFTI_1
    offset = int.from_bytes(head[168:176], "little") if size == NIFTI_2 else _float_offset(head)
    texts = [head[:size]]
    if head[size : size + 1] not in (b"", b"\0"):
        texts.append(head[size : min(max(offset, size), HEADER) or HEADER])
    for text in texts:
        for run in PRINTABLE.findall(text):
            words = run.decode("latin-1")
            yield from in_text(words)
            yield from (("header", word) for word in _codes(words))


def _float_offset(head: bytes) -> int:
    import struct

    for order in "<>":
        if struct.unpack(f"{order}i", head[:4])[0] == NIFTI_1:
            offset = struct.unpack(f"{order}f", head[108:112])[0]
            return int(offset) if 0 <= offset < 2**31 else 0
    return 0


def _codes(text: str) -> Iterator[str]:
    """Words with so many digits that they number something."""
    for word in re.split(r"[\s,;:=^|<>\"'()\[\]{}]+", text):
        if sum(map(str.isdigit, word)) >= 5 and len(word) >= 6 and rare_enough(word):
            yield word


def in_edf(path: Path) -> Iterator[tuple[str, str]]:
    """Yield what the patient and recording fields say, of EDF, EDF+ and BDF."""
    with path.open("rb") as file:
        head = file.read(256)
    patient, recording = (head[at : at + 80].decode("latin-1").strip() for at in (8, 88))
    parts = patient.split()
    if len(parts) >= 4 and parts[1] in ("M", "F", "X"):  # EDF+: code, sex, birth date, name
        code, _, born, name = parts[:4]
        if rare_enough(code) and code.strip("X"):
            yield "patient code", code
        if day := day_of(born):
            yield "patient birth date", day
        yield from (("patient name", part) for part in name_parts(name))
        rest = parts[4:]
    else:
        yield from in_text(patient)
        rest = parts
    if recording.startswith("Startdate"):
        rest += recording.split()[2:]
    else:
        rest += recording.split()
    for word in rest:
        for part in re.split("[_=:]", word):
            if part.lower() not in WORDS and rare_enough(part) and not day_of(part):
                yield "recording", part


def in_wfdb(path: Path) -> Iterator[tuple[str, str]]:
    """Yield what the comments of a header say."""
    for line in path.read_bytes().decode("latin-1").splitlines():
        if line.startswith("#"):
            yield from in_text(line)
            named = re.match(
                r"#\s*(?:name|patient|subject|id)?\s*[:=]?\s*([^\W\d_]+,? [^\W\d_]+)\s*(?:age|$|,)",
                line,
                re.IGNORECASE,
            )
            if named:
                yield from (("comment", part) for part in name_parts(named[1]))
            yield from (("comment", word) for word in _codes(line[1:]))
