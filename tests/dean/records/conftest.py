# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated patients with codes, drugs, visits, a note and demographics, and worlds of them."""

from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, Dataset, LinkedRelease, Role
from secured.dean import Goal, ThreatModel, World
from secured.dean.records import RecordOriginals

N = 500
SEXES = np.array(["female", "male"], dtype=object)


def _dates(rng: np.random.Generator, first: str, span: int, n: int) -> np.ndarray:
    return (np.datetime64(first) + rng.integers(0, span, n)).astype(str).astype(object)


def _tuples(rows: list[tuple[Any, ...]]) -> pd.Series:
    cells = np.empty(len(rows), dtype=object)
    cells[:] = rows
    return pd.Series(cells, dtype=object)


def patients(n: int = N, seed: int = 1) -> pd.DataFrame:
    """One row a person; codes are as unequal in frequency as real ones, days go from 0 to 2000."""
    rng = np.random.default_rng(seed)
    weights = 1 / np.arange(1, 201)
    codes = np.array([f"C{code:03d}" for code in range(200)])
    histories, drugs, visits = [], [], []
    for _ in range(n):
        days = np.sort(rng.choice(2000, rng.integers(6, 12), replace=False)).tolist()
        histories.append(
            tuple(zip(days, rng.choice(codes, len(days), p=weights / weights.sum()).tolist(), strict=True))
        )
        drugs.append(
            "|".join(sorted(f"D{drug}" for drug in rng.choice(30, rng.integers(1, 4), replace=False)))
        )
        stays = np.sort(rng.choice(2000, rng.integers(4, 7), replace=False)).tolist()
        visits.append(tuple(zip(stays, rng.integers(1, 15, len(stays)).tolist(), strict=True)))
    words = [" ".join(f"complaint{one}" for one in rng.choice(400, 30, replace=False)) for _ in range(n)]
    return pd.DataFrame(
        {
            "birth": _dates(rng, "1930-01-01", 29_000, n),
            "sex": SEXES[rng.integers(0, 2, n)],
            "postcode": np.array([f"{code:05d}" for code in rng.integers(10_000, 10_200, n)], dtype=object),
            "admitted": _dates(rng, "2020-01-01", 365, n),
            "weight": rng.normal(75, 15, n).round(1),
            "height": rng.normal(170, 10, n).round(1),
            "diagnoses": _tuples([tuple(code for _, code in history[:3]) for history in histories]),
            "drugs": np.array(drugs, dtype=object),
            "history": _tuples(histories),
            "visits": _tuples(visits),
            "said": np.array([" ".join(text.split()[:15]) for text in words], dtype=object),
            "note": np.array(words, dtype=object),
        }
    )


@dataclass(frozen=True)
class Records:
    """Builders on one simulated table."""

    tables: ModuleType
    data: pd.DataFrame

    @property
    def dataset(self) -> Dataset:
        """Everything may be released but what was said."""
        columns = {
            name: Column(role=Role.SENSITIVE, type=ColumnType.REAL if kind.kind == "f" else ColumnType.TEXT)
            for name, kind in self.data.dtypes.items()
        }
        columns["said"] = Column(role=Role.IDENTIFIER, type=ColumnType.TEXT)
        return self.tables.dataset_of(self.data, columns)

    def threat(self, **knows: float) -> ThreatModel:
        """An adversary who is certain that the target is in."""
        return ThreatModel(goal=Goal.LINKAGE, knows=knows, population=len(self.data), prior=1.0)

    def world(self, change: Any = None, *, overlap: float = 1.0, **knowledge: Any) -> World:
        """Release the members, with the released table changed by `change`; the adversary knows by `knowledge`."""
        world = self.tables.world(self.dataset, lambda table: self.release(table, change))
        people = RecordOriginals(data=self.data, knowledge=knowledge, overlap=overlap, seed=7)
        return replace(world, people=people)

    def release(self, table: Dataset, change: Any = None) -> LinkedRelease:
        """Only identifiers removed, and then changed."""
        linked = self.tables.unprotected(table)
        if change is None:
            return linked
        return replace(linked, release=replace(linked.release, data=change(linked.release.data.copy())))


def same(value: Any):
    """Give every released record the same value in every column."""

    def change(data: pd.DataFrame) -> pd.DataFrame:
        for name in data.columns:
            data[name] = _tuples([value] * len(data))
        return data

    return change


def shuffled(*columns: str):
    """Deal the cells of each column to other records."""

    def change(data: pd.DataFrame) -> pd.DataFrame:
        rng = np.random.default_rng(3)
        for name in columns:
            data[name] = data[name].to_numpy()[rng.permutation(len(data))]
        return data

    return change


@pytest.fixture(scope="session")
def records(tables: ModuleType) -> Records:
    """Builders on 500 simulated patients."""
    return Records(tables, patients())


@pytest.fixture(scope="session")
def deal():
    """The change that deals each column anew."""
    return shuffled


@pytest.fixture(scope="session")
def flatten():
    """The change that makes all records equal."""
    return same
