# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a search needs to know of a privacy model: which classes satisfy it, and what follows for others."""

from typing import Any, Protocol

import numpy as np

from secured.common import Guarantee
from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["PrivacyModel", "joint_guarantee", "satisfied"]


class PrivacyModel(Protocol):
    """A predicate over equivalence classes that holds or fails for each class by itself."""

    @property
    def sensitive(self) -> str | None:
        """The sensitive column whose counts it reads, if any."""
        ...

    @property
    def subclasses_fail(self) -> bool:
        """Whether every part of a failing class fails too, so that all its rows must be suppressed."""
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


def satisfied(models: tuple[PrivacyModel, ...], classes: EquivalenceClasses) -> np.ndarray:
    """Tell which classes satisfy all models; bool, shape (n_classes,)."""
    mask = np.ones(len(classes.counts), dtype=bool)
    for model in models:
        mask &= model.holds(classes)
    return mask


def joint_guarantee(models: tuple[PrivacyModel, ...]) -> Guarantee:
    """Join the promises of several models."""
    parts = [model.guarantee() for model in models]
    diversity = {name: value for part in parts for name, value in (part.l or {}).items()}
    closeness = {name: value for part in parts for name, value in (part.t or {}).items()}
    others = {name: value for part in parts for name, value in (part.others or {}).items()}
    return Guarantee(
        k=max((part.k for part in parts if part.k), default=None),
        l=diversity or None,
        t=closeness or None,
        epsilon=max((part.epsilon for part in parts if part.epsilon is not None), default=None),
        delta=max((part.delta for part in parts if part.delta is not None), default=None),
        others=others or None,
    )
