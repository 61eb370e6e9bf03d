# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is hit hardest: hand-worked tenths, top hundredth and subgroup."""

import numpy as np
import pandas as pd
import pytest

from secured.common import clopper_pearson
from secured.dean.worst_off import WorstOff, worst_off

N = 200


def of(hits, confidence=None, known=None, baseline=None, abstain=None, starts_from="person"):
    n = len(hits)
    return worst_off(
        np.asarray(hits, dtype=bool),
        np.zeros(n, dtype=bool) if baseline is None else baseline,
        np.ones(n) if confidence is None else confidence,
        np.zeros(n, dtype=bool) if abstain is None else abstain,
        pd.DataFrame({"age": np.zeros(n)}) if known is None else known,
        starts_from,
    )


def test_tenths_run_from_the_surest_claim_on():
    confidence = np.random.default_rng(0).permutation(N) / N
    found = of(confidence > 0.85, confidence)
    assert found.tenths == pytest.approx((1.0, 0.45, *(0.0,) * 8), abs=0.06)
    assert found.top_rate == 1 and found.top_n == 10
    assert found.top_high == clopper_pearson(10, 10, 0.05).high


def test_the_top_is_a_hundredth_but_ten_at_least():
    assert of(np.ones(5)).top_n == 5
    assert of(np.ones(200)).top_n == 10
    assert of(np.ones(2001)).top_n == 21


def test_who_is_not_claimed_about_comes_last():
    abstain = np.arange(N) < 100
    found = of(abstain, np.where(abstain, 1.0, 0.1), abstain=abstain)
    assert found.top_rate == 0 and found.tenths[0] == 0 and found.tenths[-1] == 1


def test_the_worst_subgroup_is_named_with_its_size():
    town = np.array(["a"] * 100 + ["b"] * 60 + ["c"] * 40, dtype=object)
    found = of(town == "c", known=pd.DataFrame({"sex": ["f", "m"] * 100, "town": town}))
    assert (found.subgroup, found.subgroup_rate, found.subgroup_n) == ("town: c", 1.0, 40)
    assert found.subgroup_high == clopper_pearson(40, 40, 0.05).high


def test_what_could_be_guessed_anyway_makes_no_subgroup_worse():
    town = np.array(["a"] * 100 + ["b"] * 100, dtype=object)
    hits = (town == "a") | (np.arange(N) >= 150)
    found = of(hits, known=pd.DataFrame({"town": town}), baseline=town == "a")
    assert found.subgroup == "town: b" and found.subgroup_rate == 0.5


def test_fewer_than_thirty_people_are_no_subgroup():
    town = np.array(["crowd"] * 171 + ["few"] * 29, dtype=object)
    found = of(town == "few", known=pd.DataFrame({"town": town}))
    assert found.subgroup == "town: crowd" and found.subgroup_rate == 0


def test_numbers_are_grouped_by_quarters_and_missing_apart():
    age = np.where(np.arange(N) < 160, np.arange(N), np.nan)
    known = pd.DataFrame({"age": age})
    assert of(np.isnan(age), known=known).subgroup == "age: never recorded"
    quarter = of((age >= 50) & (age < 75), known=known)
    assert (
        quarter.subgroup_n == 40 and quarter.subgroup.startswith("age: from ") and quarter.subgroup_rate > 0.6
    )


def test_rows_have_no_subgroups():
    found = of(np.ones(N), known=pd.DataFrame({"town": ["a", "b"] * 100}), starts_from="record")
    assert found.subgroup == "everyone" and found.subgroup_n == N


def test_it_survives_writing():
    found = of(np.arange(N) < 50)
    assert WorstOff.from_dict(found.to_dict()) == found


@pytest.mark.parametrize("value", [5.0, np.nan])
def test_a_column_of_one_value_or_none(value):
    assert of(np.ones(60), known=pd.DataFrame({"age": np.full(60, value)})).subgroup_n == 60


def test_a_column_of_one_recorded_value_is_not_called_never_recorded():
    found = of(np.ones(60), known=pd.DataFrame({"age": np.full(60, 5.0)}))
    assert "never recorded" not in found.subgroup


def test_the_label_of_a_subgroup_shows_nobodys_extreme_value():
    age = np.concatenate([np.random.default_rng(0).integers(20, 60, N - 2), [17, 113]])
    known = pd.DataFrame({"age": age})
    assert "113" not in of(age > 50, known=known).subgroup
    assert "17" not in of(age < 30, known=known).subgroup
