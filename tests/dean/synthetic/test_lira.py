# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""LiRA: the likelihood ratio by hand, shadow models that copy are broken and those that do not are not."""

import numpy as np
import pytest
from scipy.stats import norm

from secured.common import PrivacyInputError
from secured.dean import MembershipCurve
from secured.dean.synthetic import Lira, ShadowScores, train_shadows


def shadows(effect: float, *, n_models: int = 16, n_pool: int = 200, seed: int = 0) -> ShadowScores:
    """Models that know everybody by a level of their own, and members better by `effect` standard deviations."""
    rng = np.random.default_rng(seed)
    level = 5 * rng.normal(size=n_pool)  # who is easy for any model

    def train(positions: np.ndarray, own: np.random.Generator):
        scores = level + own.normal(size=n_pool)
        scores[positions] += effect
        return lambda asked: scores[asked]

    return train_shadows(train, n_pool, n_models=n_models, rng=rng)


def test_everybody_is_in_half_of_the_models_and_the_draws_of_one_depend_on_no_other():
    made = shadows(1.0)
    assert (made.inside.sum(axis=0) == 8).all() and (made.inside.sum(axis=1) == 100).all()
    assert (made.inside[0] ^ made.inside[1]).all()
    same = shadows(1.0)
    assert np.array_equal(made.scores, same.scores)
    parts = []
    train_shadows(
        lambda at, own: parts.append(own.random()) or (lambda asked: np.zeros(len(asked))),
        20, n_models=4, rng=np.random.default_rng(1),
    )  # fmt: skip
    assert len(set(parts)) == 4


def test_the_ratio_is_that_of_two_normals():
    rng = np.random.default_rng(2)
    scores, inside = rng.normal(size=(6, 3)), np.arange(6)[:, None] < np.array([3, 3, 3])
    observed = np.array([0.3, -0.2, 1.0])
    own = Lira(variance="own").scores(observed, ShadowScores(scores=scores, inside=inside))
    expected = [
        norm.logpdf(observed[i], scores[:3, i].mean(), scores[:3, i].std(ddof=1))
        - norm.logpdf(observed[i], scores[3:, i].mean(), scores[3:, i].std(ddof=1))
        for i in range(3)
    ]
    assert own == pytest.approx(expected)
    offline = Lira(knows="offline", variance="own").scores(
        observed, ShadowScores(scores=scores, inside=inside)
    )
    expected = [norm.logcdf(observed[i], scores[3:, i].mean(), scores[3:, i].std(ddof=1)) for i in range(3)]
    assert offline == pytest.approx(expected)


@pytest.mark.parametrize("knows", ["online", "offline"])
def test_members_are_found_at_low_cost_where_there_is_an_effect_and_not_where_there_is_none(knows):
    rates, plain = {}, {}
    for effect in (4.0, 0.0):
        made = shadows(effect)
        scores, inside = Lira(knows=knows).leave_one_out(made)
        rates[effect] = (
            MembershipCurve(members=scores[inside], outsiders=scores[~inside]).at(0.01).true_positives
        )
        plain[effect] = (
            MembershipCurve(members=made.scores[inside], outsiders=made.scores[~inside])
            .at(0.01)
            .true_positives
        )
    assert rates[4.0].low > 0.5 and plain[4.0].high < 0.2  # the level of people hides it from a threshold
    assert rates[0.0].low <= 0.015


def test_what_cannot_be_compared_is_refused():
    made = shadows(1.0, n_models=2, n_pool=10)
    with pytest.raises(PrivacyInputError, match="fewer than two"):
        Lira().scores(made.scores[0], made)
    with pytest.raises(PrivacyInputError, match="n_models=3"):
        train_shadows(lambda at, own: None, 10, n_models=3, rng=np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="n_members=6"):
        train_shadows(lambda at, own: None, 10, n_models=2, n_members=6, rng=np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="missing or infinite"):
        ShadowScores(scores=np.array([[np.inf]]), inside=np.array([[True]]))
    with pytest.raises(PrivacyInputError, match="9 people are observed"):
        Lira().scores(made.scores[0][:9], made)
    with pytest.raises(PrivacyInputError, match="knows='both'"):
        Lira(knows="both")
    assert "." not in repr(made)
