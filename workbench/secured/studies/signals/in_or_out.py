# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Is the target in the release at all? Everybody is asked about, once as a member and once not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.dean.membership_curve import MembershipCurve
from secured.dean.sensors.in_out import InOutStatistic, fit_of_best
from secured.dean.sensors.matcher import SensorMatcher
from secured.dean.sensors.ranking import combine_sensors
from secured.dean.signals.protocols import Split
from secured.studies.signals.sensor_settings import same_people

__all__ = ["InOutRow", "InOutTable", "in_or_out"]

FALSE_POSITIVES = 0.05


@dataclass(frozen=True, kw_only=True)
class InOutRow:
    """Is the target among the candidates? Half of the people are, then the other half.

    Parameters
    ----------
    protocol, matcher : str
    statistic : {"distance", "eccentricity"}
        What is large for members, see `fit_of_best`.
    curve : MembershipCurve
        Of people, each once a member and once not.
    """

    protocol: str
    matcher: str
    statistic: InOutStatistic
    curve: MembershipCurve

    def to_dict(self) -> dict[str, Any]:
        """Share of members recognised where 5 % of the others are taken for members, with exact 95 % bounds, and area."""
        found = self.curve.at(FALSE_POSITIVES).true_positives
        return {
            "protocol": self.protocol,
            "matcher": self.matcher,
            "statistic": self.statistic,
            "n": len(self.curve.members),
            "true_positives": None if found is None else found.point,  # None: too few people to show 5 %
            "area": self.curve.area,
            "low": None if found is None else found.low,
            "high": None if found is None else found.high,
        }


@dataclass(frozen=True, kw_only=True)
class InOutTable:
    """All rows, protocol by protocol.

    Parameters
    ----------
    rows : tuple of InOutRow
        The hardest protocol last.
    """

    rows: tuple[InOutRow, ...]

    def table(self) -> pd.DataFrame:
        """One row a matcher, statistic and protocol."""
        return pd.DataFrame([row.to_dict() for row in self.rows])

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"rows": [row.to_dict() for row in self.rows]}

    def _repr_html_(self) -> str:
        return str(self.table().round(3).to_html(index=False, border=0))


def in_or_out(
    protocols: Sequence[Split],
    matchers: Sequence[SensorMatcher],
    *,
    rng: np.random.Generator,
    statistics: Sequence[InOutStatistic] = ("distance", "eccentricity"),
) -> InOutTable:
    """Ask of everybody whether they are in a release of half of the people.

    A matcher that learns is trained on that half only: striking a person's own column from a model trained on
    everybody would make outsiders look worse than they are.

    Parameters
    ----------
    protocols : sequence of Split
        The hardest last.
    matchers : sequence of SensorMatcher
    rng : numpy.random.Generator
    statistics : sequence of {"distance", "eccentricity"}

    Raises
    ------
    PrivacyInputError
        If gallery and probes are not of the same people.
    """
    rows = [
        InOutRow(
            protocol=split.label,
            matcher=matcher.name,
            statistic=statistic,
            curve=MembershipCurve(members=inside, outsiders=outside),
        )
        for split in map(same_people, protocols)
        for matcher in matchers
        for statistic, (inside, outside) in _fits(split, matcher, statistics, rng).items()
    ]
    return InOutTable(rows=tuple(rows))


def _fits(
    split: Split, matcher: SensorMatcher, statistics: Sequence[InOutStatistic], rng: np.random.Generator
) -> dict[InOutStatistic, tuple[np.ndarray, np.ndarray]]:
    """How well the best candidate fits everybody, as a member and as an outsider."""
    halves = np.array_split(rng.permutation(split.gallery.people), 2)
    inside: dict[InOutStatistic, list[np.ndarray]] = {one: [] for one in statistics}
    outside: dict[InOutStatistic, list[np.ndarray]] = {one: [] for one in statistics}
    for members, outsiders in (halves, halves[::-1]):
        released = split.gallery.of(members)
        for people, kept in ((members, inside), (outsiders, outside)):
            scores = combine_sensors(matcher.distances(split.probes.of(people), released, rng))
            for statistic in statistics:
                kept[statistic].append(fit_of_best(scores, statistic))
    return {one: (np.concatenate(inside[one]), np.concatenate(outside[one])) for one in statistics}
