# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Match two sets of genotype records that share no marker: what one set's markers say of the other's through linkage."""

from dataclasses import dataclass, replace

import numpy as np

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes
from secured.dean.genomes.imputation import LiStephens

__all__ = ["RecordMatcher"]

FLOOR = 1e-6  # least chance of a genotype: nobody is excluded by one marker


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RecordMatcher:
    """The log-likelihood ratio that record B is of the person of record A.

    From A's markers the genotypes at B's are imputed. With P_v(g | A) the imputed chance of genotype g at marker v and
    P_v(g) its chance at large, a pair scores sum_v log P_v(g_B | A) / P_v(g_B) over the markers known of B.

    Parameters
    ----------
    model : LiStephens
        Over the markers of both sets, in the order of the genome; its panel are people of neither set.
    first : ndarray of bool, shape (n_variants,)
        Markers of set A; the others are those of set B.

    Raises
    ------
    PrivacyInputError
        If one of the sets has no marker, or `first` is not about the panel's.

    References
    ----------
    Edge et al. 2017, doi:10.1073/pnas.1619944114; Kim et al. 2018, doi:10.1016/j.cell.2018.09.008. D2.1 section 5.2.3.
    """

    model: LiStephens
    first: np.ndarray

    def __post_init__(self) -> None:
        if self.first.dtype != bool or self.first.shape != (self.model.panel.shape[1],):
            raise PrivacyInputError(
                f"RecordMatcher: first is {self.first.dtype} of shape {self.first.shape}. Give one bool for each of "
                f"{self.model.panel.shape[1]} variants."
            )
        if self.first.all() or not self.first.any():
            raise PrivacyInputError("RecordMatcher: one set has no marker. Give either some.")

    def log_ratios(self, set_a: Genotypes, set_b: Genotypes) -> np.ndarray:
        """Score all pairs; shape (n_people of A, n_people of B).

        Phased records of A are imputed haplotype by haplotype, unphased ones by pairs. Of B only copies count.

        Parameters
        ----------
        set_a, set_b : Genotypes
            Either at its own markers only.

        Raises
        ------
        PrivacyInputError
            If a set is not at its markers, or pairs of the panel are too many.
        """
        for name, one, wanted in (("A", set_a, self.first), ("B", set_b, ~self.first)):
            if one.n_variants != int(wanted.sum()):
                raise PrivacyInputError(
                    f"RecordMatcher: set {name} has {one.n_variants} variants instead of {int(wanted.sum())}. Select its "
                    "markers."
                )
        chance = np.maximum(self._imputed(set_a), FLOOR)
        large = np.maximum(self._at_large(), FLOOR)
        weight = np.log(chance / chance.sum(-1, keepdims=True)) - np.log(large / large.sum(-1, keepdims=True))
        return np.asarray(sum(weight[:, :, g] @ (set_b.dosages == g).astype(float).T for g in range(3)))

    def _imputed(self, set_a: Genotypes) -> np.ndarray:
        """Chances of genotypes at the markers of B; shape (n_people, n_markers, 3)."""
        if set_a.haplotypes is None:
            known = np.full((len(set_a), len(self.first)), -1, dtype=np.int8)
            known[:, self.first] = set_a.dosages
            return self.model.genotypes(known)[:, ~self.first]
        phased = np.full((len(set_a), 2, len(self.first)), -1, dtype=np.int8)
        phased[:, :, self.first] = set_a.haplotypes
        return self.model.phased_genotypes(phased)[:, ~self.first]

    def _at_large(self) -> np.ndarray:
        """Chances of genotypes under Hardy-Weinberg in the panel, with the model's mistakes; shape (n_markers, 3)."""
        unlinked = replace(self.model, switch=np.ones_like(self.model.switch))
        p = unlinked.alleles(np.full((1, len(self.first)), -1, dtype=np.int8))[0, ~self.first]
        return np.stack([(1 - p) ** 2, 2 * p * (1 - p), p**2], axis=-1)

    def __repr__(self) -> str:
        return (
            f"RecordMatcher({int(self.first.sum())} and {int((~self.first).sum())} markers, {self.model!r})"
        )
