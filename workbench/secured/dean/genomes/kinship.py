# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Kinship between all people, from genotypes alone, whatever populations they are of."""

import numpy as np

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes, allele_frequencies, is_monomorphic

__all__ = ["DEGREES", "LIMITS", "UNRELATED", "degrees_of_relation", "genomic_relationships", "kinship"]

UNRELATED = 4
DEGREES = ("same genome", "first degree", "second degree", "third degree", "unrelated")
# Half way on a scale of powers of two between 1/2, 1/4, 1/8, 1/16 and 1/32.
LIMITS = 2.0 ** -np.array([1.5, 2.5, 3.5, 4.5])
BLOCK = 4096  # variants at once


def kinship(genotypes: Genotypes) -> np.ndarray:
    """KING-robust kinship coefficient of all pairs: the chance that two alleles, one of each, come from one ancestor.

    Each pair over the variants known in both, from who is heterozygous (Aa) and who has opposite homozygotes (AA, aa):

        phi = (N_AaAa - 2 N_AA,aa) / (2 n) + 1/2 - (N_Aa(i) + N_Aa(j)) / (4 n),  n = min(N_Aa(i), N_Aa(j))

    About 1/4 for parent and child and for siblings, 1/8 in the second degree, 0 where unrelated, below 0 where of
    different populations. No allele frequencies are needed.

    Returns
    -------
    ndarray of float, shape (n_people, n_people)
        Symmetric; 1/2 with oneself. NaN where one of two has no heterozygous genotype that is known in both.

    References
    ----------
    Manichaikul et al. 2010, doi:10.1093/bioinformatics/btq559, equation 11. D2.1 section 5.2.1.
    """
    n = len(genotypes)
    both_heterozygous, opposite, heterozygous = (np.zeros((n, n)) for _ in range(3))
    for begin in range(0, genotypes.n_variants, BLOCK):
        part = genotypes.dosages[:, begin : begin + BLOCK]
        none, one, two, known = (
            where.astype(np.float32) for where in (part == 0, part == 1, part == 2, part >= 0)
        )
        both_heterozygous += one @ one.T
        against = none @ two.T
        opposite += against + against.T
        heterozygous += one @ known.T  # of the first, where the second is known
    fewer = np.minimum(heterozygous, heterozygous.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        phi = (
            (both_heterozygous - 2 * opposite) / (2 * fewer)
            + 0.5
            - (heterozygous + heterozygous.T) / (4 * fewer)
        )
    return np.where(fewer > 0, phi, np.nan)


def degrees_of_relation(coefficients: np.ndarray) -> np.ndarray:
    """Read degrees off kinship coefficients, as places in `DEGREES`.

    Parameters
    ----------
    coefficients : ndarray of float

    Returns
    -------
    ndarray of int, of the same shape
        0 where they are one person or identical twins, 1 to 3, or `UNRELATED`; also where it is not known.

    References
    ----------
    Manichaikul et al. 2010, table 1: limits at 2^-1.5, 2^-2.5, 2^-3.5 and 2^-4.5.

    Examples
    --------
    >>> degrees_of_relation(np.array([0.5, 0.25, 0.12, 0.06, 0.01, -0.2])).tolist()
    [0, 1, 2, 3, 4, 4]
    """
    known = np.nan_to_num(coefficients, nan=-1.0)
    return np.asarray((known[..., None] < LIMITS).sum(axis=-1))


def genomic_relationships(genotypes: Genotypes) -> np.ndarray:
    """Genomic relationship of all pairs: covariance of standardised genotypes; about twice the kinship.

    Frequencies are those of all people given, so it suits people of one population. What is missing counts as the mean.

    Returns
    -------
    ndarray of float, shape (n_people, n_people)

    Raises
    ------
    PrivacyInputError
        If no variant varies.

    References
    ----------
    Yang et al. 2010, doi:10.1038/ng.608. VanRaden 2008, doi:10.3168/jds.2007-0980.
    """
    varying = genotypes.select(~is_monomorphic(genotypes))
    if not varying.n_variants:
        raise PrivacyInputError(
            "genomic_relationships: no variant varies among these people. Give more people."
        )
    frequency = allele_frequencies(varying)
    related = np.zeros((len(genotypes), len(genotypes)))
    for begin in range(0, varying.n_variants, BLOCK):
        part, share = varying.dosages[:, begin : begin + BLOCK], frequency[begin : begin + BLOCK]
        scaled = np.where(part >= 0, (part - 2 * share) / np.sqrt(2 * share * (1 - share)), 0.0)
        related += scaled @ scaled.T
    return related / varying.n_variants
