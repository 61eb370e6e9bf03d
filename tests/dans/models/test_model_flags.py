# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a model says of coarser and finer classes, on which a search prunes, holds; a flag that claims too much is caught."""

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Tree
from secured.dans import CompressedTable, TCloseness
from secured.dans.tables.models.alpha_k_anonymity import AlphaKAnonymity
from secured.dans.tables.models.beta_likeness import BetaLikeness, EnhancedBetaLikeness
from secured.dans.tables.models.cost_benefit import CostBenefit
from secured.dans.tables.models.delta_disclosure import DeltaDisclosure
from secured.dans.tables.models.delta_presence import DeltaPresence
from secured.dans.tables.models.entropy_l_diversity import EntropyLDiversity
from secured.dans.tables.models.privacy_model import satisfied
from secured.dans.tables.models.recursive_l_diversity import RecursiveLDiversity
from secured.dans.tables.models.risk_limits import AverageRisk, RecordsAtRisk
from secured.dans.tables.models.uniqueness import PopulationUniqueness, SampleUniqueness

CLAIMS = ("subclasses_fail", "monotonic")
NAMES = (
    "KAnonymity", "HighestRisk", "AlphaKAnonymity", "DistinctLDiversity", "EntropyLDiversity", "RecursiveLDiversity",
    "TCloseness", "BetaLikeness", "EnhancedBetaLikeness", "DeltaDisclosure", "EstimatedKMap", "CostBenefit", "KMap",
    "DeltaPresence", "AverageRisk", "RecordsAtRisk", "SampleUniqueness",
)  # fmt: skip


def wrong_claims(table: CompressedTable, model, lower, upper) -> set[str]:
    """Claims that a finer and a coarser node disprove."""
    released = [
        satisfied((model,), table.classes(levels)) | (table.classes(levels).counts == 0)
        for levels in (lower, upper)
    ]
    by_person = [
        kept[table.class_of_people(levels)] for kept, levels in zip(released, (lower, upper), strict=True)
    ]
    wrong = set()
    if (by_person[0] & ~by_person[1]).any():
        wrong.add("subclasses_fail")
    if by_person[0].all() and not by_person[1].all():
        wrong.add("monotonic")
    return wrong


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_no_table_disproves_what_a_model_claims(plain, name, data):
    strategies = {
        kind.__name__: strategy
        for kind, strategy in (plain.CLASS_MODELS | plain.POPULATION_MODELS | plain.TABLE_MODELS).items()
    }
    assert set(strategies) == set(NAMES)
    model = data.draw(strategies[name])
    dataset = data.draw(plain.datasets(most_columns=2, most_rows=40))
    others = plain.random_dataset(
        data.draw(st.integers(0, 99)), 30, [key.rstrip("0123") for key in dataset.quasi_identifiers]
    )
    table = CompressedTable.of(
        dataset, dataset.sensitive, plain.population_of(dataset, others, data.draw(st.integers(0, 30)))
    )
    nodes = list(product(*map(range, table.shape)))
    lower, upper = data.draw(st.sampled_from(nodes)), data.draw(st.sampled_from(nodes))
    wrong = wrong_claims(table, model, lower, tuple(map(max, lower, upper)))
    assert not {claim for claim in CLAIMS if getattr(model, claim)} & wrong


# models that do not make a claim, and must not
CLAIM_TOO_MUCH = [
    (DeltaDisclosure(sensitive="disease", delta=1.0), "monotonic"),
    (DeltaPresence(low=0.5, high=1.0), "monotonic"),
    (EntropyLDiversity(sensitive="disease", l=3), "monotonic"),
    (EntropyLDiversity(sensitive="disease", l=2, estimator="grassberger"), "monotonic"),
    (CostBenefit(publisher_benefit=400.0), "monotonic"),
    (PopulationUniqueness(share=0.0065, population_size=1000), "monotonic"),
    (AlphaKAnonymity(sensitive="disease", alpha=0.6, k=1), "subclasses_fail"),
    (BetaLikeness(sensitive="disease", beta=0.5), "subclasses_fail"),
    (EnhancedBetaLikeness(sensitive="disease", beta=0.5), "subclasses_fail"),
    (CostBenefit(publisher_benefit=400.0), "subclasses_fail"),
    (DeltaDisclosure(sensitive="disease", delta=1.0), "subclasses_fail"),
    (DeltaPresence(high=0.5), "subclasses_fail"),
    (EntropyLDiversity(sensitive="disease", l=2.5), "subclasses_fail"),
    (RecursiveLDiversity(sensitive="disease", c=1.5, l=2), "subclasses_fail"),
    (TCloseness(sensitive="disease", t=0.2), "subclasses_fail"),
    (AverageRisk(limit=0.3), "subclasses_fail"),
    (RecordsAtRisk(threshold=0.34, share=0.2), "subclasses_fail"),
    (SampleUniqueness(share=0.1), "subclasses_fail"),
    (PopulationUniqueness(share=0.0065, population_size=1000), "subclasses_fail"),
]


@pytest.mark.parametrize(
    ("model", "claim"), CLAIM_TOO_MUCH, ids=[f"{type(model).__name__}-{claim}" for model, claim in CLAIM_TOO_MUCH]
)  # fmt: skip
def test_a_claim_that_is_not_made_would_be_wrong(plain, model, claim):
    assert not getattr(model, claim)
    assert any(
        claim in wrong_claims(table, model, lower, upper)
        for table in tables(plain, model)
        for lower, upper in pairs(table)
    )


def tables(plain, model):
    """Small tables, first those made to disprove a claim."""
    if isinstance(model, EntropyLDiversity):  # as many people of each value, in both of two classes
        yield joined(plain, {"a": list("xyz"), "b": list("xyz")}, ["a", "b"])
    if isinstance(
        model, PopulationUniqueness
    ):  # with two lone people less, but one pair more, the estimate rises
        sizes = [4, 3, 2, 2, 1, 1, 5, 4, 1, 1]
        yield joined(plain, {f"g{at}": ["x"] * size for at, size in enumerate(sizes)}, ["g4", "g5"])
    for seed in range(60):
        dataset = plain.random_dataset(seed, 12 + seed % 30, ["tree", "flat"], 0.0)
        others = plain.random_dataset(seed + 1000, 30, ["tree", "flat"], 0.0)
        yield CompressedTable.of(dataset, dataset.sensitive, plain.population_of(dataset, others, seed % 25))


def joined(plain, groups, both):
    """Classes of which one level of generalization joins two."""
    rows = [(group, value) for group, values in groups.items() for value in values]
    tree = {"both": both} | {f"only {group}": [group] for group in groups if group not in both}
    group = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Tree(tree=tree))
    data = pd.DataFrame(rows, columns=["group", "disease"]).astype(object)
    dataset = plain.dataset_of(data, {"group": group, "disease": plain.SENSITIVE["disease"]})
    return CompressedTable.of(dataset, ("disease",))


def pairs(table):
    nodes = list(product(*map(range, table.shape)))
    return [(a, b) for a in nodes for b in nodes if a != b and all(x <= y for x, y in zip(a, b, strict=True))]
