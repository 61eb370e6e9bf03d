# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""X2: the search finds 100 % of planted strings in every way of writing; a search with a part left out does not."""

import base64
import gzip
import io
import os
import time
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common.errors import PrivacyInputError
from secured.common.outcome import Quarantined, Reason
from secured.dans.leaks import Limits, find_strings
from secured.dans.leaks.find_strings import scan_bytes
from secured.dans.leaks.hiding_places import hiding_places, packers
from secured.dans.leaks.pattern_set import PatternSet
from secured.dans.leaks.scanner import BLOCK, Scanner, Tally
from secured.dans.leaks.spellings import spellings
from secured.dans.leaks.text_views import VIEWS, views
from secured.dans.leaks.wanted import Wanted

STRINGS = ("QX77TOKEN91", "Kovács^Annaő", "Γεώργιος Παπαδ", "山田太郎さんと花", "Zqvf Grünwald-ß4")


def found(data: bytes, *strings: str, **options: object) -> set[int]:
    """Numbers of the strings that are found in bytes."""
    return {sight.number for sight in scan_bytes(data, Wanted(strings, **options)).sights.values()}


@pytest.mark.parametrize("text", STRINGS)
@pytest.mark.parametrize("seed", range(3))
def test_every_way_of_writing_is_seen_through(text: str, seed: int) -> None:
    places = hiding_places(text, np.random.default_rng(seed))
    assert len(places) >= 75
    assert [way for way, data in places.items() if not found(data, text)] == []


@pytest.mark.parametrize("text", STRINGS)
def test_what_is_not_there_is_not_found(text: str) -> None:
    places = hiding_places("somebody else", np.random.default_rng(1))
    assert [way for way, data in places.items() if found(data, text)] == []


MISSED = {
    "wide": {"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "npz"},
    "escaped": {"every letter a JSON escape", "percent", "XML entities"},
    "wrapped": {"over two lines"},
    "drawn": {"PDF page with kerning"},
    "base64": {"base64, alignment 1", "base64 over lines, alignment 2", "base64 of UTF-16, alignment 0"},
    "hexadecimal": {"hexadecimal", "hexadecimal in pairs", "hexadecimal, odd place, capitals"},
}


@pytest.mark.parametrize("left_out", MISSED)
def test_a_search_without_one_view_misses_what_that_view_is_for(left_out: str) -> None:
    """Broken on purpose: each view is needed, and the positive control would notice if one failed."""
    text = "Qvärk Zsöx-40915"
    rest = tuple(view for view in VIEWS if view != left_out)
    places = hiding_places(text, np.random.default_rng(0))
    assert {way for way, data in places.items() if not found(data, text, views=rest)} >= MISSED[left_out]


def test_a_search_without_any_view_finds_nothing() -> None:
    text = "Qvärk Zsöx-40915"
    assert not any(
        found(data, text, views=()) for data in hiding_places(text, np.random.default_rng(0)).values()
    )


def test_a_search_that_does_not_unpack_says_so(tmp_path: Path) -> None:
    """Broken on purpose: no decompression misses what is compressed, and is never taken for a clean file."""
    path = tmp_path / "packed"
    for pack in (gzip.compress, zlib.compress):
        path.write_bytes(pack(b"before QX77TOKEN91 after " * 9))
        assert find_strings(path, ["QX77TOKEN91"]) == {"QX77TOKEN91"}
    path.write_bytes(gzip.compress(b"before QX77TOKEN91 after " * 9))
    with pytest.raises(Quarantined, match="cannot be searched in full") as error:
        find_strings(path, ["QX77TOKEN91"], limits=Limits(depth=0))
    assert error.value.reason is Reason.UNSUPPORTED


@pytest.mark.parametrize("shift", [-40, -11, -7, -1, 0, 3])
@pytest.mark.parametrize(
    "way", ["utf-8", "utf-32-le", "every letter a JSON escape", "base64, alignment 1", "gzip", "zlib"]
)
def test_nothing_is_lost_where_two_blocks_meet(way: str, shift: int) -> None:
    rng = np.random.default_rng(abs(shift))
    data = hiding_places("QX77TOKEN91", rng)[way]
    around = rng.integers(200, 256, BLOCK + 5000).astype(np.uint8).tobytes()  # no letters
    assert found(around[: BLOCK + shift] + data + around[:5000], "QX77TOKEN91")


def test_gzip_members_are_one_stream() -> None:
    """As bgzip writes them; a string across two members is found, in the outer file and inside a zip."""
    text = b"x" * 500 + b"QX77TOKEN91" + b"y" * 500
    members = b"".join(gzip.compress(text[at : at + 7]) for at in range(0, len(text), 7))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", members)
    assert found(members, "QX77TOKEN91") and found(packed.getvalue(), "QX77TOKEN91")


def test_places_are_exact_for_plain_and_wide_text() -> None:
    wanted = Wanted(["QX77TOKEN91"])
    for encoding, name in (("utf-8", "plain"), ("utf-16-le", "wide"), ("utf-32-le", "wide")):
        block = "äöü and QX77TOKEN91".encode(encoding)
        places = {sight.encoding: sight.offset for sight in scan_bytes(block, wanted).sights.values()}
        assert places[name] == block.index("QX".encode(encoding))


def test_layers_are_told() -> None:
    data = gzip.compress(b'{"a": "' + base64.b64encode(gzip.compress(b"QX77TOKEN91" * 3)) + b'"}')
    layers = {sight.layers for sight in scan_bytes(data, Wanted(["QX77TOKEN91"])).sights.values()}
    assert layers == {("gzip", "base64", "gzip")}


@pytest.mark.parametrize(
    ("identifier", "written"),
    [
        ("Doe^Jane", "seen by Jane DOE today"),
        ("Doe^Jane", "DOE, JANE"),
        ("Kovács Anna", "kovacs_anna.dcm"),
        ("Kovács Anna", "ANNAKOVÁCS"),
        ("1961-02-03", "born 3/2/1961"),
        ("19610203", "03-FEB-1961"),
        ("1961-02-03", "February 3, 1961"),
        ("TOKEN-4711", "1174-nekot"),
    ],
)
def test_names_and_dates_are_found_in_other_forms(identifier: str, written: str) -> None:
    assert found(written.encode(), identifier)


def test_numbers_are_found_in_binary_columns() -> None:
    for kind in ("<i8", ">i8", "<f8", ">f8"):
        assert found(np.arange(48291300, 48291400).astype(kind).tobytes(), "48291377")


@pytest.mark.parametrize(
    "around", ["{}", "{}093015", "{}093015.250000", "A{}B", "1.2.840.{}.7", "20{}10310093015"]
)
def test_a_date_is_found_in_any_number_that_somebody_has(around: str) -> None:
    uid = "2.25.1234519610314" + "7" * 24
    alone = around.format("19610314").encode()
    assert found(alone, "1961-03-14") == {0}
    assert found(uid.encode() + b"\0\0" + alone, "1961-03-14") == {0}  # the hash before it hides nothing


def test_a_date_within_the_digits_of_a_hash_is_chance() -> None:
    for at in range(31):
        digits = "4" * at + "19610314" + "7" * (31 - at)
        assert found(f"2.25.{digits} ".encode(), "1961-03-14") == set()
    assert found(b"2.25." + b"4" * 8 + b"19610314" + b"7" * 8, "1961-03-14") == {
        0
    }  # 24 digits may be somebody's


def test_short_strings_stand_alone_where_that_is_asked_for() -> None:
    text = b"The Fordham afford 4712345 study"
    assert found(text, "Ford", "12345") == {0, 1}
    assert found(text, "Ford", "12345", whole_below=8) == set()
    assert found(b"seen by Ford, 12345", "Ford", "12345", whole_below=8) == {0, 1}
    assert found(b"\x10\0\x20\0LO\x06\x00123456\x32\0\x40\0", "123456", whole_below=8) == {
        0
    }  # then a DICOM tag


class TestWhatCannotBeSearched:
    """Reported, never taken for clean."""

    def refusal(self, data: bytes, **limits: int) -> str:
        tally = Tally(limits=Limits(**limits))
        scanner = Scanner(Wanted(["QX77TOKEN91"]), tally)
        scanner.feed(data)
        scanner.end()
        return "; ".join(sorted(tally.refused))

    @pytest.mark.parametrize("pack", ["gzip", "zlib", "bzip2", "xz", "zip deflated", "zip LZMA", "zip bzip2"])
    def test_a_bomb(self, pack: str) -> None:
        bomb = packers()[pack](bytes(20_000_000))
        start = time.perf_counter()
        assert "beyond all measure" in self.refusal(bomb, unpacked=2**20, ratio=10)
        assert time.perf_counter() - start < 5

    def test_a_bomb_in_a_bomb(self) -> None:
        bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
        assert "beyond all measure" in self.refusal(bomb, unpacked=2**20, ratio=10)

    @pytest.mark.parametrize("pack", ["gzip", "bzip2", "xz", "zip deflated", "zip bzip2", "zip LZMA"])
    def test_a_stream_that_is_cut_short(self, pack: str) -> None:
        whole = packers()[pack](np.random.default_rng(0).bytes(5000))
        assert self.refusal(whole) == ""
        assert "damaged or cut short" in self.refusal(whole[: len(whole) // 2])

    def test_an_encrypted_archive_and_document(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a", b"secret")
        data = bytearray(packed.getvalue())
        data[6] |= 1  # the flag of the local header
        assert "encrypted" in self.refusal(bytes(data))
        assert "encrypted pdf" in self.refusal(b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>")

    def test_a_format_that_cannot_be_unpacked(self) -> None:
        for head in (b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x04\x22\x4d\x18"):
            assert "cannot be unpacked" in self.refusal(head + bytes(40))

    def test_archives_in_archives_without_end(self) -> None:
        data = b"QX77TOKEN91"
        for _ in range(12):
            data = gzip.compress(data)
        assert "more than 8 streams in each other" in self.refusal(data)

    def test_what_begins_like_a_stream_by_chance_is_no_damage(self) -> None:
        for head in (b"]\0\0\0\x10", b"PK\x03\x04\xff\xff", b"x\x9c\xff", b"\x1f\x8b\x08\0abcd\x09"):
            assert self.refusal(head + np.random.default_rng(0).bytes(5000)) == ""

    def test_a_parquet_file_that_is_damaged(self) -> None:
        data = hiding_places("QX77TOKEN91", np.random.default_rng(0))["parquet"]
        assert scan_bytes(data, Wanted(["QX77TOKEN91"])).refused == set()
        assert "columns" in "".join(scan_bytes(data[:-30], Wanted(["OTHERTOKEN"])).refused)

    def test_no_message_holds_content(self, tmp_path: Path) -> None:
        path = tmp_path / "QX77TOKEN91.gz"
        path.write_bytes(gzip.compress(b"QX77TOKEN91" * 50)[:-9])
        with pytest.raises(Quarantined) as error:
            find_strings(path, ["QX77TOKEN91"])
        assert "TOKEN" not in str(error.value)


def test_memory_is_a_few_blocks(tmp_path: Path) -> None:
    """A hundred megabytes in a gzip: never in memory at once."""
    import tracemalloc

    path = tmp_path / "large.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(24):
            file.write(np.random.default_rng(0).integers(0, 30, 2**20).astype(np.uint8).tobytes())
        file.write(b"QX77TOKEN91")
    tracemalloc.start()
    try:
        assert find_strings(path, ["QX77TOKEN91"])
        assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    finally:
        tracemalloc.stop()


def test_bad_input_is_refused() -> None:
    with pytest.raises(PrivacyInputError, match="string 1 has fewer than 3"):
        Wanted(["long enough", "ab"])
    with pytest.raises(PrivacyInputError, match="no view sideways"):
        Wanted(["long enough"], views=("sideways",))
    assert find_strings(os.devnull, []) == frozenset()


class TestPartsAgainstSlowTwins:
    """Each against the plain definition, on random input."""

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.binary(min_size=1, max_size=20).map(lambda b: bytes(x % 3 + 97 for x in b)),
            min_size=1,
            max_size=60,
        ),
        st.binary(max_size=400).map(lambda b: bytes(x % 3 + 97 for x in b)),
    )
    def test_many_patterns(self, patterns: list[bytes], data: bytes) -> None:
        expected = {(at, data.find(one)) for at, one in enumerate(patterns) if one in data}
        assert set(PatternSet(patterns).find(data)) == expected

    def test_thousands_of_patterns(self) -> None:
        rng = np.random.default_rng(2)
        patterns = [b"1.2.826.%d" % number for number in rng.integers(10**12, size=4000)] + [
            b"ab%dz" % at for at in range(999)
        ]
        data = b" ".join(patterns[at] for at in rng.permutation(len(patterns))[:2000])
        expected = {at for at, one in enumerate(patterns) if one in data}
        assert {at for at, _ in PatternSet(patterns).find(data)} == expected

    @settings(max_examples=60, deadline=None)
    @given(st.binary(min_size=12, max_size=60), st.binary(max_size=9), st.integers(0, 80))
    def test_base64_and_hexadecimal_at_any_place(self, secret: bytes, before: bytes, width: int) -> None:
        text = base64.b64encode(before + secret)
        if width > 3:
            text = b"\n".join(text[at : at + width] for at in range(0, len(text), width))
        seen = [view.data for view in views(b"x: " + text + b" .", frozenset(["base64"]))]
        assert any(secret[1:-2] in data for data in seen)
        seen = [
            view.data
            for view in views(
                b"=" + before[:1].hex().encode() + secret.hex().encode(), frozenset(["hexadecimal"])
            )
        ]
        assert any(secret in data for data in seen)

    @settings(max_examples=60, deadline=None)
    @given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=4, max_size=30))
    def test_every_text_is_found_as_it_is(self, text: str) -> None:
        assert found(b"<" + text.encode() + b">", text)
        assert all(one.pattern == one.pattern.lower() for one in spellings(text))
