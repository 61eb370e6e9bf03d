# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A file released by DuckDB is the release of its rows in memory; odd files survive, wrong ones leave nothing behind."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, MissingDependency, PrivacyInputError, Role
from secured.common.hierarchies import Intervals, Tree
from secured.dans import DistinctLDiversity, FullDomainGeneralization, KAnonymity, Surface, TCloseness
from secured.dans.tables.scale import extra
from secured.dans.tables.scale.duckdb_backend import DuckDBBackend
from secured.dans.tables.scale.out_of_core import OutOfCoreTable, anonymize_file
from secured.dans.tables.scale.recoding import Recoding
from secured.dans.tables.scale.source import FileSource

QUASI = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
MODELS = (KAnonymity(k=3), TCloseness(sensitive="disease", t=0.5))
KINDS = ["intervals", "tree", "redaction"]


@pytest.mark.parametrize("output", ["release.csv", "release.parquet"])
@pytest.mark.parametrize("source", ["people.csv", "people.parquet"])
@pytest.mark.parametrize("kinds", [KINDS, ["flat", "ordered"]])
def test_the_release_is_that_of_the_rows_in_memory(plain, scale, tmp_path, source, output, kinds):
    dataset = plain.random_dataset(3, 200, kinds)
    path = scale.write(dataset, tmp_path / source)
    generalization = FullDomainGeneralization(models=MODELS, suppression_limit=0.3)
    release = anonymize_file(
        path, tmp_path / output, columns=dataset.columns, models=MODELS, suppression_limit=0.3, seed=1
    )
    scale.same_release(release, dataset, generalization)
    assert sorted(os.listdir(tmp_path)) == sorted([source, output, "release.json"])


def test_a_search_without_time_says_what_it_did_not_prove(plain, scale, tmp_path):
    dataset = plain.random_dataset(3, 200, KINDS)
    path = scale.write(dataset, tmp_path / "people.csv")
    hurried = anonymize_file(
        path, tmp_path / "release.csv", columns=dataset.columns, models=MODELS, suppression_limit=0.3,
        seed=1, seconds=1e-9,
    )  # fmt: skip
    assert hurried.parameters["score_at_least"] <= hurried.parameters["loss"]


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_table_any_models(plain, scale, tmp_path, data):
    dataset, models = data.draw(plain.datasets(least_rows=2)), data.draw(plain.models())
    limit = data.draw(st.sampled_from([0.0, 0.2, 1.0]))
    generalization = FullDomainGeneralization(models=models, suppression_limit=limit)
    try:
        generalization.solve(dataset)
    except PrivacyInputError:
        assume(False)
    release = anonymize_file(
        scale.write(dataset, tmp_path / "people.csv"), tmp_path / "release.csv",
        columns=dataset.columns, models=models, suppression_limit=limit, seed=1,
    )  # fmt: skip
    scale.same_release(release, dataset, generalization)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_folder_named_like_a_column_changes_no_value(tmp_path, ending):
    """Readers of partitioned data take `home=elsewhere` for a column: every cell would read `elsewhere`."""
    folder = tmp_path / "home=elsewhere"
    folder.mkdir()
    people = pd.DataFrame({"home": ["here", "here", "there"]})
    write = people.to_parquet if ending == ".parquet" else people.to_csv
    write(folder / f"people{ending}", index=False)
    counts = DuckDBBackend(source=FileSource(path=folder / f"people{ending}")).distinct_counts(["home"])
    assert dict(zip(counts.tuples.values[0].to_pylist(), counts.tuples.counts, strict=True)) == {
        "here": 2,
        "there": 1,
    }


@pytest.mark.parametrize("source", ["people.csv", "people.parquet"])
def test_two_hundred_quasi_identifiers(plain, scale, tmp_path, source):
    rng = np.random.default_rng(0)
    people = pd.DataFrame(rng.integers(0, 3, (20, 200)), columns=[f"q{at}" for at in range(200)])
    number = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER)
    insensitive = Column(role=Role.INSENSITIVE, type=ColumnType.INTEGER)
    data = pd.concat([people, people], ignore_index=True).assign(score=range(40))
    dataset = plain.dataset_of(data, {**dict.fromkeys(people.columns, number), "score": insensitive})
    generalization = FullDomainGeneralization(models=(KAnonymity(k=2),), levels=(0, 1) * 100)
    release = anonymize_file(
        scale.write(dataset, tmp_path / source), tmp_path / "release.csv",
        columns=dataset.columns, models=generalization.models, levels=generalization.levels, seed=1,
    )  # fmt: skip
    scale.same_release(release, dataset, generalization)


def test_many_columns_need_several_keys(scale, plain, tmp_path):
    """Forty columns of four values do not fit into one word of 62 bits."""
    rng = np.random.default_rng(0)
    people = rng.integers(0, 4, (30, 40))
    data = pd.DataFrame(
        {f"q{at:02}": pd.Series(list("abcd"))[people[:, at]].to_numpy() for at in range(40)}
    ).astype(object)
    data = pd.concat([data] * 3, ignore_index=True)
    data.loc[0, "q39"] = "z"  # only the last key tells this one from its class
    dataset = plain.dataset_of(data, dict.fromkeys(data.columns, QUASI))
    generalization = FullDomainGeneralization(models=(KAnonymity(k=2),), levels=(0,) * 40)
    release = anonymize_file(
        scale.write(dataset, tmp_path / "people.csv"), tmp_path / "release.csv",
        columns=dataset.columns, models=generalization.models, levels=generalization.levels, seed=1,
    )  # fmt: skip
    assert release.n_records == 89
    scale.same_release(release, dataset, generalization)


def test_searches_and_surfaces_take_the_table(plain, scale, tmp_path):
    dataset = plain.random_dataset(5, 150, KINDS)
    table = OutOfCoreTable(source=scale.write(dataset, tmp_path / "people.csv"), columns=dataset.columns)
    generalization = FullDomainGeneralization(models=(KAnonymity(k=3),), suppression_limit=0.3)
    best = Surface.of(table.compress()).best(k=3, suppression_limit=0.3)
    assert best.levels == generalization.solve(dataset).levels == table.solve(generalization).levels


def test_texts_survive_and_names_are_only_names(scale, plain, tmp_path):
    """Column names are never part of a statement; cells with quotes, delimiters and line breaks stay cells."""
    evil, worse = 'a"; DROP TABLE classes; --', "it's; \n COPY x TO 'y'"
    cells = ["007", "NA", "None", "null", 'say "hi"', "a,b", "two\nlines", "'"]
    data = pd.DataFrame({evil: cells * 4, worse: cells[::-1] * 4, "Plain": ["x"] * 32}).astype(object)
    columns = {
        name: Column(role=role, type=ColumnType.CATEGORY)
        for name, role in zip(data, [Role.QUASI_IDENTIFIER, Role.SENSITIVE, Role.INSENSITIVE], strict=True)
    }
    dataset = plain.dataset_of(data, columns)
    models = (KAnonymity(k=2), DistinctLDiversity(sensitive=worse, l=1))
    for ending in ("csv", "parquet"):
        release = anonymize_file(
            scale.write(dataset, tmp_path / f"people.{ending}"),
            tmp_path / "odd[1]*.csv",
            columns=columns,
            models=models,
            seed=1,
        )
        scale.same_release(release, dataset, FullDomainGeneralization(models=models))


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("name;age\nZoë;41\nZoë;41\n", {"encoding": None}),
        ("name|age\r\nZoë|41\r\nZoë|41\r\n", {}),
        ("Zoë,41\nZoë,41\n", {"header": ("name", "age")}),
        ("name, age\nZoë, 41\nZoë,  41.0\n", {}),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_files_of_any_kind(tmp_path, text, how, encoding):
    path = tmp_path / "what?[1]*.csv"
    path.write_bytes(text.encode(encoding))
    columns = {"name": QUASI, "age": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER)}
    backend = DuckDBBackend(source=FileSource(path=path, **how))
    counts = backend.distinct_counts(("name",))
    assert counts.tuples.values[0].to_pylist() == ["Zoë"] and counts.n_rows == 2
    release = anonymize_file(
        backend.source,
        tmp_path / "release.csv",
        columns=columns,
        models=(KAnonymity(k=2),),
        levels=(0, 0),
        seed=0,
    )
    assert release.path.read_text() == "name,age\nZoë,41\nZoë,41\n"


def test_missing_texts(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("home,ill\n?,no\n,no\n ?,?\nx,no\n")
    of = {
        missing: DuckDBBackend(source=FileSource(path=path, missing=missing))
        .distinct_counts(("home",))
        .tuples
        for missing in (("", "?"), ("",), ())
    }
    assert [len(one.values[0]) for one in of.values()] == [1, 2, 3]
    assert [one.rows_of(0)[-1] for one in of.values()] == [3, 1, 0]


def test_no_number_is_missing(tmp_path):
    """A Parquet file can hold NaN beside null: both mean that nothing was recorded."""
    cells = pa.array([1.5, float("nan"), None, 1.5])
    pq.write_table(
        pa.table({"bmi": cells, "cost": cells, "home": pa.array(["x"] * 4)}), tmp_path / "people.parquet"
    )
    real = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.REAL)
    columns = {"bmi": real, "cost": Column(role=Role.INSENSITIVE, type=ColumnType.REAL), "home": QUASI}
    for output in ("out.csv", "out.parquet"):
        release = anonymize_file(
            tmp_path / "people.parquet",
            tmp_path / output,
            columns=columns,
            models=(KAnonymity(k=2),),
            levels=(0, 0),
            seed=0,
        )
        assert release.n_records == 4
    written = pq.read_table(tmp_path / "out.parquet")
    assert written["bmi"].null_count == written["cost"].null_count == 2


def test_numbers_have_one_way_of_writing(tmp_path):
    """A class of three whose members could be told apart by how their age was typed would be no class."""
    path = tmp_path / "people.csv"
    path.write_text("age,cost\n007,1.50\n7,1.5\n7.0,15e-1\n")
    columns = {
        "age": Column(
            role=Role.QUASI_IDENTIFIER,
            type=ColumnType.INTEGER,
            hierarchy=Intervals(widths=(5,), bounds=(0, 9)),
        ),
        "cost": Column(role=Role.INSENSITIVE, type=ColumnType.REAL),
    }
    release = anonymize_file(path, tmp_path / "out.csv", columns=columns, models=(KAnonymity(k=3),), seed=0)
    assert release.path.read_text() == "age,cost\n7,1.5\n7,1.5\n7,1.5\n"


def test_the_order_is_a_function_of_the_released_rows(plain, scale, tmp_path):
    """Permuting the source changes nothing; another seed gives another order; unshuffled rows show the source's."""
    dataset = plain.random_dataset(3, 300, KINDS, missing=0)
    data = dataset.data
    how = {"columns": dataset.columns, "models": (KAnonymity(k=2),), "suppression_limit": 1.0}

    def written(rows: pd.DataFrame, seed: int, **more: bool) -> str:
        path = scale.write(
            plain.dataset_of(rows.reset_index(drop=True), dataset.columns), tmp_path / "people.csv"
        )
        return anonymize_file(path, tmp_path / "out.csv", seed=seed, **how, **more).path.read_text()

    one = written(data, 1)
    assert written(data.sample(frac=1, random_state=0), 1) == one
    assert written(data, 2) != one and sorted(written(data, 2).splitlines()) == sorted(one.splitlines())
    ordered = written(data, 1, shuffle=False)
    costs = pd.read_csv(tmp_path / "out.csv")["cost"]
    assert ordered != one and len(costs) < 300
    kept = iter(data["cost"])
    assert all(any(cost == source for source in kept) for cost in costs)  # a subsequence of the source
    assert "tell something" in json.loads((tmp_path / "out.json").read_text())["row_order"]


WRONG = {
    "no such file": lambda p: {"source": p / "absent.csv"},
    "unknown format": lambda p: {"source": p / "people.xlsx"},
    "has no column 'canary_column'": lambda p: {"columns": {"canary_column": QUASI}},
    "stand twice": lambda p: {"source": write(p / "twice.csv", "a,a\n1,2\n")},
    "1 column names differ from others only in case": lambda p: {"source": write(p / "case.csv", "home,HOME\nx,y\nx,y\n"), "columns": {"home": QUASI, "HOME": QUASI}},
    "holds no rows": lambda p: {"source": write(p / "empty.csv", "home,age,ill\n")},
    "cannot be read": lambda p: {"source": write(p / "ragged.csv", "home,age,ill\nx,1,no\ncanary,1\n")},
    "rows hold values that it does not list": lambda p: {"columns": COLUMNS | {"home": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Tree(tree={"A": ["x"]}))}},
    "declared integer, but 1 rows": lambda p: {"columns": COLUMNS | {"home": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER)}, "source": write(p / "texts.csv", "home,age,ill\n1,1,no\ncanary,1,no\n")},
    "column age is declared integer, but 2 rows": lambda p: {"source": write(p / "ages.csv", "home,age,ill\nx,1.5,no\nx,canary,no\n")},
    "1 rows belong to people already seen and 1 to nobody": lambda p: {"source": FileSource(path=write(p / "people.csv", "home,age,ill,who\nx,1,no,1\nx,1,no,1\nx,1,no,\n"), person="who")},
    "is not sensitive": lambda p: {"models": (DistinctLDiversity(sensitive="age", l=2),)},
    "k=6 needs at least 6 people, got 5": lambda p: {"models": (KAnonymity(k=6),)},
    "Write .csv or .parquet": lambda p: {"output": p / "out" / "release.txt"},
    "is the source itself": lambda p: {"source": p / "good.csv", "output": p / "good.csv"},
    "memory_limit='much'": lambda p: {"memory_limit": "much"},
    "no whole number": lambda p: {"seed": -1},
}  # fmt: skip
COLUMNS = {
    "home": QUASI,
    "age": Column(role=Role.INSENSITIVE, type=ColumnType.INTEGER),
    "ill": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


@pytest.mark.parametrize("message", WRONG)
def test_wrong_input_names_counts_and_writes_nothing(tmp_path, message):
    good = write(tmp_path / "good.csv", "home,age,ill\nx,1,no\nx,2,yes\nx,3,no\ncanary,4,yes\ncanary,4,yes\n")
    how = {
        "source": good,
        "output": tmp_path / "out" / "release.csv",
        "columns": COLUMNS,
        "models": (KAnonymity(k=2),),
        "seed": 0,
    }
    (tmp_path / "out").mkdir()
    with pytest.raises(PrivacyInputError) as refused:
        anonymize_file(**how | WRONG[message](tmp_path))
    assert message in str(refused.value)
    assert "canary" not in str(refused.value).replace("canary_column", "")
    assert os.listdir(tmp_path / "out") == []


def test_a_source_that_changes_is_refused(tmp_path):
    path = write(tmp_path / "people.csv", "home\nx\nx\ny\ny\n")
    columns = {"home": QUASI}
    table = OutOfCoreTable(source=path, columns=columns)
    solution = table.solve(FullDomainGeneralization(models=(KAnonymity(k=2),)))
    recoding = table.recoding(solution, seed=0)
    write(path, "home\nx\nx\ny\nz\n")
    with pytest.raises(PrivacyInputError, match="changed meanwhile"):
        table.engine.apply_mapping(recoding, tmp_path / "out.csv")
    again = DuckDBBackend(
        source=FileSource(path=path)
    )  # even where nobody notices the change by the file's date
    with pytest.raises(PrivacyInputError, match="3 rows would be released, 4 were counted"):
        again.apply_mapping(recoding, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_recoding_that_keeps_a_failing_class_is_seen(plain, scale, tmp_path):
    """The comparison above on a variant broken on purpose: nobody is left out."""
    dataset = plain.random_dataset(3, 60, ["flat", "redaction"])
    path = scale.write(dataset, tmp_path / "people.csv")
    table = OutOfCoreTable(source=path, columns=dataset.columns)
    generalization = FullDomainGeneralization(models=(KAnonymity(k=3),), levels=(0, 0))
    solution = table.solve(generalization)
    assert 0 < solution.n_suppressed
    broken = Recoding.of(
        table.counts().tuples,
        dataset.columns,
        solution.classes,
        np.ones(len(solution.kept), dtype=bool),
        seed=0,
    )
    table.engine.apply_mapping(broken, tmp_path / "out.csv")
    sizes = (
        pd.read_csv(tmp_path / "out.csv", dtype=str)
        .groupby(list(dataset.quasi_identifiers), dropna=False)
        .size()
    )
    assert sizes.min() < 3


def test_pandas_and_duckdb_recode_alike(plain, scale, tmp_path):
    dataset = plain.random_dataset(4, 120, KINDS)
    path = scale.write(dataset, tmp_path / "people.parquet")
    table = OutOfCoreTable(source=path, columns=dataset.columns)
    solution = table.solve(FullDomainGeneralization(models=(KAnonymity(k=3),), suppression_limit=0.3))
    recoding = table.recoding(solution, seed=0)
    table.engine.apply_mapping(recoding, tmp_path / "out.parquet")
    by_rows = recoding.recode(pa.Table.from_pandas(pd.read_parquet(path))).to_pandas()
    assert scale.rows_of(by_rows) == scale.rows_of(pd.read_parquet(tmp_path / "out.parquet"))


def test_memory_is_bounded(tmp_path):
    """A table larger than the limit spills and is released all the same."""
    rng = np.random.default_rng(0)
    n = 400_000
    data = pd.DataFrame(
        {
            "home": rng.integers(0, 50, n),
            "note": [f"a rather long text about somebody {at:012}" for at in range(n)],
        }
    )
    data.to_parquet(tmp_path / "people.parquet")
    columns = {
        "home": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER),
        "note": Column(role=Role.INSENSITIVE, type=ColumnType.TEXT),
    }
    release = anonymize_file(
        tmp_path / "people.parquet",
        tmp_path / "out.parquet",
        columns=columns,
        models=(KAnonymity(k=5),),
        seed=0,
        memory_limit="40MB",
    )
    written = pd.read_parquet(release.path)
    assert len(written) == n and written["note"].is_unique
    assert not written["note"].is_monotonic_increasing


def test_without_duckdb_the_error_names_the_extra(tmp_path, monkeypatch):
    path = write(tmp_path / "people.csv", "home\nx\nx\n")
    monkeypatch.setattr(extra, "import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    with pytest.raises(MissingDependency, match=r"secured-workbench\[scale\]"):
        anonymize_file(path, tmp_path / "out.csv", columns={"home": QUASI}, models=(KAnonymity(k=2),), seed=0)


def test_the_description_says_how_and_holds_no_row(plain, scale, tmp_path):
    dataset = plain.random_dataset(3, 100, KINDS)
    release = anonymize_file(
        scale.write(dataset, tmp_path / "people.csv"),
        tmp_path / "out.csv",
        columns=dataset.columns,
        models=MODELS,
        suppression_limit=0.5,
        seed=5,
    )
    recipe = json.loads(release.recipe.read_text())
    assert recipe == json.loads(json.dumps(release.to_dict()))
    assert (
        recipe["guarantee"]["k"] == 3
        and recipe["seed"] == 5
        and set(recipe["parameters"]["levels"]) == set(dataset.quasi_identifiers)
    )
    assert "person " not in release.recipe.read_text() and "person " not in repr(release)


def test_a_column_that_tells_the_person_of_every_row_is_read_and_not_released(tmp_path):
    path = write(tmp_path / "people.csv", "home,who\nx,1\nx,2\ny,3\ny,4\n")
    release = anonymize_file(
        FileSource(path=path, person="who"),
        tmp_path / "out.csv",
        columns={"home": QUASI},
        models=(KAnonymity(k=2),),
        seed=0,
    )
    assert sorted(release.path.read_text().split()) == ["home", "x", "x", "y", "y"]
