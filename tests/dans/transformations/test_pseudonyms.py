# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Pseudonyms are the same under one key, unlike under another, and cannot be looked up without it."""

import json
import pickle

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.project_key import ProjectKey
from secured.dans.tables.transformations.pipeline import Pipeline
from secured.dans.tables.transformations.pseudonyms import Pseudonyms

KEY = ProjectKey(bytes(range(32)))


def codes(values, key: ProjectKey = KEY, **more) -> list:
    step = Pseudonyms(**({"column": "id", "key": key, "domain": "patient"} | more))
    return step.apply(pd.DataFrame({"id": values}), rng=np.random.default_rng(0))["id"].tolist()


def test_they_are_those_of_the_key():
    assert codes(pd.Series(["Ana", None, "Ben", "Ana"], dtype=object)) == [
        KEY.pseudonym("patient", "Ana"), None, KEY.pseudonym("patient", "Ben"), KEY.pseudonym("patient", "Ana"),
    ]  # fmt: skip
    assert codes(["Ana"], length=30) == [KEY.pseudonym("patient", "Ana", length=30)]


def test_every_file_of_the_project_has_the_same():
    assert codes([4711, 12]) == codes(["4711", "12"]) == codes([4711.0, 12.0])
    assert codes(pd.Series(["4711"], dtype="category")) == codes(["4711"])
    assert not set(codes(["Ana"])) & {*codes(["Ana"], ProjectKey.generate()), *codes(["Ana"], domain="nurse")}


def test_a_dictionary_without_the_key_finds_nobody():
    patients = [f"patient {number}" for number in range(100)]
    released = set(codes(patients))
    guess = ProjectKey(bytes(32))
    assert len(released) == 100
    assert not released & set(codes(patients, guess))
    assert released == set(codes(patients, KEY))  # whoever has the key finds everybody


def test_the_key_is_in_no_description():
    step = Pseudonyms(column="id", key=KEY, domain="patient")
    secret = bytes(range(32))
    for text in (repr(step), str(step), json.dumps(step.to_dict())):
        assert secret.hex() not in text
        assert repr(secret)[2:-1] not in text
    assert step.to_dict()["key"] == KEY.fingerprint
    with pytest.raises(PrivacyInputError, match="not pickled"):
        pickle.dumps(step)


def test_values_that_would_share_a_pseudonym_are_refused():
    with pytest.raises(PrivacyInputError, match="1 values of id share a pseudonym") as caught:
        codes(pd.Series(["Q7731", 7731, "7731"], dtype=object))
    assert "Q7731" not in str(caught.value)


def test_what_cannot_be_used_is_refused_at_once():
    with pytest.raises(PrivacyInputError, match="is no ProjectKey"):
        Pseudonyms(column="id", key=b"secret", domain="patient")
    with pytest.raises(PrivacyInputError, match="domain is empty"):
        Pseudonyms(column="id", key=KEY, domain="")
    with pytest.raises(PrivacyInputError, match="length=4"):
        Pseudonyms(column="id", key=KEY, domain="patient", length=4)


@pytest.mark.parametrize("role", list(Role))
def test_an_identifier_becomes_insensitive_and_other_roles_stay(role):
    column = Column(role=role, type=ColumnType.INTEGER)
    after = Pseudonyms(column="id", key=KEY, domain="patient").describe({"id": column})["id"]
    assert after.role is (Role.INSENSITIVE if role is Role.IDENTIFIER else role)
    assert after.type is ColumnType.TEXT


def test_a_release_carries_pseudonyms_instead_of_names(plain):
    dataset = plain.random_dataset(0, 30, ["flat"])
    step = Pseudonyms(column="name", key=KEY, domain="patient")
    linked = Pipeline(steps=(step,)).link(dataset, np.random.default_rng(0))
    back = linked.release.data["name"].to_numpy()[linked.row_of]
    assert back.tolist() == [KEY.pseudonym("patient", name) for name in dataset.data["name"]]
    assert "name" not in linked.release.quasi_identifiers
