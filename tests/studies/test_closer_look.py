# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A closer look: a raw table gives people away in every curve, a suppressed one in none; few hits give ranks only."""

import json
from dataclasses import replace

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean import MembershipCurve
from secured.studies import assess, curves_of, exposure_of, last_look

RAW, NOTHING = "identifiers removed", "quasi-identifiers suppressed"


@pytest.fixture(scope="module")
def study(tables):
    return assess(
        tables.simulated(900, dependence=0.0),
        k=3,
        threshold=0.4,
        population=5000,
        prior=0.5,
        seed=7,
        workers=1,
    )


@pytest.fixture(scope="module")
def looks(study):
    return {name: last_look(study, name) for name in (RAW, NOTHING)}


@pytest.fixture(scope="module")
def curves(looks):
    return {name: curves_of(look, rng=np.random.default_rng(1)) for name, look in looks.items()}


def exposed(look, **more):
    return exposure_of(look, rng=np.random.default_rng(1), repeats=4, **more)


def test_a_raw_table_gives_people_away_in_every_curve(curves):
    raw = curves[RAW]
    assert raw.found[0] >= 0.95 and not raw.undefined
    assert raw.gallery.curve.observed[0].rank_one.low >= 0.95
    assert raw.membership["how sure of the best"].area >= 0.95


def test_a_suppressed_table_gives_nobody_away(curves):
    hidden, n = curves[NOTHING], curves[NOTHING].n_records
    assert hidden.found == pytest.approx(np.arange(1, 21) / n)
    assert hidden.gallery.curve.observed[0].rank_one.point == pytest.approx(0.1)
    assert hidden.gallery.curve.observed[-1].rank_one.point == pytest.approx(1 / n)
    assert hidden.membership["how sure of the best"].area == 0.5


def test_what_lies_beyond_the_release_is_a_model_and_falls(study, curves):
    grouped = curves_of(last_look(study), rng=np.random.default_rng(1)).gallery
    assert grouped.curve.modelled[-1].size == 5000 and all(one.by_model for one in grouped.curve.modelled)
    rates = [one.rank_one.point for one in grouped.curve.points]
    assert rates == sorted(rates, reverse=True)
    raw = curves[RAW].gallery  # nobody shares a row: any population fits
    assert not raw.curve.modelled and "No model of the population's classes" in raw.standing


def test_an_answer_is_worth_less_the_less_was_believed_before(curves, looks):
    raw = curves[RAW]
    assert (raw.prior, raw.base_rate) == (0.5, 630 / 5000)
    worth = [raw.worth(prior) for prior in (1e-6, 1e-3, 0.5, 1.0)]
    for name in ("linkage", "in the release? how sure of the best"):
        values = [one[name].point for one in worth]
        assert values == sorted(values) and values[-1] >= 0.95
    linkage = next(one for one in raw.results if one.id == "linkage")
    assert worth[2]["linkage"].point == linkage.ppv(0.5)
    assert (
        worth[1]["in the release? how sure of the best"].low
        < worth[1]["in the release? how sure of the best"].high
    )
    with pytest.raises(PrivacyInputError, match="prior=0"):
        raw.worth(0.0)


def test_membership_is_worth_what_it_is_where_somebody_is_found(curves):
    """One outsider looks more like a member than anybody: at 0.1 and 1 % nobody is found, at 10 % half are."""
    outsiders = np.concatenate([np.linspace(9, 10, 11), np.linspace(0, 1, 989)])
    found, nobody = (
        replace(curves[RAW], membership={"s": MembershipCurve(members=members, outsiders=outsiders)})
        for members in (np.repeat([0.99, 0.0], 50), np.zeros(100))
    )
    assert found.worth(0.5)["in the release? s"].point == pytest.approx(0.5 / 0.6, abs=0.01)
    assert nobody.worth(0.5)["in the release? s"] is None


def test_few_hits_give_ranks_only_and_many_give_chances(looks):
    raw, hidden = exposed(looks[RAW]), exposed(looks[NOTHING])
    assert not raw.refused and set(raw.parts) == {"model", "attack", "resampling"}
    assert raw.calibration.reliability.positives >= 500 and len(raw.probabilities) == 630
    assert hidden.refused and sum(hidden.in_tenth) == 630 and "attack" not in hidden.means
    assert hidden.means["model"] <= hidden.means["resampling"] + 1e-9


def test_more_noise_on_what_is_known_exposes_fewer(looks):
    clear, blurred = (exposed(looks[RAW], noise=noise).means["resampling"] for noise in (0.0, 0.4))
    assert clear >= 0.95 and blurred < 0.5


def test_the_look_is_at_the_chosen_release_unless_another_is_named(study):
    look = last_look(study)
    assert look.name == study.choice.chosen.name
    assert look.findings.guesses.within(1)[0] <= 1 / 3
    assert len(look.claims.abstain) == len(look.before) == len(look.probes) == len(study.people.members)
    with pytest.raises(PrivacyInputError, match="no candidate 'other'"):
        last_look(study, "other")


def test_without_linkage_there_is_nothing_to_look_at(study):
    others = tuple(
        replace(one, results=tuple(result for result in one.results if result.goal != "linkage"))
        for one in study.candidates
    )
    choice = replace(study.choice, confirmations=())
    with pytest.raises(PrivacyInputError, match="no attack of this assessment links"):
        last_look(replace(study, candidates=others, choice=choice))


def test_nothing_of_a_single_person_is_printed_or_written(study, looks, curves):
    exposure = exposed(looks[RAW])
    kept = json.dumps([curves[RAW].to_dict(), exposure.to_dict()])
    kept += repr([looks[RAW], looks[RAW].findings, looks[RAW].findings.guesses, curves[RAW], exposure])
    values = [*study.dataset.data["name"], *(f'"{code}"' for code in study.dataset.data["postcode"])]
    assert not any(value in kept for value in values)
    assert len(curves[RAW].to_dict()["found_within"]) == 20
