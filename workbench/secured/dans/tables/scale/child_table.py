# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a table of many rows a person holds, and how its rows stand for a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from secured.common import Column, PrivacyInputError, Role
from secured.common.project_key import ProjectKey, plain_text

__all__ = ["ChildTable", "Days", "person_texts"]


@dataclass(frozen=True, kw_only=True)
class Days:
    """What is done to a column of dates or of day numbers.

    Parameters
    ----------
    shift : int, optional
        Move all dates of a person by the same secret number of days, up to so many, back or forth: intervals stay.
    width : int, optional
        Give only the first day of the stretch of so many days that the date lies in.
    """

    shift: int | None = None
    width: int | None = None

    def __post_init__(self) -> None:
        for name in ("shift", "width"):
            days = getattr(self, name)
            if days is not None and (isinstance(days, bool) or days != int(days) or days < 1):
                raise PrivacyInputError(f"Days: {name}={days} is no whole number from 1 on.")

    def treat(self, values: pd.Series, people: pd.Series, key: ProjectKey) -> pd.Series:
        """Return the treated column: day numbers as numbers, dates as dates.

        Raises
        ------
        PrivacyInputError
            If entries are neither days nor dates; their number is named.
        """
        numbers = pd.api.types.is_numeric_dtype(values)
        days = pd.to_numeric(values).astype(float) if numbers else _day_numbers(values)
        if self.shift is not None:
            shifts = {person: key.date_shift(person, days=self.shift).days for person in people.unique()}
            days = days + people.map(shifts).astype(float)
        if self.width is not None:
            days = days // self.width * self.width
        if numbers:
            whole = not days.isna().any() and bool((days % 1 == 0).all())
            return days.astype("int64") if whole else days
        return pd.Series(pd.to_datetime(days, unit="D"), index=values.index)

    def to_dict(self) -> dict[str, Any]:
        """What is done; never by how much a person's dates are moved."""
        return {"shift_up_to_days": self.shift, "width_days": self.width}


@dataclass(frozen=True, kw_only=True)
class ChildTable:
    """A table of any number of rows a person, among the related tables of a dataset.

    Parameters
    ----------
    person : str
        Column that names the person of every row; it is replaced by the pseudonym.
    columns : mapping of str to Column
        Every other column that is released; what is not described is not.
    policy : {"first", "last", "set"}, optional
        How quasi-identifiers that only this table has count for a person: by the first or last row in the order of
        `order`, the other rows' cells being suppressed; or by the set of values, one such column only. Needed if there
        are any; never guessed.
    order : str, optional
        Column that orders a person's rows, for first and last. Rows that tie stay as they are.
    days : mapping of str to Days
        Columns of dates or day numbers that are moved or made coarser.
    """

    person: str
    columns: Mapping[str, Column]
    policy: Literal["first", "last", "set"] | None = None
    order: str | None = None
    days: Mapping[str, Days] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.policy not in (None, "first", "last", "set"):
            raise PrivacyInputError(f"ChildTable: unknown policy {self.policy!r}. Use first, last or set.")
        if self.policy in ("first", "last") and self.order is None:
            raise PrivacyInputError(
                f"ChildTable: policy={self.policy} needs the column that orders rows. Give order."
            )
        undescribed = sorted(set(self.days) - set(self.columns))
        if undescribed:
            raise PrivacyInputError(f"ChildTable: days names {undescribed[0]!r}, which is no column of it.")
        if self.person in self.columns:
            raise PrivacyInputError(
                f"ChildTable: {self.person!r} names the person. Leave it out of the columns."
            )
        known = [name for name in self.days if self.columns[name].role is Role.QUASI_IDENTIFIER]
        if known:
            raise PrivacyInputError(
                f"ChildTable: {known[0]!r} is a quasi-identifier: its hierarchy generalises it, not days."
            )

    @property
    def quasi_identifiers(self) -> tuple[str, ...]:
        """Names of the quasi-identifiers."""
        return tuple(name for name, column in self.columns.items() if column.role is Role.QUASI_IDENTIFIER)

    def check(self, name: str, data: pd.DataFrame, repeated: set[str]) -> None:
        """Refuse a table that lacks columns, or whose own quasi-identifiers have no policy."""
        needed = [self.person, *self.columns, *([self.order] if self.order else [])]
        absent = [column for column in needed if column not in data]
        if absent:
            raise PrivacyInputError(
                f"LinkedTables: table {name} has no column {absent[0]!r}. Correct its description."
            )
        own = [column for column in self.quasi_identifiers if column not in repeated]
        if own and self.policy is None:
            raise PrivacyInputError(
                f"LinkedTables: table {name} has {len(own)} quasi-identifiers of its own and no policy. "
                "Say how a person's rows count: first, last or set."
            )
        if len(own) > 1 and self.policy == "set":
            raise PrivacyInputError(
                f"LinkedTables: table {name} has {len(own)} quasi-identifiers of its own; policy=set keeps only one apart "
                "from the others of its row. Use first or last."
            )

    def chosen(self, data: pd.DataFrame, people: pd.Series) -> np.ndarray:
        """Tell which rows stand for their person; bool, shape (n_rows,)."""
        if self.policy not in ("first", "last"):
            return np.ones(len(data), dtype=bool)
        order = data[self.order].reset_index(drop=True).sort_values(kind="stable", na_position="last").index
        sorted_people = people.to_numpy()[order]
        chosen = np.zeros(len(data), dtype=bool)
        chosen[order] = ~pd.Series(sorted_people).duplicated(
            keep="first" if self.policy == "first" else "last"
        )
        return chosen


def person_texts(values: pd.Series | np.ndarray) -> pd.Series:
    """The text by which every row's person is known in all tables; None where nobody is named."""
    series = pd.Series(values).reset_index(drop=True)
    texts = {value: plain_text(value) for value in series.dropna().unique()}
    return series.map(texts).astype(object).where(series.notna(), None)


def _day_numbers(values: pd.Series) -> pd.Series:
    dates = pd.to_datetime(values, errors="coerce", format="ISO8601")
    wrong = int((dates.isna() & values.notna()).sum())
    if wrong:
        raise PrivacyInputError(
            f"Days: {wrong} rows of {values.name} hold neither a number nor a date YYYY-MM-DD. Correct them."
        )
    return (dates - pd.Timestamp(0)) / pd.Timedelta(days=1)
