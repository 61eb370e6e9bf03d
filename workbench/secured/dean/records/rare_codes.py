# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Pattern association: a rare code, or a rare pair such as a drug with a diagnosis, points at one record."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.sparse import csc_array

from secured.common import PrivacyInputError, Release, method
from secured.common.histories import items_of
from secured.dean.claims import Claims
from secured.dean.records.item_index import ItemIndex, index_columns
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.threat_model import ThreatModel

__all__ = ["RareCodes"]


@method(
    name="rare codes and combinations",
    engine="dean",
    modality="records",
    goal="find a known person's record",
    section="5.3.2",
    source="Loukides et al. 2010, doi:10.1136/jamia.2009.002725",
)
@dataclass(frozen=True, kw_only=True)
class RareCodes(ReleasedLinkage):
    """Of all the codes and pairs of codes known of a target, take the one that fewest records hold.

    Pairs are formed within and across columns: two diagnoses, or a drug and a diagnosis. One of the holders
    is claimed, with confidence 1 / holders. This is the adversary whom k^m-anonymity with m = `size` stops: no
    pattern then has fewer than k holders. A code that a release alters does no harm to the other patterns.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names columns of codes: one code a cell, several divided by ``|``, a set, or a history.
    size : {1, 2}
        Codes of a pattern.
    most : int, default 10
        Nothing is said of a target whose rarest pattern has more holders.

    Raises
    ------
    PrivacyInputError
        If `most` is below 1.

    References
    ----------
    Loukides, Denny & Malin 2010, doi:10.1136/jamia.2009.002725; Terrovitis et al. 2008,
    doi:10.14778/1453856.1453874 (k^m-anonymity). D2.1 section 5.3.2.
    """

    threat: ThreatModel
    size: Literal[1, 2] = 2
    most: int = 10
    id: str = "rare codes"

    def __post_init__(self) -> None:
        if self.most < 1:
            raise PrivacyInputError(f"RareCodes: most={self.most} is below 1.")

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedRareCodes":
        """Index the codes of every known column; reference people are not needed."""
        columns = index_columns(release, self.threat.knows)
        return _FittedRareCodes(attack=self, columns=columns, n_records=release.n_records, rng=rng)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "size": self.size,
            "most": self.most,
            "threat": self.threat.to_dict(),
            "source": "Loukides et al. 2010",
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedRareCodes:
    attack: RareCodes
    columns: dict[str, ItemIndex]
    n_records: int
    rng: np.random.Generator

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        known = self._known(auxiliary)
        distinct = {
            code: at for at, code in enumerate(dict.fromkeys(code for codes in known for code in codes))
        }
        holds = self._holds(list(distinct))
        together = (holds.T @ holds).tocsr() if self.attack.size == 2 else None
        alone = np.diff(holds.indptr)
        n = len(auxiliary)
        values, confidence = np.full((n, 1), -1, dtype=object), np.zeros(n)
        for target, codes in enumerate(known):
            at = np.array([distinct[code] for code in codes], dtype=np.int64)
            at = at[alone[at] > 0]
            if not len(at):
                continue
            pattern, holders = _rarest(at, alone, together)
            if holders > self.attack.most:
                continue
            records = holds.indices[holds.indptr[pattern[0]] : holds.indptr[pattern[0] + 1]]
            other = holds.indices[holds.indptr[pattern[1]] : holds.indptr[pattern[1] + 1]]
            values[target, 0] = int(self.rng.choice(np.intersect1d(records, other)))
            confidence[target] = 1 / holders
        return Claims(kind="record", values=values, confidence=confidence, abstain=confidence == 0)

    def _known(self, auxiliary: pd.DataFrame) -> list[list[tuple[str, Any]]]:
        """Codes of every target, each with its column."""
        known: list[list[tuple[str, Any]]] = [[] for _ in range(len(auxiliary))]
        for name in self.columns:
            for codes, cell in zip(known, auxiliary[name], strict=True):
                codes += [(name, item) for _, item in items_of(cell)]
        return [list(dict.fromkeys(codes)) for codes in known]

    def _holds(self, codes: list[tuple[str, Any]]) -> csc_array:
        """Which record can hold which code; shape (n_records, n_codes)."""
        holders = [self.columns[name].holders(item) for name, item in codes]
        starts = np.concatenate([[0], np.cumsum([len(one) for one in holders])]).astype(np.int64)
        records = np.concatenate([np.zeros(0, dtype=np.int64), *holders])
        ones = np.ones(len(records), dtype=np.int32)
        return csc_array((ones, records, starts), shape=(self.n_records, len(codes)))


def _rarest(at: np.ndarray, alone: np.ndarray, together: Any) -> tuple[tuple[int, int], int]:
    """Return the pattern that fewest records hold, a single code as a pair with itself, and how many hold it."""
    if together is None:
        rarest = at[alone[at].argmin()]
        return (rarest, rarest), int(alone[rarest])
    counts = together[at][:, at].tocoo()
    held = counts.data > 0
    best = np.flatnonzero(held)[counts.data[held].argmin()]
    return (at[counts.row[best]], at[counts.col[best]]), int(counts.data[best])
