# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""t-closeness: a class tells little more about a sensitive value than the whole table does."""

from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

import numpy as np

from secured.common import Guarantee, PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["TCloseness"]

CELLS_AT_ONCE = 4_000_000


@method(
    name="t-closeness",
    engine="dans",
    modality="table",
    goal="keep each class's sensitive values near the table's",
    section="4.1.1",
    source="Li et al. 2007, doi:10.1109/ICDE.2007.367856",
    peers=("ARX", "pycanon", "anjana", "anonypyx"),
)
@dataclass(frozen=True, kw_only=True)
class TCloseness:
    """The earth mover's distance of every class's sensitive values from the whole table's is at most `t`.

    Missing is a value of its own here: a class where the value is missing more often tells something.

    Parameters
    ----------
    sensitive : str
    t : float
        Largest distance, in [0, 1].
    distance : {"equal", "ordered", "hierarchical"}
        Equal: half the sum of differences. Ordered: the mass moved along the ordered domain of m values,
        divided by m - 1. Hierarchical: mass costs as much as it must climb in the column's hierarchy.

    References
    ----------
    Li, Li & Venkatasubramanian 2007, doi:10.1109/ICDE.2007.367856. D2.1 section 4.1.1.
    """

    sensitive: str
    t: float
    distance: Literal["equal", "ordered", "hierarchical"] = "equal"
    subclasses_fail = False
    monotonic = True

    def __post_init__(self) -> None:
        if not 0 <= self.t <= 1:
            raise PrivacyInputError(f"TCloseness: t={self.t} is not in [0, 1].")
        if self.distance not in ("equal", "ordered", "hierarchical"):
            raise PrivacyInputError(
                f"TCloseness: unknown distance {self.distance!r}. Use equal, ordered or hierarchical."
            )

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes are close enough."""
        return distances(classes, self.sensitive, self.distance) <= self.t + 1e-12

    def check(self, classes: EquivalenceClasses) -> None:
        """Refuse a distance over an order or a tree that the values do not have."""
        if self.distance == "ordered" and not classes.sensitive[self.sensitive].ordered:
            raise PrivacyInputError(
                f"TCloseness: {self.sensitive} has no order. Declare it a number, give it an ordered list, or use distance=equal."
            )
        if self.distance == "hierarchical" and classes.sensitive[self.sensitive].tree is None:
            raise PrivacyInputError(
                f"TCloseness: {self.sensitive} has no hierarchy. Give the column one, or use distance=equal."
            )

    def reached(self, released: EquivalenceClasses) -> float:
        """Largest distance among released classes from the released people, rounded up; at least `t`.

        Classes are chosen by their distance from the whole table. Where people are left out, whoever has only
        the release compares with the released people, and may find a little more.
        """
        if not len(released.counts):
            return self.t
        largest = float(distances(released, self.sensitive, self.distance).max())
        return self.t if largest <= self.t + 1e-12 else ceil(largest * 1e4) / 1e4

    def guarantee(self) -> Guarantee:
        """Promise t for the column."""
        return Guarantee(t={self.sensitive: self.t})

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"model": "t-closeness", "sensitive": self.sensitive, "t": self.t, "distance": self.distance}


def distances(classes: EquivalenceClasses, sensitive: str, distance: str = "equal") -> np.ndarray:
    """Distance of every class's distribution from the whole table's; float, shape (n_classes,)."""
    counts = classes.sensitive[sensitive]
    whole = counts.total / max(counts.total.sum(), 1)
    within = counts.counts / classes.counts[counts.classes]
    if distance == "equal":  # sum of the positive differences, which only values present in the class have
        gain = np.maximum(within - whole[counts.values], 0.0)
        return np.bincount(counts.classes, weights=gain, minlength=len(classes.counts))
    used = len(whole) if whole[-1] > 0 else len(whole) - 1  # missing, if any, stands last
    result = np.empty(len(classes.counts))
    step = max(CELLS_AT_ONCE // used, 1)
    order = np.argsort(counts.classes, kind="stable")
    at, values, within = counts.classes[order], counts.values[order], within[order]
    bounds = np.searchsorted(at, np.arange(0, len(result) + step, step))
    for start, begin, end in zip(range(0, len(result), step), bounds[:-1], bounds[1:], strict=False):
        size = min(step, len(result) - start)
        dense = np.zeros((size, len(whole)))
        dense[at[begin:end] - start, values[begin:end]] = within[begin:end]
        if distance == "ordered" or counts.tree is None:
            moved = np.abs(np.cumsum(dense - whole, axis=1)[:, :used]).sum(axis=1) / max(used - 1, 1)
        else:
            moved = _climbed(dense - whole, counts.tree)
        result[start : start + size] = moved
    return result


def _climbed(extra: np.ndarray, tree: np.ndarray) -> np.ndarray:
    """Mass times the height to which it must climb, over the tree's height; float, shape (n_classes,).

    At every node the smaller of what its children have too much and too little is exchanged there.
    """
    height, cost = len(tree) - 1, np.zeros(len(extra))
    for level in range(1, height + 1):
        groups, first = np.unique(tree[level - 1], return_index=True)
        own = extra @ (tree[level - 1][:, None] == groups)  # what each child has too much or too little
        parent = tree[level][first][:, None] == np.unique(tree[level])
        cost += (
            level / height * np.minimum(np.maximum(own, 0) @ parent, np.maximum(-own, 0) @ parent).sum(axis=1)
        )
    return cost
