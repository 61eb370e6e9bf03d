# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hospital visit patterns: when somebody was in hospital and for how long, as colleagues and neighbours see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from secured.common import GeneralizedValue, PrivacyInputError, Release, method
from secured.common.histories import items_of
from secured.dean.claims import Claims
from secured.dean.records.scoreboard import claim_by_score
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.threat_model import ThreatModel

__all__ = ["VisitPatterns"]

FAR = 8.0  # further tolerances, beyond which a visit counts nothing


@method(
    name="hospital visit patterns",
    engine="dean",
    modality="records",
    goal="find a known person's record",
    section="5.3.2",
    source="Cimino 2012, doi:10.1136/amiajnl-2011-000644",
)
@dataclass(frozen=True, kw_only=True)
class VisitPatterns(ReleasedLinkage):
    """Lay the known visits over every record's visits and claim the record where most of them coincide.

    A known visit adds the agreement of its day times that of its item with the record's most agreeing visit.
    Agreement is 1 up to the tolerance t, then exp(1 - d / t); without tolerance, 1 or 0; with a general item it is that
    with the nearest that the item covers. Where a release shifts
    each person's dates, each known visit in turn is laid on each of the record's: only gaps between visits count,
    with twice the tolerance, for both ends may be off.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names one column of visits, tuples of (day, item), and how many days dates may be off.
    length : float, default 0
        How far a numeric item, a length of stay, may be off; other items must be equal.
    dates : {"as they are", "shifted"}
        Whether the adversary takes released days as they are, or only their gaps.
    eccentricity : float, default 1.5
        Standard deviations by which the best score must exceed the second.

    Raises
    ------
    PrivacyInputError
        If not exactly one column is known, or a number is negative.

    References
    ----------
    Cimino 2012, doi:10.1136/amiajnl-2011-000644 (dates removed, little changed); the test of the best score after
    Narayanan & Shmatikov 2008, doi:10.1109/SP.2008.33. D2.1 section 5.3.2.
    """

    threat: ThreatModel
    length: float = 0.0
    dates: Literal["as they are", "shifted"] = "as they are"
    eccentricity: float = 1.5
    id: str = "visit patterns"

    def __post_init__(self) -> None:
        if len(self.threat.knows) != 1:
            raise PrivacyInputError(
                f"VisitPatterns: {len(self.threat.knows)} columns are known. Name the one that holds visits."
            )
        if self.length < 0 or self.eccentricity < 0:
            raise PrivacyInputError("VisitPatterns: length or eccentricity is negative.")
        if self.dates not in ("as they are", "shifted"):
            raise PrivacyInputError(f"VisitPatterns: dates={self.dates!r}. Use 'as they are' or 'shifted'.")

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedVisits":
        """Order all released visits by record and day."""
        (name,) = self.threat.knows
        described = release.descriptions.get(name, {})
        cells = release.data[name] if name in release.data.columns else [()] * release.n_records
        visits = [
            (record, day, item)
            for record, cell in enumerate(cells)
            for day, item in items_of(cell)
            if not np.isnan(day)
        ]
        visits.sort(key=lambda one: one[:2])
        day = np.array([one[1] for one in visits], dtype=float)
        return _FittedVisits(
            attack=self,
            record=np.array([one[0] for one in visits], dtype=np.int64),
            day=day,
            item=_as_array([one[2] for one in visits]),
            described=described,
            span=float(np.ptp(day)) + 2.0 if len(day) else 2.0,
            n_records=release.n_records,
            rng=rng,
        )

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "length": self.length,
            "dates": self.dates,
            "eccentricity": self.eccentricity,
            "threat": self.threat.to_dict(),
            "source": "Cimino 2012",
        }


def _agreement(off: np.ndarray, tolerance: float) -> np.ndarray:
    """1 within the tolerance, falling beyond; in [0, 1]."""
    return np.exp(np.minimum(1 - off / tolerance, 0.0)) if tolerance else (off == 0).astype(float)


def _as_array(items: list[Any]) -> np.ndarray:
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedVisits:
    attack: VisitPatterns
    record: np.ndarray
    day: np.ndarray
    item: np.ndarray
    described: Mapping[str, GeneralizedValue]
    span: float
    n_records: int
    rng: np.random.Generator

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        (name,) = self.attack.threat.knows
        return claim_by_score(
            ((self._scores(visits), float(len(visits))) for visits in map(items_of, auxiliary[name])),
            n_records=self.n_records,
            eccentricity=self.attack.eccentricity,
            rng=self.rng,
        )

    def _scores(self, known: tuple[tuple[float, Any], ...]) -> np.ndarray:
        """Best agreement of every record with the known visits, over all shifts tried."""
        scores = np.zeros(self.n_records)
        days = np.array([day for day, _ in known])
        alike = [self._alike(item) for _, item in known]
        if self.attack.dates == "as they are":
            shown = np.arange(self.n_records)
            for day, likeness in zip(days, alike, strict=True):
                scores += self._nearest(shown, np.full(self.n_records, day), likeness)
            return scores
        for day, likeness in zip(days, alike, strict=True):  # this visit is laid on every visit like it
            anchors = np.flatnonzero(likeness > np.exp(-FAR))
            shown, shift = self.record[anchors], self.day[anchors] - day
            total = np.zeros(len(anchors))
            for other, like_other in zip(days, alike, strict=True):
                total += self._nearest(shown, other + shift, like_other)
            np.maximum.at(scores, shown, total)
        return scores

    @cached_property
    def _items(self) -> tuple[np.ndarray, list[Any]]:
        """Codes of released items, and what each stands for."""
        codes, labels = pd.factorize(self.item)
        return codes, list(labels)

    @cached_property
    def _keys(self) -> np.ndarray:
        """Record and day of every visit as one ascending number."""
        lowest = self.day.min() if len(self.day) else 0.0
        return self.record * self.span + (self.day - lowest)

    @cached_property
    def _likeness(self) -> dict[Any, np.ndarray]:
        """By known item; many people have the same."""
        return {}

    def _alike(self, item: Any) -> np.ndarray:
        """How well every released visit's item agrees with a known one; in [0, 1]."""
        if item not in self._likeness:
            codes, labels = self._items
            self._likeness[item] = np.array([*(self._agrees(label, item) for label in labels), 0.0])[codes]
        return self._likeness[item]

    def _agrees(self, label: Any, item: Any) -> float:
        """How well one released label agrees with a known item."""
        described = self.described.get(label) if isinstance(label, str) else None
        if label == item or (described is not None and described.covers(_as_array([item]))[0]):
            return 1.0
        if not self.attack.length or (described is not None and described.kind != "interval"):
            return 0.0
        ends = (label,) if described is None else (described.lower, described.upper)
        off = np.nanmin([np.inf, *(abs(_number(end) - _number(item)) for end in ends)])
        return float(_agreement(np.array(off), self.attack.length)) if np.isfinite(off) else 0.0

    def _nearest(self, records: np.ndarray, days: np.ndarray, likeness: np.ndarray) -> np.ndarray:
        """The best agreement that a visit at `days` finds in each of `records`; shape of `records`."""
        (tolerance,) = self.attack.threat.knows.values()
        tolerance *= 2 if self.attack.dates == "shifted" else 1
        best = np.zeros(len(records))
        if not len(self.record):
            return best
        reach = (1 + FAR) * tolerance
        low = self._position(records, days - reach, "left")
        high = self._position(records, days + reach, "right")
        for step in range(int((high - low).max(initial=0))):
            at = np.minimum(low + step, len(self.day) - 1)
            near = _agreement(np.abs(self.day[at] - days), tolerance)
            best = np.maximum(best, np.where(low + step < high, near * likeness[at], 0.0))
        return best

    def _position(self, records: np.ndarray, days: np.ndarray, side: Literal["left", "right"]) -> np.ndarray:
        """Place of a record's day among all visits, which are ordered by record and day."""
        within = np.clip(days - self.day.min(), -0.5, self.span - 1.5)
        return np.searchsorted(self._keys, records * self.span + within, side)


def _number(value: Any) -> float:
    """NaN where it is none, such as the open end of an interval."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return np.nan
