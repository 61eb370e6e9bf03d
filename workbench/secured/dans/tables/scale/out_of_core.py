# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Release a table that does not fit in memory: count, search, rewrite, and describe what was done beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from secured import __version__
from secured.common import (
    Column,
    Dataset,
    GeneralizedValue,
    Guarantee,
    Modality,
    PrivacyInputError,
    Provenance,
    Role,
    Standing,
)
from secured.common.io.tables import write_whole
from secured.dans.tables.equivalence_classes import CompressedTable
from secured.dans.tables.models.privacy_model import PrivacyModel
from secured.dans.tables.scale.backend import Backend
from secured.dans.tables.scale.compression import compress_counts, quasi_identifiers
from secured.dans.tables.scale.distinct_counts import DistinctCounts
from secured.dans.tables.scale.duckdb_backend import DuckDBBackend
from secured.dans.tables.scale.postgres_backend import PostgresBackend
from secured.dans.tables.scale.recoding import Recoding
from secured.dans.tables.scale.source import FileSource, PostgresTable
from secured.dans.tables.transformations.full_domain import FullDomainGeneralization, Solution

__all__ = ["OutOfCoreTable", "WrittenRelease", "anonymize_file"]


@dataclass(frozen=True, kw_only=True, eq=False)
class OutOfCoreTable:
    """A table that stays where it lies; in memory are only its distinct tuples.

    Parameters
    ----------
    source : Path, FileSource or PostgresTable
    columns : mapping of str to Column
        Roles, types and hierarchies. Columns of the source that are not described are not released.
    memory_limit : str, default "1GB"
        What DuckDB may use for counting and sorting; the search comes on top.
    threads : int, default 2
    backend : Backend, optional
        Chosen after the source when not given.
    """

    source: Path | FileSource | PostgresTable | None
    columns: Mapping[str, Column]
    memory_limit: str = "1GB"
    threads: int = 2
    backend: Backend | None = None
    _tables: dict[tuple[str, ...], tuple[DistinctCounts, CompressedTable]] = field(
        default_factory=dict, init=False, repr=False
    )

    def __post_init__(self) -> None:
        read = getattr(self.backend, "source", self.source)
        person = getattr(read, "person", None) or getattr(self.backend, "person", None)
        described = self.columns.get(person) if person else None
        if described is not None and described.role is not Role.IDENTIFIER:
            raise PrivacyInputError(
                f"OutOfCoreTable: {person} names the person of every row, and is described as {described.role}. "
                "Describe it as identifier, or leave it out."
            )

    @cached_property
    def engine(self) -> Backend:
        """The backend that does the work."""
        if self.backend is not None:
            return self.backend
        if isinstance(self.source, PostgresTable):
            return PostgresBackend(source=self.source, memory_limit=self.memory_limit, threads=self.threads)
        if self.source is None:
            raise PrivacyInputError("OutOfCoreTable: neither a source nor a backend is given. Give one.")
        source = self.source if isinstance(self.source, FileSource) else FileSource(path=self.source)
        return DuckDBBackend(source=source, memory_limit=self.memory_limit, threads=self.threads)

    def counts(self, sensitive: tuple[str, ...] = ()) -> DistinctCounts:
        """Counts of distinct tuples, with those of the sensitive columns."""
        return self._counted(sensitive)[0]

    def compress(self, sensitive: tuple[str, ...] = ()) -> CompressedTable:
        """Return the compressed table that searches and surfaces walk; counted once."""
        return self._counted(sensitive)[1]

    def _counted(self, sensitive: tuple[str, ...]) -> tuple[DistinctCounts, CompressedTable]:
        if sensitive not in self._tables:
            for name in sensitive:
                if name not in self.columns or self.columns[name].role is not Role.SENSITIVE:
                    raise PrivacyInputError(
                        f"OutOfCoreTable: column {name} is not sensitive. Give it that role."
                    )
            counts = self.engine.distinct_counts(quasi_identifiers(self.columns), sensitive)
            self._tables[sensitive] = counts, compress_counts(counts, self.columns)
        return self._tables[sensitive]

    def solve(self, generalization: FullDomainGeneralization) -> Solution:
        """Find the levels; the same as those for the rows in memory."""
        sensitive = tuple(dict.fromkeys(m.sensitive for m in generalization.models if m.sensitive))
        return generalization.solve(self._schema(sensitive), self.compress(sensitive))

    def recoding(self, solution: Solution, *, seed: int, shuffle: bool = True) -> Recoding:
        """What the solution does to rows."""
        sensitive = tuple(solution.classes.sensitive)
        return Recoding.of(
            self.counts(sensitive).tuples,
            self.columns,
            solution.classes,
            solution.kept,
            seed=seed,
            shuffle=shuffle,
        )

    def write(self, solution: Solution, output: Path, *, seed: int, shuffle: bool = True) -> "WrittenRelease":
        """Write the release, and its description beside it with the ending ``.json``; see `anonymize_file`."""
        recoding = self.recoding(solution, seed=seed, shuffle=shuffle)
        self._check_output(output)
        recipe = output.with_suffix(".json")
        recipe.unlink(missing_ok=True)  # an older one would describe other data
        n_records = self.engine.apply_mapping(recoding, output)
        method = solution.method
        release = WrittenRelease(
            path=output,
            recipe=recipe,
            n_records=n_records,
            columns=recoding.columns,
            parameters={
                "models": [model.to_dict() for model in method.models],
                "suppression_limit": method.suppression_limit,
                "levels": dict(zip(recoding.quasi_identifiers, map(int, solution.levels), strict=True)),
                "suppressed": solution.n_suppressed,
                "loss": solution.loss,
                "shuffled": shuffle,
            }
            | solution.search_facts(),
            seed=seed,
            guarantee=solution.guarantee,
            descriptions=_descriptions(solution),
        )
        text = json.dumps(release.to_dict(), indent=1, ensure_ascii=False)
        write_whole(recipe, lambda part: part.write_text(text, encoding="utf-8"))
        return release

    def close(self) -> None:
        """Let go of a database that was opened for counting; a backend that was given is its owner's."""
        if self.backend is None and isinstance(self.source, PostgresTable):
            self.engine.close()  # type: ignore[attr-defined]

    def _check_output(self, output: Path) -> None:
        source = self.source.path if isinstance(self.source, FileSource) else self.source
        if isinstance(source, Path) and output.exists() and output.samefile(source):
            raise PrivacyInputError(
                f"{output.name}: is the source itself. Write the release to another file."
            )

    def _schema(self, sensitive: tuple[str, ...]) -> Dataset:
        """The dataset without its rows."""
        schema = Dataset(
            name="table out of core",
            title="Table out of core",
            modality=Modality.TABLE,
            data=pd.DataFrame({name: pd.Series(dtype=object) for name in self.columns}),
            subjects=np.empty(0, dtype=np.int64),
            columns=self.columns,
            standing=Standing.REAL,
            provenance=Provenance(source="the owner's", licence="the owner's", citation="none"),
        )
        hierarchies = self.compress(sensitive).base.hierarchies
        schema.__dict__["hierarchies"] = dict(zip(schema.quasi_identifiers, hierarchies, strict=True))
        return schema


@dataclass(frozen=True, kw_only=True, eq=False)
class WrittenRelease:
    """A release that was written to a file, described without its rows.

    Parameters
    ----------
    path, recipe : Path
        The data, and their description in JSON.
    n_records : int
    columns : mapping of str to Column
        As released.
    parameters : mapping
        Everything needed to make it again from the same source.
    seed : int
    guarantee : Guarantee
    descriptions : mapping of column to mapping of label to GeneralizedValue
    """

    path: Path
    recipe: Path
    n_records: int
    columns: Mapping[str, Column]
    parameters: Mapping[str, Any]
    seed: int
    guarantee: Guarantee
    descriptions: Mapping[str, Mapping[str, GeneralizedValue]]

    def to_dict(self) -> dict[str, Any]:
        """How it was made and how to read it, without a record."""
        return {
            "method": "full-domain generalization",
            "parameters": dict(self.parameters),
            "guarantee": self.guarantee.to_dict() | {"text": self.guarantee.text},
            "n_records": self.n_records,
            "columns": {name: str(column.role) for name, column in self.columns.items()},
            "values": {
                column: {label: value.to_dict() for label, value in labels.items()}
                for column, labels in self.descriptions.items()
            },
            "missing": "an empty cell means that the value was never recorded",
            "row_order": "a seeded hash of the released rows"
            if self.parameters["shuffled"]
            else "that of the source: it may tell something about the source",
            "seed": self.seed,
            "secured_version": __version__,
        }

    def __repr__(self) -> str:
        return f"WrittenRelease({self.path.name!r}, {self.n_records} records, {self.guarantee.text})"


def anonymize_file(
    source: Path | FileSource | PostgresTable | None,
    output: Path,
    *,
    columns: Mapping[str, Column],
    models: tuple[PrivacyModel, ...],
    seed: int,
    suppression_limit: float = 0.05,
    levels: tuple[int, ...] | None = None,
    seconds: float | None = None,
    backend: Backend | None = None,
    shuffle: bool = True,
    memory_limit: str = "1GB",
    threads: int = 2,
) -> WrittenRelease:
    """Release a table from where it lies to a CSV or Parquet file, with the optimum that rows in memory have.

    Parameters
    ----------
    source : Path, FileSource or PostgresTable
        One row a person; None if `backend` is given.
    output : Path
        ``.csv`` or ``.parquet``. Its description is written beside it, with the ending ``.json``.
    columns : mapping of str to Column
        Roles, types and hierarchies; what is not described is not released.
    models : tuple of PrivacyModel
    seed : int
        Decides the order of rows.
    suppression_limit : float, default 0.05
        Largest share of people left out.
    levels : tuple of int, optional
        Skip the search and use these.
    seconds : float, optional
        Time for the search, after which the best solution so far is released with its bound.
    backend : Backend, optional
        Chosen after the source when not given.
    shuffle : bool, default True
        Order rows by a seeded hash of their released content; else as they are read.
    memory_limit, threads
        For DuckDB.

    Raises
    ------
    PrivacyInputError
        If the source or the models do not allow it; nothing is written then.

    References
    ----------
    Raasveldt & Muehleisen 2019, doi:10.1145/3299869.3320212. D2.1 section 4.1.1.
    """
    table = OutOfCoreTable(
        source=source, columns=columns, memory_limit=memory_limit, threads=threads, backend=backend
    )
    generalization = FullDomainGeneralization(
        models=models, suppression_limit=suppression_limit, levels=levels, seconds=seconds
    )
    try:
        return table.write(table.solve(generalization), output, seed=seed, shuffle=shuffle)
    finally:
        table.close()


def _descriptions(solution: Solution) -> dict[str, dict[str, GeneralizedValue]]:
    """What the labels stand for that are shown."""
    shown = solution.classes.only(solution.kept)
    described = {}
    for at, (hierarchy, level) in enumerate(zip(shown.hierarchies, shown.levels, strict=True)):
        labels = set(hierarchy.labels[level][np.unique(shown.codes[:, at])])
        values = {label: value for label, value in hierarchy.descriptions[level].items() if label in labels}
        if values:
            described[hierarchy.column] = values
    return described
