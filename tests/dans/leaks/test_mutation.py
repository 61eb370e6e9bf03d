# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Damaged files: seeded, of every kind, and different from the whole one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common.errors import PrivacyInputError
from secured.dans.leaks import find_strings, mutants
from secured.dans.leaks.mutation import KINDS

DATA = b"header size=300 name=QX77TOKEN91\n" + bytes(range(256)) * 40


def test_the_same_seed_gives_the_same_files() -> None:
    first = [one.data for one in mutants(DATA, 60, seed=3)]
    assert first == [one.data for one in mutants(DATA, 60, seed=3)]
    assert first[:20] == [one.data for one in mutants(DATA, 20, seed=3)]
    assert (
        sum(a != b for a, b in zip(first, (one.data for one in mutants(DATA, 60, seed=4)), strict=True)) > 55
    )


def test_every_kind_of_damage_is_done() -> None:
    made = list(mutants(DATA, 30 * len(KINDS), seed=0))
    for kind in KINDS:
        assert sum(one.data != DATA for one in made if one.kind == kind) >= 25
    sizes = {one.kind: len(one.data) for one in made}
    assert sizes["cut short"] < len(DATA) < sizes["more bytes"]
    assert sizes["flipped bits"] == sizes["swapped blocks"] == sizes["overwritten"] == len(DATA)


def test_headers_are_hit_more_often_than_their_size_says() -> None:
    data = bytes(200_000)
    hit = [
        next(at for at, byte in enumerate(one.data) if byte)
        for one in mutants(data, 400, seed=1)
        if one.kind == "flipped bits"
    ]
    assert sum(at < 4096 for at in hit) > len(hit) / 2


@given(st.binary(min_size=1, max_size=40), st.integers(0, 30))
def test_the_smallest_files_can_be_damaged(data: bytes, seed: int) -> None:
    assert len(list(mutants(data, len(KINDS), seed))) == len(KINDS)


def test_nothing_is_shown() -> None:
    assert "TOKEN" not in repr(next(mutants(DATA, 1, seed=0)))
    with pytest.raises(PrivacyInputError):
        list(mutants(b"", 1, seed=0))
    with pytest.raises(PrivacyInputError):
        list(mutants(b"a", -1, seed=0))


@pytest.mark.slow
def test_the_search_itself_survives_damage(planted, tmp_path) -> None:
    """Found or told as not searched; never another exception."""
    from secured.common.outcome import Quarantined

    path = tmp_path / "damaged"
    for file in planted.files:
        for one in mutants((planted.folder / file).read_bytes(), 9, seed=7):
            path.write_bytes(one.data)
            try:
                find_strings(path, planted.texts())
            except Quarantined:
                continue
