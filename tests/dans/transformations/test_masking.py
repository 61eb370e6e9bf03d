# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Masking hides the characters of its rule, keeps the length, and refuses a rule that finds nothing."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.generalized_kinds import described_from_dict
from secured.common.hierarchies import Masked
from secured.dans.tables.transformations.masking import Masking
from secured.dans.tables.transformations.pipeline import Pipeline
from secured.dans.tables.transformations.suppression import CellSuppression
from secured.dean.tables.matching import Matcher

CODE = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.TEXT)


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


rules = st.sampled_from(
    [{"suffix": 2}, {"positions": (0, -2)}, {"pattern": "[a-m]"}, {"suffix": 1, "character": "#"}]
)


@given(values=st.lists(st.text("ab*#z", min_size=1, max_size=5), min_size=1, max_size=20), rule=rules)
def test_a_masked_text_stands_for_its_original_and_for_all_others_with_the_same_legible_characters(
    values, rule
):
    step = Masking(column="code", unmatched="keep", **rule)
    results, mask = masked(values, unmatched="keep", **rule), rule.get("character", "*")
    spec = step.describe({"code": CODE})["code"].hierarchy
    meanings = spec.build("code", np.array(sorted(set(results)), dtype=object)).descriptions[0]
    for text, result in zip(values, results, strict=True):
        assert (result in meanings) is (mask in result)
        if result in meanings:
            others = np.array([*values, None, 7], dtype=object)
            expected = [re.fullmatch(re.escape(result).replace(re.escape(mask), "(?s:.)"), one) is not None for one in values]  # fmt: skip
            assert meanings[result].covers(others).tolist() == [*expected, False, False]
            assert meanings[result].covers(np.array([text], dtype=object)).all()
            assert described_from_dict(meanings[result].to_dict()) == meanings[result]


@pytest.mark.parametrize("hidden", [[0, 1], [0, 7], []])
def test_a_description_whose_characters_do_not_fill_its_length_is_refused(hidden):
    with pytest.raises(ValueError, match="masked"):
        described_from_dict({"kind": "masked", "legible": "80", "length": 3, "hidden": hidden})


@pytest.mark.parametrize("role", [Role.QUASI_IDENTIFIER, Role.INSENSITIVE])
def test_dean_reads_masked_texts(plain, role):
    """Known codes fit the rows that agree where these are legible; taken for exact values they would fit none."""
    table = pd.DataFrame({"code": ["08016", "08028", "18016", None]})
    column = Column(role=role, type=ColumnType.TEXT)
    step = Masking(column="code", positions=(0, -1))
    linked = Pipeline(steps=(step,)).link(plain.dataset_of(table, {"code": column}), np.random.default_rng(0))
    assert linked.release.descriptions["code"]["*801*"] == Masked.of("*801*", "*")
    matcher = Matcher(linked.release, {"code": 0.0})
    found = matcher.candidates(table)
    pairs = set(zip(found.targets.tolist(), found.groups.tolist(), strict=True))
    own = matcher.group_of[linked.row_of]
    assert own[0] == own[2] != own[1]
    assert pairs == {(person, own[person]) for person in range(4)}
    assert len(matcher.candidates(pd.DataFrame({"code": ["98017", "0801", "08098"]})).targets) == 1


def test_masks_of_two_steps_add_up():
    first, second = Masking(column="code", suffix=1), Masking(column="code", positions=(0,), character="#")
    spec = second.describe(first.describe({"code": CODE}))["code"].hierarchy
    meaning = spec.build("code", np.array(["#801*"], dtype=object)).descriptions[0]["#801*"]
    assert meaning.covers(np.array(["98017", "08028"], dtype=object)).tolist() == [True, False]


def test_labels_of_an_earlier_step_are_not_masked():
    columns = CellSuppression(columns=("code",), k=2).describe({"code": CODE})
    with pytest.raises(PrivacyInputError, match="code holds labels of an earlier step"):
        Masking(column="code", suffix=1).describe(columns)
