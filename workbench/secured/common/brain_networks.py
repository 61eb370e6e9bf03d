# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Networks of brain regions, told by the regions' names, and connectomes averaged over them."""

from dataclasses import replace

import numpy as np

from secured.common.connectomes import Connectomes
from secured.common.errors import PrivacyInputError

__all__ = ["between_networks", "edges_of_people", "edges_within", "network_names"]

BETWEEN = ": "  # a region's name is ``network: name of its own``


def network_names(regions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the network of every region, told by names of the form ``network: region``; its own name where none is told.

    Examples
    --------
    >>> network_names(("motor: 1", "motor: 2", "visual: 1", "amygdala"))
    ('motor', 'motor', 'visual', 'amygdala')
    """
    return tuple(name.partition(BETWEEN)[0] for name in regions)


def edges_within(regions: tuple[str, ...], networks: tuple[str, ...]) -> np.ndarray:
    """Positions of the edges both of whose regions are in one of these networks.

    Raises
    ------
    PrivacyInputError
        If a network has no region, or there is no such edge.
    """
    of_region = np.array(network_names(regions))
    unknown = [name for name in networks if name not in of_region]
    if unknown:
        raise PrivacyInputError(
            f"edges_within: no region is in network {unknown[0]!r}. Networks are {', '.join(dict.fromkeys(of_region))}."
        )
    inside = np.isin(of_region, networks)
    rows, columns = np.triu_indices(len(regions), 1)
    found = np.flatnonzero(inside[rows] & inside[columns])
    if not len(found):
        raise PrivacyInputError(
            "edges_within: one region has no edge. Name networks of two regions and more."
        )
    return found


def edges_of_people(connectomes: Connectomes) -> np.ndarray:
    """Average over every person's recordings; float64 of shape (n_people, n_edges), in the order of `people`."""
    codes = connectomes.codes
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(codes, minlength=len(connectomes.people))
    sorted_edges = connectomes.edges[order].astype(np.float64)
    if (counts <= 1).all():
        return sorted_edges
    means: np.ndarray = np.add.reduceat(sorted_edges, np.cumsum(counts) - counts, axis=0) / counts[:, None]
    return means


def between_networks(connectomes: Connectomes) -> Connectomes:
    """Average the edges between every two networks; a network becomes one region, and edges within it are gone.

    Regions that name no network stay themselves. What has networks for regions already is returned as it is.

    Raises
    ------
    PrivacyInputError
        If all regions are of one network.
    """
    of_region = network_names(connectomes.regions)
    networks = tuple(dict.fromkeys(of_region))
    if networks == connectomes.regions:
        return connectomes
    if len(networks) < 2:
        raise PrivacyInputError(
            "between_networks: all regions are of one network, so no edge is left. Name regions by `network: region`."
        )
    number = np.array([networks.index(name) for name in of_region])
    rows, columns = np.triu_indices(len(of_region), 1)
    low, high = np.minimum(number[rows], number[columns]), np.maximum(number[rows], number[columns])
    pair = low * len(networks) + high
    wanted = [
        first * len(networks) + second
        for first, second in zip(*np.triu_indices(len(networks), 1), strict=True)
    ]
    means = [connectomes.edges[:, pair == one].mean(axis=1, dtype=np.float64) for one in wanted]
    return replace(connectomes, edges=np.stack(means, axis=1).astype(np.float32), regions=networks)
