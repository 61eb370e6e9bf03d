# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Patients of one dataset, the attacks that their records carry, and what the adversary of each attack knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Column, ColumnType, Dataset, Role
from secured.common.hierarchies import Hierarchy, HierarchySpec
from secured.common.histories import items_of
from secured.dean import Attack, Goal, ThreatModel
from secured.dean.records import Knowledge
from secured.studies.flow import NotRun
from secured.studies.records.protections import Protection

__all__ = [
    "Patients",
    "PlannedAttack",
    "hierarchy_over",
    "item_sets",
    "linkage_threat",
    "needs_splink",
    "one_row_each",
    "thinned",
    "threat_of",
]


@dataclass(frozen=True, kw_only=True)
class PlannedAttack:
    """An attack and how its adversary came to know what they know.

    Parameters
    ----------
    attack : Attack
    told : str
        What the adversary knows, in a sentence for the reader.
    knowledge : mapping of column to Knowledge
        Columns that are not listed are known exactly.
    overlap : float, default 1
        Share of people of whom the adversary knows anything.
    if_shifted : Attack, optional
        The same attack against a release that shifts dates, for how a release was made is public; itself when not given.
    """

    attack: Attack
    told: str
    knowledge: Mapping[str, Knowledge] = field(default_factory=dict)
    overlap: float = 1.0
    if_shifted: Attack | None = None

    def against(self, protection: Protection) -> Attack:
        """Return the attack as it is made on a release."""
        return self.if_shifted if self.if_shifted is not None and protection.shifts else self.attack


@dataclass(frozen=True, kw_only=True, eq=False)
class Patients:
    """One row a patient, and what can be tried on them.

    Parameters
    ----------
    dataset : Dataset
        Facts are quasi-identifiers; histories and sets of codes are sensitive columns.
    attacks : tuple of PlannedAttack
    not_run : tuple of NotRun
        What these data do not carry, and why.
    protections : tuple of Protection
        The first removes identifiers only.
    items : tuple of str
        Columns of codes and histories.
    """

    dataset: Dataset
    attacks: tuple[PlannedAttack, ...]
    not_run: tuple[NotRun, ...]
    protections: tuple[Protection, ...]
    items: tuple[str, ...]


def one_row_each(
    dataset: Dataset, data: pd.DataFrame, people: np.ndarray, columns: Mapping[str, Column]
) -> Dataset:
    """Describe a table that was derived from a dataset, one row for each of `people`; other columns hold codes or histories."""
    codes = Column(role=Role.SENSITIVE, type=ColumnType.TEXT)
    return replace(
        dataset,
        data=data.reset_index(drop=True),
        subjects=people,
        columns={name: columns.get(name, codes) for name in data.columns},
        related={},
    )


def thinned(people: np.ndarray, n_people: int, seed: int) -> np.ndarray:
    """Draw at most `n_people` of some people."""
    return np.random.default_rng([seed, 4]).permutation(people)[:n_people]


def threat_of(dataset: Dataset, goal: Goal, knows: Mapping[str, float]) -> ThreatModel:
    """An adversary among the population and with the prior that the dataset's entry names."""
    return ThreatModel(
        goal=goal, knows=knows, population=dataset.population or dataset.n_people, prior=dataset.prior or 1.0
    )


def linkage_threat(dataset: Dataset, **knows: float) -> ThreatModel:
    """An adversary who looks for the records of people about whom they know some columns, within these tolerances."""
    return threat_of(dataset, Goal.LINKAGE, knows)


def item_sets(events: pd.DataFrame, people: np.ndarray, *, person: str, item: str) -> pd.Series:
    """The distinct items of each of `people` in one text, in alphabetical order."""
    own = events[events[person].isin(people)].drop_duplicates([person, item]).sort_values([person, item])
    return own.groupby(person)[item].agg("|".join).reindex(people, fill_value="").reset_index(drop=True)


def hierarchy_over(cells: Sequence[Any] | pd.Series, spec: HierarchySpec, name: str) -> Hierarchy:
    """Build a hierarchy over the items that some cells hold."""
    items = sorted({item for cell in cells for _, item in items_of(cell)})
    numeric = bool(items) and not isinstance(items[0], str)
    return spec.build(name, np.array(items, dtype=float if numeric else object))


def needs_splink(attack: PlannedAttack) -> tuple[tuple[PlannedAttack, ...], tuple[NotRun, ...]]:
    """Return the attack if splink is installed, else why it is not run."""
    if find_spec("splink") is not None:
        return (attack,), ()
    reason = "needs splink. Install it: pip install secured-workbench[attacks]."
    return (), (NotRun(attack=attack.attack.id, reason=reason),)
