# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Write random tables where each backend reads them; start a PostgreSQL server of our own on loopback."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from secured.common import Dataset
from secured.dans import FullDomainGeneralization
from secured.dans.tables.scale.out_of_core import WrittenRelease


class Scale:
    """Write what backends read, read what they write, and compare it with the release of the rows in memory."""

    @staticmethod
    def write(dataset: Dataset, path: Path) -> Path:
        """Write the table as an owner would: whole numbers without a point, missing cells empty."""
        data = dataset.data.copy()
        for name in data:
            if data[name].dtype.kind == "f":
                data[name] = data[name].astype("Int64")
        if path.suffix == ".parquet":
            data.to_parquet(path, index=False)
        else:
            data.to_csv(path, index=False)
        return path

    @staticmethod
    def rows_of(table: pd.DataFrame) -> list[tuple[str | None, ...]]:
        """The multiset of rows, sorted; numbers in one way of writing, missing as None."""

        def text(cell: object) -> str | None:
            if pd.isna(cell):
                return None
            return f"{cell:g}" if isinstance(cell, int | float) else re.sub(r"^(\d+)\.0$", r"\1", str(cell))

        return sorted(table.astype(object).map(text).itertuples(index=False, name=None), key=str)

    @staticmethod
    def read(path: Path) -> pd.DataFrame:
        """Read a release without guessing types."""
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])

    def same_release(
        self, release: WrittenRelease, dataset: Dataset, generalization: FullDomainGeneralization
    ) -> None:
        """Compare levels, promise, loss, descriptions and rows."""
        expected = generalization.solve(dataset).link(np.random.default_rng(0)).release
        assert release.parameters["levels"] == expected.parameters["levels"]
        assert release.parameters["suppressed"] == expected.parameters["suppressed"]
        assert abs(release.parameters["loss"] - expected.parameters["loss"]) < 1e-12
        assert release.guarantee == expected.guarantee
        assert release.n_records == expected.n_records
        assert release.descriptions == expected.descriptions
        written = self.read(release.path)
        assert list(written.columns) == list(expected.data.columns)
        assert self.rows_of(written) == self.rows_of(expected.data)


@pytest.fixture(scope="session")
def scale() -> Scale:
    """Writing, reading and comparing."""
    return Scale()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server of its own, with a password, on a free port of loopback; its connection string."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = programs[-1] if programs else shutil.which("initdb")
    if initdb is None:
        pytest.skip("no PostgreSQL server is installed: apt-get install postgresql")
    account = "postgres" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        (folder / "password").write_text("s3cret-word")
        if account:
            owner = pwd.getpwnam(account)
            for path in (folder, folder / "password"):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        subprocess.run(
            [initdb, "-D", folder / "data", "-U", "owner", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}",
             "--no-sync", "--encoding=UTF8", "--locale=C"],
            check=True, capture_output=True, user=account, group=account, cwd="/",
        )  # fmt: skip
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = [Path(initdb).with_name("pg_ctl"), "-D", folder / "data", "-w"]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        how = {"capture_output": True, "user": account, "group": account, "cwd": "/"}
        subprocess.run([*server, "-l", folder / "log", "-o", options, "start"], check=True, **how)
        try:
            yield f"host=127.0.0.1 port={port} user=owner password=s3cret-word dbname=postgres"
        finally:
            subprocess.run([*server, "-m", "immediate", "stop"], check=False, **how)
