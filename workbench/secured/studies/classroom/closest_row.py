# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""An adversary who undoes what was done to everybody alike, and takes the closest row."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Release
from secured.dean import Claims, ThreatModel
from secured.dean.released_linkage import ReleasedLinkage
from secured.studies.classroom.distances import closest_records

__all__ = ["ClosestRow", "common_move", "undone"]

VOTERS = 300
FEWEST_VOTES = 0.1  # of the voters: a move that fewer share is a coincidence


@dataclass(frozen=True, kw_only=True)
class ClosestRow(ReleasedLinkage):
    """Undo a move that many pairs of known people and released rows share, then take the closest row.

    An interval counts as its middle; a column of which nothing is shown is left aside. Confidence is one minus the ratio of the distances to the closest row and to the next.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names the columns to compare.
    """

    threat: ThreatModel
    id: str = "closest row"

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedClosestRow":
        """Keep the released columns that are known; the reference people are not needed."""
        return _FittedClosestRow(rows=_middles(release, list(self.threat.knows)), rng=rng)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "threat": self.threat.to_dict(),
            "source": "distance to closest record, from the adversary's side",
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedClosestRow:
    rows: pd.DataFrame
    rng: np.random.Generator

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        if not len(self.rows.columns) or not len(self.rows):
            silent, nothing = np.ones(len(auxiliary), dtype=bool), np.zeros(len(auxiliary))
            return Claims(
                kind="record",
                values=-np.ones((len(auxiliary), 1), dtype=object),
                confidence=nothing,
                abstain=silent,
            )
        rows = undone(self.rows, auxiliary, self.rng)
        found = closest_records(auxiliary, rows, like=rows)
        return Claims(
            kind="record",
            values=found.who.astype(object)[:, None],
            confidence=1 - found.ratio,
            abstain=np.zeros(len(auxiliary), dtype=bool),
        )


def common_move(
    known: pd.DataFrame, rows: pd.DataFrame, rng: np.random.Generator
) -> tuple[dict[str, float], int]:
    """The difference between released and known numbers that most pairs share, and how many people vote for it.

    Whatever was added to everybody alike is the same for each person and their own row; all other pairs scatter.

    Parameters
    ----------
    known, rows : pandas.DataFrame
        Of some people, of whom 300 at most vote, and the release.
    rng : numpy.random.Generator
    """
    names = [name for name in known.columns if name in rows.columns and _numeric(known, rows, name)]
    if not names or not len(known) or not len(rows):
        return {}, 0
    chosen = rng.choice(len(known), min(VOTERS, len(known)), replace=False)
    steps = [
        np.round(rows[name].to_numpy(float) * 1000).astype(np.int64)[None, :]
        - np.round(known[name].to_numpy(float)[chosen] * 1000).astype(np.int64)[:, None]
        for name in names
    ]
    keys = np.zeros(steps[0].shape, dtype=np.uint64)
    for step in steps:
        keys = keys * np.uint64(1_000_003) + step.astype(np.uint64)
    _, first, votes = np.unique(keys.ravel(), return_index=True, return_counts=True)
    most = int(votes.argmax())
    shared = {name: float(step.flat[first[most]]) / 1000 for name, step in zip(names, steps, strict=True)}
    return shared, int(votes[most])


def undone(rows: pd.DataFrame, known: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Take off what many pairs share; rows as they are, where nothing is."""
    move, votes = common_move(known, rows, rng)
    if votes < FEWEST_VOTES * min(VOTERS, len(known)):
        return rows
    return rows.assign(**{name: (rows[name] - amount).round(6) for name, amount in move.items()})


def _middles(release: Release, names: list[str]) -> pd.DataFrame:
    """Read released labels as an adversary does who wants numbers: an interval as its middle, what is hidden as the mean."""
    columns = {}
    for name in (name for name in names if name in release.data.columns):
        known = release.descriptions.get(name, {})
        shown = release.data[name]
        if all(known.get(label) and known[label].kind == "suppressed" for label in shown.unique()):
            continue
        middles = {
            label: (float(one.lower or 0) + float(one.upper or 0)) / 2
            for label, one in known.items()
            if one.kind == "interval"
        }
        if middles:
            numbers = pd.to_numeric(
                shown.map(lambda label, read=middles: read.get(label, label)), errors="coerce"
            )
            shown = numbers.astype(float).fillna(numbers.mean())
        columns[name] = shown
    return pd.DataFrame(columns, index=release.data.index)


def _numeric(known: pd.DataFrame, rows: pd.DataFrame, name: str) -> bool:
    return all(pd.api.types.is_numeric_dtype(table[name]) for table in (known, rows))
