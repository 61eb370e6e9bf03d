# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every matcher of connectomes can do: say how alike known people are to released ones, over the edges it looks at."""

from typing import Any, Protocol

import numpy as np
import pandas as pd

from secured.common.brain_networks import between_networks, edges_of_people
from secured.common.connectomes import Connectomes
from secured.common.errors import PrivacyInputError

__all__ = ["ConnectomeMatcher", "correlations", "same_regions"]


class ConnectomeMatcher(Protocol):
    """A way to compare connectomes, without a decision.

    Attributes
    ----------
    name : str
        Unique in a study.
    """

    @property
    def name(self) -> str: ...

    def scores(self, targets: Connectomes, released: Connectomes, rng: np.random.Generator) -> np.ndarray:
        """Return how alike they are, high where alike; shape (n_targets, n_people).

        Targets are in the order of `targets.people`, people in that of `released.people`; both have the same regions.
        NaN where nothing can be compared.
        """
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        ...


def correlations(targets: np.ndarray, released: np.ndarray) -> np.ndarray:
    """Pearson correlation of every row with every other; NaN for a row without any spread.

    Rows of `released` that are equal get equal scores.

    Parameters
    ----------
    targets : ndarray, shape (n_targets, n_edges)
    released : ndarray, shape (n_people, n_edges)

    Returns
    -------
    ndarray of float64, shape (n_targets, n_people)

    Examples
    --------
    >>> correlations(np.array([[0.1, 0.2, 0.4]]), np.array([[1.0, 2.0, 4.0], [3.0, 3.0, 3.0]])).round(3).tolist()
    [[1.0, nan]]
    """
    place, _ = pd.factorize(pd.Series([row.tobytes() for row in released]))
    first = pd.Series(place).drop_duplicates().index.to_numpy()
    scores: np.ndarray = (_standardised(targets) @ _standardised(released[first]).T)[:, place]
    return scores


def _standardised(rows: np.ndarray) -> np.ndarray:
    """Rows of mean 0 and length 1."""
    centred = rows - rows.mean(axis=1, keepdims=True, dtype=np.float64)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    flat = lengths <= 1e-12 * np.maximum(np.abs(rows).max(axis=1, initial=0.0), 1.0)[:, None] * np.sqrt(
        rows.shape[1]
    )
    return np.divide(centred, lengths, out=np.full(centred.shape, np.nan), where=~flat)


def same_regions(targets: Connectomes, released: Connectomes) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean edges of targets and of released people, over the regions of the release.

    Where the release has networks for regions, the adversary averages what they have likewise.

    Raises
    ------
    PrivacyInputError
        If the regions are others.
    """
    if targets.regions != released.regions:
        targets = between_networks(targets)
    if targets.regions != released.regions:
        raise PrivacyInputError(
            f"Matching connectomes: what is known has {len(targets.regions)} regions or networks, the release "
            f"{len(released.regions)} others. Bring both to the same atlas."
        )
    return edges_of_people(targets), edges_of_people(released)
