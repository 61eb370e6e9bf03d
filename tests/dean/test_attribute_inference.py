# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attribute inference reads the secret off homogeneous classes, gains nothing from balanced ones, and knows what anybody could guess."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Flat
from secured.dean import AttributeInference, Goal, ThreatModel, evaluate
from secured.dean.tables.originals import TableOriginals
from secured.dean.tables.released_inference import NEVER_RECORDED

DISEASES = np.array(["asthma", "diabetes", "gout", "none"], dtype=object)
COLUMNS = {
    "town": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Flat()),
    "disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}


def towns_of(tables, disease: np.ndarray, size: int, others: int = 400):
    """A world whose members live `size` to a town, and whose other people live elsewhere, with any disease."""
    rng = np.random.default_rng(2)
    n = len(disease)
    town = np.concatenate([np.arange(n) // size, np.full(others, -1)])
    data = pd.DataFrame(
        {
            "town": np.array([f"town {number}" for number in town], dtype=object),
            "disease": np.concatenate([disease, DISEASES[rng.integers(0, 4, others)]]),
        }
    )
    dataset = tables.dataset_of(data, COLUMNS)
    table = dataset.take(np.arange(n))
    return dataset, tables.World(
        people=TableOriginals(data=data),
        members=np.arange(n),
        protected=tables.unprotected(table),
        unprotected=tables.unprotected(table),
        targets_in=np.arange(n),
        targets_out=np.arange(n, n + others // 2),
        reference=np.arange(n + others // 2, n + others),
        seed=4,
    )


@pytest.mark.parametrize("size", [5, 20])
def test_homogeneous_classes_give_the_value_away(tables, size):
    disease = np.repeat(DISEASES[np.random.default_rng(1).integers(0, 4, 400 // size)], size)
    dataset, world = towns_of(tables, disease, size)
    result = evaluate(tables.inference(dataset), world)
    assert result.main.rate == 1
    assert result.baseline.rate < 0.4 and result.control.rate < 0.4  # outsiders: nothing learned
    assert result.excess(0.05).low > 0.9


def test_balanced_classes_give_nothing_away(tables):
    disease = np.tile(np.repeat(DISEASES, 5), 20)  # 20 to a town, every disease 5 times
    dataset, world = towns_of(tables, disease, 20)
    result = evaluate(tables.inference(dataset), world)
    assert result.main.rate == pytest.approx(0.25)
    excess = result.excess(0.05)
    assert excess.point <= 0.05 and excess.low <= 0 and excess.high < 0.12


def test_success_is_the_share_of_the_commonest_value_of_the_class(tables):
    disease = np.tile(np.array(["gout"] * 6 + ["none"] * 4, dtype=object), 40)
    dataset, world = towns_of(tables, disease, 10)
    assert evaluate(tables.inference(dataset), world).main.rate == pytest.approx(0.6)


def test_unprotected_people_are_read_and_suppressed_ones_are_not(tables):
    dataset = tables.simulated(900, dependence=0.0)
    attack = tables.inference(dataset)
    assert evaluate(attack, tables.world(dataset)).main.rate > 0.99
    result = evaluate(attack, tables.world(dataset, tables.suppressed))
    assert result.excess(0.05).point < 0.05 and result.excess(0.05).low <= 0
    assert result.positive.rate > 0.99


def test_what_anybody_could_guess_is_no_harm_of_the_release(tables):
    """Age tells the disease: the model beats the commonest value, and suppressed data add nothing to it."""
    dataset = tables.simulated(1500, dependence=0.9)
    result = evaluate(tables.inference(dataset), tables.world(dataset, tables.suppressed))
    assert result.baseline.rate > 0.6
    assert result.main.rate < 0.4
    assert result.excess(0.05).high < 0
    decades = evaluate(
        tables.inference(dataset), tables.world(dataset, lambda table: tables.at_levels(table, (2, 0, 2)))
    )
    assert decades.main.rate > 0.8  # released decades tell the disease, but hardly more than is known anyway
    assert decades.excess(0.05).low <= 0.2


def test_a_star_beside_it_does_not_hide_what_a_column_tells(tables):
    """Only the decade of age is released: every class is nearly homogeneous, and the stars beside it change nothing."""
    dataset = tables.simulated(1500, dependence=0.9)
    result = evaluate(
        tables.inference(dataset), tables.world(dataset, lambda table: tables.at_levels(table, (2, 1, 3)))
    )
    assert result.main.rate > 0.8


def test_the_comparison_never_sees_the_release(tables):
    dataset = tables.simulated(600, dependence=0.6)
    attack = tables.inference(dataset)
    results = [
        evaluate(attack, tables.world(dataset, make))
        for make in (tables.unprotected, tables.suppressed, lambda table: tables.k_anonymous(table, 5))
    ]
    assert len({result.main.successes for result in results}) == 3
    assert len({result.baseline for result in results}) == 1


def marginals_of(tables, dataset):
    """What is public: every column's overall distribution."""
    world = tables.world(dataset)
    return world.people.scrambled(world.unprotected, np.random.default_rng(1)).release


def test_the_comparison_learns_from_reference_people(tables):
    dataset = tables.simulated(900, dependence=1.0)
    fitted = tables.inference(dataset).without_release(
        marginals_of(tables, dataset), dataset.data.iloc[:300], np.random.default_rng(0)
    )
    others = dataset.data.iloc[300:]
    claims = fitted.claim(others[list(tables.KNOWN)])
    right = (claims.values[:, 0] == others["disease"].to_numpy()).mean()
    assert right > others["disease"].value_counts(normalize=True).iloc[0] + 0.1 and not claims.abstain.any()


@pytest.mark.parametrize("reference_disease", ["gout", None])
def test_a_comparison_that_learned_nothing_takes_the_commonest_public_value(tables, reference_disease):
    dataset = tables.simulated(400, dependence=0.0)
    marginals = marginals_of(tables, dataset)
    reference = dataset.data.iloc[:150]
    if reference_disease:
        reference = reference.assign(disease=reference_disease)
    fitted = tables.inference(dataset).without_release(marginals, reference, np.random.default_rng(0))
    commonest = marginals.data["disease"].value_counts().index[0]
    assert set(fitted.claim(dataset.data.iloc[150:][list(tables.KNOWN)]).values[:, 0]) == {commonest}


def test_a_number_counts_as_known_when_its_band_is(tables):
    dataset = tables.simulated(600, sensitive=("cost",))
    edges = (250.0, 500.0, 750.0)
    attack = tables.inference(dataset, "cost", edges)
    assert attack.observe(pd.DataFrame({"cost": [0.0, 249.9, 250.0, 749.0, 750.0, np.nan]})).tolist() == [
        "0",
        "0",
        "1",
        "2",
        "3",
        NEVER_RECORDED,
    ]
    raw = evaluate(attack, tables.world(dataset))
    assert raw.main.rate > 0.99 and 0.15 < raw.baseline.rate < 0.4
    stars = evaluate(attack, tables.world(dataset, tables.suppressed))
    assert stars.excess(0.05).low <= 0 and stars.main.rate < 0.4
    exact = evaluate(tables.inference(dataset, "cost"), tables.world(dataset, tables.suppressed))
    assert exact.main.rate < 0.05  # without bands nothing but the very number counts


def test_that_a_value_was_never_recorded_can_be_learned(tables):
    disease = np.repeat(np.array([None, "gout"], dtype=object), 200)
    dataset, world = towns_of(tables, disease, 10)
    result = evaluate(tables.inference(dataset), world)
    assert result.main.rate == 1


@pytest.mark.parametrize("dtype", [object, "str", "category"])
def test_text_columns_of_every_kind_give_the_same_result(tables, dtype):
    dataset = tables.simulated(300, dependence=0.6)
    kind = {"disease": dtype, "sex": dtype, "postcode": dtype}
    other = replace(dataset, data=dataset.data.astype(kind))
    found = [
        evaluate(tables.inference(one), tables.world(one, lambda table: tables.at_levels(table, (2, 0, 2))))
        for one in (dataset, other)
    ]
    assert tables.plain(found[0].to_dict()) == tables.plain(found[1].to_dict())


def test_a_secret_of_many_values(tables):
    dataset = tables.simulated(900)
    rng = np.random.default_rng(3)
    names = np.array([f"code {number}" for number in range(300)], dtype=object)
    data = dataset.data.assign(disease=names[np.minimum(rng.geometric(0.02, 900), 299)])
    many = tables.dataset_of(data, dataset.columns)
    attack = tables.inference(many)
    raw = evaluate(attack, tables.world(many))
    assert raw.main.rate > 0.99 and raw.baseline.rate < 0.1
    assert evaluate(attack, tables.world(many, tables.suppressed)).main.rate < 0.1


def test_confidence_grows_with_the_evidence(tables):
    disease = np.concatenate(
        [np.repeat(DISEASES, 50), np.tile(DISEASES, 50)]
    )  # 20 homogeneous towns, 20 balanced
    dataset, world = towns_of(tables, disease, 10)
    result = evaluate(tables.inference(dataset), world)
    assert result.worst_off.top_rate == 1
    assert result.worst_off.tenths[0] == 1 and result.worst_off.tenths[-1] < 0.6


def test_a_secret_that_is_not_released_is_refused(tables):
    dataset = tables.simulated(60)
    threat = ThreatModel(goal=Goal.INFERENCE, knows={"age": 0.0}, population=100, prior=1.0)
    with pytest.raises(PrivacyInputError, match="no column income"):
        AttributeInference(threat=threat, secret="income").fit(
            tables.unprotected(dataset).release, dataset.data, np.random.default_rng(0)
        )


def test_of_an_empty_release_it_says_nothing(tables):
    dataset = tables.simulated(60)
    fitted = tables.inference(dataset).fit(
        tables.empty(dataset).release, dataset.data, np.random.default_rng(0)
    )
    assert fitted.claim(dataset.data.iloc[:5]).abstain.all()
