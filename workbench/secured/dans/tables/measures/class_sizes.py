# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Measures of utility that need nothing but the sizes of classes."""

import numpy as np

from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["average_class_size", "discernibility"]


def discernibility(classes: EquivalenceClasses, kept: np.ndarray) -> int:
    """Sum over people of how many others look the same; a suppressed person looks like everybody.

    References
    ----------
    Bayardo & Agrawal 2005, doi:10.1109/ICDE.2005.42.
    """
    counts = classes.counts
    return int((counts[kept] ** 2).sum() + counts[~kept].sum() * counts.sum())


def average_class_size(classes: EquivalenceClasses, kept: np.ndarray) -> float:
    """Kept people per kept class; 0 when nothing is kept.

    References
    ----------
    LeFevre et al. 2006, doi:10.1109/ICDE.2006.101 (there divided by k).
    """
    n = int(kept.sum())
    return float(classes.counts[kept].sum() / n) if n else 0.0
