# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which rows fit a person: hand-worked cases, and both index paths against a row-by-row twin."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import GeneralizedValue, PrivacyInputError, Release
from secured.dean.tables.matching import Candidates, Matcher

STAR = {"*": GeneralizedValue(kind="suppressed")}
LABELS = {
    "age": {
        "0-9": GeneralizedValue(kind="interval", lower=0, upper=10),
        "10-19": GeneralizedValue(kind="interval", lower=10, upper=20),
        "0-4": GeneralizedValue(kind="interval", lower=0, upper=5),
        "5-19": GeneralizedValue(kind="interval", lower=5, upper=20),
    }
    | STAR,
    "colour": {
        "warm": GeneralizedValue(kind="group", members=("red", "yellow")),
        "cold": GeneralizedValue(kind="group", members=("blue", "green")),
        "dark": GeneralizedValue(kind="group", members=("red", "blue")),
    }
    | STAR,
    "code": {
        "1..": GeneralizedValue(kind="prefix", prefix="1"),
        "2..": GeneralizedValue(kind="prefix", prefix="2"),
        "12.": GeneralizedValue(kind="prefix", prefix="12"),
    }
    | STAR,
}
EXACT = {
    "age": list(range(20)),
    "colour": ["red", "yellow", "blue", "green"],
    "code": ["111", "121", "122", "211"],
}
LEVELS = {
    "age": ([], ["0-9", "10-19"], ["*"]),
    "colour": ([], ["warm", "cold"], ["*"]),
    "code": ([], ["1..", "2.."], ["*"]),
}


class Scanning(Matcher):
    """A matcher that never looks labels up."""

    def _join(self, known: list[np.ndarray], fits: list[Any], n: int) -> Candidates:
        return self._scan(known, fits, n)


class Joining(Matcher):
    """A matcher that may not compare everybody with every row."""

    def _scan(self, known: list[np.ndarray], fits: list[Any], n: int) -> Candidates:
        raise AssertionError("every known value fits one label at most: no scan is needed")


def release_of(rows: dict[str, list[Any]]) -> Release:
    data = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in rows.items()})
    return Release(
        data=data,
        quasi_identifiers=tuple(rows),
        sensitive=(),
        method="by hand",
        parameters={},
        seed=None,
        source="none",
        guarantee=None,
        descriptions={name: LABELS[name] for name in rows},
    )


def people_of(rows: dict[str, list[Any]]) -> pd.DataFrame:
    table = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in rows.items()})
    return table.astype({"age": float}) if "age" in rows else table


def pairs(matcher: Matcher, auxiliary: pd.DataFrame) -> set[tuple[int, int]]:
    """Fitting (person, released row)."""
    found = matcher.candidates(auxiliary)
    return {
        (int(target), int(row))
        for target, group in zip(found.targets, found.groups, strict=True)
        for row in matcher.rows[matcher.starts[group] : matcher.starts[group + 1]]
    }


def fits(column: str, value: Any, cell: Any, tolerance: float) -> bool:
    """The definition, one cell at a time."""
    described = LABELS[column].get(cell) if isinstance(cell, str) else None
    if described is not None and described.kind == "suppressed":
        return True
    if pd.isna(value) or pd.isna(cell):
        return bool(pd.isna(value) and pd.isna(cell))
    if described is None:
        return abs(cell - value) <= tolerance if tolerance else cell == value
    if described.kind == "interval":
        return described.lower <= value + tolerance and value - tolerance < described.upper
    return value in described.members if described.kind == "group" else value.startswith(described.prefix)


def twin(release: Release, auxiliary: pd.DataFrame, knows: dict[str, float]) -> set[tuple[int, int]]:
    """Compare every person with every row."""
    return {
        (target, row)
        for target in range(len(auxiliary))
        for row in range(len(release.data))
        if all(
            fits(name, auxiliary[name].iloc[target], release.data[name].iloc[row], tolerance)
            for name, tolerance in knows.items()
        )
    }


def columns(draw: st.DrawFn, cells: dict[str, st.SearchStrategy[Any]], size: int) -> dict[str, list[Any]]:
    return {name: draw(st.lists(cell, min_size=size, max_size=size)) for name, cell in cells.items()}


@st.composite
def people(draw: st.DrawFn) -> pd.DataFrame:
    cells = {name: st.one_of(st.none(), st.sampled_from(values)) for name, values in EXACT.items()}
    return people_of(columns(draw, cells, draw(st.integers(0, 8))))


@st.composite
def local_recodings(draw: st.DrawFn) -> Release:
    """Every cell by itself exact, missing, or under one of labels that overlap."""
    cells = {
        name: st.one_of(st.none(), st.sampled_from(values), st.sampled_from(list(LABELS[name])))
        for name, values in EXACT.items()
    }
    return release_of(columns(draw, cells, draw(st.integers(0, 12))))


@st.composite
def global_recodings(draw: st.DrawFn) -> Release:
    """Every column at one level."""
    cells = {}
    for name, levels in LEVELS.items():
        labels = draw(st.sampled_from(levels))
        shown = st.sampled_from(labels or EXACT[name])
        cells[name] = shown if labels == ["*"] else st.one_of(st.none(), shown)
    return release_of(columns(draw, cells, draw(st.integers(0, 12))))


KNOWS = st.fixed_dictionaries(
    {"age": st.sampled_from([0.0, 1.0, 3.0]), "colour": st.just(0.0), "code": st.just(0.0)}
)


@settings(max_examples=150, deadline=None)
@given(local_recodings(), people(), KNOWS)
def test_every_path_agrees_with_the_twin_on_local_recoding(release, auxiliary, knows):
    expected = twin(release, auxiliary, knows)
    assert pairs(Matcher(release, knows), auxiliary) == expected
    assert pairs(Scanning(release, knows), auxiliary) == expected


@settings(max_examples=100, deadline=None)
@given(global_recodings(), people())
def test_join_and_scan_agree_with_the_twin_on_global_recoding(release, auxiliary):
    knows = {"age": 0.0, "colour": 0.0, "code": 0.0}
    expected = twin(release, auxiliary, knows)
    assert pairs(Scanning(release, knows), auxiliary) == expected
    assert pairs(Matcher(release, knows), auxiliary) == expected
    if not (release.data == "*").any(axis=None):
        joined = Joining(release, knows)
        assert pairs(joined, auxiliary) == expected
        assert (joined.candidates(auxiliary).weights == 1).all()


@settings(max_examples=30, deadline=None)
@given(local_recodings(), people(), KNOWS)
def test_scanning_in_small_steps_changes_nothing(release, auxiliary, knows):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("secured.dean.tables.matching.CELLS_AT_ONCE", 1)
        stepwise = Scanning(release, knows).candidates(auxiliary)
    at_once = Scanning(release, knows).candidates(auxiliary)
    for name in ("targets", "groups", "weights"):
        np.testing.assert_array_equal(getattr(stepwise, name), getattr(at_once, name))


@settings(max_examples=50, deadline=None)
@given(local_recodings())
def test_groups_hold_each_row_once_and_only_equal_rows(release):
    matcher = Matcher(release, {"age": 0.0, "colour": 0.0, "code": 0.0})
    assert sorted(matcher.rows) == list(range(release.n_records))
    assert matcher.sizes.sum() == release.n_records
    distinct = release.data.astype(object).where(release.data.notna(), None).apply(tuple, axis=1)
    assert len(matcher.groups) == distinct.nunique()
    for group in range(len(matcher.groups)):
        assert distinct.iloc[matcher.rows[matcher.starts[group] : matcher.starts[group + 1]]].nunique() == 1


def rows_for(column: str, cells: list[Any], value: Any, tolerance: float = 0.0) -> list[int]:
    """Rows of a one-column release that fit one known value."""
    matcher = Matcher(release_of({column: cells}), {column: tolerance})
    return sorted(row for _, row in pairs(matcher, people_of({column: [value]})))


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        (0, [0, 2, 4]),
        (4, [0, 2, 4]),
        (5, [0, 3, 4]),
        (9, [0, 3, 4]),
        (10, [1, 3, 4]),
        (19, [1, 3, 4]),
        (20, [4]),
        (None, [4, 5]),
    ],
)
def test_a_number_fits_the_half_open_intervals_around_it(value, rows):
    assert rows_for("age", ["0-9", "10-19", "0-4", "5-19", "*", None], value) == rows


def test_a_category_fits_the_nodes_above_it():
    cells = ["warm", "cold", "dark", "red", "blue", "*", None]
    assert rows_for("colour", cells, "red") == [0, 2, 3, 5]
    assert rows_for("colour", cells, "green") == [1, 5]
    assert rows_for("colour", cells, "violet") == [5]  # not in any node: only a star can hide it


def test_a_text_fits_its_beginnings():
    cells = ["1..", "2..", "12.", "121", "*", None]
    assert rows_for("code", cells, "121") == [0, 2, 3, 4]
    assert rows_for("code", cells, "111") == [0, 4]
    assert rows_for("code", cells, "12") == [0, 2, 4]


def test_missing_fits_missing_and_suppressed_only():
    assert rows_for("colour", ["red", "warm", "*", None], None) == [2, 3]
    assert rows_for("colour", [None, None], "red") == []
    assert rows_for("age", [3, "0-9", "*", None], None, tolerance=2.0) == [2, 3]
    assert rows_for("age", [None, 3], 3, tolerance=2.0) == [1]


def test_exact_values_fit_across_integer_and_real():
    assert rows_for("age", [3, 4, 3.0], 3.0) == [0, 2]


@pytest.mark.parametrize(
    ("tolerance", "rows"), [(0.0, [1]), (1.0, [0, 1, 2]), (1.5, [0, 1, 2]), (4.0, [0, 1, 2, 3])]
)
def test_a_known_number_may_be_off_by_the_tolerance(tolerance, rows):
    assert rows_for("age", [6, 7, 8, 11, 12], 7, tolerance) == rows


def test_tolerance_reaches_over_the_borders_of_intervals():
    assert rows_for("age", ["0-9", "10-19"], 9, 0.5) == [0]
    assert rows_for("age", ["0-9", "10-19"], 9, 1.0) == [0, 1]  # 10 lies in the second
    assert rows_for("age", ["0-9", "10-19"], 11, 1.0) == [1]  # 10 does not lie in the first
    assert rows_for("age", ["0-9", "10-19"], 11, 1.5) == [0, 1]


def test_narrower_rows_weigh_more():
    matcher = Matcher(release_of({"age": ["0-4", "0-9", "*", 3]}), {"age": 0.0})
    found = matcher.candidates(people_of({"age": list(range(20))}))
    weight = {
        int(matcher.rows[matcher.starts[group]]): float(weight)
        for target, group, weight in zip(found.targets, found.groups, found.weights, strict=True)
        if target == 3
    }
    assert weight[3] / weight[0] == pytest.approx(5) and weight[0] / weight[1] == pytest.approx(2)
    assert weight[2] < weight[1]


def test_an_empty_release_fits_nobody():
    matcher = Matcher(release_of({"age": [], "colour": []}), {"age": 0.0, "colour": 0.0})
    assert len(matcher.candidates(people_of({"age": [3], "colour": ["red"]})).targets) == 0


def test_nobody_to_look_for():
    matcher = Matcher(release_of({"age": ["0-9", 3]}), {"age": 0.0})
    found = matcher.candidates(people_of({"age": []}))
    assert found.n_targets == 0 and len(found.targets) == 0


def test_a_known_column_that_is_not_released_is_left_aside():
    matcher = Matcher(release_of({"age": [3, 4]}), {"age": 0.0, "height": 0.0})
    assert pairs(matcher, people_of({"age": [4]})) == {(0, 1)}


def test_who_knows_no_released_column_can_only_take_any_row():
    matcher = Matcher(release_of({"age": [3, 4]}), {"height": 0.0})
    assert pairs(matcher, pd.DataFrame({"height": [180.0]})) == {(0, 0), (0, 1)}


def test_narrower_rows_weigh_more_for_a_single_person_too():
    found = Matcher(release_of({"age": ["0-4", "0-9"]}), {"age": 0.0}).candidates(people_of({"age": [3]}))
    assert len(set(found.weights)) == 2


def test_a_tolerance_on_text_is_refused_without_quoting_a_cell():
    with pytest.raises(PrivacyInputError) as caught:
        Matcher(release_of({"colour": ["canary"]}), {"colour": 1.0}).candidates(
            people_of({"colour": ["red"]})
        )
    assert "canary" not in str(caught.value)


def test_numbers_written_as_labels_are_matched_within_the_tolerance():
    """Suppressed cells turn a column into labels; the others still say their exact number."""
    release = release_of({"age": ["34", "36", "*"]})
    exact = {label: GeneralizedValue(kind="group", members=(float(label),)) for label in ("34", "36")}
    release = replace(release, descriptions={"age": exact | STAR})
    for tolerance, fitting in ((0.0, [0, 2]), (1.0, [0, 2]), (2.0, [0, 1, 2])):
        found = Matcher(release, {"age": tolerance}).candidates(pd.DataFrame({"age": [34.0]}))
        assert len(found.groups) == len(fitting)
