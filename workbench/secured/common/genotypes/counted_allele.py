# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which of a variant's two alleles is counted: turn it to the rarer one, or to that of another source."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.genotypes.allele_frequencies import allele_frequencies
from secured.common.genotypes.genotypes import MISSING, Genotypes

__all__ = ["counting_as", "counting_rarer", "turned"]

PLACE = ["id", "chromosome", "position"]


def turned(genotypes: Genotypes, variants: Any) -> Genotypes:
    """Count the other allele of some variants, by position or mask.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["rs1"], "chromosome": "1", "position": 1, "counted": "A", "other": "G"})
    >>> one = Genotypes(dosages=np.array([[0], [-1]], np.int8), variants=table, subjects=np.array(["p", "q"]))
    >>> turned(one, [0]).dosages.tolist(), turned(one, [0]).variants["counted"].tolist()
    ([[2], [-1]], ['G'])
    """
    chosen = np.zeros(genotypes.n_variants, dtype=bool)
    at = np.asarray(variants)
    chosen[at if at.dtype == bool else at.astype(np.int64)] = True
    dosages, table = genotypes.dosages.copy(), genotypes.variants.copy()
    some = dosages[:, chosen]
    dosages[:, chosen] = np.where(some == MISSING, MISSING, 2 - some)
    counted, other = table["counted"].to_numpy(), table["other"].to_numpy()
    table["counted"], table["other"] = np.where(chosen, other, counted), np.where(chosen, counted, other)
    haplotypes = None if genotypes.haplotypes is None else genotypes.haplotypes.copy()
    if haplotypes is not None:
        strands = haplotypes[:, :, chosen]
        haplotypes[:, :, chosen] = np.where(strands == MISSING, MISSING, 1 - strands)
    return replace(genotypes, dosages=dosages, variants=table, haplotypes=haplotypes)


def counting_rarer(genotypes: Genotypes) -> Genotypes:
    """Count everywhere the allele that is rarer among these people, which is the one that tells of somebody."""
    return turned(genotypes, np.nan_to_num(allele_frequencies(genotypes)) > 0.5)


def counting_as(genotypes: Genotypes, variants: pd.DataFrame) -> tuple[Genotypes, np.ndarray]:
    """Count the alleles that another source counts, at the variants that both have.

    Parameters
    ----------
    variants : pandas.DataFrame
        The other source's.

    Returns
    -------
    Genotypes, ndarray of int
        At shared variants, in the other source's order, and their positions in `variants`. Variants are alike in id,
        place and both alleles. Where one source has two alike, the first counts.

    Raises
    ------
    PrivacyInputError
        If none is shared.
    """
    mine = genotypes.variants
    if _same(mine, variants):
        return genotypes, np.arange(len(variants))
    keys = _keys(variants, "counted", "other")
    as_is, swapped = (
        _first(_keys(mine, *order), keys) for order in (("counted", "other"), ("other", "counted"))
    )
    places = np.where(as_is >= 0, as_is, swapped)
    places[keys.duplicated()] = -1
    shared = np.flatnonzero(places >= 0)
    if not len(shared):
        raise PrivacyInputError(
            f"counting_as: none of {len(mine)} and {len(variants)} variants is shared. Name variants and alleles alike."
        )
    chosen = genotypes.select(places[shared])
    return turned(chosen, as_is[shared] < 0), shared


def _same(some: pd.DataFrame, others: pd.DataFrame) -> bool:
    return len(some) == len(others) and all(
        bool((some[name].to_numpy() == others[name].to_numpy()).all())
        for name in (*PLACE, "counted", "other")
    )


def _keys(variants: pd.DataFrame, first: str, second: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([variants[name].astype(str) for name in (*PLACE, first, second)])


def _first(known: pd.MultiIndex, wanted: pd.MultiIndex) -> np.ndarray:
    """Return where each wanted key stands first, -1 where it does not."""
    unique = np.flatnonzero(~known.duplicated())
    found = known[unique].get_indexer(wanted)
    return np.where(found >= 0, unique[found], -1)
