# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Fellegi-Sunter match probabilities of two tables without a common key, by splink."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from secured.common import MissingDependency

__all__ = ["MatchedPairs", "matched_pairs"]

RANDOM_PAIRS = 200_000  # to learn how often different people agree
PAIRS_PER_ROW = 20  # that one blocking rule may compare, beyond as many as the random ones
MOST_SESSIONS = 2  # of expectation maximisation: each column is then free in one of them
FEW_VALUES = 12  # a text column of so few values holds codes: they are equal or not
LOWEST_WEIGHT = -10.0
CONVERGED = 0.001  # largest change of a probability between steps of expectation maximisation


@dataclass(frozen=True, kw_only=True, eq=False)
class MatchedPairs:
    """Pairs of a left and a right row that may be the same person.

    Parameters
    ----------
    left, right : ndarray of int64, shape (n_pairs,)
    weight, probability : ndarray of float, shape (n_pairs,)
        Match weight, log2 of the odds, and the probability it stands for.
    """

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    probability: np.ndarray


def matched_pairs(
    left: pd.DataFrame, right: pd.DataFrame, *, tolerance: Mapping[str, float], prior: float, seed: int
) -> MatchedPairs:
    """Compare the rows of two tables of the same columns and give every plausible pair its match probability.

    How often each column agrees among different people is counted on random pairs; how often among the same
    people is estimated by expectation maximisation, no pair being known. Frequent values weigh less.

    Parameters
    ----------
    left, right : pandas.DataFrame
        Same columns, each numeric or text on both sides; missing values say nothing.
    tolerance : mapping of column to float
        Differences of a number up to this count as nearly equal.
    prior : float
        Chance that two random rows are the same person.
    seed : int

    Raises
    ------
    MissingDependency
        If splink is not installed.

    References
    ----------
    Fellegi & Sunter 1969, doi:10.1080/01621459.1969.10501049; Linacre et al. 2022, doi:10.23889/ijpds.v7i3.1794
    (splink).
    """
    try:
        from splink import Linker, SettingsCreator, block_on
        from splink.internals.duckdb.database_api import DuckDBAPI
    except ImportError:
        raise MissingDependency(
            "matched_pairs: needs splink. Install it: pip install secured-workbench[attacks]."
        ) from None
    rules = _blocking(left, right)
    if not rules:
        nothing = np.zeros(0)
        return MatchedPairs(
            left=nothing.astype(np.int64), right=nothing.astype(np.int64), weight=nothing, probability=nothing
        )
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            _comparison(name, left[name], right[name], tolerance.get(name, 0.0)) for name in left.columns
        ],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
        probability_two_random_records_match=float(np.clip(prior, 1e-12, 0.5)),
        em_convergence=CONVERGED,
        unique_id_column_name="row_number",
        retain_matching_columns=False,
    )
    with _quiet():
        api = DuckDBAPI()
        tables = [
            api.register(table.assign(row_number=np.arange(len(table))), dataset_display_name=side)
            for side, table in (("left_rows", left), ("right_rows", right))
        ]
        linker = Linker(tables, settings, log_level=None)
        linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=seed)
        for rule in rules[:MOST_SESSIONS] if len(left.columns) > 1 else ():
            with suppress(ValueError):  # in a block without a match estimates underflow: it teaches nothing
                linker.training.estimate_parameters_using_expectation_maximisation(
                    block_on(*rule), fix_probability_two_random_records_match=True
                )
        found = linker.inference.predict(threshold_match_weight=LOWEST_WEIGHT).as_pandas_dataframe()
    swapped = (found["source_dataset_l"] == "right_rows").to_numpy()
    one, other = found["row_number_l"].to_numpy(np.int64), found["row_number_r"].to_numpy(np.int64)
    order = np.lexsort((np.where(swapped, one, other), np.where(swapped, other, one)))
    return MatchedPairs(
        left=np.where(swapped, other, one)[order],
        right=np.where(swapped, one, other)[order],
        weight=found["match_weight"].to_numpy(float)[order],
        probability=found["match_probability"].to_numpy(float)[order],
    )


def _blocking(left: pd.DataFrame, right: pd.DataFrame) -> list[tuple[str, ...]]:
    """Columns, or few columns together, on which a pair must agree to be compared; the most selective first."""
    most = max(RANDOM_PAIRS, PAIRS_PER_ROW * (len(left) + len(right)))
    rules: list[tuple[int, tuple[str, ...]]] = []
    for size in (1, 2, 3):
        for rule in combinations(left.columns, size):
            if any(set(kept) <= set(rule) for _, kept in rules):
                continue
            counts = [table.dropna(subset=list(rule)).groupby(list(rule)).size() for table in (left, right)]
            n_pairs = int((counts[0] * counts[1]).sum())
            if 0 < n_pairs <= most:
                rules.append((n_pairs, rule))
    return [rule for _, rule in sorted(rules)]


def _comparison(name: str, left: pd.Series, right: pd.Series, tolerance: float) -> Any:
    """Degrees of agreement of one column: equal, nearly equal, different."""
    import splink.comparison_level_library as levels
    from splink.comparison_library import CustomComparison

    degrees: list[Any] = [
        levels.NullLevel(name),
        levels.ExactMatchLevel(name, term_frequency_adjustments=True),
    ]
    if pd.api.types.is_numeric_dtype(left):
        if tolerance:
            degrees.append(levels.AbsoluteDifferenceLevel(name, difference_threshold=tolerance))
    elif pd.concat([left, right]).nunique() > FEW_VALUES:
        degrees.append(levels.DamerauLevenshteinLevel(name, distance_threshold=1))
        degrees.append(levels.JaroWinklerLevel(name, distance_threshold=0.88))
    return CustomComparison(output_column_name=name, comparison_levels=[*degrees, levels.ElseLevel()])


@contextmanager
def _quiet() -> Iterator[None]:
    """Splink warns of every degree of agreement that never occurs; the result is right without it."""
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
