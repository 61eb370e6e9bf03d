# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Connectomes of people who do not exist, at several visits, with a signature of everybody in some networks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from secured.common import Dataset, PrivacyInputError
from secured.common.connectomes import Connectomes
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.connectomes import connectomes_dataset

__all__ = ["ConnectomeCohort", "RegionalSeries", "SimulatedConnectomes", "load_simulated_connectomes"]

NETWORKS = (
    "medial frontal", "frontoparietal", "default mode", "subcortical", "motor", "visual 1", "visual 2",
    "visual association",
)  # fmt: skip
INDIVIDUAL = ("medial frontal", "frontoparietal")  # where people differ most
DRIFT = 0.25  # of these directions from visit to visit
TRAIT = 0.08  # of couplings between networks, which stay too but are few
PERSONAL = 2  # time courses of a person's own
ELSEWHERE = 0.08  # how much they differ in the other networks, as a share
OWN, OWN_SPREAD, OTHER_SPREAD = 0.6, 0.12, 0.12  # loadings of a region on its own network and on others
NOISE = 0.6  # of a region by itself
MEMORY = 0.5  # correlation of a volume with the one before
AGED, SEXED, ABLE = (
    0.12,
    0.10,
    0.18,
)  # effects on loadings: per 15 years, between sexes, between halves of cognition
TASK = 0.5  # coupling of networks that a task adds
Condition = Literal["rest", "task"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SimulatedConnectomes:
    """What is recorded, and what is true of the people.

    Parameters
    ----------
    connectomes : Connectomes
        One recording a person and visit; regions are named ``network: number``.
    people : pandas.DataFrame
        age, sex and cognition (low or high), in the order of `connectomes.people`.
    recordings : pandas.DataFrame
        condition (rest or task) of every recording.
    """

    connectomes: Connectomes
    people: pd.DataFrame
    recordings: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RegionalSeries:
    """The series of which the connectomes are the correlations.

    Parameters
    ----------
    series : ndarray of float32, shape (n_records, n_regions, n_volumes)
        Of every region, in arbitrary units.
    regions : tuple of str
    subjects, sessions : ndarray, shape (n_records,)
    """

    series: np.ndarray
    regions: tuple[str, ...]
    subjects: np.ndarray
    sessions: np.ndarray


@dataclass(frozen=True, kw_only=True)
class ConnectomeCohort:
    """A cohort in which everybody's networks are wired a little differently: a factor model of regional series.

    Every region follows the time courses of eight networks, most of all its own, and has noise of its own. In each
    person the regions of the medial frontal and frontoparietal networks also follow two time courses of the person's
    own, in directions that drift little from visit to visit: the signature; regions of other networks do so hardly,
    less than those of real people. How networks follow each other is partly a person's, and partly drawn anew at every
    visit (state), so that whole blocks of edges move together, as they do with arousal. A connectome is the correlation
    of the series of a visit, over a finite number of volumes. Age weakens the default mode network, sex and cognition
    change others a little; a task couples networks alike in everybody.

    The defaults are calibrated to published separation: edges of two recordings at rest correlate by .80 within a
    person and .50 between people, and few edges carry most of who it is. A test measures it on what is simulated.

    Parameters
    ----------
    n_people : int
    conditions : tuple of {"rest", "task"}
        Of the visits, one each.
    n_regions : int
        At least two in each of eight networks.
    volumes : int
        Of a recording.
    signature, state : float
        Sizes of what stays of a person and of what changes from visit to visit.

    Raises
    ------
    PrivacyInputError
        If a number is out of range or a condition unknown.

    References
    ----------
    Finn et al. 2015, doi:10.1038/nn.4135: two recordings a person, eight networks, identity mostly frontoparietal and
    medial frontal. Ravindra & Grama 2019, arXiv:1908.03260: few edges suffice.

    Examples
    --------
    >>> ConnectomeCohort(n_people=3).make(np.random.default_rng(7)).connectomes
    Connectomes(6 recordings of 3 people, 148 regions)
    """

    n_people: int = 20
    conditions: tuple[Condition, ...] = ("rest", "rest")
    n_regions: int = 148
    volumes: int = 600
    signature: float = 1.4
    state: float = 0.115

    def __post_init__(self) -> None:
        if (
            self.n_people < 1
            or not self.conditions
            or self.n_regions < 2 * len(NETWORKS)
            or self.volumes < 20
        ):
            raise PrivacyInputError(
                f"ConnectomeCohort: {self.n_people} people, {len(self.conditions)} visits, {self.n_regions} regions, "
                f"{self.volumes} volumes. Take at least one of each, {2 * len(NETWORKS)} regions and 20 volumes."
            )
        if unknown := set(self.conditions) - {"rest", "task"}:
            raise PrivacyInputError(f'ConnectomeCohort: no condition {min(unknown)!r}. Use "rest" or "task".')
        if self.signature < 0 or self.state < 0:
            raise PrivacyInputError(
                f"ConnectomeCohort: signature={self.signature}, state={self.state} are out of range."
            )

    @cached_property
    def network_of(self) -> np.ndarray:
        """Network of every region, by number; shape (n_regions,)."""
        return np.sort(np.arange(self.n_regions) % len(NETWORKS))

    @property
    def regions(self) -> tuple[str, ...]:
        """Names of the regions: ``network: number``."""
        return tuple(f"{NETWORKS[one]}: {at + 1:03d}" for at, one in enumerate(self.network_of))

    def make(self, rng: np.random.Generator) -> SimulatedConnectomes:
        """Draw the cohort; its connectomes are the correlations of `regional_series` from the same seed."""
        people = self._people(rng)
        upper = np.triu_indices(self.n_regions, 1)
        edges = np.stack([np.corrcoef(one)[upper] for one in self._recordings(people, rng)])
        subjects, sessions = self._whose()
        connectomes = Connectomes(
            edges=edges.astype(np.float32), regions=self.regions, subjects=subjects, sessions=sessions
        )
        conditions = pd.DataFrame({"condition": np.tile(self.conditions, self.n_people)})
        return SimulatedConnectomes(connectomes=connectomes, people=people, recordings=conditions)

    def regional_series(self, rng: np.random.Generator) -> RegionalSeries:
        """Draw the same cohort as series, person by person and visit by visit."""
        drawn = list(self._recordings(self._people(rng), rng))
        subjects, sessions = self._whose()
        return RegionalSeries(
            series=np.stack(drawn).astype(np.float32),
            regions=self.regions,
            subjects=subjects,
            sessions=sessions,
        )

    def _whose(self) -> tuple[np.ndarray, np.ndarray]:
        visits = len(self.conditions)
        names = np.array([f"simulated-{at:03d}" for at in range(self.n_people)])
        return np.repeat(names, visits), np.tile(np.arange(visits), self.n_people)

    def _people(self, rng: np.random.Generator) -> pd.DataFrame:
        n = self.n_people
        age = np.clip(np.round(rng.normal(45, 15, n)), 18, 89).astype(int)
        return pd.DataFrame(
            {
                "age": age,
                "sex": rng.choice(["female", "male"], n),
                "cognition": np.where(rng.permutation(n) < n // 2, "low", "high"),
            }
        )

    def _recordings(self, people: pd.DataFrame, rng: np.random.Generator) -> Iterator[np.ndarray]:
        """Series of every person and visit; shape (n_regions, volumes)."""
        group = self._group()
        individual = np.isin(np.array(NETWORKS)[self.network_of], INDIVIDUAL)
        weight = self.signature * np.where(individual, 1.0, ELSEWHERE)
        for age, sex, cognition in people.itertuples(index=False):
            loadings = self._changed(group, (age - 45) / 15, sex == "male", cognition == "high")
            own = rng.normal(size=(self.n_regions, PERSONAL))
            usual = TRAIT * rng.normal(size=(len(NETWORKS), len(NETWORKS)))
            for condition in self.conditions:
                courses = (usual + self._couplings(condition, rng)) @ _courses(
                    len(NETWORKS), self.volumes, rng
                )
                today = own + DRIFT * rng.normal(size=own.shape)
                today *= (weight / np.linalg.norm(today, axis=1))[
                    :, None
                ]  # people differ in direction, not in strength
                mine = today @ _courses(PERSONAL, self.volumes, rng)
                yield loadings @ courses + mine + NOISE * _courses(self.n_regions, self.volumes, rng)

    def _group(self) -> np.ndarray:
        """Loadings of regions on networks, the same in every cohort; shape (n_regions, n_networks)."""
        anatomy = np.random.default_rng(148)
        loadings = anatomy.normal(0, OTHER_SPREAD, (self.n_regions, len(NETWORKS)))
        loadings[np.arange(self.n_regions), self.network_of] += anatomy.normal(
            OWN, OWN_SPREAD, self.n_regions
        )
        return loadings

    def _changed(self, group: np.ndarray, age: float, male: bool, able: bool) -> np.ndarray:
        """A person's loadings, by the facts."""
        loadings = group.copy()
        default, front = NETWORKS.index("default mode"), NETWORKS.index("frontoparietal")
        motor, seen = NETWORKS.index("motor"), NETWORKS.index("visual association")
        loadings[self.network_of == default, default] -= AGED * age
        loadings[self.network_of == motor, seen] += SEXED * (1 if male else -1)
        loadings[self.network_of == default, front] += ABLE * (1 if able else -1)
        return loadings

    def _couplings(self, condition: Condition, rng: np.random.Generator) -> np.ndarray:
        """How networks follow each other at one visit; shape (n_networks, n_networks)."""
        drawn = np.eye(len(NETWORKS)) + self.state * rng.normal(size=(len(NETWORKS), len(NETWORKS)))
        if condition == "task":
            drawn[NETWORKS.index("motor"), NETWORKS.index("visual 1")] += TASK
            drawn[NETWORKS.index("frontoparietal"), NETWORKS.index("visual association")] += TASK
        return drawn


def _courses(n: int, volumes: int, rng: np.random.Generator) -> np.ndarray:
    """Time courses of variance 1 that remember the volume before; shape (n, volumes)."""
    innovations = rng.normal(size=(n, volumes)) * np.sqrt(1 - MEMORY**2)
    innovations[:, 0] /= np.sqrt(1 - MEMORY**2)
    courses: np.ndarray = lfilter([1.0], [1.0, -MEMORY], innovations, axis=1)
    return courses


def load_simulated_connectomes(entry: DatasetEntry, folder: Path) -> Dataset:
    """Make the cohort of the entry: 120 people at rest twice and at a task, seed 7; nothing is read."""
    cohort = ConnectomeCohort(n_people=120, conditions=("rest", "rest", "task"))
    made = cohort.make(np.random.default_rng(7))
    return connectomes_dataset(entry, made.connectomes, people=made.people, recordings=made.recordings)
