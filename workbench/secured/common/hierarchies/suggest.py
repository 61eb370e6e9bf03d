# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Suggest a hierarchy for a column from its values, with the reason."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from secured.common.calendar_text import DATE_ORDERS, days_of
from secured.common.errors import PrivacyInputError
from secured.common.hierarchies.dates import Dates
from secured.common.hierarchies.intervals import Intervals
from secured.common.hierarchies.priority import Priority
from secured.common.hierarchies.redaction import Redaction
from secured.common.hierarchies.specs import Flat, HierarchySpec

__all__ = ["Suggestion", "suggest_hierarchy"]

NICE = (1.0, 2.0, 5.0, 10.0)
MANY_VALUES = 20  # from here on a list without structure needs levels
MOST_LISTED = 500  # above, a list of all values is no description any more
SAMPLE = 50
RARE = (5, 20, 100)  # counts below which values are joined


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A hierarchy spec and why it fits.

    Parameters
    ----------
    spec : HierarchySpec
    reason : str
        For people; holds counts and widths, never a value.
    """

    spec: HierarchySpec
    reason: str


def suggest_hierarchy(column_name: str, values: pd.Series, type: str) -> Suggestion:
    """Suggest from what the values look like; bounds are rounded, so that no extreme value shows.

    Parameters
    ----------
    column_name : str
        For messages.
    values : pandas.Series
        The column; missing entries are left out.
    type : {"integer", "real", "category", "text", "date"}
        As declared; dates are also found among categories.

    Raises
    ------
    PrivacyInputError
        If the type is unknown, or numbers are declared and others found.

    Examples
    --------
    >>> suggestion = suggest_hierarchy("age", pd.Series([18, 44, 91]), "integer")
    >>> suggestion.spec.widths, suggestion.spec.bounds
    ((5, 10, 20, 40), (15.0, 95.0))
    """
    present = values.dropna()
    if type not in ("integer", "real", "category", "text", "date"):
        raise PrivacyInputError(
            f"Hierarchy of {column_name}: unknown type {type!r}. Use integer, real, category, text or date."
        )
    if type in ("integer", "real"):
        numbers = pd.to_numeric(present, errors="coerce").to_numpy(dtype=float)
        if not np.isfinite(numbers).all():
            raise PrivacyInputError(
                f"Hierarchy of {column_name}: {int((~np.isfinite(numbers)).sum())} rows hold no number. Declare another type."
            )
        return _of_numbers(numbers, whole=type == "integer")
    texts = present.astype(str)
    if len(texts) == 0:
        return Suggestion(spec=Flat(), reason="No value was recorded.")
    return _of_dates(texts) or _of_codes(texts) or _of_names(texts)


def _of_numbers(numbers: np.ndarray, *, whole: bool) -> Suggestion:
    if len(numbers) == 0 or numbers.min() == numbers.max():
        return Suggestion(spec=Flat(), reason="One value only: no interval to build.")
    low, high = numbers.min(), numbers.max()
    span = high - low
    resolution = 1.0 if whole else _resolution(numbers, span)
    rough = max(span / 16, 2 * resolution)
    power = 10.0 ** np.floor(np.log10(rough))
    width = float(next(nice for nice in NICE if nice * power >= rough * (1 - 1e-9)) * power)
    width = max(round(width), 2) if whole else float(f"{width:.12g}")
    bounds = tuple(float(f"{end * width:.12g}") for end in (np.floor(low / width), np.ceil(high / width)))
    widths = tuple(factor * width for factor in (1, 2, 4, 8) if factor * width < bounds[1] - bounds[0])
    return Suggestion(
        spec=Intervals(widths=widths or (width,), bounds=bounds, resolution=resolution),  # type: ignore[arg-type]
        reason=f"Numbers: about 16 intervals of width {width:g}, joined two and two; bounds rounded to that width.",
    )


def _resolution(numbers: np.ndarray, span: float) -> float:
    for decimals in range(1, 7):
        if np.allclose(numbers, np.round(numbers, decimals), rtol=0, atol=1e-9):
            return float(min(10.0**-decimals, span / 64))
    return float(min(1e-6, span / 64))


def _of_dates(texts: pd.Series) -> Suggestion | None:
    distinct = texts.unique().astype(object)
    if _written(distinct, "ymd", length=10):
        return Suggestion(
            spec=Redaction(keep=(7, 4, 3)), reason="Dates as YYYY-MM-DD: cut to month, year and decade."
        )
    fitting = [order for order in DATE_ORDERS if _written(distinct, order)]
    if not fitting:
        return None
    unsure = " Day and month can be told apart by no value: check the order." if len(fitting) > 1 else ""
    order = fitting[0]
    with_time = bool((days_of(distinct, order) % 1 != 0).any())
    levels = ("day", "month", "year", "decade") if with_time else ("month", "quarter", "year", "decade")
    return Suggestion(
        spec=Dates(levels=levels, order=order),  # type: ignore[arg-type]
        reason=f"{'Times' if with_time else 'Dates'} written {order}: joined to {', '.join(levels)}.{unsure}",
    )


def _written(distinct: np.ndarray, order: str, *, length: int = 0) -> bool:
    """Whether all are dates in that order (and texts of that length); most columns are ruled out by a sample."""
    sample = np.isnan(days_of(distinct[:SAMPLE], order)).any()
    return not (
        sample
        or np.isnan(days_of(distinct, order)).any()
        or (length and any(len(text) != length for text in distinct))
    )


def _of_codes(texts: pd.Series) -> Suggestion | None:
    lengths = texts.str.len()
    length = int(lengths.iloc[0])
    if texts.nunique() <= MANY_VALUES or lengths.nunique() != 1 or not 3 <= length <= 12:
        return None
    keep = tuple(sorted({length - 1, max(length // 2, 1), 1} - {length}, reverse=True))
    return Suggestion(spec=Redaction(keep=keep), reason=f"Codes of {length} characters, cut from the right.")


def _of_names(texts: pd.Series) -> Suggestion:
    distinct = texts.nunique()
    if distinct <= MANY_VALUES:
        return Suggestion(
            spec=Flat(), reason=f"{distinct} values without order: a tree of groups is yours to give."
        )
    frequent = int((texts.value_counts() >= RARE[0]).sum())
    if distinct > MOST_LISTED or frequent == 0:
        return Suggestion(
            spec=Flat(),
            reason=f"{distinct} values, {frequent} of them frequent: a tree of groups is yours to give.",
        )
    try:
        spec = Priority.by_frequency(texts, below=RARE)
    except PrivacyInputError:
        return Suggestion(
            spec=Flat(), reason=f"{distinct} values, none rare: a tree of groups is yours to give."
        )
    return Suggestion(
        spec=spec,
        reason=f"{distinct} values: those in less than {', '.join(map(str, RARE))} rows are joined first. The list comes from the data.",
    )
