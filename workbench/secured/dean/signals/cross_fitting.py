# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Score everybody against everybody with matchers that have learned on neither of the two."""

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.signals import Signals
from secured.dean.signals.matcher import Matcher
from secured.dean.signals.protocols import Split
from secured.dean.signals.score_fusion import ScoreFusion, mean_of_scores

__all__ = ["cross_fitted_scores"]


def cross_fitted_scores(
    matcher: Matcher, split: Split, *, learn_from: Signals, folds: int = 5, rng: np.random.Generator
) -> np.ndarray:
    """Return scores of every probe person with every gallery person.

    A matcher would know the distractors of a gallery it has learned on, and the right answer would stand out. So
    people are put into folds, and the pairs of two folds are scored by a matcher that has learned on everybody else.

    Parameters
    ----------
    matcher : Matcher
    split : Split
    learn_from : Signals
        Recordings of people by name; those of the pair's own folds are never learned on. People who are not in the
        gallery always are.
    folds : int, default 5
        At least 3; folds (folds + 1) / 2 matchers are trained. Of no meaning for a matcher that does not learn.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_probe_people, n_gallery_people)
        Higher is more alike; -inf where nothing of one of the two is usable.

    Raises
    ------
    PrivacyInputError
        If there are fewer than 3 folds, or fewer people than folds.
    """
    if isinstance(
        matcher, ScoreFusion
    ):  # after, not within the pairs of folds: a fold holds few people to scale by
        several = (
            cross_fitted_scores(one, split, learn_from=learn_from, folds=folds, rng=rng)
            for one in matcher.matchers
        )
        return mean_of_scores(list(several))
    probes, gallery = matcher.describe(split.probes), matcher.describe(split.gallery)
    if not matcher.learns:
        return matcher.fit(None, rng).scores(probes, gallery)
    people = gallery.people
    if not 3 <= folds <= len(people):
        raise PrivacyInputError(
            f"cross_fitted_scores: folds={folds} of {len(people)} people. Choose 3 or more, not more than people."
        )
    lessons = matcher.describe(learn_from)
    fold = rng.permutation(len(people)) % folds
    of_probe = fold[pd.Index(people).get_indexer(probes.people)]
    of_lesson = pd.Series(fold, index=people).reindex(lessons.people).to_numpy()  # NaN: not in the gallery
    scores = np.full((len(of_probe), len(people)), -np.inf)
    for one in range(folds):
        for other in range(one, folds):
            learned = matcher.fit(lessons.of(lessons.people[(of_lesson != one) & (of_lesson != other)]), rng)
            for ours, theirs in {(one, other), (other, one)}:
                rows, columns = np.flatnonzero(of_probe == ours), np.flatnonzero(fold == theirs)
                if len(rows):
                    block = learned.scores(probes.of(probes.people[rows]), gallery.of(people[columns]))
                    scores[np.ix_(rows, columns)] = block
    return scores
