# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Histories and sets of codes, shown less finely: general codes, no rare ones, dates shifted, only the first entries."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.common.hierarchies import Hierarchy
from secured.common.histories import items_of, with_items
from secured.dans.tables.transformations.identifier_removal import IdentifierRemoval
from secured.dans.tables.transformations.pipeline import ReleaseMaker

__all__ = ["HistoryGeneralization", "ItemRule"]


@dataclass(frozen=True, kw_only=True)
class ItemRule:
    """How the items of one column are shown.

    Parameters
    ----------
    hierarchy : Hierarchy
        Over the items of everybody.
    level : int, default 0
        Level at which items are shown; 0 shows them as they are.
    fewest : int, default 1
        Items that fewer released people hold, as they are shown, are left out.
    first : int, optional
        Of a history so many entries are kept, the first as it lists them; all, when not given.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.
    """

    hierarchy: Hierarchy = field(repr=False)
    level: int = 0
    fewest: int = 1
    first: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.level < self.hierarchy.n_levels:
            raise PrivacyInputError(
                f"ItemRule: level={self.level} is none of the {self.hierarchy.n_levels} levels of {self.hierarchy.column}."
            )
        if self.fewest < 1 or (self.first is not None and self.first < 1):
            raise PrivacyInputError(f"ItemRule: fewest={self.fewest} or first={self.first} is below 1.")


@method(
    name="generalization of histories",
    engine="dans",
    modality="records",
    goal="show codes, dates and visits of a person's history less finely",
    section="4.1.1",
    source="Tamersoy et al. 2012, doi:10.1109/TITB.2012.2185850",
)
@dataclass(frozen=True, kw_only=True)
class HistoryGeneralization:
    """Generalise, shorten and shift what cells of histories and sets of codes hold, after another method did the rest.

    All people's items are shown at the same level. One shift is drawn for each person and moves all of their dates, so that
    the time between visits stays. It promises nothing by itself: what the other method promises for its columns
    holds, for histories are not among them.

    Parameters
    ----------
    rules : mapping of column to ItemRule
    shift_days : int, default 0
        Largest shift of a person's dates, back or forth.
    release : ReleaseMaker
        Makes the release of all columns, these among them as they are; identifiers are removed when not given.

    Raises
    ------
    PrivacyInputError
        If `shift_days` is negative.

    References
    ----------
    Tamersoy, Loukides, Nergiz, Saygin & Malin 2012, doi:10.1109/TITB.2012.2185850 (generalised codes of longitudinal
    records). D2.1 sections 4.1.1 and 5.3.2.
    """

    rules: Mapping[str, ItemRule]
    shift_days: int = 0
    release: ReleaseMaker = field(default_factory=IdentifierRemoval)

    def __post_init__(self) -> None:
        if self.shift_days < 0:
            raise PrivacyInputError(f"HistoryGeneralization: shift_days={self.shift_days} is negative.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which row is whose.

        Raises
        ------
        PrivacyInputError
            If a column is not released, or holds items that its hierarchy does not.
        """
        linked = self.release.link(dataset, rng)
        made = linked.release
        shifts = rng.integers(-self.shift_days, self.shift_days + 1, made.n_records)
        data, descriptions, costs = made.data.copy(), dict(made.descriptions), {}
        for name, rule in self.rules.items():
            if name not in data.columns:
                raise PrivacyInputError(f"HistoryGeneralization: the release has no column {name}.")
            shown = _Shown.of(name, data[name].tolist(), rule)
            cells = np.empty(len(data), dtype=object)
            cells[:] = shown.cells(shifts)
            data[name] = cells
            descriptions[name] = {**descriptions.get(name, {}), **shown.descriptions()}
            costs[name] = {"loss": shown.loss, "entries_kept": shown.kept}
        release = replace(
            made,
            data=data,
            descriptions={name: labels for name, labels in descriptions.items() if labels},
            method="generalization of histories",
            parameters={
                "rules": {
                    name: {"level": rule.level, "fewest": rule.fewest, "first": rule.first}
                    for name, rule in self.rules.items()
                },
                "shift_days": self.shift_days,
                "release": {"method": made.method, **made.parameters},
                "cost": costs,
            },
        )
        return LinkedRelease(release=release, row_of=linked.row_of)

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Shown:
    """One column, before and after: what is shown of every entry."""

    rule: ItemRule
    before: list[Any]
    label_of: dict[Any, Any]
    share_of: dict[Any, float]
    frequent: set[Any]

    @classmethod
    def of(cls, name: str, cells: list[Any], rule: ItemRule) -> "_Shown":
        hierarchy, level = rule.hierarchy, rule.level
        codes = hierarchy.codes[level][:-1].tolist()
        values = [value.item() if isinstance(value, np.generic) else value for value in hierarchy.values]
        labels = values if level == 0 else [hierarchy.labels[level][code] for code in codes]
        label_of = dict(zip(values, labels, strict=True))
        items = [[item for _, item in items_of(cell)][: rule.first] for cell in cells]
        if unknown := {item for own in items for item in own} - label_of.keys():
            raise PrivacyInputError(
                f"HistoryGeneralization: {len(unknown)} items of {name} are none of its hierarchy. Build it over everybody."
            )
        holders = Counter(label for own in items for label in {label_of[item] for item in own})
        shares = hierarchy.shares[level][:-1] if level else np.zeros(len(values))
        return cls(
            rule=rule,
            before=cells,
            label_of=label_of,
            share_of=dict(zip(values, shares.tolist(), strict=True)),
            frequent={label for label, n in holders.items() if n >= rule.fewest},
        )

    def _kept(self, cell: Any) -> list[tuple[float, Any]]:
        return [one for one in items_of(cell)[: self.rule.first] if self.label_of[one[1]] in self.frequent]

    def cells(self, shifts: np.ndarray) -> list[Any]:
        """Cells as released."""
        return [
            with_items(cell, tuple((day + shift, self.label_of[item]) for day, item in self._kept(cell)))
            for cell, shift in zip(self.before, shifts.tolist(), strict=True)
        ]

    def descriptions(self) -> dict[Any, Any]:
        """What labels stand for that are shown."""
        known = self.rule.hierarchy.descriptions[self.rule.level]
        return {label: value for label, value in known.items() if label in self.frequent}

    @property
    def loss(self) -> float:
        """Mean over the entries of everybody: 1 if left out, else the share of all items that the group covers."""
        n = sum(len(items_of(cell)) for cell in self.before)
        kept = [self.share_of[item] for cell in self.before for _, item in self._kept(cell)]
        return float(1 - (len(kept) - sum(kept)) / n) if n else 0.0

    @property
    def kept(self) -> float:
        """Share of the entries that are shown at all."""
        n = sum(len(items_of(cell)) for cell in self.before)
        return sum(len(self._kept(cell)) for cell in self.before) / n if n else 1.0
