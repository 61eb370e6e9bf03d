# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""WFDB annotation files: times and codes are kept, texts only where they are standard codes."""

import re
import struct
from dataclasses import dataclass, field

from secured.common.outcome import Quarantined, Reason

__all__ = ["PHRASES", "STANDARD_ANNOTATORS", "CleanAnnotations", "cleaned_annotations"]

_STANDARD_ANNOTATORS = (
    "atr ari qrs ecg apn st sta stb stc st16 hyp man marker pu pu0 pu1 q1c q2c qt1 qt2 ann breath resp "
    "abp ple wqrs gqrs sqrs xqrs wabp pwave event arousal sleep i ii iii avr avl avf v1 v2 v3 v4 v5 v6 "
    "fqrs trigger al"
)
STANDARD_ANNOTATORS = tuple(_STANDARD_ANNOTATORS.split())
LARGEST = 256 * 2**20
HIGHEST_CODE = 49  # of the annotation codes in ecgcodes.h
SKIP, NUM, SUB, CHAN, AUX = 59, 60, 61, 62, 63

# Rhythms of the MIT-BIH databases, their notes, sleep stages and apnoea, as the databases' own tables list them.
_CODES = (
    "(AB (AFIB (AFL (B (BI (BII (IVR (N (NOD (P (PREX (SBR (SVTA (T (VFIB (VF (VFL (VT (SVT (J (AT (AVB "
    "(ASYS (HGEA (BBB (LBBB (RBBB (PM (NOISE MISSB PSE TS U M B (s s) (t t) (p p) 1 2 3 4 R W MT H HA OA "
    "X CA CAA L LA A 1R 2R 3R 4R N1 N2 N3 REM NREM AFIB VT VF SVTA"
)
CODES = frozenset(_CODES.split())
PHRASES = ("## time resolution: ", "## annotation type definitions", "## end of definitions", "custom")
PATTERNS = re.compile(
    r"\(?(?:A?ST|A?T|rtst)[0-3]?[+-]{0,2}[0-9]{0,4}\)?|ann[12]|"
    r"## time resolution: [0-9]{1,7}(?:\.[0-9]{1,12})?|## annotation type definitions|## end of definitions",
    re.ASCII,
)
DEFINITION = re.compile(r"(?P<code>[0-9]{1,2}) (?P<symbol>\S+) .*", re.ASCII | re.DOTALL)


@dataclass(frozen=True, kw_only=True, repr=False)
class CleanAnnotations:
    """The new content of an annotation file, and the texts that were dropped."""

    content: bytes
    count: int
    dropped: tuple[str, ...] = field(default=())


def cleaned_annotations(content: bytes) -> CleanAnnotations:
    """Rebuild the content of an annotation file.

    Parameters
    ----------
    content : bytes
        In the MIT format: pairs of bytes, a code of 6 bits and 10 bits of time or of what the code says.

    Raises
    ------
    Quarantined
        If the content is in another format or ends before its end mark.

    References
    ----------
    Moody, WFDB Applications Guide, annot(5).
    """
    kept = bytearray()
    dropped: list[str] = []
    position = count = 0
    defining = False
    run: list[int] = []  # words in a row that could be text, if a length before them is wrong
    while True:
        word = _word(content, position)
        code, value = word >> 10, word & 0x3FF
        position += 2
        if not word:
            break  # the end mark; what stands behind it is not copied
        if code == SKIP and not value:
            kept += content[position - 2 : position + 4]
            position += 4
        elif code == AUX:
            text = content[position : position + value]
            position += value + value % 2
            new, defining = _text(text, defining)
            if new is None:
                dropped.append(text.decode("latin-1").strip("\0 "))
            else:
                kept += struct.pack("<H", AUX << 10 | len(new)) + new + b"\0" * (len(new) % 2)
        elif code in (NUM, SUB, CHAN):
            kept += struct.pack("<H", code << 10 | value & 0xFF)
        elif code <= HIGHEST_CODE:
            kept += struct.pack("<H", word)
            count += 1
            run = [*run[-8:], code] if _printable(word) else []
            if len(run) > 2 and len(set(run)) > 2:
                raise Quarantined(Reason.MALFORMED, "An annotation file has text where codes should be.")
        else:
            raise Quarantined(
                Reason.MALFORMED, f"An annotation file has the code {code}, which does not exist."
            )
    return CleanAnnotations(content=bytes(kept) + b"\0\0", count=count, dropped=tuple(dropped))


def _printable(word: int) -> bool:
    return all(32 <= byte < 127 for byte in (word & 0xFF, word >> 8))


def _word(content: bytes, position: int) -> int:
    if position + 2 > len(content):
        raise Quarantined(Reason.TRUNCATED, "An annotation file has no end mark.")
    return int(struct.unpack_from("<H", content, position)[0])


def _text(text: bytes, defining: bool) -> tuple[bytes | None, bool]:
    """Return the text if it may stay, else None; and whether definitions of codes follow."""
    plain = text.decode("latin-1").rstrip("\0 ")
    if plain in CODES or (plain and PATTERNS.fullmatch(plain)):
        return text[: len(plain)] + text[len(plain) :].replace(
            b" ", b"\0"
        ), plain == "## annotation type definitions"
    found = DEFINITION.fullmatch(plain) if defining else None
    if found is None:
        return None, defining
    symbol = found["symbol"] if len(found["symbol"]) == 1 and found["symbol"].isascii() else "?"
    return f"{found['code']} {symbol} custom".encode(), True
