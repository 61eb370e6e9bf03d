# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What matters about a table for the choice of a method: counts and shares, never a value."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from secured.common import ColumnType, Dataset, PrivacyInputError
from secured.common.hierarchies import Flat, Ordered
from secured.dans.tables.equivalence_classes import CompressedTable, SensitiveCounts
from secured.dans.tables.risk.attribute_sets import AttributeSets

__all__ = ["Profile", "SensitiveColumn", "without_sets"]

SEPARATOR = "|"
SHARE_OF_SETS = 0.05  # of texts with a separator, from which on a column holds sets
MANY_VALUES = 20
NUMERIC = (ColumnType.INTEGER, ColumnType.REAL)


@dataclass(frozen=True, kw_only=True)
class SensitiveColumn:
    """One sensitive column.

    Parameters
    ----------
    name : str
    n_values : int
        Distinct recorded values.
    commonest : float
        Share of the commonest among the recorded.
    effective : float
        Exponential of the entropy: as uncertain as so many equally frequent values.
    without_commonest : tuple of int
        People who have none of the commonest value, of the two commonest, ...; at most four entries.
    missing : float
        Share of people without a value.
    distance : {"equal", "ordered", "hierarchical"}
        What closeness can be measured by.
    """

    name: str
    n_values: int
    commonest: float
    effective: float
    without_commonest: tuple[int, ...]
    missing: float
    distance: Literal["equal", "ordered", "hierarchical"]

    def most_classes(self, l: int) -> int:
        """Classes that can each hold `l` distinct values, at most: each needs a person beyond the l - 1 commonest."""
        return self.without_commonest[l - 2] if l - 2 < len(self.without_commonest) else 0


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A table as the decision support sees it.

    Parameters
    ----------
    people, tuples : int
        People, and distinct combinations of quasi-identifiers.
    alone : float
        Share of people whose combination nobody else has.
    quasi_identifiers, numeric, sets : tuple of str
        All; those that hold numbers; those that hold sets.
    separation : mapping of str to float
        Share of pairs of people that a column tells apart by itself.
    distinction : mapping of str to float
        Distinct values over people.
    missing : mapping of str to float
        Share of people without a value, where there are any.
    unordered : tuple of str
        Columns of many values that can only be kept or suppressed, for want of a hierarchy.
    sensitive : tuple of SensitiveColumn
    """

    people: int
    tuples: int
    alone: float
    quasi_identifiers: tuple[str, ...]
    numeric: tuple[str, ...]
    sets: tuple[str, ...]
    separation: Mapping[str, float]
    distinction: Mapping[str, float]
    missing: Mapping[str, float]
    unordered: tuple[str, ...]
    sensitive: tuple[SensitiveColumn, ...]

    @classmethod
    def of(cls, dataset: Dataset) -> "Profile":
        """Look at a table.

        Raises
        ------
        PrivacyInputError
            Without quasi-identifiers or rows, or if a person has several rows.
        """
        sets = tuple(name for name in dataset.quasi_identifiers if _holds_sets(dataset.data[name]))
        relational = without_sets(dataset, sets)
        if sets and not relational.quasi_identifiers:
            _check_people(dataset)
            counts = np.zeros(0, dtype=np.int64)
            sensitive: Mapping[str, SensitiveCounts] = _sensitive_of(dataset)
        else:
            table = CompressedTable.of(relational, dataset.sensitive)
            counts, sensitive = table.base.counts, table.base.sensitive
        names = relational.quasi_identifiers
        parts = AttributeSets(max_size=1).assess(dataset.data[list(names)]).sets if names else ()
        missing = dataset.data[list(dataset.quasi_identifiers)].isna().mean()
        return cls(
            people=dataset.n_people,
            tuples=len(counts),
            alone=float(counts[counts == 1].sum() / dataset.n_people),
            quasi_identifiers=dataset.quasi_identifiers,
            numeric=tuple(name for name in names if dataset.columns[name].type in NUMERIC),
            sets=sets,
            separation={one.columns[0]: one.separation for one in parts},
            distinction={one.columns[0]: one.distinction for one in parts},
            missing={str(name): float(share) for name, share in missing.items() if share > 0},
            unordered=tuple(
                name
                for name in names
                if dataset.hierarchies[name].n_levels == 2
                and len(dataset.hierarchies[name].values) > MANY_VALUES
            ),
            sensitive=tuple(_sensitive(dataset, name, sensitive[name]) for name in dataset.sensitive),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def without_sets(dataset: Dataset, sets: tuple[str, ...]) -> Dataset:
    """Return the dataset without its set-valued columns."""
    if not sets:
        return dataset
    columns = {name: column for name, column in dataset.columns.items() if name not in sets}
    return replace(dataset, data=dataset.data[list(columns)], columns=columns, related={})


def _holds_sets(column: pd.Series) -> bool:
    entries = column.dropna()
    if not len(entries) or pd.api.types.is_numeric_dtype(entries):
        return False
    if entries.map(lambda entry: isinstance(entry, tuple | list | set | frozenset)).any():
        return True
    texts = entries[entries.map(lambda entry: isinstance(entry, str))]
    return len(texts) > 0 and bool(texts.str.contains(SEPARATOR, regex=False).mean() >= SHARE_OF_SETS)


def _check_people(dataset: Dataset) -> None:
    repeated = len(dataset.subjects) - dataset.n_people
    if repeated or not len(dataset.data):
        raise PrivacyInputError(
            f"{dataset.name}: {len(dataset.data)} rows, {repeated} of people already seen. Reduce the table to one row a person."
        )


def _sensitive_of(dataset: Dataset) -> dict[str, SensitiveCounts]:
    found = {}
    for name in dataset.sensitive:
        codes, values = pd.factorize(dataset.data[name], sort=True)
        total = np.bincount(np.where(codes < 0, len(values), codes), minlength=len(values) + 1)
        nothing = np.zeros(0, dtype=np.int64)
        ordered = dataset.columns[name].type in NUMERIC
        found[name] = SensitiveCounts(
            classes=nothing, values=nothing, counts=nothing, total=total, ordered=ordered
        )
    return found


def _sensitive(dataset: Dataset, name: str, counts: SensitiveCounts) -> SensitiveColumn:
    recorded = np.sort(counts.total[:-1][counts.total[:-1] > 0])[::-1]
    whole = max(int(recorded.sum()), 1)
    shares = recorded / whole
    spec = dataset.columns[name].hierarchy
    in_tree = counts.tree is not None and not isinstance(spec, Ordered | Flat) and not counts.ordered
    return SensitiveColumn(
        name=name,
        n_values=len(recorded),
        commonest=float(shares[0]) if len(shares) else 0.0,
        effective=float(np.exp(-(shares * np.log(shares)).sum())),
        without_commonest=tuple(int(whole - held) for held in np.cumsum(recorded)[:4])
        if len(recorded)
        else (),
        missing=float(counts.total[-1] / max(int(counts.total.sum()), 1)),
        distance="ordered" if counts.ordered else "hierarchical" if in_tree else "equal",
    )
