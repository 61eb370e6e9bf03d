# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read a release back: which rows look the same, which could be the same person, and which say nothing any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from secured.common import SUPPRESSED, GeneralizedValue, PrivacyInputError, Release
from secured.common.grouping import group_rows
from secured.common.result_table import html_table
from secured.dans.tables.risk.attackers import ReidentificationRisk
from secured.dans.tables.risk.released_label import covers, meaning, overlaps

__all__ = ["ReleasedClasses", "classes_of_release"]

CELLS_AT_ONCE = 8_000_000
MOST_PATTERNS = 50_000


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ReleasedClasses:
    """Rows of a release by their released labels; rows that show nothing but ``*`` are apart.

    Parameters
    ----------
    codes : ndarray of int, shape (n_classes, n_columns)
        Label of each class in `meanings`.
    counts : ndarray of int, shape (n_classes,)
        Rows with exactly these labels.
    suppressed : int
        Rows whose quasi-identifiers are all suppressed: nobody is found by them.
    meanings : tuple of tuple of GeneralizedValue or plain value
        What each label of each column stands for.
    class_of : ndarray of int, shape (n_rows,)
        Class of every row, -1 for a suppressed one.
    """

    codes: np.ndarray
    counts: np.ndarray
    suppressed: int
    meanings: tuple[tuple[Any, ...], ...]
    class_of: np.ndarray

    def __repr__(self) -> str:
        return f"ReleasedClasses({len(self.counts)} classes, {self.suppressed} rows suppressed)"

    @cached_property
    def compatible(self) -> np.ndarray:
        """Rows that could show the same person as the class, whatever its general labels hide; int, (n_classes,).

        ``*`` matches anything, an interval what it overlaps. The most among whom anybody of the class can hide.
        """
        return self._matching(overlaps)

    @cached_property
    def covering(self) -> np.ndarray:
        """Rows whose labels cover those of the class entirely; int, shape (n_classes,).

        They fit everybody who fits the class, whoever that is: the fewest among whom anybody of the class hides.
        """
        return self._matching(covers)

    def risk(
        self,
        *,
        matching: Literal["equal", "covering", "compatible"] = "equal",
        threshold: float = 0.2,
    ) -> ReidentificationRisk:
        """Risk of the rows that are not suppressed.

        Parameters
        ----------
        matching : {"equal", "covering", "compatible"}
            Whom the prosecutor cannot tell apart: rows with the same labels (no row counts that differs), rows
            that surely fit the target too, or rows that may (ARX's wildcard risk, the lowest of the three).
        threshold : float, default 0.2

        Raises
        ------
        PrivacyInputError
            For another matching or a threshold out of range.
        """
        if matching not in ("equal", "covering", "compatible"):
            raise PrivacyInputError(
                f"ReleasedClasses: unknown matching {matching!r}. Use equal, covering or compatible."
            )
        among = self.counts if matching == "equal" else getattr(self, matching)
        return ReidentificationRisk.of(
            self.counts, threshold=threshold, among=among, suppressed=self.suppressed
        )

    def to_dict(self) -> dict[str, Any]:
        """Numbers only."""
        smallest = int(self.counts.min()) if len(self.counts) else None
        return {
            "records": int(self.counts.sum()),
            "suppressed": self.suppressed,
            "classes": len(self.counts),
            "smallest_class": smallest,
        }

    def _repr_html_(self) -> str:
        return html_table("Classes of the release", ("figure", "value"), self.to_dict().items())

    def _matching(self, fits: Any) -> np.ndarray:
        """For every class the rows of the classes whose every label stands in the relation to its own."""
        relations = [_relation(labels, fits) for labels in self.meanings]
        free = [column for column, relation in enumerate(relations) if relation is not None]
        if not free:
            return self.counts
        exact = [column for column in range(len(relations)) if column not in free]
        if exact:
            cardinalities = [len(self.meanings[column]) for column in exact]
            block_of = group_rows(self.codes[:, exact], cardinalities)[1]
        else:
            block_of = np.zeros(len(self.counts), dtype=np.int64)
        result = np.zeros(len(self.counts), dtype=np.int64)
        order = np.argsort(block_of, kind="stable")
        for members in np.split(order, np.flatnonzero(np.diff(block_of[order])) + 1):
            if len(members) > MOST_PATTERNS:
                raise PrivacyInputError(
                    f"ReleasedClasses: {len(members)} classes would be compared pairwise. Use matching=equal, or fewer columns."
                )
            step = max(CELLS_AT_ONCE // max(len(members), 1), 1)
            for start in range(0, len(members), step):
                part = members[start : start + step]
                fit = np.ones((len(part), len(members)), dtype=bool)
                for column in free:
                    relation, codes = relations[column], self.codes[:, column]
                    fit &= relation[np.ix_(codes[part], codes[members])]  # type: ignore[index]
                result[part] = fit @ self.counts[members]
        return result


def classes_of_release(
    release: "Release | pd.DataFrame",
    quasi_identifiers: tuple[str, ...] | None = None,
    *,
    descriptions: Mapping[str, Mapping[str, GeneralizedValue]] | None = None,
) -> ReleasedClasses:
    """Group the rows of a release by their quasi-identifiers, and tell what is suppressed.

    Labels are read by their description; without one, ``*`` is suppressed, ``[40, 50)`` an interval, ``{a, b}`` a group,
    ``08***`` a prefix, and anything else is itself. Missing is a value of its own, and matches only missing or ``*``.

    Parameters
    ----------
    release : Release or pandas.DataFrame
    quasi_identifiers : tuple of str, optional
        By default those of the release; needed for a DataFrame.
    descriptions : mapping, optional
        For a DataFrame: what labels stand for, per column.

    Raises
    ------
    PrivacyInputError
        Without quasi-identifiers, or for a column that the release does not have.
    """
    if isinstance(release, Release):
        data, described = release.data, release.descriptions
        names = quasi_identifiers if quasi_identifiers is not None else release.quasi_identifiers
    else:
        data, described, names = release, descriptions or {}, quasi_identifiers or ()
    absent = [str(name) for name in names if name not in data.columns]
    if not names or absent:
        raise PrivacyInputError(
            f"classes_of_release: no quasi-identifiers, or the release lacks {', '.join(absent) or 'them'}. Name its columns."
        )
    codes, meanings, hidden = [], [], []
    for name in names:
        column_codes, labels = pd.factorize(data[name].astype(object), use_na_sentinel=False)
        meant = tuple(_meaning_of(label, described.get(name, {})) for label in labels)
        codes.append(column_codes)
        meanings.append(meant)
        hidden.append(np.array([_is_suppressed(one) for one in meant], dtype=bool)[column_codes])
    table = np.column_stack(codes)
    gone = np.logical_and.reduce(hidden)
    rows = np.flatnonzero(~gone)
    first, group_of = group_rows(table[rows], [len(labels) for labels in meanings])
    class_of = np.full(len(table), -1, dtype=np.int64)
    class_of[rows] = group_of
    return ReleasedClasses(
        codes=table[rows][first],
        counts=np.bincount(group_of, minlength=len(first)).astype(np.int64),
        suppressed=int(gone.sum()),
        meanings=tuple(meanings),
        class_of=class_of,
    )


def _meaning_of(label: Any, described: Mapping[str, GeneralizedValue]) -> Any:
    if isinstance(label, str) and label in described:
        return described[label]
    return meaning(label)


def _is_suppressed(meant: Any) -> bool:
    return isinstance(meant, GeneralizedValue) and meant.kind == "suppressed" or meant == SUPPRESSED


def _relation(labels: tuple[Any, ...], fits: Any) -> np.ndarray | None:
    """Which label (column) fits which (row), or None if each fits only itself."""
    if not any(isinstance(label, GeneralizedValue) for label in labels):
        return None
    relation = np.eye(len(labels), dtype=bool)
    for general, wide in enumerate(labels):
        if not isinstance(wide, GeneralizedValue):
            continue
        for other, narrow in enumerate(labels):
            if other != general:
                relation[other, general] = fits(wide, narrow)
                relation[general, other] = fits(narrow, wide)
    return None if np.array_equal(relation, np.eye(len(labels), dtype=bool)) else relation
