# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The optima that ARX finds on Adult are those found here: levels, Loss and suppressed people.

Tool: ARX master aacd487 (2025-09-12), OpenJDK 17.0.15, algorithm OPTIMAL, quality model Loss (gsFactor 0.5), suppression
limit 5 %, all else ARX's defaults; data and hierarchies of the same commit (checksums in the registry's entry). The
numbers typed in are from the project's notes; more records lie in `../shared/oracles/arx_adult.json` where that exists.
"""

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import secured_datasets
from secured.common import Dataset, DatasetUnavailable, Role
from secured.dans import (
    CompressedTable,
    DistinctLDiversity,
    FullDomainGeneralization,
    KAnonymity,
    PrivacyModel,
    TCloseness,
    average_class_size,
    optimal_node,
)

COLUMNS = (
    "sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation", "salary-class",
)  # fmt: skip
RECORDS = Path(__file__).parents[3] / "shared" / "oracles" / "arx_adult.json"


@cache
def adult() -> Dataset:
    try:
        return secured_datasets.load("adult")
    except DatasetUnavailable as error:
        pytest.skip(str(error))


@cache
def adult_with(quasi_identifiers: tuple[str, ...], sensitive: str | None) -> Dataset:
    """Adult with these roles."""
    columns = {}
    for name, column in adult().columns.items():
        role = Role.SENSITIVE if name == sensitive else Role.INSENSITIVE
        columns[name] = replace(column, role=Role.QUASI_IDENTIFIER if name in quasi_identifiers else role)
    return replace(adult(), columns=columns)


@dataclass(frozen=True)
class Optimum:
    """A row of the table of ARX's optima; levels in the order of the columns, the sensitive one left out."""

    models: tuple[PrivacyModel, ...]
    levels: tuple[int, ...]
    loss: float
    suppressed: int
    sensitive: str | None = None

    @property
    def quasi_identifiers(self) -> tuple[str, ...]:
        return tuple(name for name in COLUMNS if name != self.sensitive)


K5 = KAnonymity(k=5)
OPTIMA = {
    "k=5": Optimum((K5,), (0, 3, 0, 0, 2, 1, 1, 2, 0), 0.2419323651, 1346),
    "k=5, l=3": Optimum(
        (K5, DistinctLDiversity(sensitive="occupation", l=3)),
        (0, 3, 0, 0, 2, 1, 1, 0),
        0.1717021812,
        1400,
        "occupation",
    ),
    "k=5, t=0.2 equal": Optimum(
        (K5, TCloseness(sensitive="occupation", t=0.2)),
        (1, 4, 1, 1, 3, 1, 2, 1),
        0.8150031862,
        235,
        "occupation",
    ),
    "k=5, t=0.2 hierarchical": Optimum(
        (K5, TCloseness(sensitive="occupation", t=0.2, distance="hierarchical")),
        (1, 4, 0, 0, 3, 1, 2, 1),
        0.6128064960,
        1384,
        "occupation",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("optimum", OPTIMA.values(), ids=OPTIMA)
def test_the_optimum_of_the_table_is_found(optimum):
    dataset = adult_with(optimum.quasi_identifiers, optimum.sensitive)
    table = CompressedTable.of(dataset, (optimum.sensitive,) if optimum.sensitive else ())
    node = optimal_node(table, optimum.models, 0.05)
    assert node.levels == optimum.levels
    assert node.score == pytest.approx(optimum.loss, abs=1e-8)
    assert node.suppressed == optimum.suppressed


def test_the_lattice_and_the_classes_of_the_optimum_are_those_of_arx():
    """12,960 nodes, 19,502 distinct tuples of 30,162 people; 397 classes of 28,816 people kept at the optimum of k=5."""
    dataset = adult_with(COLUMNS, None)
    solution = FullDomainGeneralization(models=(K5,), levels=OPTIMA["k=5"].levels).solve(dataset)
    assert solution.table.shape == (2, 5, 2, 3, 4, 3, 3, 3, 2)
    assert (len(dataset.data), len(solution.table.base.counts)) == (30_162, 19_502)
    kept = solution.classes.counts[solution.kept]
    assert (len(kept), kept.sum(), kept.min(), kept.max()) == (397, 28_816, 5, 1685)
    assert average_class_size(solution.classes, solution.kept) == pytest.approx(72.58438287153652)


def records() -> list[dict]:
    """ARX's records, where the project's mirror of them is at hand."""
    return json.loads(RECORDS.read_text(encoding="utf-8"))["optima"] if RECORDS.is_file() else []


@pytest.fixture(scope="module")
def oracles(root) -> Iterator[ModuleType]:
    """benchmarks/arx_oracles.py, which reads and solves records."""
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(root / "benchmarks")
        spec = importlib.util.spec_from_file_location("arx_oracles", root / "benchmarks" / "arx_oracles.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


@pytest.mark.skipif(not RECORDS.is_file(), reason="the project's mirror of ARX's records is not here")
def test_the_records_are_many_and_of_every_kind():
    said = [(one["models"], one["metric"]) for one in records()]
    assert len(said) >= 43
    for kind in ("k=", "distinct", "Shannon", "Grassberger", "recursive", "equal", "ordered", "hierarchical",
                 "delta-disclosure", "basic beta", "enhanced beta", "delta-presence", "k-map", "risk",
                 "sample uniqueness", "population uniqueness"):  # fmt: skip
        assert any(kind in models for models, _ in said), kind
    assert len({metric.split(" ")[0] for _, metric in said}) >= 10


@pytest.mark.slow
@pytest.mark.parametrize("record", records(), ids=lambda record: record["id"])
def test_the_recorded_optimum_is_found(oracles, record):
    """Score within 1e-8; levels and suppressed people too, where no other node is tied."""
    adult()
    assert oracles.again(record) == ""


@pytest.mark.skipif(not RECORDS.is_file(), reason="the project's mirror of ARX's records is not here")
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"score": 0.2419}, "score"),
        ({"suppressed_records": 1345}, "1346 suppressed, ARX 1345"),
        ({"optimum_found": False}, "where ARX finds none"),
    ],
)
def test_a_record_that_differs_is_noticed(oracles, changed, message):
    adult()
    record = next(one for one in records() if one["id"] == "kanon_k5_s0.05_loss_geo")
    assert message in oracles.again(record | changed)
