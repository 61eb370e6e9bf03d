# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Leverage scores of edges: how much of what tells people apart stands in single edges of their connectomes."""

import numpy as np

from secured.common.errors import PrivacyInputError

__all__ = ["leverage_scores"]

NOTHING = 1e-10  # singular values below this share of the largest are rounding


def leverage_scores(group: np.ndarray, rank: int | None = None) -> np.ndarray:
    """Squared length of every edge's row in the left singular vectors of the group matrix (edges by people).

    With A = U S V^T, the score of edge i is the sum over the first `rank` columns of U_ij squared. Scores add up to the
    rank, and an edge of score 1 alone spans a direction in which people differ.

    Parameters
    ----------
    group : ndarray of float, shape (n_people, n_edges)
        One connectome a person: the transposed group matrix.
    rank : int, optional
        Largest singular values that count; all that are not zero when not given.

    Returns
    -------
    ndarray of float64, shape (n_edges,)

    Raises
    ------
    PrivacyInputError
        If there is nobody, or the rank is not between 1 and the number of people.

    References
    ----------
    Ravindra & Grama 2019, arXiv:1908.03260; Drineas, Mahoney & Muthukrishnan 2008, doi:10.1137/07070471X.

    Examples
    --------
    >>> leverage_scores(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]])).round(2).tolist()
    [1.0, 0.5, 0.5]
    """
    if not len(group):
        raise PrivacyInputError(
            "leverage_scores: there are no connectomes. Give those of two people or more."
        )
    if rank is not None and not 1 <= rank <= len(group):
        raise PrivacyInputError(f"leverage_scores: rank={rank} is not between 1 and {len(group)} people.")
    # The vectors of the small matrix A^T A give those of A: U = A V / S.
    squares, vectors = np.linalg.eigh(group @ group.T)
    order = np.argsort(squares)[::-1][:rank]
    order = order[squares[order] > NOTHING * squares.max()]
    left = group.T @ (vectors[:, order] / np.sqrt(squares[order]))
    scores: np.ndarray = np.einsum("ij,ij->i", left, left)
    return scores
