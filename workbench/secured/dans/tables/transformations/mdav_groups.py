# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""MDAV's grouping: of rows of a table, of series, of whatever has a distance and an average."""

from collections.abc import Callable

import numpy as np

__all__ = ["Distances", "euclidean", "mdav_groups"]

Distances = Callable[[np.ndarray, np.ndarray], np.ndarray]
Average = Callable[[np.ndarray], np.ndarray]


def mdav_groups(
    points: np.ndarray, k: int, distances: Distances, average: Average | None = None
) -> np.ndarray:
    """Group points so that every group has k to 2k - 1 of them (MDAV-generic).

    Repeatedly, the k nearest to the point r furthest from the average of those left form a group, and the k nearest
    to the point furthest from r another.

    Parameters
    ----------
    points : ndarray of float, shape (n, ...)
        n >= k. One point a person: grouping points of which a person has several promises nothing.
    k : int
    distances : callable
        From `points` and one point of the same shape, the distance of each, or anything that grows with it.
    average : callable, optional
        From points one in their middle; the mean when not given.

    Returns
    -------
    group_of : ndarray of int64, shape (n,)

    References
    ----------
    Domingo-Ferrer & Torra 2005, doi:10.1007/s10618-005-0007-5.

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [5.0], [6.0], [11.0], [12.0]])
    >>> mdav_groups(points, 2, euclidean).tolist()
    [1, 1, 2, 2, 0, 0]
    """
    group_of = np.zeros(len(points), dtype=np.int64)
    rows, left, number = np.arange(len(points)), points, 0
    while len(rows) >= 2 * k:
        two = len(rows) >= 3 * k
        away = distances(left, left.mean(axis=0) if average is None else average(left))
        for _ in range(1 + two):  # around r; then around the one left that is furthest from r
            away = distances(left, left[away.argmax()])
            near = np.argpartition(away, k - 1)[:k]
            group_of[rows[near]], number = number, number + 1
            stays = np.ones(len(rows), dtype=bool)
            stays[near] = False
            rows, left, away = rows[stays], left[stays], away[stays]
    group_of[rows] = number
    return group_of


def euclidean(points: np.ndarray, point: np.ndarray) -> np.ndarray:
    """Squared Euclidean distance of every point to one; shape (n,)."""
    apart = (points - point).reshape(len(points), -1)
    return np.asarray(np.multiply(apart, apart, out=apart) @ np.ones(apart.shape[1]))
