# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A table of a real PostgreSQL server is released as its rows in memory are, and nothing shows the connection."""

import os

import numpy as np
import pandas as pd
import psycopg
import pytest
from psycopg import sql

from secured.common import Column, ColumnType, Dataset, PrivacyInputError, Role
from secured.dans import DistinctLDiversity, FullDomainGeneralization, KAnonymity, TCloseness
from secured.dans.tables.scale import postgres_backend
from secured.dans.tables.scale.out_of_core import OutOfCoreTable, anonymize_file
from secured.dans.tables.scale.postgres_backend import PostgresBackend
from secured.dans.tables.scale.source import PostgresTable

KINDS = ["intervals", "tree", "redaction"]
MODELS = (KAnonymity(k=3), TCloseness(sensitive="disease", t=0.5), DistinctLDiversity(sensitive="stage", l=1))
QUASI = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
EVIL = 'peo"ple; DROP TABLE x'


def fill(dsn: str, dataset: Dataset, table: str, schema: str = "public") -> PostgresTable:
    """Store numbers as integers, everything else as text."""
    kinds = {name: "integer" if dataset.data[name].dtype.kind in "if" else "text" for name in dataset.data}
    name = sql.Identifier(schema, table)
    with psycopg.connect(dsn) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
        connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(name))
        cells = [sql.SQL("{} {}").format(sql.Identifier(one), sql.SQL(kind)) for one, kind in kinds.items()]
        connection.execute(sql.SQL("CREATE TABLE {} ({})").format(name, sql.SQL(", ").join(cells)))
        with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(name)) as copy:
            for row in dataset.data.astype(object).itertuples(index=False, name=None):
                copy.write_row(
                    [
                        None if pd.isna(cell) else int(cell) if isinstance(cell, float) else cell
                        for cell in row
                    ]
                )
    return PostgresTable(dsn=dsn, table=table, schema=schema)


@pytest.mark.parametrize("output", ["release.csv", "release.parquet"])
def test_the_release_is_that_of_the_rows_in_memory(plain, scale, postgres, tmp_path, output, monkeypatch):
    monkeypatch.setattr(postgres_backend, "ROWS_AT_ONCE", 37)
    dataset = plain.random_dataset(3, 200, KINDS)
    source = fill(postgres, dataset, EVIL, schema='sch"ema')
    generalization = FullDomainGeneralization(models=MODELS, suppression_limit=0.3)
    release = anonymize_file(
        source, tmp_path / output, columns=dataset.columns, models=MODELS, suppression_limit=0.3, seed=1
    )
    scale.same_release(release, dataset, generalization)


def test_the_release_becomes_a_new_table(plain, scale, postgres):
    dataset = plain.random_dataset(4, 150, KINDS)
    source = fill(postgres, dataset, "people")
    generalization = FullDomainGeneralization(models=(KAnonymity(k=3),), suppression_limit=0.3)
    with PostgresBackend(source=source) as backend:
        table = OutOfCoreTable(source=source, columns=dataset.columns, backend=backend)
        recoding = table.recoding(table.solve(generalization), seed=0)
        n = backend.write_table(recoding, EVIL)
    with psycopg.connect(postgres) as connection:
        cursor = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(EVIL)))
        written = pd.DataFrame(cursor.fetchall(), columns=[one.name for one in cursor.description])
    expected = generalization.solve(dataset).link(np.random.default_rng(0)).release.data
    assert n == len(expected) and scale.rows_of(written) == scale.rows_of(expected)
    with pytest.raises(PrivacyInputError, match="DuplicateTable"):
        PostgresBackend(source=source).write_table(recoding, EVIL)


def test_the_release_is_of_the_snapshot_that_was_counted(plain, scale, postgres, tmp_path):
    """Somebody who is added, and somebody who is removed, between counting and writing changes nothing."""
    dataset = plain.random_dataset(4, 100, ["flat", "redaction"])
    source = fill(postgres, dataset, "people")
    generalization = FullDomainGeneralization(models=(KAnonymity(k=3),), suppression_limit=0.5)
    with PostgresBackend(source=source) as backend:
        table = OutOfCoreTable(source=source, columns=dataset.columns, backend=backend)
        recoding = table.recoding(table.solve(generalization), seed=0)
        with psycopg.connect(postgres) as other:
            other.execute("DELETE FROM people WHERE name < 'person 3'")
            other.execute("INSERT INTO people SELECT * FROM people")
        backend.apply_mapping(recoding, tmp_path / "out.csv")
    expected = generalization.solve(dataset).link(np.random.default_rng(0)).release.data
    assert scale.rows_of(scale.read(tmp_path / "out.csv")) == scale.rows_of(expected)
    with pytest.raises(PrivacyInputError, match="were counted"), PostgresBackend(source=source) as later:
        later.apply_mapping(recoding, tmp_path / "later.csv")  # without the snapshot the change is noticed
    assert os.listdir(tmp_path) == ["out.csv"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"table": "absent"}, "UndefinedTable"),
        ({"person": "code"}, "1 rows belong to people already seen and 1 to nobody"),
        ({"person": "absent"}, "has no column 'absent'"),
        ({"dsn": "host=127.0.0.1 port=1 user=owner password=s3cret-word"}, "OperationalError"),
        ({"dsn": "nonsense s3cret-word"}, "ProgrammingError"),
    ],
)
def test_wrong_input_shows_neither_cells_nor_the_connection(plain, postgres, tmp_path, change, message):
    data = pd.DataFrame({"code": ["canary", "canary", None], "home": ["x", "x", "x"]}, dtype=object)
    source = fill(postgres, plain.dataset_of(data, {"code": QUASI, "home": QUASI}), "codes")
    source = PostgresTable(**{"dsn": source.dsn, "table": "codes"} | change)
    with pytest.raises(PrivacyInputError, match=message) as refused:
        anonymize_file(
            source, tmp_path / "out.csv", columns={"home": QUASI}, models=(KAnonymity(k=2),), seed=0
        )
    for text in (str(refused.value), repr(source), repr(PostgresBackend(source=source))):
        assert not any(secret in text for secret in ("canary", "s3cret", "127.0.0.1", "owner"))
    assert refused.value.__cause__ is None and os.listdir(tmp_path) == []


def test_missing_texts(plain, postgres):
    data = pd.DataFrame({"home": ["?", "", None, "x"]}, dtype=object)
    source = fill(postgres, plain.dataset_of(data, {"home": QUASI}), "homes")
    for missing, expected in (((), 1), (("?",), 2), (("?", ""), 3)):
        with PostgresBackend(source=PostgresTable(dsn=source.dsn, table="homes", missing=missing)) as backend:
            assert backend.distinct_counts(("home",)).tuples.rows_of(0)[-1] == expected
