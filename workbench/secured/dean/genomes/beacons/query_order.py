# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which alleles to ask a beacon about first: at random, the rarest, or those in the middle of a network."""

import numpy as np

from secured.common.genotypes import Genotypes
from secured.dean.genomes.linkage_disequilibrium import linked_pairs

__all__ = ["beacon_centrality", "central_first", "ld_centrality", "random_order", "rare_first"]

DAMPING = 0.85


def random_order(alleles: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Ask in any order (Shringarpure & Bustamante 2015)."""
    return rng.permutation(alleles)


def rare_first(alleles: np.ndarray, frequencies: np.ndarray) -> np.ndarray:
    """Ask the rarest first: a yes to a rare allele weighs most (Raisaro et al. 2017).

    Parameters
    ----------
    alleles : ndarray of int, shape (n_alleles,)
        Positions of variants whose allele the target carries.
    frequencies : ndarray of float, shape (n_variants,)
    """
    return np.asarray(alleles[np.argsort(frequencies[alleles], kind="stable")])


def central_first(alleles: np.ndarray, centrality: np.ndarray) -> np.ndarray:
    """Ask the most central first: the answer stands for many others that are inherited together with it."""
    return np.asarray(alleles[np.argsort(-centrality[alleles], kind="stable")])


def ld_centrality(reference: Genotypes, *, window: int = 50, least: float = 0.2) -> np.ndarray:
    """PageRank of every variant in the network of linkage disequilibrium.

    Variants are joined where `linked_pairs` finds r^2 of at least `least` among reference people, with it as weight.

    Parameters
    ----------
    reference : Genotypes
    window, least
        As in `linked_pairs`.

    Returns
    -------
    ndarray of float, shape (n_variants,)
        Sums to 1.

    Raises
    ------
    PrivacyInputError
        If the window or the least correlation is out of range.

    References
    ----------
    Page, Brin, Motwani & Winograd 1999, Stanford InfoLab 1999-66. D2.1 section 5.1 (graph-based algorithms).
    """
    import networkx

    pairs = linked_pairs(reference, least=least, window=window)
    graph = networkx.Graph()
    graph.add_nodes_from(range(reference.n_variants))
    graph.add_weighted_edges_from(pairs.itertuples(index=False, name=None))
    ranks = networkx.pagerank(graph, alpha=DAMPING)
    return np.array([ranks[at] for at in range(reference.n_variants)])


def beacon_centrality(alleles: np.ndarray, frequencies: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """PageRank of alleles in the graph between alleles and the beacons that may be asked about them.

    An edge weighs what a member's yes is worth, -log(1 - (1 - f)^(2N)): rare alleles, and small beacons, draw more.

    Parameters
    ----------
    alleles : ndarray of int, shape (n_alleles,)
        Positions that the target carries.
    frequencies : ndarray of float, shape (n_variants,) or (n_beacons, n_variants)
        In the population of each beacon.
    sizes : ndarray of int, shape (n_beacons,)

    Returns
    -------
    ndarray of float, shape (n_alleles,)
        Rank among alleles, for `numpy.argsort`; 0 where no beacon's answer says anything.
    """
    import networkx

    by_beacon = np.broadcast_to(frequencies, (len(sizes), np.shape(frequencies)[-1]))[:, alleles]
    someone = 1 - (1 - by_beacon) ** (2 * np.asarray(sizes)[:, None])
    worth = -np.log(np.maximum(someone, 1e-12))
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(alleles)))
    for beacon, worths in enumerate(worth):
        told = np.flatnonzero(worths > 0)
        graph.add_weighted_edges_from((int(at), f"beacon {beacon}", float(worths[at])) for at in told)
    ranks = networkx.pagerank(graph, alpha=DAMPING)
    return np.array([ranks[at] for at in range(len(alleles))])
