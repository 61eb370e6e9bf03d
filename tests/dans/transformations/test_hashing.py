# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hashing is undone by a dictionary without a secret salt, and not with one."""

import copy
import dataclasses
import hashlib
import hmac
import json
import pickle
import re
import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dans.tables.transformations.hashing import Hashing, Salt

SALT = bytes(range(16))
BIRTHDAYS = [day.date().isoformat() for day in pd.date_range("1940-01-01", "2000-12-31", freq="37D")]


def hashed(values, salt: bytes = SALT) -> pd.Series:
    return Hashing(column="id", salt=salt).apply(pd.DataFrame({"id": values}), rng=np.random.default_rng(0))[
        "id"
    ]


def dictionary_attack(released: pd.Series) -> float:
    """Share of digests found by hashing everything that there can be, as anybody can."""
    table = {hashlib.sha256(one.encode()).hexdigest() for one in BIRTHDAYS}
    table |= {hmac.new(b"", one.encode(), "sha256").hexdigest() for one in BIRTHDAYS}
    table |= set(hashed(BIRTHDAYS, bytes(16)))
    return float(released.isin(table).mean())


def test_a_dictionary_breaks_hashing_without_a_secret_and_not_with_one(monkeypatch):
    """The variant broken on purpose: SHA-256 of the value alone."""
    people = pd.Series(np.random.default_rng(0).choice(BIRTHDAYS, 200))
    assert dictionary_attack(hashed(people)) == 0
    monkeypatch.setattr(Hashing, "_digest", lambda self, value: hashlib.sha256(value.encode()).hexdigest())
    assert dictionary_attack(hashed(people)) == 1


def test_a_reference_value():
    """RFC 4231, test case 2, with the salt as key; its own key is too short to be a salt."""
    assert (
        hashed(["what do ya want for nothing?"])[0]
        == hmac.new(SALT, b"what do ya want for nothing?", "sha256").hexdigest()
    )
    text = "Test Using Larger Than Block-Size Key - Hash Key First"  # RFC 4231, test case 6
    expected = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    assert hashed([text], b"\xaa" * 131)[0] == expected


@given(values=st.lists(st.one_of(st.none(), st.text(max_size=5)), max_size=20))
def test_equal_values_have_equal_digests_and_others_do_not(values):
    column = pd.Series(values, dtype=object)
    result = hashed(column)
    assert result.isna().tolist() == column.isna().tolist()
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in result.dropna())
    pairs = set(zip(column.dropna(), result.dropna(), strict=True))
    texts = {unicodedata.normalize("NFC", value) for value in column.dropna()}
    assert len({digest for _, digest in pairs}) == len(texts)


@pytest.mark.parametrize("salt", [b"", b"short", "sixteen letters!", None])
def test_a_salt_is_needed_and_long(salt):
    with pytest.raises(PrivacyInputError, match="at least 16 bytes"):
        Hashing(column="id", salt=salt)


def test_the_salt_is_in_no_description_and_in_no_copy():
    secret = b"Q7731Q7731Q7731Q"
    step = Hashing(column="id", salt=secret)
    parts = dataclasses.asdict(step)
    written = [repr(step), str(step), str(step.to_dict()), repr(parts), repr(dataclasses.astuple(step)), repr(step.salt)]  # fmt: skip
    written += [repr(vars(step)), json.dumps(parts, default=repr), json.dumps(parts, default=str)]
    for text in written:
        assert "Q7731" not in text
        assert secret.hex() not in text
    for dump in (pickle.dumps, copy.copy, copy.deepcopy):
        if dump is pickle.dumps:
            with pytest.raises(PrivacyInputError, match="a salt is not pickled"):
                dump(step)
        else:
            assert dump(step.salt) is step.salt
    with pytest.raises(PrivacyInputError, match="cannot be changed"):
        step.salt.secret = b""
    with pytest.raises(AttributeError):
        _ = step.salt.secret


def test_a_step_is_told_from_one_of_another_salt():
    step = Hashing(column="id", salt=SALT)
    assert step == Hashing(column="id", salt=Salt(SALT)) == dataclasses.replace(step)
    assert hash(step) == hash(dataclasses.replace(step))
    assert step != Hashing(column="id", salt=bytes(16))
    assert dataclasses.replace(step, column="other").salt == step.salt
