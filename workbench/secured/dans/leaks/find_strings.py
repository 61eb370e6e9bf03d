# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find strings in a file's bytes, however they are written and packed."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from secured.common.outcome import Quarantined, Reason
from secured.dans.leaks.pixels import PixelReader
from secured.dans.leaks.scanner import Limits, Scanner, Tally
from secured.dans.leaks.wanted import Wanted
from secured.dans.leaks.whole_files import whole_files

__all__ = ["find_strings", "scan_bytes", "scan_file"]

PIECE = 2**20


def find_strings(
    path: str | Path, strings: Iterable[str], *, whole_below: int = 0, limits: Limits | None = None
) -> frozenset[str]:
    """Return which of the strings are in a file: plain, wide, escaped, wrapped, base64, hexadecimal, compressed.

    Capital and small letters count as the same; names also in other orders of their parts, dates in other forms.
    Pixels are left to `audit_folders`.

    Parameters
    ----------
    path : path
    strings : iterable of str
        Each of at least 3 characters.
    whole_below : int, default 0
        Strings of fewer bytes must stand as a word of their own: Brown is not in brownish.
    limits : Limits, optional

    Raises
    ------
    Quarantined
        If something in the file cannot be looked into: damaged, encrypted, or unpacking beyond all measure.

    Examples
    --------
    >>> import gzip, tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     _ = file.write(gzip.compress("patient JANE DOE".encode("utf-16")))
    ...     file.flush()
    ...     sorted(find_strings(file.name, ["Doe^Jane", "Roe^Richard"]))
    ['Doe^Jane']
    """
    wanted = sorted(set(strings))
    if not wanted:
        return frozenset()
    tally = scan_file(Path(path), Wanted(wanted, whole_below=whole_below), limits=limits)
    if tally.refused:
        raise Quarantined(
            Reason.UNSUPPORTED, f"It cannot be searched in full ({'; '.join(sorted(tally.refused))})."
        )
    return frozenset(wanted[sight.number] for sight in tally.sights.values())


def scan_file(
    path: Path, wanted: Wanted, *, limits: Limits | None = None, pixels: PixelReader | None = None
) -> Tally:
    """Look through the bytes of one file and everything packed in them, and through its pixels if asked to."""
    with path.open("rb") as file:
        return _scan(file, wanted, limits, pixels)


def scan_bytes(data: bytes, wanted: Wanted) -> Tally:
    """Look through bytes as if they were a file."""
    return _scan(io.BytesIO(data), wanted, None, None)


def _scan(file: BinaryIO, wanted: Wanted, limits: Limits | None, pixels: PixelReader | None) -> Tally:
    tally = Tally(limits=limits or Limits())
    scanner = Scanner(wanted, tally, collect=whole_files(pixels))
    while piece := file.read(PIECE):
        scanner.feed(piece)
    scanner.end()
    return tally
