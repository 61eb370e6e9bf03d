# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""In which class each exact tuple of a table lies."""

import numpy as np

from secured.common.grouping import group_rows
from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["class_of_tuples"]


def class_of_tuples(base: EquivalenceClasses, classes: EquivalenceClasses) -> np.ndarray:
    """Class of every exact tuple at the levels of `classes`, -1 for a tuple in none; int64, shape (n_tuples,)."""
    raised = [
        hierarchy.step(0, level)[codes]
        for codes, hierarchy, level in zip(base.codes.T, base.hierarchies, classes.levels, strict=True)
    ]
    both = np.vstack([classes.codes, np.column_stack(raised)])
    n = len(classes.counts)  # classes are distinct, so they are the first n groups
    _, group_of = group_rows(both, [len(hierarchy.values) + 1 for hierarchy in base.hierarchies])
    return np.where(group_of[n:] < n, group_of[n:], -1)
