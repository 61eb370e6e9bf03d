# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is most exposed to membership inference, before any attack is run: the people who are far from all others."""

import numpy as np

from secured.common import PrivacyInputError
from secured.dean.synthetic.nearest import nearest_distances

__all__ = ["isolation", "most_vulnerable"]


def isolation(people: np.ndarray, k: int = 5) -> np.ndarray:
    """Mean distance to the k nearest other people.

    Features are compared as they are: bring them to one scale before.

    Parameters
    ----------
    people : ndarray of float, shape (n_people, n_features)
    k : int, default 5

    Returns
    -------
    ndarray of float, shape (n_people,)

    Raises
    ------
    PrivacyInputError
        If there are not more than k people.

    References
    ----------
    Meeus, Guepin, Cretu & de Montjoye 2023 (Achilles' Heels), arXiv:2306.10308, section 4. D2.1 section 5.2.

    Examples
    --------
    >>> isolation(np.array([[0.0], [1.0], [2.0], [9.0]]), k=2).tolist()
    [1.5, 1.0, 1.5, 7.5]
    """
    if len(people) <= k:
        raise PrivacyInputError(
            f"isolation: k={k} neighbours among {len(people)} people. Lower k or give more."
        )
    return nearest_distances(people, people, k, others_only=True).mean(axis=1)


def most_vulnerable(people: np.ndarray, n: int, k: int = 5) -> np.ndarray:
    """Positions of the n most isolated people, the most isolated first.

    Raises
    ------
    PrivacyInputError
        If n is not between 1 and the number of people, or there are not more than k.
    """
    if not 1 <= n <= len(people):
        raise PrivacyInputError(f"most_vulnerable: n={n} is not between 1 and {len(people)} people.")
    return np.argsort(-isolation(people, k), kind="stable")[:n]
