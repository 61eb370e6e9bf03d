# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables come back from every format as they were written, mistakes quote no cell, and files are written whole."""

import csv
import datetime
import traceback
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.io.tables import FORMATS, read_table, sniff_delimiter, write_whole

CANARY = "Canary-4711"
DELIMITERS = {",": "comma.csv", "\t": "tab.tsv", ";": "semicolon.csv", "|": "pipe.txt"}

# Text that needs care: codes, words that readers take for missing, letters of other alphabets.
TABLE = pd.DataFrame(
    {
        "código postal": ["007", "08016", "0800", "00"],
        "Größe (cm)": ["170", "1,5", "1.50", "1e3"],
        "None": ["None", "NA", "n/a", "nan"],
        "κείμενο": ["naïve", "a; b", "x, y | z", "true"],
    },
    dtype=object,
)

# No delimiter, quote or line end, no blank at either end: what every text format keeps without quoting.
WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)
NAMES = st.lists(WORDS, min_size=2, max_size=4, unique=True)
ANY_TEXT = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" ,;|\t\n"), min_size=1, max_size=12
)


def tables(cells):
    """Tables of 1 to 5 rows whose cells come from the strategy `cells`."""
    return NAMES.flatmap(
        lambda names: st.lists(
            st.lists(cells, min_size=len(names), max_size=len(names)), min_size=1, max_size=5
        ).map(lambda rows: pd.DataFrame(rows, columns=names, dtype=object))
    )


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return list(one.columns) == list(other.columns) and one.values.tolist() == other.values.tolist()


def write_text(table: pd.DataFrame, path: Path, delimiter: str, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(table.columns)
        writer.writerows(table.values.tolist())
    return path


def write_workbook(rows, path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(("delimiter", "name"), DELIMITERS.items(), ids=DELIMITERS.values())
def test_delimited_text_comes_back_as_it_was_written(tmp_path, delimiter, name):
    path = write_text(TABLE, tmp_path / name, delimiter)
    assert sniff_delimiter(path, "utf-8") == delimiter
    assert same(read_table(path), TABLE)


def test_parquet_comes_back_as_it_was_written(tmp_path):
    TABLE.to_parquet(tmp_path / "t.parquet")
    assert same(read_table(tmp_path / "t.parquet"), TABLE)


def test_xlsx_comes_back_as_it_was_written(tmp_path):
    TABLE.to_excel(tmp_path / "t.xlsx", index=False)
    assert same(read_table(tmp_path / "t.xlsx"), TABLE)


@pytest.mark.parametrize(("delimiter", "name"), DELIMITERS.items(), ids=DELIMITERS.values())
@settings(max_examples=50, deadline=None)
@given(table=tables(WORDS))
def test_any_words_survive_with_the_delimiter_found(tmp_path_factory, delimiter, name, table):
    path = write_text(table, tmp_path_factory.getbasetemp() / name, delimiter)
    assert same(read_table(path), table)


@pytest.mark.parametrize("delimiter", list(DELIMITERS), ids=list(DELIMITERS.values()))
@settings(max_examples=50, deadline=None)
@given(table=tables(ANY_TEXT.filter(lambda text: text == text.strip())))
def test_any_text_survives_with_the_delimiter_given(tmp_path_factory, delimiter, table):
    path = write_text(table, tmp_path_factory.getbasetemp() / "any.csv", delimiter)
    assert same(read_table(path, delimiter=delimiter), table)


@settings(max_examples=50, deadline=None)
@given(table=tables(ANY_TEXT))
def test_any_text_survives_parquet(tmp_path_factory, table):
    path = tmp_path_factory.getbasetemp() / "any.parquet"
    table.to_parquet(path)
    assert same(read_table(path), table)


@settings(max_examples=15, deadline=None)  # the disk sets the pace
@given(table=tables(WORDS))
def test_any_words_survive_xlsx(tmp_path_factory, table):
    path = tmp_path_factory.getbasetemp() / "any.xlsx"
    table.to_excel(path, index=False)
    assert same(read_table(path), table)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_its_mark(tmp_path, encoding):
    path = write_text(TABLE, tmp_path / "t.csv", ",", encoding)
    assert same(read_table(path), TABLE)


def test_windows_1252_is_read_where_utf8_fails(tmp_path):
    western = pd.DataFrame({"señas €": ["Zürich", "Besançon"], "n": ["1", "2"]}, dtype=object)
    assert same(read_table(write_text(western, tmp_path / "t.csv", ";", "cp1252")), western)


def test_a_letter_deep_in_the_file_decides_the_encoding_too(tmp_path):
    long = pd.DataFrame({"a": ["x" * 100] * 20_000 + ["ü"], "b": "1"}, dtype=object)
    assert same(read_table(write_text(long, tmp_path / "t.csv", ",", "cp1252")), long)


def test_text_in_neither_encoding_is_refused(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"a,b\n1,\x81\n")
    with pytest.raises(PrivacyInputError, match="cannot be read as csv"):
        read_table(tmp_path / "t.csv")


def test_only_listed_texts_mean_missing(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n?,x\nNA,\n", encoding="utf-8")
    assert read_table(path)["b"].isna().tolist() == [False, True]
    assert not read_table(path)["a"].isna().any()
    assert read_table(path, missing=("?",)).isna().values.tolist() == [[True, False], [False, False]]
    assert not read_table(path, missing=()).isna().any().any()


def test_xlsx_keeps_codes_and_writes_numbers_and_dates_plainly(tmp_path):
    path = write_workbook(
        [
            ["code", "n", "x", "day", "time", "word"],
            ["007", 3, 1.5, datetime.date(2020, 1, 31), datetime.time(8, 30), "None"],
            ["NA", 4, 2.25, datetime.date(1960, 4, 1), datetime.time(9, 0), None],
        ],
        tmp_path / "t.xlsx",
    )
    read = read_table(path)
    assert read.iloc[0].tolist() == ["007", "3", "1.5", "2020-01-31", "08:30:00", "None"]
    assert read.iloc[1].tolist()[:5] == ["NA", "4", "2.25", "1960-04-01", "09:00:00"]
    assert pd.isna(read.iloc[1]["word"])


def test_the_named_index_of_a_parquet_file_is_a_column(tmp_path):
    TABLE.set_index("código postal").to_parquet(tmp_path / "t.parquet")
    assert same(read_table(tmp_path / "t.parquet"), TABLE)


def test_a_file_without_header_takes_the_given_one(tmp_path):
    (tmp_path / "t.data").write_text("39, State-gov, ?\n50, Private, x\n", encoding="utf-8")
    read = read_table(tmp_path / "t.data", header=("age", "work", "job"), missing=("?",))
    assert read["work"].tolist() == ["State-gov", "Private"]
    assert read["job"].isna().tolist() == [True, False]


def test_a_header_shorter_than_the_rows_is_refused(tmp_path):
    (tmp_path / "t.data").write_text("1,2,3\n4,5,6\n", encoding="utf-8")
    with pytest.raises(PrivacyInputError, match="cannot be read as csv"):
        read_table(tmp_path / "t.data", header=("a", "b"))


def test_a_blank_after_the_comma_is_no_part_of_the_value(tmp_path):
    (tmp_path / "t.csv").write_text('a, b\n1, "x, y"\n', encoding="utf-8")
    assert read_table(tmp_path / "t.csv").to_dict("list") == {"a": ["1"], "b": ["x, y"]}


def test_a_cell_of_many_lines_does_not_hide_the_delimiter(tmp_path):
    notes = pd.DataFrame(
        {"id": [str(n) for n in range(40)], "note": ["first\nsecond; third"] * 40}, dtype=object
    )
    assert same(read_table(write_text(notes, tmp_path / "t.csv", ",")), notes)


def test_one_column_needs_no_delimiter(tmp_path):
    (tmp_path / "t.csv").write_text("a\n1\n2\n", encoding="utf-8")
    assert read_table(tmp_path / "t.csv").to_dict("list") == {"a": ["1", "2"]}


def test_columns_without_name_are_numbered(tmp_path):
    (tmp_path / "t.csv").write_text(",,x\n1,2,3\n", encoding="utf-8")
    write_workbook([[None, "x", None], ["1", "2", "3"]], tmp_path / "t.xlsx")
    assert list(read_table(tmp_path / "t.csv").columns) == ["Unnamed: 0", "Unnamed: 1", "x"]
    assert list(read_table(tmp_path / "t.xlsx").columns) == ["Unnamed: 0", "x", "Unnamed: 2"]


def twice_in_csv(path: Path) -> None:
    path.write_text(f"{CANARY},b,{CANARY}\n1,2,{CANARY}\n", encoding="utf-8")


def twice_but_for_blanks(path: Path) -> None:
    path.write_text(f"a,b,a \n1,2,{CANARY}\n", encoding="utf-8")


def twice_in_xlsx(path: Path) -> None:
    write_workbook([["a", "a"], [CANARY, CANARY]], path)


def header_only(path: Path) -> None:
    path.write_text(f"{CANARY},b\n", encoding="utf-8")


def header_only_parquet(path: Path) -> None:
    pd.DataFrame({CANARY: []}).to_parquet(path)


def header_only_xlsx(path: Path) -> None:
    write_workbook([[CANARY, "b"]], path)


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def too_many_fields(path: Path) -> None:
    path.write_text(f"a,b\n1,2\n1,2,{CANARY}\n", encoding="utf-8")


def open_quote(path: Path) -> None:
    path.write_text(f'a,b\n1,2\n"{CANARY},3\n4,5\n', encoding="utf-8")


def noise(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + CANARY.encode() * 50)


def cut_parquet(path: Path) -> None:
    pd.DataFrame({"a": [CANARY] * 100}).to_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])


def cut_xlsx(path: Path) -> None:
    write_workbook([["a"], [CANARY]], path)
    path.write_bytes(path.read_bytes()[:-200])


def text_declared_a_number(path: Path) -> None:
    """Make a workbook at which the reader stumbles with the cell in its message."""
    write_workbook([["a"], [4711]], path)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"<v>4711</v>", f"<v>{CANARY}</v>".encode()
    )
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    with pytest.raises(ValueError, match=CANARY):
        pd.read_excel(path)


def absent(path: Path) -> None:
    assert not path.exists()


def whole(path: Path) -> None:
    path.write_text(f"a\n{CANARY}\n", encoding="utf-8")


REFUSED = {
    "a name twice in CSV": (twice_in_csv, "t.csv", "1 column names stand twice"),
    "a name twice but for blanks": (twice_but_for_blanks, "t.csv", "1 column names stand twice"),
    "a name twice in XLSX": (twice_in_xlsx, "t.xlsx", "1 column names stand twice"),
    "nothing but a header": (header_only, "t.csv", "holds no rows"),
    "nothing but a header in Parquet": (header_only_parquet, "t.parquet", "holds no rows"),
    "nothing but a header in XLSX": (header_only_xlsx, "t.xlsx", "holds no rows"),
    "an empty CSV": (nothing, "t.csv", "cannot be read as csv"),
    "an empty Parquet": (nothing, "t.parquet", "cannot be read as parquet"),
    "an empty XLSX": (nothing, "t.xlsx", "cannot be read as xlsx"),
    "a row with too many fields": (too_many_fields, "t.csv", "cannot be read as csv"),
    "an open quote": (open_quote, "t.csv", "cannot be read as csv"),
    "noise for Parquet": (noise, "t.parquet", "cannot be read as parquet"),
    "noise for XLSX": (noise, "t.xlsx", "cannot be read as xlsx"),
    "a Parquet cut short": (cut_parquet, "t.parquet", "cannot be read as parquet"),
    "an XLSX cut short": (cut_xlsx, "t.xlsx", "cannot be read as xlsx"),
    "an XLSX whose reader quotes the cell": (text_declared_a_number, "t.xlsx", "cannot be read as xlsx"),
    "no file": (absent, "t.csv", "no such file"),
    "an unknown suffix": (whole, "t.sav", "unknown format"),
    "no suffix": (whole, "t", "unknown format"),
}


@pytest.mark.parametrize(("make", "name", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_file_is_refused_by_name_and_no_cell_is_shown(tmp_path, make, name, message):
    make(tmp_path / name)
    with pytest.raises(PrivacyInputError) as caught:
        read_table(tmp_path / name)
    assert str(caught.value).startswith(f"{name}: {message}")
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(PrivacyInputError, match="no such file"):
        read_table(tmp_path / "t.csv")


def test_an_unknown_suffix_is_answered_with_the_known_ones(tmp_path):
    with pytest.raises(PrivacyInputError) as caught:
        read_table(tmp_path / "t.sav")
    assert all(suffix in str(caught.value) for suffix in FORMATS)


def test_the_suffix_may_be_in_capitals(tmp_path):
    assert same(read_table(write_text(TABLE, tmp_path / "T.CSV", ",")), TABLE)


def test_a_file_is_put_in_place_when_it_is_complete(tmp_path):
    path = tmp_path / "new" / "t.txt"

    def write(part: Path) -> None:
        part.write_text("half, ", encoding="utf-8")
        assert not path.exists()
        part.write_text("whole", encoding="utf-8")

    write_whole(path, write)
    assert path.read_text(encoding="utf-8") == "whole"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_writer_that_fails_leaves_nothing_behind(tmp_path, error):
    def write(part: Path) -> None:
        part.write_text(CANARY, encoding="utf-8")
        raise error

    with pytest.raises(error):
        write_whole(tmp_path / "t.txt", write)
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_fails_leaves_the_older_file_as_it_was(tmp_path):
    (tmp_path / "t.txt").write_text("older", encoding="utf-8")

    def write(part: Path) -> None:
        part.write_text("newer", encoding="utf-8")
        raise ValueError

    with pytest.raises(ValueError):
        write_whole(tmp_path / "t.txt", write)
    assert (tmp_path / "t.txt").read_text(encoding="utf-8") == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["t.txt"]


def test_the_part_keeps_the_suffix_so_that_writers_know_the_format(tmp_path):
    write_whole(tmp_path / "t.xlsx", lambda part: TABLE.to_excel(part, index=False))
    assert same(read_table(tmp_path / "t.xlsx"), TABLE)


def test_a_file_for_the_owner_is_readable_by_nobody_else_at_any_moment(tmp_path: Path) -> None:
    modes = []

    def write(part: Path) -> None:
        part.write_text("secret")
        modes.append(part.stat().st_mode & 0o777)

    write_whole(tmp_path / "mine.csv", write, owner_only=True)
    assert modes == [0o600]
    assert (tmp_path / "mine.csv").stat().st_mode & 0o777 == 0o600
