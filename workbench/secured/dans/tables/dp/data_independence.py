# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which hierarchies are the same whatever the table holds: others would tell of people by their shape."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from secured.common import Column, Dataset, PrivacyInputError, Role
from secured.common.hierarchies import ArxCsv, Dates, Flat, Hierarchy, Intervals, Ordered, Redaction, Tree

__all__ = ["domain_shares", "of_released_columns"]

FIXED_DOMAIN = (ArxCsv, Intervals, Ordered, Tree)  # groups and shares of the domain come from the description
FIXED_GROUPS = (Dates, Flat, Redaction)  # groups do; shares may be counted over the values that occur


def of_released_columns(who: str, dataset: Dataset, names: Iterable[str]) -> Dataset:
    """Return the dataset with those columns only, all of them quasi-identifiers, each with its hierarchy.

    Raises
    ------
    PrivacyInputError
        For a column that does not exist or identifies, or a hierarchy that may follow the data.
    """
    columns = {}
    for name in names:
        column = dataset.columns.get(name)
        if column is None or column.role is Role.IDENTIFIER:
            raise PrivacyInputError(
                f"{who}: {name} is no column that may be released. Use some of "
                f"{', '.join(n for n, c in dataset.columns.items() if c.role is not Role.IDENTIFIER)}."
            )
        if type(column.hierarchy) not in FIXED_DOMAIN + FIXED_GROUPS:
            raise PrivacyInputError(
                f"{who}: the hierarchy of {name} ({type(column.hierarchy).__name__}) may follow the data, and tells of "
                "people by its shape. Describe it by intervals, an ordered list, a tree, a file, dates or redaction."
            )
        columns[name] = replace(column, role=Role.QUASI_IDENTIFIER)
    return replace(dataset, data=dataset.data[list(columns)], columns=columns, related={})


def domain_shares(column: Column, hierarchy: Hierarchy) -> tuple[np.ndarray, ...]:
    """Share of the domain that each group of each level covers, whatever values occur.

    An exact value and a missing one cover nothing. Where the description does not fix the domain, a group covers the
    level's height instead: 0 exact, 1 suppressed.
    """
    top, fixed = hierarchy.n_levels - 1, type(column.hierarchy) in FIXED_DOMAIN
    shares = []
    for level, codes in enumerate(hierarchy.codes):
        share = hierarchy.group_shares[level].copy() if fixed else np.full(int(codes.max()) + 1, level / top)
        if level == 0:
            share[:] = 0.0
        if level < top:
            share[codes[-1]] = 0.0
        shares.append(share)
    return tuple(shares)
