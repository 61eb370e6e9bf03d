# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""All problems of a hierarchy file are told by file, line and count, so that a person can mend them."""

import numpy as np
import pandas as pd
import pytest

from secured.common.hierarchies import Problem, check_hierarchy

CANARY = "Jane" + "Q" + "7731"


@pytest.fixture
def problems(tmp_path):
    """Return a function that checks a text as a file."""

    def found(text, column=None, name="h.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        found = check_hierarchy(path, column)
        assert all(CANARY not in str(problem) and CANARY not in repr(problem) for problem in found)
        assert all(name in str(problem) for problem in found)
        return found

    return found


def test_a_file_that_can_be_used_has_none(problems):
    text = "ES;South;*\nSE;North;*\n"
    assert problems(text) == []
    assert problems(text, pd.Series(["ES", None, "SE", "ES"], name="land")) == []


def test_every_kind_of_wrong_row_is_told_with_its_first_line_and_count(problems):
    text = f"a;x;*\nb;*\n{CANARY};x;*\nc\n{CANARY};y;*\nd;x;x\na;x;*\n"
    found = problems(text)
    assert [(problem.kind, problem.line, problem.count) for problem in found] == [
        ("row", 2, 2),
        ("row", 5, 2),
        ("row", 6, 1),
    ]
    assert found[0].message == (
        "h.csv, line 2: 2 levels, line 1 has 3. Give every value all levels. 1 further lines likewise."
    )
    assert "earlier line too, line 3" in found[1].message
    assert "not *" in found[2].message


def test_a_torn_tree_is_told_with_level_and_groups(problems):
    (found,) = problems(f"{CANARY};x;E;*\nb;x;F;*\nc;y;E;*\nd;y;F;*\n")
    assert (found.kind, found.count) == ("tree", 2)
    assert "level 2 does not coarsen level 1: 2 groups" in found.message


def test_values_that_are_not_listed_are_counted_with_their_rows(problems):
    column = pd.Series(["ES", CANARY, CANARY, "x", None], name="land")
    (found,) = problems("ES;South;*\n", column)
    assert found == Problem(
        kind="coverage",
        count=2,
        message="h.csv: 2 distinct values of land, in 3 of 5 rows, are not listed. Add them to the hierarchy or correct the rows.",
    )


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "category", "str", "object"])
def test_columns_of_any_type_are_compared_as_a_dataset_would(problems, dtype):
    column = pd.Series([1, 2, 2], name="n").astype(dtype)
    text = "1;low;*\n2;low;*\n"
    assert problems(text, column) == []
    assert problems("1;low;*\n", column)[0].message.startswith(
        "h.csv: 1 distinct values of n, in 2 of 3 rows"
    )


def test_ranges_are_checked_for_values_too(problems):
    text = "range\nname age\ntype int\nheight 2\n\n0,20 has 0,10 10,20\n\n"
    assert problems(text, pd.Series([0, 20]), "h.txt") == []
    (found,) = problems(text, pd.Series([0, 21, 30, 30]), "h.txt")
    assert (found.kind, found.count) == ("coverage", 2)


@pytest.mark.parametrize(
    ("text", "name", "words", "line"),
    [
        (b"", "h.csv", "is empty", None),
        (b"\n \n", "h.toml", "is empty", None),
        (CANARY.encode() + b";*\n\xe9;*\n", "h.csv", "is not UTF-8 text. Save it as UTF-8.", 2),
        (f"{CANARY}\n", "h.csv", "holds no rows", None),
        (f"{CANARY}\n", "h.txt", "neither 'distinct' nor 'range'", 1),
        (f"{CANARY}\n", "h.json", "not valid JSON", 1),
        (f"{CANARY}\n", "h.toml", "not valid TOML (at line 1", None),
        ('format = "other"\n', "h.toml", "'format'", None),
        ('format = "secured-hierarchy/1"\nrow = 1\n', "h.toml", "unknown key 'row'", None),
        ('format = "secured-hierarchy/1"\nlevels = 1\nrows = []\n', "h.toml", "'levels' must be", None),
        (f'format = "secured-hierarchy/1"\nlevels = 2\nrows = [["{CANARY}"], ["{CANARY}"]]\n', "h.toml", "row 2", None),
        (f'format = "secured-hierarchy/1"\nlevels = 3\nrows = [["{CANARY}"]]\n', "h.toml", "row 1: 1 levels", None),
        (f'format = "secured-hierarchy/1"\nlevels = 2\nrows = ["{CANARY}"]\n', "h.toml", "row 1: is no list", None),
        ('format = "secured-hierarchy/1"\nlevels = 2\nrows = [["a"]]\nshares = [[2.0]]\n', "h.toml", "'shares'", None),
        (f'format = "secured-hierarchy/1"\nlevels = 2\ntype = "number"\nrows = [["{CANARY}"]]\n', "h.toml", "'rows'", None),
        ('format = "secured-hierarchy/1"\nlevels = 2\nrows = [["a"]]\ndescribed = [1]\n', "h.toml", "'described'", None),
        (
            ('format = "secured-hierarchy/1"\nlevels = 3\nrows = [["a", "b"]]\n'
            f'described = [{{ level = 1, label = "{CANARY}", stands_for = {{ kind = "suppressed" }} }}]\n'),
            "h.toml",
            "a label that no row has",
            None,
        ),
    ],
)  # fmt: skip
def test_what_is_no_hierarchy_is_told(problems, text, name, words, line):
    (found,) = problems(text, name=name)
    assert words in found.message
    assert found.line == line


def test_a_folder_a_missing_file_and_an_unknown_format_are_told(tmp_path):
    (tmp_path / "h.csv").mkdir()
    assert "is a folder" in str(check_hierarchy(tmp_path / "h.csv")[0])
    assert "no such file" in str(check_hierarchy(tmp_path / "gone.csv")[0])
    assert "suffix tells no format" in str(check_hierarchy(tmp_path / "h.xyz")[0])


def test_texts_for_numbers_are_told(problems):
    (found,) = problems(f"{CANARY};*\n1;*\n", pd.Series(np.array([1.0]), name="age"))
    assert "the column age holds numbers" in found.message
