# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many guesses it takes to name a target's own record, when an adversary names released records in order."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import gammaln

from secured.common import PrivacyInputError

__all__ = ["Guesses", "RankedRecords", "ScoredRecords", "none_ahead"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Guesses:
    """Where every target's own record stands among all released ones; equals are named in random order.

    Nothing is drawn: shares are expected over the order of equals.

    Parameters
    ----------
    ahead : ndarray of int, shape (n_targets,)
        Records that are named before the target's own.
    alike : ndarray of int, shape (n_targets,)
        Records that are as likely as the target's own, itself among them; 0 where it is never named.
    n_records : int
        Released records, one a person.

    Examples
    --------
    >>> guesses = Guesses(ahead=np.array([0, 1, 0]), alike=np.array([1, 2, 0]), n_records=4)
    >>> guesses.within(4).round(3).tolist()
    [0.333, 0.5, 0.667, 0.667]
    >>> guesses.among(2).round(3).tolist()
    [1.0, 0.5, 0.0]
    """

    ahead: np.ndarray
    alike: np.ndarray
    n_records: int

    def __post_init__(self) -> None:
        if len(self.ahead) != len(self.alike) or not len(self.alike):
            raise PrivacyInputError(
                f"Guesses: {len(self.ahead)} places and {len(self.alike)} numbers of equals are given. Give one a target."
            )
        if (self.ahead + self.alike > self.n_records).any() or (self.ahead < 0).any():
            raise PrivacyInputError(f"Guesses: some places are not among {self.n_records} records.")

    def within(self, most: int) -> np.ndarray:
        """Share of targets that are named among the first 1 ... `most` guesses: the cumulative match characteristic."""
        equals = np.maximum(self.alike, 1)
        shares = [
            np.where(self.alike > 0, ((rank - self.ahead) / equals).clip(0, 1), 0.0).mean()
            for rank in range(1, min(most, self.n_records) + 1)
        ]
        return np.array(shares)

    def among(self, size: int) -> np.ndarray:
        """Chance that each target is named first, if only `size` random records, its own among them, come in question.

        With c of the N - 1 others ahead of the own record, none of them is among `size` records with chance
        C(N - 1 - c, size - 1) / C(N - 1, size - 1); of e equals, 0 ... e - 1 are named before it, equally likely.
        """
        if not 1 <= size <= self.n_records:
            raise PrivacyInputError(f"Guesses: size={size} is not between 1 and {self.n_records} records.")
        total = np.concatenate(
            [[0.0], np.cumsum(none_ahead(np.arange(self.n_records), self.n_records, size))]
        )
        gained = total[self.ahead + self.alike] - total[self.ahead]
        return np.where(self.alike > 0, gained / np.maximum(self.alike, 1), 0.0)

    def of(self, targets: np.ndarray) -> "Guesses":
        """Guesses about some of the targets."""
        return Guesses(ahead=self.ahead[targets], alike=self.alike[targets], n_records=self.n_records)

    def __repr__(self) -> str:
        return f"Guesses({len(self.alike)} targets among {self.n_records} records)"


class RankedRecords(Protocol):
    """How likely a fitted attack holds each released record to be a target's; it does not know which one is."""

    def guesses(self, rows: np.ndarray) -> Guesses:
        """Join the truth: the released record of every target, -1 for those left out."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ScoredRecords:
    """A score for every pair of target and released record.

    Parameters
    ----------
    scores : ndarray of float, shape (n_targets, n_records)
        Higher is likelier; -inf where nothing could be compared.
    numbers : ndarray of int, shape (n_records,)
        The released numbers, in the order of the columns.
    """

    scores: np.ndarray
    numbers: np.ndarray

    def guesses(self, rows: np.ndarray) -> Guesses:
        """Count who scores above, and as high as, the record of every target."""
        right = self.numbers[None, :] == np.asarray(rows)[:, None]
        own = np.where(right, self.scores, -np.inf).max(axis=1, initial=-np.inf)
        named = np.isfinite(own)
        ahead, alike = (self.scores > own[:, None]).sum(axis=1), (self.scores == own[:, None]).sum(axis=1)
        return Guesses(
            ahead=np.where(named, ahead, 0), alike=np.where(named, alike, 0), n_records=len(self.numbers)
        )

    @property
    def best(self) -> np.ndarray:
        """Score of the likeliest record of every target."""
        return np.asarray(self.scores.max(axis=1, initial=-np.inf))


def none_ahead(ahead: np.ndarray, n: int, size: int) -> np.ndarray:
    """Chance that, of the `ahead` among n - 1 others, none is among size - 1 that are drawn.

    C(n - 1 - c, size - 1) / C(n - 1, size - 1), 0 where fewer are behind than are drawn.
    """
    behind, taken = n - 1 - ahead, size - 1
    possible = behind >= taken
    log_chance = (
        gammaln(behind + 1) - gammaln(np.where(possible, behind - taken, 0.0) + 1)
        - gammaln(n) + gammaln(n - taken)
    )  # fmt: skip
    return np.where(possible, np.exp(log_chance), 0.0)
