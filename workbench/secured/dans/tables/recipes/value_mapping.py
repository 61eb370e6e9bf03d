# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which value became which label: the mapping that a full-domain generalization applied, as a table."""

from pathlib import Path

import numpy as np
import pandas as pd

from secured.common.io.tables import write_whole
from secured.dans.tables.transformations.full_domain import Solution

__all__ = ["value_mapping", "write_value_mapping"]


def value_mapping(solution: Solution) -> pd.DataFrame:
    """Return a row for every value of every quasi-identifier's hierarchy, and for missing where it occurs.

    It belongs to the owner: a hierarchy can list values that only the table has.

    Returns
    -------
    pandas.DataFrame
        `column`, `level` (that was applied), `value` and `label` (the value itself at level 0).

    References
    ----------
    Samarati 2001, doi:10.1109/69.971193. D2.1 section 4.1.1.
    """
    tables = []
    for at, (name, level) in enumerate(zip(solution.dataset.quasi_identifiers, solution.levels, strict=True)):
        hierarchy = solution.table.base.hierarchies[at]
        missing = bool(solution.dataset.data[name].isna().any())
        codes = np.arange(len(hierarchy.values) + missing)
        tables.append(
            pd.DataFrame(
                {
                    "column": name,
                    "level": int(level),
                    "value": pd.Series(hierarchy.generalize(codes, 0), dtype=object),
                    "label": pd.Series(hierarchy.generalize(codes, int(level)), dtype=object),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def write_value_mapping(solution: Solution, path: Path) -> None:
    """Write the mapping as CSV, whole or not at all, for the owner alone."""
    table = value_mapping(solution)
    write_whole(path, lambda part: table.to_csv(part, index=False, lineterminator="\n"), owner_only=True)
