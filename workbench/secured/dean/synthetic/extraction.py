# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Training people found among synthetic ones: by closeness to one of them alone, or because they come again and again."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError, clopper_pearson, method
from secured.dean.synthetic.nearest import nearest_rows

__all__ = ["Extraction", "GenerateAndFilter", "NeighbourExtraction", "RepeatedGenerations", "tiled_distances"]

MOST_ASKED = 500  # reference people who say what is close


@dataclass(frozen=True, kw_only=True)
class Extraction:
    """How many synthetic people are copies, and of how many people; counts only.

    Parameters
    ----------
    synthetic, flagged : int
        Synthetic people, and those that are a copy.
    people, extracted : int
        People they were held against, and those of whom there is a copy.
    """

    synthetic: int
    flagged: int
    people: int
    extracted: int

    @property
    def share(self) -> Interval:
        """Share of the people of whom there is a copy, with 95 % bounds."""
        return clopper_pearson(self.extracted, self.people, alpha=0.025)

    def to_dict(self) -> dict[str, Any]:
        """Counts, and the share with its bounds."""
        share = self.share
        return {
            "synthetic": self.synthetic,
            "flagged": self.flagged,
            "people": self.people,
            "extracted": self.extracted,
            "share": {"point": share.point, "low": share.low, "high": share.high},
        }


@method(
    name="extraction by neighbours",
    engine="dean",
    modality="synthetic",
    goal="find synthetic people that are much closer to one training person than to the others",
    section="5.2",
    source="Carlini et al. 2023, arXiv:2301.13188",
)
@dataclass(frozen=True, kw_only=True)
class NeighbourExtraction:
    """Flag x where ||x - nearest|| <= share * mean of ||x - y|| over the k nearest people y.

    Absolute distances flag what is plain, such as a dark image that is close to many; the ratio asks whether one person is
    closer than the crowd. It needs the training list, so it is the owner's measure. Held against as many outsiders
    (`fit` on them), it says how much is chance.

    Parameters
    ----------
    k : int, default 50
        Neighbours, the nearest included; fewer where there are fewer people.
    share : float, default 0.5
        In (0, 1).

    Raises
    ------
    PrivacyInputError
        If a value is out of range.

    References
    ----------
    Carlini et al. 2023, arXiv:2301.13188, section 5.1 (n = 50, alpha = 0.5). D2.1 section 5.2.

    Examples
    --------
    >>> people = np.array([[0.0], [4.0], [5.0], [6.0]])
    >>> NeighbourExtraction(k=4).against(np.array([[0.1], [3.0]]), people).extracted
    1
    """

    k: int = 50
    share: float = 0.5

    def __post_init__(self) -> None:
        if self.k < 2 or not 0 < self.share < 1:
            raise PrivacyInputError(
                f"NeighbourExtraction: k={self.k} must be 2 or more and share={self.share} in (0, 1)."
            )

    @property
    def name(self) -> str:
        """Name."""
        return "extraction by neighbours"

    def ratios(self, synthetic: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Distance to the nearest person over the mean to the k nearest, and who is nearest; shape (n_synthetic,).

        A synthetic person that equals all k of them is a copy of a crowd, not of one person: its ratio is 1.
        """
        distances, positions = nearest_rows(synthetic, people, min(self.k, len(people)))
        crowd = distances.mean(axis=1)
        return np.where(crowd > 0, distances[:, 0] / np.where(crowd > 0, crowd, 1.0), 1.0), positions[:, 0]

    def against(self, synthetic: np.ndarray, people: np.ndarray) -> Extraction:
        """Count copies.

        Parameters
        ----------
        synthetic, people : ndarray of float, shape (n, n_features)

        Raises
        ------
        PrivacyInputError
            If there are fewer than two people.
        """
        if len(people) < 2:
            raise PrivacyInputError(
                f"NeighbourExtraction: {len(people)} people have no neighbours. Give more."
            )
        ratios, nearest = self.ratios(synthetic, people)
        flagged = ratios <= self.share
        return Extraction(
            synthetic=len(synthetic),
            flagged=int(flagged.sum()),
            people=len(people),
            extracted=len(np.unique(nearest[flagged])),
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"attack": self.name, "k": self.k, "share": self.share}


def tiled_distances(rows: np.ndarray, others: np.ndarray, tiles: np.ndarray | None) -> np.ndarray:
    """Root mean square distances between rows, the largest over tiles.

    An image on the same background as another is close to it on the whole, and far where they differ.

    Parameters
    ----------
    rows : ndarray, shape (n, n_features)
    others : ndarray, shape (m, n_features)
    tiles : ndarray of int, shape (n_features,), or None
        Tile of every feature, from 0 on; all are one if None.

    Returns
    -------
    ndarray of float, shape (n, m)

    References
    ----------
    Carlini et al. 2023, arXiv:2301.13188, section 4.2.

    Examples
    --------
    >>> tiled_distances(np.zeros((1, 4)), np.array([[0.0, 0.0, 2.0, 2.0]]), np.array([0, 0, 1, 1])).tolist()
    [[2.0]]
    """
    tiles = np.zeros(rows.shape[1], dtype=np.int64) if tiles is None else tiles
    largest = np.zeros((len(rows), len(others)))
    for tile in range(tiles.max(initial=0) + 1):
        one, other = rows[:, tiles == tile], others[:, tiles == tile]
        squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1) - 2 * one @ other.T
        np.maximum(largest, squares / one.shape[1], out=largest)
    return np.sqrt(largest)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RepeatedGenerations:
    """Groups of synthetic people that are near-duplicates of each other.

    Parameters
    ----------
    guesses : ndarray of float, shape (n_cliques, n_features)
        What is believed to be a training person: of each group the member closest to all others.
    sizes : ndarray of int, shape (n_cliques,)
        The largest first.
    synthetic : int
    """

    guesses: np.ndarray
    sizes: np.ndarray
    synthetic: int

    def to_dict(self) -> dict[str, Any]:
        """Counts only."""
        return {
            "synthetic": self.synthetic,
            "groups": len(self.sizes),
            "in_groups": int(self.sizes.sum()),
            "largest": int(self.sizes.max(initial=0)),
        }

    def __repr__(self) -> str:
        return f"RepeatedGenerations({len(self.sizes)} groups among {self.synthetic} synthetic people)"


@method(
    name="generate and filter",
    engine="dean",
    modality="synthetic",
    goal="find memorised people without the training list: synthetic people that come again and again",
    section="5.2",
    source="Carlini et al. 2023, arXiv:2301.13188",
)
@dataclass(frozen=True, kw_only=True)
class GenerateAndFilter:
    """Cliques of near-duplicates among many synthetic people.

    Two are near-duplicates where their distance, the largest over tiles, is at most `closeness` times the median distance of
    a reference person to the next one. Cliques are found greedily: from whoever has most near-duplicates, the closest are
    added that are near-duplicates of all of the clique; then those are taken away. Maximal cliques as in the paper can be
    larger, never smaller.

    Parameters
    ----------
    closeness : float, default 0.5
    smallest : int, default 5
        Members of a clique, 2 or more; the paper asks for 10 of 500.
    tiles_across : int, default 1
        Tiles along either side, for square images of one channel; 1 compares whole rows.

    Raises
    ------
    PrivacyInputError
        If a value is out of range.

    References
    ----------
    Carlini et al. 2023, arXiv:2301.13188, section 4.2. D2.1 section 5.2.
    """

    closeness: float = 0.5
    smallest: int = 5
    tiles_across: int = 1

    def __post_init__(self) -> None:
        if not self.closeness > 0 or self.smallest < 2 or self.tiles_across < 1:
            raise PrivacyInputError(
                f"GenerateAndFilter: closeness={self.closeness} must be above 0, smallest={self.smallest} 2 or more and "
                f"tiles_across={self.tiles_across} 1 or more."
            )

    @property
    def name(self) -> str:
        """Name."""
        return "generate and filter"

    def find(self, synthetic: np.ndarray, reference: np.ndarray) -> RepeatedGenerations:
        """Find cliques.

        Parameters
        ----------
        synthetic : ndarray of float, shape (n_synthetic, n_features)
        reference : ndarray of float, shape (n_reference, n_features)
            Similar people, who say what is close.

        Raises
        ------
        PrivacyInputError
            With fewer than two reference people, or if features are no square of tiles.
        """
        if len(reference) < 2:
            raise PrivacyInputError(
                "GenerateAndFilter: needs two reference people or more, who say what is close."
            )
        tiles = self._tiles(synthetic.shape[1])
        asked = reference[:MOST_ASKED]
        usual = np.sort(tiled_distances(asked, reference, tiles), axis=1)[:, 1]  # the first is their own
        limit = self.closeness * float(np.median(usual))
        apart = tiled_distances(synthetic, synthetic, tiles)
        cliques = _greedy_cliques(apart, limit, self.smallest)
        guesses = [one[np.argmin(apart[np.ix_(one, one)].sum(axis=1))] for one in cliques]
        return RepeatedGenerations(
            guesses=synthetic[np.array(guesses, dtype=np.int64)],
            sizes=np.array([len(one) for one in cliques], dtype=np.int64),
            synthetic=len(synthetic),
        )

    def _tiles(self, n_features: int) -> np.ndarray | None:
        if self.tiles_across == 1:
            return None
        side = round(n_features**0.5)
        if side * side != n_features or side < self.tiles_across:
            raise PrivacyInputError(
                f"GenerateAndFilter: {n_features} features are no square image of {self.tiles_across} tiles across. "
                "Take tiles_across=1."
            )
        place = np.arange(side) * self.tiles_across // side
        return (place[:, None] * self.tiles_across + place).ravel()

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "attack": self.name,
            "closeness": self.closeness,
            "smallest": self.smallest,
            "tiles_across": self.tiles_across,
        }


def _greedy_cliques(apart: np.ndarray, limit: float, smallest: int) -> list[np.ndarray]:
    """Disjoint cliques of the graph of distances up to a limit, the largest first."""
    near = apart <= limit
    np.fill_diagonal(near, False)
    free, cliques = np.ones(len(near), dtype=bool), []
    while True:
        degrees = np.where(free, (near & free).sum(axis=1), 0)
        start = int(np.argmax(degrees)) if len(degrees) else 0
        if not len(degrees) or degrees[start] < smallest - 1:
            break
        members = [start]
        candidates = np.flatnonzero(near[start] & free)
        for one in candidates[np.argsort(apart[start, candidates], kind="stable")]:
            if near[one, members].all():
                members.append(int(one))
        if len(members) >= smallest:
            free[members] = False
            cliques.append(np.array(members))
        else:
            free[start] = False
    return sorted(cliques, key=len, reverse=True)
