# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Masking hides the characters of its rule, keeps the length, and refuses a rule that finds nothing."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dans.tables.transformations.masking import Masking


def masked(values, **more) -> list:
    table = pd.DataFrame({"code": pd.Series(values, dtype=object)})
    return Masking(column="code", **more).apply(table, rng=np.random.default_rng(0))["code"].tolist()


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ({"suffix": 2}, "08016", "080**"),
        ({"suffix": 9}, "08016", "*****"),
        ({"suffix": 1, "character": "x"}, "08016", "0801x"),
        ({"positions": (0, -1)}, "08016", "*801*"),
        ({"positions": (2, 9)}, "08016", "08*16"),
        ({"positions": (-5,)}, "08016", "*8016"),
        ({"positions": (-9, 3)}, "08016", "080*6"),
        ({"pattern": r"\d"}, "Ana 1960-04-01", "Ana ****-**-**"),
        ({"pattern": r"(?<=@).*"}, "ana@upm.es", "ana@******"),
        ({"pattern": "a.*?a"}, "banana", "b***na"),
    ],
)
def test_by_hand(rule, text, expected):
    assert masked([text, None], **rule) == [expected, None]


texts = st.text(st.characters(exclude_characters="*"), min_size=1, max_size=12)


@given(values=st.lists(texts, min_size=1), suffix=st.integers(1, 8))
def test_the_end_is_hidden_and_the_rest_stays(values, suffix):
    for text, result in zip(values, masked(values, suffix=suffix), strict=True):
        shown = max(len(text) - suffix, 0)
        assert result == text[:shown] + "*" * (len(text) - shown)


@given(values=st.lists(texts, min_size=1), pattern=st.sampled_from(["[a-m]", r"\d+", "^.", "(a|b)c?"]))
def test_no_match_of_the_pattern_is_left(values, pattern):
    for text, result in zip(values, masked(values, pattern=pattern, unmatched="keep"), strict=True):
        assert result == re.sub(pattern, lambda match: "*" * len(match[0]), text)


@pytest.mark.parametrize("rule", [{"pattern": r"\d"}, {"positions": (7,)}, {"pattern": ""}])
def test_a_text_in_which_nothing_is_masked_is_refused_unless_said(rule):
    with pytest.raises(PrivacyInputError, match="in 2 rows of code there is nothing to mask") as caught:
        masked(["Q7731Q7731" if "" not in rule.values() else "", "Smith", "Smith"][-2:], **rule)
    assert "Smith" not in str(caught.value)
    assert masked(["Smith"], **rule, unmatched="mask") == ["*****"]
    assert masked(["Smith"], **rule, unmatched="keep") == ["Smith"]


def test_what_is_masked_already_counts_as_masked():
    assert masked(["08***"], suffix=3) == ["08***"]


def test_numbers_have_lost_their_zeros_and_are_refused():
    with pytest.raises(PrivacyInputError, match="1 values of code are no texts"):
        masked(["08016", 8016], suffix=2)
    assert masked([None, None], suffix=2) == [None, None]


def test_texts_of_the_pandas_type_stay_so():
    column = pd.Series(["08016", None], dtype="str")
    result = Masking(column="code", suffix=1).apply(
        pd.DataFrame({"code": column}), rng=np.random.default_rng(0)
    )
    assert result["code"].dtype == column.dtype
    category = column.astype("category")
    result = Masking(column="code", suffix=1).apply(
        pd.DataFrame({"code": category}), rng=np.random.default_rng(0)
    )
    assert result["code"].tolist()[0] == "0801*"
    assert result["code"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({}, "nothing given"),
        ({"suffix": 1, "pattern": "a"}, "suffix and pattern given"),
        ({"suffix": 0}, "suffix=0"),
        ({"suffix": 1.5}, "suffix=1.5"),
        ({"positions": ()}, "positions="),
        ({"positions": (0.5,)}, "positions="),
        ({"pattern": "("}, "cannot be read"),
        ({"suffix": 1, "character": "**"}, "is not one character"),
        ({"suffix": 1, "character": ""}, "is not one character"),
        ({"suffix": 1, "unmatched": "drop"}, "unknown unmatched='drop'"),
    ],
)
def test_rules_that_are_none_are_refused(rule, message):
    with pytest.raises(PrivacyInputError, match=message):
        Masking(column="code", **rule)
