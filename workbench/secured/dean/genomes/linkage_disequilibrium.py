# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Linkage disequilibrium: how far one variant tells another one, the pairs that do, and one variant for each group."""

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes, minor_frequencies

__all__ = ["linked_pairs", "r_squared", "representatives"]


def r_squared(dosages: np.ndarray, others: np.ndarray | None = None) -> np.ndarray:
    """Squared correlation of copies between variants, each pair over the people in whom both are known.

    It needs no phase: under random mating it is the r^2 of haplotypes (Weir's composite measure).

    Parameters
    ----------
    dosages : ndarray of int8, shape (n_people, n_variants)
        0, 1, 2, or -1 where missing.
    others : ndarray of int8, shape (n_people, n_others), optional
        The same people at other variants; `dosages` itself when not given.

    Returns
    -------
    ndarray of float, shape (n_variants, n_others)
        0 to 1; 0 where one of both does not vary among those people.

    Raises
    ------
    PrivacyInputError
        If the two are not of the same people.

    References
    ----------
    Hill & Robertson 1968, doi:10.1007/BF01245622. Weir 1979, doi:10.2307/2529947. D2.1 section 5.2.1.

    Examples
    --------
    >>> r_squared(np.array([[0, 2, 1], [1, 1, 1], [2, 0, 1]], np.int8)).round(2).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    against = dosages if others is None else others
    if len(against) != len(dosages):
        raise PrivacyInputError(
            f"r_squared: variants of {len(dosages)} people and of {len(against)}. Give the same people in both."
        )
    known, known_other = (dosages >= 0).astype(float), (against >= 0).astype(float)
    x, y = np.where(dosages >= 0, dosages, 0).astype(float), np.where(against >= 0, against, 0).astype(float)
    n = known.T @ known_other
    sum_x, sum_y = x.T @ known_other, known.T @ y
    covariance = n * (x.T @ y) - sum_x * sum_y
    variances = (n * ((x * x).T @ known_other) - sum_x**2) * (n * (known.T @ (y * y)) - sum_y**2)
    return np.divide(covariance**2, variances, out=np.zeros_like(covariance), where=variances > 0)


def linked_pairs(genotypes: Genotypes, *, least: float = 0.2, window: int = 100) -> pd.DataFrame:
    """List pairs of near variants of one chromosome that tell each other.

    Parameters
    ----------
    least : float
        Smallest r^2, above 0 and at most 1.
    window : int
        How many variants further on a chromosome the second one may stand, in the order of position.

    Returns
    -------
    pandas.DataFrame
        ``first`` and ``second`` (positions in `genotypes`), ``r_squared``.

    Raises
    ------
    PrivacyInputError
        If `least` or `window` is out of range.
    """
    if not 0 < least <= 1 or window < 1:
        raise PrivacyInputError(
            f"linked_pairs: least={least}, window={window}. Take an r^2 above 0 and at least one variant."
        )
    found = []
    chromosomes = pd.factorize(genotypes.variants["chromosome"])[0]
    order = np.lexsort((genotypes.variants["position"].to_numpy(), chromosomes))
    for chromosome in np.unique(chromosomes):
        along = order[chromosomes[order] == chromosome]
        for begin in range(0, len(along), window):
            near, ahead = along[begin : begin + window], along[begin : begin + 2 * window]
            squared = r_squared(genotypes.dosages[:, near], genotypes.dosages[:, ahead])
            apart = np.arange(len(ahead)) - np.arange(len(near))[:, None]
            a, b = np.nonzero((squared >= least) & (apart > 0) & (apart <= window))
            found.append(pd.DataFrame({"first": near[a], "second": ahead[b], "r_squared": squared[a, b]}))
    return (
        pd.concat(found, ignore_index=True)
        if found
        else pd.DataFrame({"first": [], "second": [], "r_squared": []})
    )


def representatives(genotypes: Genotypes, *, least: float = 0.8, window: int = 100) -> np.ndarray:
    """Choose for every variant one that stands for it: those most frequent in both alleles stand for what they tell.

    Greedy: in falling order of the rarer allele's frequency, a variant that nothing stands for yet stands for itself
    and for all near ones of `linked_pairs` that nothing stands for.

    Parameters
    ----------
    least, window
        As in `linked_pairs`.

    Returns
    -------
    ndarray of int, shape (n_variants,)
        Position of the representative; its own for a representative.
    """
    pairs = linked_pairs(genotypes, least=least, window=window)
    both = np.concatenate(
        (pairs[["first", "second"]].to_numpy(int), pairs[["second", "first"]].to_numpy(int))
    )
    both = both[np.argsort(both[:, 0], kind="stable")]
    begins = np.searchsorted(both[:, 0], np.arange(genotypes.n_variants + 1))
    of = np.full(genotypes.n_variants, -1)
    for variant in np.argsort(-np.nan_to_num(minor_frequencies(genotypes)), kind="stable"):
        if of[variant] < 0:
            near = both[begins[variant] : begins[variant + 1], 1]
            of[near[of[near] < 0]] = variant
            of[variant] = variant
    return of
