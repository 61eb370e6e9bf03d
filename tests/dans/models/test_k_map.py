# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""k-map by hand, with a known population and with one of which only the size is known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, Role
from secured.common.hierarchies import Tree
from secured.dans import CompressedTable, FullDomainGeneralization, KAnonymity, optimal_node
from secured.dans.tables.models.k_map import EstimatedKMap, KMap

HOME = Column(
    role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY,
    hierarchy=Tree(tree={"Spain": ["Vic", "Lugo"], "Italy": ["Pisa", "Bari"]}),
)  # fmt: skip


def test_by_hand(plain):
    groups = {"a": ["x"] * 3, "b": ["x"], "c": ["x"] * 2}
    classes = plain.classes_of(groups, plain.SENSITIVE["disease"], {"a": 1, "b": 9, "d": 5})
    assert KMap(k=4).holds(classes).tolist() == [True, True, False, True]
    assert KMap(k=5).holds(classes).tolist() == [False, True, False, True]


def people(plain, homes):
    disease = ["x", "y"] * len(homes)
    data = pd.DataFrame({"home": homes, "disease": disease[: len(homes)]}).astype(object)
    return plain.dataset_of(data, {"home": HOME, "disease": plain.SENSITIVE["disease"]})


def test_a_known_population_lets_the_table_stay_exact(plain):
    """Everybody is alone in the table, so 2-anonymity needs countries; the population has two of each."""
    dataset = people(plain, ["Vic", "Lugo", "Pisa", "Bari"])
    population = pd.DataFrame({"home": ["Vic", "Lugo", "Pisa", "Bari"] * 2})
    in_table = FullDomainGeneralization(models=(KAnonymity(k=2),), suppression_limit=0.0).solve(dataset)
    in_population = FullDomainGeneralization(
        models=(KMap(k=2),), suppression_limit=0.0, population=population
    ).solve(dataset)
    assert (in_table.levels, in_population.levels) == ((1,), (0,))
    release = in_population.link(np.random.default_rng(1)).release
    assert sorted(release.data["home"]) == ["Bari", "Lugo", "Pisa", "Vic"]
    assert release.guarantee.text == "2-map"
    assert population.columns.tolist() == ["home"]


def test_values_that_only_the_population_has_are_generalised_with_the_others(plain):
    """One Lugo of the population shields the Vic of the table at the level of countries."""
    dataset = people(plain, ["Vic", "Pisa", "Pisa"])
    population = pd.DataFrame({"home": ["Vic", "Lugo", "Pisa", "Pisa"]})
    method = FullDomainGeneralization(models=(KMap(k=2),), suppression_limit=0.0, population=population)
    solution = method.solve(dataset)
    assert solution.levels == (1,)
    assert solution.classes.population.tolist() == [2, 2]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("limit", [0.0, 0.2])
def test_the_search_within_a_population_finds_the_optimum(plain, seed, limit):
    kinds = ["tree", "intervals"]
    dataset, others = plain.random_dataset(seed, 30, kinds), plain.random_dataset(seed + 50, 60, kinds)
    population = plain.population_of(dataset, others, 40)
    node = optimal_node(CompressedTable.of(dataset, (), population), (KMap(k=4),), limit)
    definitions = plain.Definitions(dataset, population)
    assert node.score == pytest.approx(definitions.optimum((KMap(k=4),), limit), abs=1e-12)
    assert definitions.release(node.levels, (KMap(k=4),))[1] == node.suppressed


def test_the_smallest_class_of_an_estimate(plain):
    """k x fraction = 1: P(at most 3 | 1) = 0.981, P(at most 4 | 1) = 0.9963; D3 asks for one more than one more."""
    model = EstimatedKMap(k=10, population_size=100)
    assert model.smallest_class(10) == 6
    assert replace(model, significance=0.02).smallest_class(10) == 5
    assert replace(model, estimator="zero-truncated poisson").smallest_class(10) == 5
    classes = plain.classes_of({"a": ["x"] * 4, "b": ["x"] * 6}, plain.SENSITIVE["disease"])
    assert model.holds(classes).tolist() == [False, True]
    assert replace(model, significance=0.2).holds(classes).tolist() == [True, True]


def test_a_sample_that_is_the_population_asks_for_no_more_than_k(plain):
    assert EstimatedKMap(k=3, population_size=10).smallest_class(10) == 3
