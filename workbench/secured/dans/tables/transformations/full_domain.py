# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Full-domain generalization: every value of a column at the same level, failing classes suppressed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Dataset, Guarantee, LinkedRelease, PrivacyInputError, Release, Role, method
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.loss import Loss
from secured.dans.tables.measures.objective import Objective
from secured.dans.tables.models.privacy_model import PrivacyModel, released_guarantee, satisfied
from secured.dans.tables.search.lattice_search import Node, optimal_node

__all__ = ["FullDomainGeneralization", "Solution"]

LARGE_LATTICE = 1_000_000
SECONDS_WHEN_LARGE = 60.0


@method(
    name="full-domain generalization",
    engine="dans",
    modality="table",
    goal="generalise columns and suppress people until all privacy models hold, at least loss",
    section="4.1.1",
    source="Kohlmayer et al. 2012, doi:10.1109/SocialCom-PASSAT.2012.52",
    peers=("ARX", "Amnesia", "sdcMicro", "anjana", "mu-Argus"),
)
@dataclass(frozen=True, kw_only=True)
class FullDomainGeneralization:
    """Generalise quasi-identifiers, and leave people out, until all models hold; optimal in Loss.

    People whose class fails are left out of the release: a row of stars would still hand out their
    sensitive values.

    Parameters
    ----------
    models : tuple of PrivacyModel
    suppression_limit : float, default 0.05
        Largest share of people left out.
    levels : tuple of int, optional
        Skip the search and use these levels; failing classes are left out, however many.
    population : pandas.DataFrame, optional
        Quasi-identifiers of everybody from whom the people come, for k-map and delta-presence.
    objective : callable, optional
        From the compressed table to the measure to minimise, for example ``lambda table: Loss(table=table,
        mean="arithmetic", weights={"age": 1.0})``; geometric Loss when not given.
    target : str, optional
        Sensitive column whose counts the objective reads (classification error).
    seconds : float, optional
        Stop the search after that time; the release then says what no solution scores below. When not given,
        lattices of up to a million nodes are searched to the end, larger ones for a minute.
    workers : int, default 1
        Processes of the search.

    References
    ----------
    Samarati 2001, doi:10.1109/69.971193; Kohlmayer et al. 2012, doi:10.1109/SocialCom-PASSAT.2012.52.
    D2.1 section 4.1.1.
    """

    models: tuple[PrivacyModel, ...]
    suppression_limit: float = 0.05
    levels: tuple[int, ...] | None = None
    population: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    objective: Callable[[CompressedTable], Objective] | None = field(default=None, compare=False)
    target: str | None = None
    seconds: float | None = None
    workers: int = 1

    def compress(self, dataset: Dataset) -> CompressedTable:
        """Compress the dataset with the sensitive columns that the models read."""
        read = [self.target, *(model.sensitive for model in self.models)]
        return CompressedTable.of(dataset, tuple(dict.fromkeys(filter(None, read))), self.population)

    def solve(self, dataset: Dataset, table: CompressedTable | None = None) -> "Solution":
        """Find the best levels.

        Raises
        ------
        PrivacyInputError
            If no levels satisfy the models, or the given ones do not exist.
        """
        table = table or self.compress(dataset)
        if self.levels is None:
            large = np.prod(table.shape, dtype=float) > LARGE_LATTICE
            node = optimal_node(
                table,
                self.models,
                self.suppression_limit,
                self.objective(table) if self.objective else None,
                seconds=SECONDS_WHEN_LARGE if large and self.seconds is None else self.seconds,
                workers=self.workers,
            )
            return Solution(method=self, dataset=dataset, table=table, levels=node.levels, node=node)
        for model in self.models:
            model.check(table.base)
        if not 0 <= self.suppression_limit <= 1:
            raise PrivacyInputError(
                f"FullDomainGeneralization: suppression_limit={self.suppression_limit} is not in [0, 1]."
            )
        if len(self.levels) != len(table.shape) or any(
            level != int(level) or not 0 <= level < n
            for level, n in zip(self.levels, table.shape, strict=False)
        ):
            raise PrivacyInputError(
                f"FullDomainGeneralization: levels {self.levels} are not in the lattice of {table.shape} levels. "
                "Give one whole level per quasi-identifier, from 0 to one less."
            )
        return Solution(method=self, dataset=dataset, table=table, levels=self.levels)

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which row is whose."""
        return self.solve(dataset).link(rng)

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only shuffles rows."""
        return self.link(dataset, rng).release


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Solution:
    """The levels found for one dataset, and all that follows from them."""

    method: FullDomainGeneralization
    dataset: Dataset
    table: CompressedTable
    levels: tuple[int, ...]
    node: Node | None = None

    def __repr__(self) -> str:
        return f"Solution(levels={self.levels}, {self.n_suppressed} people left out)"

    @cached_property
    def classes(self) -> EquivalenceClasses:
        """Equivalence classes at the chosen levels, suppressed ones included."""
        return self.table.classes(self.levels)

    @cached_property
    def kept(self) -> np.ndarray:
        """Whether each class is released; bool, shape (n_classes,)."""
        return satisfied(self.method.models, self.classes)

    @property
    def guarantee(self) -> Guarantee:
        """What the models promise, and what holds among the released people where that is less."""
        return released_guarantee(self.method.models, self.classes.only(self.kept))

    @property
    def n_suppressed(self) -> int:
        """People left out."""
        return int(self.classes.counts[~self.kept].sum())

    @cached_property
    def loss(self) -> float:
        """Geometric Loss."""
        return Loss(table=self.table).score(self.classes, self.kept)

    def generalize(self, data: pd.DataFrame) -> pd.DataFrame:
        """Return new rows with their quasi-identifiers at the chosen levels and identifiers removed."""
        columns = {}
        for name, column in self.dataset.columns.items():
            if column.role is Role.IDENTIFIER:
                continue
            columns[name] = data[name].to_numpy()
            if column.role is Role.QUASI_IDENTIFIER:
                level = self.levels[self.dataset.quasi_identifiers.index(name)]
                if level > 0:
                    hierarchy = self.dataset.hierarchies[name]
                    columns[name] = hierarchy.generalize(hierarchy.encode(data[name]), level)
        return pd.DataFrame(columns)

    def search_facts(self) -> dict[str, Any]:
        """Return the objective where it is not Loss, and what no solution scores below where the search did not end."""
        facts: dict[str, Any] = {}
        if self.node and self.method.objective:
            facts |= {"objective": self.method.objective(self.table).to_dict(), "score": self.node.score}
        if self.node and not self.node.optimal:
            facts["score_at_least"] = self.node.bound
        return facts

    def link(self, rng: np.random.Generator) -> LinkedRelease:
        """Make the release, rows shuffled, and keep for the owner which row is whose."""
        class_of = self.table.class_of_people(self.levels)
        order = rng.permutation(np.flatnonzero(self.kept[class_of]))
        row_of = np.full(len(class_of), -1, dtype=np.int64)
        row_of[order] = np.arange(len(order))
        data = self.generalize(self.dataset.data.iloc[order]).reset_index(drop=True)
        descriptions = {}
        for name, hierarchy, level in zip(
            self.dataset.quasi_identifiers, self.table.base.hierarchies, self.levels, strict=True
        ):
            shown = set(data[name].unique())
            descriptions[name] = {
                label: value for label, value in hierarchy.descriptions[level].items() if label in shown
            }
        release = Release(
            data=data,
            quasi_identifiers=self.dataset.quasi_identifiers,
            sensitive=self.dataset.sensitive,
            method="full-domain generalization",
            parameters={
                "models": [model.to_dict() for model in self.method.models],
                "suppression_limit": self.method.suppression_limit,
                "levels": dict(zip(self.dataset.quasi_identifiers, map(int, self.levels), strict=True)),
                "suppressed": self.n_suppressed,
                "loss": self.loss,
            }
            | self.search_facts(),
            seed=None,
            source=self.dataset.fingerprint,
            guarantee=self.guarantee,
            descriptions={name: labels for name, labels in descriptions.items() if labels},
        )
        return LinkedRelease(release=release, row_of=row_of)
