# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""At every point of the grid the surface holds what the definitions, the other surface and the search find."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import secured_datasets
from secured.common import DatasetUnavailable, PrivacyInputError
from secured.common.compiled import COMPILED
from secured.common.grouping import Packing
from secured.dans import (
    CompressedTable,
    DistinctLDiversity,
    KAnonymity,
    Loss,
    Surface,
    TCloseness,
    optimal_node,
)
from secured.dans.tables.models.privacy_model import satisfied
from secured.dans.tables.search import grid_surface
from secured.dans.tables.search.grid_surface import GridSurface, _walked, _walked_compiled

KS, LS, TS = (1, 2, 3, 5), (1, 2, 3), (1.0, 0.5, 0.25, 0.1, 0.0)


def models_of(k: int, l: int, t: float):
    """The models that a point of the grid stands for."""
    models = [KAnonymity(k=k)]
    if l > 1:
        models.append(DistinctLDiversity(sensitive="disease", l=l))
    if t < 1:
        models.append(TCloseness(sensitive="disease", t=t))
    return tuple(models)


def disagreements(surface: GridSurface, table: CompressedTable, points) -> int:
    """Nodes at which loss or suppressed people are not those of the classes themselves."""
    wrong = 0
    for levels, at in zip(surface.levels.tolist(), range(len(surface.levels)), strict=True):
        classes = table.classes(tuple(levels))
        for k, l, t in points:
            kept, (loss, suppressed) = satisfied(models_of(k, l, t), classes), surface.nodes(k=k, l=l, t=t)
            wrong += suppressed[at] != classes.counts[~kept].sum()
            wrong += abs(loss[at] - Loss(table=table).score(classes, kept)) > 1e-12
    return wrong


@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_every_node_at_every_point_is_that_of_its_classes(plain, data):
    dataset = data.draw(plain.datasets(most_columns=2, most_rows=30))
    table = CompressedTable.of(dataset, ("disease",))
    surface = GridSurface.of(table, "disease", ks=KS, ls=LS, ts=TS)
    assert list(map(tuple, surface.levels.tolist())) == list(product(*map(range, table.shape)))
    points = data.draw(st.lists(st.sampled_from(list(product(KS, LS, TS))), min_size=4, max_size=4))
    assert disagreements(surface, table, points) == 0


@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_the_best_node_is_that_of_the_search_and_of_the_other_surface(plain, data):
    dataset = data.draw(plain.datasets(least_rows=4))
    table = CompressedTable.of(dataset, ("disease",))
    grid, surface = GridSurface.of(table, "disease", ks=KS, ls=LS, ts=TS), Surface.of(table, "disease", 1.0)
    available = dataset.data["disease"].nunique()
    for k, l, t in data.draw(st.lists(st.sampled_from(list(product(KS, LS, TS))), min_size=6, max_size=6)):
        limit = data.draw(st.sampled_from([0.0, 0.05, 0.3, 1.0]))
        best = grid.best(k=k, l=l, t=t, suppression_limit=limit)
        if limit < 1 and (k > dataset.n_people or l > max(available, 1)):
            assert best is None
        elif k <= dataset.n_people and l <= max(available, 1):
            assert best.score == pytest.approx(
                optimal_node(table, models_of(k, l, t), limit).score, abs=1e-12
            )
            assert best.optimal
        if k >= 2 and best is not None:
            assert best.score == pytest.approx(
                surface.best(k=k, l=l, t=t, suppression_limit=limit).score, abs=1e-12
            )


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_the_compiled_walk_equals_the_one_of_numpy(plain, data):
    dataset = data.draw(plain.datasets())
    kinds = [key.rstrip("0123456789") for key in dataset.quasi_identifiers]
    others = plain.random_dataset(data.draw(st.integers(0, 99)), 20, kinds)
    population = data.draw(st.sampled_from([None, plain.population_of(dataset, others, 20)]))
    table = CompressedTable.of(dataset, ("disease", "stage"), population)
    before = table.base.keys.copy(), table.base.counts.copy()
    for sensitive, ls, ts in ((None, (1,), (1.0,)), ("disease", LS, TS), ("stage", (2,), (0.4,))):
        compiled, plainly = (walk(table, sensitive, KS, ls, ts) for walk in (_walked_compiled, _walked))
        assert compiled == pytest.approx(plainly, abs=1e-9)
    assert np.array_equal(before[0], table.base.keys) and np.array_equal(before[1], table.base.counts)


def test_keys_of_many_words_are_walked_too(plain):
    """Four columns of 40 bits: each a word of its own."""
    kinds = ["intervals"] * 2 + ["flat"] * 2
    dataset = plain.random_dataset(4, 50, kinds)
    table = CompressedTable.of(dataset, ("disease",))
    wide = widened(table)
    assert (table.base.packing.n_words, wide.base.packing.n_words) == (1, 4)
    surfaces = [GridSurface.of(one, "disease", ks=(2, 3), ls=(1, 2), ts=(1.0, 0.3)) for one in (table, wide)]
    for k, l, t in product((2, 3), (1, 2), (1.0, 0.3)):
        (loss, suppressed), (wide_loss, wide_suppressed) = (one.nodes(k=k, l=l, t=t) for one in surfaces)
        assert np.array_equal(suppressed, wide_suppressed)
        assert wide_loss == pytest.approx(loss, abs=1e-12)
    point = "disease", (2, 3), (1, 2), (1.0, 0.3)
    if COMPILED:
        assert _walked_compiled(wide, *point) == pytest.approx(_walked(wide, *point), abs=1e-9)
    models = (KAnonymity(k=3), TCloseness(sensitive="disease", t=0.4))
    assert optimal_node(wide, models, 0.2).score == pytest.approx(
        optimal_node(table, models, 0.2).score, abs=1e-12
    )


def widened(table: CompressedTable) -> CompressedTable:
    """The same table, each column's key in a word of its own."""
    base, packing = table.base, Packing((2**40,) * len(table.shape))
    return replace(table, base=replace(base, packing=packing, keys=packing.pack(base.codes)))


def test_a_walk_that_keeps_too_lax_a_point_is_caught(plain, monkeypatch):
    """Every class added to the point that is one stricter than it passes."""
    table = CompressedTable.of(plain.random_dataset(4, 40, ["tree", "flat"]), ("disease",))
    points = [(2, 1, 1.0), (3, 2, 0.5)]
    assert disagreements(GridSurface.of(table, "disease", ks=KS, ls=LS, ts=TS), table, points) == 0

    def lax(table, sensitive, ks, ls, ts):
        return _walked(table, sensitive, tuple(k - 1 for k in ks), ls, ts)

    for name in ("_walked", "_walked_compiled"):
        monkeypatch.setattr(grid_surface, name, lax)
    assert disagreements(GridSurface.of(table, "disease", ks=KS, ls=LS, ts=TS), table, points) > 0


@pytest.mark.parametrize(
    "point", [{"k": 4}, {"k": 2, "l": 4}, {"k": 2, "t": 0.3}, {"k": 2, "l": 2, "t": 0.2}]
)
def test_a_point_off_the_grid_is_refused(plain, point):
    table = CompressedTable.of(plain.random_dataset(4, 20, ["flat"]), ("disease",))
    surface = GridSurface.of(table, "disease", ks=(2, 3), ls=(1, 2), ts=(1.0, 0.5))
    with pytest.raises(PrivacyInputError, match="is not on the grid of k"):
        surface.nodes(**point)
    with pytest.raises(PrivacyInputError, match="is not on the grid of k"):
        surface.best(**point)


@pytest.mark.parametrize(
    "grid",
    [
        {"ks": (3, 2)}, {"ks": ()}, {"ks": (0, 2)}, {"ks": (2, 2)}, {"ks": (2.5,)}, {"ls": (2, 1)}, {"ls": (0,)},
        {"ts": (0.1, 0.5)}, {"ts": (1.5,)}, {"ts": (float("nan"),)}, {"ts": (0.5, -0.1)},
    ],
)  # fmt: skip
def test_a_grid_out_of_order_is_refused(plain, grid):
    table = CompressedTable.of(plain.random_dataset(4, 20, ["flat"]), ("disease",))
    with pytest.raises(PrivacyInputError, match="GridSurface: k .* must be whole numbers that rise"):
        GridSurface.of(table, "disease", **grid)


@pytest.mark.parametrize("grid", [{"ls": (1, 2)}, {"ts": (1.0, 0.5)}])
def test_l_and_t_need_a_sensitive_column(plain, grid):
    table = CompressedTable.of(plain.random_dataset(4, 20, ["flat"]))
    with pytest.raises(PrivacyInputError, match="need a sensitive column"):
        GridSurface.of(table, **grid)


def test_what_would_need_too_much_memory_is_refused_before_it_is_taken(plain):
    table = CompressedTable.of(plain.random_dataset(4, 40, ["tree", "flat"]), ("disease",))
    n_nodes = int(np.prod(table.shape))
    needed = 2 * n_nodes * 2 * 3 * 8 + len(table.base.counts) * 2 * 2 * 8  # two k; two columns and people
    assert len(GridSurface.of(table, ks=(2, 3), most_bytes=needed).levels) == n_nodes
    with pytest.raises(PrivacyInputError, match=f"GridSurface: {n_nodes} nodes at 2 points"):
        GridSurface.of(table, ks=(2, 3), most_bytes=needed - 1)
    with pytest.raises(PrivacyInputError, match="Ask for fewer points"):
        GridSurface.of(CompressedTable.of(plain.random_dataset(4, 40, ["tree"] * 60)))


def test_no_release_is_none(plain):
    table = CompressedTable.of(plain.random_dataset(4, 20, ["flat"]))
    assert GridSurface.of(table, ks=(2, 21)).best(k=21) is None


def test_a_table_with_a_population_counts_only_its_own_people(plain):
    dataset = plain.random_dataset(4, 30, ["tree", "flat"])
    others = plain.random_dataset(5, 40, ["tree", "flat"])
    table = CompressedTable.of(dataset, ("disease",), plain.population_of(dataset, others, 40))
    assert (table.base.counts == 0).any()
    surface = GridSurface.of(table, "disease", ks=KS, ls=LS, ts=TS)
    assert disagreements(surface, table, [(1, 1, 1.0), (2, 2, 0.5)]) == 0


@pytest.mark.slow
def test_the_surface_of_adult_reads_the_optimum():
    try:
        table = CompressedTable.of(secured_datasets.load("adult"))
    except DatasetUnavailable as error:
        pytest.skip(str(error))
    surface = GridSurface.of(table, ks=(2, 5, 10))
    for k in (2, 5, 10):
        best, node = surface.best(k=k), optimal_node(table, (KAnonymity(k=k),), 0.05)
        assert best.score == pytest.approx(node.score, abs=1e-12)
        assert best.suppressed == node.suppressed


def test_a_sensitive_column_that_was_not_counted_is_refused(plain):
    table = CompressedTable.of(plain.random_dataset(4, 20, ["flat"]))
    with pytest.raises(PrivacyInputError, match="compressed without disease"):
        GridSurface.of(table, "disease", ks=(2,), ls=(1, 2))
