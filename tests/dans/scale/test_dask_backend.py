# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A cluster of two worker processes releases what one machine would, also when a worker is killed at work."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import dask.dataframe as dd
import pandas as pd
import pytest
from distributed import Client, LocalCluster

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.dans import DistinctLDiversity, FullDomainGeneralization, KAnonymity, TCloseness
from secured.dans.tables.scale.dask_backend import DaskBackend
from secured.dans.tables.scale.out_of_core import anonymize_file
from secured.dans.tables.scale.pieces import pieces_of
from secured.dans.tables.scale.source import FileSource

KINDS = ["intervals", "tree", "redaction"]
MODELS = (KAnonymity(k=3), TCloseness(sensitive="disease", t=0.5), DistinctLDiversity(sensitive="stage", l=1))
QUASI = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Two processes on loopback."""
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.mark.parametrize("name", ["people.csv", "people.parquet"])
def test_the_release_is_that_of_the_rows_in_memory(plain, scale, tmp_path, client, name):
    dataset = plain.random_dataset(3, 200, KINDS)
    path = scale.write(dataset, tmp_path / name)
    if path.suffix == ".parquet":
        pd.read_parquet(path).to_parquet(path, index=False, row_group_size=60)
    source = FileSource(path=path, person="name")
    assert len(pieces_of(source, 1500)) > 2
    release = anonymize_file(
        None, tmp_path / "release.csv", columns=dataset.columns, models=MODELS, suppression_limit=0.3, seed=1,
        backend=DaskBackend(source=source, client=client, piece_size=1500),
    )  # fmt: skip
    scale.same_release(release, dataset, FullDomainGeneralization(models=MODELS, suppression_limit=0.3))


def test_a_killed_worker_changes_nothing(plain, scale, tmp_path, client):
    """The seventh of twelve partitions kills the process that reads it, once; what is lost is counted again."""
    dataset = plain.random_dataset(3, 200, KINDS)
    mark = tmp_path / "killed"

    def kill_once(frame: pd.DataFrame, mark: str = str(mark), victim: str = "person 110") -> pd.DataFrame:
        if (frame["name"] == victim).any():
            try:
                os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return frame
            os.kill(os.getpid(), signal.SIGKILL)
        return frame

    frames = dd.from_pandas(dataset.data, npartitions=12).map_partitions(kill_once, meta=dataset.data)
    processes = set(client.run(os.getpid).values())
    release = anonymize_file(
        None, tmp_path / "release.csv", columns=dataset.columns, models=MODELS, suppression_limit=0.3, seed=1,
        backend=DaskBackend(source=frames, client=client, person="name"),
    )  # fmt: skip
    assert mark.exists()
    client.wait_for_workers(2, timeout=20)
    assert set(client.run(os.getpid).values()) != processes
    scale.same_release(release, dataset, FullDomainGeneralization(models=MODELS, suppression_limit=0.3))


def test_a_person_in_two_partitions_is_found(tmp_path, client):
    (tmp_path / "people.csv").write_text(
        "code,home\n" + "".join(f"c{at % 99},x\n" for at in range(100)) + ",x\n"
    )
    source = FileSource(path=tmp_path / "people.csv", person="code")
    backend = DaskBackend(source=source, client=client, piece_size=200)
    with pytest.raises(PrivacyInputError, match="1 rows belong to people already seen and 1 to nobody"):
        backend.distinct_counts(("home",))


@pytest.mark.parametrize(
    ("text", "columns", "message"),
    [
        ("home,age\nx,1\ncanary,1,2\n", ("home",), "cannot be read"),
        ("home,age\nx,1\n", ("canary",), "has no column"),
    ],
)
def test_wrong_input_is_told_without_cells(tmp_path, client, text, columns, message):
    (tmp_path / "people.csv").write_text(text)
    backend = DaskBackend(source=FileSource(path=tmp_path / "people.csv"), client=client)
    with pytest.raises(PrivacyInputError, match=message) as refused:
        backend.distinct_counts(columns)
    assert "canary" not in str(refused.value).replace("column 'canary'", "")


def test_numbers_that_are_none_write_nothing(tmp_path, client):
    (tmp_path / "people.csv").write_text("home,age\nx,1\nx,canary\n")
    columns = {"home": QUASI, "age": Column(role=Role.INSENSITIVE, type=ColumnType.INTEGER)}
    with pytest.raises(PrivacyInputError, match="age is declared integer, but 1 rows") as refused:
        anonymize_file(
            None, tmp_path / "out" / "release.csv", columns=columns, models=(KAnonymity(k=2),), seed=0,
            backend=DaskBackend(source=FileSource(path=tmp_path / "people.csv"), client=client),
        )  # fmt: skip
    assert "canary" not in str(refused.value)
    assert os.listdir(tmp_path / "out") == []


def test_another_source_is_refused(client):
    with pytest.raises(PrivacyInputError, match="source is a str"):
        DaskBackend(source="people.csv", client=client).distinct_counts(("home",))


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
def test_pieces_never_tear_a_record(tmp_path, size):
    rows = [("a", "1"), ("two\nlines", "2"), ('say "hi"\n', "3"), ("x" * 60, "4")] * 5
    text = "text,number\n" + "".join(
        '"{}",{}\n'.format(cell.replace('"', '""'), number) for cell, number in rows
    )
    (tmp_path / "people.csv").write_text(text)
    source = FileSource(path=tmp_path / "people.csv", delimiter=",")
    pieces = pieces_of(source, size)
    read = [tuple(row.values()) for piece in pieces for row in piece.read(["text", "number"]).to_pylist()]
    assert read == rows and (size > 100) == (len(pieces) == 1)


@pytest.mark.parametrize(
    ("text", "encoding"), [("a,b\n" + "x,y\n" * 9, "utf-16"), ("a,b\n" + 'x,5" y\n' * 9, "utf-8")]
)
def test_what_cannot_be_cut_is_one_piece(tmp_path, text, encoding):
    path: Path = tmp_path / "people.csv"
    path.write_text(text, encoding=encoding)
    assert len(pieces_of(FileSource(path=path), 8)) == 1
