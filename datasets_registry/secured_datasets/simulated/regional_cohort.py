# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People who do not exist: volumes of their brain regions at several visits, which age and sex shape a little."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError

__all__ = ["RegionalCohort", "SimulatedRegions"]

MEAN, SPREAD = (2000.0, 12000.0), 0.12  # mm3, and between people as a share of it
HEAD = 0.5  # share of a region's variance that follows the size of the head
AGED, SEXED = (
    -0.35,
    0.8,
)  # standard deviations: per 15 years in some regions, between the sexes by the size of the head


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SimulatedRegions:
    """What is measured.

    Parameters
    ----------
    volumes : pandas.DataFrame, shape (n_people * n_visits, n_regions)
        mm3; person by person, visit by visit.
    subjects, visits : ndarray, shape (n_people * n_visits,)
    people : pandas.DataFrame
        age (years) and sex, one row a person.
    """

    volumes: pd.DataFrame
    subjects: np.ndarray
    visits: np.ndarray
    people: pd.DataFrame

    def __repr__(self) -> str:
        return f"SimulatedRegions({len(self.people)} people, {self.volumes.shape[1]} regions)"


@dataclass(frozen=True, kw_only=True)
class RegionalCohort:
    """Volumes of regions with a given reliability between visits.

    A region's volume follows the size of the head, age (a third of regions shrink with it), and a value of its own that
    stays; at every visit a new error is added, such that the intraclass correlation is `reliability`.

    Parameters
    ----------
    n_people, n_regions, n_visits : int
    reliability : float, default 0.9
        Share of the variance between people that stays between visits; in [0, 1].

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    Valizadeh, Liem, Merillat, Haenggi & Jaencke 2018, doi:10.1038/s41598-018-23696-6: few anatomical measures identify
    people over years.
    """

    n_people: int = 100
    n_regions: int = 68
    n_visits: int = 2
    reliability: float = 0.9

    def __post_init__(self) -> None:
        if min(self.n_people, self.n_regions, self.n_visits) < 1 or not 0 <= self.reliability <= 1:
            raise PrivacyInputError(
                f"RegionalCohort: {self.n_people} people, {self.n_regions} regions, {self.n_visits} visits, "
                f"reliability={self.reliability}: take one of each or more, and a reliability in [0, 1]."
            )

    def make(self, rng: np.random.Generator) -> SimulatedRegions:
        """Draw people, then visits."""
        n, regions = self.n_people, self.n_regions
        age = np.clip(np.round(rng.normal(45, 15, n)), 18, 89).astype(int)
        male = rng.random(n) < 0.5
        head = rng.normal(size=n) + 2 * SEXED * male - SEXED
        shrinks = np.arange(regions) % 3 == 0
        own = np.sqrt(1 - HEAD) * rng.normal(size=(n, regions)) + np.sqrt(HEAD) * head[:, None]
        own = own + AGED * ((age - 45) / 15)[:, None] * shrinks
        own /= np.sqrt(1 + HEAD * SEXED**2 + AGED**2 * shrinks)  # of variance 1, whatever shapes it
        stayed = np.sqrt(self.reliability) * np.repeat(own, self.n_visits, axis=0)
        seen = stayed + np.sqrt(1 - self.reliability) * rng.normal(size=stayed.shape)
        mean = np.random.default_rng(68).uniform(*MEAN, regions)  # the same anatomy in every cohort
        names = [f"region {at + 1:02d}" for at in range(regions)]
        return SimulatedRegions(
            volumes=pd.DataFrame(np.maximum(mean * (1 + SPREAD * seen), 1.0), columns=names),
            subjects=np.repeat([f"simulated-{at:04d}" for at in range(n)], self.n_visits),
            visits=np.tile(np.arange(self.n_visits), n),
            people=pd.DataFrame({"age": age, "sex": np.where(male, "male", "female")}),
        )
