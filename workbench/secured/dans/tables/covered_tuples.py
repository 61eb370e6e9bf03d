# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many exact tuples of quasi-identifiers each class covers, and the whole domain holds."""

from collections.abc import Iterator

import numpy as np

from secured.common.hierarchies import Hierarchy
from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["cells", "domain_cells", "log_cells", "log_domain_cells"]


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
