# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Guesses until the own record is named: agrees with naming records one by one, in scores and in rows that fit."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import GeneralizedValue, PrivacyInputError
from secured.dean.guesses import Guesses, ScoredRecords
from secured.dean.tables.fitting_rows import FittingRows
from secured.dean.tables.matching import Matcher


def named_at(scores: np.ndarray, own: int, rng: np.random.Generator, among: np.ndarray) -> int:
    """Place at which the own record is named, going through `among` by score, equals shuffled."""
    order = among[np.lexsort((rng.random(len(among)), -scores[among]))]
    return int(np.flatnonzero(order == own)[0]) + 1


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=9), st.integers(0, 10))
def test_shares_are_those_of_naming_records_one_by_one(values: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores, own = np.array(values, dtype=float), seed % len(values)
    guesses = ScoredRecords(scores=scores[None, :], numbers=np.arange(len(values))).guesses(np.array([own]))
    everybody, others = np.arange(len(values)), np.delete(np.arange(len(values)), own)
    places = np.array([named_at(scores, own, rng, everybody) for _ in range(1500)])
    for most, share in enumerate(guesses.within(len(values)), start=1):
        assert share == pytest.approx((places <= most).mean(), abs=0.06)
    for size in (2, len(values)):
        first = [
            named_at(scores, own, rng, np.append(rng.choice(others, size - 1, replace=False), own)) == 1
            for _ in range(1500)
        ]
        assert guesses.among(size)[0] == pytest.approx(np.mean(first), abs=0.06)


def test_five_who_are_alike_are_found_one_time_in_five_among_everybody() -> None:
    """Taking the middle place among equals, as a curve over distinct scores may, would say never."""
    alike = Guesses(ahead=np.zeros(30, dtype=int), alike=np.full(30, 5), n_records=30)
    assert alike.among(30) == pytest.approx(np.full(30, 0.2)) and alike.within(5)[-1] == 1
    assert alike.among(1) == pytest.approx(np.ones(30))


def test_who_is_left_out_or_cannot_be_compared_is_never_named() -> None:
    scores = np.array([[3.0, 1.0, 2.0], [-np.inf, -np.inf, -np.inf], [1.0, 2.0, 3.0]])
    guesses = ScoredRecords(scores=scores, numbers=np.array([7, 8, 9])).guesses(np.array([7, 8, -1]))
    assert guesses.alike.tolist() == [1, 0, 0] and guesses.within(3).tolist() == [1 / 3] * 3
    assert guesses.among(3).tolist() == [1.0, 0.0, 0.0]


def test_rows_of_a_table_are_counted_by_how_well_they_fit(tables) -> None:
    dataset = tables.simulated(400)
    for linked in (tables.unprotected(dataset), tables.k_anonymous(dataset, 4)):
        known = dataset.data[list(tables.KNOWN)]
        matcher = Matcher(linked.release, dict.fromkeys(tables.KNOWN, 0.0))
        rows = FittingRows(matcher=matcher, candidates=matcher.candidates(known))
        guesses, sizes = rows.guesses(linked.row_of), tables.class_sizes(linked)
        assert (guesses.alike == sizes).all() and not guesses.ahead.any()
        assert (rows.class_sizes(linked.row_of) == sizes).all()


def test_a_narrower_row_comes_first_and_such_a_release_has_no_classes(tables) -> None:
    labels = {
        "20-29": GeneralizedValue(kind="interval", lower=20, upper=30),
        "20-39": GeneralizedValue(kind="interval", lower=20, upper=40),
    }
    release = tables.release_of(pd.DataFrame({"age": ["20-29", "20-39", "20-39"]}), {"age": labels})
    matcher = Matcher(release, {"age": 0.0})
    rows = FittingRows(matcher=matcher, candidates=matcher.candidates(pd.DataFrame({"age": [25, 25, 35]})))
    guesses = rows.guesses(np.array([0, 1, 2]))
    assert guesses.ahead.tolist() == [0, 1, 0] and guesses.alike.tolist() == [1, 2, 2]
    assert rows.class_sizes(np.array([0, 1, 2])) is None


def test_places_that_cannot_be_are_refused() -> None:
    with pytest.raises(PrivacyInputError, match="not among 3 records"):
        Guesses(ahead=np.array([3]), alike=np.array([1]), n_records=3)
    with pytest.raises(PrivacyInputError, match="Give one a target"):
        Guesses(ahead=np.array([0, 0]), alike=np.array([1]), n_records=3)
    with pytest.raises(PrivacyInputError, match="size=4"):
        Guesses(ahead=np.array([0]), alike=np.array([1]), n_records=3).among(4)
