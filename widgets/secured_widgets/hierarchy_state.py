# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A hierarchy under edit: what it is now, what it was before each change, and how many people every group has."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from secured.common import Dataset, PrivacyInputError
from secured.common.hierarchies import Hierarchy, HierarchyEdit, HierarchyFile, Ordered, Tree, counts
from secured.common.hierarchies.hierarchy_file import text_of_value
from secured_widgets.small_cells import SMALLEST_CELL, people

__all__ = ["EditState", "ValueCounts"]

Operation = Callable[[HierarchyEdit], Hierarchy]


@dataclass(frozen=True, kw_only=True, eq=False)
class EditState:
    """One moment of the edit.

    Parameters
    ----------
    hierarchy : Hierarchy
    past, future : tuple of Hierarchy
        To undo to, latest last; to redo to, next last.
    said : str
        What the last operation did, or why it was refused.
    refused : bool
    """

    hierarchy: Hierarchy
    past: tuple[Hierarchy, ...] = ()
    future: tuple[Hierarchy, ...] = ()
    said: str = ""
    refused: bool = False

    def after(self, operation: Operation, said: str) -> "EditState":
        """Apply an operation; a refused one leaves the hierarchy as it is and says why."""
        try:
            changed = operation(HierarchyEdit(hierarchy=self.hierarchy))
        except PrivacyInputError as error:
            return self.refusing(str(error))
        return EditState(hierarchy=changed, past=(*self.past, self.hierarchy), said=said)

    def refusing(self, why: str) -> "EditState":
        """Say why nothing was changed."""
        return replace(self, said=why, refused=True)

    def undone(self) -> "EditState":
        """Take the last change back."""
        if not self.past:
            return self.refusing("There is nothing to undo.")
        return EditState(
            hierarchy=self.past[-1],
            past=self.past[:-1],
            future=(*self.future, self.hierarchy),
            said="The last change is undone.",
        )

    def redone(self) -> "EditState":
        """Make the change again that was taken back last."""
        if not self.future:
            return self.refusing("There is nothing to redo.")
        return EditState(
            hierarchy=self.future[-1],
            past=(*self.past, self.hierarchy),
            future=self.future[:-1],
            said="The change is made again.",
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class ValueCounts:
    """How many people have each exact value, and which values may be named.

    Parameters
    ----------
    of_value : ndarray of int, shape (n_values + 1,), or None
        Missing last; None where there is a hierarchy and no data.
    public : bool
        Whether the values come from a list that is no secret (a hierarchy file, an ordered list, a tree),
        not from the data: then values of fewer than 5 people may be named too.
    """

    of_value: np.ndarray | None
    public: bool

    @classmethod
    def of(cls, dataset: Dataset, column: str) -> "ValueCounts":
        """Count the people of a dataset.

        Raises
        ------
        PrivacyInputError
            If the column is no quasi-identifier.
        """
        if column not in dataset.quasi_identifiers:
            raise PrivacyInputError(
                f"HierarchyEditor: {column} is no quasi-identifier of {dataset.name}. Use one of {', '.join(dataset.quasi_identifiers)}."
            )
        hierarchy = dataset.hierarchies[column]
        codes = hierarchy.encode(dataset.data[column])
        listed = isinstance(dataset.columns[column].hierarchy, HierarchyFile | Ordered | Tree)
        return cls(of_value=np.bincount(codes, minlength=len(hierarchy.values) + 1), public=listed)

    @cached_property
    def _codes(self) -> np.ndarray | None:
        return None if self.of_value is None else np.repeat(np.arange(len(self.of_value)), self.of_value)

    def per_level(self, hierarchy: Hierarchy) -> tuple[np.ndarray | None, ...]:
        """People of every group at every level, missing last."""
        if self._codes is None:
            return (None,) * hierarchy.n_levels
        return counts(hierarchy, self._codes)

    def named(self, hierarchy: Hierarchy, level: int) -> np.ndarray:
        """Which groups of a level may be named: a single value that few people have stays unnamed; missing is left out."""
        n_groups = len(hierarchy.labels[level]) - (level < hierarchy.n_levels - 1)
        if self.of_value is None or self.public:
            return np.ones(n_groups, dtype=bool)
        held = self.per_level(hierarchy)[level]
        values = np.bincount(hierarchy.codes[level][:-1], minlength=n_groups)[:n_groups]
        return (values > 1) | (held[:n_groups] >= SMALLEST_CELL)  # type: ignore[index]

    def group_text(self, hierarchy: Hierarchy, level: int, group: int) -> str:
        """Name a group with its number of people."""
        held = self.per_level(hierarchy)[level]
        name = text_of_label(hierarchy.labels[level][group])
        return name if held is None else f"{name}  ({people(int(held[group]))})"


def text_of_label(label: object) -> str:
    """Write a label: a value as files have it, None as missing."""
    return "missing" if label is None else text_of_value(label)
