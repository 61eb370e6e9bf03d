# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Gallery size: the observed part is the mean over all galleries, the model is marked and comes near the truth."""

import numpy as np
import pytest
from scipy.stats import norm

from secured.common import PrivacyInputError
from secured.dean.gallery_curve import MODELS, gallery_curve


def scores_of(n: int, shift: float, seed: int = 0) -> np.ndarray:
    """Scores of wrong pairs are standard normal; a person's own lies `shift` higher."""
    return np.random.default_rng(seed).normal(size=(n, n)) + shift * np.eye(n)


def curve_of(scores: np.ndarray, population: int, **more):
    people = np.arange(len(scores))
    settings = {
        "probe_people": people,
        "gallery_people": people,
        "rng": np.random.default_rng(0),
        "draws": 60,
    }
    return gallery_curve(scores, population=population, **(settings | more))


def true_rank_one(shift: float, size: int) -> float:
    """Chance that a normal, `shift` higher, exceeds size - 1 others."""
    z = np.linspace(-8, 8 + shift, 20_001)
    return float(np.trapezoid(norm.pdf(z - shift) * np.exp((size - 1) * norm.logcdf(z)), z))


def test_the_observed_part_agrees_with_galleries_that_are_drawn():
    scores = scores_of(60, 2.0)
    curve = curve_of(scores, 60, sizes=(10, 25, 60))
    rng = np.random.default_rng(1)
    for point in curve.observed[:2]:
        hits = []
        for _ in range(4000):
            probe = int(rng.integers(60))
            others = rng.choice(np.delete(np.arange(60), probe), point.size - 1, replace=False)
            hits.append(scores[probe, probe] > scores[probe, others].max())
        assert point.rank_one.point == pytest.approx(np.mean(hits), abs=0.025)
    assert curve.observed[2].rank_one.point == (scores.argmax(axis=1) == np.arange(60)).mean()
    assert not curve.modelled


def test_it_never_rises_with_the_gallery():
    curve = curve_of(scores_of(80, 2.0), 100_000)
    observed = [one.rank_one.point for one in curve.observed]
    assert observed == sorted(observed, reverse=True)
    for name in MODELS:
        model = [one.by_model[name] for one in curve.modelled]
        assert model == sorted(model, reverse=True)
    assert [one.size for one in curve.points] == sorted({one.size for one in curve.points})


@pytest.mark.parametrize("shift", [1.5, 2.5, 3.5])
@pytest.mark.parametrize("size", [1000, 10_000])
def test_the_band_holds_the_truth_at_ten_to_a_hundred_times_the_gallery(shift, size):
    (point,) = curve_of(scores_of(150, shift), size, sizes=(size,)).modelled
    truth = true_rank_one(shift, size)
    assert point.rank_one.low <= truth <= point.rank_one.high
    assert point.by_model["normal tail"] == pytest.approx(truth, abs=0.1)


def test_a_band_that_stays_at_the_observed_rate_is_caught():
    """The curve that is usually drawn: a flat line to the population."""
    curve = curve_of(scores_of(150, 2.5), 10_000, sizes=(150, 10_000))
    flat = curve.observed[-1].rank_one
    assert not flat.low <= true_rank_one(2.5, 10_000) <= flat.high


def test_a_part_of_the_gallery_foretells_the_whole():
    scores = scores_of(400, 2.5, seed=5)
    (foretold,) = curve_of(scores[:60, :60], 400, sizes=(400,)).modelled
    (seen,) = curve_of(scores, 400, sizes=(400,)).observed
    assert foretold.rank_one.low <= seen.rank_one.point <= foretold.rank_one.high


def test_a_model_that_is_off_where_it_can_be_checked_is_not_used():
    rng = np.random.default_rng(2)
    skewed = 0.99 - rng.gamma(1.0, 1.0, size=(150, 150)) ** 3  # a wall above, a long tail below
    skewed[np.arange(150), np.arange(150)] = 1 - rng.gamma(1.0, 0.001, size=150)
    curve = curve_of(skewed, 10_000)
    assert curve.models == ("beta-binomial",)
    step = curve.observed[-1].rank_one.point - curve.modelled[0].rank_one.point
    assert 0 <= step < 0.2
    assert set(curve.modelled[-1].by_model) == {"beta-binomial"}


def test_what_is_observed_and_what_is_a_model_can_be_told_apart():
    curve = curve_of(scores_of(40, 2.0), 5000)
    raw = curve.to_dict()
    assert raw["models"] == list(MODELS)
    for point in raw["points"]:
        assert point["standing"] == ("observed" if point["size"] <= 40 else "model")
        assert bool(point["by_model"]) == (point["standing"] == "model")
    assert raw["points"][-1]["size"] == 5000 and raw["points"][0]["size"] == 10


def test_perfect_scores_stay_high_and_a_guesser_falls_to_chance():
    perfect = curve_of(scores_of(100, 50.0), 10_000)
    assert perfect.observed[-1].rank_one.point == 1
    assert perfect.modelled[-1].by_model["normal tail"] == pytest.approx(1.0)
    guesser = curve_of(scores_of(100, 0.0), 10_000)
    assert guesser.modelled[-1].rank_one.high < 0.02


def test_what_cannot_be_compared_is_never_found():
    scores = scores_of(50, 60.0)
    scores[:25] = np.nan
    curve = curve_of(scores, 5000)
    assert curve.observed[-1].rank_one.point == 0.5
    assert curve.modelled[-1].rank_one.high < 0.75


def test_what_shows_no_curve_is_refused():
    with pytest.raises(PrivacyInputError, match="a gallery of 5 people"):
        curve_of(scores_of(5, 1.0), 100)
    with pytest.raises(PrivacyInputError, match="population=10"):
        curve_of(scores_of(50, 1.0), 10)
    with pytest.raises(PrivacyInputError, match="no probe"):
        curve_of(scores_of(20, 1.0), 100, probe_people=np.arange(100, 120))
    with pytest.raises(TypeError, match="population"):
        gallery_curve(
            np.eye(20), probe_people=np.arange(20), gallery_people=np.arange(20), rng=np.random.default_rng(0)
        )
