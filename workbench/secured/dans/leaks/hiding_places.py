# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One string written and packed in every way that a search must see through: its positive control."""

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import quopri
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping

import numpy as np

__all__ = ["hiding_places", "packers"]


def hiding_places(text: str, rng: np.random.Generator) -> Mapping[str, bytes]:
    """Return the bytes of small files, each of which holds the text in one way.

    Parameters
    ----------
    text : str
        Of letters of any script.
    rng : numpy.random.Generator
        For the bytes around it.
    """
    line = f"before {text} after"
    found: dict[str, bytes] = {}
    for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        found[name] = line.encode(name)
    for name in ("latin-1", "cp1252", "iso8859_2", "iso8859_7", "cp850", "mac_roman"):
        if _can(line, name):
            found[name] = line.encode(name)
    for name, change in (("small letters", str.lower), ("capitals", str.upper)):
        found[name] = change(line).encode()
    raw = line.encode()
    found |= _as_text(text, raw)
    for packed, pack in packers().items():
        noise = rng.bytes(600)
        found[packed] = pack(noise[:300] + raw + noise[300:])
        found[f"{packed}, inside other bytes"] = noise + pack(raw + noise) + noise
        found[f"{packed} in zip in gzip"] = gzip.compress(
            _zip(zipfile.ZIP_DEFLATED)(pack(raw + noise)), mtime=0
        )
        found[f"{packed} in base64"] = b'{"data": "' + base64.b64encode(pack(noise + raw)) + b'"}'
    found |= _scientific(text)
    return found


def _can(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _as_text(text: str, raw: bytes) -> dict[str, bytes]:
    """Escapes, base64 at each alignment and over lines, hexadecimal."""
    units = text.encode("utf-16-be")
    found = {
        "percent": "".join(f"%{byte:02X}" for byte in raw).encode(),
        "JSON escapes": json.dumps(raw.decode()).encode(),
        "every letter a JSON escape": b"".join(
            b"\\u" + units[at : at + 2].hex().encode() for at in range(0, len(units), 2)
        ),
        "XML entities": html.escape(raw.decode()).encode("ascii", "xmlcharrefreplace"),
        "quoted-printable": quopri.encodestring(raw),
        "hexadecimal": raw.hex().encode(),
        "hexadecimal, odd place, capitals": b"x0" + raw.hex().upper().encode(),
        "hexadecimal in pairs": raw.hex(" ").encode(),
        "backwards": text[::-1].encode(),
        "over two lines": raw.replace(text.encode(), text[:3].encode() + b"\r\n " + text[3:].encode()),
        "PDF page with kerning": b"[" + b"-20".join(b"(%c)" % letter for letter in raw) + b"]TJ",
    }
    for shift in range(3):
        moved = b"z" * shift + raw
        found[f"base64, alignment {shift}"] = b'{"data": "' + base64.b64encode(moved) + b'"}'
        found[f"base64 over lines, alignment {shift}"] = base64.encodebytes(moved * 3)
        found[f"base64 of UTF-16, alignment {shift}"] = base64.b64encode(
            b"z" * shift + raw.decode().encode("utf-16-le")
        )
        found[f"base64 for URLs, alignment {shift}"] = base64.urlsafe_b64encode(b"\xff" * 30 + moved)
    return found


def packers() -> Mapping[str, Callable[[bytes], bytes]]:
    """Ways to pack bytes into a stream or an archive, by name."""
    return {
        "gzip": lambda data: gzip.compress(data, mtime=0),
        "bgzip": lambda data: b"".join(
            gzip.compress(data[at : at + 317], mtime=0) for at in range(0, len(data), 317)
        ),
        "zlib": zlib.compress,
        "bzip2": bz2.compress,
        "xz": lzma.compress,
        "tar.gz": _tar_gz,
        "zip stored": _zip(zipfile.ZIP_STORED),
        "zip deflated": _zip(zipfile.ZIP_DEFLATED),
        "zip bzip2": _zip(zipfile.ZIP_BZIP2),
        "zip LZMA": _zip(zipfile.ZIP_LZMA),
    }


def _zip(method: int) -> Callable[[bytes], bytes]:
    def pack(data: bytes) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            archive.writestr(zipfile.ZipInfo("member"), data, method)
        return file.getvalue()

    return pack


def _tar_gz(data: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        member = tarfile.TarInfo("member")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def _scientific(text: str) -> dict[str, bytes]:
    """Arrays, columns, an image's compressed text, a PDF's compressed page, a deflated DICOM file."""
    import pyarrow as pa
    from pyarrow import parquet

    arrays, columns = io.BytesIO(), io.BytesIO()
    np.savez_compressed(arrays, names=np.array(["before", text]))
    table = pa.table({"name": pa.array([text] * 40 + ["other"]).dictionary_encode()})
    parquet.write_table(table, columns, compression="snappy")
    page = zlib.compress(f"BT ({text}) Tj ET".encode())
    meta = b"\x02\x00\x10\x00UI\x16\x001.2.840.10008.1.2.1.99"
    deflate = zlib.compressobj(wbits=-15)
    dataset = deflate.compress(
        b"\x10\x00\x10\x00LO" + len(text.encode()).to_bytes(2, "little") + text.encode()
    )
    return {
        "npz": arrays.getvalue(),
        "parquet": columns.getvalue(),
        "PNG zTXt": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0zTXtComment\0\0" + zlib.compress(text.encode()) + b"\0\0\0\0",
        "PDF": b"%%PDF-1.4\n1 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(page) + page + b"\nendstream",
        "deflated DICOM": b"\0" * 128 + b"DICM\x02\x00\x00\x00UL\x04\x00" + len(meta).to_bytes(4, "little") + meta
        + dataset + deflate.flush(),
    }  # fmt: skip
