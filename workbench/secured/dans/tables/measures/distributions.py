# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Distributions before and after: the values of each column in the source and in its release."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import wasserstein_distance

from secured.common import Dataset, PrivacyInputError, Release
from secured.common.result_table import html_table
from secured.dans.tables.measures.spread import Spread

__all__ = ["ColumnChange", "compare_distributions"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ColumnChange:
    """One column before and after.

    Distances compare the source with what the release suggests when each label is spread evenly over the values that it
    covers, so that they grow with generalization; missing is a value of its own.

    Parameters
    ----------
    column : str
    before, after : mapping of label to float
        Share of people with each exact value, and of released rows with each label; missing as "missing". These are
        the owner's: a rare value in `before` is somebody's.
    total_variation : float
        Half the sum of differences, in [0, 1].
    earth_movers : float or None
        Of a number, the mean distance that mass must move, missing left out, in the column's unit.
    relative_earth_movers : float or None
        The same over the range of values.
    """

    column: str
    before: Mapping[str, float]
    after: Mapping[str, float]
    total_variation: float
    earth_movers: float | None
    relative_earth_movers: float | None

    def __repr__(self) -> str:
        return f"ColumnChange({self.column!r}, total_variation={self.total_variation:.4f})"

    def to_dict(self) -> dict[str, Any]:
        """Distances, without values."""
        return {
            "column": self.column,
            "total_variation": self.total_variation,
            "earth_movers": self.earth_movers,
            "relative_earth_movers": self.relative_earth_movers,
        }

    def _repr_html_(self) -> str:
        return html_table(f"Change of {self.column}", ("distance", "value"), list(self.to_dict().items())[1:])


def compare_distributions(
    dataset: Dataset, release: Release, columns: tuple[str, ...] | None = None
) -> dict[str, ColumnChange]:
    """Compare the columns that a dataset and its release share.

    Parameters
    ----------
    dataset : Dataset
        What the release was made from.
    release : Release
    columns : tuple of str, optional
        Quasi-identifiers and sensitive columns when not given.

    Raises
    ------
    PrivacyInputError
        If a column is not in both, or the release holds no rows.

    References
    ----------
    Total variation and earth mover's distance: Rubner et al. 2000, doi:10.1023/A:1026543900054. D2.1 section 4.1.1.
    """
    if release.n_records == 0:
        raise PrivacyInputError("compare_distributions: the release holds no rows. Nothing can be compared.")
    named = columns or tuple(
        name for name in (*release.quasi_identifiers, *release.sensitive) if name in dataset.data.columns
    )
    for name in named:
        if name not in dataset.data.columns or name not in release.data.columns:
            raise PrivacyInputError(
                f"compare_distributions: the dataset and the release do not share a column {name}."
            )
    return {name: _change(name, Spread.of(dataset, release, name)) for name in named}


def _change(name: str, spread: Spread) -> ColumnChange:
    before, after = spread.share_before, spread.share_after
    distance = relative = None
    if spread.numeric and before[:-1].sum() > 0 and after[:-1].sum() > 0:
        distance = float(wasserstein_distance(spread.values, spread.values, before[:-1], after[:-1]))
        span = float(np.ptp(spread.values))
        relative = distance / span if span > 0 else 0.0
    shown = [(_text(value), share) for value, share in zip([*spread.values, None], before, strict=True)]
    labels = [
        (_text(label), share) for label, share in zip(spread.labels, spread.share_of_labels, strict=True)
    ]
    return ColumnChange(
        column=name,
        before={value: float(share) for value, share in shown if share > 0},
        after={label: float(share) for label, share in labels if share > 0},
        total_variation=float(np.abs(before - after).sum() / 2),
        earth_movers=distance,
        relative_earth_movers=relative,
    )


def _text(value: Any) -> str:
    if pd.isna(value):
        return "missing"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
