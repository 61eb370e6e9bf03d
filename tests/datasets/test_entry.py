# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""An entry with a mistake is refused by a message that names the file and the key, and quotes no cell."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import ColumnType, Modality, PrivacyInputError, RegistryError, Role, Standing
from secured.common.hierarchies import ArxCsv, Flat, Intervals
from secured_datasets import Access, DatasetEntry, load, read_entry

CANARY = "Canary-4711"

TOP = """
name = "toy"
title = "A toy"
modality = "table"
access = "user's copy"
standing = "simulated"
licence = "none"
citation = "none"
source = "this test"
how_to_obtain = "It is made by the test."
"""

AGE = """
[columns.age]
role = "quasi-identifier"
type = "integer"
hierarchy = { kind = "intervals", widths = [5, 10], bounds = [0, 99] }
reason = "Known outside."
"""


@pytest.fixture
def read(tmp_path):
    """Return a function that writes a text to toy.toml and reads it as an entry."""

    def read_text(text: str) -> DatasetEntry:
        path = tmp_path / "toy.toml"
        path.write_text(text, encoding="utf-8")
        return read_entry(path)

    return read_text


def test_a_whole_entry_is_read(read):
    entry = read(TOP + AGE)
    assert (entry.modality, entry.access, entry.standing) == (
        Modality.TABLE,
        Access.USERS_COPY,
        Standing.SIMULATED,
    )
    age = entry.columns["age"]
    assert (age.role, age.type) == (Role.QUASI_IDENTIFIER, ColumnType.INTEGER)
    assert age.hierarchy == Intervals(widths=(5, 10), bounds=(0, 99))


def test_what_is_left_out_has_the_documented_default(read):
    entry = read(TOP + '[columns.sex]\nrole = "sensitive"\ntype = "category"\n[table]\nfile = "toy.csv"\n')
    assert entry.columns["sex"].hierarchy == Flat()
    assert (entry.table.missing, entry.table.per_person) == (("",), "first")
    assert (entry.threat.population, entry.threat.prior) == (None, None)
    assert (entry.files, entry.used_by, entry.loader) == ((), (), "")


def test_the_path_of_a_hierarchy_file_is_a_path(read):
    entry = read(
        TOP
        + AGE.replace(
            'kind = "intervals", widths = [5, 10], bounds = [0, 99]', 'kind = "arx-csv", path = "age.csv"'
        )
    )
    assert entry.columns["age"].hierarchy == ArxCsv(path=Path("age.csv"))


@pytest.mark.parametrize("line", TOP.strip().splitlines(), ids=lambda line: line.split(" ")[0])
def test_a_missing_key_is_named(read, line):
    key = line.split(" ")[0]
    with pytest.raises(RegistryError, match=rf"^toy\.toml: the key '{key}' is missing"):
        read((TOP + AGE).replace(line, ""))


MISTAKES = {
    "unknown key at the top": ('color = "red"\n' + TOP, "toy.toml: unknown key 'color'"),
    "the entry's own place": ('path = "elsewhere"\n' + TOP, "toy.toml: unknown key 'path'"),
    "unknown key of a column": (
        TOP + AGE + 'colour = "red"\n',
        "toy.toml, columns.age: unknown key 'colour'",
    ),
    "unknown key of a hierarchy": (
        TOP + AGE.replace("bounds", "bound"),
        "toy.toml, columns.age.hierarchy: unknown key 'bound'",
    ),
    "unknown key of the table": (
        TOP + '[table]\nfile = "x"\nsep = ";"\n',
        "toy.toml, table: unknown key 'sep'",
    ),
    "unknown key of a file": (
        TOP + '[[files]]\npath = "x"\nmd5 = "0"\n',
        "toy.toml, files: unknown key 'md5'",
    ),
    "unknown key of the threat": (TOP + "[threat]\npriors = 1.0\n", "toy.toml, threat: unknown key 'priors'"),
    "missing key of a column": (
        TOP + AGE.replace('type = "integer"\n', ""),
        "toy.toml, columns.age: the key 'type' is missing",
    ),
    "missing key of a hierarchy": (
        TOP + AGE.replace(", bounds = [0, 99]", ""),
        "toy.toml, columns.age.hierarchy: the key 'bounds' is missing",
    ),
    "missing key of the table": (
        TOP + '[table]\ndelimiter = ";"\n',
        "toy.toml, table: the key 'file' is missing",
    ),
    "missing key of a file": (TOP + '[[files]]\nurl = "x"\n', "toy.toml, files: the key 'path' is missing"),
    "unknown modality": (TOP.replace('"table"', '"tables"'), "toy.toml.modality: unknown value 'tables'"),
    "unknown access": (TOP.replace("user's copy", "free"), "toy.toml.access: unknown value 'free'"),
    "unknown standing": (TOP.replace('"simulated"', '"fake"'), "toy.toml.standing: unknown value 'fake'"),
    "unknown role": (
        TOP + AGE.replace('"quasi-identifier"', '"quasi"'),
        "toy.toml, columns.age.role: unknown value 'quasi'",
    ),
    "unknown type": (
        TOP + AGE.replace('"integer"', '"int"'),
        "toy.toml, columns.age.type: unknown value 'int'",
    ),
    "unknown rule for further rows": (
        TOP + '[table]\nfile = "x"\nper_person = "last"\n',
        "toy.toml, table.per_person: unknown value 'last'",
    ),
    "number for a text": (TOP.replace('"A toy"', "3"), "toy.toml.title: must be a text"),
    "truth value for a number": (
        TOP + "[threat]\nprior = true\n",
        "toy.toml, threat.prior: must be a number",
    ),
    "text for a whole number": (
        TOP + '[threat]\npopulation = "many"\n',
        "toy.toml, threat.population: must be a whole number",
    ),
    "part of a person": (
        TOP + "[threat]\npopulation = 2.5\n",
        "toy.toml, threat.population: must be a whole number",
    ),
    "text for a list": (TOP + 'used_by = "a.ipynb"\n', "toy.toml.used_by: must be a list"),
    "number in a list of texts": (TOP + "notes = [3]\n", "toy.toml.notes: must be a text"),
    "text in a list of numbers": (
        TOP + AGE.replace("[5, 10]", '["5"]'),
        "toy.toml, columns.age.hierarchy.widths: must be a number",
    ),
    "one bound": (
        TOP + AGE.replace("[0, 99]", "[99]"),
        "toy.toml, columns.age.hierarchy.bounds: must be a list of 2, got 1",
    ),
    "number for a file": (
        TOP
        + AGE.replace('kind = "intervals", widths = [5, 10], bounds = [0, 99]', 'kind = "arx-csv", path = 3'),
        "toy.toml, columns.age.hierarchy.path: must be a text",
    ),
    "list for a tree": (
        TOP
        + AGE.replace(
            'kind = "intervals", widths = [5, 10], bounds = [0, 99]', 'kind = "tree", tree = ["a"]'
        ),
        "toy.toml, columns.age.hierarchy.tree: must be a table of keys",
    ),
    "number for all columns": (TOP + "columns = 3\n", "toy.toml, columns: must be a table of keys"),
    "number for a column": (TOP + "[columns]\nage = 3\n", "toy.toml, columns.age: must be a table of keys"),
    "number for the table": (TOP + "table = 3\n", "toy.toml, table: must be a table of keys"),
    "number for the threat": (TOP + "threat = 3\n", "toy.toml, threat: must be a table of keys"),
    "text for the files": (TOP + 'files = "x.csv"\n', "toy.toml, files: must be a list"),
    "text for a file": (TOP + 'files = ["x.csv"]\n', "toy.toml, files: must be a table of keys"),
    "unknown kind of hierarchy": (
        TOP + AGE.replace('"intervals"', '"steps"'),
        "toy.toml, columns.age.hierarchy: unknown kind 'steps'",
    ),
    "no kind of hierarchy": (
        TOP + AGE.replace('kind = "intervals", ', ""),
        "toy.toml, columns.age.hierarchy: unknown kind ''",
    ),
    "list for a kind": (
        TOP + AGE.replace('"intervals"', '["intervals"]'),
        "toy.toml, columns.age.hierarchy: unknown kind",
    ),
    "text for a hierarchy": (
        TOP + '[columns.age]\nrole = "sensitive"\ntype = "integer"\nhierarchy = "flat"\n',
        "toy.toml, columns.age.hierarchy: must be a table of keys",
    ),
    "intervals that do not nest": (
        TOP + AGE.replace("[5, 10]", "[5, 12]"),
        "toy.toml, columns.age.hierarchy: Intervals: widths [5, 12] are not nested",
    ),
    "no width": (
        TOP + AGE.replace("[5, 10]", "[]"),
        "toy.toml, columns.age.hierarchy: Intervals: widths [] are not nested",
    ),
    "bounds that span nothing": (
        TOP + AGE.replace("[0, 99]", "[99, 0]"),
        "toy.toml, columns.age.hierarchy: Intervals: bounds [99, 0]",
    ),
    "no TOML": (TOP + "title =\n", "toy.toml: is not valid TOML"),
    "a key twice": (TOP + 'name = "toy"\n', "toy.toml: is not valid TOML"),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_by_file_and_key(read, text, message):
    with pytest.raises(RegistryError) as caught:
        read(text)
    assert str(caught.value).startswith(message)


def test_invalid_toml_is_named_by_its_line(read):
    with pytest.raises(RegistryError, match="line 3"):
        read('name = "toy"\n\ntitle = A toy\n')


def test_an_unknown_word_comes_with_the_known_ones(read):
    with pytest.raises(RegistryError, match="real, reconstructed, simulated"):
        read(TOP.replace('"simulated"', '"fake"'))


def test_a_missing_file_is_named_with_its_folder(tmp_path):
    with pytest.raises(RegistryError) as caught:
        read_entry(tmp_path / "nowhere.toml")
    assert "nowhere.toml" in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_a_file_that_is_no_utf8_is_refused(tmp_path):
    (tmp_path / "latin.toml").write_bytes('title = "Él"'.encode("latin-1"))
    with pytest.raises(RegistryError, match=r"latin\.toml: is not UTF-8"):
        read_entry(tmp_path / "latin.toml")


@settings(deadline=None)
@given(first=st.integers(1, 50), step=st.integers(2, 400))
def test_widths_are_taken_exactly_if_each_is_a_multiple_of_the_one_before(tmp_path_factory, first, step):
    path = tmp_path_factory.getbasetemp() / "widths.toml"
    path.write_text(TOP + AGE.replace("[5, 10]", f"[{first}, {step}]"), encoding="utf-8")
    if step % first == 0 and step >= 2 * first:
        assert read_entry(path).columns["age"].hierarchy.widths == (first, step)
    else:
        with pytest.raises(RegistryError, match=r"widths\.toml, columns\.age\.hierarchy: .*not nested"):
            read_entry(path)


CELLS_IN_ENTRIES = {
    "in an ordered list": f'hierarchy = {{ kind = "ordered", order = ["{CANARY}", 3], sizes = [2] }}',
    "in a list with a misspelt key": f'hierarchy = {{ kind = "ordered", ordr = ["{CANARY}"], sizes = [2] }}',
    "in a tree": f'hierarchy = {{ kind = "tree", tree = ["{CANARY}"] }}',
    "in a broken line": f'hierarchy = {{ kind = "ordered", order = ["{CANARY}" }}',
    "in an open text": f'hierarchy = {{ kind = "ordered", order = ["{CANARY}',
}


@pytest.mark.parametrize("line", CELLS_IN_ENTRIES.values(), ids=CELLS_IN_ENTRIES.keys())
def test_values_listed_in_an_entry_are_not_quoted(read, line):
    with pytest.raises(RegistryError) as caught:
        read(TOP + f'[columns.pain]\nrole = "sensitive"\ntype = "category"\n{line}\n')
    assert CANARY not in str(caught.value)


CELLS_IN_TABLES = {
    "text in a column of numbers": (
        "age\n41\n" + CANARY + "\n",
        "",
        "column age is declared integer, but 1 rows",
    ),
    "an undescribed file": (f"years\n{CANARY}\n", "", "the file has no column 'age'"),
    "no person column": (f"age,note\n41,{CANARY}\n", 'person = "who"', "the file has no person column 'who'"),
    "rows of different length": (
        f"age,note\n41,{CANARY}\n42,{CANARY},{CANARY}\n",
        "",
        "cannot be read as csv",
    ),
}


@pytest.mark.parametrize(("text", "line", "message"), CELLS_IN_TABLES.values(), ids=CELLS_IN_TABLES.keys())
def test_cells_of_the_table_are_not_quoted(tmp_path, text, line, message):
    (tmp_path / "toy.csv").write_text(text, encoding="utf-8")
    (tmp_path / "toy.toml").write_text(f'{TOP}[table]\nfile = "toy.csv"\n{line}\n{AGE}', encoding="utf-8")
    with pytest.raises((RegistryError, PrivacyInputError)) as caught:
        load(tmp_path / "toy.toml")
    assert message in str(caught.value)
    assert CANARY not in str(caught.value)
