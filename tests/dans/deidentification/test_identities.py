# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One person is one pseudonym and one shift, however their identifier is padded; unknown people are nobody."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError, ProjectKey
from secured.dans.deidentification import Identities

identifiers = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(str.strip)


@pytest.fixture(scope="module")
def identities() -> Identities:
    return Identities(key=ProjectKey(bytes(range(32))))


@given(identifiers, st.sampled_from(["", " ", "\0", "  \0\0"]))
def test_padding_makes_no_other_person(identities: Identities, person: str, padding: str) -> None:
    padded = padding + person + padding
    assert identities.pseudonym(padded) == identities.pseudonym(person)
    assert identities.shift(padded) == identities.shift(person)


def test_composed_and_decomposed_letters_are_the_same(identities: Identities) -> None:
    assert identities.pseudonym("Jos\u00e9") == identities.pseudonym("Jose\u0301")


def test_the_project_key_gives_the_same_pseudonym_to_tables(identities: Identities) -> None:
    assert identities.pseudonym("4711") == identities.key.pseudonym("patient", 4711)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_gaps_between_dates_stay(identities: Identities, one: date, other: date) -> None:
    assert identities.shifted("p", one) - identities.shifted("p", other) == one - other
    assert identities.shifted("p", one) != one


def test_times_of_day_stay(identities: Identities) -> None:
    when = datetime(2021, 3, 4, 23, 59, 58, 123456)
    assert identities.shifted("p", when).time() == when.time()


def test_offsets_spread_over_people(identities: Identities) -> None:
    offsets = [identities.shift(f"patient {n}") for n in range(200)]
    assert timedelta(0) not in offsets
    assert len(set(offsets)) >= 100


def test_a_date_at_the_end_of_time_is_refused(identities: Identities) -> None:
    far = date.max if identities.shift("p") > timedelta(0) else date.min
    with pytest.raises(PrivacyInputError, match="outside the calendar"):
        identities.shifted("p", far)


@pytest.mark.parametrize("nobody", ["", "  ", "\0\0", "\n"])
def test_an_empty_identifier_is_nobody(identities: Identities, nobody: str) -> None:
    with pytest.raises(PrivacyInputError, match="empty"):
        identities.pseudonym(nobody)


def test_uids_are_valid_repeat_and_differ_by_key(identities: Identities) -> None:
    mapped = {identities.uid(f"1.2.3.{n}") for n in range(500)}
    assert len(mapped) == 500
    for uid in mapped:
        assert len(uid) <= 64
        assert not uid.rpartition(".")[2].startswith("0")
    other = Identities(key=ProjectKey(bytes(32)))
    assert mapped.isdisjoint(other.uid(f"1.2.3.{n}") for n in range(500))
    assert identities.uid("1.2.3.0 ") in mapped
