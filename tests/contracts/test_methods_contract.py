# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every registered method for tables keeps to: nothing shown, nothing modified, nothing silently taken."""

import copy
import dataclasses
import inspect
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import secured.dean
from secured import dans
from secured.common import (
    Column,
    ColumnType,
    Dataset,
    Modality,
    PrivacyInputError,
    Provenance,
    Release,
    Role,
    Standing,
    methods,
)
from secured.common.hierarchies import Intervals, Redaction, Tree
from secured.common.project_key import ProjectKey
from secured.dans import CompressedTable, KAnonymity, KmAnonymity, Pipeline

CANARY = "Q7731"
SECRET = f"{CANARY}-secret-of-thirty-two-bytes".encode()[:32].ljust(32, b"!")
COLUMNS = {
    "name": Column(role=Role.IDENTIFIER, type=ColumnType.TEXT),
    "age": Column(
        role=Role.QUASI_IDENTIFIER,
        type=ColumnType.INTEGER,
        hierarchy=Intervals(widths=(10, 20), bounds=(0, 99)),
    ),
    "home": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.TEXT, hierarchy=Redaction(keep=(2,))),
    "disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}
ITEMS = {
    "drugs": Column(
        role=Role.QUASI_IDENTIFIER,
        type=ColumnType.TEXT,
        hierarchy=Tree(tree={"pain": [f"p1 {CANARY}", f"p2 {CANARY}"], "heart": [f"h1 {CANARY}", "h2"]}),
    )
}
THREAT = secured.dean.ThreatModel(
    goal=secured.dean.Goal.LINKAGE, knows={"age": 0.0, "home": 0.0}, population=1000, prior=1.0
)
TWO = (KAnonymity(k=2),)
SETS = KmAnonymity(k=2, m=2, items="drugs")
PAYOUT = {
    "publisher_benefit": 1200.0,
    "publisher_loss": 300.0,
    "adversary_gain": 300.0,
    "adversary_cost": 4.0,
}
COSTS = {"age": [0, 1, 2, 3], "home": [0, 1, 2]}
# How each registered method is made; a new method must say so here. Objectives over a table get it as `table`.
MADE: dict[str, Callable[..., Any]] = {
    # releases
    "(k, k^m)-anonymity": lambda **more: dans.RelationalSetAnonymization(
        model=SETS, relational=dans.FullDomainGeneralization(models=TWO, suppression_limit=0.2), **more
    ),
    "Mondrian": lambda **more: dans.Mondrian(models=TWO, **more),
    "SafePub": lambda **more: dans.SafePub(
        epsilon=2.0, delta=0.5, levels={"age": 3, "home": 1}, noise="teaching", **more
    ),
    "full-domain generalization": lambda **more: dans.FullDomainGeneralization(
        models=TWO, suppression_limit=0.2, **more
    ),
    "identifier removal": lambda **more: dans.IdentifierRemoval(**more),
    "k^m-anonymity": lambda **more: dans.AprioriAnonymization(model=SETS, **more),
    "linked tables": lambda **more: dans.LinkedTables(
        models=TWO, key=ProjectKey(SECRET), suppression_limit=0.2, **more
    ),
    "local recoding": lambda **more: dans.LocalRecoding(models=TWO, suppression_limit=0.2, **more),
    "pipeline": lambda **more: Pipeline(steps=(dans.Sampling(share=1.0),), **more),
    # transformations of a table
    "MDAV microaggregation": lambda **more: dans.MDAV(columns=("age", "home"), k=3, **more),
    "PRAM": lambda **more: dans.PRAM(column="home", retention=0.5, **more),
    "attribute suppression": lambda **more: dans.AttributeSuppression(columns=("home",), **more),
    "cell suppression": lambda **more: dans.CellSuppression(columns=("age", "home"), k=3, **more),
    "data shuffling": lambda **more: dans.Shuffling(columns=("age",), given=("home",), **more),
    "keyed pseudonyms": lambda **more: dans.Pseudonyms(
        column="name", key=ProjectKey(SECRET), domain="patient", **more
    ),
    "masking": lambda **more: dans.Masking(column="home", suffix=2, **more),
    "noise addition": lambda **more: dans.NoiseAddition(columns=("age",), scale=0.2, **more),
    "rank swapping": lambda **more: dans.RankSwapping(columns=("age",), p=0.3, **more),
    "salted hashing": lambda **more: dans.Hashing(column="name", salt=SECRET, **more),
    "sampling": lambda **more: dans.Sampling(share=0.5, **more),
    "top and bottom coding": lambda **more: dans.TopBottomCoding(column="age", top=80, **more),
    "univariate microaggregation": lambda **more: dans.UnivariateMicroaggregation(
        column="age", k=3, aggregate="interval", **more
    ),
    # counts
    "differentially private count": lambda **more: dans.DPCount(
        where={"disease": "gout"}, epsilon=0.5, noise="teaching", **more
    ),
    "differentially private histogram": lambda **more: dans.DPHistogram(
        columns=("disease",), epsilon=2.0, delta=0.1, noise="teaching", **more
    ),
    # privacy models
    "(alpha, k)-anonymity": lambda **more: dans.AlphaKAnonymity(sensitive="disease", alpha=0.7, k=2, **more),
    "LKC-privacy": lambda **more: dans.LKCPrivacy(L=2, K=2, C=0.9, sensitive="disease", **more),
    "average risk": lambda **more: dans.AverageRisk(limit=0.5, **more),
    "basic beta-likeness": lambda **more: dans.BetaLikeness(sensitive="disease", beta=1.0, **more),
    "cost-benefit": lambda **more: dans.CostBenefit(**PAYOUT, **more),
    "delta-disclosure privacy": lambda **more: dans.DeltaDisclosure(sensitive="disease", delta=1.5, **more),
    "delta-presence": lambda **more: dans.DeltaPresence(low=0.0, high=0.6, **more),
    "distinct l-diversity": lambda **more: dans.DistinctLDiversity(sensitive="disease", l=2, **more),
    "enhanced beta-likeness": lambda **more: dans.EnhancedBetaLikeness(sensitive="disease", beta=1.0, **more),
    "entropy l-diversity": lambda **more: dans.EntropyLDiversity(sensitive="disease", l=1.5, **more),
    "estimated k-map": lambda **more: dans.EstimatedKMap(k=3, population_size=1000, **more),
    "highest risk": lambda **more: dans.HighestRisk(limit=0.5, **more),
    "k-anonymity": lambda **more: dans.KAnonymity(k=2, **more),
    "k-map": lambda **more: dans.KMap(k=2, **more),
    "population uniqueness": lambda **more: dans.PopulationUniqueness(
        share=0.1, population_size=1000, **more
    ),
    "records at risk": lambda **more: dans.RecordsAtRisk(threshold=0.4, share=0.1, **more),
    "recursive (c, l)-diversity": lambda **more: dans.RecursiveLDiversity(
        sensitive="disease", c=3.0, l=2, **more
    ),
    "sample uniqueness": lambda **more: dans.SampleUniqueness(share=0.1, **more),
    "t-closeness": lambda **more: dans.TCloseness(sensitive="disease", t=0.4, **more),
    # measures
    "KL divergence": lambda **more: dans.KLDivergence(**more),
    "ambiguity": lambda **more: dans.Ambiguity(**more),
    "average class size": lambda **more: dans.AverageClassSize(**more),
    "classification error": lambda **more: dans.ClassificationError(target="disease", **more),
    "count query error": lambda **more: dans.CountQueryError(queries=20, **more),
    "discernibility": lambda **more: dans.Discernibility(**more),
    "entropy-based information loss": lambda **more: dans.EntropyBasedInformationLoss(**more),
    "height": lambda **more: dans.Height(**more),
    "loss": lambda **more: dans.Loss(**more),
    "monotonic discernibility": lambda **more: dans.MonotonicDiscernibility(**more),
    "non-uniform entropy": lambda **more: dans.NonUniformEntropy(**more),
    "normalized non-uniform entropy": lambda **more: dans.NormalizedNonUniformEntropy(**more),
    "precision": lambda **more: dans.Precision(**more),
    "propensity mean squared error": lambda **more: dans.PropensityMeanSquaredError(**more),
    "publisher payout": lambda **more: dans.PublisherPayout(**PAYOUT, **more),
    "static cost": lambda **more: dans.StaticCost(costs=COSTS, **more),
    # risk
    "SUDA2": lambda **more: dans.Suda2(max_size=2, **more),
    "attribute sets": lambda **more: dans.AttributeSets(max_size=2, **more),
    "identifier finder": lambda **more: dans.IdentifierFinder(**more),
    "individual uniqueness": lambda **more: secured.dean.IndividualUniqueness(population=1000, **more),
    "population uniqueness estimate": lambda **more: dans.PopulationUniquenessEstimator(
        population_size=1000, **more
    ),
    "re-identification risk": lambda **more: dans.ReidentificationRisk.of(np.array([1, 4]), **more),
    # attacks
    "attribute inference": lambda **more: secured.dean.AttributeInference(
        threat=THREAT, secret="disease", **more
    ),
    "attribute inference by boosting": lambda **more: secured.dean.LearnedInference(
        threat=THREAT, secret="disease", **more
    ),
    "linkage of auxiliary records": lambda **more: secured.dean.Linkage(threat=THREAT, **more),
    "singling out by predicates": lambda **more: secured.dean.SinglingOut(threat=THREAT, **more),
}
IMPLEMENTATIONS = {
    card.name: card.implementation for card in methods(modality="table")
}  # files have their own
NAMES = sorted(IMPLEMENTATIONS)


def offering(*offered: str, without: tuple[str, ...] = ()) -> list[str]:
    """Names of the methods whose class has one of the first functions and none of the others."""

    def has(name: str, functions: tuple[str, ...]) -> bool:
        return any(callable(getattr(IMPLEMENTATIONS[name], one, None)) for one in functions)

    return [name for name in NAMES if has(name, offered) and not has(name, without)]


RELEASING = offering("link")
TRANSFORMING = offering("describe")
COUNTING = offering("apply", without=("link", "describe"))
MODELS = offering("holds")
MEASURES = offering("score")
OBJECTIVES = offering("bound")
ASSESSING = offering("assess", "of", without=("link", "score"))
ATTACKS = offering("fit")
TO_RELEASE = [*RELEASING, *TRANSFORMING, *COUNTING]


def people(n: int, seed: int = 0, *, items: bool = False) -> Dataset:
    rng = np.random.default_rng(seed)
    data = pd.DataFrame(
        {
            "name": [f"{CANARY}-{number}" for number in range(n)],
            "age": rng.integers(0, 100, n),
            "home": pd.Series(rng.choice([f"A{CANARY}", f"B{CANARY}", None], n), dtype=object),
            "disease": pd.Series(rng.choice([f"flu {CANARY}", "gout", None], n), dtype=object),
        }
    )
    if items:
        sets = [f"p1 {CANARY}|h2", f"h1 {CANARY}", f"p1 {CANARY}|p2 {CANARY}", "", None]
        data["drugs"] = pd.Series([sets[at] for at in rng.integers(0, len(sets), n)], dtype=object)
    return Dataset(
        name="trial", title="A trial", modality=Modality.TABLE, data=data, subjects=np.arange(n),
        columns=COLUMNS | ITEMS if items else COLUMNS, standing=Standing.SIMULATED,
        provenance=Provenance(source="s", licence="l", citation="c"),
    )  # fmt: skip


def people_for(name: str, n: int) -> Dataset:
    """Sets only where they are protected: as one value each they would be too many."""
    return people(n, items=name in ("k^m-anonymity", "(k, k^m)-anonymity"))


def table_of(n: int) -> CompressedTable:
    dataset = people(n)
    population = pd.concat([dataset.data[list(dataset.quasi_identifiers)]] * 2, ignore_index=True)
    return CompressedTable.of(dataset, ("disease",), population)


def made(name: str, n: int = 40, **more: Any) -> Any:
    if any(field.name == "table" for field in dataclasses.fields(IMPLEMENTATIONS[name])):
        more = {"table": table_of(n), **more}
    return MADE[name](**more)


def release_by(name: str, dataset: Dataset, seed: int = 0) -> Release:
    """The method's release; transformations are the only step of a pipeline."""
    method = Pipeline(steps=(made(name),)) if name in TRANSFORMING else made(name)
    return method.apply(dataset, rng=np.random.default_rng(seed))


def score(name: str, n: int, seed: int = 0, *, kept: bool = True, dataset: Dataset | None = None) -> Any:
    """The measure of a table, or of its release."""
    measure, dataset = made(name, n), dataset or people(n)
    if name in OBJECTIVES:
        classes = table_of(n).base
        return measure.score(classes, np.full(len(classes.counts), kept))
    release = release_by("identifier removal", dataset, seed)
    if "dataset" in inspect.signature(measure.score).parameters:
        return measure.score(dataset, release, rng=np.random.default_rng(seed))
    return measure.score(dataset.data[list(release.data.columns)], release.data)


def assessment(name: str, dataset: Dataset) -> Any:
    """What the method says of a table, or of its class sizes."""
    method = made(name)
    sizes = dataset.data.groupby("home", dropna=False).size().to_numpy()
    if not hasattr(method, "assess"):
        return type(method).of(sizes)
    wants = inspect.signature(method.assess).parameters
    more = {"rng": np.random.default_rng(0)} if "rng" in wants else {}
    return method.assess(dataset.data if "data" in wants else sizes, **more)


def plain(result: Any) -> str:
    return json.dumps(result.to_dict() if hasattr(result, "to_dict") else result)


def shown(release: Release) -> str:
    return release.data.to_csv() + json.dumps(release.to_dict(), default=str)


def assert_shows_no_data(*results: Any) -> None:
    for result in results:
        assert CANARY not in repr(result), type(result).__name__
        assert CANARY not in str(result), type(result).__name__
        assert CANARY not in getattr(result, "_repr_html_", lambda: "")(), type(result).__name__


def test_every_registered_method_is_under_contract():
    assert set(MADE) == set(IMPLEMENTATIONS)
    groups = [RELEASING, TRANSFORMING, COUNTING, MODELS, MEASURES, ASSESSING, ATTACKS]
    assert sorted(name for group in groups for name in group) == NAMES
    assert set(OBJECTIVES) < set(MEASURES)
    assert all(groups)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_frozen_dataclass_of_keywords(name):
    one = made(name)
    assert type(one) is IMPLEMENTATIONS[name]
    assert dataclasses.is_dataclass(one)
    for field in dataclasses.fields(one):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(one, field.name, None)
    with pytest.raises(TypeError):
        type(one)(*[getattr(one, field.name) for field in dataclasses.fields(one)], "positional")


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_keyword_is_refused(name):
    made(name)
    with pytest.raises(TypeError, match="sensitve"):
        made(name, sensitve="disease")


@pytest.mark.parametrize("name", NAMES)
def test_its_own_representation_shows_nothing(name):
    assert_shows_no_data(made(name), {"method": made(name)})


@pytest.mark.parametrize("name", ["keyed pseudonyms", "linked tables", "salted hashing"])
def test_a_secret_comes_out_of_no_copy(name):
    one = made(name)
    assert_shows_no_data(dataclasses.asdict(one), dataclasses.astuple(one), vars(one), copy.deepcopy(one))
    assert SECRET.hex() not in json.dumps(dataclasses.asdict(one), default=repr)
    assert_shows_no_data(release_by(name, people_for(name, 40)).parameters)


@pytest.mark.parametrize("name", TO_RELEASE)
def test_a_releases_representation_shows_no_data(name):
    dataset, method = people_for(name, 40), made(name)
    release = release_by(name, dataset)
    results = [method, dataset, release]
    if hasattr(method, "link"):
        results.append(method.link(dataset, np.random.default_rng(0)))
    if hasattr(method, "solve"):
        results += [method.solve(dataset), method.compress(dataset), method.solve(dataset).classes]
    assert_shows_no_data(*results)


@pytest.mark.parametrize("name", MEASURES)
def test_a_scores_representation_shows_no_data(name):
    result = score(name, 40)
    assert_shows_no_data(result, getattr(result, "to_dict", dict)(), made(name).to_dict())


@pytest.mark.parametrize("name", ASSESSING)
def test_an_assessments_representation_shows_no_data(name):
    result = assessment(name, people(40))
    assert_shows_no_data(result, result.to_dict(), made(name).to_dict())


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attacks_representation_shows_no_data(name):
    dataset, attack = people(60), made(name)
    fitted, reference = fit(attack, dataset)
    for result in (attack, fitted, fitted.claim(auxiliary(attack, reference)), attack.to_dict()):
        assert CANARY not in repr(result), type(result).__name__


def fit(attack, dataset: Dataset, seed: int = 0):
    release = dans.IdentifierRemoval().apply(dataset.take(np.arange(40)), rng=np.random.default_rng(1))
    reference = dataset.data.iloc[40:]
    return attack.fit(release, reference, np.random.default_rng(seed)), reference


def auxiliary(attack, reference: pd.DataFrame) -> pd.DataFrame:
    if attack.starts_from == "record":
        return pd.DataFrame({"record": np.arange(20)})
    return reference[["age", "home"]].reset_index(drop=True)


@pytest.mark.parametrize("name", [*TO_RELEASE, *ASSESSING, *sorted(set(MEASURES) - set(OBJECTIVES))])
def test_the_input_is_untouched(name):
    dataset = people_for(name, 40)
    before = dataset.data.copy(deep=True)
    if name in TO_RELEASE:
        release_by(name, dataset)
    elif name in ASSESSING:
        assessment(name, dataset)
    else:
        score(name, 40, dataset=dataset)
    pd.testing.assert_frame_equal(dataset.data, before)
    assert list(dataset.columns) == list(before.columns)
    assert dataset.subjects.tolist() == list(range(40))


@pytest.mark.parametrize("name", [*MODELS, *OBJECTIVES])
def test_classes_are_untouched_and_shared_by_no_answer(name):
    """Whatever is done to an answer, the next one is the same, and classes and kept ones stay what they were."""
    one, table = made(name), table_of(40)
    classes, kept = table.base, np.ones(len(table.base.counts), dtype=bool)
    before = copy.deepcopy((classes.codes, classes.counts, classes.sensitive["disease"].counts))
    if name in MODELS:
        first = one.holds(classes).copy()
        one.holds(classes)[:] = False
        one.check(classes)
        assert np.array_equal(one.holds(classes), first)
        if hasattr(one, "enforce"):
            one.enforce(classes, kept)
    else:
        assert one.score(classes, kept) == one.score(classes, kept)
        assert one.bound(classes) == one.bound(classes)
    for now, then in zip(
        (classes.codes, classes.counts, classes.sensitive["disease"].counts), before, strict=True
    ):
        assert np.array_equal(now, then)
    assert kept.all()


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_leaves_its_input_untouched(name):
    dataset, attack = people(60), made(name)
    before = dataset.data.copy(deep=True)
    fitted, reference = fit(attack, dataset)
    known = auxiliary(attack, reference)
    given = known.copy(deep=True)
    fitted.claim(known)
    marginals = dans.IdentifierRemoval().apply(dataset, rng=np.random.default_rng(1))
    attack.without_release(marginals, reference, np.random.default_rng(0)).claim(known)
    pd.testing.assert_frame_equal(known, given)
    pd.testing.assert_frame_equal(dataset.data, before)


@pytest.mark.parametrize("name", TO_RELEASE)
def test_the_same_seed_gives_the_same_release(name):
    one, again, other = (release_by(name, people_for(name, 40), seed) for seed in (3, 3, 4))
    assert one.n_records > 0
    assert shown(one) == shown(again)
    assert shown(one) != shown(other)


@pytest.mark.parametrize("name", [*MEASURES, *ASSESSING])
def test_the_same_seed_gives_the_same_figures(name):
    measured = [score(name, 40, 3) if name in MEASURES else assessment(name, people(40)) for _ in range(2)]
    assert plain(measured[0]) == plain(measured[1])


@pytest.mark.parametrize("name", ATTACKS)
def test_the_same_seed_gives_the_same_claims(name):
    attack, dataset = made(name), people(60)
    claims = []
    for _ in range(2):
        fitted, reference = fit(attack, dataset, seed=3)
        claims.append(fitted.claim(auxiliary(attack, reference)))
    for field in ("values", "confidence", "abstain"):
        assert getattr(claims[0], field).tolist() == getattr(claims[1], field).tolist()


@pytest.mark.parametrize("name", NAMES)
def test_no_global_randomness_is_drawn_or_seeded(name):
    dataset = people_for(name, 40)
    np.random.seed(11)
    expected = np.random.random()
    np.random.seed(11)
    if name in TO_RELEASE:
        release_by(name, dataset)
    elif name in MODELS:
        made(name).holds(table_of(40).base)
    elif name in MEASURES:
        score(name, 40)
    elif name in ASSESSING:
        assessment(name, dataset)
    else:
        fitted, reference = fit(made(name), people(60))
        fitted.claim(auxiliary(made(name), reference))
    assert np.random.random() == expected


@pytest.mark.parametrize("name", TO_RELEASE)
@pytest.mark.parametrize("n", [0, 1])
def test_an_empty_or_one_row_table_is_refused_or_released_as_it_is(name, n):
    dataset = people_for(name, n)
    try:
        release = release_by(name, dataset)
    except PrivacyInputError as error:
        assert CANARY not in str(error)
        return
    assert release.guarantee.text == "none"  # nothing may be promised about so few
    assert release.n_records == n
    dropped = {"attribute suppression": {"name", "home"}, "keyed pseudonyms": set(), "salted hashing": set()}
    assert list(release.data.columns) == [
        one for one in dataset.columns if one not in dropped.get(name, {"name"})
    ]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("n", [0, 1])
def test_a_model_judges_an_empty_or_one_row_table(name, n):
    model, classes = (
        made(name),
        table_of(max(n, 1)).base.only(np.full(1, n == 1)),
    )  # a table has rows, a rest may not
    holds = model.holds(classes)
    assert holds.dtype == bool and holds.shape == (n,)
    if hasattr(model, "enforce"):
        kept = model.enforce(classes, np.ones(n, dtype=bool))
        assert kept.dtype == bool and kept.shape == (n,)
    try:
        model.check(classes)
    except PrivacyInputError as error:
        assert CANARY not in str(error)


@pytest.mark.parametrize("name", [*MEASURES, *ASSESSING])
@pytest.mark.parametrize("n", [0, 1])
def test_an_empty_or_one_row_table_is_refused_or_measured(name, n):
    for kept in (True, False):
        try:
            result = score(name, n, kept=kept) if name in MEASURES else assessment(name, people(n))
        except PrivacyInputError as error:
            assert CANARY not in str(error)
            continue
        assert "NaN" not in plain(result)
        assert_shows_no_data(result)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_nothing_scores_below_an_objectives_bound(name):
    objective, table = made(name), table_of(40)
    below = objective.bound(table.base)
    for levels in np.ndindex(table.shape):
        classes = table.classes(levels)
        floor = objective.floor(levels) if hasattr(objective, "floor") else -np.inf
        for kept in (classes.counts >= 1, classes.counts >= 3):
            assert objective.score(classes, kept) >= max(below, floor) - 1e-9


@pytest.mark.parametrize("name", MODELS)
def test_a_model_describes_itself_in_plain_values(name):
    model = made(name)
    described = json.loads(json.dumps(model.to_dict()))
    assert described.pop("model") == name
    assert type(model)(**described) == model
    assert model.guarantee().text != "none"


@pytest.mark.parametrize("name", [*TRANSFORMING, *MEASURES, *(one for one in ASSESSING if hasattr(IMPLEMENTATIONS[one], "assess"))])  # fmt: skip
def test_it_describes_itself_in_plain_values(name):
    described = json.loads(json.dumps(made(name).to_dict()))
    assert name in described.values()
    assert set(described) - {field.name for field in dataclasses.fields(IMPLEMENTATIONS[name])} <= {
        "transformation", "objective", "measure", "method",
    }  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("n", [0, 1])
def test_an_attack_on_an_empty_or_one_row_release_makes_no_or_few_claims(name, n):
    attack, dataset = made(name), people(60)
    release = dans.IdentifierRemoval().apply(dataset.take(np.arange(n)), rng=np.random.default_rng(0))
    fitted = attack.fit(release, dataset.data.iloc[40:], np.random.default_rng(0))
    known = (
        pd.DataFrame({"record": np.arange(n)})
        if attack.starts_from == "record"
        else dataset.data[["age", "home"]].iloc[:5]
    )
    claims = fitted.claim(known)
    assert len(claims.abstain) == len(known)
    if n == 0:
        assert claims.abstain.all()
