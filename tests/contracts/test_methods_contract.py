# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every registered method keeps to: nothing shown, nothing modified, nothing silently taken."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import secured.dans
import secured.dean
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
from secured.common.hierarchies import Intervals, Redaction
from secured.dans import CompressedTable

CANARY = "Q7731"
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
THREAT = secured.dean.ThreatModel(
    goal=secured.dean.Goal.LINKAGE, knows={"age": 0.0, "home": 0.0}, population=1000, prior=1.0
)
# How each registered method is made; a new method must say so here.
MADE: dict[str, Callable[..., Any]] = {
    "k-anonymity": lambda **more: secured.dans.KAnonymity(k=2, **more),
    "distinct l-diversity": lambda **more: secured.dans.DistinctLDiversity(sensitive="disease", l=2, **more),
    "t-closeness": lambda **more: secured.dans.TCloseness(sensitive="disease", t=0.4, **more),
    "full-domain generalization": lambda **more: secured.dans.FullDomainGeneralization(
        models=(secured.dans.KAnonymity(k=2),), suppression_limit=0.2, **more
    ),
    "identifier removal": lambda **more: secured.dans.IdentifierRemoval(**more),
    "attribute inference": lambda **more: secured.dean.AttributeInference(
        threat=THREAT, secret="disease", **more
    ),
    "linkage of auxiliary records": lambda **more: secured.dean.Linkage(threat=THREAT, **more),
    "singling out by predicates": lambda **more: secured.dean.SinglingOut(threat=THREAT, **more),
}
IMPLEMENTATIONS = {card.name: card.implementation for card in methods() if card.engine in ("dans", "dean")}
NAMES = sorted(IMPLEMENTATIONS)
RELEASING = [name for name in NAMES if hasattr(IMPLEMENTATIONS[name], "apply")]
MODELS = [name for name in NAMES if hasattr(IMPLEMENTATIONS[name], "holds")]
ATTACKS = [name for name in NAMES if hasattr(IMPLEMENTATIONS[name], "fit")]


def people(n: int, seed: int = 0) -> Dataset:
    rng = np.random.default_rng(seed)
    data = pd.DataFrame(
        {
            "name": [f"{CANARY}-{number}" for number in range(n)],
            "age": rng.integers(0, 100, n),
            "home": pd.Series(rng.choice([f"A{CANARY}", f"B{CANARY}", None], n), dtype=object),
            "disease": pd.Series(rng.choice([f"flu {CANARY}", "gout", None], n), dtype=object),
        }
    )
    return Dataset(
        name="trial", title="A trial", modality=Modality.TABLE, data=data, subjects=np.arange(n), columns=COLUMNS,
        standing=Standing.SIMULATED, provenance=Provenance(source="s", licence="l", citation="c"),
    )  # fmt: skip


def shown(release: Release) -> str:
    return release.data.to_csv() + json.dumps(release.to_dict(), default=str)


def test_every_registered_method_is_under_contract():
    assert set(MADE) == set(IMPLEMENTATIONS)
    assert sorted([*RELEASING, *MODELS, *ATTACKS]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_frozen_dataclass_of_keywords(name):
    made = MADE[name]()
    assert type(made) is IMPLEMENTATIONS[name]
    assert dataclasses.is_dataclass(made)
    for field in dataclasses.fields(made):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(made, field.name, None)
    with pytest.raises(TypeError):
        type(made)(*[getattr(made, field.name) for field in dataclasses.fields(made)], "positional")


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_keyword_is_refused(name):
    MADE[name]()
    with pytest.raises(TypeError, match="sensitve"):
        MADE[name](sensitve="disease")


@pytest.mark.parametrize("name", RELEASING)
def test_its_representation_shows_no_data(name):
    dataset, method = people(40), MADE[name]()
    release = method.apply(dataset, rng=np.random.default_rng(0))
    results = [method, dataset, release]
    if hasattr(method, "solve"):
        results += [method.solve(dataset), method.compress(dataset), method.solve(dataset).classes]
    for result in results:
        assert CANARY not in repr(result), type(result).__name__
        assert CANARY not in str(result), type(result).__name__
        assert CANARY not in getattr(result, "_repr_html_", lambda: "")(), type(result).__name__


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attacks_representation_shows_no_data(name):
    dataset, attack = people(60), MADE[name]()
    fitted, reference = fit(attack, dataset)
    for result in (attack, fitted, fitted.claim(auxiliary(attack, reference)), attack.to_dict()):
        assert CANARY not in repr(result), type(result).__name__


def fit(attack, dataset: Dataset, seed: int = 0):
    release = secured.dans.IdentifierRemoval().apply(
        dataset.take(np.arange(40)), rng=np.random.default_rng(1)
    )
    reference = dataset.data.iloc[40:]
    return attack.fit(release, reference, np.random.default_rng(seed)), reference


def auxiliary(attack, reference: pd.DataFrame) -> pd.DataFrame:
    if attack.starts_from == "record":
        return pd.DataFrame({"record": np.arange(20)})
    return reference[["age", "home"]].reset_index(drop=True)


@pytest.mark.parametrize("name", [*RELEASING, *MODELS])
def test_the_input_is_untouched(name):
    dataset, method = people(40), MADE[name]()
    before = dataset.data.copy(deep=True)
    if name in RELEASING:
        method.apply(dataset, rng=np.random.default_rng(0))
    else:
        classes = CompressedTable.of(dataset, ("disease",)).base
        counts = classes.counts.copy()
        method.holds(classes)[:] = False
        method.check(classes)
        assert np.array_equal(classes.counts, counts)
    pd.testing.assert_frame_equal(dataset.data, before)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_leaves_its_input_untouched(name):
    dataset, attack = people(60), MADE[name]()
    before = dataset.data.copy(deep=True)
    fitted, reference = fit(attack, dataset)
    known = auxiliary(attack, reference)
    given = known.copy(deep=True)
    fitted.claim(known)
    marginals = secured.dans.IdentifierRemoval().apply(dataset, rng=np.random.default_rng(1))
    attack.without_release(marginals, reference, np.random.default_rng(0)).claim(known)
    pd.testing.assert_frame_equal(known, given)
    pd.testing.assert_frame_equal(dataset.data, before)


@pytest.mark.parametrize("name", RELEASING)
def test_the_same_seed_gives_the_same_release(name):
    one, again, other = (
        MADE[name]().apply(people(40), rng=np.random.default_rng(seed)) for seed in (3, 3, 4)
    )
    assert shown(one) == shown(again)
    assert shown(one) != shown(other)


@pytest.mark.parametrize("name", ATTACKS)
def test_the_same_seed_gives_the_same_claims(name):
    attack, dataset = MADE[name](), people(60)
    claims = []
    for _ in range(2):
        fitted, reference = fit(attack, dataset, seed=3)
        claims.append(fitted.claim(auxiliary(attack, reference)))
    for field in ("values", "confidence", "abstain"):
        assert getattr(claims[0], field).tolist() == getattr(claims[1], field).tolist()


@pytest.mark.parametrize("name", RELEASING)
def test_no_global_randomness_is_drawn_or_seeded(name):
    np.random.seed(11)
    expected = np.random.random()
    np.random.seed(11)
    MADE[name]().apply(people(40), rng=np.random.default_rng(0))
    assert np.random.random() == expected


@pytest.mark.parametrize("name", RELEASING)
@pytest.mark.parametrize("n", [0, 1])
def test_an_empty_or_one_row_table_is_refused_or_released_as_it_is(name, n):
    method, dataset = MADE[name](), people(n)
    try:
        release = method.apply(dataset, rng=np.random.default_rng(0))
    except PrivacyInputError as error:
        assert CANARY not in str(error)
        return
    assert release.guarantee.text == "none"  # nothing may be promised about so few
    assert release.n_records == n
    assert list(release.data.columns) == ["age", "home", "disease"]


@pytest.mark.parametrize("name", MODELS)
def test_a_model_describes_itself_in_plain_values(name):
    model = MADE[name]()
    described = json.loads(json.dumps(model.to_dict()))
    assert described.pop("model") == name
    assert type(model)(**described) == model
    assert model.guarantee().text != "none"


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("n", [0, 1])
def test_an_attack_on_an_empty_or_one_row_release_makes_no_or_few_claims(name, n):
    attack, dataset = MADE[name](), people(60)
    release = secured.dans.IdentifierRemoval().apply(dataset.take(np.arange(n)), rng=np.random.default_rng(0))
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
