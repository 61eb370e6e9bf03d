# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""No pair is scored by a matcher that has learned on either of the two."""

from dataclasses import dataclass

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean.signals.cross_fitting import cross_fitted_scores
from secured.dean.signals.description import Description
from secured.dean.signals.protocols import other_day, splits
from secured.dean.signals.score_fusion import ScoreFusion, mean_of_scores
from secured.dean.signals.template_matching import TemplateMatching


@dataclass(frozen=True, kw_only=True)
class Rote:
    """Knows by heart whom it has learned on: scores 1 for a pair if it has met either, else 0."""

    name: str = "rote"
    learns: bool = True

    def describe(self, signals):
        return Description.by_record(signals, np.zeros((len(signals), 1)))

    def fit(self, others, rng):
        met = set(others.people)
        assert len(met)

        class Fitted:
            def scores(self, probes, gallery):
                return np.array(
                    [[float(a in met or b in met) for b in gallery.people] for a in probes.people]
                )

        return Fitted()

    def to_dict(self):
        return {}


@pytest.mark.parametrize("folds", [3, 4, 7])
def test_nobody_is_scored_by_who_has_met_them(ecg, folds):
    signals = ecg.cohort(9)
    found = cross_fitted_scores(
        Rote(), splits(signals), learn_from=signals, folds=folds, rng=np.random.default_rng(0)
    )
    assert [scores.shape for scores in found] == [(9, 9), (9, 9)]
    assert all((scores == 0).all() for scores in found)


def test_learning_on_the_gallery_would_be_seen(ecg):
    """Broken on purpose: a matcher that has met everybody."""
    signals = ecg.cohort(9)
    split, rote = other_day(signals), Rote()
    fitted = rote.fit(rote.describe(signals), np.random.default_rng(0))
    assert (fitted.scores(rote.describe(split.probes), rote.describe(split.gallery)) == 1).all()


def test_matchers_that_learn_nothing_see_the_whole_gallery_at_once(ecg):
    signals, matcher = ecg.cohort(6), TemplateMatching()
    split = other_day(signals)
    plain = matcher.scores(matcher.describe(split.probes), matcher.describe(split.gallery))
    found = cross_fitted_scores(matcher, [split], learn_from=signals, rng=np.random.default_rng(0))
    assert np.array_equal(found[0], plain)


def test_a_fusion_is_the_mean_of_its_own(ecg):
    signals = ecg.cohort(6)
    split, parts = other_day(signals), (TemplateMatching(), TemplateMatching(measure="dtw"))
    each = [
        cross_fitted_scores(one, [split], learn_from=signals, rng=np.random.default_rng(0))[0]
        for one in parts
    ]
    fused = cross_fitted_scores(
        ScoreFusion(matchers=parts), [split], learn_from=signals, rng=np.random.default_rng(0)
    )
    assert np.array_equal(fused[0], mean_of_scores(each))


def test_two_folds_leave_nobody_to_learn_on(ecg):
    signals = ecg.cohort(6)
    with pytest.raises(PrivacyInputError, match="folds=2"):
        cross_fitted_scores(
            Rote(), splits(signals), learn_from=signals, folds=2, rng=np.random.default_rng(0)
        )


@dataclass(frozen=True, kw_only=True)
class Counting(Rote):
    """Scores by how many it has learned on."""

    def fit(self, others, rng):
        n = float(len(others.people))

        class Fitted:
            def scores(self, probes, gallery):
                return np.full((len(probes.people), len(gallery.people)), n)

        return Fitted()


@pytest.mark.parametrize("folds", [3, 4, 9])
def test_right_pairs_are_scored_by_no_better_informed_matcher(ecg, folds):
    """If it were, they would stand out although nothing of anybody was recognised."""
    signals = ecg.cohort(3 * folds)
    found = cross_fitted_scores(
        Counting(), [other_day(signals)], learn_from=signals, folds=folds, rng=np.random.default_rng(0)
    )
    assert (found[0] == 3 * (folds - 2)).all()
