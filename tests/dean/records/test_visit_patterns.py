# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Dates and lengths of visits identify in a raw copy and when dates are shifted; not when they are dealt anew."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import GeneralizedValue, PrivacyInputError
from secured.dean import evaluate
from secured.dean.records import ConsecutiveVisits, VisitPatterns


def attack(records, days=0.0, **more):
    return VisitPatterns(threat=records.threat(visits=days), **more)


def shifted(data):
    """Every person's dates move by a secret number of days."""
    rng = np.random.default_rng(5)
    data["visits"] = [
        tuple((day + shift, length) for day, length in cell)
        for cell, shift in zip(data["visits"], rng.integers(-400, 400, len(data)), strict=True)
    ]
    return data


def without_dates(data):
    """Only the order of visits is left."""
    data["visits"] = [tuple((at, length) for at, (_, length) in enumerate(cell)) for cell in data["visits"]]
    return data


def test_three_known_visits_find_everybody_in_a_raw_copy(records):
    known = ConsecutiveVisits(n_visits=3, days=2, length=1)
    result = evaluate(attack(records, 2.0, length=1.0), records.world(visits=known))
    assert result.main.rate > 0.95
    assert result.control.successes == 0 and result.null.rate < 0.03 and result.baseline.rate < 0.03


def test_shifting_dates_protects_from_those_who_take_them_as_they_are_only(records):
    world = records.world(shifted, visits=ConsecutiveVisits(n_visits=3))
    assert evaluate(attack(records), world).main.rate < 0.03
    assert evaluate(attack(records, dates="shifted"), world).main.rate > 0.95


def banded(linked):
    """Lengths of stay in bands of four days, described or not."""
    names = {length: f"{low}-{low + 3}" for low in (1, 5, 9, 13) for length in range(low, low + 4)}
    data = linked.release.data.copy()
    data["visits"] = [tuple((day, names[length]) for day, length in cell) for cell in data["visits"]]
    bands = {
        f"{low}-{low + 3}": GeneralizedValue(kind="interval", lower=low, upper=low + 4)
        for low in (1, 5, 9, 13)
    }
    return [
        replace(linked, release=replace(linked.release, data=data, descriptions=described))
        for described in ({"visits": bands}, {})
    ]


@pytest.mark.parametrize("length", [0.0, 1.0])
def test_lengths_in_bands_are_read_by_what_they_stand_for(records, length):
    world = records.world(visits=ConsecutiveVisits(n_visits=3, length=int(length)))
    described, bare = banded(world.protected)
    found = evaluate(attack(records, length=length), replace(world, protected=described))
    assert found.main.rate > 0.95
    if not length:
        assert evaluate(attack(records), replace(world, protected=bare)).main.rate == 0


def test_gaps_survive_small_errors(records):
    world = records.world(shifted, visits=ConsecutiveVisits(n_visits=4, days=2, length=1))
    result = evaluate(attack(records, 2.0, length=1.0, dates="shifted"), world)
    assert result.main.rate > 0.8 and result.control.successes == 0


@pytest.mark.parametrize("n_visits", [2, 4])
def test_the_order_of_lengths_alone_identifies_with_enough_visits(records, n_visits):
    known = ConsecutiveVisits(n_visits=n_visits, from_first=True)
    world = records.world(without_dates, visits=known)
    world.people.data["visits"] = without_dates(world.people.data[["visits"]].copy())["visits"]
    rate = evaluate(attack(records), world).main.rate
    assert rate < 0.4 if n_visits == 2 else rate > 0.9


def test_visits_dealt_anew_or_left_out_find_nobody(records, deal, flatten):
    known = ConsecutiveVisits(n_visits=3)
    assert evaluate(attack(records), records.world(deal("visits"), visits=known)).main.rate < 0.03
    assert evaluate(attack(records), records.world(flatten(()), visits=known)).main.claimed == 0


def fitted_on(tables, records, cells, days, **more):
    data = pd.DataFrame({"visits": pd.Series(cells, dtype=object)})
    return attack(records, days, **more).fit(tables.release_of(data), data, np.random.default_rng(0))


def score_by_definition(cell, known, days, length, dates):
    """Agreement of one record, visit by visit and shift by shift."""

    def agreement(off, tolerance):
        return float(off == 0) if not tolerance else min(1.0, np.exp(1 - off / tolerance))

    days = 2 * days if dates == "shifted" else days

    def at(shift):
        return sum(
            max(
                (agreement(abs(d - day - shift), days) * agreement(abs(n - item), length) for d, n in cell),
                default=0,
            )
            for day, item in known
        )

    if dates == "as they are":
        return at(0)
    shifts = [
        d - day for d, n in cell for day, item in known if agreement(abs(n - item), length) > np.exp(-8)
    ]
    return max((at(shift) for shift in shifts), default=0)


visits = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 5)), max_size=4, unique_by=lambda one: one[0]
).map(tuple)


@given(
    cells=st.lists(visits, min_size=2, max_size=5),
    known=visits.filter(len),
    days=st.sampled_from([0.0, 1.0, 3.0]),
    length=st.sampled_from([0.0, 1.0]),
    dates=st.sampled_from(["as they are", "shifted"]),
)
@settings(max_examples=150, deadline=None)
def test_scores_are_those_of_the_definition(tables, records, cells, known, days, length, dates):
    fitted = fitted_on(tables, records, cells, days, length=length, dates=dates)
    expected = [score_by_definition(cell, known, days, length, dates) for cell in cells]
    np.testing.assert_allclose(
        fitted._scores(known), expected, atol=2 * 4 * np.exp(-8)
    )  # what is far counts nothing


def test_wrong_parameters_are_refused(records):
    with pytest.raises(PrivacyInputError, match="2 columns are known"):
        VisitPatterns(threat=records.threat(visits=0.0, history=0.0))
    with pytest.raises(PrivacyInputError, match="dates='moved'"):
        attack(records, dates="moved")
    with pytest.raises(PrivacyInputError, match="negative"):
        attack(records, length=-1.0)
