# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find the columns that a transformation names, and read them as numbers."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Column, PrivacyInputError

__all__ = ["check_k", "check_names", "described", "found", "numbers", "recoded"]


def check_names(who: str, names: tuple[str, ...]) -> None:
    """Refuse an empty list of columns, a bare text, and a name that stands twice."""
    if isinstance(names, str) or not names or len(set(names)) < len(names):
        raise PrivacyInputError(f"{who}: columns={names!r} is no list of different columns. Name each once.")


def check_k(who: str, k: int) -> None:
    """Refuse a smallest group of fewer than two."""
    if not k >= 2 or k != int(k):
        raise PrivacyInputError(f"{who}: k={k} is not a whole number from 2 on.")


def found(who: str, table: pd.DataFrame, name: str) -> pd.Series:
    """Return the column of that name.

    Raises
    ------
    PrivacyInputError
        If the table does not have it.
    """
    if name not in table.columns:
        raise PrivacyInputError(
            f"{who}: the table has no column {name}. Use one of {', '.join(map(str, table.columns))}."
        )
    return table[name]


def numbers(who: str, table: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column as float, missing as NaN.

    Raises
    ------
    PrivacyInputError
        If the table does not have it, or it does not hold finite numbers.
    """
    column = found(who, table, name)
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        raise PrivacyInputError(
            f"{who}: column {name} holds no numbers but {column.dtype}. Name a numeric column."
        )
    values = column.to_numpy(dtype=float, na_value=np.nan)
    infinite = int(np.isinf(values).sum())
    if infinite:
        raise PrivacyInputError(
            f"{who}: {infinite} values of {name} are infinite. Correct them or make them missing."
        )
    return values


def recoded(column: pd.Series, codes: Mapping[Any, Any]) -> pd.Series:
    """Return the column with every value replaced by its text, and missing as it was."""
    values = column.astype(object).to_numpy(copy=True)
    present = column.notna().to_numpy()
    values[present] = [codes[value] for value in values[present]]
    text = isinstance(column.dtype, pd.StringDtype)
    return pd.Series(values, index=column.index, dtype=column.dtype if text else object)


def described(who: str, columns: Mapping[str, Column], name: str) -> Column:
    """Return the description of the column of that name.

    Raises
    ------
    PrivacyInputError
        If there is none.
    """
    if name not in columns:
        raise PrivacyInputError(
            f"{who}: no column {name} is described. Use one of {', '.join(map(str, columns))}."
        )
    return columns[name]
