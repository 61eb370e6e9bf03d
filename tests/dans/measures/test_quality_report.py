# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The report's statistics by hand, and squared errors person by person."""

import json
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Intervals, Tree
from secured.dans import CompressedTable
from secured.dans.tables.measures.kl_divergence import KLDivergence
from secured.dans.tables.measures.quality_report import QualityReport
from secured.dans.tables.measures.squared_error import SquaredErrors

COLUMNS = {
    "country": Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY,
        hierarchy=Tree(tree={"Europe": ["ES", "PT", "SE"], "Asia": ["JP"]}),
    ),
    "age": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(5,), bounds=(0, 9))),
}  # fmt: skip


@pytest.fixture
def table(plain) -> CompressedTable:
    data = pd.DataFrame({"country": ["ES", "SE", "SE", "JP"], "age": [1, 3, 4, 9]})
    return CompressedTable.of(plain.dataset_of(data, COLUMNS))


@pytest.fixture
def report(table) -> QualityReport:
    """Europe with exact ages released at level (1, 1): three people kept, the one from Asia suppressed."""
    classes = table.classes((1, 1))
    return QualityReport.of(table, classes, classes.counts == 3)


def test_statistics_of_columns_by_hand(report):
    """Shares: Europe 3/4, five years 1/2; least 1/4 and 1/10."""
    assert report.attributes["granularity"] == pytest.approx(
        {"country": 1 - (13 / 16 - 1 / 4) / (3 / 4), "age": 1 - (5 / 8 - 1 / 10) / (9 / 10)}
    )
    assert report.dataset["granularity"] == pytest.approx(
        1 - (13 / 16 + 5 / 8 - 0.35) / (2 - 0.35)
    )  # means first, then between least and largest
    assert report.attributes["generalization_intensity"] == pytest.approx({"country": 3 / 8, "age": 3 / 8})
    assert report.attributes["missings"] == {"country": 1 / 4, "age": 1 / 4}
    entropy = 1 - (np.log2(3) + 2 * np.log2(3 / 2)) / (2 * np.log2(4) + 2 * np.log2(2))
    assert report.attributes["non_uniform_entropy"]["country"] == pytest.approx(entropy)


def test_statistics_of_the_table_by_hand(report):
    """Four exact tuples, one released class of three, 40 cells, of which Europe x five years covers 15."""
    assert report.dataset["discernibility"] == pytest.approx(1 - (9 + 4 - 4) / (16 - 4))
    assert report.dataset["average_class_size"] == pytest.approx(1 - (3 - 1) / (4 - 1))
    assert report.dataset["ambiguity"] == pytest.approx(1 - (3 * 15 + 40 - 4) / (160 - 4))
    assert report.dataset["suppressed"] == 1 / 4
    released = 3 * 0.25 * np.log2(15 * (1 / 4) / (3 / 4)) + 0.25 * np.log2(40)
    assert report.dataset["kl_divergence"] == pytest.approx(1 - released / (np.log2(40) + np.log2(1 / 4)))


def test_squared_errors_by_hand(table, report):
    """Ages 1-4 under 0-4 lie between 1 and 4 as far as numbers occur; 9 is suppressed and lies 8 from 1."""
    classes = table.classes((1, 1))
    errors = SquaredErrors.of(table, classes, classes.counts == 3)
    assert errors.attribute.tolist() == [2**2 + 2**2 + 2**2 + 3**2, 3**2 + 2**2 + 3**2 + 8**2]
    assert errors.attribute_most.tolist() == [3**2 + 2**2 + 2**2 + 3**2, 8**2 + 6**2 + 5**2 + 8**2]
    assert report.attributes["squared_error"] == pytest.approx({"country": 1 - 21 / 26, "age": 1 - 86 / 189})
    assert report.dataset["squared_error"] == pytest.approx(1 - (21 + 86) / (26 + 189))
    countries, ages = np.std([0, 2, 2, 3]), np.std([1, 3, 4, 9])
    record = [(2, 3), (2, 2), (2, 3), (3, 8)]
    assert errors.record == pytest.approx(
        sum(sqrt((a / countries) ** 2 + (b / ages) ** 2) for a, b in record)
    )
    middles = [(1, 2.5), (1, 2.5), (1, 2.5), (1.5, 5)]
    exact = [(0, 1), (2, 3), (2, 4), (3, 9)]
    assert errors.between == pytest.approx(
        sum((a - c) ** 2 + (b - d) ** 2 for (a, b), (c, d) in zip(middles, exact, strict=True))
    )
    assert errors.total == pytest.approx(sum((a - 1.75) ** 2 + (b - 4.25) ** 2 for a, b in middles))


def test_the_exact_table_is_best_and_nothing_is_worst(table):
    exact = QualityReport.of(table, table.base, np.ones(4, dtype=bool)).dataset
    nothing = QualityReport.of(table, table.base, np.zeros(4, dtype=bool)).dataset
    for name in exact:
        if name in ("missings", "suppressed"):
            assert (exact[name], nothing[name]) == (0, 1)
        else:
            assert exact[name] == pytest.approx(1), name
            assert nothing[name] is None or nothing[name] == pytest.approx(0), name


def test_a_column_of_one_value_has_no_statistic_to_lose(plain):
    data = pd.DataFrame({"ward": ["x", "x"]}, dtype=object)
    column = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
    table = CompressedTable.of(plain.dataset_of(data, {"ward": column}))
    report = QualityReport.of(table, table.base, np.array([True]))
    assert report.attributes["granularity"] == {"ward": None}
    assert report.dataset["non_uniform_entropy"] is None
    assert report.dataset["average_class_size"] is None


def test_it_shows_itself_as_json_and_html(report):
    assert json.loads(json.dumps(report.to_dict()))["dataset"]["suppressed"] == 0.25
    html = report._repr_html_()
    assert "<th>country</th><th>age</th>" in html
    assert "generalization intensity" in html


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_errors_of_columns_are_those_of_people(plain, data):
    """Missing values add nothing; a suppressed value lies as far as the farthest end of its column."""
    dataset = data.draw(plain.datasets())
    table, definitions = CompressedTable.of(dataset), plain.Definitions(dataset)
    levels, least = data.draw(st.sampled_from(definitions.lattice)), data.draw(st.integers(1, 5))
    left_out = {
        person for people in definitions.groups(levels).values() if len(people) < least for person in people
    }
    classes = table.classes(levels)
    errors = SquaredErrors.of(table, classes, classes.counts >= least)
    for column, (hierarchy, level, positions) in enumerate(
        zip(definitions.hierarchies, levels, definitions.positions, strict=True)
    ):
        n = len(hierarchy.values)
        number = hierarchy.values if hierarchy.values.dtype.kind == "f" else np.arange(n)
        occur = [number[at] for at in positions if at < n]
        total = 0.0
        for person, at in enumerate(positions):
            if at == n:
                continue
            groups = hierarchy.codes[level][:n]
            under = occur if person in left_out else number[groups == groups[at]]
            farthest = max(abs(number[at] - end) for end in (min(occur), max(occur)))
            total += min(max(abs(number[at] - end) for end in under), farthest) ** 2
        assert errors.attribute[column] == pytest.approx(total)
        assert errors.attribute[column] <= errors.attribute_most[column] + 1e-9
    assert errors.record <= errors.record_most + 1e-9


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_every_statistic_is_in_the_unit_interval(plain, data):
    table = CompressedTable.of(data.draw(plain.datasets()))
    levels = tuple(data.draw(st.integers(0, n - 1)) for n in table.shape)
    classes = table.classes(levels)
    report = QualityReport.of(table, classes, classes.counts >= data.draw(st.integers(1, 5)))
    values = [*report.dataset.values(), *(v for one in report.attributes.values() for v in one.values())]
    assert all(value is None or 0 <= value <= 1 for value in values)


def test_three_hundred_columns_have_no_number_of_records_but_their_statistics(plain):
    """20^300 exact records are more than a float holds: only what counts them is not told."""
    rng = np.random.default_rng(0)
    number = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER)
    people = pd.DataFrame(rng.integers(0, 20, (60, 300))).rename(columns="q{}".format)
    table = CompressedTable.of(plain.dataset_of(people, dict.fromkeys(people.columns, number)))
    classes, kept = table.base, np.arange(len(table.base.counts)) < 40
    report = QualityReport.of(table, classes, kept)
    assert report.dataset["ambiguity"] is None
    assert 0 < report.dataset["kl_divergence"] < 1  # of all that could be lost
    assert 0 < report.dataset["granularity"] < 1
    divergence = KLDivergence(table=table)
    assert divergence.bound(classes) <= divergence.score(classes, kept) < np.inf
