# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The three attackers: ARX's figures, El Emam's formulas by hand, populations, curves and what is left out."""

import json
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from secured.common import PrivacyInputError
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.risk.attackers import ReidentificationRisk, individual_risk

SIZES = st.lists(st.integers(1, 30), min_size=1, max_size=30).map(np.array)


def test_the_figures_of_arx(adult_classes):
    """kanon_k5_s0.05_loss_geo and kanon_k5_s0.05_loss_arith (the same node, the same figures)."""
    counts = adult_classes(0, 3, 0, 0, 2, 1, 1, 2, 0).counts
    kept = counts[counts >= 5]
    risk = ReidentificationRisk.of(kept, suppressed=int(counts[counts < 5].sum()))
    assert (risk.suppressed, len(kept), risk.n_records) == (1346, 397, 28_816)
    assert risk.prosecutor.highest == risk.journalist.highest == 0.2
    assert risk.prosecutor.average == pytest.approx(0.01377706829539145, abs=1e-16)
    assert risk.prosecutor.lowest == 0.0005934718100890207
    assert risk.journalist.success_rate == risk.prosecutor.success_rate == risk.marketer
    assert risk.marketer == pytest.approx(0.01377706829539145, abs=1e-16)
    assert risk.sample_uniques == 0.0


def test_all_three_attackers_by_hand():
    """Classes of 1, 4, 5 records with 4, 4, 20 people in the population; threshold 0.2, strictly."""
    risk = ReidentificationRisk.of(np.array([1, 4, 5]), threshold=0.2, population=np.array([4, 4, 20]))
    assert risk.prosecutor.to_dict() == pytest.approx(
        {"highest": 1.0, "average": 0.3, "lowest": 0.2, "at_risk": 0.5, "success_rate": 0.3}
    )
    mean = (1 / 4 + 4 / 4 + 5 / 20) / 10
    assert risk.journalist.to_dict() == pytest.approx(
        {"highest": 0.25, "average": mean, "lowest": 0.05, "at_risk": 0.5, "success_rate": max(3 / 28, mean)}
    )
    assert risk.marketer == pytest.approx(mean)
    assert risk.sample_uniques == 0.1


@given(sizes=SIZES, threshold=st.floats(0.01, 1.0))
def test_the_definitions_record_by_record(sizes, threshold):
    risk = ReidentificationRisk.of(sizes, threshold=threshold)
    chance = np.repeat(1 / sizes, sizes)
    assert risk.prosecutor.average == pytest.approx(chance.mean()) == pytest.approx(len(sizes) / sizes.sum())
    assert risk.prosecutor.highest == chance.max()
    assert risk.prosecutor.lowest == chance.min()
    assert risk.prosecutor.at_risk == pytest.approx((chance > threshold).mean())
    table = risk.distribution()
    assert table["records"].sum() == len(chance)
    assert table["at_least"].iloc[-1] == pytest.approx(1.0)
    for row in table.itertuples():
        assert row.at_least == pytest.approx((chance >= row.risk).mean())


@given(sizes=SIZES)
def test_the_curve_is_the_share_at_risk_at_every_threshold(sizes):
    curve = ReidentificationRisk.of(sizes).curve()
    for row in curve.itertuples():
        if row.threshold > 0:
            at = ReidentificationRisk.of(sizes, threshold=row.threshold)
            assert row.prosecutor == pytest.approx(at.prosecutor.at_risk)
            assert row.journalist == pytest.approx(at.journalist.at_risk)
    assert (np.diff(curve["prosecutor"]) >= 0).all()
    assert curve["prosecutor"].iloc[-1] == 1.0


@given(sizes=SIZES, factor=st.floats(1.0, 1e6))
def test_a_larger_population_only_lowers_the_journalist_s_chance(sizes, factor):
    own, seen = (
        ReidentificationRisk.of(sizes),
        ReidentificationRisk.of(sizes, population=sizes.sum() * factor),
    )
    assert seen.journalist.highest <= own.journalist.highest + 1e-12
    assert seen.journalist.average <= own.journalist.average + 1e-12
    assert seen.prosecutor == own.prosecutor
    assert (seen.journalist_chance > 0).all()


def test_the_individual_risk_is_the_mean_of_one_over_the_population_s_class():
    """F - f negative binomial (f, p), summed term by term; f = 1 in closed form."""
    sizes = np.array([1, 2, 9, 10, 40])
    population = sizes.sum() * 8
    rate = 1 / 8
    others = np.arange(20_000)
    summed = [(nbinom.pmf(others, f, rate) / (f + others)).sum() for f in sizes]
    assert individual_risk(sizes, population) == pytest.approx(summed, rel=1e-9)
    assert individual_risk(sizes, population)[0] == pytest.approx(-rate * log(rate) / (1 - rate))
    assert individual_risk(sizes, sizes.sum()) == pytest.approx(1 / sizes)
    tiny = individual_risk(np.array([1, 5, 1685]), 3e8)
    assert np.isfinite(tiny).all() and (np.diff(tiny) < 0).all()


def test_classes_of_a_population_are_matched_by_value(adult_table, adult_classes):
    """Every tenth class as the release; the population is all of Adult, in another order."""
    population = adult_table.base
    part = np.zeros(len(population.counts), dtype=bool)
    part[::10] = True
    released = population.only(part)
    order = np.random.default_rng(0).permutation(len(part))
    shuffled = EquivalenceClasses.of_codes(
        population.hierarchies, population.codes[order], population.counts[order] + 3
    )
    risk = ReidentificationRisk.of(released, population=shuffled)
    assert risk.journalist_chance == pytest.approx(1 / (released.counts + 3))
    with pytest.raises(PrivacyInputError, match="differ in hierarchies or levels"):
        ReidentificationRisk.of(released, population=adult_classes(0, 3, 0, 0, 2, 1, 1, 2, 0))
    with pytest.raises(PrivacyInputError, match="needs the released classes"):
        ReidentificationRisk.of(released.counts, population=shuffled)
    with pytest.raises(PrivacyInputError, match="fewer people in one"):
        ReidentificationRisk.of(population, population=released)


@pytest.mark.parametrize(
    "wrong",
    [
        {"counts": np.array([0, 1])},
        {"threshold": 0},
        {"threshold": 1.5},
        {"suppressed": -1},
        {"population": np.array([1, 2, 3])},
        {"population": np.array([4, 3])},
        {"population": 3},
        {"among": np.array([4, 4])},
        {"among": np.array([9])},
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(PrivacyInputError):
        ReidentificationRisk.of(**{"counts": np.array([4, 5])} | wrong)


def test_nothing_released_is_nothing_at_risk():
    risk = ReidentificationRisk.of(np.zeros(0, dtype=int), suppressed=12)
    assert (risk.prosecutor.highest, risk.journalist.success_rate, risk.marketer) == (0.0, 0.0, 0.0)
    assert risk.distribution().empty
    assert json.loads(json.dumps(risk.to_dict()))["suppressed"] == 12
    assert "12 suppressed" in risk._repr_html_()
