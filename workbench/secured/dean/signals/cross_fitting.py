# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Score everybody against everybody with matchers that have learned on neither of the two."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.signals import Signals
from secured.dean.signals.matcher import Comparison, Matcher
from secured.dean.signals.protocols import Split
from secured.dean.signals.score_fusion import ScoreFusion, mean_of_scores

__all__ = ["cross_fitted_scores"]


def cross_fitted_scores(
    matcher: Matcher,
    protocols: Sequence[Split],
    *,
    learn_from: Signals,
    folds: int = 5,
    rng: np.random.Generator,
) -> list[np.ndarray]:
    """Return scores of every probe person with every gallery person, for each protocol.

    A matcher would know the distractors of a gallery it has learned on, and the right answer would stand out. So
    people are put into folds, and the pairs of two folds are scored by a matcher that has learned on everybody else.
    Pairs within one fold, the right ones among them, are scored by one of these too: a matcher that had learned on
    more people might score them differently from the wrong ones.

    Parameters
    ----------
    matcher : Matcher
    protocols : sequence of Split
    learn_from : Signals
        Recordings of people by name; those of the pair's own folds are never learned on. People who are in no gallery
        always are.
    folds : int, default 5
        At least 3; folds (folds - 1) / 2 matchers are trained. Of no meaning for a matcher that does not learn.
    rng : numpy.random.Generator

    Returns
    -------
    list of ndarray, shape (n_probe_people, n_gallery_people)
        Higher is more alike; -inf where nothing of one of the two is usable.

    Raises
    ------
    PrivacyInputError
        If there are fewer than 3 folds, or fewer people than folds.
    """
    if isinstance(
        matcher, ScoreFusion
    ):  # after, not within the pairs of folds: a fold holds few people to scale by
        several = [
            cross_fitted_scores(one, protocols, learn_from=learn_from, folds=folds, rng=rng)
            for one in matcher.matchers
        ]
        return [mean_of_scores(of_one) for of_one in zip(*several, strict=True)]
    described = [(matcher.describe(split.probes), matcher.describe(split.gallery)) for split in protocols]
    if not matcher.learns:
        learned = matcher.fit(None, rng)
        return [learned.scores(probes, gallery) for probes, gallery in described]
    lessons = matcher.describe(learn_from)
    people = pd.unique(np.concatenate([gallery.people for _, gallery in described]))
    if not 3 <= folds <= len(people):
        raise PrivacyInputError(
            f"cross_fitted_scores: folds={folds} of {len(people)} people. Choose 3 or more, not more than people."
        )
    fold_of = pd.Series(rng.permutation(len(people)) % folds, index=people)
    of_lesson = fold_of.reindex(lessons.people).to_numpy()  # NaN: in no gallery
    found = [np.full((len(probes.people), len(gallery.people)), -np.inf) for probes, gallery in described]
    for one in range(folds):
        for other in range(one + 1, folds):
            learned = matcher.fit(lessons.of(lessons.people[(of_lesson != one) & (of_lesson != other)]), rng)
            pairs = [(one, other), (other, one)]
            pairs += [(fold, fold) for fold in (one, other) if _neighbour(fold, folds) in (one, other)]
            for scores, (probes, gallery) in zip(found, described, strict=True):
                for pair in pairs:
                    _fill(scores, learned, probes, gallery, fold_of, pair)
    return found


def _neighbour(fold: int, folds: int) -> int:
    """The fold that is left out together with a fold to score its people with each other."""
    return (fold + 1) % folds


def _fill(
    scores: np.ndarray,
    learned: Comparison,
    probes: Any,
    gallery: Any,
    fold_of: pd.Series,
    pair: tuple[int, int],
) -> None:
    """Score the probes of one fold with the gallery of another, in place."""
    rows = np.flatnonzero(fold_of.loc[probes.people].to_numpy() == pair[0])
    columns = np.flatnonzero(fold_of.loc[gallery.people].to_numpy() == pair[1])
    if len(rows) and len(columns):
        scores[np.ix_(rows, columns)] = learned.scores(
            probes.of(probes.people[rows]), gallery.of(gallery.people[columns])
        )
