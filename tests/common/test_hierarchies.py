# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hierarchies are nested, their shares never fall, and every label says exactly which values it stands for."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import SUPPRESSED, GeneralizedValue
from secured.common.hierarchies import (
    ArxCsv,
    Flat,
    Hierarchy,
    Intervals,
    Ordered,
    Redaction,
    Tree,
    read_arx_csv,
    write_arx_csv,
)

EUROPE = {"Europe": {"South": ["ES", "PT"], "North": ["SE"]}, "Asia": ["JP"]}


def texts(*values: str) -> np.ndarray:
    return np.array(values, dtype=object)


def labels_of(hierarchy: Hierarchy) -> list[list[object]]:
    """Label of every base value and of missing, per level."""
    return [
        list(hierarchy.generalize(np.arange(len(hierarchy.values) + 1), level))
        for level in range(hierarchy.n_levels)
    ]


def test_flat_by_hand():
    hierarchy = Flat().build("sex", texts("f", "m"))
    assert labels_of(hierarchy) == [["f", "m", None], ["*", "*", "*"]]
    assert hierarchy.shares.tolist() == [[0.5, 0.5, 0.5], [1, 1, 1]]
    assert hierarchy.descriptions == ({}, {"*": GeneralizedValue(kind="suppressed")})


def test_intervals_by_hand():
    hierarchy = Intervals(widths=(5, 10), bounds=(0, 19)).build("age", np.array([0.0, 4.0, 5.0, 17.0]))
    assert labels_of(hierarchy) == [
        [0.0, 4.0, 5.0, 17.0, None],
        ["0-4", "0-4", "5-9", "15-19", None],
        ["0-9", "0-9", "0-9", "10-19", None],
        ["*"] * 5,
    ]
    assert hierarchy.shares[:, :4] == pytest.approx(
        np.repeat([[1 / 20], [5 / 20], [10 / 20], [1]], 4, axis=1)
    )
    assert hierarchy.shares[:, 4] == pytest.approx(
        [1 / 20, 1 / 20, 1 / 20, 1]
    )  # missing is as narrow as one value
    assert hierarchy.descriptions[1]["15-19"] == GeneralizedValue(kind="interval", lower=15.0, upper=20.0)
    assert hierarchy.descriptions[1].keys() == {"0-4", "5-9", "15-19"}


def test_intervals_begin_at_the_origin_and_may_lie_below_zero():
    hierarchy = Intervals(widths=(10,), bounds=(-20, 20), origin=5).build(
        "x", np.array([-6.0, -5.0, 4.0, 5.0])
    )
    assert labels_of(hierarchy)[1][:4] == ["-15--6", "-5-4", "-5-4", "5-14"]
    assert hierarchy.shares[1, 0] == pytest.approx(10 / 41)


def test_intervals_of_a_finer_resolution_show_their_borders_and_never_cover_more_than_all():
    hierarchy = Intervals(widths=(2, 400), bounds=(0, 100), resolution=0.5).build("kg", np.array([3.5, 4.0]))
    assert labels_of(hierarchy)[1][:2] == ["[2, 4)", "[4, 6)"]
    assert hierarchy.shares[:, 0] == pytest.approx([0.5 / 100.5, 2 / 100.5, 1, 1])


def test_ordered_by_hand():
    spec = Ordered(order=("a", "b", "c", "d", "e"), sizes=(2, 4))
    hierarchy = spec.build("stage", texts("b"))
    assert labels_of(hierarchy) == [
        ["a", "b", "c", "d", "e", None],
        ["a..b", "a..b", "c..d", "c..d", "e", None],
        ["a..d", "a..d", "a..d", "a..d", "e", None],
        ["*"] * 6,
    ]
    assert hierarchy.shares[1] == pytest.approx([0.4, 0.4, 0.4, 0.4, 0.2, 0.2])
    assert hierarchy.descriptions[2]["a..d"].members == ("a", "b", "c", "d")


def test_tree_by_hand_with_a_shallow_branch():
    hierarchy = Tree(tree=EUROPE).build("country", texts("ES"))
    assert labels_of(hierarchy) == [
        ["ES", "PT", "SE", "JP", None],
        ["South", "South", "North", "Asia", None],
        ["Europe", "Europe", "Europe", "Asia", None],
        ["*"] * 5,
    ]
    assert hierarchy.shares[1:3] == pytest.approx(
        np.array([[0.5, 0.5, 0.25, 0.25, 0.25], [0.75, 0.75, 0.75, 0.25, 0.25]])
    )
    assert hierarchy.descriptions[2]["Europe"] == GeneralizedValue(kind="group", members=("ES", "PT", "SE"))


def test_redaction_by_hand():
    hierarchy = Redaction(keep=(3, 1)).build("postcode", texts("08016", "08028", "28001"))
    assert labels_of(hierarchy) == [
        ["08016", "08028", "28001", None],
        ["080..", "080..", "280..", None],
        ["0....", "0....", "2....", None],
        ["*"] * 4,
    ]
    assert hierarchy.descriptions[1]["080.."].prefix == "080"
    assert hierarchy.shares[1] == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1 / 3])


def test_arx_file_by_hand(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text(
        "Holand Netherlands;Western Europe;Europe;*\nFrance;Western Europe;Europe;*\nCuba;Carribbean;America;*\n"
    )
    hierarchy = ArxCsv(path=path).build("country", texts("France"))
    assert labels_of(hierarchy)[1] == ["Western Europe", "Western Europe", "Carribbean", None]
    assert hierarchy.shares[1] == pytest.approx(
        [2 / 3, 2 / 3, 1 / 3, 1 / 3]
    )  # rows of the file, whatever the data hold
    assert hierarchy.descriptions[2]["Europe"].members == ("Holand Netherlands", "France")
    assert hierarchy.encode(pd.Series(["Cuba", None, "France"])).tolist() == [2, 3, 1]


def test_arx_file_of_numbers_reads_them_as_numbers(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text("39;30-39;*\n41;40-49;*\n")
    hierarchy = ArxCsv(path=path).build("age", np.array([39.0]))
    assert hierarchy.encode(pd.Series([41, 39])).tolist() == [1, 0]
    assert hierarchy.descriptions[1]["30-39"].covers(np.array([39.0, 41.0])).tolist() == [True, False]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=6).filter(
    lambda t: t != "*"
)


@st.composite
def trees(draw, leaves=None, depth=2):
    if leaves is None:
        leaves = draw(st.lists(TEXT, min_size=1, max_size=12, unique=True))
    if depth == 0 or len(leaves) < 2 or draw(st.booleans()):
        return leaves
    cut = draw(st.integers(1, len(leaves) - 1))
    parts = (leaves[:cut], leaves[cut:])
    return {f"g{depth}{part[0]}": draw(trees(part, depth - 1)) for part in parts}


@st.composite
def intervals(draw):
    step = draw(st.sampled_from([1, 0.5]))  # steps that binary fractions hold exactly
    widths = [step * draw(st.integers(1, 4))]
    for _ in range(draw(st.integers(0, 2))):
        widths.append(widths[-1] * draw(st.integers(2, 3)))
    low = draw(st.integers(-30, 30))
    spec = Intervals(
        widths=tuple(widths),
        bounds=(low, low + 40),
        origin=draw(st.sampled_from([0, 1, -2.5])),
        resolution=step,
    )
    steps = draw(st.lists(st.integers(0, int(40 / step)), unique=True, max_size=15))
    return spec.build("c", np.array(sorted(low + step * one for one in steps), dtype=float))


@st.composite
def hierarchies(draw):
    """A hierarchy of any kind."""
    kind = draw(st.sampled_from(["flat", "intervals", "ordered", "tree", "redaction"]))
    if kind == "intervals":
        return draw(intervals())
    if kind == "tree":
        tree = draw(trees())
        return Tree(tree=tree if isinstance(tree, dict) else {"all": tree}).build("c", texts())
    values = draw(st.lists(TEXT, min_size=1, max_size=12, unique=True))
    if kind == "ordered":
        order = [f"{number}{value}" for number, value in enumerate(values)]
        first, times = draw(st.integers(1, 3)), draw(st.integers(2, 3))
        return Ordered(order=tuple(order), sizes=(first, first * times)).build("c", texts())
    if kind == "redaction":
        return Redaction(keep=(3, 1)).build("c", texts(*sorted({(value * 5)[:5] for value in values})))
    return Flat().build("c", texts(*values))


@settings(deadline=None, max_examples=100)
@given(hierarchies())
def test_levels_are_nested_from_single_values_to_one_group(hierarchy):
    assert len(np.unique(hierarchy.codes[0])) == len(hierarchy.values) + 1
    for lower, upper in zip(hierarchy.codes[:-1], hierarchy.codes[1:], strict=True):
        pairs = set(zip(lower.tolist(), upper.tolist(), strict=True))
        assert len(pairs) == len(set(lower.tolist()))
    assert set(hierarchy.codes[-1]) == {0}
    for step, lower, upper in zip(hierarchy.steps, hierarchy.codes[:-1], hierarchy.codes[1:], strict=True):
        assert np.array_equal(step[lower], upper)


@settings(deadline=None, max_examples=100)
@given(hierarchies())
def test_shares_are_positive_and_never_fall(hierarchy):
    assert (hierarchy.shares > 0).all()
    assert (np.diff(hierarchy.shares, axis=0) >= -1e-12).all()
    assert (hierarchy.shares[-1] == 1).all()
    assert hierarchy.shares[0, -1] == hierarchy.shares[0].min()
    for level, codes in enumerate(hierarchy.codes):
        assert np.array_equal(hierarchy.group_shares[level][codes], hierarchy.shares[level])


@settings(deadline=None, max_examples=100)
@given(hierarchies())
def test_missing_is_a_value_of_its_own_until_everything_is_one_group(hierarchy):
    for codes, labels in zip(hierarchy.codes[:-1], hierarchy.labels[:-1], strict=True):
        assert codes[-1] not in codes[:-1]
        assert labels[codes[-1]] is None
    assert hierarchy.labels[-1].tolist() == [SUPPRESSED]


def assert_described(hierarchy: Hierarchy) -> None:
    """Every label of every level stands for exactly the values that carry it."""
    for level in range(hierarchy.n_levels):
        shown = hierarchy.generalize(np.arange(len(hierarchy.values)), level)
        for label in dict.fromkeys(shown):
            carried = np.array([one == label for one in shown], dtype=bool)
            described = hierarchy.descriptions[level].get(label)
            if described is None:
                assert hierarchy.values[carried].tolist() == [label]
            else:
                assert np.array_equal(described.covers(hierarchy.values), carried)


@settings(deadline=None, max_examples=100)
@given(hierarchies())
def test_descriptions_cover_exactly_the_values_that_carry_the_label(hierarchy):
    assert_described(hierarchy)


def test_redaction_of_texts_of_different_length_describes_each_label():
    assert_described(Redaction(keep=(3,)).build("postcode", texts("08016", "0801", "080", "08")))


def test_intervals_of_large_numbers_have_different_labels():
    hierarchy = Intervals(widths=(10,), bounds=(0, 1e8), resolution=0.1).build(
        "cost", np.array([12345671.0, 12345685.0])
    )
    assert len(set(hierarchy.codes[1])) == 3
    assert_described(hierarchy)


def test_intervals_of_decimal_width_hold_the_values_at_their_border():
    values = np.arange(0, 101) / 100
    assert_described(Intervals(widths=(0.1, 0.5), bounds=(0, 1), resolution=0.01).build("dose", values))


@settings(deadline=None, max_examples=100)
@given(hierarchies(), st.data())
def test_rows_come_back_after_encoding_and_generalizing(hierarchy, data):
    numeric = hierarchy.values.dtype.kind == "f"
    rows = data.draw(st.lists(st.integers(0, len(hierarchy.values)), max_size=20))
    entries = [None if row == len(hierarchy.values) else hierarchy.values[row] for row in rows]
    column = pd.Series(entries, dtype=float if numeric else object)
    codes = hierarchy.encode(column)
    assert codes.tolist() == rows
    assert hierarchy.generalize(codes, 0).tolist() == entries
    assert hierarchy.generalize(codes, hierarchy.n_levels - 1).tolist() == [SUPPRESSED] * len(rows)


def test_whole_numbers_and_text_dtypes_are_encoded_alike():
    ages = Intervals(widths=(5,), bounds=(0, 9)).build("age", np.array([1.0, 7.0]))
    assert ages.encode(pd.Series([7, 1], dtype="int64")).tolist() == [1, 0]
    assert ages.encode(pd.Series([7, None], dtype="Int64")).tolist() == [1, 2]
    sexes = Flat().build("sex", texts("f", "m"))
    assert sexes.encode(pd.Series(["m", None], dtype="str")).tolist() == [1, 2]
    assert sexes.encode(pd.Series(["m", None], dtype="category")).tolist() == [1, 2]


@pytest.mark.parametrize("spec", [Flat(), Redaction(keep=(2,)), Tree(tree=EUROPE)])
def test_a_column_that_was_never_recorded_is_encoded_as_missing(spec):
    hierarchy = spec.build("c", texts())
    codes = hierarchy.encode(pd.Series([None, None], dtype=object))
    assert hierarchy.generalize(codes, 0).tolist() == [None, None]
    assert hierarchy.generalize(codes, hierarchy.n_levels - 1).tolist() == ["*", "*"]


FILE_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)


@settings(deadline=None, max_examples=100)
@given(values=st.lists(FILE_TEXT, min_size=1, max_size=8, unique=True), data=st.data())
def test_an_arx_file_loses_nothing(values, data, tmp_path_factory):
    branches = data.draw(
        st.lists(
            st.sampled_from(["north west", 'so"uth', "ea;st"]), min_size=len(values), max_size=len(values)
        )
    )
    tree: dict[str, list[str]] = {}
    for branch, value in zip(branches, values, strict=True):
        tree.setdefault(branch, []).append(value)
    written = Tree(tree=tree).build("c", texts())
    path = tmp_path_factory.mktemp("arx") / "h.csv"
    write_arx_csv(written, path)
    read = read_arx_csv(path, "c")
    assert labels_of(read) == labels_of(written)
    assert read.descriptions == written.descriptions
    assert np.array_equal(read.codes, written.codes)
    assert np.array_equal(read.shares, written.shares)


def test_values_with_spaces_survive_an_arx_file(tmp_path):
    values = (
        " leading",
        "trailing ",
        "two  spaces",
        "tab\tinside",
        "line\nbreak",
        "semi;colon",
        'quo"te',
        "",
    )
    written = Tree(tree={"with a space": list(values)}).build("c", texts())
    write_arx_csv(written, tmp_path / "h.csv")
    assert read_arx_csv(tmp_path / "h.csv", "c").values.tolist() == list(values)


def test_a_byte_order_mark_is_no_part_of_the_first_value(tmp_path):
    (tmp_path / "h.csv").write_text("\ufefff;*\nm;*\n", encoding="utf-8")
    assert read_arx_csv(tmp_path / "h.csv", "sex").values.tolist() == ["f", "m"]
