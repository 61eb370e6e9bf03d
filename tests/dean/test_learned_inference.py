# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Learned inference remembers a raw copy, sees through noise that blinds matching, and gains nothing from shuffled secrets."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import GeneralizedValue, PrivacyInputError
from secured.dean import AttributeInference, Goal, LearnedInference, ThreatModel, evaluate
from secured.dean.tables.boosted_guess import BoostedGuess, Trees
from secured.dean.tables.released_features import ReleasedFeatures

KINDS = np.array(["asthma", "diabetes", "gout", "none"], dtype=object)


def learned(dataset, secret: str = "disease", edges: tuple[float, ...] = ()) -> LearnedInference:
    threat = ThreatModel(
        goal=Goal.INFERENCE,
        knows=dict.fromkeys(dataset.quasi_identifiers, 0.0),
        population=max(dataset.n_people, 1),
        prior=1.0,
    )
    return LearnedInference(threat=threat, secret=secret, edges=edges)


def changed(linked, **columns):
    release = linked.release
    return replace(linked, release=replace(release, data=release.data.assign(**columns)))


def by_household(tables, n: int = 500):
    """Five people to a postcode have one disease; no other postcode says anything about it."""
    dataset = tables.simulated(n, dependence=0.0)
    house = np.arange(n) // 5
    data = dataset.data.assign(
        postcode=np.array([f"{10_000 + one:05d}" for one in house], dtype=object),
        disease=KINDS[np.random.default_rng(2).integers(0, 4, n // 5)][house],
    )
    return tables.dataset_of(data, dataset.columns)


def test_a_secret_that_a_near_unique_combination_decides_is_told_by_a_raw_copy(tables):
    """What a model of strangers never saw, one of the release remembers."""
    result = evaluate(learned(by_household(tables)), tables.world(by_household(tables)))
    assert result.main.rate > 0.99
    assert result.baseline.rate < 0.4 and result.null.rate < 0.4
    assert result.excess(0.05).low > 0.9


def test_a_secret_at_random_is_remembered_from_a_raw_copy_and_not_from_a_suppressed_one(tables):
    dataset = tables.simulated(400, dependence=0.0)
    result = evaluate(learned(dataset), tables.world(dataset, tables.suppressed))
    assert result.positive.rate > 0.99  # the raw copy
    assert result.excess(0.05).low <= 0 and result.main.rate < 0.4


def test_shuffled_secrets_give_nothing_away(tables):
    dataset = tables.simulated(700, dependence=0.9)

    def shuffled(table):
        linked = tables.unprotected(table)
        secrets = linked.release.data["disease"].to_numpy()
        return changed(linked, disease=np.random.default_rng(8).permutation(secrets))

    result = evaluate(learned(dataset), tables.world(dataset, shuffled))
    assert result.positive.rate > 0.95
    assert result.main.rate < 0.45 and result.excess(0.05).high < 0


def hospitals(tables, n: int = 1500):
    """In this hospital one decade of age has one disease; among the people whom an adversary has, any has any."""
    dataset = tables.simulated(n, dependence=1.0)
    world = tables.world(dataset)
    strangers = np.concatenate([world.targets_out, world.reference])
    disease = dataset.data["disease"].to_numpy().copy()
    disease[strangers] = KINDS[np.random.default_rng(4).integers(0, 4, len(strangers))]
    return tables.dataset_of(dataset.data.assign(disease=disease), dataset.columns)


def test_noise_blinds_matching_but_not_a_model(tables):
    dataset = hospitals(tables)

    def noisy(table):
        linked, rng = tables.unprotected(table), np.random.default_rng(6)
        data = linked.release.data
        postcode = np.array([f"{code:05d}" for code in rng.integers(10_000, 60_000, len(data))], dtype=object)
        return changed(linked, age=data["age"] + rng.normal(0, 1.5, len(data)), postcode=postcode)

    world = tables.world(dataset, noisy)
    matched = evaluate(AttributeInference(threat=learned(dataset).threat, secret="disease"), world)
    result = evaluate(learned(dataset), world)
    assert matched.main.rate < 0.35
    assert result.main.rate > 0.75 and result.baseline.rate < 0.4
    assert result.excess(0.05).low > 0.3 and result.null.rate < 0.4
    assert result.control.rate < 0.4  # strangers are not like them


def test_generalised_rows_teach_as_much_as_they_say(tables):
    """Of people whose rows were left out, decades tell the disease and halves of a life do not."""
    dataset = tables.simulated(600, dependence=1.0)
    members, others = dataset.take(np.arange(400)), dataset.data.iloc[400:]
    right = []
    for levels in ((2, 1, 3), (4, 1, 3)):
        release = tables.at_levels(members, levels).release
        fitted = learned(dataset).fit(release, others, np.random.default_rng(0))
        right.append((fitted.claim(others).values[:, 0] == others["disease"].to_numpy()).mean())
    assert right[0] > 0.9 and right[1] < 0.5


@settings(max_examples=25, deadline=None)
@given(st.tuples(st.integers(0, 5), st.integers(0, 1), st.integers(0, 3)), st.integers(0, 50))
def test_known_values_are_read_as_the_row_shows_them(tables, levels, seed):
    """Every person stands where their own released row stands, at every level of generalisation."""
    dataset = tables.simulated(40, seed=seed)
    linked = tables.at_levels(dataset, levels)
    knows = {"postcode": 0.0, "age": 0.0, "sex": 0.0}
    features = ReleasedFeatures(linked.release, knows)
    known = features.known(dataset.data)
    shown = ~np.isnan(features.released[linked.row_of])
    np.testing.assert_array_equal(known[shown], features.released[linked.row_of][shown])
    assert features.released.shape == (40, 4)


def test_values_are_read_as_the_narrowest_label_that_covers_them(tables):
    described = {
        "40-59": GeneralizedValue(kind="interval", lower=40, upper=60),
        "50-54": GeneralizedValue(kind="interval", lower=50, upper=55),
        "*": GeneralizedValue(kind="suppressed"),
    }
    shown = pd.DataFrame({"age": pd.Series(["40-59", "50-54", "*", 70, None], dtype=object)})
    features = ReleasedFeatures(tables.release_of(shown, {"age": described}), {"age": 0.0, "shoe": 0.0})
    np.testing.assert_array_equal(features.released[:, 1], [50, 52.5, np.nan, 70, np.nan])
    known = features.known(pd.DataFrame({"age": [41, 52, 70, 80, None]}))
    np.testing.assert_array_equal(known[:, 1], [50, 52.5, 70, 80, np.nan])


def test_a_text_that_was_never_recorded_is_a_label_and_a_strange_one_is_not(tables):
    shown = pd.DataFrame({"town": pd.Series(["b", "a", None], dtype=object)})
    features = ReleasedFeatures(tables.release_of(shown), {"town": 0.0})
    assert features.released[:, 1].tolist() == [1, 0, -1]
    known = features.known(pd.DataFrame({"town": pd.Series(["a", None, "c"], dtype=object)}))
    np.testing.assert_array_equal(known[:, 1], [0, -1, np.nan])


def test_a_guess_about_one_person_does_not_depend_on_who_else_is_asked_about():
    """What was never recorded tells the secret here, also where nobody else is asked about who has a record."""
    rng = np.random.default_rng(0)
    result = np.where(rng.random(400) < 0.5, np.nan, rng.normal(size=400))
    features, truth = (
        np.column_stack([result, rng.normal(size=400)]),
        np.isnan(result).astype(str).astype(object),
    )
    guess = BoostedGuess.learn(
        features, truth, otherwise="True", trees=(Trees(smallest_leaf=5, leaves=8),), share=0.5, rng=rng
    )
    missing = np.flatnonzero(np.isnan(result))
    for asked in (missing, missing[:1]):
        assert (guess.claim(features[asked]).values[:, 0] == "True").all()


def test_the_comparison_is_that_of_matching(tables):
    dataset = tables.simulated(900, dependence=1.0)
    attack = learned(dataset)
    matching = AttributeInference(threat=attack.threat, secret="disease")
    marginals = tables.unprotected(dataset).release
    guesses = [
        one.without_release(marginals, dataset.data.iloc[:300], np.random.default_rng(0)).claim(
            dataset.data.iloc[300:]
        )
        for one in (attack, matching)
    ]
    assert guesses[0].values.tolist() == guesses[1].values.tolist()
    assert len(set(guesses[0].values[:, 0])) == 4


def test_a_number_counts_as_known_when_its_band_is(tables):
    dataset = tables.simulated(600, sensitive=("cost",))
    result = evaluate(learned(dataset, "cost", (250.0, 500.0, 750.0)), tables.world(dataset))
    assert result.main.rate > 0.99 and 0.15 < result.baseline.rate < 0.4


def test_an_adversary_who_knows_nothing_guesses_the_commonest_value(tables):
    dataset = tables.simulated(300)
    threat = ThreatModel(goal=Goal.INFERENCE, knows={}, population=300, prior=1.0)
    result = evaluate(LearnedInference(threat=threat, secret="disease"), tables.world(dataset))
    assert result.main == result.baseline


def test_a_secret_that_is_not_released_is_refused(tables):
    dataset = tables.simulated(60)
    with pytest.raises(PrivacyInputError, match="no column income"):
        learned(dataset, "income").fit(
            tables.unprotected(dataset).release, dataset.data, np.random.default_rng(0)
        )


def test_of_an_empty_release_it_says_nothing(tables):
    dataset = tables.simulated(60)
    fitted = learned(dataset).fit(tables.empty(dataset).release, dataset.data, np.random.default_rng(0))
    assert fitted.claim(dataset.data.iloc[:5]).abstain.all()
