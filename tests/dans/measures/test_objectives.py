# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every objective: no node above scores below the bound, whoever it leaves out; names and parameters are plain."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Tree
from secured.dans import CompressedTable, Loss
from secured.dans.tables.measures import kl_divergence
from secured.dans.tables.measures.ambiguity import Ambiguity
from secured.dans.tables.measures.class_sizes import AverageClassSize, Discernibility, MonotonicDiscernibility
from secured.dans.tables.measures.classification_error import ClassificationError
from secured.dans.tables.measures.kl_divergence import KLDivergence
from secured.dans.tables.measures.level_costs import Height, StaticCost
from secured.dans.tables.measures.non_uniform_entropy import NonUniformEntropy, NormalizedNonUniformEntropy
from secured.dans.tables.measures.precision import Precision
from secured.dans.tables.measures.publisher_payout import EntropyBasedInformationLoss, PublisherPayout

FUNCTIONS = ("arithmetic", "geometric", "max", "rank", "sum")


def costs(table: CompressedTable) -> dict[str, list[float]]:
    return {h.column: [float(level**2) for level in range(h.n_levels)] for h in table.base.hierarchies}


# name: how to make it of a table, an aggregate function, a gsFactor and weights
MADE = {
    "loss": lambda t, f, g, w: Loss(table=t, mean=f, gs_factor=g, weights=w),
    "rounded loss": lambda t, f, g, w: Loss(table=t, mean=f, gs_factor=g, weights=w, rounded=True),
    "precision": lambda t, f, g, w: Precision(mean=f, gs_factor=g, weights=w),
    "non-uniform entropy": lambda t, f, g, w: NonUniformEntropy(table=t, mean=f, gs_factor=g, weights=w),
    "normalized": lambda t, f, g, w: NormalizedNonUniformEntropy(table=t, mean=f, weights=w),
    "height": lambda t, f, g, w: Height(mean=f, weights=w),
    "static cost": lambda t, f, g, w: StaticCost(costs=costs(t), mean=f, weights=w),
    "average class size": lambda t, f, g, w: AverageClassSize(gs_factor=g),
    "discernibility": lambda t, f, g, w: Discernibility(),
    "monotonic discernibility": lambda t, f, g, w: MonotonicDiscernibility(),
    "ambiguity": lambda t, f, g, w: Ambiguity(),
    "KL divergence": lambda t, f, g, w: KLDivergence(table=t),
    "classification error": lambda t, f, g, w: ClassificationError(target="disease", gs_factor=g),
    "plain classification error": lambda t, f, g, w: ClassificationError(target="disease"),
    "entropy-based information loss": lambda t, f, g, w: EntropyBasedInformationLoss(gs_factor=g),
    "publisher payout": lambda t, f, g, w: PublisherPayout(
        gs_factor=g, publisher_loss=900.0, adversary_cost=60.0
    ),
}


@pytest.mark.parametrize("name", MADE)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_no_node_above_scores_below_the_bound(plain, name, data):
    table = CompressedTable.of(data.draw(plain.datasets(most_rows=30)), ("disease",))
    columns = [hierarchy.column for hierarchy in table.base.hierarchies]
    weights = data.draw(st.none() | st.fixed_dictionaries({one: st.floats(0.05, 1) for one in columns}))
    objective = MADE[name](
        table,
        data.draw(st.sampled_from(FUNCTIONS)),
        data.draw(st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0])),
        weights,
    )
    levels = tuple(data.draw(st.integers(0, n - 1)) for n in table.shape)
    higher = tuple(data.draw(st.integers(level, n - 1)) for level, n in zip(levels, table.shape, strict=True))
    below, above = table.classes(levels), table.classes(higher)
    bound = objective.bound(below)
    n = len(above.counts)
    some = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)), dtype=bool)
    for kept in (some, ~some, np.ones(n, dtype=bool), np.zeros(n, dtype=bool)):
        score = objective.score(above, kept)
        assert bound <= score + 1e-12 * max(1.0, abs(score))
    if hasattr(objective, "floor"):
        assert objective.floor(levels) <= bound


@pytest.mark.parametrize("name", MADE)
def test_it_describes_itself_in_plain_values_and_is_frozen(plain, name):
    table = CompressedTable.of(plain.random_dataset(0, 20, ["tree", "flat"]), ("disease",))
    objective = MADE[name](table, "arithmetic", 0.3, {"tree0": 1.0})
    described = json.loads(json.dumps(objective.to_dict()))
    described.pop("objective")
    more = {"table": table} if "table" in {field.name for field in dataclasses.fields(objective)} else {}
    again = type(objective)(**described, **more)
    classes = table.classes((1, 0))
    kept = classes.counts > 1
    assert again.score(classes, kept) == objective.score(classes, kept)
    with pytest.raises(dataclasses.FrozenInstanceError):
        objective.gs_factor = 1.0


@pytest.mark.parametrize(
    "make",
    [Precision, AverageClassSize, EntropyBasedInformationLoss, PublisherPayout],
    ids=lambda one: one.__name__,
)
def test_a_factor_outside_the_unit_interval_is_refused(make):
    with pytest.raises(PrivacyInputError, match=f"{make.__name__}: gs_factor=2 is not in"):
        make(gs_factor=2)


def test_a_divergence_bound_that_forgets_that_missing_adds_to_the_domain_is_caught(plain, monkeypatch):
    """Two values and missing, once each: three cells of mass 1/3 below, but 1/2 a cell when all are one group."""
    column = Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Tree(tree={"U": ["a", "b"]})
    )
    data = pd.DataFrame({"x": pd.Series(["a", "b", None], dtype=object)})
    table = CompressedTable.of(plain.dataset_of(data, {"x": column}))
    score = KLDivergence(table=table).score(table.classes(table.top), np.array([True]))
    assert KLDivergence(table=table).bound(table.base) <= score
    monkeypatch.setattr(kl_divergence, "_overlap", lambda hierarchy, level: 1.0)
    assert KLDivergence(table=table).bound(table.base) > score + 0.1


def test_a_bound_of_class_sizes_that_forgets_the_suppressed_class_is_caught(plain):
    """Below 0.5 one class of suppressed people counts more than a released one."""
    table = CompressedTable.of(plain.dataset_of(
        pd.DataFrame({"x": ["a", "b"]}, dtype=object), {"x": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)}
    ))  # fmt: skip
    objective = AverageClassSize(gs_factor=0.1)
    score = objective.score(table.base, np.array([True, False]))
    assert score == pytest.approx(2 / (0.2 + 1))
    assert objective.bound(table.base) == pytest.approx(score)
    assert 2 / (2 * 0.2) > score  # the number of classes alone would claim that no node scores so low
