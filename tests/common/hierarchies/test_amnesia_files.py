# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files as Amnesia writes them: values, ranges of numbers and dates, missing, trees that are not even."""

import json

import numpy as np
import pandas as pd
import pytest

from secured.common import PrivacyInputError
from secured.common.hierarchies import AmnesiaJson, AmnesiaText, read_amnesia_json, read_amnesia_text

CANARY = "Jane" + "Q" + "7731"

COUNTRIES = """distinct
name country
type string
height 3

South has ES PT 
North has SE NaN 

Any has South North 

"""
AGES = """range
name age
type int
height 3

0.0,20.0 has 0.0,10.0 10.0,20.0 
20.0,40.0 has 20.0,30.0 30.0,40.0 

0.0,40.0 has 0.0,20.0 20.0,40.0 NaN,NaN 

"""
BORN = """range
name born
type date
height 3

1960 has 01/1960,06/1960 07/1960,12/1960 
1961 has 01/01/1961,30/06/1961 07/1961,12/1961 

1960,1961 has 1960 1961 null,null 

"""


def texts(*values):
    return np.array(values, dtype=object)


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a text and gives its path."""

    def written(text, name="h.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        return tmp_path / name

    return written


def rows(hierarchy):
    shown = [
        hierarchy.generalize(np.arange(len(hierarchy.values)), level) for level in range(hierarchy.n_levels)
    ]
    return [tuple(row) for row in zip(*shown, strict=True)]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_values_by_hand(file, ends):
    hierarchy = read_amnesia_text(file(COUNTRIES.replace("\n", ends)))
    assert rows(hierarchy) == [("ES", "South", "*"), ("PT", "South", "*"), ("SE", "North", "*")]
    assert hierarchy.column == "country"


def test_percent_is_itself_in_a_file_that_does_not_say_otherwise(file):
    assert read_amnesia_text(file(COUNTRIES.replace("ES", "E%20S"))).values[0] == "E%20S"
    escaped = COUNTRIES.replace("ES", "E%20S").replace("height 3", "height 3\nescape percent")
    assert read_amnesia_text(file(escaped)).values[0] == "E S"


def test_shallow_values_keep_their_lowest_group_and_those_at_the_root_themselves(file):
    text = "distinct\nname c\ntype string\nheight 4\n\nSouth has ES\n\nEurope has South IS\n\n* has Europe Nowhere\n\n"
    assert rows(read_amnesia_text(file(text))) == [
        ("ES", "South", "Europe", "*"),
        ("IS", "Europe", "Europe", "*"),
        ("Nowhere", "Nowhere", "Nowhere", "*"),
    ]


def test_several_roots_come_under_one(file):
    text = "distinct\nname c\ntype string\nheight 2\n\nSouth has ES\nNorth has SE\n\n"
    assert rows(read_amnesia_text(file(text))) == [("ES", "South", "*"), ("SE", "North", "*")]


def test_ranges_of_numbers_by_hand(file):
    hierarchy = AmnesiaText(path=file(AGES)).build("age", np.array([0.0, 9.0, 10.0, 40.0]))
    assert rows(hierarchy) == [
        (0.0, "0-9", "0-19", "*"),
        (9.0, "0-9", "0-19", "*"),
        (10.0, "10-19", "0-19", "*"),
        (40.0, "30-40", "20-40", "*"),
    ]
    assert hierarchy.descriptions[1]["30-40"].to_dict() == {"kind": "interval", "lower": 30.0, "upper": 41.0}
    assert hierarchy.shares[:, 0] == pytest.approx([1 / 41, 10 / 41, 20 / 41, 1])


def test_ranges_without_data_hold_every_whole_number(file):
    assert read_amnesia_text(file(AGES)).values.tolist() == list(range(41))
    with pytest.raises(PrivacyInputError, match="together with data"):
        read_amnesia_text(file(AGES.replace("type int", "type decimal")))


def test_ranges_of_decimals_hold_their_last_end(file):
    path = file(AGES.replace("type int", "type decimal"))
    hierarchy = AmnesiaText(path=path).build("dose", np.array([9.99, 10.0, 40.0, 40.01]))
    assert hierarchy.values.tolist() == [9.99, 10.0, 40.0]
    assert [row[1] for row in rows(hierarchy)] == ["[0, 10)", "[10, 20)", "[30, 40)"]
    with pytest.raises(PrivacyInputError, match="2 rows hold values"):
        hierarchy.encode(pd.Series([40.01, 40.01, 10.0]))


@pytest.mark.parametrize(
    ("dates", "values"), [("ymd", ("1960-06-30", "1961-07-01")), ("dmy", ("30/06/1960", "1.7.1961"))]
)
def test_ranges_of_dates_by_hand(file, dates, values):
    hierarchy = AmnesiaText(path=file(BORN), dates=dates).build("born", texts(*values))
    assert rows(hierarchy) == [
        (values[0], "1960-01-01..1960-06-30", "1960", "*"),
        (values[1], "1961-07-01..1961-12-31", "1961", "*"),
    ]
    assert hierarchy.shares[2] == pytest.approx([366 / 731, 365 / 731, hierarchy.shares[2, 2]])
    assert len(read_amnesia_text(file(BORN)).values) == 731


def test_neighbours_of_whole_numbers_may_be_written_closed(file):
    text = "range\nname age\ntype int\nheight 2\n\n0,19 has 0,9 10,19\n\n"
    hierarchy = AmnesiaText(path=file(text)).build("age", np.array([9.0, 10.0, 19.0]))
    assert [row[1] for row in rows(hierarchy)] == ["0-9", "10-19", "10-19"]


def test_a_range_that_hangs_higher_stays_itself_below(file):
    text = "range\nname age\ntype int\nheight 3\n\n0,20 has 0,10 10,20\n\n0,40 has 0,20 20,40\n\n"
    hierarchy = AmnesiaText(path=file(text)).build("age", np.array([5.0, 25.0]))
    assert rows(hierarchy) == [(5.0, "0-9", "0-19", "*"), (25.0, "20-40", "20-40", "*")]


LEVELS = {
    "level1": [{"parent": "South", "children": ["ES", "PT"]}, {"parent": "North", "children": ["SE", "NaN"]}],
    "level2": [{"parent": "Any", "children": ["South", "North"]}],
}
HEAD = {"hierType": "distinct", "name": "country", "type": "string", "height": 3}


@pytest.mark.parametrize(
    "content",
    [
        HEAD | LEVELS,
        HEAD | {"level1": LEVELS["level2"], "level2": LEVELS["level1"]},
        HEAD
        | {"Level 1": [{"South": ["ES", "PT"], "North": ["SE"]}], "Level 2": [{"Any": ["South", "North"]}]},
    ],
    ids=["as written here", "from the root down", "parents as keys"],
)
def test_json_by_hand(file, content):
    hierarchy = read_amnesia_json(file(json.dumps(content), "h.json"))
    assert rows(hierarchy) == [("ES", "South", "*"), ("PT", "South", "*"), ("SE", "North", "*")]


def test_json_of_ranges_reads_numbers_and_dates(file):
    ages = {
        "hierType": "range",
        "name": "age",
        "type": "int",
        "height": 2,
        "level1": [{"0,20": ["0,10", "10,20"]}],
    }
    hierarchy = AmnesiaJson(path=file(json.dumps(ages), "h.json")).build("age", np.array([3.0, 12.0]))
    assert rows(hierarchy) == [(3.0, "0-9", "*"), (12.0, "10-20", "*")]


def test_values_that_are_numbers_are_read_as_such_for_a_column_of_numbers(file):
    text = "distinct\nname age\ntype int\nheight 3\n\n0-9 has 1 2\n\n* has 0-9\n\n"
    assert AmnesiaText(path=file(text)).build("age", np.array([1.0])).encode(pd.Series([2, 1])).tolist() == [
        1,
        0,
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("distinct", CANARY), "line 1: is neither"),
        (("height 3", "height 4"), "give 3 levels"),
        (("height 3", f"height {CANARY}"), "give 3 levels"),
        (("type string\n", ""), "no line 'type ...'"),
        (("South has ES PT", f"South {CANARY} has ES"), "line 6: is not 'parent has child child'"),
        (("ES PT", "ES has PT"), "line 6: is not"),
        (("SE NaN", "SE ES"), "line 7: a node stands under two parents"),
        (("has South North", "has South"), "level 1: 1 groups are children of none"),
        (
            ("South has ES PT \nNorth has SE NaN \n\nAny has South North", "Any has NaN\n\nAll has Any"),
            "holds no values",
        ),
        (("height 3", "height 3\norder 0 1"), "does not place each of the 3 values"),
        (("height 3", f"height 3\norder {CANARY}"), "something else than numbers"),
    ],
)
def test_mistakes_name_file_and_line_but_no_value(file, change, words):
    path = file(COUNTRIES.replace(*change))
    with pytest.raises(PrivacyInputError) as caught:
        read_amnesia_text(path)
    assert str(caught.value).startswith("h.txt")
    assert words in str(caught.value)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "change", "words"),
    [
        (AGES, ("0.0,10.0", CANARY), "line 6: holds a node that is no range of type int"),
        (AGES, ("10.0,20.0", "5.0,20.0"), "level 1: ranges overlap"),
        (AGES, ("10.0,20.0", "20.0,10.0"), "line 6"),
        (AGES, ("30.0,40.0", "30.0,50.0"), "reach beyond"),
        (AGES, ("height 3", "height 3\nlabels 1 a b"), "2 labels of level 1, which has 4 ranges"),
        (BORN, ("01/1960", "13/1960"), "no range of type date"),
        (BORN, ("30/06/1961", "31/06/1961"), "no range of type date"),
        (BORN, ("height 3", "height 3\ndates xyz"), "'dates' is none of"),
    ],
)
def test_mistakes_in_ranges(file, text, change, words):
    path = file(text.replace(*change))
    with pytest.raises(PrivacyInputError) as caught:
        read_amnesia_text(path)
    assert words in str(caught.value)
    assert CANARY not in str(caught.value)


def test_texts_for_ranges_of_numbers_are_refused(file):
    with pytest.raises(PrivacyInputError, match="Declare the column as integer") as caught:
        AmnesiaText(path=file(AGES)).build("age", texts(CANARY))
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        [],
        HEAD | {"hierType": CANARY},
        HEAD | {"level1": {CANARY: "x"}},
        HEAD | {"level1": [{CANARY: "abc"}]},
        HEAD | {"level1": [[CANARY]]},
        HEAD | {"level1": [{CANARY: [None]}]},
        HEAD | LEVELS | {"height": 7},
        HEAD | LEVELS | {"order": CANARY},
        HEAD,
    ],
)
def test_json_that_is_no_hierarchy_is_refused(file, content):
    with pytest.raises(PrivacyInputError, match=r"^h\.json") as caught:
        read_amnesia_json(file(json.dumps(content), "h.json"))
    assert CANARY not in str(caught.value)


def test_json_that_is_none_is_refused_by_line(file):
    with pytest.raises(PrivacyInputError, match=r"^h\.json, line 2: is not valid JSON") as caught:
        read_amnesia_json(file(f'{{"a":\n{CANARY}}}', "h.json"))
    assert CANARY not in str(caught.value)
