# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Mondrian: cut the table in two along one column, and the parts again, as long as every part keeps the promise."""

from dataclasses import dataclass, replace

import numpy as np

from secured.common import (
    SUPPRESSED,
    Column,
    ColumnType,
    Dataset,
    LinkedRelease,
    PrivacyInputError,
    Release,
    Role,
    method,
)
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.models.privacy_model import PrivacyModel
from secured.dans.tables.transformations.column_ranges import EVERYTHING, ColumnRanges
from secured.dans.tables.transformations.recoded_classes import (
    Meanings,
    holding,
    refuse_table_models,
    release_of,
    verified,
)

__all__ = ["Mondrian"]

PERSON = "\0person"  # no column of a table is called so


@method(
    name="Mondrian",
    engine="dans",
    modality="table",
    goal="generalise each part of the table only as far as its own people need",
    section="4.1.1",
    source="LeFevre et al. 2006, doi:10.1109/ICDE.2006.101",
    peers=("anonypyx",),
)
@dataclass(frozen=True, kw_only=True)
class Mondrian:
    """Multidimensional recoding: cut parts of the table in two while all models hold in both halves.

    A part is cut along the column in which it is widest, at the value nearest to halving its people; where the
    models would fail in a half, along the next widest. Nobody is left out. Numbers and ordered lists are cut between
    any two values and released as intervals around the values that occur; other columns are cut between children of the
    lowest group of their hierarchy that holds the part, and released as that group or as a set ``{A, B}`` of its
    children. A part that holds missing and recorded values of a column shows ``*`` there, and its only cut along
    that column sets the missing apart.

    Parameters
    ----------
    models : tuple of PrivacyModel
        Models that judge each class by itself.
    relaxed : bool, default False
        Halve numbers and ordered lists exactly, people with the middle value going to both sides; intervals may overlap.

    References
    ----------
    LeFevre, DeWitt & Ramakrishnan 2006, doi:10.1109/ICDE.2006.101. D2.1 section 4.1.1.
    """

    models: tuple[PrivacyModel, ...]
    relaxed: bool = False

    def __post_init__(self) -> None:
        if not self.models:
            raise PrivacyInputError("Mondrian: no model says when to stop. Give at least one.")
        refuse_table_models("Mondrian", self.models)

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which row is whose.

        Raises
        ------
        PrivacyInputError
            If not even the whole table as one class satisfies the models.
        """
        table = self._compress(dataset)
        items, names = table.base, dataset.quasi_identifiers
        for model in self.models:
            model.check(items)
        lines = [
            ColumnRanges(name=name, column=dataset.columns[name], hierarchy=dataset.hierarchies[name])
            for name in names
        ]
        positions = np.column_stack([line.position_of[items.codes[:, at]] for at, line in enumerate(lines)])
        parts = _cut_up(lines, positions, items, self.models, self.relaxed)
        labels, meanings = {}, {}
        for at, (name, line) in enumerate(zip(names, lines, strict=True)):
            meanings[name] = Meanings(name)
            labels[name] = _labels(line, positions[:, at], parts, meanings[name])[parts]
        guarantee = verified("Mondrian", self.models, items, list(labels.values()), parts >= 0)
        made = Release(
            data=None,
            quasi_identifiers=names,
            sensitive=dataset.sensitive,
            method="Mondrian",
            parameters={
                "models": [model.to_dict() for model in self.models],
                "relaxed": self.relaxed,
                "parts": int(parts.max()) + 1,
            },
            seed=None,
            source=dataset.fingerprint,
            guarantee=guarantee,
        )
        everybody = np.ones(len(dataset.data), dtype=bool)
        shown = {name: column[table.class_of] for name, column in labels.items()}
        return release_of(dataset, shown, meanings, everybody, made, rng)

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only shuffles rows."""
        return self.link(dataset, rng).release

    def _compress(self, dataset: Dataset) -> CompressedTable:
        """Distinct tuples; where equal people may part ways, each person alone."""
        sensitive = tuple(dict.fromkeys(m.sensitive for m in self.models if m.sensitive))
        if not self.relaxed:
            return CompressedTable.of(dataset, sensitive)
        CompressedTable.of(dataset)  # what it refuses is refused here too
        alone = replace(
            dataset,
            data=dataset.data.assign(**{PERSON: np.arange(len(dataset.data))}),
            columns={**dataset.columns, PERSON: Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER)},
        )
        return CompressedTable.of(alone, sensitive)


def _cut_up(
    lines: list[ColumnRanges],
    positions: np.ndarray,
    items: EquivalenceClasses,
    models: tuple[PrivacyModel, ...],
    relaxed: bool,
) -> np.ndarray:
    """Part of every item; all parts of one depth are cut in the same pass."""
    n = len(positions)
    if not holding(models, items, np.zeros(n, dtype=np.int64), 1).all():
        raise PrivacyInputError(
            f"Mondrian: the whole table as one class fails {', '.join(str(model.to_dict()) for model in models)}. "
            "Relax a model or pool more records."
        )
    done, n_done = np.zeros(n, dtype=np.int64), 0
    active, part = np.arange(n), np.zeros(n, dtype=np.int64)  # items in parts that may be cut, sorted by part
    while len(active):
        cuts = _Cuts(active=active, part=part, items=items, models=models)
        for column, line in enumerate(lines):
            cuts.try_along(line, positions[active, column], relaxed)
        cut = cuts.width > 0
        final = ~cut[part]
        done[active[final]] = n_done + (np.cumsum(~cut) - 1)[part[final]]
        n_done += int((~cut).sum())
        active, part = active[~final], 2 * (np.cumsum(cut) - 1)[part[~final]] + cuts.side[~final]
        order = np.argsort(part, kind="stable")
        active, part = active[order], part[order]
    return done


class _Cuts:
    """The widest cut found so far of every part of one depth that leaves the models satisfied in both halves."""

    def __init__(
        self,
        *,
        active: np.ndarray,
        part: np.ndarray,
        items: EquivalenceClasses,
        models: tuple[PrivacyModel, ...],
    ) -> None:
        self.active, self.part, self.items, self.models = active, part, items, models
        self.begins = np.flatnonzero(np.diff(part, prepend=-1))
        self.people = items.counts[active]
        self.totals = np.add.reduceat(self.people, self.begins)
        self.width = np.zeros(len(self.begins))
        self.side = np.zeros(len(active), dtype=bool)  # the second half

    def try_along(self, line: ColumnRanges, at: np.ndarray, relaxed: bool) -> None:
        """Take the cut along a column where it is wider than the one held and allowed."""
        low, high, mixed, width = _extent(line, at, self.begins)
        wider = width > self.width
        if not wider.any():
            return
        chosen = wider[self.part]
        key = self._children(line, at, low, high, mixed)
        key = np.where(mixed[self.part], at == line.n_values, key)
        side = self._halves(key, halve=relaxed and line.cut_anywhere, mixed=mixed)
        half_of = np.full(len(self.items.counts), -1, dtype=np.int64)
        half_of[self.active[chosen]] = 2 * (np.cumsum(wider) - 1)[self.part[chosen]] + side[chosen]
        holds = holding(self.models, self.items, half_of, 2 * int(wider.sum()))
        taken = np.zeros_like(wider)
        taken[wider] = holds.reshape(-1, 2).all(axis=1)
        self.width[taken] = width[taken]
        self.side = np.where(taken[self.part], side, self.side)

    def _children(
        self, line: ColumnRanges, at: np.ndarray, low: np.ndarray, high: np.ndarray, mixed: np.ndarray
    ) -> np.ndarray:
        """The child of the lowest common group that each item lies in, by its first position."""
        level = np.zeros(len(low), dtype=np.int64)
        inner = (high >= 0) & ~mixed & (low < high)
        level[inner] = np.maximum(line.children(low[inner], high[inner]), 0)
        return line.starts[level[self.part], np.minimum(at, line.n_values - 1)] if line.n_values else at

    def _halves(self, key: np.ndarray, *, halve: bool, mixed: np.ndarray) -> np.ndarray:
        """Whether each item goes to the second half: cut between two keys, or exactly in the middle (`halve`)."""
        n, part = len(key), self.part
        order = np.argsort(part * (int(key.max()) + 1) + key, kind="stable")
        key_in_order = key[order]
        until = np.cumsum(self.people[order])
        until -= (until - self.people[order])[self.begins][part]
        uneven = np.abs(2 * until - self.totals[part])
        uneven[:-1][(np.diff(part) == 0) & (np.diff(key_in_order) == 0)] = 2 * self.totals.sum()
        uneven[np.append(self.begins[1:], n) - 1] = 2 * self.totals.sum()
        least = np.minimum.reduceat(uneven, self.begins)
        last = np.minimum.reduceat(np.where(uneven == least[part], np.arange(n), n), self.begins)
        side = key > key_in_order[last][part]
        if halve:
            middle = np.empty(n, dtype=bool)
            middle[order] = 2 * until > self.totals[part]
            side = np.where(mixed[part], side, middle)
        return side


def _extent(
    line: ColumnRanges, at: np.ndarray, begins: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Lowest and highest recorded position of every part, whether it mixes missing and recorded, and its width."""
    missing = line.n_values
    low = np.minimum.reduceat(at, begins)
    high = np.maximum.reduceat(np.where(at == missing, -1, at), begins)
    recorded = high >= 0
    mixed = recorded & (np.maximum.reduceat(at, begins) == missing)
    width = np.zeros(len(begins))
    first, last = low[recorded], high[recorded]
    width[recorded] = np.where(
        line.starts[0][first] < line.starts[0][last], line.places[last] - line.places[first], 0.0
    )
    return low, high, mixed, np.where(mixed, 1.0, width)


def _labels(line: ColumnRanges, at: np.ndarray, parts: np.ndarray, meanings: Meanings) -> np.ndarray:
    """What every part shows of a column; object, shape (n_parts,)."""
    order = np.argsort(parts, kind="stable")
    begins = np.flatnonzero(np.diff(parts[order], prepend=-1))
    low, high, mixed, _ = _extent(line, at[order], begins)
    high = np.where(mixed, line.n_values, high)  # one key for all that is mixed
    low = np.where(mixed, 0, low)
    keys, key_of = np.unique(np.stack([low, high], axis=1), axis=0, return_inverse=True)
    names = np.empty(len(keys), dtype=object)
    for number, (first, last) in enumerate(keys.tolist()):
        if last < 0:
            continue  # nothing recorded: missing stays missing
        shown = (SUPPRESSED, EVERYTHING) if last == line.n_values else line.label(first, last)
        meanings.add(*shown)
        names[number] = shown[0]
    return names[key_of.ravel()]
