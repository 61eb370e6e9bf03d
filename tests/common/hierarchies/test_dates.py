# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dates as text are joined to periods; every label covers exactly the days of its period."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.calendar_text import days_of, iso_date
from secured.common.hierarchies import Dates

CANARY = "Jane" + "Q" + "7731"


def texts(*values):
    return np.array(values, dtype=object)


def labels(hierarchy):
    return [level[codes[0]] for level, codes in zip(hierarchy.labels, hierarchy.codes, strict=True)]


def test_dates_by_hand():
    hierarchy = Dates(bounds=("1960-01-01", "1969-12-31")).build("born", texts("1960-05-17", "1961-12-31"))
    assert labels(hierarchy) == ["1960-05-17", "1960-05", "1960-Q2", "1960", "1960-1969", "*"]
    assert hierarchy.shares[:, 0] == pytest.approx([1 / 3653, 31 / 3653, 91 / 3653, 366 / 3653, 1, 1])
    assert hierarchy.descriptions[2]["1961-Q4"].to_dict() == {
        "kind": "days",
        "lower": "1961-10-01",
        "upper": "1962-01-01",
    }


def test_times_and_orders_by_hand():
    spec = Dates(levels=("hour", "day", "year", "century"), order="dmy")
    hierarchy = spec.build("seen", texts("01/04/1960 13:30", "1.4.1960 13:59:59"))
    assert labels(hierarchy)[1:] == ["1960-04-01 13h", "1960-04-01", "1960", "1900-1999", "*"]
    assert hierarchy.codes[1].tolist() == [0, 0, 1]
    american = Dates(levels=("day",), order="mdy").build("seen", texts("04/01/1960"))
    assert labels(american)[1] == "1960-04-01"


def test_midnight_is_the_day_itself():
    assert Dates(levels=("hour",)).build("t", texts("1960-04-01 00:10")).labels[1][0] == "1960-04-01 00h"


@pytest.mark.parametrize(
    "text", ["1960-02-30", "1960-13-01", "1960-01-00", "60-01-01", "1960-01-01 24:00", CANARY, ""]
)
def test_what_is_no_date_is_counted_and_not_shown(text):
    with pytest.raises(PrivacyInputError, match="1 of 2 distinct values are no date") as caught:
        Dates().build("born", texts("1960-02-28", text))
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("levels", [(), ("year", "month"), ("month", "month"), ("week",)])
def test_levels_must_grow(levels):
    with pytest.raises(PrivacyInputError, match="levels"):
        Dates(levels=levels)


@pytest.mark.parametrize("bounds", [("1960-01-01",), ("1970-01-01", "1960-01-01"), ("x", "y")])
def test_bounds_must_be_two_days(bounds):
    with pytest.raises(PrivacyInputError, match="bounds"):
        Dates(bounds=bounds)


def test_values_outside_the_bounds_are_counted():
    with pytest.raises(PrivacyInputError, match="1 distinct values lie outside"):
        Dates(bounds=("1960-01-01", "1960-12-31")).build("born", texts("1960-12-31", "1961-01-01"))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.dates(date(1600, 1, 1), date(2200, 12, 31)), min_size=1, max_size=10, unique=True))
def test_labels_cover_exactly_their_days(days):
    values = texts(*sorted(day.isoformat() for day in days))
    hierarchy = Dates(levels=("month", "quarter", "year", "decade", "century")).build("born", values)
    starts = {"month": lambda day: (day.year, day.month), "quarter": lambda day: (day.year, (day.month - 1) // 3),
              "year": lambda day: day.year, "decade": lambda day: day.year // 10, "century": lambda day: day.year // 100}  # fmt: skip
    for level, key in enumerate(starts.values(), 1):
        groups = [key(date.fromisoformat(value)) for value in values]
        shown = hierarchy.labels[level][hierarchy.codes[level][:-1]]
        for label, described in hierarchy.descriptions[level].items():
            inside = described.covers(values)
            assert np.array_equal(inside, shown == label)
            assert len({group for group, one in zip(groups, inside, strict=True) if one}) == 1
        assert len(set(shown)) == len(set(groups))


@settings(max_examples=60)
@given(st.dates(date(1600, 1, 1), date(2200, 12, 31)))
def test_day_numbers_agree_with_the_calendar(day):
    assert days_of(texts(day.isoformat()))[0] == (day - date(1970, 1, 1)) / timedelta(days=1)
    assert iso_date(days_of(texts(day.isoformat()))[0]) == day.isoformat()
