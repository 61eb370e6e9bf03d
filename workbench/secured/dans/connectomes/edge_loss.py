# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How much of people's connectomes a release loses, from 0 to 1."""

import numpy as np

from secured.common import LinkedRelease, PrivacyInputError
from secured.common.brain_networks import edges_of_people, network_names
from secured.common.connectomes import Connectomes

__all__ = ["edge_loss", "spread_over_regions"]


def edge_loss(before: Connectomes, linked: LinkedRelease) -> float:
    """Return the mean over people of the error of their edges by the spread of these, at most 1; who was left out counts 1.

    The error is root mean square over edges, against the mean of the person's recordings; the spread is the standard
    deviation over a person's edges. Of a release of networks every edge counts with that between its networks, and one
    within a network with the mean of all, for nothing else is known of it.

    Parameters
    ----------
    before : Connectomes
        What the release was made from.
    linked : LinkedRelease
    """
    own = edges_of_people(before)
    shown: Connectomes = linked.release.data
    other = edges_of_people(shown)
    if shown.regions != before.regions:
        other = spread_over_regions(other, shown.regions, before.regions)
    place = {int(number): at for at, number in enumerate(shown.people)}
    at = np.array([place.get(int(number), -1) for number in linked.row_of])
    losses = np.ones(len(own))
    kept = at >= 0
    error = np.sqrt(((own[kept] - other[at[kept]]) ** 2).mean(axis=1))
    losses[kept] = np.minimum(error / np.maximum(own[kept].std(axis=1), 1e-12), 1.0)
    return float(losses.mean())


def spread_over_regions(edges: np.ndarray, networks: tuple[str, ...], regions: tuple[str, ...]) -> np.ndarray:
    """Give every edge between regions the value between their networks; within one, the mean of all values.

    Parameters
    ----------
    edges : ndarray, shape (n_people, n_networks * (n_networks - 1) / 2)
    networks, regions : tuple of str

    Returns
    -------
    ndarray of float, shape (n_people, n_regions * (n_regions - 1) / 2)

    Raises
    ------
    PrivacyInputError
        If a region is of none of the networks.
    """
    names = network_names(regions)
    if set(names) - set(networks):
        raise PrivacyInputError("edge_loss: the release has other regions or networks than the connectomes.")
    n = len(networks)
    position = np.full((n, n), -1)
    position[np.triu_indices(n, 1)] = np.arange(edges.shape[1])
    position = np.maximum(position, position.T)
    number = np.array([networks.index(name) for name in names])
    rows, columns = np.triu_indices(len(regions), 1)
    taken = position[number[rows], number[columns]]
    spread: np.ndarray = np.where(
        taken >= 0, edges[:, np.maximum(taken, 0)], edges.mean(axis=1, keepdims=True)
    )
    return spread
