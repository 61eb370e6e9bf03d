# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Data shuffling: give numbers to other people so that rank correlations stay and the quasi-identifiers alone decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from secured.common import Column, PrivacyInputError, method
from secured.dans.tables.transformations.named_columns import check_names, described, found, numbers

__all__ = ["Shuffling"]

LEAST_PEOPLE = 10  # per coefficient: fewer, and the fitted value would be a person's own


@method(
    name="data shuffling",
    engine="dans",
    modality="table",
    goal="give numbers to other people, keeping rank correlations among them and with quasi-identifiers",
    section="4.1.1",
    source="Muralidhar & Sarathy 2006, doi:10.1287/mnsc.1050.0503",
    peers=("sdcMicro",),
)
@dataclass(frozen=True, kw_only=True)
class Shuffling:
    """Draw new ranks from their distribution given other columns, and hand out the same values in that order.

    Columns become normal scores, with rank correlation r taken to correlation 2 sin(pi r / 6). New scores are
    drawn from the normal distribution of the confidential ones given the others; whoever has the m-th largest gets
    the m-th largest value. So every column's values stay exactly, and rank correlations nearly: among the shuffled
    columns and with the given ones. Given these, what a person gets has nothing to do with what the person had; where
    they nearly determine a value, the new one is near it. It promises nothing.

    Missing stays missing. In a given column missing is a value of its own. Categories enter as indicators; one of
    fewer than 10 people counts as the most frequent one, since its average would tell of few.

    Parameters
    ----------
    columns : tuple of str
        Confidential columns, of numbers.
    given : tuple of str
        Columns that are released beside them: quasi-identifiers, numbers or categories. There must be at least 10
        people for each number and each category but one.

    References
    ----------
    Muralidhar & Sarathy 2006, Data shuffling: a new masking approach for numerical data,
    doi:10.1287/mnsc.1050.0503. D2.1 section 4.1.1.

    Examples
    --------
    >>> table = pd.DataFrame({"age": range(20, 60), "cost": np.arange(40) ** 2})
    >>> shuffled = Shuffling(columns=("cost",), given=("age",)).apply(table, rng=np.random.default_rng(0))
    >>> sorted(shuffled["cost"]) == sorted(table["cost"])
    True
    """

    columns: tuple[str, ...]
    given: tuple[str, ...]

    def __post_init__(self) -> None:
        check_names("Shuffling", self.columns)
        if isinstance(self.given, str) or len({*self.columns, *self.given}) < len(self.columns + self.given):
            raise PrivacyInputError(
                f"Shuffling: given={self.given!r} is no list of different, other columns. Name each once."
            )

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy.

        Raises
        ------
        PrivacyInputError
            If a column is not there, a confidential one is not numeric or has a single value or none, or there are
            too few people for the given columns.
        """
        secret = np.column_stack([numbers("Shuffling", table, name) for name in self.columns])
        fewest = int((~np.isnan(secret)).sum(axis=0).min())
        given, ranked = self._given(table)
        least = max(2, LEAST_PEOPLE * given.shape[1])
        if fewest < least:
            raise PrivacyInputError(
                f"Shuffling: {fewest} values are too few, {least} are needed for these columns. Give fewer or pool more records."
            )
        drawn = _drawn_scores(secret, given, ranked, rng)
        result = table.copy()
        for at, name in enumerate(self.columns):
            held = np.flatnonzero(~np.isnan(secret[:, at]))
            source = np.arange(len(table))
            source[held[np.argsort(drawn[held, at])]] = held[np.argsort(secret[held, at], kind="stable")]
            result[name] = table[name].take(source).set_axis(table.index)
        return result

    def _given(self, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Numbers as they are and indicators of categories; float, shape (n_rows, n_given); and which are numbers."""
        parts: list[np.ndarray] = []
        ranked: list[bool] = []
        for name in self.given:
            column = found("Shuffling", table, name)
            if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
                values = numbers("Shuffling", table, name)
                middle = pd.Series(values).median()  # where missing stands; its indicator tells the rest
                parts.append(np.where(np.isnan(values), 0.0 if np.isnan(middle) else middle, values))
                ranked.append(True)
                column = column.isna()
            indicators = _indicators(column)
            parts += indicators
            ranked += [False] * len(indicators)
        stacked = np.column_stack(parts) if parts else np.zeros((len(table), 0))
        return stacked, np.array(ranked, dtype=bool)

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns as they are: no new value arises."""
        for name in (*self.columns, *self.given):
            described("Shuffling", columns, name)
        return columns

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "data shuffling",
            "columns": list(self.columns),
            "given": list(self.given),
        }


def _indicators(column: pd.Series) -> list[np.ndarray]:
    """Who is in each category, without the most frequent one and those of few people."""
    codes, _ = pd.factorize(column.astype(object), use_na_sentinel=False)
    counts = np.bincount(codes) if len(codes) else np.zeros(1, dtype=np.int64)
    own = np.flatnonzero(counts >= LEAST_PEOPLE)
    return [(codes == code).astype(float) for code in own[own != counts.argmax()]]


def _drawn_scores(
    secret: np.ndarray, given: np.ndarray, ranked: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw new normal scores of the secret columns given the others; float, shape of `secret`."""
    together = np.column_stack([secret, given])
    by_rank = np.append(np.ones(secret.shape[1], dtype=bool), ranked)
    correlation, m = _correlation(together, by_rank), secret.shape[1]
    weights = correlation[:m, m:] @ np.linalg.pinv(correlation[m:, m:], rcond=1e-10, hermitian=True)
    left = correlation[:m, :m] - weights @ correlation[m:, :m]
    return _scores(given, ranked) @ weights.T + rng.multivariate_normal(
        np.zeros(m), left, size=len(secret), method="eigh"
    )


def _scores(columns: np.ndarray, by_rank: np.ndarray) -> np.ndarray:
    """Normal scores of what is ranked, indicators as they are; all with mean 0 and deviation 1."""
    frame = pd.DataFrame(columns)
    scores = np.where(by_rank, ndtri((frame.rank() - 0.5) / frame.count()), columns)
    centred = scores - pd.DataFrame(scores).mean().to_numpy()
    deviation = pd.DataFrame(scores).std(ddof=0).to_numpy()
    return centred / np.where(deviation > 0, deviation, 1.0)


def _correlation(columns: np.ndarray, by_rank: np.ndarray) -> np.ndarray:
    """Correlations of the scores: those that the rank correlations imply, else product-moment; a proper matrix."""
    implied = 2 * np.sin(np.pi / 6 * pd.DataFrame(columns).corr(method="spearman").to_numpy())
    moment = pd.DataFrame(_scores(columns, by_rank)).corr().to_numpy()
    matrix = np.nan_to_num(np.where(np.outer(by_rank, by_rank), implied, moment))  # constant: with nothing
    np.fill_diagonal(matrix, 1.0)
    values, vectors = np.linalg.eigh(matrix)
    proper = (
        vectors * np.maximum(values, 0.0)
    ) @ vectors.T  # pairwise correlations can contradict each other
    deviation = np.sqrt(np.diag(proper))
    return proper / np.outer(deviation, deviation)
