# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The strings of a search, made ready once for any number of files."""

from collections.abc import Iterator, Sequence

from secured.common.errors import PrivacyInputError
from secured.dans.leaks.drawn_text import alike, is_in_drawn
from secured.dans.leaks.pattern_set import PatternSet
from secured.dans.leaks.spellings import spellings, written_forms
from secured.dans.leaks.text_views import VIEWS, views

__all__ = ["Wanted"]

SHORTEST = 3
WRAPPED_FROM = 8  # bytes: shorter strings arise where words meet, once the space between them is gone
WORD = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
DIGITS = frozenset(b"0123456789")
LONGEST_NUMBER = 24  # digits: more in a row are no number of a person, no date and time, but made of a hash


class Wanted:
    """Strings to look for; known by their numbers in everything that is shown.

    Parameters
    ----------
    strings : sequence of str
        Each of at least three characters; of more than 200, the first 200 are looked for.
    whole_below : int, default 0
        Shorter ones, in bytes, must stand as a word of their own; numbers of them need no digit beside them.
    views : sequence of str
        Ways to read a file's bytes, see `VIEWS`; leave some out only to show what is then missed.

    Raises
    ------
    PrivacyInputError
        If a string is too short to be told from chance, or a view unknown.

    Examples
    --------
    >>> wanted = Wanted(["Kovács Anna", "48291377"])
    >>> [(number, encoding) for number, encoding, _ in wanted.in_block("4829 1377 KOVÁCS ANNA".encode())]
    [(0, 'utf-8'), (1, 'wrapped'), (0, 'wrapped')]
    """

    def __init__(self, strings: Sequence[str], *, whole_below: int = 0, views: Sequence[str] = VIEWS) -> None:
        if unknown := set(views) - set(VIEWS):
            raise PrivacyInputError(
                f"Wanted: there is no view {min(unknown)}. Choose from {', '.join(VIEWS)}."
            )
        self.strings = tuple(strings)
        self.views = frozenset(views)
        spelled: dict[bytes, tuple[str, list[int]]] = {}
        solid: dict[bytes, list[int]] = {}
        for number, text in enumerate(self.strings):
            if len(text.strip()) < SHORTEST:
                raise PrivacyInputError(
                    f"Wanted: string {number} has fewer than {SHORTEST} characters, which are anywhere."
                )
            for one in spellings(text.strip()):
                spelled.setdefault(one.pattern, (one.encoding, []))[1].append(number)
                joined = one.pattern.translate(None, b" \t\r\n")
                if len(joined) >= WRAPPED_FROM and number not in solid.setdefault(joined, []):
                    solid[joined].append(number)
        self._spelled = list(spelled.values())
        self._patterns = PatternSet(list(spelled))
        self._whole = [len(pattern) < whole_below for pattern in spelled]
        self._solid = list(solid.values())
        self._solid_patterns = PatternSet(list(solid))
        self.overlap = 12 * self._patterns.longest + 256  # escaped, encoded and wrapped, still whole

    def in_block(self, block: bytes) -> Iterator[tuple[int, str, int]]:
        """Yield the number, the encoding and the place of every string in a block, the first of each way."""
        for view in views(block, self.views, self._patterns.longest):
            small = view.data.lower()
            if view.name == "wrapped":
                for at, place in self._solid_patterns.find(small):
                    start = _outside_hashes(small, self._solid_patterns.patterns[at], place)
                    if start >= 0:
                        where = view.place(block, start)
                        yield from ((number, "wrapped", where) for number in self._solid[at])
                continue
            for at, place in self._patterns.find(small):
                start = (
                    self._as_word(small, at, place)
                    if self._whole[at]
                    else _outside_hashes(small, self._patterns.patterns[at], place)
                )
                if start >= 0:
                    encoding, numbers = self._spelled[at]
                    shown = encoding if view.name == "plain" else SHOWN.get(encoding, "{}, " + encoding)
                    where = view.place(block, start)
                    yield from ((number, shown.format(view.name), where) for number in numbers)

    def in_drawn_text(self, text: str) -> Iterator[int]:
        """Yield the number of every string in a text that was read from pixels, where letters are mistaken."""
        read = alike(text)
        for number, string in enumerate(self.strings):
            if any(is_in_drawn(form, read) for form in written_forms(string)):
                yield number

    def _as_word(self, data: bytes, at: int, place: int) -> int:
        """The first place from one on where a pattern has no letter or digit beside it, or -1."""
        pattern = self._patterns.patterns[at]
        beside = DIGITS if pattern.isdigit() else WORD
        while place >= 0:
            stop = place + len(pattern)
            after = data[stop : stop + 2]
            if after[1:] == b"\0":
                after = b""  # of a binary number that comes next, such as DICOM's tags
            if not beside.intersection(data[max(place - 1, 0) : place] + after[:1]):
                break
            place = data.find(pattern, place + 1)
        return place


def _outside_hashes(data: bytes, pattern: bytes, place: int) -> int:
    """The first place from one on where digits are not part of far more of them, or -1.

    A unique identifier under 2.25 has up to 39 digits of a hash (PS3.5, B.2): in ten thousand of them one of a hundred
    days of birth, in three orders, stands by chance.
    """
    if not pattern.isdigit() or len(pattern) > LONGEST_NUMBER:
        return place
    while place >= 0:
        first, last = place, place + len(pattern)
        while first > 0 and last - first <= LONGEST_NUMBER and data[first - 1] in DIGITS:
            first -= 1
        while last < len(data) and last - first <= LONGEST_NUMBER and data[last] in DIGITS:
            last += 1
        if last - first <= LONGEST_NUMBER:
            break
        place = data.find(pattern, place + 1)
    return place


SHOWN = {"plain": "{}", "latin-1": "{}"}
