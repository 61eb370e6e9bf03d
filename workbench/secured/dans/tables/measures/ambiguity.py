# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Ambiguity: how many exact records a released one can stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import method
from secured.common.hierarchies import Hierarchy
from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["Ambiguity", "cells", "domain_cells", "log_cells", "log_domain_cells"]


@method(
    name="ambiguity",
    engine="dans",
    modality="table",
    goal="exact records that a released one can stand for",
    section="4.1.1",
    source="Goldberger & Tassa 2010, Transactions on Data Privacy 3(2):149-175",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class Ambiguity:
    """Sum over people of the exact tuples that their released values cover; a suppressed row covers all.

    A missing value stands for itself until it is suppressed.

    References
    ----------
    Goldberger & Tassa 2010, Efficient Anonymizations with Enhanced Utility, Transactions on Data Privacy 3(2):149-175.
    D2.1 section 4.1.1.
    """

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Ambiguity of the release of the kept classes."""
        return float(np.where(kept, cells(classes), domain_cells(classes.hierarchies)) @ classes.counts)

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below: nobody's cover shrinks."""
        return float(cells(classes) @ classes.counts)

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"objective": "ambiguity"}


def cells(classes: EquivalenceClasses) -> np.ndarray:
    """Exact tuples that each class's values cover; float, shape (n_classes,), infinite beyond 1e308.

    A group covers its share of the domain over the share of the narrowest value.
    """
    covered = np.ones(len(classes.counts))
    with np.errstate(over="ignore"):
        for share in _shares(classes):
            covered *= share
    return covered


def log_cells(classes: EquivalenceClasses) -> np.ndarray:
    """Natural logarithm of `cells`, for any number of columns; float, shape (n_classes,)."""
    return np.sum([np.zeros(len(classes.counts)), *map(np.log, _shares(classes))], axis=0)


def domain_cells(hierarchies: tuple[Hierarchy, ...]) -> float:
    """Exact tuples of the whole domain, infinite beyond 1e308."""
    with np.errstate(over="ignore"):
        return float(np.prod([1 / hierarchy.shares[0].min() for hierarchy in hierarchies]))


def log_domain_cells(hierarchies: tuple[Hierarchy, ...]) -> float:
    """Natural logarithm of `domain_cells`."""
    return -float(np.sum([np.log(hierarchy.shares[0].min()) for hierarchy in hierarchies]))


def _shares(classes: EquivalenceClasses) -> Iterator[np.ndarray]:
    """For each column, exact values that each class covers."""
    for column, (hierarchy, level) in enumerate(zip(classes.hierarchies, classes.levels, strict=True)):
        yield hierarchy.group_shares[level][classes.codes_of(column)] / hierarchy.shares[0].min()
