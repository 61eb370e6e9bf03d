# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The search finds what evaluating every node finds; a search that prunes wrongly does not."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Guarantee, PrivacyInputError, Role
from secured.dans import CompressedTable, DistinctLDiversity, KAnonymity, Loss, TCloseness, optimal_node
from secured.dans.tables.search import lattice_search

LIMITS = (0.0, 0.05, 0.3, 1.0)
ALL_KINDS = ("flat", "intervals", "ordered", "redaction", "tree")


def possible(table: CompressedTable, models) -> bool:
    """Whether the models accept the table at all."""
    try:
        for model in models:
            model.check(table.base)
    except PrivacyInputError:
        return False
    return True


def disagreement(plain, dataset, models, limit: float, mean: str = "geometric") -> str:
    """What is wrong with the search's answer, by a walk over the whole lattice; empty if nothing is."""
    definitions, table = plain.Definitions(dataset), CompressedTable.of(dataset, dataset.sensitive)
    node = optimal_node(table, models, limit, Loss(table=table, mean=mean))
    if not node.optimal or node.bound != node.score:
        return f"score {node.score} is proved only from {node.bound} on"
    allowed = int(Fraction(str(limit)) * definitions.n)
    loss, suppressed = definitions.release(node.levels, models, mean)
    if node.suppressed != suppressed or suppressed > allowed:
        return f"{node.suppressed} suppressed, {suppressed} do not satisfy the models, {allowed} allowed"
    if abs(node.score - loss) > 1e-12:
        return f"loss {node.score}, the definition gives {loss}"
    best = definitions.optimum(models, limit, mean)
    return "" if abs(loss - best) <= 1e-12 else f"loss {loss}, the optimum is {best}"


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_the_search_finds_the_optimum(plain, data):
    dataset = data.draw(plain.datasets(least_columns=2, most_columns=3, least_rows=5))
    models = data.draw(plain.models())
    assume(possible(CompressedTable.of(dataset, dataset.sensitive), models))
    mean = data.draw(st.sampled_from(["geometric", "arithmetic"]))
    assert disagreement(plain, dataset, models, data.draw(st.sampled_from(LIMITS)), mean) == ""


@pytest.mark.parametrize("seed", range(4))
def test_the_search_finds_the_optimum_of_four_columns(plain, seed):
    kinds = ("tree", "intervals", "redaction", "flat")
    dataset = plain.random_dataset(seed, 60, kinds)
    models = (KAnonymity(k=2 + seed), TCloseness(sensitive="disease", t=0.3))
    assert disagreement(plain, dataset, models, 0.2) == ""


@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("missing", [0.0, 0.3, 1.0])
def test_a_single_column_is_searched_too(plain, kind, missing):
    dataset = plain.random_dataset(1, 30, [kind], missing)
    for k in (1, 2, 5, 30):
        assert disagreement(plain, dataset, (KAnonymity(k=k),), 0.1) == ""


def seeded_cases(plain):
    """Tables and models among which a greedy descent alone is often wrong."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        dataset = plain.random_dataset(seed, int(rng.integers(10, 40)), rng.choice(ALL_KINDS, size=2), 0.1)
        t = TCloseness(sensitive="disease", t=float(rng.choice([0.1, 0.2, 0.3])))
        models = (KAnonymity(k=int(rng.integers(1, 4))), *((t,) if seed % 2 else ()))
        yield dataset, models, float(rng.choice([0.3, 0.5]))
    yield skewed_by_few(plain, 6), (TCloseness(sensitive="disease", t=0.05),), 0.3
    yield skewed_by_few(plain, 1), (TCloseness(sensitive="disease", t=0.02),), 0.05


def skewed_by_few(plain, few: int):
    """Every home and every work as a whole is far from the table, yet only two small cells must go."""
    people = [
        ("Vic", "labourer", 10, 10),
        ("Vic", "clerk", few, 0),
        ("Lugo", "labourer", 0, few),
        ("Lugo", "clerk", 10, 10),
    ]
    rows = [
        (home, work, value)
        for home, work, *n in people
        for value, times in zip("xy", n, strict=True)
        for _ in range(times)
    ]
    data = pd.DataFrame(rows, columns=["home", "work", "disease"]).astype(object)
    flat = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
    return plain.dataset_of(data, {"home": flat, "work": flat, "disease": plain.SENSITIVE["disease"]})


def n_wrong(plain) -> int:
    return sum(bool(disagreement(plain, *case)) for case in seeded_cases(plain))


def test_the_search_is_right_in_all_seeded_cases(plain):
    assert n_wrong(plain) == 0


def test_a_search_that_prunes_by_the_upper_bound_is_caught(plain, monkeypatch):
    class PrunesByUpperBound(lattice_search._Search):
        def floor(self, levels):
            tried = {column for column in self.order if levels[column]}
            last = max((self.order.index(column) for column in tried), default=-1)
            free = self.order[last + 1 :]  # count as suppressed, not as exact
            return super().floor(
                tuple(self.table.top[at] if at in free else level for at, level in enumerate(levels))
            )

    monkeypatch.setattr(lattice_search, "_Search", PrunesByUpperBound)
    assert n_wrong(plain) > 0


def test_a_search_that_takes_t_closeness_for_hopeless_is_caught(plain, monkeypatch):
    monkeypatch.setattr(TCloseness, "subclasses_fail", True)
    assert n_wrong(plain) > 0


def test_a_greedy_search_is_caught(plain, monkeypatch):
    monkeypatch.setattr(lattice_search._Search, "visit", lambda *_: None)
    assert n_wrong(plain) > 0


def test_bounds_save_most_of_the_work(plain):
    table = CompressedTable.of(plain.random_dataset(5, 60, ["tree", "intervals", "redaction", "ordered"]))
    node = optimal_node(table, (KAnonymity(k=3),), 0.05)
    assert node.evaluated < np.prod(table.shape) / 2


@pytest.mark.parametrize(("limit", "allowed"), [(0.29, 29), (0.3, 30), (0.28, 28), (0.2999, 29), (0.0, 0)])
def test_the_limit_in_people_is_rounded_down(plain, limit, allowed):
    """0.29 * 100 is 28.999... in binary: 29 people are allowed all the same."""
    table = CompressedTable.of(dataset_with_unique(plain, allowed, 100))
    assert optimal_node(table, (KAnonymity(k=2),), limit).levels == (0,)
    table = CompressedTable.of(dataset_with_unique(plain, allowed + 1, 100))
    assert optimal_node(table, (KAnonymity(k=2),), limit).levels == (1,)


def dataset_with_unique(plain, n_unique: int, n: int):
    """One exact-or-suppressed column in which so many people are alone."""
    values = (
        [f"only {number}" for number in range(n_unique)]
        + ["common"] * (n - n_unique - 40)
        + ["frequent"] * 40
    )
    column = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
    return plain.dataset_of(pd.DataFrame({"home": pd.Series(values, dtype=object)}), {"home": column})


def test_without_models_the_exact_table_is_best(plain):
    table = CompressedTable.of(plain.random_dataset(5, 20, ["tree", "flat"]))
    node = optimal_node(table, (), 0.0)
    assert (node.levels, node.score, node.suppressed) == ((0, 0), 0.0, 0)


@pytest.mark.parametrize(
    "model",
    [
        KAnonymity(k=21),
        DistinctLDiversity(sensitive="disease", l=6),
        TCloseness(sensitive="disease", t=0.2, distance="ordered"),
    ],
)
def test_models_that_no_release_can_satisfy_are_refused(plain, model):
    dataset = plain.random_dataset(5, 20, ["tree", "flat"])
    with pytest.raises(PrivacyInputError, match=type(model).__name__):
        optimal_node(CompressedTable.of(dataset, ("disease",)), (model,), 1.0)


@dataclass(frozen=True, kw_only=True)
class NeverHolds:
    """A model that every class fails, though its check does not foresee it."""

    sensitive = None
    subclasses_fail = True
    monotonic = True

    def holds(self, classes):
        return np.zeros(len(classes.counts), dtype=bool)

    def check(self, classes):
        """Accept."""

    def guarantee(self):
        return Guarantee()

    def to_dict(self):
        return {"model": "never"}


def test_an_infeasible_search_says_so(plain):
    table = CompressedTable.of(plain.random_dataset(5, 20, ["tree", "flat"]))
    with pytest.raises(PrivacyInputError, match="no generalization satisfies .*never.* at most 10 people"):
        optimal_node(table, (NeverHolds(),), 0.5)
    assert optimal_node(table, (NeverHolds(),), 1.0).suppressed == 20


@pytest.mark.parametrize("limit", [-0.01, 1.01, float("nan")])
def test_a_limit_that_is_no_share_is_refused(plain, limit):
    table = CompressedTable.of(plain.random_dataset(5, 20, ["tree"]))
    with pytest.raises(PrivacyInputError, match="suppression_limit"):
        optimal_node(table, (KAnonymity(k=2),), limit)
