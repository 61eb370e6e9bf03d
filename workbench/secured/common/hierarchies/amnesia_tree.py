# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What Amnesia's two file formats hold: levels of parents with their children, lowest first."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.hierarchy_file import text_of_value
from secured.common.hierarchies.specs import from_columns

__all__ = ["AmnesiaTree", "Branch", "paths_of", "read_tree", "tree_of"]

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Branch(Generic[T]):
    """A parent, its children, and where the file says so ("line 7", "level 2")."""

    parent: T
    children: tuple[T, ...]
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class AmnesiaTree:
    """A hierarchy as Amnesia has it.

    Parameters
    ----------
    kind : {"distinct", "range"}
        Nodes are values, or ranges in which values lie.
    name, type : str
        Column, and string, int, decimal or date.
    blocks : tuple of tuple of Branch
        Per level, lowest first, every parent with its children.
    order : tuple of int, optional
        Place among the listed leaves of the first, second, ... value. Not of Amnesia, which skips it.
    exclusive : bool
        The upper end of a range is no part of it. Not of Amnesia.
    dates : {"", "ymd", "dmy", "mdy"}
        How the values write dates. Not of Amnesia.
    values : tuple of str
        Values that lie in the ranges. Not of Amnesia.
    labels : mapping of int to tuple of str
        Labels of the ranges of a level, as listed. Not of Amnesia.
    """

    kind: Literal["distinct", "range"]
    name: str
    type: str
    blocks: tuple[tuple[Branch[str], ...], ...]
    order: tuple[int, ...] | None = None
    exclusive: bool = False
    dates: str = ""
    values: tuple[str, ...] = ()
    labels: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Levels, leaves and root included."""
        return len(self.blocks) + 1


def paths_of(
    blocks: Sequence[Sequence[Branch[T]]], file: str, *, below: Literal["group", "itself"]
) -> list[list[T]]:
    """Return every leaf with its group at every level below the single root.

    A leaf that hangs higher than others has its lowest group (or itself) at the levels that it lacks;
    one that hangs at the root stays itself. Without a single root all levels are groups.

    Raises
    ------
    PrivacyInputError
        If a node has two parents, a group hangs nowhere or no leaf is there; nodes are counted, not named.
    """
    above: list[dict[T, T]] = []
    for block in blocks:
        parents: dict[T, T] = {}
        for branch in block:
            for child in branch.children:
                if child in parents:
                    raise PrivacyInputError(
                        f"{file}, {branch.where}: a node stands under two parents, or twice under one. "
                        "Keep one; write a space in a value as %20, with the line 'escape percent' below height."
                    )
                parents[child] = branch.parent
        above.append(parents)
    groups = [{branch.parent for branch in block} for block in blocks]
    for level, (block, parents) in enumerate(zip(blocks, above[1:], strict=False), 1):
        if lost := len({branch.parent for branch in block if branch.children} - parents.keys()):
            raise PrivacyInputError(
                f"{file}, level {level}: {lost} groups are children of none at the next level. Give each a parent there."
            )
    top = len(blocks) - (1 if blocks and len(groups[-1]) == 1 else 0)
    paths = []
    for level, parents in enumerate(above):
        for leaf in parents:
            if level and leaf in groups[level - 1]:
                continue
            path, node = [leaf], leaf
            for parents_there in above[level:top]:
                node = parents_there[node]
                path.append(node)
            lacking = path[1] if below == "group" and len(path) > 1 else leaf
            paths.append([leaf, *[lacking] * (top + 1 - len(path)), *path[1:]])
    if not paths:
        raise PrivacyInputError(
            f"{file}: holds no values. Write each level as lines 'parent has child child'."
        )
    return paths


def read_tree(tree: AmnesiaTree, column: str, file: str) -> Hierarchy:
    """Build the hierarchy over the leaves of a tree of values."""
    paths = paths_of(tree.blocks, file, below="group")
    leaves = [path[0] for path in paths]
    if len(set(leaves)) < len(leaves):
        raise PrivacyInputError(
            f"{file}: {len(leaves) - len(set(leaves))} values stand at two levels. Keep one of each."
        )
    if tree.order is not None:
        if sorted(tree.order) != list(range(len(paths))):
            raise PrivacyInputError(
                f"{file}: the order does not place each of the {len(paths)} values once. Correct or remove it."
            )
        paths = [paths[place] for place in tree.order]
    return from_columns(column, paths)


def tree_of(hierarchy: Hierarchy) -> AmnesiaTree:
    """Write a hierarchy as a tree of values; what labels stand for and shares by width are left out."""
    blocks = []
    for level, step in enumerate(hierarchy.steps):
        names = [text_of_value(label) for label in hierarchy.labels[level] if label is not None]
        parents = [text_of_value(label) for label in hierarchy.labels[level + 1] if label is not None]
        children: list[list[str]] = [[] for _ in parents]
        for name, parent in zip(names, step, strict=False):  # missing, last, hangs under no parent
            children[parent].append(name)
        blocks.append(
            tuple(Branch(parent, tuple(below)) for parent, below in zip(parents, children, strict=True))
        )
    listed = np.argsort(hierarchy.codes[min(1, hierarchy.n_levels - 1), :-1], kind="stable")
    order = np.argsort(listed)
    moved = bool((order != np.arange(len(order))).any())
    return AmnesiaTree(
        kind="distinct",
        name=hierarchy.column,
        type="string",
        blocks=tuple(blocks),
        order=tuple(order.tolist()) if moved else None,
    )
