# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A hierarchy that cannot be used is refused with column, file and line named, and no value shown."""

import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from secured.common import GeneralizedValue, PrivacyInputError
from secured.common.hierarchies import (
    ArxCsv,
    Flat,
    Hierarchy,
    Intervals,
    Ordered,
    Redaction,
    Tree,
    read_arx_csv,
)

CANARY = "Jane" + "Q" + "7731"  # joined here, so that no line of this file shows it in a traceback
NUMBER = 1234.5 + 6543210.0


def refusal(build: Callable[[], object]) -> str:
    """Message of the refusal, after a check that nothing of the values shows, causes included."""
    with pytest.raises(PrivacyInputError) as caught:
        build()
    shown = "".join(traceback.format_exception(caught.value))
    assert CANARY not in shown
    assert str(NUMBER) not in shown
    assert f"{NUMBER:g}" not in shown
    return str(caught.value)


def texts(*values: str) -> np.ndarray:
    return np.array(values, dtype=object)


@pytest.mark.parametrize(
    "widths", [(), (5, 12), (5, 5), (10, 5), (0, 5), (-5,), (5, 0), (float("nan"),), (5, float("nan"))]
)
def test_widths_that_are_not_nested_are_refused(widths):
    assert "widths" in refusal(lambda: Intervals(widths=widths, bounds=(0, 99)))


@pytest.mark.parametrize(
    ("bounds", "resolution"),
    [((9, 9), 1), ((9, 0), 1), ((0, 9), 0), ((0, 9), -1), ((0, float("nan")), 1), ((0, 9), float("nan"))],
)
def test_intervals_that_span_nothing_are_refused(bounds, resolution):
    assert "bounds" in refusal(lambda: Intervals(widths=(5,), bounds=bounds, resolution=resolution))


@pytest.mark.parametrize("values", [[5.0, NUMBER], [-NUMBER], [float("inf")]])
def test_values_outside_the_bounds_are_counted(values):
    message = refusal(lambda: Intervals(widths=(5,), bounds=(0, 99)).build("age", np.array(values)))
    assert "age" in message
    assert "1 distinct values" in message


def test_bounds_themselves_lie_inside():
    assert Intervals(widths=(5,), bounds=(0, 99)).build("age", np.array([0.0, 99.0])).n_levels == 3


def test_a_torn_tree_is_refused():
    tree = {"A": {"Other": [CANARY, "x"]}, "B": {"Other": ["y"]}}
    message = refusal(lambda: Tree(tree=tree).build("country", texts()))
    assert "country" in message
    assert "level 2 does not coarsen level 1" in message


def test_a_leaf_in_two_groups_is_refused():
    message = refusal(lambda: Tree(tree={"A": [CANARY], "B": [CANARY, "y"]}).build("country", texts()))
    assert "country" in message
    assert "1 values stand in two groups" in message


@pytest.mark.parametrize("tree", [{}, {"A": []}, {"A": {}}, {"A": "ES"}, {"A": 5}, ["a", "b"]])
def test_a_tree_without_lists_of_leaves_is_refused(tree):
    assert "country" in refusal(lambda: Tree(tree=tree).build("country", texts()))


@pytest.mark.parametrize("sizes", [(2, 3), (3, 2), (0,), (-1,), (2, 0)])
def test_sizes_that_are_not_nested_are_refused(sizes):
    order = (CANARY, "b", "c", "d", "e")
    assert "stage" in refusal(lambda: Ordered(order=order, sizes=sizes).build("stage", texts()))


def test_an_ordered_list_that_names_a_value_twice_is_refused():
    spec = Ordered(order=(CANARY, "b", CANARY), sizes=(2,))
    assert "stage" in refusal(lambda: spec.build("stage", texts()).encode(pd.Series(["b"])))


@pytest.mark.parametrize("keep", [(3, 3), (1, 3), (3, 0), (-1,)])
def test_redaction_that_does_not_fall_is_refused(keep):
    assert "postcode" in refusal(lambda: Redaction(keep=keep).build("postcode", texts(CANARY)))


def test_rows_that_the_hierarchy_does_not_know_are_counted():
    hierarchy = Flat().build("sex", texts("f", "m"))
    message = refusal(lambda: hierarchy.encode(pd.Series(["f", CANARY, None, CANARY])))
    assert "sex" in message
    assert "2 rows" in message
    numbers = Flat().build("age", np.array([1.0]))
    assert "1 rows" in refusal(lambda: numbers.encode(pd.Series([1.0, NUMBER])))


def hierarchy_of(codes: list[list[int]], shares: list[list[float]]) -> Hierarchy:
    return Hierarchy(
        column="stage", values=texts(CANARY, "b"), codes=np.array(codes, dtype=np.int32), shares=np.array(shares),
        labels=tuple(np.array([*map(str, range(max(level))), "*"], dtype=object) for level in codes),
        descriptions=tuple({"*": GeneralizedValue(kind="suppressed")} for _ in codes),
    )  # fmt: skip


def test_a_level_that_tears_groups_apart_is_refused():
    message = refusal(
        lambda: hierarchy_of([[0, 0, 1], [0, 1, 2], [0, 0, 0]], [[0.5] * 3, [0.5] * 3, [1] * 3])
    )
    assert "stage" in message
    assert "level 1" in message


def test_a_share_that_falls_is_refused():
    message = refusal(
        lambda: hierarchy_of([[0, 1, 2], [0, 0, 1], [0, 0, 0]], [[0.5] * 3, [0.9] * 3, [0.8] * 3])
    )
    assert "stage" in message
    assert "level 2" in message


def written(folder: Path, text: str) -> Path:
    path = folder / "country.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("{0};E;*\nb;*\n", 2, "2 levels"),
        ("a;E;*\n{0};E;F;*\n", 2, "4 levels"),
        ("a;E;*\n{0};E;\n", 2, "not *"),
        ("a;{0}\n", 1, "not *"),
        ("{0};E;*\nb;E;*\n{0};E;*\n", 3, "earlier line"),
        ("{0};E;*\n\nb;E;x\n", 3, "not *"),
        ('"{0}\nb";E;*\nc;E;x\n', 3, "not *"),
    ],
    ids=[
        "short",
        "long",
        "empty end",
        "no star",
        "doubled",
        "after a blank line",
        "after a line break in a value",
    ],
)
def test_a_wrong_file_is_refused_by_name_and_line(tmp_path, text, line, what):
    path = written(tmp_path, text.format(CANARY))
    message = refusal(lambda: read_arx_csv(path, "country"))
    assert f"country.csv, line {line}:" in message
    assert what in message


@pytest.mark.parametrize(
    "text", ["", "\n\n", "*\n", "*\n*\n"], ids=["empty", "blank", "only a star", "only stars"]
)
def test_a_file_without_values_is_refused(tmp_path, text):
    path = written(tmp_path, text)
    assert "country.csv" in refusal(lambda: read_arx_csv(path, "country"))


def test_a_file_that_is_missing_or_no_text_is_refused(tmp_path):
    assert "gone.csv" in refusal(lambda: read_arx_csv(tmp_path / "gone.csv", "country"))
    (tmp_path / "latin.csv").write_bytes(CANARY.encode() + b"\xe9;*\n")
    assert "latin.csv" in refusal(lambda: read_arx_csv(tmp_path / "latin.csv", "country"))
    (tmp_path / "folder.csv").mkdir()
    assert "folder.csv" in refusal(lambda: read_arx_csv(tmp_path / "folder.csv", "country"))


def test_a_cell_beyond_the_readers_limit_is_refused(tmp_path):
    path = written(tmp_path, CANARY * 20_000 + ";*\n")
    assert "country.csv" in refusal(lambda: read_arx_csv(path, "country"))


def test_a_torn_file_is_refused(tmp_path):
    path = written(tmp_path, f"{CANARY};x;E;*\nb;x;F;*\n")
    message = refusal(lambda: read_arx_csv(path, "country"))
    assert "country" in message
    assert "does not coarsen" in message


def test_texts_for_a_column_of_numbers_are_refused(tmp_path):
    spec = ArxCsv(path=written(tmp_path, f"{CANARY};*\n1;*\n"))
    message = refusal(lambda: spec.build("age", np.array([1.0])))
    assert "country.csv" in message
    assert "age" in message


def test_a_number_written_in_two_ways_is_refused(tmp_path):
    spec = ArxCsv(path=written(tmp_path, "1;*\n1.0;*\n"))
    assert "age" in refusal(lambda: spec.build("age", np.array([1.0])).encode(pd.Series([1.0])))
