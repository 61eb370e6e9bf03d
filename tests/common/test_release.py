# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A release says how it was made and how to read it, without a record and without the link back to people."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from secured import __version__
from secured.common import GeneralizedValue, Guarantee, LinkedRelease, Release

CANARY = "JaneQ7731"


def release(**changes) -> Release:
    fields = {
        "data": pd.DataFrame(
            {"age": ["40-49", "*", None], "disease": ["flu", CANARY, "flu"], "ward": ["x", "y", "z"]}
        ),
        "quasi_identifiers": ("age",),
        "sensitive": ("disease",),
        "method": "by <hand>",
        "parameters": {"k": 2},
        "seed": 7,
        "source": "abc",
        "guarantee": Guarantee(k=2, l={"disease": 3}, t={"disease": 0.25}),
        "descriptions": {
            "age": {
                "40-49": GeneralizedValue(kind="interval", lower=40.0, upper=50.0),
                "*": GeneralizedValue(kind="suppressed"),
            }
        },
    }
    return Release(**(fields | changes))


def test_the_description_is_plain_and_complete():
    described = json.loads(json.dumps(release().to_dict()))
    assert described["method"] == "by <hand>"
    assert described["parameters"] == {"k": 2}
    assert described["guarantee"] == {
        "k": 2, "l": {"disease": 3}, "t": {"disease": 0.25}, "unit": "person",
        "text": "2-anonymity, distinct 3-diversity of disease, 0.25-closeness of disease",
    }  # fmt: skip
    assert described["n_records"] == release().n_records == 3
    assert described["columns"] == {"age": "quasi-identifier", "disease": "sensitive", "ward": "insensitive"}
    assert described["values"] == {
        "age": {"40-49": {"kind": "interval", "lower": 40.0, "upper": 50.0}, "*": {"kind": "suppressed"}}
    }
    assert (described["seed"], described["source_sha256"], described["secured_version"]) == (
        7,
        "abc",
        __version__,
    )


@pytest.mark.parametrize("show", [repr, lambda one: one._repr_html_(), lambda one: json.dumps(one.to_dict())])
def test_no_record_is_shown(show):
    assert CANARY not in show(release())


def test_html_is_escaped():
    assert "<hand>" not in release()._repr_html_()
    assert "&lt;hand&gt;" in release()._repr_html_()


def test_the_link_to_people_is_not_part_of_what_leaves():
    linked = LinkedRelease(release=release(), row_of=np.array([731, -1, 732]))
    assert "731" not in repr(linked)
    assert "row_of" not in {field.name for field in dataclasses.fields(Release)}
    assert "row_of" not in release().to_dict()


def test_a_misspelt_field_is_refused():
    with pytest.raises(TypeError, match="sensitiv"):
        release(sensitiv=("disease",))


@pytest.mark.parametrize(
    ("guarantee", "text"),
    [
        (Guarantee(), "none"),
        (Guarantee(k=5), "5-anonymity"),
        (Guarantee(l={"a": 2, "b": 3}), "distinct 2-diversity of a, distinct 3-diversity of b"),
        (Guarantee(t={"a": 0.15}), "0.15-closeness of a"),
    ],
)
def test_a_guarantee_reads_in_the_fields_words(guarantee, text):
    assert guarantee.text == text


@pytest.mark.parametrize(
    ("value", "covered"),
    [
        (GeneralizedValue(kind="interval", lower=40, upper=50), [False, True, True, False, False]),
        (GeneralizedValue(kind="suppressed"), [True] * 5),
        (GeneralizedValue(kind="group", members=(40.0, 50.0)), [False, True, False, True, False]),
    ],
)
def test_a_generalized_number_covers_what_it_says(value, covered):
    assert value.covers(np.array([39.999, 40.0, 49.999, 50.0, np.nan])).tolist() == covered


@pytest.mark.parametrize(
    ("value", "covered"),
    [
        (GeneralizedValue(kind="prefix", prefix="08"), [True, True, False, False]),
        (GeneralizedValue(kind="suppressed"), [True] * 4),
        (GeneralizedValue(kind="group", members=("08", "1")), [False, True, True, False]),
    ],
)
def test_a_generalized_text_covers_what_it_says(value, covered):
    assert value.covers(np.array(["08016", "08", "1", None], dtype=object)).tolist() == covered
