# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Group equal rows of small integers: the one primitive under equivalence classes and matching."""

from collections.abc import Sequence

import numpy as np

__all__ = ["group_rows"]


def group_rows(codes: np.ndarray, cardinalities: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Group equal rows of small integers.

    Columns are packed into 64-bit words; where they do not fit into one, the words seen so far are
    numbered and packed on.

    Parameters
    ----------
    codes : ndarray of int, shape (n_rows, n_columns)
    cardinalities : sequence of int
        Codes of a column are below its entry.

    Returns
    -------
    first : ndarray
        Position of one row of every group.
    group_of : ndarray
        Group of every row.

    Examples
    --------
    >>> group_rows(np.array([[0, 1], [1, 0], [0, 1]]), [2, 2])[1].tolist()
    [0, 1, 0]
    """
    word, room = np.zeros(len(codes), dtype=np.int64), 1
    for column, cardinality in enumerate(cardinalities):
        if room * cardinality >= 2**62:
            unique, word = np.unique(word, return_inverse=True)
            room = len(unique)
        word = word * cardinality + codes[:, column]
        room *= cardinality
    _, first, group_of = np.unique(word, return_index=True, return_inverse=True)
    return first, group_of
