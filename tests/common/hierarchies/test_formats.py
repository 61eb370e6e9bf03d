# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""ARX, Amnesia and the workbench's format hold the same hierarchy: a way through all of them loses nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.hierarchies import (
    HIERARCHY_FORMATS,
    Dates,
    Flat,
    Hierarchy,
    HierarchyEdit,
    Intervals,
    Ordered,
    Redaction,
    Tree,
    amnesia_text,
    convert_hierarchy,
    read_hierarchy,
    write_hierarchy,
)
from secured.common.hierarchies.specs import from_columns
from secured_datasets import entry
from secured_datasets.files import data_folder

SUFFIXES = (".txt", ".json", ".toml", ".csv")
HARD = ["", " ", "has", "NaN", "null", "*", "%", "%20", "%@2", "%-", ";", '"', "a b", "tab\t", "line\nend", "\r",
        "\ufeffmark", "#", "é ü", "日本", "\u2028", "\x85", "\x7f", "\x00", "name x", "- ", "\\", "1,2", "{", "'"]  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(HARD), st.text(st.characters(codec="utf-8"), max_size=5), st.text(' %has;"', max_size=4)
)


def labels_of(hierarchy: Hierarchy) -> list[list[object]]:
    return [
        hierarchy.generalize(np.arange(len(hierarchy.values)), level).tolist()
        for level in range(hierarchy.n_levels)
    ]


def assert_same(one: Hierarchy, other: Hierarchy) -> None:
    assert labels_of(one) == labels_of(other)
    assert np.array_equal(one.codes, other.codes)
    assert one.shares == pytest.approx(other.shares)
    assert one.descriptions == other.descriptions


@st.composite
def trees(draw) -> Hierarchy:
    """Rows of any texts under groups of any names, in any order, up to three levels between."""
    values = draw(st.lists(TEXT, min_size=1, max_size=8, unique=True))
    groups = np.arange(len(values))
    labels = []
    for _ in range(draw(st.integers(0, 3))):
        size = int(groups.max()) + 1
        joined = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
        groups = np.unique(np.array(joined)[groups], return_inverse=True)[1]
        names = draw(st.lists(TEXT, min_size=4, max_size=4, unique=True))
        labels.append([names[group] for group in groups])
    rows = list(zip(values, *labels, strict=True))
    return from_columns("a column", rows)


def around(hierarchy: Hierarchy, folder) -> tuple[bytes, bytes]:
    """Write as ARX has it, go through all formats, and return both ARX files."""
    first, place = folder / "first.csv", folder / "first.csv"
    write_hierarchy(hierarchy, first)
    for number, suffix in enumerate(SUFFIXES):
        target = folder / f"step{number}{suffix}"
        convert_hierarchy(place, target)
        assert_same(read_hierarchy(target), hierarchy)
        place = target
    return first.read_bytes(), place.read_bytes()


@settings(deadline=None, max_examples=150)
@given(hierarchy=trees())
def test_a_way_through_all_formats_ends_where_it_began(hierarchy, tmp_path_factory):
    first, last = around(hierarchy, tmp_path_factory.mktemp("formats"))
    assert first == last


def test_the_way_notices_a_format_that_loses_something(tmp_path, monkeypatch):
    hierarchy = Tree(tree={"a": ["new york", "x"], "b": ["y"]}).build("c", np.array([], dtype=object))
    assert len(set(around(hierarchy, tmp_path))) == 1
    monkeypatch.setattr(amnesia_text, "_escape", lambda text: text)
    with pytest.raises((AssertionError, PrivacyInputError)):
        around(hierarchy, tmp_path)


def test_rows_out_of_order_stay_where_they_are(tmp_path):
    (tmp_path / "a.csv").write_text("x;south;*\ny;north;*\nz;south;*\n", encoding="utf-8")
    convert_hierarchy(tmp_path / "a.csv", tmp_path / "a.txt")
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert (
        text
        == "distinct\nname a\ntype string\nheight 3\norder 0 2 1\n\nsouth has x z\nnorth has y\n\n* has south north\n\n"
    )
    assert read_hierarchy(tmp_path / "a.txt").values.tolist() == ["x", "y", "z"]


def test_a_plain_file_has_no_line_that_amnesia_does_not_know(tmp_path):
    write_hierarchy(
        Tree(tree={"S": ["ES"], "N": ["SE", "DK"]}).build("land", np.array([])), tmp_path / "a.txt"
    )
    expected = "distinct\nname land\ntype string\nheight 3\n\nS has ES\nN has SE DK\n\n* has S N\n\n"
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == expected


def test_a_name_at_two_levels_is_two_nodes_for_amnesia(tmp_path):
    hierarchy = Ordered(order=("a", "b", "c"), sizes=(2, 4)).build("c", np.array([]))
    write_hierarchy(hierarchy, tmp_path / "a.txt")
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    nodes = [token for line in text.split("\n\n", 1)[1].splitlines() for token in line.split(" ")[2:]]
    assert len(nodes) == len(set(nodes))
    assert labels_of(read_hierarchy(tmp_path / "a.txt")) == labels_of(hierarchy)


@pytest.mark.skipif(not (data_folder() / "adult").is_dir(), reason="Adult is not on this machine")
@pytest.mark.parametrize("file", [one.path for one in entry("adult").files if "hierarchy" in one.path])
def test_the_hierarchies_of_adult_go_around(file, tmp_path):
    path = data_folder() / "adult" / file
    first, last = around(read_hierarchy(path), tmp_path)
    assert first == last
    assert first == path.read_bytes().rstrip(b"\n") + b"\n"


NUMBERS = np.array([1.0, 3.0, 41.0, 47.0, 88.0, 91.0])
DAYS = np.array(["1960-04-01", "1961-12-24", "1985-07-01"], dtype=object)
BUILT = {
    "flat": Flat().build("x", NUMBERS),
    "intervals": Intervals(widths=(5, 10, 20), bounds=(0, 99), top=90).build("x", NUMBERS),
    "decimals": Intervals(widths=(0.5, 2), bounds=(0, 99), resolution=0.1).build("x", NUMBERS + 0.25),
    "cuts": Intervals(cuts=((18, 65), (65,)), bounds=(0, 99), bottom=18).build("x", NUMBERS),
    "dates": Dates().build("born", DAYS),
    "american": Dates(order="mdy").build("born", np.array(["04/01/1960", "12/24/1961"], dtype=object)),
    "codes": Redaction(keep=(3, 1)).build("zip", np.array(["08016", "08028", "28001"], dtype=object)),
    "endings": Redaction(keep=(2,), side="left").build("zip", np.array(["08016", "28016"], dtype=object)),
}
BUILT["edited"] = HierarchyEdit(hierarchy=HierarchyEdit(hierarchy=BUILT["codes"]).remove_level(2)).join(
    1, ["080..", "280.."], "Spain"
)


@pytest.mark.parametrize("name", BUILT)
def test_the_own_format_keeps_all(name, tmp_path):
    write_hierarchy(BUILT[name], tmp_path / "a.toml")
    read = read_hierarchy(tmp_path / "a.toml")
    assert_same(read, BUILT[name])
    assert np.array_equal(read.shares, BUILT[name].shares)
    assert read.values.dtype == BUILT[name].values.dtype
    assert read.column == BUILT[name].column


@pytest.mark.parametrize("suffix", [".txt", ".json"])
@pytest.mark.parametrize("name", ["intervals", "decimals", "cuts", "dates", "american"])
def test_ranges_keep_values_labels_and_what_they_stand_for(name, suffix, tmp_path):
    write_hierarchy(BUILT[name], tmp_path / f"a{suffix}", ranges=True)
    read = read_hierarchy(tmp_path / f"a{suffix}")
    assert labels_of(read) == labels_of(BUILT[name])
    assert read.descriptions == BUILT[name].descriptions


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_ranges_of_any_intervals_come_back(data, tmp_path_factory):
    step = data.draw(st.sampled_from([1, 0.5]))
    spec = Intervals(
        widths=(2 * step, 6 * step),
        bounds=(-20, 40),
        resolution=step,
        top=data.draw(st.sampled_from([None, 31])),
    )
    numbers = data.draw(st.sets(st.integers(int(-20 / step), int(40 / step)), min_size=1, max_size=9))
    hierarchy = spec.build("x y", np.array(sorted(numbers)) * float(step))
    path = tmp_path_factory.mktemp("ranges") / "a.txt"
    write_hierarchy(hierarchy, path, ranges=True)
    read = read_hierarchy(path)
    assert labels_of(read) == labels_of(hierarchy)
    assert read.descriptions == hierarchy.descriptions
    assert read.column == "x y"


@pytest.mark.parametrize("name", ["flat", "codes"])
def test_what_is_no_interval_is_not_written_as_one(name, tmp_path):
    with pytest.raises(PrivacyInputError, match="distinct"):
        write_hierarchy(BUILT[name], tmp_path / "a.txt", ranges=True)
    with pytest.raises(PrivacyInputError, match="only Amnesia"):
        write_hierarchy(BUILT["cuts"], tmp_path / "a.toml", ranges=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_is_written_whole_or_not_at_all(suffix, tmp_path):
    path = tmp_path / f"a{suffix}"
    path.write_text("before", encoding="utf-8")
    broken = Flat().build("c", np.array(["\ud800"], dtype=object))  # half of a character: cannot be written
    with pytest.raises(UnicodeEncodeError):
        write_hierarchy(broken, path)
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_format_is_told_by_suffix_or_name(tmp_path):
    write_hierarchy(BUILT["codes"], tmp_path / "a.dat", format="amnesia-json")
    assert read_hierarchy(tmp_path / "a.dat", format="amnesia-json").n_levels == 4
    with pytest.raises(PrivacyInputError, match="suffix tells no format"):
        read_hierarchy(tmp_path / "a.dat")
    with pytest.raises(PrivacyInputError, match="unknown format 'arx'"):
        read_hierarchy(tmp_path / "a.dat", format="arx")
    assert set(HIERARCHY_FORMATS) == {"arx-csv", "amnesia-text", "amnesia-json", "toml"}
