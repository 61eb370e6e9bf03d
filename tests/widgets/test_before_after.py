# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Before and after: shares of values unchanged, generalised and suppressed, told by colour, hatching and number."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Dataset, Role
from secured.common.hierarchies import Flat, Tree
from secured.dans import CompressedTable, FullDomainGeneralization, KAnonymity
from secured_widgets import BeforeAfter
from secured_widgets.column_changes import KINDS, ColumnChange, changes_figure, column_changes

CANARY = "CANARY-7319"
# At level 1 "pupil" is still itself: a branch without groups keeps its value's name.
JOBS = Tree(tree={"care": ["nurse", "doctor"], "pupil": ["pupil"]})


def small(table: Dataset, jobs: list[str | None]) -> Dataset:
    """One quasi-identifier, one row a person."""
    columns = {
        "job": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=JOBS),
        "town": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Flat()),
    }
    data = pd.DataFrame({"job": pd.Series(jobs, dtype=object), "town": "one"})
    return replace(table, data=data, subjects=np.arange(len(jobs)), columns=columns)


def changes_of(
    dataset: Dataset, levels: tuple[int, ...], k: int
) -> tuple[tuple[ColumnChange, ...], np.ndarray]:
    table = CompressedTable.of(dataset)
    classes = table.classes(levels)
    return column_changes(table, classes, classes.counts >= k), classes.counts


def test_a_hand_worked_table(table: Dataset) -> None:
    """2 nurses and a doctor become "care", 4 pupils stay pupils, 2 missing stay missing, at k = 3 the latter go."""
    dataset = small(table, ["nurse"] * 2 + ["doctor"] + ["pupil"] * 4 + [None] * 2)
    job, town = changes_of(dataset, (1, 0), k=1)[0]
    assert (job.unchanged, job.generalised, job.suppressed) == pytest.approx((6 / 9, 3 / 9, 0))
    assert (town.unchanged, town.generalised, town.suppressed) == pytest.approx((1, 0, 0))
    job, town = changes_of(dataset, (1, 1), k=3)[0]
    assert (job.unchanged, job.generalised, job.suppressed) == pytest.approx((4 / 9, 3 / 9, 2 / 9))
    assert (town.unchanged, town.generalised, town.suppressed) == pytest.approx((0, 0, 1))


@given(
    st.lists(st.sampled_from(["nurse", "doctor", "pupil", None]), min_size=1, max_size=30),
    st.integers(0, 2),
    st.integers(0, 1),
    st.integers(1, 6),
)
def test_shares_add_up_and_agree_with_the_released_cells(
    table: Dataset, jobs: list[str | None], level: int, town: int, k: int
) -> None:
    dataset = small(table, jobs)
    solution = FullDomainGeneralization(
        models=(KAnonymity(k=min(k, len(jobs))),), levels=(level, town)
    ).solve(dataset)
    changes = column_changes(solution.table, solution.classes, solution.kept)
    linked = solution.link(np.random.default_rng(0))
    for change in changes:
        after = linked.release.data[change.column].reset_index(drop=True)
        before = dataset.data[change.column].to_numpy()
        same = gone = 0
        for person, row in enumerate(linked.row_of):
            label = "*" if row < 0 else after[row]
            gone += label == "*"
            same += label != "*" and (label == before[person] or (pd.isna(label) and pd.isna(before[person])))
        shares = (change.unchanged, change.generalised, change.suppressed)
        assert shares == pytest.approx(
            (same / len(jobs), 1 - (same + gone) / len(jobs), gone / len(jobs)), abs=1e-12
        )


def test_kinds_are_told_apart_without_colour() -> None:
    change = ColumnChange(column="<i>", unchanged=0.5, generalised=0.3, suppressed=0.2)
    svg = changes_figure((change,))
    assert len({colour for _, colour, _ in KINDS}) == len({hatching for _, _, hatching in KINDS}) == 3
    assert all(f"{share} </text>".replace(" ", "") in svg for share in ("50%", "30%", "20%"))
    parts = re.findall(r"<g><title>([^<]*)</title><rect [^>]*/>(<path[^>]*>)?", svg.split("</svg>")[0])
    assert [(name.split(": ")[1].split()[0], bool(hatched)) for name, hatched in parts] == [
        ("unchanged", False),
        ("generalised", True),
        ("suppressed", True),
    ]
    assert "<i>" not in svg and "&lt;i&gt;" in svg and "url(" not in svg


def test_the_view_shows_aggregates_only(table: Dataset) -> None:
    solution = FullDomainGeneralization(models=(KAnonymity(k=5),), suppression_limit=0.1).solve(table)
    html = BeforeAfter(solution).to_html()
    assert CANARY not in html and "<b>sex" not in html and "<script" not in html
    assert "What became of the values" in html and "generalised" in html and "Simulated people" in html
    assert BeforeAfter(solution)._repr_html_() == html
