# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is hit hardest, in aggregates: the most exposed hundredth, tenths by exposure, and the worst subgroup."""

from dataclasses import asdict, dataclass
from itertools import pairwise
from math import ceil
from typing import Any, Literal

import numpy as np
import pandas as pd

from secured.common.intervals import clopper_pearson

__all__ = ["WorstOff", "worst_off"]

SMALLEST_SUBGROUP = 30
MOST_SUBGROUPS = 20


@dataclass(frozen=True, kw_only=True)
class WorstOff:
    """Success among those hit hardest.

    Parameters
    ----------
    top_rate, top_high, top_baseline : float
        Success among the hundredth of targets about whom the attack is most confident (at least 10), its 95 %
        upper bound, and what could be guessed of the same people without the release.
    top_n : int
    tenths : tuple of float
        Success in each tenth of targets, most confident first.
    subgroup : str
        The subgroup of at least 30 targets, by one known column, whose success exceeds the baseline most.
    subgroup_rate, subgroup_high, subgroup_baseline : float
    subgroup_n : int
    """

    top_rate: float
    top_high: float
    top_baseline: float
    top_n: int
    tenths: tuple[float, ...]
    subgroup: str
    subgroup_rate: float
    subgroup_high: float
    subgroup_baseline: float
    subgroup_n: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"tenths": list(self.tenths)}

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> "WorstOff":
        """Rebuild what `to_dict` gave."""
        return cls(**(raw | {"tenths": tuple(raw["tenths"])}))


def worst_off(
    hits: np.ndarray,
    baseline_hits: np.ndarray,
    confidence: np.ndarray,
    abstain: np.ndarray,
    known: pd.DataFrame,
    starts_from: Literal["person", "record"],
) -> WorstOff:
    """Aggregate hits by confidence and by subgroup of what is known."""
    order = np.argsort(-np.where(abstain, -1.0, confidence), kind="stable")
    first = order[: min(max(ceil(len(hits) / 100), 10), len(hits))]
    tenths = tuple(float(part.mean()) if len(part) else 0.0 for part in np.array_split(hits[order], 10))
    gain = hits.astype(float) - baseline_hits
    groups = [("everyone", np.arange(len(hits)))] if starts_from == "record" else list(_subgroups(known))
    name, members = max(
        groups, key=lambda one: gain[one[1]].mean(), default=("everyone", np.arange(len(hits)))
    )
    return WorstOff(
        top_rate=float(hits[first].mean()),
        top_high=clopper_pearson(int(hits[first].sum()), len(first), 0.05).high,
        top_baseline=float(baseline_hits[first].mean()),
        top_n=len(first),
        tenths=tenths,
        subgroup=name,
        subgroup_rate=float(hits[members].mean()),
        subgroup_high=clopper_pearson(int(hits[members].sum()), len(members), 0.05).high,
        subgroup_baseline=float(baseline_hits[members].mean()),
        subgroup_n=len(members),
    )


def _subgroups(known: pd.DataFrame) -> Any:
    for column in known.columns:
        values = known[column].reset_index(drop=True)
        labels = _quarters(values) if pd.api.types.is_numeric_dtype(values) else values.astype(object)
        labels = labels.where(labels.notna(), "never recorded")
        for label, size in labels.value_counts().head(MOST_SUBGROUPS).items():
            if size >= SMALLEST_SUBGROUP:
                yield f"{column}: {label}", np.flatnonzero(labels == label)


def _quarters(values: pd.Series) -> pd.Series:
    """Label numbers by the quarter they lie in; the outer ones are open, for the extremes are single people's."""
    edges = (
        np.unique(np.quantile(values.dropna(), [0.25, 0.5, 0.75])) if values.notna().any() else np.zeros(0)
    )
    names = (
        ["any"]
        if not len(edges)
        else [
            f"below {edges[0]:.3g}",
            *(f"from {low:.3g} to {high:.3g}" for low, high in pairwise(edges)),
            f"{edges[-1]:.3g} and more",
        ]
    )
    labels = pd.Series(np.array(names, dtype=object)[np.digitize(values, edges)], index=values.index)
    return labels.where(values.notna())
