# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Scores of ARX's quality models and its quality statistics on Adult are those computed here.

Tool: ARX master aacd487 (2025-09-12), OpenJDK 17.0.15, algorithm OPTIMAL, k-anonymity with k = 5, suppression limit
5 %, all else ARX's defaults. Levels, scores and statistics are typed in from the project's notes; they also lie in
`../shared/oracles/arx_adult.json` where that exists.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

import secured_datasets
from secured.common import DatasetUnavailable, Role
from secured.dans import CompressedTable, EquivalenceClasses, KAnonymity, Loss
from secured.dans.tables.measures.ambiguity import Ambiguity
from secured.dans.tables.measures.class_sizes import AverageClassSize, Discernibility, MonotonicDiscernibility
from secured.dans.tables.measures.kl_divergence import KLDivergence
from secured.dans.tables.measures.level_costs import Height
from secured.dans.tables.measures.non_uniform_entropy import NonUniformEntropy, NormalizedNonUniformEntropy
from secured.dans.tables.measures.precision import Precision
from secured.dans.tables.measures.quality_report import QualityReport
from secured.dans.tables.search.lattice_search import optimal_node

COLUMNS = (
    "sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation", "salary-class",
)  # fmt: skip
# ARX's name: objective, levels in the order of the columns, score, suppressed people
OPTIMA: dict[str, tuple[Callable[[CompressedTable], Any], tuple[int, ...], float, int]] = {
    "Loss, geometric": (
        lambda table: Loss(table=table, rounded=True), (0, 3, 0, 0, 2, 1, 1, 2, 0), 0.2419323650662908, 1346,
    ),
    "Loss, arithmetic": (
        lambda table: Loss(table=table, mean="arithmetic", rounded=True),
        (0, 3, 0, 0, 2, 1, 1, 2, 0), 0.26963466275555553, 1346,
    ),
    "AECS": (lambda table: AverageClassSize(), (1, 0, 1, 1, 3, 2, 2, 0, 1), 28.808022922636102, 906),
    "Discernibility": (lambda table: Discernibility(), (0, 0, 1, 2, 3, 2, 2, 1, 1), 7220555.0, 105),
    "DiscernibilityMonotonic": (
        lambda table: MonotonicDiscernibility(), (0, 0, 1, 1, 2, 2, 2, 1, 1), 1402154.0, 1285,
    ),
    "Precision": (lambda table: Precision(), (0, 4, 0, 0, 3, 1, 0, 1, 0), 0.36562562164312706, 1461),
    "NonUniformEntropy": (
        lambda table: NonUniformEntropy(table=table), (0, 0, 1, 1, 2, 2, 2, 1, 1), 264341.93830412335, 1285,
    ),
    "NormalizedNonUniformEntropy": (
        lambda table: NormalizedNonUniformEntropy(table=table), (0, 4, 0, 0, 3, 1, 0, 1, 0), 3.6340596850937796, 1461,
    ),
    "Height": (lambda table: Height(), (0, 1, 1, 0, 1, 2, 1, 2, 0), 8.0, 1427),
    "Ambiguity": (lambda table: Ambiguity(), (0, 0, 1, 2, 3, 2, 2, 2, 0), 139124375040.0, 60),
    "KLDivergence": (
        lambda table: KLDivergence(table=table), (1, 3, 0, 0, 3, 0, 0, 2, 1), 24.350590406429447, 1417,
    ),
}  # fmt: skip
# of the release at the optimum of Loss
STATISTICS = {
    "granularity": 0.6983710103205021,
    "generalization_intensity": 0.5926859158077189,
    "non_uniform_entropy": 0.3955554149821603,
    "missings": 0.1507783892904243,
    "discernibility": 0.935045998912029,
    "average_class_size": 0.9976446716052195,
    "ambiguity": 0.9553134704140518,
    "record_squared_error": 0.3579759429066611,
    "squared_error": 0.6274745449697365,
}


@cache
def adult() -> CompressedTable:
    try:
        dataset = secured_datasets.load("adult")
    except DatasetUnavailable as error:
        pytest.skip(str(error))
    columns = {
        name: replace(column, role=Role.QUASI_IDENTIFIER if name in COLUMNS else Role.INSENSITIVE)
        for name, column in dataset.columns.items()
    }
    return CompressedTable.of(replace(dataset, columns=columns))


def at(levels: tuple[int, ...]) -> EquivalenceClasses:
    assert tuple(hierarchy.column for hierarchy in adult().base.hierarchies) == COLUMNS
    return adult().classes(levels)


@pytest.mark.parametrize(("make", "levels", "score", "suppressed"), OPTIMA.values(), ids=OPTIMA)
def test_the_score_of_the_recorded_node_is_that_of_arx(make, levels, score, suppressed):
    classes = at(levels)
    kept = classes.counts >= 5
    assert classes.counts[~kept].sum() == suppressed
    assert make(adult()).score(classes, kept) == pytest.approx(score, rel=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize(("make", "levels", "score", "suppressed"), OPTIMA.values(), ids=OPTIMA)
def test_no_node_scores_less(make, levels, score, suppressed):
    """The search proves by bounds that the recorded node is the best, at most 5 % suppressed."""
    table = adult()
    node = optimal_node(table, (KAnonymity(k=5),), 0.05, make(table))
    assert node.score == pytest.approx(score, rel=1e-12)
    if levels != OPTIMA["Height"][1]:  # two nodes have the least height
        assert (node.levels, node.suppressed) == (levels, suppressed)


@pytest.mark.parametrize(("name", "value"), STATISTICS.items(), ids=STATISTICS)
def test_the_statistics_are_those_of_arx(name, value):
    classes = at(OPTIMA["Loss, geometric"][1])
    report = QualityReport.of(adult(), classes, classes.counts >= 5)
    assert report.dataset[name] == pytest.approx(value, abs=1e-10)
