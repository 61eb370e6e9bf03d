# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Gather events, one row each, into one history a person."""

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError

__all__ = ["histories"]


def histories(
    events: pd.DataFrame, people: np.ndarray, *, person: str, item: str, day: str | None = None
) -> pd.Series:
    """Return a history, a tuple of (day, item) by day, for each of `people`.

    Parameters
    ----------
    events : pandas.DataFrame
        One row an event; rows without item are left out.
    people : ndarray
        Values of the column `person`, in the order wanted; those without events get an empty history.
    person, item : str
    day : str, optional
        A numeric column; without it days count a person's events, 0, 1, ..., in the order of the rows.

    Raises
    ------
    PrivacyInputError
        If a column is not there.

    Examples
    --------
    >>> stays = pd.DataFrame({"who": ["a", "b", "a"], "code": ["I10", "E11", "N18"]})
    >>> histories(stays, np.array(["a", "b"]), person="who", item="code").tolist()
    [((0, 'I10'), (1, 'N18')), ((0, 'E11'),)]
    """
    for name in (person, item, *((day,) if day else ())):
        if name not in events.columns:
            raise PrivacyInputError(f"histories: there is no column {name}. Name columns of the events.")
    kept = events[events[item].notna()]
    when = kept.groupby(person, sort=False).cumcount() if day is None else kept[day]
    table = pd.DataFrame({"person": kept[person], "day": when, "item": kept[item]}).dropna()
    table = table.sort_values(["day"], kind="stable")
    found = {
        who: tuple(zip(rows["day"].tolist(), rows["item"].tolist(), strict=True))
        for who, rows in table.groupby("person", sort=False)
    }
    cells = np.empty(len(people), dtype=object)
    cells[:] = [found.get(who, ()) for who in people]
    return pd.Series(cells, dtype=object)
