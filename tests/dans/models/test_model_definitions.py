# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every model judges every class, and every release, as its definition does row by row."""

from dataclasses import FrozenInstanceError, replace
from itertools import count, islice

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role, methods
from secured.dans import CompressedTable, DistinctLDiversity, FullDomainGeneralization, KAnonymity, TCloseness
from secured.dans.tables.models.alpha_k_anonymity import AlphaKAnonymity
from secured.dans.tables.models.beta_likeness import BetaLikeness, EnhancedBetaLikeness
from secured.dans.tables.models.cost_benefit import CostBenefit
from secured.dans.tables.models.delta_disclosure import DeltaDisclosure
from secured.dans.tables.models.delta_presence import DeltaPresence
from secured.dans.tables.models.entropy_l_diversity import EntropyLDiversity
from secured.dans.tables.models.k_map import EstimatedKMap, KMap
from secured.dans.tables.models.privacy_model import joint_guarantee, satisfied
from secured.dans.tables.models.recursive_l_diversity import RecursiveLDiversity
from secured.dans.tables.models.risk_limits import AverageRisk, HighestRisk, RecordsAtRisk
from secured.dans.tables.models.uniqueness import PopulationUniqueness, SampleUniqueness

MODELS = {
    type(model).__name__: model
    for model in (
        KAnonymity(k=3), HighestRisk(limit=0.34), AlphaKAnonymity(sensitive="disease", alpha=0.7, k=2),
        DistinctLDiversity(sensitive="disease", l=2), EntropyLDiversity(sensitive="disease", l=1.7),
        RecursiveLDiversity(sensitive="disease", c=2.0, l=2), TCloseness(sensitive="disease", t=0.3),
        BetaLikeness(sensitive="disease", beta=1.5), EnhancedBetaLikeness(sensitive="disease", beta=1.5),
        DeltaDisclosure(sensitive="disease", delta=1.5), EstimatedKMap(k=4, population_size=100, significance=0.2),
        CostBenefit(adversary_cost=140.0, no_attack=True), KMap(k=5), DeltaPresence(low=0.1, high=0.8),
        AverageRisk(limit=0.4), RecordsAtRisk(threshold=0.4, share=0.1), SampleUniqueness(share=0.05),
        PopulationUniqueness(share=0.1, population_size=200),
    )
}  # fmt: skip
# compared with the whole table: the release alone gives that away only where nobody is left out
OF_WHOLE = ("TCloseness", "BetaLikeness", "EnhancedBetaLikeness", "DeltaDisclosure")


def in_order(definitions, classes):
    """People of every class that holds any, in the order of the classes."""
    groups = definitions.groups(classes.levels)
    labels = [
        hierarchy.labels[level][codes]
        for hierarchy, level, codes in zip(classes.hierarchies, classes.levels, classes.codes.T, strict=True)
    ]
    return [groups.get(label, []) for label in zip(*labels, strict=True)]


@pytest.mark.parametrize("name", [name for name in MODELS if not hasattr(MODELS[name], "enforce")])
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_every_class_is_judged_as_the_definition_judges_it(plain, name, data):
    model = data.draw((plain.CLASS_MODELS | plain.POPULATION_MODELS)[type(MODELS[name])])
    dataset = data.draw(plain.datasets(most_columns=2))
    kinds = [key.rstrip("0123456789") for key in dataset.quasi_identifiers]
    others = plain.random_dataset(data.draw(st.integers(0, 99)), 30, kinds)
    population = plain.population_of(dataset, others, data.draw(st.integers(0, 30)))
    definitions = plain.Definitions(dataset, population)
    levels = data.draw(st.sampled_from(definitions.lattice))
    classes = CompressedTable.of(dataset, dataset.sensitive, population).classes(levels)
    for people, judged in zip(in_order(definitions, classes), model.holds(classes), strict=True):
        if people and not definitions.undecided(model, people):
            assert judged == definitions.holds(model, people, levels)


@pytest.mark.parametrize("name", [name for name in MODELS if hasattr(MODELS[name], "enforce")])
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_a_model_of_the_table_leaves_out_what_brute_force_does(plain, name, data):
    """As few of the smallest classes as possible, of equal ones the most detailed, beside a model of classes."""
    known = {type(MODELS[name]): st.just(MODELS[name])} | plain.TABLE_MODELS
    models = (data.draw(known[type(MODELS[name])]), DistinctLDiversity(sensitive="disease", l=1))
    dataset = data.draw(plain.datasets(most_columns=2))
    definitions = plain.Definitions(dataset)
    levels = data.draw(st.sampled_from(definitions.lattice))
    classes = CompressedTable.of(dataset, ("disease",)).classes(levels)
    kept = satisfied(models, classes)
    people = [one for one, stays in zip(in_order(definitions, classes), kept, strict=True) if stays]
    if name == "PopulationUniqueness":  # an estimate may rise as people go, so that fewer might have done
        assert not people or plain.OF_TABLE["population uniqueness"](
            models[0].to_dict(), sorted(map(len, people))
        )
        assert sum(map(len, people)) <= sum(map(len, definitions.kept(levels, models)))
    else:
        assert people == definitions.kept(levels, models)


def again(model):
    says = dict(model.to_dict())
    del says["model"]
    return type(model)(**says)


@pytest.mark.parametrize("name", MODELS)
def test_name_and_parameters_make_the_model_again(name):
    model, cards = MODELS[name], {card.name: card for card in methods("dans", "table")}
    assert again(model) == model
    assert hash(again(model)) == hash(model)
    assert cards[model.to_dict()["model"]].implementation is type(model)
    with pytest.raises(FrozenInstanceError):
        model.k = 1
    with pytest.raises(TypeError, match="unexpected"):
        replace(model, kk=3)
    assert "*" not in joint_guarantee((model,)).text and joint_guarantee((model,)).text


@pytest.mark.parametrize("name", MODELS)
def test_no_class_has_no_answer_and_classes_are_left_as_they_are(plain, name):
    dataset = plain.random_dataset(1, 20, ["flat", "tree"])
    table = CompressedTable.of(dataset, dataset.sensitive, plain.population_of(dataset, dataset, 0))
    counts, keys = table.base.counts.copy(), table.base.keys.copy()
    assert MODELS[name].holds(table.base).shape == counts.shape
    assert np.array_equal(table.base.counts, counts) and np.array_equal(table.base.keys, keys)
    nobody = table.base.only(np.zeros(len(counts), dtype=bool))
    assert MODELS[name].holds(nobody).shape == (0,)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("seed", range(3))
def test_a_release_is_verified_from_nothing_but_its_rows(plain, name, seed):
    model = MODELS[name]
    dataset = varied(plain, seed)
    others = plain.random_dataset(seed + 100, 60, KINDS, 0.0)
    population = plain.population_of(dataset, others, 60) if name in ("KMap", "DeltaPresence") else None
    limit = 0.0 if name in OF_WHOLE else 0.3
    method = FullDomainGeneralization(models=(model,), suppression_limit=limit, population=population)
    solution = method.solve(dataset)
    release = solution.link(np.random.default_rng(seed)).release
    assert len(release.data) >= (1 - limit) * 60
    people = None
    if population is not None:
        hierarchies = dict(zip(dataset.quasi_identifiers, solution.table.base.hierarchies, strict=True))
        shown = {
            key: hierarchy.generalize(hierarchy.encode(population[key]), level)
            for (key, hierarchy), level in zip(hierarchies.items(), solution.levels, strict=True)
        }
        people = pd.DataFrame(as_text(pd.DataFrame(shown)))
    assert list(broken(plain, model, release, people, 60)) == []


KINDS = ["intervals", "redaction"]


def varied(plain, number: int):
    """One of the random tables in which nearly all values occur."""
    drawn = (plain.random_dataset(seed, 60, KINDS, 0.05) for seed in count())
    rich = (one for one in drawn if one.data.iloc[:, 1].nunique() > 12 and one.data["disease"].nunique() == 4)
    return next(islice(rich, number, None))


def as_text(table):
    """Columns of labels as text, missing as None."""
    texts = {name: [None if pd.isna(cell) else str(cell) for cell in table[name]] for name in table.columns}
    return {name: pd.Series(cells, dtype=object) for name, cells in texts.items()}


def broken(plain, model, release, population, n_people):
    """Sizes of the released classes that do not satisfy the model; -1 if the release as a whole does not."""
    flat = {
        name: Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
        for name in release.quasi_identifiers
    }
    columns = flat | {name: plain.SENSITIVE[name] for name in release.sensitive}
    data = release.data[list(columns)].assign(**as_text(release.data[list(flat)]))
    definitions = plain.Definitions(plain.dataset_of(data, columns), population)
    exact = (0,) * len(flat)
    groups = definitions.groups(exact).values()
    says = model.to_dict()
    if says["model"] == "estimated k-map":
        definitions.n = n_people  # the fraction that was sampled
    if says["model"] in plain.OF_TABLE:
        if not plain.OF_TABLE[says["model"]](says, sorted(map(len, groups))):
            yield -1
        return
    yield from (len(people) for people in groups if not definitions.holds(model, people, exact))


@pytest.mark.parametrize(
    "name", [name for name in MODELS if name not in ("CostBenefit", "KMap", "DeltaPresence")]
)
def test_a_release_that_ignores_the_model_is_caught(plain, name):
    found = []
    for seed in range(3):
        dataset = varied(plain, seed)
        release = FullDomainGeneralization(models=(), levels=(0, 0)).apply(
            dataset, rng=np.random.default_rng(seed)
        )
        found += broken(plain, MODELS[name], release, None, 60)
    assert found


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: AlphaKAnonymity(sensitive="d", alpha=0.0, k=2), "AlphaKAnonymity: alpha=0.0"),
        (lambda: AlphaKAnonymity(sensitive="d", alpha=1.1, k=2), "AlphaKAnonymity: alpha=1.1"),
        (lambda: AlphaKAnonymity(sensitive="d", alpha=0.5, k=0), "AlphaKAnonymity: k=0"),
        (lambda: BetaLikeness(sensitive="d", beta=0.0), "BetaLikeness: beta=0.0"),
        (lambda: BetaLikeness(sensitive="d", beta=np.inf), "BetaLikeness: beta=inf"),
        (lambda: EnhancedBetaLikeness(sensitive="d", beta=np.nan), "EnhancedBetaLikeness: beta=nan"),
        (lambda: CostBenefit(publisher_loss=-1.0), "CostBenefit: publisher_loss=-1.0"),
        (lambda: CostBenefit(adversary="marketer"), "unknown adversary 'marketer'"),
        (lambda: DeltaDisclosure(sensitive="d", delta=0.0), "DeltaDisclosure: delta=0.0"),
        (lambda: DeltaPresence(low=0.5, high=0.4), "DeltaPresence: low=0.5, high=0.4"),
        (lambda: DeltaPresence(high=1.1), "DeltaPresence: low=0.0, high=1.1"),
        (lambda: EntropyLDiversity(sensitive="d", l=0.9), "EntropyLDiversity: l=0.9"),
        (lambda: EntropyLDiversity(sensitive="d", l=2, estimator="chao"), "unknown estimator 'chao'"),
        (lambda: RecursiveLDiversity(sensitive="d", c=0.0, l=2), "RecursiveLDiversity: c=0.0"),
        (lambda: RecursiveLDiversity(sensitive="d", c=1.0, l=1), "RecursiveLDiversity: l=1"),
        (lambda: KMap(k=2.5), "KMap: k=2.5"),
        (lambda: EstimatedKMap(k=0, population_size=9), "EstimatedKMap: k=0"),
        (lambda: EstimatedKMap(k=2, population_size=0), "EstimatedKMap: population_size=0"),
        (lambda: EstimatedKMap(k=2, population_size=np.nan), "EstimatedKMap: population_size=nan"),
        (lambda: EstimatedKMap(k=2, population_size=9, significance=1.0), "significance=1.0"),
        (lambda: EstimatedKMap(k=2, population_size=9, estimator="d3"), "unknown estimator 'd3'"),
        (lambda: AverageRisk(limit=0.0), "AverageRisk: limit=0.0"),
        (lambda: HighestRisk(limit=1.5), "HighestRisk: limit=1.5"),
        (lambda: RecordsAtRisk(threshold=0.0, share=0.1), "RecordsAtRisk: threshold=0.0"),
        (lambda: RecordsAtRisk(threshold=0.5, share=1.0), "RecordsAtRisk: share=1.0"),
        (lambda: SampleUniqueness(share=-0.1), "SampleUniqueness: share=-0.1"),
        (lambda: PopulationUniqueness(share=0.1, population_size=0), "PopulationUniqueness: population_size=0"),
        (lambda: PopulationUniqueness(share=0.1, population_size=9, estimator="ewens"), "unknown estimator 'ewens'"),
    ],
)  # fmt: skip
def test_parameters_that_mean_nothing_are_refused(make, message):
    with pytest.raises(PrivacyInputError, match=message):
        make()


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (AlphaKAnonymity(sensitive="disease", alpha=0.5, k=21), "k=21 needs at least 21 people, got 20"),
        (EntropyLDiversity(sensitive="disease", l=6.5), "EntropyLDiversity: l=6.5 needs 6.5 distinct values"),
        (RecursiveLDiversity(sensitive="disease", c=2.0, l=6), "RecursiveLDiversity: l=6 needs 6 distinct values"),
        (TCloseness(sensitive="disease", t=0.2, distance="hierarchical"), "disease has no hierarchy"),
        (EstimatedKMap(k=2, population_size=19), "population_size=19 is smaller than the table's 20 people"),
        (PopulationUniqueness(share=0.1, population_size=19), "population_size=19 is smaller than"),
        (AverageRisk(limit=0.04), "AverageRisk: a risk of 0.04 needs at least 25 people, got 20"),
        (HighestRisk(limit=0.04), "HighestRisk: a risk of 0.04 needs at least 25 people"),
        (RecordsAtRisk(threshold=0.04, share=0.0), "RecordsAtRisk: a risk of 0.04 needs at least 25 people"),
        (KMap(k=2), "KMap: needs the population"),
        (DeltaPresence(high=0.5), "DeltaPresence: needs the population"),
        (CostBenefit(adversary="journalist"), "CostBenefit: needs the population"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_satisfy_a_model_is_refused(plain, model, message):
    dataset = plain.random_dataset(5, 20, ["flat"], 0.0)
    with pytest.raises(PrivacyInputError, match=message):
        FullDomainGeneralization(models=(model,), suppression_limit=1.0).solve(dataset)
