# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A project's key gives the same answers everywhere, shows itself nowhere, and lives in one private file."""

import base64
import copy
import dataclasses
import hashlib
import hmac
import json
import os
import pickle
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.project_key import ProjectKey, plain_text

SECRET = bytes(range(100, 132))
KEY = ProjectKey(SECRET)


def shown(text: str) -> bool:
    """Whether the secret can be read from a text, in any of its usual forms."""
    forms = (
        SECRET.hex(),
        base64.b64encode(SECRET).decode(),
        base64.b32encode(SECRET).decode(),
        repr(SECRET)[2:-1],
    )
    return any(form.lower() in text.lower() for form in forms)


def test_a_pseudonym_written_out():
    """HMAC-SHA-256 over the parts, each after its length as eight bytes."""
    message = b"".join(len(part).to_bytes(8, "big") + part for part in (b"pseudonym", b"patient", b"4711"))
    digest = hmac.new(SECRET, message, hashlib.sha256).digest()
    assert KEY.pseudonym("patient", 4711) == base64.b32encode(digest).decode().lower()[:16]


def test_values_of_the_key_stay_what_they_are():
    """Committed: a change would cut every project off from its earlier releases."""
    assert KEY.pseudonym("patient", "4711") == "2dargmps3qbd7mfv"
    assert KEY.date_shift("4711") == timedelta(days=-169)
    assert KEY.fingerprint == "14da1afa12b2b96b"


@given(value=st.text(max_size=20), other=st.text(max_size=20), length=st.integers(8, 52))
def test_pseudonyms_are_equal_where_values_are(value, other, length):
    one, two = (KEY.pseudonym("patient", text, length=length) for text in (value, other))
    assert (one == two) == (plain_text(value) == plain_text(other))
    assert len(one) == length
    assert set(one) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert KEY.pseudonym("patient", value, length=52).startswith(one)
    assert one != KEY.pseudonym("sample", value, length=length)
    assert one != ProjectKey(bytes(32)).pseudonym("patient", value, length=length)


def test_domain_and_value_are_kept_apart():
    assert KEY.pseudonym("ab", "c") != KEY.pseudonym("a", "bc")
    joined = {
        KEY.pseudonym("a", "b\0c"),
        KEY.pseudonym("a\0b", "c"),
        KEY.pseudonym("a", "b"),
        KEY.pseudonym("b", "a"),
    }
    assert len(joined) == 4


@pytest.mark.parametrize(
    "same",
    [
        ("4711", 4711, 4711.0, np.int32(4711), np.float64(4711)),
        ("-3", -3, -3.0),
        ("0.5", 0.5, np.float64(0.5)),
        ("1960-04-01", date(1960, 4, 1)),
        ("Jos\u00e9", "Jose\u0301"),
    ],
)
def test_a_person_is_the_same_in_every_format(same):
    assert len({KEY.pseudonym("patient", value) for value in same}) == 1
    assert len({KEY.date_shift(value) for value in same}) == 1


@pytest.mark.parametrize(
    "value", [None, float("nan"), pd.NaT, pd.NA, True, np.bool_(True), ["Q7731"], b"Q7731"]
)
def test_what_has_no_plain_text_is_refused(value):
    for ask in (lambda: KEY.pseudonym("patient", value), lambda: KEY.date_shift(value)):
        with pytest.raises(PrivacyInputError, match="has no pseudonym") as caught:
            ask()
        assert "Q7731" not in str(caught.value)


@given(person=st.one_of(st.text(max_size=8), st.integers()), days=st.integers(1, 5000))
def test_a_date_shift_is_never_zero_and_within_the_days(person, days):
    shift = KEY.date_shift(person, days=days)
    assert shift == KEY.date_shift(person, days=days)
    assert 1 <= abs(shift.days) <= days
    assert shift == timedelta(days=shift.days)


def test_every_shift_is_as_likely():
    """6,000 people over six offsets: each within five standard errors of 1,000."""
    counts = Counter(KEY.date_shift(person, days=3).days for person in range(6000))
    assert sorted(counts) == [-3, -2, -1, 1, 2, 3]
    assert max(abs(count - 1000) for count in counts.values()) < 5 * (6000 * (1 / 6) * (5 / 6)) ** 0.5


def test_shifts_of_different_widths_and_keys_have_nothing_in_common():
    people = range(300)
    for other, days in ((KEY, 366), (ProjectKey(bytes(32)), 365)):
        equal = sum(KEY.date_shift(person) == other.date_shift(person, days=days) for person in people)
        assert equal < 10  # of 300 by chance less than one


@pytest.mark.parametrize("days", [0, -3, 1.5, float("nan")])
def test_days_are_whole_numbers_from_one(days):
    with pytest.raises(PrivacyInputError, match="days="):
        KEY.date_shift("4711", days=days)


@pytest.mark.parametrize("length", [7, 53, 8.5])
def test_a_length_that_is_none_is_refused(length):
    with pytest.raises(PrivacyInputError, match="length="):
        KEY.pseudonym("patient", "4711", length=length)


@pytest.mark.parametrize("domain", ["", None, 3])
def test_a_domain_says_what_is_named(domain):
    with pytest.raises(PrivacyInputError, match="domain is empty"):
        KEY.pseudonym(domain, "4711")


def test_generated_keys_differ_and_owe_nothing_to_a_seed():
    np.random.seed(0)
    one = ProjectKey.generate()
    np.random.seed(0)
    assert one != ProjectKey.generate()
    assert len({ProjectKey.generate().fingerprint for _ in range(50)}) == 50


def test_the_secret_is_shown_nowhere():
    texts = [
        repr(KEY),
        str(KEY),
        f"{KEY}",
        f"{[KEY]} {{'key': KEY}}",
        json.dumps({"key": KEY}, default=str),
        KEY.fingerprint,
    ]
    assert not any(shown(text) for text in texts)
    assert shown(SECRET.hex())  # the check itself
    with pytest.raises(TypeError):
        json.dumps(KEY)
    with pytest.raises(TypeError):
        vars(KEY)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_key_is_not_pickled(protocol):
    with pytest.raises(PrivacyInputError, match="a key is not pickled"):
        pickle.dumps(KEY, protocol)
    with pytest.raises(PrivacyInputError, match="a key is not pickled"):
        pickle.dumps({"a": [KEY]}, protocol)


def test_copies_are_the_key_itself_and_it_cannot_be_changed():
    @dataclasses.dataclass
    class Holder:
        key: ProjectKey

    assert copy.copy(KEY) is KEY
    assert copy.deepcopy([KEY])[0] is KEY
    assert dataclasses.asdict(Holder(KEY))["key"] is KEY
    for name in ("secret", "_ProjectKey__secret"):
        with pytest.raises(PrivacyInputError, match="cannot be changed"):
            setattr(KEY, name, b"other")
    assert KEY.fingerprint == ProjectKey(SECRET).fingerprint


def test_equal_secrets_are_equal_keys():
    assert KEY == ProjectKey(SECRET)
    assert hash(KEY) == hash(ProjectKey(SECRET))
    assert KEY != ProjectKey(bytes(32))
    assert KEY != SECRET


@pytest.mark.parametrize("secret", [b"", b"short", bytes(31), bytes(33), "x" * 32, bytearray(32), None])
def test_a_secret_of_another_length_is_refused(secret):
    with pytest.raises(PrivacyInputError, match="the secret is not 32 bytes"):
        ProjectKey(secret)


def test_a_written_key_is_read_again_and_private(tmp_path):
    path = tmp_path / "project.key"
    before = os.umask(0)  # even where new files are open to everybody
    try:
        KEY.write(path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert ProjectKey.read(path) == KEY
    assert ProjectKey.read(str(path)).pseudonym("patient", 1) == KEY.pseudonym("patient", 1)
    assert len(path.read_text().splitlines()) == 2


def test_a_key_is_never_overwritten(tmp_path):
    path = tmp_path / "project.key"
    KEY.write(path)
    with pytest.raises(PrivacyInputError, match="project.key exists and is not overwritten"):
        ProjectKey.generate().write(path)
    assert ProjectKey.read(path) == KEY
    link = tmp_path / "link.key"
    link.symlink_to(tmp_path / "elsewhere.key")
    with pytest.raises(PrivacyInputError, match="exists"):
        KEY.write(link)
    with pytest.raises(PrivacyInputError, match="cannot be written"):
        KEY.write(tmp_path / "nowhere" / "project.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_open_to_others_is_refused(tmp_path, mode):
    path = tmp_path / "project.key"
    KEY.write(path)
    path.chmod(mode)
    with pytest.raises(
        PrivacyInputError, match=f"project.key is open to others \\(mode {mode:04o}\\)"
    ) as caught:
        ProjectKey.read(path)
    assert str(tmp_path) not in str(caught.value)
    path.chmod(0o400)
    assert ProjectKey.read(path) == KEY


@pytest.mark.parametrize(
    "text",
    [
        "", "secured project key 1\n", "secured project key 2\nAAAA\n", "secured project key 1\nAAAA\n",
        "secured project key 1\nnot base64!\n", "secured project key 1\n" + "A" * 43 + "=\nmore\n",
    ],
)  # fmt: skip
def test_another_file_is_no_key(tmp_path, text):
    path = tmp_path / "project.key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(PrivacyInputError, match=r"project\.key holds no project key|32 bytes") as caught:
        ProjectKey.read(path)
    assert caught.value.__cause__ is None
    assert "AAAA" not in str(caught.value)


def test_what_cannot_be_read_is_refused(tmp_path):
    binary = tmp_path / "binary.key"
    binary.write_bytes(b"\xff\xfe")
    for path in (tmp_path / "none.key", tmp_path, binary):
        with pytest.raises(PrivacyInputError, match="cannot be read"):
            ProjectKey.read(path)


def test_a_key_is_made_once_where_there_is_none(tmp_path):
    path = tmp_path / "project.key"
    assert ProjectKey.ensure(path)
    first = ProjectKey.read(path)
    assert not ProjectKey.ensure(path) and ProjectKey.read(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
