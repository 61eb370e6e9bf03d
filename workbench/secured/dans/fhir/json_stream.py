# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read JSON objects one after the other, a bundle's entries one at a time: memory follows the largest entry."""

import codecs
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from secured.common.outcome import Quarantined, Reason

__all__ = ["End", "Entry", "Member", "opened", "read_objects"]

PIECE = 2**18  # characters read at a time
LARGEST = 2**26  # characters of one entry, or of one resource outside a bundle
SPACE = re.compile(r"[ \t\r\n]*")
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
EXPANSION, FREELY = 400, 2**28  # a gzip file may grow by this factor, or to this many bytes whatever its size


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """A name and value of an object."""

    key: str
    value: Any


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One element of the list that stands under ``entry``."""

    value: Any


@dataclass(frozen=True, slots=True)
class End:
    """The object is complete."""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file, unpacked where it is gzip; what the reading of its bytes can meet becomes a reason.

    Raises
    ------
    Quarantined
        If the file cannot be read, ends early or is damaged.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield _Measured(unpacked, max(FREELY, EXPANSION * path.stat().st_size))  # type: ignore[misc]
            else:
                yield raw
    except EOFError:
        raise Quarantined(Reason.TRUNCATED, "The compressed file ends early.") from None
    except (gzip.BadGzipFile, zlib.error):
        raise Quarantined(Reason.MALFORMED, "The compressed file is damaged.") from None
    except OSError as error:
        raise Quarantined(Reason.UNREADABLE, f"The file cannot be read ({type(error).__name__}).") from None


class _Measured:
    """Refuses to unpack beyond measure."""

    def __init__(self, file: gzip.GzipFile, most: int) -> None:
        self._file = file
        self._left = most

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise Quarantined(Reason.MALFORMED, "The compressed file grows beyond measure.")
        return data


def read_objects(file: BinaryIO) -> Iterator[Member | Entry | End]:
    """Yield what the objects in a file hold, in order, an `End` after each.

    Raises
    ------
    Quarantined
        If it is no JSON in UTF-8, an object names something twice, or one piece is larger than memory should hold.
    """
    return _Scanner(file).objects()


class _Scanner:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder(
            parse_float=_decimal, parse_constant=_no_number, object_pairs_hook=_once
        )
        self._text = ""
        self._at = 0
        self._ended = False

    def objects(self) -> Iterator[Member | Entry | End]:
        while self._next():
            yield from self._object()

    def _object(self) -> Iterator[Member | Entry | End]:
        self._expect("{")
        seen: set[str] = set()
        if self._next() == "}":
            self._at += 1
            yield End()
            return
        while True:
            if self._next() != '"':
                raise self._malformed()
            key = self._value()
            if key in seen:
                raise _twice()
            seen.add(key)
            self._expect(":")
            if key == "entry" and self._next() == "[":
                yield from self._entries()
            else:
                yield Member(key, self._value())
            if self._either(",", "}"):
                yield End()
                return

    def _entries(self) -> Iterator[Entry]:
        self._expect("[")
        if self._next() == "]":
            self._at += 1
            return
        while True:
            yield Entry(self._value())
            if self._either(",", "]"):
                return

    def _next(self) -> str:
        """The next character that is not space, not yet taken; empty at the end of the file."""
        while True:
            found = SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _expect(self, letter: str) -> None:
        if self._next() != letter:
            raise self._malformed()
        self._at += 1

    def _either(self, go_on: str, end: str) -> bool:
        letter = self._next()
        if letter not in (go_on, end) or not letter:
            raise self._malformed()
        self._at += 1
        return letter == end

    def _malformed(self) -> Quarantined:
        if self._ended and self._at >= len(self._text):
            return Quarantined(Reason.TRUNCATED, "The file ends within an object.")
        return Quarantined(Reason.MALFORMED, "The file is no JSON.")

    def _value(self) -> Any:
        self._next()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if self._more():
                    continue
                at_end = not self._text[self._at :].rstrip().endswith(("}", "]"))
                raise Quarantined(
                    Reason.TRUNCATED if at_end else Reason.MALFORMED, "A value is no JSON, or cut off."
                ) from None
            except (ValueError, RecursionError):
                raise Quarantined(Reason.MALFORMED, "A value is beyond all measure.") from None
            if end == len(self._text) and self._text[end - 1] not in '}]"' and self._more():
                continue  # a number may go on
            if SURROGATE.search(self._text, self._at, end):
                _check_characters(value)
            self._at = end
            return value

    def _more(self) -> bool:
        """Read on, at least as much as is waiting, so that a long value is not looked at over and over."""
        waiting = len(self._text) - self._at
        if waiting > LARGEST:
            raise Quarantined(Reason.UNSUPPORTED, f"One entry is larger than {LARGEST} characters.")
        try:
            while not self._ended:
                data = self._file.read(max(PIECE, waiting))
                self._ended = not data
                more = self._decoder.decode(data, final=self._ended)
                if more:
                    self._text = self._text[self._at :] + more
                    self._at = 0
                    return True
        except UnicodeDecodeError:
            raise Quarantined(Reason.MALFORMED, "The file is not in UTF-8.") from None
        return False


def _decimal(text: str) -> Decimal:
    if len(text) > 100:
        raise ValueError
    number = Decimal(text)
    if not -10_000 < number.adjusted() < 10_000:
        raise ValueError
    return number


def _no_number(text: str) -> Any:
    raise ValueError


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise _twice()
    return value


def _check_characters(value: Any) -> None:
    """Refuse half a character, which no file can hold and no pseudonym stand for."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise Quarantined(Reason.MALFORMED, "A text holds half a character.") from None


def _twice() -> Quarantined:
    return Quarantined(Reason.MALFORMED, "An object names something twice.")
