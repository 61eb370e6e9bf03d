# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The released rows that fit what is known of a target, the likeliest first."""

from dataclasses import dataclass

import numpy as np

from secured.dean.guesses import Guesses
from secured.dean.tables.matching import Candidates, Matcher

__all__ = ["FittingRows"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FittingRows:
    """Groups of identical rows that fit every target; rows of one group are equally likely.

    Parameters
    ----------
    matcher : Matcher
        Of the release.
    candidates : Candidates
        Of the targets.
    """

    matcher: Matcher
    candidates: Candidates

    def guesses(self, rows: np.ndarray) -> Guesses:
        """Count the rows that fit better than, and as well as, the row of every target."""
        found, sizes = self.candidates, self.matcher.sizes[self.candidates.groups]
        own = np.full(found.n_targets, np.inf)
        mine = found.groups == self._group_of(rows)[found.targets]
        own[found.targets[mine]] = found.weights[mine]
        better, equal = found.weights > own[found.targets], found.weights == own[found.targets]
        ahead, alike = (
            np.bincount(found.targets, weights=np.where(which, sizes, 0), minlength=found.n_targets)
            for which in (better, equal)
        )
        return Guesses(
            ahead=ahead.astype(np.int64), alike=alike.astype(np.int64), n_records=len(self.matcher.group_of)
        )

    def class_sizes(self, rows: np.ndarray) -> np.ndarray | None:
        """Rows that look like each target's own, 0 for those left out; None unless just these come in question first.

        Then the release falls into classes, and 1 / size is the chance of naming the right row.
        """
        rows, guesses = np.asarray(rows), self.guesses(rows)
        sizes = np.where(rows >= 0, np.append(self.matcher.sizes, 0)[self._group_of(rows)], 0)
        inside = rows >= 0
        if (guesses.ahead[inside] > 0).any() or (guesses.alike[inside] != sizes[inside]).any():
            return None
        return sizes

    def _group_of(self, rows: np.ndarray) -> np.ndarray:
        """Group of every row, -1 for people who were left out."""
        return np.where(rows >= 0, np.append(self.matcher.group_of, -1)[rows], -1)
