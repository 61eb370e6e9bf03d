# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Top and bottom coding: draw values beyond a bound together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from secured.common import Column, ColumnType, PrivacyInputError, method
from secured.common.hierarchies import Flat
from secured.dans.tables.transformations.named_columns import described, numbers

__all__ = ["TopBottomCoding"]


@method(
    name="top and bottom coding",
    engine="dans",
    modality="table",
    goal="draw the values beyond a bound together",
    section="4.1.1",
    source="Hundepool et al. 2012, doi:10.1002/9781118348239",
    peers=("ARX", "sdcMicro", "mu-Argus"),
)
@dataclass(frozen=True, kw_only=True)
class TopBottomCoding:
    """Replace values below `bottom` and above `top` by the bound, or by the mean of those values.

    Missing stays missing. The mean of values beyond a bound is the value itself where there is only one:
    `replacement="mean"` therefore needs at least two beyond each bound.

    Parameters
    ----------
    column : str
        Column of numbers.
    bottom, top : float, optional
        At least one; bottom < top.
    replacement : {"bound", "mean"}

    References
    ----------
    Hundepool et al. 2012, doi:10.1002/9781118348239. D2.1 section 4.1.1.

    Examples
    --------
    >>> step = TopBottomCoding(column="age", top=90)
    >>> step.apply(pd.DataFrame({"age": [34, 97, 90]}), rng=np.random.default_rng(0))["age"].tolist()
    [34, 90, 90]
    """

    column: str
    bottom: float | None = None
    top: float | None = None
    replacement: Literal["bound", "mean"] = "bound"

    def __post_init__(self) -> None:
        bounds = [bound for bound in (self.bottom, self.top) if bound is not None]
        if not bounds or not np.isfinite(bounds).all() or (len(bounds) == 2 and not bounds[0] < bounds[1]):
            raise PrivacyInputError(
                f"TopBottomCoding: bottom={self.bottom} and top={self.top} bound nothing. "
                "Give one or both as finite numbers, the bottom below the top."
            )
        if self.replacement not in ("bound", "mean"):
            raise PrivacyInputError(
                f"TopBottomCoding: unknown replacement {self.replacement!r}. Use bound or mean."
            )

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy; nothing is drawn from `rng`.

        Raises
        ------
        PrivacyInputError
            If the column is not there or not numeric, or a single value would be its own mean.
        """
        values = numbers("TopBottomCoding", table, self.column)
        changed = values.copy()
        if self.bottom is not None:
            self._replace(changed, values < self.bottom, self.bottom)
        if self.top is not None:
            self._replace(changed, values > self.top, self.top)
        result = table.copy()
        whole = pd.api.types.is_integer_dtype(table[self.column]) and self._whole_bounds
        dtype = table[self.column].dtype if whole else float
        result[self.column] = pd.Series(changed, index=table.index).astype(dtype)
        return result

    def _replace(self, values: np.ndarray, beyond: np.ndarray, bound: float) -> None:
        if self.replacement == "mean" and beyond.sum() == 1:
            raise PrivacyInputError(
                f"TopBottomCoding: a single value of {self.column} lies beyond {bound:g} and would be its own mean. "
                "Move the bound or use replacement=bound."
            )
        if beyond.any():
            values[beyond] = bound if self.replacement == "bound" else values[beyond].mean()

    @property
    def _whole_bounds(self) -> bool:
        return self.replacement == "bound" and all(
            bound is None or float(bound).is_integer() for bound in (self.bottom, self.top)
        )

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns; the hierarchy stays where the replacement is a bound of the column's type."""
        column = described("TopBottomCoding", columns, self.column)
        if self._whole_bounds or (self.replacement == "bound" and column.type is ColumnType.REAL):
            return columns
        return {**columns, self.column: replace(column, type=ColumnType.REAL, hierarchy=Flat())}

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "top and bottom coding",
            "column": self.column,
            "bottom": self.bottom,
            "top": self.top,
            "replacement": self.replacement,
        }
