# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Presets carry their source and how sure it is, and nobody gets one without asking."""

import inspect

import pytest

from secured.common import PrivacyInputError
from secured.dean import presets, risk, threshold_of
from secured.dean.thresholds import Evidence


def test_every_preset_names_its_source_and_how_sure_it_is():
    for one in presets():
        assert 0 < one.value < 1 and len(one.source) > 10 and one.meaning
        assert one.standing in Evidence and one.to_dict()["standing"]
        assert threshold_of(one.name) == one


def test_a_value_that_was_not_read_in_its_source_says_so():
    assert {one.value for one in presets() if one.standing is Evidence.UNVERIFIED} == {0.05, 0.09, 0.2, 0.33}
    assert "check" in str(Evidence.UNVERIFIED)


def test_no_preset_is_a_default():
    assert inspect.signature(risk).parameters["threshold"].default is inspect.Parameter.empty
    assert inspect.signature(threshold_of).parameters["name"].default is inspect.Parameter.empty


def test_an_unknown_preset_is_refused_with_those_there_are():
    with pytest.raises(PrivacyInputError, match="EMA policy 0070"):
        threshold_of("EMA")
