# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Match genomes to people by what can be seen of them: add up what every trait says of a pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes
from secured.dean.genomes.phenotypes.trait_predictor import TraitPredictor, learned_predictor

__all__ = ["MaximumEntropyMatcher", "assign", "best_match"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MaximumEntropyMatcher:
    """The log-likelihood ratio of "genome and traits are of one person", traits independent given the genome.

    Of all laws of traits given the genome that have the means and residual variances that were learned, this product
    of normal laws has the largest entropy.

    Parameters
    ----------
    predictors : tuple of TraitPredictor
        One a trait.

    Raises
    ------
    PrivacyInputError
        If there is none.

    References
    ----------
    Lippert et al. 2017, doi:10.1073/pnas.1711125114. D2.1 section 5.2.3.
    """

    predictors: tuple[TraitPredictor, ...]

    def __post_init__(self) -> None:
        if not self.predictors:
            raise PrivacyInputError("MaximumEntropyMatcher: there are no predictors. Give one a trait.")

    @classmethod
    def learn(
        cls, genotypes: Genotypes, traits: pd.DataFrame, *, diseases: Sequence[str] = ()
    ) -> "MaximumEntropyMatcher":
        """Learn every column of `traits` from people at large, those in `diseases` as 0 and 1.

        Raises
        ------
        PrivacyInputError
            If there is not one row a person, or a trait cannot be learned.
        """
        if len(traits) != len(genotypes):
            raise PrivacyInputError(
                f"MaximumEntropyMatcher: {len(traits)} rows of traits are given for {len(genotypes)} people."
            )
        return cls(
            predictors=tuple(
                learned_predictor(
                    str(name), genotypes.dosages, traits[name].to_numpy(dtype=float), disease=name in diseases
                )
                for name in traits.columns
            )
        )

    def log_ratios(self, genotypes: Genotypes, traits: pd.DataFrame) -> np.ndarray:
        """Score all pairs; shape (n_genomes, n_people of `traits`). A missing trait says nothing.

        Raises
        ------
        PrivacyInputError
            If a trait has no column.
        """
        absent = [one.name for one in self.predictors if one.name not in traits.columns]
        if absent:
            raise PrivacyInputError(
                f"MaximumEntropyMatcher: there is no trait {absent[0]!r}. Name columns of the traits."
            )
        return np.asarray(
            sum(
                one.log_ratio(genotypes.dosages, traits[one.name].to_numpy(dtype=float))
                for one in self.predictors
            )
        )

    def __repr__(self) -> str:
        return f"MaximumEntropyMatcher({len(self.predictors)} traits)"


def best_match(log_ratios: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give each row the column that fits best, by itself: several may get the same; equals by lot. Shape (n_rows,)."""
    return np.lexsort((rng.random(log_ratios.shape), -log_ratios), axis=1)[:, 0]


def assign(log_ratios: np.ndarray) -> np.ndarray:
    """Give every row a column of its own so that the sum is largest: two sets of the same people at once.

    Returns
    -------
    ndarray of int, shape (n_rows,)
        -1 for rows that get none, if there are fewer columns.

    Examples
    --------
    >>> assign(np.array([[3.0, 2.0], [2.5, 0.0]])).tolist()
    [1, 0]
    """
    rows, columns = linear_sum_assignment(log_ratios, maximize=True)
    found = np.full(len(log_ratios), -1, dtype=np.int64)
    found[rows] = columns
    return found
