# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What published allele frequencies tell of who is among the people: statistics and classifiers, by group and variants."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np
import pandas as pd

from secured.common import Guarantee, PrivacyInputError, Release
from secured.common.genotypes import Genotypes, ReleasedFrequencies, frequencies_of
from secured.dean import Goal, MembershipCurve, ThreatModel
from secured.dean.genomes.summary.homer import homer_power, likelihood_ratio_power
from secured.dean.genomes.summary.membership import SummaryMembership, SummaryStatistic

__all__ = ["SummaryMembershipRow", "SummaryMembershipTable", "membership_in_frequencies"]

STATISTICS: tuple[SummaryStatistic, ...] = get_args(SummaryStatistic)
RATES = (0.05, 0.01)


@dataclass(frozen=True, kw_only=True)
class SummaryMembershipRow:
    """One statistic on the frequencies of groups of one size.

    Parameters
    ----------
    statistic : str
    n_people, n_variants : int
        Of a group, and published of it.
    step : float or None
        To which frequencies are rounded; None if they are exact.
    groups : int
        Groups, drawn anew.
    curve : MembershipCurve
        Of members and outsiders of all groups.
    expected : float or None
        Power at 5 % by the closed form for independent variants and exact frequencies; None where there is none.
    """

    statistic: str
    n_people: int
    n_variants: int
    step: float | None
    groups: int
    curve: MembershipCurve
    expected: float | None

    def to_dict(self) -> dict[str, Any]:
        """Area, and power at 5 % and 1 % false positives with exact 95 % bounds; None where too few were asked.

        The bounds take people for independent; those of one group share its frequencies, so many groups say more.
        """
        row = {
            "statistic": self.statistic,
            "n_people": self.n_people,
            "n_variants": self.n_variants,
            "step": self.step,
            "groups": self.groups,
            "members": len(self.curve.members),
            "outsiders": len(self.curve.outsiders),
            "area": self.curve.area,
            "expected": self.expected,
        }
        for rate in RATES:
            found = self.curve.at(rate).true_positives
            for name in ("point", "low", "high"):
                row[f"{name}_at_{rate:g}"] = None if found is None else getattr(found, name)
        return row


@dataclass(frozen=True, kw_only=True)
class SummaryMembershipTable:
    """All rows.

    Parameters
    ----------
    people : str
        Whose genomes, with their standing.
    rows : tuple of SummaryMembershipRow
    """

    people: str
    rows: tuple[SummaryMembershipRow, ...]

    def table(self) -> pd.DataFrame:
        """One row a statistic and release."""
        return pd.DataFrame([row.to_dict() for row in self.rows])

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"people": self.people, "rows": [row.to_dict() for row in self.rows]}

    def _repr_html_(self) -> str:
        return str(self.table().round(3).to_html(index=False, border=0))


def membership_in_frequencies(
    genotypes: Genotypes,
    *,
    people: str,
    n_people: int,
    n_variants: int,
    n_reference: int,
    seed: int,
    statistics: Sequence[SummaryStatistic] = STATISTICS,
    step: float | None = None,
    groups: int = 1,
) -> SummaryMembershipTable:
    """Publish frequencies of groups drawn from some people, and look for members and others in them.

    Every time n_people are drawn as the group, n_reference as what the adversary knows, and of the rest as many as the
    group has, if there are, are outsiders. Variants are drawn once.

    Parameters
    ----------
    genotypes : Genotypes
        Unrelated people of one population: others are told apart by ancestry before they are by membership.
    people : str
        Whose, with their standing, for the reader.
    n_people, n_variants, n_reference : int
    seed : int
    statistics : sequence of {"Homer", "likelihood ratio", "PCA and random forest", "gradient boosting"}
    step : float, optional
        Round frequencies to its multiples.
    groups : int
        How often.

    Raises
    ------
    PrivacyInputError
        If there are not enough people or variants.
    """
    rng = np.random.default_rng(seed)
    if n_people + n_reference >= len(genotypes) or n_variants > genotypes.n_variants:
        raise PrivacyInputError(
            f"membership_in_frequencies: {n_people} people, {n_reference} reference people and {n_variants} variants are asked "
            f"of {len(genotypes)} and {genotypes.n_variants}. Leave somebody as outsider."
        )
    chosen = genotypes.select(np.sort(rng.permutation(genotypes.n_variants)[:n_variants]))
    inside: dict[SummaryStatistic, list[np.ndarray]] = {one: [] for one in statistics}
    outside: dict[SummaryStatistic, list[np.ndarray]] = {one: [] for one in statistics}
    for _ in range(groups):
        order = rng.permutation(len(chosen))
        members, reference, rest = np.split(order, [n_people, n_people + n_reference])
        release = _released(rounded(frequencies_of(chosen.take(members)), step))
        for statistic in statistics:
            fitted: Any = _attack(statistic).fit(release, chosen.take(reference), rng)
            inside[statistic].append(fitted.evidence(chosen.take(members).dosages, own=False))
            outside[statistic].append(fitted.evidence(chosen.take(rest[:n_people]).dosages, own=False))
    varying = frequencies_of(chosen).frequencies
    varying = varying[(varying > 0) & (varying < 1)]
    closed = {
        "Homer": homer_power(n_people, varying, RATES[0], n_reference=n_reference),
        "likelihood ratio": likelihood_ratio_power(n_people, len(varying), RATES[0], n_reference=n_reference),
    }
    return SummaryMembershipTable(
        people=people,
        rows=tuple(
            SummaryMembershipRow(
                statistic=statistic, n_people=n_people, n_variants=n_variants, step=step, groups=groups,
                curve=MembershipCurve(
                    members=np.concatenate(inside[statistic]), outsiders=np.concatenate(outside[statistic])
                ),
                expected=closed.get(statistic) if step is None else None,
            )
            for statistic in statistics
        ),
    )  # fmt: skip


def rounded(frequencies: ReleasedFrequencies, step: float | None) -> ReleasedFrequencies:
    """Round frequencies to multiples of `step`, or return them as they are."""
    if step is None:
        return frequencies
    values = np.clip(np.round(frequencies.frequencies / step) * step, 0, 1)
    return replace(frequencies, frequencies=values)


def _attack(statistic: SummaryStatistic) -> SummaryMembership:
    threat = ThreatModel(goal=Goal.MEMBERSHIP, knows={"genotypes": 0.0}, population=10**6, prior=0.5)
    return SummaryMembership(threat=threat, statistic=statistic)


def _released(frequencies: ReleasedFrequencies) -> Release:
    return Release(
        data=frequencies, quasi_identifiers=(), sensitive=(), method="allele frequencies", parameters={},
        seed=None, source=frequencies.fingerprint, guarantee=Guarantee(),
    )  # fmt: skip
