# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a model says of coarser and finer classes, on which a search prunes, holds; a flag that claims too much is caught."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    (PopulationUniqueness(share=0.1, population_size=60), "monotonic"),
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
    (RecordsAtRisk(threshold=0.5, share=0.2), "subclasses_fail"),
    (SampleUniqueness(share=0.1), "subclasses_fail"),
    (PopulationUniqueness(share=0.1, population_size=60), "subclasses_fail"),
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
    """Small tables that were found to disprove wrong claims, from the most special on."""
    if isinstance(model, EntropyLDiversity):
        thrice = {"a": list("wxyz"[: int(model.l)]), "b": list("wxyz"[: int(model.l)])}
        yield with_pairs(plain, thrice)
    for seed in range(60):
        dataset = plain.random_dataset(seed, 12 + seed % 30, ["tree", "flat"], 0.0)
        others = plain.random_dataset(seed + 1000, 30, ["tree", "flat"], 0.0)
        yield CompressedTable.of(
            dataset, dataset.sensitive, plain.population_of(dataset, others, seed % 25)
        )


def with_pairs(plain, groups):
    base = plain.classes_of(groups, plain.SENSITIVE["disease"])
    base.sensitive["disease"] = base.sensitive["secret"]
    return CompressedTable(base=base, class_of=np.repeat(np.arange(len(base.counts)), base.counts))


def pairs(table):
    nodes = list(product(*map(range, table.shape)))
    return [(a, b) for a in nodes for b in nodes if a != b and all(x <= y for x, y in zip(a, b, strict=True))]
