# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Original values in their column's type, and their place in its hierarchy: worked out once a distinct value."""

import numpy as np
import pandas as pd
import pyarrow as pa

from secured.common import Column, ColumnType, PrivacyInputError
from secured.common.hierarchies import Hierarchy
from secured.dans.tables.scale.distinct_counts import TupleCounts

__all__ = ["NUMBERS", "encoded", "typed"]

NUMBERS = (ColumnType.INTEGER, ColumnType.REAL)


def encoded(counts: TupleCounts, at: int, column: Column) -> tuple[np.ndarray, Hierarchy]:
    """Place of every original value of a column, and of missing, in its hierarchy; and the hierarchy."""
    name, rows = counts.columns[at], counts.rows_of(at)
    values = typed(counts.values[at], column, name, rows[:-1])
    recorded = values.dropna()
    if column.type in NUMBERS:
        distinct = np.unique(recorded.to_numpy(dtype=float))
    else:
        distinct = np.array(sorted(recorded.unique()), dtype=object)
    hierarchy = column.hierarchy.build(name, distinct)
    known = values.isna() | values.isin(hierarchy.values)
    if not known.all():
        raise PrivacyInputError(
            f"Hierarchy of {name}: {int(rows[:-1][~known].sum())} rows hold values that it does not list. "
            "Add them to the hierarchy or correct the rows."
        )
    return np.append(hierarchy.encode(values), np.int32(len(hierarchy.values))), hierarchy


def typed(values: pa.Array, column: Column, name: str, rows: np.ndarray) -> pd.Series:
    """Convert original values to the column's type: numbers to float, everything else to text.

    Raises
    ------
    PrivacyInputError
        Naming the column and how many of its rows are no number.
    """
    series = values.to_pandas()
    if column.type not in NUMBERS:
        if pd.api.types.is_datetime64_any_dtype(series):
            midnight = (series.dropna().dt.normalize() == series.dropna()).all()
            series = series.dt.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
        return series.astype(object).map(str, na_action="ignore").astype(object)
    numbers = pd.to_numeric(series, errors="coerce").astype(float)
    wrong = ~np.isfinite(numbers)
    if column.type is ColumnType.INTEGER:
        wrong |= numbers % 1 != 0
    if wrong.any():
        raise PrivacyInputError(
            f"{name}: is declared {column.type}, but {int(rows[wrong].sum())} rows hold something else. Declare it as "
            f"{'category or real' if column.type is ColumnType.INTEGER else 'category'}, or list their text under `missing`."
        )
    return numbers
