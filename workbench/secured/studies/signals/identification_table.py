# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is it? Matchers of recordings side by side: the same row for a heart, a watch or a bedside monitor."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from secured.dean.identification import SAME_SESSION, Identification, Ties, identify
from secured.dean.signals.protocols import Split

__all__ = ["IdentificationRow", "IdentificationTable", "identify_split"]

FALSE_ALARMS = (0.05, 0.1)


@dataclass(frozen=True, kw_only=True)
class IdentificationRow:
    """One matcher in one protocol.

    Parameters
    ----------
    protocol : str
        With "(same session)" where gallery and probes come from one sitting.
    matcher : str
    closed : Identification
        Everybody is in the gallery.
    open : Identification or None
        Some of the probe people are not; None where that was not tried, as for too few people.
    null_rank_1 : float
        Rank-1 when the gallery's recordings carry other people's names.
    seconds : float
        To learn and to score.
    """

    protocol: str
    matcher: str
    closed: Identification
    open: Identification | None = None
    null_rank_1: float
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Rates of everybody together: exact 95 % bounds of rank-1, bootstrapped ones of the equal error rate."""
        first, fifth = self.closed.rank(1), self.closed.rank(5)
        compared = np.unique(self.closed.probe_people[self.closed.ranks > 0])
        equal = self.closed.eer() if len(compared) > 1 else None
        row = {
            "protocol": self.protocol,
            "matcher": self.matcher,
            "probes": len(self.closed.ranks),
            "gallery": self.closed.gallery_size,
            "failed": self.closed.failed,
            "rank_1": first.point,
            "rank_1_low": first.low,
            "rank_1_high": first.high,
            "rank_5": fifth.point,
            "eer": None if equal is None else equal.point,
            "eer_low": None if equal is None else equal.low,
            "eer_high": None if equal is None else equal.high,
            "chance": self.closed.chance,
            "null_rank_1": self.null_rank_1,
            "seconds": self.seconds,
        }
        for rate in FALSE_ALARMS:
            point = None if self.open is None else self.open.open_set(rate)
            found = None if point is None or point.identified is None else point.identified.point
            row[f"dir_at_far_{rate:g}"] = found  # None: so few strangers cannot show such a rate
        return row


@dataclass(frozen=True, kw_only=True)
class IdentificationTable:
    """All rows, protocol by protocol.

    Parameters
    ----------
    rows : tuple of IdentificationRow
        The hardest protocol last.
    left_out : dict of str to int
        Recordings that are unusable, by flaw.
    note : str
        What the matchers learn on, in one sentence for the reader.
    """

    rows: tuple[IdentificationRow, ...]
    left_out: dict[str, int] = field(default_factory=dict)
    note: str = ""

    def table(self) -> pd.DataFrame:
        """One row a matcher and protocol."""
        return pd.DataFrame([row.to_dict() for row in self.rows])

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"rows": [row.to_dict() for row in self.rows], "left_out": self.left_out}

    def _repr_html_(self) -> str:
        return str(self.table().round(3).to_html(index=False, border=0))


def identify_split(
    split: Split, scores: np.ndarray, gallery: np.ndarray, *, rng: np.random.Generator, ties: Ties = "random"
) -> Identification:
    """Rank the people of a gallery for every probe of a split.

    Parameters
    ----------
    split : Split
    scores : ndarray, shape (n_probe_people, n_gallery)
        Higher is more alike.
    gallery : ndarray, shape (n_gallery,)
        Whose the columns are: the split's people, fewer of them, or others' names.
    rng : numpy.random.Generator
    ties : {"random", "middle"}
        See `identify`.

    Raises
    ------
    PrivacyInputError
        As `identify` does.
    """
    people = split.probes.people
    return identify(
        scores,
        probe_people=people,
        gallery_people=gallery,
        probe_sessions=np.full(len(people), 0 if split.same_session else 1),
        gallery_sessions=np.zeros(len(gallery), dtype=np.int64),
        protocol=SAME_SESSION if split.same_session else split.name,
        rng=rng,
        ties=ties,
    )
