# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a search needs to know of a privacy model: which classes satisfy it, and what follows for others."""

from dataclasses import replace
from typing import Any, Protocol, TypeVar, cast

import numpy as np

from secured.common import Guarantee
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.models.t_closeness import TCloseness

__all__ = ["PrivacyModel", "TableModel", "joint_guarantee", "released_guarantee", "satisfied"]

T = TypeVar("T", int, float)


class PrivacyModel(Protocol):
    """A predicate over equivalence classes."""

    @property
    def sensitive(self) -> str | None:
        """The sensitive column whose counts it reads, if any."""
        ...

    @property
    def subclasses_fail(self) -> bool:
        """Whether every part of a failing class fails too, so that all its rows must be suppressed."""
        ...

    @property
    def monotonic(self) -> bool:
        """Whether a table that satisfies it without suppression does so after any further generalization."""
        ...

    def holds(self, classes: EquivalenceClasses) -> np.ndarray:
        """Tell which classes satisfy the model; bool, shape (n_classes,)."""
        ...

    def check(self, classes: EquivalenceClasses) -> None:
        """Raise PrivacyInputError if no table like this one can satisfy the model."""
        ...

    def guarantee(self) -> Guarantee:
        """What a table whose classes all satisfy it promises."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        ...


class TableModel(PrivacyModel, Protocol):
    """A model that holds or fails for the table as a whole, so that which classes go is a choice."""

    def enforce(self, classes: EquivalenceClasses, kept: np.ndarray) -> np.ndarray:
        """Return the classes to keep, among those kept so far, so that the model holds for them together."""
        ...


def satisfied(
    models: tuple[PrivacyModel, ...], classes: EquivalenceClasses, among: np.ndarray | None = None
) -> np.ndarray:
    """Tell which classes, `among` some where given, are released so that all models hold; bool, shape (n_classes,)."""
    kept = np.ones(len(classes.counts), dtype=bool) if among is None else among.copy()
    of_table = [cast(TableModel, model) for model in models if hasattr(model, "enforce")]
    for model in models:
        if model not in of_table:
            kept &= model.holds(classes)
    before = -1
    while of_table and before != (before := int(kept.sum())):
        for model in of_table:
            kept = model.enforce(classes, kept)
    return kept


def joint_guarantee(models: tuple[PrivacyModel, ...]) -> Guarantee:
    """Join the promises of several models; of two about one column the larger l, and the larger t, hold for both."""
    parts = [model.guarantee() for model in models]
    others = {name: value for part in parts for name, value in (part.others or {}).items()}
    return Guarantee(
        k=max((part.k for part in parts if part.k), default=None),
        l=_largest([part.l for part in parts if part.l]),
        t=_largest([part.t for part in parts if part.t]),
        epsilon=max((part.epsilon for part in parts if part.epsilon is not None), default=None),
        delta=max((part.delta for part in parts if part.delta is not None), default=None),
        others=others or None,
    )


def released_guarantee(models: tuple[PrivacyModel, ...], released: EquivalenceClasses) -> Guarantee:
    """Join the promises, each t raised to what is reached among the released people alone.

    Classes are chosen by comparing them with the whole table; whoever has only the release cannot do that.
    """
    reached = [
        {model.sensitive: model.reached(released)} for model in models if isinstance(model, TCloseness)
    ]
    return replace(joint_guarantee(models), t=_largest(reached))


def _largest(promises: list[dict[str, T]]) -> dict[str, T] | None:
    """The largest number that is promised of every column."""
    joined: dict[str, T] = {}
    for promise in promises:
        for column, value in promise.items():
            joined[column] = max(joined.get(column, value), value)
    return joined or None
