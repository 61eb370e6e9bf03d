# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Re-identification risk of a release under the prosecutor, journalist and marketer attacker models."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import hyp2f1

from secured.common import PrivacyInputError, method
from secured.common.result_table import html_table
from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["AttackerRisk", "ReidentificationRisk", "individual_risk"]


@dataclass(frozen=True, kw_only=True)
class AttackerRisk:
    """What one attacker can expect.

    Parameters
    ----------
    highest, average, lowest : float
        Chance that a record is re-identified: of the worst-off record, over all, of the best-off.
    at_risk : float
        Share of the records whose chance exceeds the threshold.
    success_rate : float
        Share of the records that the attacker gets right on average.
    """

    highest: float
    average: float
    lowest: float
    at_risk: float
    success_rate: float

    def to_dict(self) -> dict[str, float]:
        """Plain values."""
        return dict(self.__dict__)


@method(
    name="re-identification risk",
    engine="dans",
    modality="table",
    goal="tell the prosecutor's, the journalist's and the marketer's chance from the sizes of classes",
    section="4.1.1",
    source="El Emam 2013, Guide to the De-Identification of Personal Health Information, doi:10.1201/b14764",
    peers=("ARX", "sdcMicro", "pycanon", "mu-Argus"),
)
@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ReidentificationRisk:
    """Risk of the released records; whoever is fully suppressed or left out has none, and is not counted.

    The prosecutor knows that the target is in the release: 1 / f in a class of f records. The journalist does not,
    and looks among the F people of the population: 1 / F. The marketer re-identifies everybody: mean of 1 / F.
    Without a population the release is its own, F = f.

    Parameters
    ----------
    counts : ndarray of int, shape (n_classes,)
        Records in each class.
    prosecutor_chance, journalist_chance : ndarray of float, shape (n_classes,)
        Chance of each record of the class.
    threshold : float
        Largest acceptable chance of one record.
    suppressed : int
        Records without any information left.
    journalist_rate : float
        Larger of classes per person of their population classes, and mean chance (El Emam 2013).

    References
    ----------
    El Emam 2013, doi:10.1201/b14764; Dankar & El Emam 2010, doi:10.1145/1754239.1754271 (marketer). D2.1 section 4.1.1.

    Examples
    --------
    >>> risk = ReidentificationRisk.of(np.array([1, 4, 5]), threshold=0.2)
    >>> risk.prosecutor.highest, risk.prosecutor.average, risk.prosecutor.at_risk
    (1.0, 0.3, 0.5)
    """

    counts: np.ndarray
    prosecutor_chance: np.ndarray
    journalist_chance: np.ndarray
    threshold: float
    suppressed: int
    journalist_rate: float

    @classmethod
    def of(
        cls,
        counts: "np.ndarray | EquivalenceClasses",
        *,
        threshold: float = 0.2,
        population: "np.ndarray | EquivalenceClasses | float | None" = None,
        among: np.ndarray | None = None,
        suppressed: int = 0,
    ) -> "ReidentificationRisk":
        """Measure the released classes.

        Parameters
        ----------
        counts : ndarray of int, shape (n_classes,), or EquivalenceClasses
            The released classes only.
        threshold : float, default 0.2
            In (0, 1].
        population : ndarray of int, EquivalenceClasses, float or None
            People of the population in each of these classes; the population's classes at the same levels; or
            how many people the population has (then 1 / F is Benedetti and Franconi's estimate).
        among : ndarray of int, optional
            Records that the prosecutor cannot tell from one of the class; by default those of the class.
        suppressed : int
            Records not in `counts` because nothing of them is left.

        Raises
        ------
        PrivacyInputError
            If sizes or threshold are out of range, or the population does not hold the release.
        """
        sizes = counts.counts if isinstance(counts, EquivalenceClasses) else np.asarray(counts)
        hidden = sizes if among is None else np.asarray(among)
        if len(sizes) and (sizes.min() < 1 or hidden.shape != sizes.shape or (hidden < sizes).any()):
            raise PrivacyInputError(
                "ReidentificationRisk: a class is empty, or told apart from fewer records than it has. Leave out empty classes."
            )
        if not 0 < threshold <= 1 or suppressed < 0:
            raise PrivacyInputError(
                f"ReidentificationRisk: threshold={threshold} is not in (0, 1], or suppressed={suppressed} is negative."
            )
        people = _population_sizes(counts, sizes, population)
        prosecutor = 1.0 / hidden
        if people is not None:
            journalist, rate = 1.0 / people, len(sizes) / people.sum() if len(sizes) else 0.0
        elif population is not None:
            journalist, rate = individual_risk(sizes, float(population)), 0.0  # type: ignore[arg-type]
        else:
            journalist, rate = prosecutor, 0.0
        mean = float(sizes @ journalist / sizes.sum()) if len(sizes) else 0.0
        return cls(
            counts=sizes,
            prosecutor_chance=prosecutor,
            journalist_chance=journalist,
            threshold=threshold,
            suppressed=suppressed,
            journalist_rate=max(float(rate), mean),
        )

    def __repr__(self) -> str:
        return f"ReidentificationRisk({self.n_records} records, highest {self.prosecutor.highest:.4g})"

    @property
    def n_records(self) -> int:
        """Records with some information left."""
        return int(self.counts.sum())

    @property
    def sample_uniques(self) -> float:
        """Share of the records that nobody else in the release looks like."""
        return float((self.prosecutor_chance == 1) @ self.counts / self.n_records) if self.n_records else 0.0

    @property
    def prosecutor(self) -> AttackerRisk:
        """The attacker who knows that the target is in the release."""
        return self._attacker(self.prosecutor_chance)

    @property
    def journalist(self) -> AttackerRisk:
        """The attacker who does not know it."""
        return self._attacker(self.journalist_chance, self.journalist_rate)

    @property
    def marketer(self) -> float:
        """Share of the records that an attacker on everybody gets right on average."""
        return self._attacker(self.journalist_chance).average

    def _attacker(self, chance: np.ndarray, rate: float | None = None) -> AttackerRisk:
        if not len(chance):
            return AttackerRisk(highest=0.0, average=0.0, lowest=0.0, at_risk=0.0, success_rate=0.0)
        average = float(chance @ self.counts / self.n_records)
        return AttackerRisk(
            highest=float(chance.max()),
            average=average,
            lowest=float(chance.min()),
            at_risk=float((chance > self.threshold) @ self.counts / self.n_records),
            success_rate=average if rate is None else rate,
        )

    def distribution(self) -> pd.DataFrame:
        """Every chance that occurs, falling: `risk`, `records`, `share`, `at_least` (share with that chance or more)."""
        risks, where = np.unique(-self.prosecutor_chance, return_inverse=True)
        records = np.bincount(where, weights=self.counts, minlength=len(risks)).astype(np.int64)
        share = records / max(self.n_records, 1)
        return pd.DataFrame({"risk": -risks, "records": records, "share": share, "at_least": share.cumsum()})

    def curve(self, thresholds: np.ndarray | None = None) -> pd.DataFrame:
        """Share of records at risk for each threshold; by default 1, 1/2, ... 1/50 and 0."""
        if thresholds is None:
            thresholds = np.append(1 / np.arange(1, 51), 0.0)
        columns = {"threshold": np.asarray(thresholds, dtype=float)}
        for name, chance in (("prosecutor", self.prosecutor_chance), ("journalist", self.journalist_chance)):
            order = np.argsort(chance)
            below = np.append(0.0, np.cumsum(self.counts[order]))
            at_most = below[np.searchsorted(chance[order], columns["threshold"], side="right")]
            columns[name] = (self.n_records - at_most) / max(self.n_records, 1)
        return pd.DataFrame(columns)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "records": self.n_records,
            "classes": len(self.counts),
            "suppressed": self.suppressed,
            "threshold": self.threshold,
            "sample_uniques": self.sample_uniques,
            "prosecutor": self.prosecutor.to_dict(),
            "journalist": self.journalist.to_dict(),
            "marketer": {"success_rate": self.marketer},
        }

    def _repr_html_(self) -> str:
        rows = [
            (name, *risk.to_dict().values())
            for name, risk in (("prosecutor", self.prosecutor), ("journalist", self.journalist))
        ]
        rows.append(("marketer", None, None, None, None, self.marketer))
        return html_table(
            f"Re-identification risk of {self.n_records} records ({self.suppressed} suppressed), threshold {self.threshold:g}",
            ("attacker", "highest", "average", "lowest", "records at risk", "success rate"),
            rows,
        )


def individual_risk(counts: np.ndarray, population_size: float) -> np.ndarray:
    """Expected 1 / F for classes of f records in a sample at rate p, where F - f is negative binomial (f, p).

    E[1/F | f] = p / f x 2F1(1, 1; f + 1; 1 - p); for f = 1 it is -p ln p / (1 - p).

    Returns
    -------
    ndarray of float, shape (n_classes,)

    Raises
    ------
    PrivacyInputError
        If the population is smaller than the sample.

    References
    ----------
    Benedetti & Franconi 1998, Statistical and technological solutions for controlled data dissemination;
    Franconi & Polettini 2004, doi:10.1007/978-3-540-25955-8_20.
    """
    people = int(np.sum(counts))
    if not people <= population_size < np.inf:
        raise PrivacyInputError(
            f"individual_risk: {people} people in a population of {population_size:g}. Give the whole population."
        )
    if not people:
        return np.zeros(0)
    rate = people / population_size
    sizes, where = np.unique(counts, return_inverse=True)
    return np.minimum(rate / sizes * _hypergeometric(sizes.astype(float), 1 - rate), 1 / sizes)[where]


def _hypergeometric(sizes: np.ndarray, z: float) -> np.ndarray:
    """2F1(1, 1; f + 1; z) for z in [0, 1); from f = 10 on by its series, where the library function fails."""
    small = sizes < 10
    result = hyp2f1(1.0, 1.0, np.where(small, sizes, 1.0) + 1.0, z)
    if not small.all():
        k = np.arange(400)
        ratios = (k + 1) / (sizes[~small, None] + k + 1) * z
        result[~small] = 1 + np.cumprod(ratios, axis=1).sum(axis=1)
    return result


def _population_sizes(released: Any, sizes: np.ndarray, population: Any) -> np.ndarray | None:
    """People of the population in each released class, or None where only a number is known."""
    if population is None or isinstance(population, int | float | np.integer | np.floating):
        return None
    if isinstance(population, EquivalenceClasses):
        if not isinstance(released, EquivalenceClasses):
            raise PrivacyInputError(
                "ReidentificationRisk: a population of classes needs the released classes, not their sizes."
            )
        people = _matched(released, population)
    else:
        people = np.asarray(population)
    if people.shape != sizes.shape or (people < sizes).any():
        raise PrivacyInputError(
            f"ReidentificationRisk: the population has {people.shape} classes for {sizes.shape}, or fewer people in one "
            "than the release. Give the population that the released people are part of."
        )
    return people


def _matched(released: EquivalenceClasses, population: EquivalenceClasses) -> np.ndarray:
    same = len(released.hierarchies) == len(population.hierarchies) and released.levels == population.levels
    if not same or not all(
        a is b or (np.array_equal(a.values, b.values) and np.array_equal(a.codes, b.codes))
        for a, b in zip(released.hierarchies, population.hierarchies, strict=True)
    ):
        raise PrivacyInputError(
            "ReidentificationRisk: release and population differ in hierarchies or levels. Generalise both alike."
        )
    if not len(released.counts):
        return released.counts
    where = pd.MultiIndex.from_arrays(list(population.codes.T)).get_indexer(
        pd.MultiIndex.from_arrays(list(released.codes.T))
    )
    return np.where(where >= 0, population.counts[where], 0)
