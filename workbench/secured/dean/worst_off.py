# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is hit hardest, in aggregates: the most exposed hundredth, tenths by exposure, and the worst subgroup."""

from dataclasses import asdict, dataclass
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
    top_rate, top_high : float
        Success among the hundredth of targets about whom the attack is most confident (at least 10), and its
        95 % upper bound.
    top_n : int
    tenths : tuple of float
        Success in each tenth of targets, most confident first.
    subgroup : str
        The subgroup of at least 30 targets with the highest success, by one known column.
    subgroup_rate, subgroup_high : float
    subgroup_n : int
    """

    top_rate: float
    top_high: float
    top_n: int
    tenths: tuple[float, ...]
    subgroup: str
    subgroup_rate: float
    subgroup_high: float
    subgroup_n: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"tenths": list(self.tenths)}

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> "WorstOff":
        """Rebuild what `to_dict` gave."""
        return cls(**(raw | {"tenths": tuple(raw["tenths"])}))


def worst_off(
    hits: np.ndarray, confidence: np.ndarray, abstain: np.ndarray, known: pd.DataFrame,
    starts_from: Literal["person", "record"],
) -> WorstOff:
    """Aggregate hits by confidence and by subgroup of what is known."""
    order = np.argsort(-np.where(abstain, -1.0, confidence), kind="stable")
    top = hits[order[: min(max(ceil(len(hits) / 100), 10), len(hits))]]
    tenths = tuple(float(part.mean()) if len(part) else 0.0 for part in np.array_split(hits[order], 10))
    groups = [] if starts_from == "record" else list(_subgroups(known))
    rates = [(float(hits[members].mean()), name, members) for name, members in groups]
    rate, name, members = max(rates, key=lambda one: one[0], default=(float(hits.mean()), "everyone", np.arange(len(hits))))
    return WorstOff(
        top_rate=float(top.mean()), top_high=clopper_pearson(int(top.sum()), len(top), 0.05).high, top_n=len(top),
        tenths=tenths, subgroup=name, subgroup_rate=rate,
        subgroup_high=clopper_pearson(int(hits[members].sum()), len(members), 0.05).high, subgroup_n=len(members),
    )


def _subgroups(known: pd.DataFrame) -> Any:
    for column in known.columns:
        values = known[column].reset_index(drop=True)
        if pd.api.types.is_numeric_dtype(values):
            quarters = pd.qcut(values, 4, duplicates="drop")
            labels = quarters.map(lambda one: f"from {one.left:.3g} to {one.right:.3g}", na_action="ignore").astype(object)
        else:
            labels = values.astype(object)
        labels = labels.where(labels.notna(), "never recorded")
        for label, size in labels.value_counts().head(MOST_SUBGROUPS).items():
            if size >= SMALLEST_SUBGROUP:
                yield f"{column}: {label}", np.flatnonzero(labels == label)
