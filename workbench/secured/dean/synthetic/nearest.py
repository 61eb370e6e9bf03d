# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The closest rows of one set to each row of another, in memory that does not grow with both."""

import numpy as np

from secured.common import PrivacyInputError

__all__ = ["nearest_distances", "nearest_rows"]

BLOCK = 512  # rows compared at once


def nearest_rows(
    rows: np.ndarray, to: np.ndarray, k: int = 1, *, others_only: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Euclidean distances to the k closest rows of `to`, the closest first, and which these are.

    Candidates come from |x|^2 + |y|^2 - 2xy, which is quick and rounds; the distances of the k kept are computed again from
    differences, so that equal rows are exactly 0 apart.

    Parameters
    ----------
    rows : ndarray of float, shape (n_rows, n_features)
    to : ndarray of float, shape (n_to, n_features)
    k : int, default 1
    others_only : bool, default False
        Both are the same set: no row is its own neighbour.

    Returns
    -------
    distances, positions : ndarray, shape (n_rows, k)

    Raises
    ------
    PrivacyInputError
        If `to` has fewer than k rows (besides the row itself).

    Examples
    --------
    >>> nearest_rows(np.array([[0.0], [5.0]]), np.array([[1.0], [5.0], [9.0]]), k=2)[0].tolist()
    [[1.0, 5.0], [0.0, 4.0]]
    """
    if not 1 <= k <= len(to) - others_only:
        raise PrivacyInputError(
            f"nearest_rows: {k} neighbours are asked for among {len(to)} rows. Ask for fewer, or give more."
        )
    distances, positions = np.empty((len(rows), k)), np.empty((len(rows), k), dtype=np.int64)
    squares = np.einsum("ij,ij->i", to, to)
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        apart = squares - 2 * (block @ to.T)
        if others_only:
            apart[np.arange(len(block)), start + np.arange(len(block))] = np.inf
        found = np.argpartition(apart, k - 1, axis=1)[:, :k]
        exact = np.stack(
            [np.linalg.norm(to[one] - row, axis=1) for one, row in zip(found, block, strict=True)]
        )
        order = np.argsort(exact, axis=1, kind="stable")
        distances[start : start + len(block)] = np.take_along_axis(exact, order, axis=1)
        positions[start : start + len(block)] = np.take_along_axis(found, order, axis=1)
    return distances, positions


def nearest_distances(
    rows: np.ndarray, to: np.ndarray, k: int = 1, *, others_only: bool = False
) -> np.ndarray:
    """Euclidean distances to the k closest rows of `to`, the closest first; shape (n_rows, k)."""
    return nearest_rows(rows, to, k, others_only=others_only)[0]
