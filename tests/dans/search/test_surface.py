# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Whatever the sliders say, the surface reads what a search would find."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import secured_datasets
from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.dans import CompressedTable, DistinctLDiversity, KAnonymity, Surface, TCloseness, optimal_node
from secured.dans.tables.models.t_closeness import distances

LIMITS = (0.0, 0.05, 0.3, 0.5)


def models_of(k: int, l: int, t: float):
    """The models that a slider position stands for."""
    models = [KAnonymity(k=k)]
    if l > 1:
        models.append(DistinctLDiversity(sensitive="disease", l=l))
    if t < 1:
        models.append(TCloseness(sensitive="disease", t=t))
    return tuple(models)


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_the_surface_reads_what_a_search_finds(plain, data):
    dataset = data.draw(plain.datasets(least_rows=4))
    table = CompressedTable.of(dataset, ("disease",))
    available = dataset.data["disease"].nunique()
    surface = Surface.of(table, "disease")
    for k, l, t, limit in data.draw(
        st.lists(
            st.sampled_from(list(product((2, 3, 5), (1, 2, 3), (1.0, 0.5, 0.25, 0.1, 0.0), LIMITS))),
            min_size=8,
            max_size=8,
        )
    ):
        if k > dataset.n_people or l > max(available, 1):  # l = 1 asks for nothing
            assert surface.best(k=k, l=l, t=t, suppression_limit=limit) is None
            continue
        node, read = (
            optimal_node(table, models_of(k, l, t), limit),
            surface.best(k=k, l=l, t=t, suppression_limit=limit),
        )
        assert read.score == pytest.approx(node.score, abs=1e-12)
        assert read.suppressed <= limit * dataset.n_people + 1e-9


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_every_node_holds_the_loss_and_the_people_of_its_release(plain, data):
    dataset = data.draw(plain.datasets(most_columns=2, least_rows=2, most_rows=30))
    surface, definitions = (
        Surface.of(CompressedTable.of(dataset, ("disease",)), "disease", 1.0),
        plain.Definitions(dataset),
    )
    assert sorted(map(tuple, surface.levels.tolist())) == definitions.lattice
    k, l, t = data.draw(st.sampled_from([(2, 1, 1.0), (3, 2, 1.0), (2, 1, 0.25), (1, 2, 0.5)]))
    loss, suppressed = surface.nodes(k=k, l=l, t=t)
    expected = [definitions.release(levels, models_of(k, l, t)) for levels in surface.levels]
    assert loss == pytest.approx([one for one, _ in expected], abs=1e-12)
    assert suppressed.tolist() == [people for _, people in expected]


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_a_smaller_surface_holds_every_release_within_its_limit(plain, data):
    dataset = data.draw(plain.datasets(least_rows=4))
    table = CompressedTable.of(dataset)
    limit = data.draw(st.sampled_from([0.0, 0.1, 0.29, 0.3]))
    small, whole = Surface.of(table, largest_suppression=limit), Surface.of(table, largest_suppression=1.0)
    assert len(small.levels) <= len(whole.levels)
    for k in (2, 3, dataset.n_people):
        small_best, best = (one.best(k=k, suppression_limit=limit) for one in (small, whole))
        assert small_best.score == pytest.approx(best.score, abs=1e-12)


def test_t_is_kept_as_exactly_as_by_a_search(plain):
    """A class 5e-7 beyond t fails, in the search and on the surface."""
    table = CompressedTable.of(plain.random_dataset(0, 60, ["intervals", "tree"]), ("disease",))
    surface = Surface.of(table, "disease")
    seen = np.unique(
        np.concatenate([distances(table.classes(tuple(levels)), "disease") for levels in surface.levels])
    )
    for distance in seen[(seen > 0.01) & (seen < 0.9)]:
        t = float(distance) - 5e-7
        node = optimal_node(table, models_of(2, 1, t), 0.3)
        assert surface.best(k=2, t=t, suppression_limit=0.3).score == pytest.approx(node.score, abs=1e-12)


def alone(plain, n_unique: int, n: int):
    column = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
    values = [f"only {number}" for number in range(n_unique)] + ["common"] * (n - n_unique)
    return plain.dataset_of(pd.DataFrame({"home": pd.Series(values, dtype=object)}), {"home": column})


def test_a_release_at_the_very_limit_of_the_surface_is_held(plain):
    """0.29 * 100 is 28.999... in binary; the search allows 29 people."""
    table = CompressedTable.of(alone(plain, 29, 100))
    read = Surface.of(table, largest_suppression=0.29).best(k=2, suppression_limit=0.29)
    assert (read.levels, read.suppressed) == ((0,), 29)


def test_a_table_of_one_person_is_refused_or_has_no_release(plain):
    try:
        surface = Surface.of(CompressedTable.of(alone(plain, 0, 1)))
    except PrivacyInputError:
        return
    assert surface.best(k=2) is None


@pytest.mark.parametrize(("k", "limit"), [(1, 0.05), (0, 0.05), (2, 0.11)])
def test_what_the_surface_does_not_hold_is_refused(plain, k, limit):
    surface = Surface.of(CompressedTable.of(alone(plain, 3, 20)), largest_suppression=0.1)
    with pytest.raises(PrivacyInputError, match="Surface: holds k >= 2 and limits up to 0.1"):
        surface.best(k=k, suppression_limit=limit)


def test_no_release_is_none(plain):
    assert Surface.of(CompressedTable.of(alone(plain, 3, 20))).best(k=21) is None


def test_a_lattice_of_too_many_classes_is_refused(plain):
    table = CompressedTable.of(plain.random_dataset(0, 60, ["intervals", "tree"]))
    total = len(Surface.of(table).counts)
    assert len(Surface.of(table, most_classes=total).counts) == total
    with pytest.raises(PrivacyInputError, match=f"more than {total - 1} classes"):
        Surface.of(table, most_classes=total - 1)


@pytest.mark.slow
def test_the_surface_of_the_fatty_liver_study_reads_what_a_search_finds():
    dataset = secured_datasets.load("nafld")
    table = CompressedTable.of(dataset, ("diabetes",))
    surface = Surface.of(table, "diabetes", largest_suppression=0.05)
    for k, l, t, limit in ((5, 1, 1.0, 0.05), (20, 2, 1.0, 0.01), (10, 1, 0.2, 0.05)):
        models = (
            KAnonymity(k=k), DistinctLDiversity(sensitive="diabetes", l=l), TCloseness(sensitive="diabetes", t=t),
        )  # fmt: skip
        node, read = optimal_node(table, models, limit), surface.best(k=k, l=l, t=t, suppression_limit=limit)
        assert read.score == pytest.approx(node.score, abs=1e-12)
        assert (read.levels, read.suppressed) == (node.levels, node.suppressed)
