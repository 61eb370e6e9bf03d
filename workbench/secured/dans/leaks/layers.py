# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Streams within a stream: each is unpacked as the outer one's bytes come by, and kept nowhere."""

import binascii
import bz2
import lzma
import re
import struct
import zlib
from abc import ABC, abstractmethod
from typing import Any, Protocol

__all__ = ["LAYERS", "Compressed", "Layer", "Opened"]

PIECE = 2**18  # bytes unpacked at a time
LONGEST_NAME = 4096  # bytes, of a zip archive's member
LARGEST_DICTIONARY = 2**28  # bytes of memory that an xz stream may ask for


class Opened(Protocol):
    """Where unpacked bytes go."""

    def feed(self, data: bytes) -> None:
        """Take the next bytes.

        Raises
        ------
        OverflowError
            If unpacking goes beyond all measure.
        """
        ...

    def end(self, *, broken: bool = False) -> None:
        """There are no more; broken where the last ones are not as they should be."""
        ...

    def refuse(self, reason: str) -> None:
        """Say that something cannot be looked into."""
        ...


class Layer(ABC):
    """A stream within a stream, fed with the outer one's bytes from its own first on.

    Parameters
    ----------
    kind : str
    into : Opened
    start : int, default 0
        Where in the outer stream it begins.
    """

    certain = True  # its beginning is hardly chance, so that damage is told

    def __init__(self, kind: str, into: Opened, *, start: int = 0) -> None:
        self.kind = kind
        self.into = into
        self.start = start
        self.open = True
        self.fed = 0
        self.taken: set[int] = set()  # places in the outer stream from which it is read on here

    def feed(self, data: bytes) -> None:
        """Take the outer stream's next bytes; what comes after the end is ignored."""
        if not self.open or not data:
            return
        self.fed += len(data)
        try:
            self._take(data)
        except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError):
            self._damaged()
        except OverflowError:
            self.into.refuse(f"{self.kind}: unpacks beyond all measure")
            self.close()

    def end(self) -> None:
        """The outer stream is over."""
        if self.open:
            self._damaged()

    def close(self, *, broken: bool = False) -> None:
        """Stop here."""
        if self.open:
            self.open = False
            self.into.end(broken=broken)

    def _damaged(self) -> None:
        if self.certain:
            self.into.refuse(f"{self.kind}: damaged or cut short")
        self.close(broken=True)

    @abstractmethod
    def _take(self, data: bytes) -> None: ...


class _Zlib:
    """The interface of `bz2` and `lzma` for zlib."""

    def __init__(self, bits: int) -> None:
        self._stream = zlib.decompressobj(bits)

    def decompress(self, data: bytes, most: int) -> bytes:
        return self._stream.decompress(data or self._stream.unconsumed_tail, most)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data


def _stream(kind: str) -> Any:
    """A decompressor for a kind of stream."""
    if kind == "bzip2":
        return bz2.BZ2Decompressor()
    if kind in ("xz", "lzma"):
        format = lzma.FORMAT_XZ if kind == "xz" else lzma.FORMAT_ALONE
        return lzma.LZMADecompressor(format, memlimit=LARGEST_DICTIONARY)
    return _Zlib({"gzip": 31, "zlib": 15, "deflate": -15}[kind])


class Compressed(Layer):
    """A compressed stream; gzip members that follow each other, as in bgzip, are one."""

    def __init__(self, kind: str, into: Opened, *, start: int = 0) -> None:
        super().__init__(kind, into, start=start)
        self.certain = kind not in ("zlib", "lzma")
        self.stream = _stream(kind)
        self.between = b""  # bytes after the end of a gzip member, too few to say whether another follows
        self.ended = False

    def _take(self, data: bytes) -> None:
        while data:
            if self.ended:
                self.between += data
                if len(self.between) < 4 and b"\x1f\x8b\x08".startswith(self.between[:3]):
                    return
                if not self.between.startswith(b"\x1f\x8b\x08"):
                    return self.close()
                data, self.between, self.ended = self.between, b"", False
                self.taken.add(self.start + self.fed - len(data))
                self.stream = _stream(self.kind)
            self.into.feed(self.stream.decompress(data, PIECE))
            while not self.stream.eof and not self.stream.needs_input:
                self.into.feed(self.stream.decompress(b"", PIECE))
            if not self.stream.eof:
                return
            data = self.stream.unused_data
            if self.kind != "gzip":
                return self.close()
            self.ended = True

    def end(self) -> None:
        if self.ended:
            self.close()
        super().end()


class ZipMember(Layer):
    """A member of a zip archive, from its local header on: found without the archive's directory too."""

    HEADER = 30

    def __init__(self, kind: str, into: Opened, *, start: int = 0) -> None:
        super().__init__(kind, into, start=start)
        self.head = b""
        self.inner: Layer | None = None

    def _take(self, data: bytes) -> None:
        if self.inner is None:
            self.head += data
            if len(self.head) < self.HEADER:
                return
            version, flags, method, *_, name, more = struct.unpack("<4x5H3I2H", self.head[: self.HEADER])
            size = int.from_bytes(self.head[18:22], "little")
            if version & 0xFF > 63 or method > 99 or name > LONGEST_NAME:
                self.certain = False  # no header, but four bytes that look like one
                return self.close()
            start = self.HEADER + name + more
            if len(self.head) < start:
                return
            data = self.head[start:]
            self._begin(flags, method, size)
            if self.inner is None:
                return
        self.inner.feed(data)
        self.open = self.inner.open

    def _begin(self, flags: int, method: int, size: int) -> None:
        self.head = b""
        if flags & 1:
            self.into.refuse("zip: encrypted member")
            return self.close()
        if method == 0:
            if size in (0, 0xFFFFFFFF):  # its bytes are plain to see in the archive itself
                return self.close()
            self.inner = Stored("zip", self.into, size)
        elif method in (8, 12):
            self.inner = Compressed("deflate" if method == 8 else "bzip2", self.into)
        elif method == 14:
            self.inner = ZipLzma("lzma", self.into)
        else:
            self.into.refuse("zip: member compressed in an unusual way")
            self.close()

    def end(self) -> None:
        if self.inner is not None and self.open:
            self.inner.end()
            self.open = False
        super().end()


class ZipLzma(Compressed):
    """LZMA in a zip archive: its own small header in the place of the size."""

    head: bytes | None = b""

    def __init__(self, kind: str, into: Opened, *, start: int = 0) -> None:
        super().__init__(kind, into, start=start)
        self.certain = True

    def _take(self, data: bytes) -> None:
        if self.head is not None:
            self.head += data
            if len(self.head) < 9:
                return
            data = self.head[4:9] + b"\xff" * 8 + self.head[9:]  # properties, size unknown
            self.head = None
        super()._take(data)


class Stored(Layer):
    """Bytes as they are, of known length."""

    def __init__(self, kind: str, into: Opened, size: int) -> None:
        super().__init__(kind, into)
        self.left = size

    def _take(self, data: bytes) -> None:
        part = data[: self.left]
        self.left -= len(part)
        self.into.feed(part)
        if not self.left:
            self.close()


class DeflatedDicom(Layer):
    """The data set of a DICOM file, deflated after its file meta information; other files are plain to see."""

    certain = False

    def __init__(self, kind: str, into: Opened, *, start: int = 0) -> None:
        super().__init__(kind, into, start=start)
        self.head = b""
        self.inner: Compressed | None = None

    def _take(self, data: bytes) -> None:
        if self.inner is None:
            self.head += data
            if len(self.head) < 16:
                return
            start = 16 + int.from_bytes(self.head[12:16], "little")
            if start > 2**16:
                return self.close()
            if len(self.head) < start:
                return
            if b"1.2.840.10008.1.2.1.99" not in self.head[:start]:
                return self.close()
            data = self.head[start:]
            self.inner = Compressed("deflate", self.into)
        self.inner.feed(data)
        self.open = self.inner.open

    def end(self) -> None:
        if self.inner is not None and self.open:
            self.inner.end()
            self.open = False
        super().end()


class Base64(Layer):
    """Base64 whose first letters are those of another stream, over any number of lines."""

    certain = False
    STOP = re.compile(rb"[^A-Za-z0-9+/\s\\]")
    FIRST = 48  # letters that show whether it is what it looks like
    left = b""
    shown = False

    def _take(self, data: bytes) -> None:
        stop = self.STOP.search(data)
        text = self.left + re.sub(rb"\\[nr]|\\|\s", b"", data[: stop.start()] if stop else data)
        if not stop and not self.shown and len(text) < self.FIRST:
            self.left = text
            return
        if stop and len(text) % 4 >= 2:
            text += b"=" * (4 - len(text) % 4)
        whole = len(text) - len(text) % 4
        self.left = text[whole:]
        decoded = binascii.a2b_base64(text[:whole])
        if not self.shown and not self._begins(decoded):
            return self.close(broken=True)
        self.shown = True
        self.into.feed(decoded)
        if stop:
            self.close()

    def _begins(self, decoded: bytes) -> bool:
        if decoded[:1] and decoded[0] & 0x0F == 8 and not decoded.startswith(b"\x1f\x8b"):
            return zlib_begins(decoded)
        return True

    def end(self) -> None:
        if self.open and self.left:
            self.feed(b'"')  # the outer stream's end is an end too
        super().end()


def zlib_begins(head: bytes) -> bool:
    """Whether bytes can be the first of a zlib stream."""
    try:
        zlib.decompressobj().decompress(head[:256], 4096)
    except zlib.error:
        return False
    return True


LAYERS: dict[str, type[Layer]] = {
    "gzip": Compressed,
    "zlib": Compressed,
    "bzip2": Compressed,
    "xz": Compressed,
    "lzma": Compressed,
    "zip": ZipMember,
    "dicom": DeflatedDicom,
    "base64": Base64,
}
