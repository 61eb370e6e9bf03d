# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Distance to the closest record: how a release is often tested, and what the test looks at; never called a risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from secured.common import PrivacyInputError
from secured.common.result_table import html_table

__all__ = ["ClosestRecords", "DistanceTest", "Scaling", "closest_records", "distance_test", "under_scalings"]

Scaling = Literal["range", "deviation", "ranks", "units"]

CELLS_AT_ONCE = 5_000_000
PERCENTILE = 5.0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ClosestRecords:
    """Of every released row, how far away the two closest people are.

    Parameters
    ----------
    first, second : ndarray of float, shape (n_rows,)
        Distance to the closest person and to the next; `second` is infinite for a single person.
    who : ndarray of int, shape (n_rows,)
        Position of the closest person.
    """

    first: np.ndarray
    second: np.ndarray
    who: np.ndarray

    @property
    def ratio(self) -> np.ndarray:
        """Nearest-neighbour distance ratio (NNDR), first / second in [0, 1]; 1 where both are 0, a crowd."""
        some = self.second > 0
        return np.where(some, self.first / np.where(some, self.second, 1.0), 1.0)

    def percentile(self, percentile: float = PERCENTILE) -> float:
        """That percentile of the distances to the closest person."""
        return float(np.percentile(self.first, percentile))

    def __repr__(self) -> str:
        return f"ClosestRecords({len(self.first)} rows, 5th percentile {self.percentile():.3g})"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DistanceTest:
    """The usual test of a release by distance to closest record (DCR).

    Parameters
    ----------
    to_training, to_hold_out : ClosestRecords
        The same released rows against the people they were made from, and against others of the same kind.
    scaling : str
        How columns were made comparable.
    """

    to_training: ClosestRecords
    to_hold_out: ClosestRecords
    scaling: str

    @property
    def passes(self) -> bool:
        """5th percentile of the distances to training not below that to the hold-out, and not 0."""
        near = self.to_training.percentile()
        return bool(near > 0 and near >= self.to_hold_out.percentile())

    @property
    def closer(self) -> float:
        """Share of rows that are closer to training than to the hold-out; a tie counts half."""
        near, far = self.to_training.first, self.to_hold_out.first
        return float((near < far).mean() + (near == far).mean() / 2)

    @property
    def copies(self) -> float:
        """Share of rows that are equal to somebody of training."""
        return float((self.to_training.first == 0).mean())

    def to_dict(self) -> dict[str, Any]:
        """Aggregates only."""
        return {
            "scaling": self.scaling,
            "dcr_training": self.to_training.percentile(),
            "dcr_hold_out": self.to_hold_out.percentile(),
            "passes": self.passes,
            "nndr_training": float(np.median(self.to_training.ratio)),
            "nndr_hold_out": float(np.median(self.to_hold_out.ratio)),
            "closer_to_training": self.closer,
            "copies": self.copies,
        }

    def __repr__(self) -> str:
        return f"DistanceTest({self.scaling}, {'passes' if self.passes else 'fails'})"

    def _repr_html_(self) -> str:
        rows = [
            (who, *(f"{one.percentile(at):.4g}" for at in (PERCENTILE, 50.0)), f"{np.median(one.ratio):.3f}")
            for who, one in (("training", self.to_training), ("hold-out", self.to_hold_out))
        ]
        return (
            html_table(
                f"Distance to closest record, {len(self.to_training.first)} rows, scaled by {self.scaling}",
                ("people", "DCR, 5th percentile", "DCR, median", "NNDR, median"),
                rows,
            )
            + f"<p>Closer to training: {self.closer:.1%}; copies: {self.copies:.1%}. The test "
            f"<strong>{'passes' if self.passes else 'fails'}</strong>.</p>"
        )


def closest_records(
    released: pd.DataFrame, people: pd.DataFrame, *, like: pd.DataFrame, scaling: Scaling = "deviation"
) -> ClosestRecords:
    """Look for the two closest people of every released row.

    The distance is Euclidean. Numbers are scaled by what is seen in `like`; columns of other kinds differ by 0 or 1.

    Parameters
    ----------
    released, people : pandas.DataFrame
        Columns in common are compared; none may hold missing numbers.
    like : pandas.DataFrame
        From which the scaling is taken: the people whom the release was made from.
    scaling : {"range", "deviation", "ranks", "units"}
        Divide by the range, by the standard deviation, take the rank from 0 to 1, or take numbers as they are.

    Raises
    ------
    PrivacyInputError
        For nobody, no common column, missing numbers or an unknown scaling.

    References
    ----------
    Platzer & Reutterer 2021, doi:10.3389/fdata.2021.679939.

    Examples
    --------
    >>> people = pd.DataFrame({"age": [30, 40, 70]})
    >>> closest_records(pd.DataFrame({"age": [41]}), people, like=people, scaling="units").first
    array([1.])
    """
    columns = [name for name in released.columns if name in people.columns and name in like.columns]
    if not columns or not len(released) or not len(people):
        raise PrivacyInputError(
            "closest_records: there is nobody, or no common column, to compare. Give rows of the same columns."
        )
    if scaling not in get_args(Scaling):
        raise PrivacyInputError(
            f"closest_records: scaling={scaling} is unknown. Use one of {', '.join(get_args(Scaling))}."
        )
    (numbers, codes), (other_numbers, other_codes) = _points([released, people], like, columns, scaling)
    first, second = np.empty(len(released)), np.full(len(released), np.inf)
    who = np.empty(len(released), dtype=np.int64)
    step = max(CELLS_AT_ONCE // len(people), 1)
    for start in range(0, len(released), step):
        part = slice(start, min(start + step, len(released)))
        squares = cdist(numbers[part], other_numbers, "sqeuclidean")
        for mine, other in zip(codes, other_codes, strict=True):
            squares += mine[part, None] != other
        who[part] = squares.argmin(axis=1)
        at = np.arange(len(squares))
        first[part] = np.sqrt(squares[at, who[part]])
        squares[at, who[part]] = np.inf
        second[part] = np.sqrt(squares.min(axis=1))
    return ClosestRecords(first=first, second=second, who=who)


def distance_test(
    released: pd.DataFrame, training: pd.DataFrame, hold_out: pd.DataFrame, *, scaling: Scaling = "deviation"
) -> DistanceTest:
    """Compare released rows with the people they were made from, and with others of the same kind.

    Parameters
    ----------
    released, training, hold_out : pandas.DataFrame
        Columns that all have are compared.
    scaling : {"range", "deviation", "ranks", "units"}
        By what is seen in `training`.

    References
    ----------
    Platzer & Reutterer 2021, doi:10.3389/fdata.2021.679939; against it Yao et al. 2025, arXiv:2505.01524.
    """
    to_training, to_hold_out = (
        closest_records(released, people, like=training, scaling=scaling) for people in (training, hold_out)
    )
    return DistanceTest(to_training=to_training, to_hold_out=to_hold_out, scaling=scaling)


def under_scalings(
    released: pd.DataFrame,
    training: pd.DataFrame,
    hold_out: pd.DataFrame,
    scalings: Sequence[Scaling] = ("range", "deviation", "ranks", "units"),
) -> pd.DataFrame:
    """One release, one test, one row a scaling."""
    return pd.DataFrame(
        [distance_test(released, training, hold_out, scaling=one).to_dict() for one in scalings]
    )[["scaling", "dcr_training", "dcr_hold_out", "closer_to_training", "passes"]]


def _points(
    tables: list[pd.DataFrame], like: pd.DataFrame, columns: list[str], scaling: Scaling
) -> list[tuple[np.ndarray, list[np.ndarray]]]:
    """Of each table the scaled numbers, shape (n_rows, n_numbers), and the codes of every other column."""
    numbers: list[list[np.ndarray]] = [[np.zeros((len(table), 1))] for table in tables]
    codes: list[list[np.ndarray]] = [[] for _ in tables]
    ends = np.cumsum([len(table) for table in tables])[:-1]
    for name in columns:
        if all(pd.api.types.is_numeric_dtype(table[name]) for table in (*tables, like)):
            for part, table in zip(numbers, tables, strict=True):
                part.append(_scaled(table[name], like[name], scaling, name)[:, None])
        else:
            found = pd.factorize(pd.concat([table[name].astype(object) for table in tables]))[0]
            for part, one in zip(codes, np.split(found, ends), strict=True):
                part.append(one)
    return [(np.hstack(part), of) for part, of in zip(numbers, codes, strict=True)]


def _scaled(values: pd.Series, like: pd.Series, scaling: Scaling, name: str) -> np.ndarray:
    numbers, seen = values.to_numpy(dtype=float), like.to_numpy(dtype=float)
    if np.isnan(numbers).any() or np.isnan(seen).any() or not len(seen):
        raise PrivacyInputError(
            f"closest_records: column {name} holds missing numbers. Leave such people out, or the column."
        )
    if scaling == "ranks":
        ordered = np.sort(seen)
        below, upto = (np.searchsorted(ordered, numbers, side=side) for side in ("left", "right"))
        return np.asarray((below + upto) / (2 * len(ordered)))
    width = {"range": np.ptp(seen), "deviation": seen.std(), "units": 1.0}[scaling]
    return numbers / (width if width > 0 else 1.0)
