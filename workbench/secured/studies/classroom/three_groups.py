# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People in three groups, and a release of the first on trial, for the classroom on distances."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from secured.common import Dataset, LinkedRelease, PrivacyInputError
from secured.common.guarantees import Guarantee
from secured.dean import World
from secured.dean.tables.originals import TableOriginals
from secured.studies.classroom.distances import DistanceTest, Scaling, distance_test
from secured.studies.tables.candidates import Candidate

__all__ = ["OnTrial", "ThreeGroups", "isolation", "names_removed", "of_rows", "three_groups"]

NEIGHBOURS = 5
FEWEST = 50


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ThreeGroups:
    """A table in three groups of people: training, hold-out, reference.

    Parameters
    ----------
    dataset : Dataset
        Everybody, with no quasi-identifier missing.
    training, hold_out, reference : ndarray of int
        From whom releases are made; of the same kind, in no release; what an adversary knows of such people anyway.
    seed : int
    """

    dataset: Dataset
    training: np.ndarray
    hold_out: np.ndarray
    reference: np.ndarray
    seed: int

    @property
    def numbers(self) -> tuple[str, ...]:
        """Quasi-identifiers that are numbers."""
        data = self.dataset.data
        return tuple(
            name for name in self.dataset.quasi_identifiers if pd.api.types.is_numeric_dtype(data[name])
        )

    def rows(self, people: np.ndarray) -> pd.DataFrame:
        """The quasi-identifiers of some people: what an adversary knows, and what distances are measured in."""
        return self.dataset.data.iloc[people][list(self.dataset.quasi_identifiers)].reset_index(drop=True)

    def rng(self, what: int) -> np.random.Generator:
        """Draws of one purpose."""
        return np.random.default_rng([self.seed, what])

    def __repr__(self) -> str:
        return f"ThreeGroups({len(self.training)} training, {len(self.hold_out)} hold-out, {len(self.reference)} reference)"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class OnTrial:
    """A release with what its owner needs to try it.

    Parameters
    ----------
    name : str
    groups : ThreeGroups
    linked : LinkedRelease
    shown : callable
        From rows of people to what a release of this kind would show of them, for comparison.
    tries : int
        Releases drawn until this one passed the test by distance; 1 where nobody looked at it.
    """

    name: str
    groups: ThreeGroups
    linked: LinkedRelease
    shown: Callable[[pd.DataFrame], pd.DataFrame]
    tries: int = 1

    @property
    def rows(self) -> pd.DataFrame:
        """The released quasi-identifiers."""
        return self.linked.release.data[list(self.groups.dataset.quasi_identifiers)]

    def test(self, scaling: Scaling = "deviation") -> DistanceTest:
        """The usual test by distance."""
        training, hold_out = (
            self.shown(self.groups.rows(people)) for people in (self.groups.training, self.groups.hold_out)
        )
        return distance_test(self.rows, training, hold_out, scaling=scaling)

    def world(self, n_targets: int) -> World:
        """The release, the people, and the truth; `n_targets` in and as many out of the release are looked for."""
        groups = self.groups
        return World(
            people=TableOriginals(data=groups.dataset.data),
            members=groups.training,
            protected=self.linked,
            unprotected=names_removed(groups).linked,
            targets_in=groups.training[:n_targets],
            targets_out=groups.hold_out[:n_targets],
            reference=groups.reference,
            seed=groups.seed,
        )

    def __repr__(self) -> str:
        return f"OnTrial({self.name}, {self.linked.release.n_records} rows, {self.tries} tried)"


def three_groups(dataset: Dataset, *, n_each: int, seed: int) -> ThreeGroups:
    """Draw three groups of people of whom every quasi-identifier is recorded.

    Raises
    ------
    PrivacyInputError
        If there are too few, or fewer than two quasi-identifiers are numbers.
    """
    whole = np.flatnonzero(dataset.data[list(dataset.quasi_identifiers)].notna().all(axis=1))
    if n_each < FEWEST or 3 * n_each > len(whole):
        raise PrivacyInputError(
            f"three_groups: n_each={n_each} is below {FEWEST}, or more than a third of the {len(whole)} people with all "
            "quasi-identifiers recorded. Choose a number between."
        )
    order = np.random.default_rng([seed, 20]).permutation(len(whole))[: 3 * n_each]
    training, hold_out, reference = np.split(order, 3)
    groups = ThreeGroups(
        dataset=dataset.take(whole), training=training, hold_out=hold_out, reference=reference, seed=seed
    )
    if len(groups.numbers) < 2:
        raise PrivacyInputError(
            f"three_groups: {dataset.name} has {len(groups.numbers)} numbers among its quasi-identifiers, and distances need two. "
            "Use another dataset, such as nafld."
        )
    return groups


def isolation(groups: ThreeGroups) -> np.ndarray:
    """Mean distance of everybody in training to the five closest others; the largest are outliers.

    References
    ----------
    Meeus, Guepin, Cretu & de Montjoye 2023, arXiv:2306.10308.
    """
    numbers = groups.rows(groups.training)[list(groups.numbers)].to_numpy(dtype=float)
    scaled = numbers / numbers.std(axis=0)
    squares = (scaled**2).sum(axis=1)
    distances = np.sqrt(np.maximum(squares[:, None] + squares - 2 * scaled @ scaled.T, 0.0))
    return np.asarray(np.sort(distances, axis=1)[:, 1 : NEIGHBOURS + 1].mean(axis=1))


def names_removed(groups: ThreeGroups) -> OnTrial:
    """Everybody's row as it is; only identifiers are left out."""
    part = groups.dataset.take(groups.training)
    linked = Candidate(name="identifiers removed").link(part, groups.seed)
    return OnTrial(name="names removed", groups=groups, linked=linked, shown=_as_recorded)


def of_rows(
    name: str,
    groups: ThreeGroups,
    rows: pd.DataFrame,
    of: np.ndarray,
    parameters: Mapping[str, object],
    draw: int,
) -> OnTrial:
    """Shuffle rows into a release without identifiers and without a promise.

    Parameters
    ----------
    name : str
    groups : ThreeGroups
    rows : pandas.DataFrame
        With all columns of the dataset.
    of : ndarray of int, shape (n_rows,)
        Whose row each is, a position in ``groups.training``; -1 for nobody's.
    parameters : mapping
    draw : int
        The purpose of the shuffle's draws.
    """
    part = groups.dataset.take(groups.training)
    columns = [*part.quasi_identifiers, *part.sensitive]
    order = groups.rng(draw).permutation(len(rows))
    row_of = np.full(len(groups.training), -1, dtype=np.int64)
    whose = np.asarray(of)[order]
    row_of[whose[whose >= 0]] = np.flatnonzero(whose >= 0)
    release = replace(
        names_removed(groups).linked.release,
        data=rows[columns].iloc[order].reset_index(drop=True),
        method=f"classroom: {name}",
        parameters=parameters,
        guarantee=Guarantee(),
    )
    linked = LinkedRelease(release=release, row_of=row_of)
    return OnTrial(name=name, groups=groups, linked=linked, shown=_as_recorded)


def _as_recorded(rows: pd.DataFrame) -> pd.DataFrame:
    return rows
