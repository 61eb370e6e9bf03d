# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a released label says as a number: where it stands, and how much it covers."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from secured.common import GeneralizedValue

__all__ = ["centre_of", "coverage_of", "is_suppressed"]


def is_suppressed(label: Any, descriptions: Mapping[str, GeneralizedValue]) -> bool:
    """Whether a label stands for any value."""
    return label in descriptions and descriptions[label].kind == "suppressed"


def centre_of(label: Any, descriptions: Mapping[str, GeneralizedValue]) -> float | None:
    """Return a number for the label: itself, or the middle of what it covers; NaN if suppressed, None if it is no number."""
    described = descriptions.get(label) if isinstance(label, str) else None
    if described is None:
        return (
            float(label)
            if isinstance(label, int | float | np.number) and not isinstance(label, bool)
            else None
        )
    if described.kind == "suppressed":
        return np.nan
    if described.kind == "interval" and described.lower is not None and described.upper is not None:
        return (described.lower + described.upper) / 2
    members = described.members
    return (
        float(np.mean(members)) if members and all(isinstance(one, int | float) for one in members) else None
    )


def coverage_of(labels: np.ndarray, descriptions: Mapping[str, GeneralizedValue], n_known: int) -> np.ndarray:
    """How much each label covers, exact values being 1: width, members, or what cut characters leave open.

    Parameters
    ----------
    labels : ndarray of object, shape (n_labels,)
        None stands for missing.
    descriptions : mapping of label to GeneralizedValue
    n_known : int
        Values among which a suppressed one leaves the choice, at least.
    """
    covered = np.ones(len(labels))
    for position, label in enumerate(labels):
        described = descriptions.get(label) if label is not None else None
        if described is None:
            continue
        if described.kind == "interval":
            covered[position] = max(float(described.upper or 0) - float(described.lower or 0), 1e-12)
        elif described.kind == "prefix":
            covered[position] = 10.0 ** (len(label) - len(described.prefix or ""))
        elif described.kind == "group":
            covered[position] = len(described.members)
    spans = [value for value in descriptions.values() if value.kind == "interval"]
    widest = max((float(v.upper or 0) for v in spans), default=0) - min(
        (float(v.lower or 0) for v in spans), default=0
    )
    for position, label in enumerate(labels):
        if label is not None and is_suppressed(label, descriptions):
            covered[position] = max(2 * covered.max(), widest, n_known)
    return covered
