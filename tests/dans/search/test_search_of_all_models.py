# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The search finds the optimum of any model and any objective; with a time budget it says how far it may be off."""

import time
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Intervals
from secured.dans import CompressedTable, KAnonymity, Loss, TCloseness, optimal_node
from secured.dans.tables.measures.ambiguity import Ambiguity
from secured.dans.tables.measures.class_sizes import AverageClassSize, Discernibility, MonotonicDiscernibility
from secured.dans.tables.measures.kl_divergence import KLDivergence
from secured.dans.tables.measures.level_costs import Height
from secured.dans.tables.measures.non_uniform_entropy import NonUniformEntropy
from secured.dans.tables.measures.precision import Precision
from secured.dans.tables.models.delta_disclosure import DeltaDisclosure
from secured.dans.tables.models.delta_presence import DeltaPresence
from secured.dans.tables.models.entropy_l_diversity import EntropyLDiversity
from secured.dans.tables.models.privacy_model import satisfied
from secured.dans.tables.search import lattice_search

OBJECTIVES = {
    "loss": lambda table: Loss(table=table),
    "loss, gs_factor 0": lambda table: Loss(table=table, gs_factor=0.0),
    "loss, maximum": lambda table: Loss(table=table, mean="max"),
    "average class size": lambda table: AverageClassSize(),
    "discernibility": lambda table: Discernibility(),
    "monotonic discernibility": lambda table: MonotonicDiscernibility(),
    "precision": lambda table: Precision(),
    "height": lambda table: Height(),
    "ambiguity": lambda table: Ambiguity(),
    "non-uniform entropy": lambda table: NonUniformEntropy(table=table),
    "KL-divergence": lambda table: KLDivergence(table=table),
}


def every_node(table, models, limit, objective) -> float:
    """Least score over the lattice, each node from the exact classes; infinite if none is feasible."""
    allowed, best = int(limit * table.base.n_people + 1e-9), np.inf
    for levels in product(*map(range, table.shape)):
        classes = table.classes(levels)
        kept = satisfied(models, classes)
        if classes.counts[~kept].sum() <= allowed:
            best = min(best, objective.score(classes, kept))
    return best


def found(table, models, limit, objective=None, **budget) -> float:
    """Score of the search's answer, infinite if it says that there is none."""
    try:
        return optimal_node(table, models, limit, objective, **budget).score
    except PrivacyInputError as error:
        assert "no generalization satisfies" in str(error)
        return np.inf


@pytest.mark.parametrize("objective", OBJECTIVES)
@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_the_optimum_of_any_model_and_objective_is_found(plain, objective, data):
    dataset = data.draw(plain.datasets(least_columns=2, most_columns=2, least_rows=5, most_rows=40))
    kinds = [key.rstrip("0123456789") for key in dataset.quasi_identifiers]
    others = plain.random_dataset(data.draw(st.integers(0, 99)), 30, kinds)
    table = CompressedTable.of(dataset, dataset.sensitive, plain.population_of(dataset, others, 20))
    of_classes = plain.CLASS_MODELS | plain.POPULATION_MODELS
    models = (
        data.draw(st.one_of(*of_classes.values())),
        data.draw(st.one_of(st.none(), *plain.TABLE_MODELS.values())),
    )
    models = tuple(model for model in models if model is not None)
    try:
        for model in models:
            model.check(table.base)
    except PrivacyInputError:
        assume(False)
    measure, limit = OBJECTIVES[objective](table), data.draw(st.sampled_from([0.0, 0.0, 0.1, 0.4]))
    assert found(table, models, limit, measure) == pytest.approx(
        every_node(table, models, limit, measure), rel=1e-12
    )


def crossed(plain, cells: dict[tuple[str, str], str], others: int = 0):
    """Two homes by two works, the diseases of the people of each cell spelt out; `others` live in empty cells."""
    rows = [(home, work, disease) for (home, work), people in cells.items() for disease in people]
    data = pd.DataFrame(rows, columns=["home", "work", "disease"]).astype(object)
    flat = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
    dataset = plain.dataset_of(data, {"home": flat, "work": flat, "disease": plain.SENSITIVE["disease"]})
    empty = [cell for cell, people in cells.items() if not people for _ in range(others)]
    more = pd.DataFrame(empty, columns=["home", "work"], dtype=object)
    return CompressedTable.of(
        dataset, ("disease",), pd.concat([data[["home", "work"]], more], ignore_index=True)
    )


CELLS = [("Vic", "clerk"), ("Vic", "pilot"), ("Lugo", "clerk"), ("Lugo", "pilot")]
# every cell is fine, every home and every work as a whole is not
FINE_ONLY_APART = [
    # y is 10 of 40: 1/5 and 8/20 are less than a bit off, 1/15 is not, and a cell without y is none the worse
    (
        DeltaDisclosure(sensitive="disease", delta=1.0),
        ("x" * 10, "x" * 4 + "y", "x" * 4 + "y", "x" * 12 + "y" * 8),
        0,
    ),
    (DeltaPresence(low=0.5, high=1.0), ("x", "", "", "y"), 5),
    (EntropyLDiversity(sensitive="disease", l=2, estimator="grassberger"), ("xy", "xy", "xy", "xy"), 0),
    (EntropyLDiversity(sensitive="disease", l=3), ("xyz", "xyz", "xyz", "xyz"), 0),
]


@pytest.mark.parametrize(("model", "people", "others"), FINE_ONLY_APART, ids=lambda one: type(one).__name__)
def test_a_model_wrongly_taken_for_monotonic_is_caught(plain, monkeypatch, model, people, others):
    table = crossed(plain, dict(zip(CELLS, people, strict=True)), others)
    assert optimal_node(table, (model,), 0.0).levels == (0, 0)
    monkeypatch.setattr(type(model), "monotonic", True)
    assert found(table, (model,), 0.0) > every_node(table, (model,), 0.0, Loss(table=table)) + 0.1


@pytest.mark.slow
def test_several_processes_find_the_same_optimum(plain):
    dataset = plain.random_dataset(7, 60, ["tree", "intervals", "redaction", "flat"])
    table = CompressedTable.of(dataset, ("disease",))
    for models, limit in (
        ((KAnonymity(k=3), TCloseness(sensitive="disease", t=0.4)), 0.2), ((KAnonymity(k=2),), 0.0),
    ):  # fmt: skip
        alone, together = optimal_node(table, models, limit), optimal_node(table, models, limit, workers=2)
        assert together.score == pytest.approx(alone.score, abs=1e-12)
        assert together.score == pytest.approx(every_node(table, models, limit, Loss(table=table)), abs=1e-12)
        assert together.optimal
    one_column = CompressedTable.of(plain.random_dataset(7, 60, ["intervals"]))
    assert optimal_node(one_column, (KAnonymity(k=3),), 0.1, workers=2).levels == optimal_node(
        one_column, (KAnonymity(k=3),), 0.1
    ).levels  # fmt: skip


class Clock:
    """Time that passes only when somebody looks, a second a look."""

    def __init__(self) -> None:
        self.now = 0

    def monotonic(self) -> int:
        self.now += 1
        return self.now


@pytest.mark.parametrize("objective", ["loss", "precision", "discernibility"])
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_out_of_time_the_bound_is_below_the_optimum(plain, objective, data):
    dataset = data.draw(plain.datasets(least_columns=2, most_columns=3, least_rows=8, most_rows=40))
    table, limit = CompressedTable.of(dataset, ("disease",)), data.draw(st.sampled_from([0.0, 0.1, 0.3]))
    models = (KAnonymity(k=data.draw(st.integers(1, 4))),)
    measure, best = OBJECTIVES[objective](table), None
    best = every_node(table, models, limit, measure)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lattice_search, "time", Clock())
        node = optimal_node(table, models, limit, measure, seconds=data.draw(st.integers(0, 60)))
    slack = 1e-9 * max(1.0, abs(best))
    assert node.bound <= best + slack
    assert best <= node.score + slack
    classes = table.classes(node.levels)
    assert node.score == pytest.approx(measure.score(classes, satisfied(models, classes)), rel=1e-12)
    if node.optimal:
        assert node.score == pytest.approx(best, rel=1e-9)


def test_without_any_time_the_top_node_is_returned_and_not_called_optimal(plain):
    table = CompressedTable.of(plain.random_dataset(5, 60, ["tree", "intervals", "redaction"]))
    node = optimal_node(table, (KAnonymity(k=2),), 0.05, seconds=0)
    assert (node.levels, node.evaluated, node.optimal) == (table.top, 1, False)
    assert node.bound == pytest.approx(0.0, abs=1e-15)
    assert node.score == pytest.approx(1.0)
    assert optimal_node(table, (KAnonymity(k=2),), 0.05, seconds=60).optimal
    assert optimal_node(table, (KAnonymity(k=2),), 0.05).optimal


def test_a_bound_that_forgets_what_time_did_not_allow_is_caught(plain, monkeypatch):
    """With the open branches forgotten the top node would be called optimal."""
    table = CompressedTable.of(plain.random_dataset(5, 60, ["tree", "intervals", "redaction"]))
    monkeypatch.setattr(
        lattice_search._Search, "open_bound", property(lambda _: np.inf, lambda _, value: None), raising=False
    )
    node = optimal_node(table, (KAnonymity(k=2),), 0.05, seconds=0)
    assert node.bound > every_node(table, (KAnonymity(k=2),), 0.05, Loss(table=table))


def test_what_time_did_not_allow_the_processes_is_open_too(plain, monkeypatch):
    """The branches are dealt out in time, and then time is up."""
    dealt = []

    class TooLate:
        def __init__(self, **_) -> None:
            pass

        def __call__(self, tasks):
            for function, (search, *branch), _ in tasks:
                search.deadline = -np.inf
                dealt.append(function(search, *branch))
                yield dealt[-1]

    table = CompressedTable.of(plain.random_dataset(5, 60, ["tree", "intervals", "redaction", "ordered"]))
    best = every_node(table, (KAnonymity(k=2),), 0.05, Loss(table=table))
    monkeypatch.setattr(lattice_search, "Parallel", TooLate)
    monkeypatch.setattr(lattice_search._Search, "descend_greedily_from", lambda *_: None)
    node = optimal_node(table, (KAnonymity(k=2),), 0.05, workers=2)
    assert dealt and not node.optimal
    assert node.bound <= best < node.score


def test_where_time_was_too_short_for_any_node_the_message_says_so(plain):
    """The table holds half of everybody, so that no node reaches more."""
    dataset = plain.random_dataset(5, 20, ["tree", "flat"], 0.0)
    table = CompressedTable.of(dataset, (), plain.population_of(dataset, dataset, 20))
    model = DeltaPresence(low=0.6, high=1.0)
    with pytest.raises(PrivacyInputError, match="was found in time to satisfy"):
        optimal_node(table, (model,), 0.0, seconds=0)
    with pytest.raises(PrivacyInputError, match="no generalization satisfies"):
        optimal_node(table, (model,), 0.0)


@pytest.mark.parametrize(
    ("budget", "message"),
    [
        ({"seconds": -1.0}, "seconds=-1.0"),
        ({"seconds": float("nan")}, "seconds=nan"),
        ({"workers": 0}, "workers=0"),
        ({"workers": 1.5}, "workers=1.5"),
    ],
)
def test_a_budget_that_means_nothing_is_refused(plain, budget, message):
    table = CompressedTable.of(plain.random_dataset(5, 20, ["tree"]))
    with pytest.raises(PrivacyInputError, match=message):
        optimal_node(table, (KAnonymity(k=2),), 0.05, **budget)


def wide(plain, n_columns: int, n_rows: int, widths: tuple[float, ...]):
    """Many numeric columns in which people differ here and there."""
    rng = np.random.default_rng(3)
    names = [f"q{at}" for at in range(n_columns)]
    numbers = np.where(rng.random((n_rows, n_columns)) < 0.02, rng.integers(0, 64, (n_rows, n_columns)), 5)
    spec = Intervals(widths=widths, bounds=(0, 63))
    column = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=spec)
    return plain.dataset_of(pd.DataFrame(numbers, columns=names), dict.fromkeys(names, column))


@pytest.mark.parametrize(("n_columns", "widths"), [(200, (8.0,)), (18, (4.0, 16.0, 32.0))])
def test_a_lattice_beyond_all_walking_answers_within_the_budget(plain, n_columns, widths):
    """3^200 and 5^18 = 4e12 nodes."""
    table = CompressedTable.of(wide(plain, n_columns, 300, widths))
    assert np.prod(table.shape, dtype=float) > 1e12
    optimal_node(table, (KAnonymity(k=2),), 0.1, seconds=0)  # compiled beforehand
    start = time.monotonic()
    node = optimal_node(table, (KAnonymity(k=5),), 0.1, seconds=1.0)
    assert time.monotonic() - start < 2.5
    classes = table.classes(node.levels)
    assert classes.counts[classes.counts < 5].sum() == node.suppressed <= 30
    assert 0.0 <= node.bound < node.score < 1.0
