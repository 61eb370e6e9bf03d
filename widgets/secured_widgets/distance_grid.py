# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Distances between people's known and released recordings: who would be taken for whom."""

import numpy as np

from secured.common import PrivacyInputError, Standing
from secured_widgets.view import StaticView, page, table

__all__ = ["DistanceGrid"]


class DistanceGrid(StaticView):
    """A few people against each other, and in words what happens to all of them.

    Parameters
    ----------
    distances : ndarray of float, shape (n_people, n_people)
        From what an adversary has of a person (row) to what is released of one (column), both in the same order, so
        that the right ones stand on the diagonal.
    first : int, default 8
        People who are shown; of real people nobody is.
    standing : Standing, default real
        Of the people.

    Raises
    ------
    PrivacyInputError
        If the distances are not those of the same people on both sides.
    """

    def __init__(self, distances: np.ndarray, *, first: int = 8, standing: Standing = Standing.REAL) -> None:
        if distances.ndim != 2 or distances.shape[0] != distances.shape[1] or not len(distances):
            raise PrivacyInputError(
                f"DistanceGrid: distances of shape {distances.shape} are not those of the same people on both sides."
            )
        self.distances, self.first, self.standing = distances, first, standing

    def to_html(self) -> str:
        """Counts, and of simulated people the first few."""
        taken_for = self.distances.argmin(axis=1)
        right = int((taken_for == np.arange(len(taken_for))).sum())
        most = int(np.bincount(taken_for).max())
        said = (
            f"<p>Of {len(taken_for)} people ({self.standing}) {right} are taken for themselves and {len(taken_for) - right} for "
            f"somebody else; by guessing it would be one. The most common answer is given {most} times.</p>"
        )
        return page(self._grid() if self.standing is Standing.SIMULATED else "", said)

    def _grid(self) -> str:
        some = self.distances[: self.first, : self.first]
        nearest = some.argmin(axis=1)
        rows = [
            [f"known {row}", *(_cell(value, row, column, nearest[row]) for column, value in enumerate(line))]
            for row, line in enumerate(some)
        ]
        head = ["", *(f"released {column}" for column in range(len(some)))]
        caption = f"Distances among the first {len(some)}; * right person, ◀ closest"
        return table(head, rows, numeric=tuple(range(1, len(some) + 1)), caption=caption)


def _cell(value: float, row: int, column: int, nearest: int) -> str:
    return f"{value:.2f}{' *' if row == column else ''}{' ◀' if column == nearest else ''}"
