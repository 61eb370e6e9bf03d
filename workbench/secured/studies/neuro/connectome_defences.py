# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Protections of connectomes side by side: what each costs, and whom the attacks still find."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Dataset, Interval
from secured.common.intervals import clopper_pearson
from secured.dean.neuro import Fingerprinting, LeverageMatching
from secured.dean.neuro.matcher import ConnectomeMatcher
from secured.studies.neuro.flow import ConnectomeFlow
from secured.studies.protected_candidate import ProtectedCandidate

__all__ = ["ConnectomeDefence", "ConnectomeDefences", "defend_connectomes"]

ONE_SIDE = 0.025


@dataclass(frozen=True, kw_only=True)
class ConnectomeDefence:
    """One protection.

    Parameters
    ----------
    name, promise : str
    loss : float
        Of the edges, from 0 to 1.
    found : dict of str to Interval
        By matcher: share of everybody found at first guess, 95 %.
    """

    name: str
    promise: str
    loss: float
    found: dict[str, Interval]


@dataclass(frozen=True, kw_only=True)
class ConnectomeDefences:
    """All protections, as tried on everybody."""

    rows: tuple[ConnectomeDefence, ...]
    n_people: int

    def table(self) -> pd.DataFrame:
        """One row a protection and matcher."""
        return pd.DataFrame(
            [
                {
                    "release": row.name,
                    "promise": row.promise,
                    "loss": row.loss,
                    "attack": name,
                    "found": one.point,
                    "low": one.low,
                    "high": one.high,
                }
                for row in self.rows
                for name, one in row.found.items()
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"people": self.n_people, "rows": self.table().to_dict("records")}

    def _repr_html_(self) -> str:
        return str(self.table().round(3).to_html(index=False, border=0))


def defend_connectomes(
    dataset: Dataset,
    *,
    k: int,
    rng: np.random.Generator,
    candidates: Sequence[ProtectedCandidate] | None = None,
    matchers: Sequence[ConnectomeMatcher] = (Fingerprinting(), LeverageMatching()),
) -> ConnectomeDefences:
    """Release everybody's first visit in every way, and look for everybody by the next.

    There is no verdict in it, for nobody is left outside; `secured.studies.assess` gives one.

    Parameters
    ----------
    dataset : Dataset
    k : int
        Smallest group of those that are alike.
    rng : numpy.random.Generator
    candidates : sequence of ProtectedCandidate, optional
        Those of the flow when not given.
    matchers : sequence of ConnectomeMatcher
    """
    flow = ConnectomeFlow(dataset=dataset)
    everybody = flow.part(np.arange(flow.n_people))
    seed = int(rng.integers(2**31))
    rows = []
    for candidate in flow.candidates(k) if candidates is None else candidates:
        made = flow.make(candidate, everybody, seed)
        data, rows_of = made.linked.release.data, made.linked.row_of
        found = {}
        for matcher in matchers:
            scores = np.nan_to_num(matcher.scores(flow.originals.probes, data, rng), nan=-np.inf)
            order = np.lexsort((rng.random(scores.shape), -scores), axis=1)[:, 0]  # equals in random order
            hits = np.isfinite(scores.max(axis=1)) & (data.people[order] == rows_of)
            found[matcher.name] = clopper_pearson(int(hits.sum()), len(hits), ONE_SIDE)
        rows.append(
            ConnectomeDefence(
                name=candidate.name,
                promise=made.linked.release.guarantee.text,
                loss=float(made.utility["loss"] or 0.0),
                found=found,
            )
        )
    return ConnectomeDefences(rows=tuple(rows), n_people=flow.n_people)
