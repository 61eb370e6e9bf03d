# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Local recoding: generalise the whole table, then again the people who were left out, at levels of their own."""

import time
from dataclasses import dataclass, replace

import numpy as np

from secured.common import Column, ColumnType, Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.common.grouping import group_rows
from secured.common.hierarchies import Hierarchy
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.loss import Loss
from secured.dans.tables.models.k_map import EstimatedKMap
from secured.dans.tables.models.privacy_model import PrivacyModel
from secured.dans.tables.search.lattice_search import optimal_node, people_allowed
from secured.dans.tables.transformations.full_domain import LARGE_LATTICE, SECONDS_WHEN_LARGE
from secured.dans.tables.transformations.recoded_classes import (
    Meanings,
    holding,
    refuse_table_models,
    release_of,
    verified,
)

__all__ = ["LocalRecoding"]


@method(
    name="local recoding",
    engine="dans",
    modality="table",
    goal="generalise people at different levels, so that few are generalised far",
    section="4.1.1",
    source="Prasser & Kohlmayer 2015, doi:10.1007/978-3-319-23633-9_6",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class LocalRecoding:
    """Full-domain generalization in rounds, each over the people whom the rounds before left out.

    A round finds the levels of least Loss for the people it starts with, keeps the classes that satisfy the models,
    and hands the rest on. Where no levels place the least share of them, half of that share is asked for. The rounds
    end when nobody is left or can be placed; whoever is left then is left out of the release. Classes are
    counted again over the rows of all rounds together. Closeness is measured from the whole table in every round, and
    the population is estimated from it.

    Parameters
    ----------
    models : tuple of PrivacyModel
        Models that judge each class by itself.
    suppression_limit : float, default 0.05
        Largest share of people left out in the end.
    least_share : float, default 0.1
        Smallest share of the people it starts with that a round must place, in (0, 1]. Smaller: more rounds, less loss.
    most_rounds : int, default 100
    gs_factor : float, default 0
        Of the Loss that each round minimises: 0 hands people on rather than generalise everybody, 0.5 counts whoever
        is handed on as lost. Where too many would be left out in the end, at least 0.5 is used.
    seconds : float, optional
        Time for the searches of all rounds; a round may use half of what is left, and then takes the best levels that
        it has found. When not given, lattices of up to a million nodes are searched to the end, larger ones for a
        minute in all.

    References
    ----------
    Prasser & Kohlmayer 2015, doi:10.1007/978-3-319-23633-9_6 (the iterative optimization of ARX). D2.1 section 4.1.1.
    """

    models: tuple[PrivacyModel, ...]
    suppression_limit: float = 0.05
    least_share: float = 0.1
    most_rounds: int = 100
    gs_factor: float = 0.0
    seconds: float | None = None

    def __post_init__(self) -> None:
        if not self.models:
            raise PrivacyInputError("LocalRecoding: no model says what must hold. Give at least one.")
        if not 0 <= self.suppression_limit <= 1:
            raise PrivacyInputError(
                f"LocalRecoding: suppression_limit={self.suppression_limit} is not in [0, 1]."
            )
        if not 0 < self.least_share <= 1:
            raise PrivacyInputError(f"LocalRecoding: least_share={self.least_share} is not in (0, 1].")
        if not 0 <= self.gs_factor <= 1:
            raise PrivacyInputError(f"LocalRecoding: gs_factor={self.gs_factor} is not in [0, 1].")
        if self.most_rounds < 1 or self.most_rounds != int(self.most_rounds):
            raise PrivacyInputError(
                f"LocalRecoding: most_rounds={self.most_rounds} is no whole number from 1 on."
            )
        if self.seconds is not None and not self.seconds >= 0:
            raise PrivacyInputError(f"LocalRecoding: seconds={self.seconds} must be a number from 0 on.")
        refuse_table_models("LocalRecoding", self.models)

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which row is whose.

        Raises
        ------
        PrivacyInputError
            If more people than allowed are left after the rounds.
        """
        table = CompressedTable.of(
            dataset, tuple(dict.fromkeys(m.sensitive for m in self.models if m.sensitive))
        )
        items, names = table.base, dataset.quasi_identifiers
        for model in self.models:
            model.check(items)
        rounds, round_of = self._rounds(items)
        kept = round_of >= 0
        left_out = int(items.counts[~kept].sum())
        if left_out > self._allowed(items):
            raise PrivacyInputError(
                f"LocalRecoding: {left_out} of {items.n_people} people are left after {len(rounds)} rounds. "
                "Relax a model, raise suppression_limit or lower least_share."
            )
        labels, meanings = {}, {}
        for at, (name, hierarchy) in enumerate(zip(names, items.hierarchies, strict=True)):
            meanings[name] = Meanings(name)
            levels = np.array([node[at] for node in rounds], dtype=np.int64)
            labels[name] = _labels(
                dataset.columns[name], hierarchy, items.codes[:, at], levels, round_of, meanings[name]
            )
        guarantee = verified("LocalRecoding", self.models, items, list(labels.values()), kept)
        placed = np.bincount(round_of[kept], weights=items.counts[kept], minlength=len(rounds))
        made = Release(
            data=None,
            quasi_identifiers=names,
            sensitive=dataset.sensitive,
            method="local recoding",
            parameters={
                "models": [model.to_dict() for model in self.models],
                "suppression_limit": self.suppression_limit,
                "least_share": self.least_share,
                "most_rounds": self.most_rounds,
                "gs_factor": self.gs_factor,
                "rounds": [
                    {"levels": dict(zip(names, node, strict=True)), "people": int(people)}
                    for node, people in zip(rounds, placed, strict=True)
                ],
            },
            seed=None,
            source=dataset.fingerprint,
            guarantee=guarantee,
        )
        shown = {name: column[table.class_of] for name, column in labels.items()}
        return release_of(dataset, shown, meanings, kept[table.class_of], made, rng)

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only shuffles rows."""
        return self.link(dataset, rng).release

    def _rounds(self, items: EquivalenceClasses) -> tuple[list[tuple[int, ...]], np.ndarray]:
        """Levels of every round, and the round that placed each item, -1 for none.

        Rows handed on too freely may leave a rest that no levels protect: then rounds start again, first with the
        factor of the plain Loss, then with a first round that alone keeps the limit.
        """
        careful = (max(self.gs_factor, 0.5), 1 - self.suppression_limit)
        clock = _Clock.of(self.seconds, items)
        for gs_factor, first in ((self.gs_factor, 0.0), (careful[0], 0.0), careful):
            rounds, round_of = self._attempt(items, gs_factor, max(first, self.least_share), clock)
            if items.counts[round_of < 0].sum() <= self._allowed(items):
                break
        return rounds, round_of

    def _allowed(self, items: EquivalenceClasses) -> int:
        return people_allowed(self.suppression_limit, items.n_people)

    def _attempt(
        self, items: EquivalenceClasses, gs_factor: float, first: float, clock: "_Clock"
    ) -> tuple[list[tuple[int, ...]], np.ndarray]:
        """Rounds of which the first must place a share `first`."""
        models = tuple(
            model.within(items.n_people) if isinstance(model, EstimatedKMap) else model
            for model in self.models
        )
        rounds: list[tuple[int, ...]] = []
        round_of, share = np.full(len(items.counts), -1, dtype=np.int64), first
        while len(rounds) < self.most_rounds and (round_of < 0).any():
            waiting = np.flatnonzero(round_of < 0)
            rest = _part(items, round_of < 0)
            found = _best_levels(rest, models, 1 - share, gs_factor, clock.seconds)
            if found is not None:
                class_of, n = _classes(rest, found)
                placed = holding(models, rest, class_of, n)[class_of]
                round_of[waiting[placed]] = len(rounds)
                rounds.append(found)
                share = min(share, self.least_share)
            elif share * rest.n_people <= 1:
                break
            else:
                share /= 2
        return rounds, round_of


@dataclass(frozen=True, kw_only=True)
class _Clock:
    """Time that searches share."""

    deadline: float | None

    @classmethod
    def of(cls, seconds: float | None, items: EquivalenceClasses) -> "_Clock":
        """Start it; without a time given, large lattices still have one."""
        large = np.prod([hierarchy.n_levels for hierarchy in items.hierarchies], dtype=float) > LARGE_LATTICE
        allowed = SECONDS_WHEN_LARGE if large and seconds is None else seconds
        return cls(deadline=None if allowed is None else time.monotonic() + allowed)

    @property
    def seconds(self) -> float | None:
        """What the next search may use: half of what is left."""
        return None if self.deadline is None else max(self.deadline - time.monotonic(), 0.0) / 2


def _best_levels(
    rest: EquivalenceClasses,
    models: tuple[PrivacyModel, ...],
    limit: float,
    gs_factor: float,
    seconds: float | None,
) -> tuple[int, ...] | None:
    """Levels of least Loss for the people left, or None if no levels place enough of them."""
    table = CompressedTable(base=rest, class_of=np.arange(len(rest.counts)))
    loss = Loss(table=table, gs_factor=gs_factor)
    try:
        return tuple(int(level) for level in optimal_node(table, models, limit, loss, seconds=seconds).levels)
    except PrivacyInputError:
        return None


def _part(items: EquivalenceClasses, left: np.ndarray) -> EquivalenceClasses:
    """Some of the items; their sensitive values are still compared with the whole table's."""
    part = items.only(left)
    whole = {
        name: replace(counts, total=items.sensitive[name].total) for name, counts in part.sensitive.items()
    }
    return replace(part, sensitive=whole)


def _classes(rest: EquivalenceClasses, levels: tuple[int, ...]) -> tuple[np.ndarray, int]:
    """Class of every item at the given levels, and how many classes there are."""
    codes = [
        hierarchy.codes[level][rest.codes[:, at]]
        for at, (hierarchy, level) in enumerate(zip(rest.hierarchies, levels, strict=True))
    ]
    first, class_of = group_rows(
        np.column_stack(codes), [len(hierarchy.values) + 1 for hierarchy in rest.hierarchies]
    )
    return class_of, len(first)


def _labels(
    column: Column,
    hierarchy: Hierarchy,
    codes: np.ndarray,
    levels: np.ndarray,
    round_of: np.ndarray,
    meanings: Meanings,
) -> np.ndarray:
    """What every item shows of a column, at the level of its round; object, shape (n_items,)."""
    labels = np.empty(len(codes), dtype=object)
    for level in np.unique(levels):
        there = np.flatnonzero((round_of >= 0) & (levels[round_of] == level))
        names = hierarchy.labels[level]
        if level == 0 and column.type is ColumnType.INTEGER:
            names = np.array([None if name is None else int(name) for name in names], dtype=object)
        groups = hierarchy.codes[level][codes[there]]
        labels[there] = names[groups]
        for label in names[np.unique(groups)]:
            if label is not None:
                meanings.add(label, hierarchy.descriptions[level].get(label))
    return labels
