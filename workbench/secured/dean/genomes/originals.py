# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People of genotypes: what is released of each, and what an adversary has who genotyped them again."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from secured.common import LinkedRelease, PrivacyInputError, Release
from secured.common.genotypes import Genotypes

__all__ = ["GenotypeOriginals", "genotyped_again"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GenotypeOriginals:
    """Genotypes of everybody, of which an adversary has a second reading with errors, at some variants.

    The second reading of a person is the same in every run.

    Parameters
    ----------
    genotypes : Genotypes
        From these a release is made.
    error_rate : float, default 0.01
        Chance that a genotype of the second reading is wrong, in [0, 1).
    known_variants : ndarray of int or bool, optional
        Variants that the adversary has; all if not given.
    about : pandas.DataFrame
        Facts of everybody, one row a person, in the order of the genotypes; for subgroups.
    traits : pandas.DataFrame
        Traits of everybody that an adversary may see, in the same order: numbers, or 0 and 1, NaN where not known.
    seed : int
        Errors are drawn from it.

    Raises
    ------
    PrivacyInputError
        If facts or traits are of others, or the error rate is out of range.
    """

    genotypes: Genotypes
    error_rate: float = 0.01
    known_variants: np.ndarray | None = None
    about: pd.DataFrame = field(default_factory=pd.DataFrame)
    traits: pd.DataFrame = field(default_factory=pd.DataFrame)
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.error_rate < 1:
            raise PrivacyInputError(f"GenotypeOriginals: error_rate={self.error_rate} is not in [0, 1).")
        for name, table in (("facts", self.about), ("traits", self.traits)):
            if len(table) not in (0, len(self)):
                raise PrivacyInputError(
                    f"GenotypeOriginals: {name} of {len(table)} people are given for {len(self)}."
                )

    def __len__(self) -> int:
        return len(self.genotypes)

    @cached_property
    def people(self) -> np.ndarray:
        """The people, by number."""
        return self.genotypes.people

    def take(self, people: np.ndarray) -> Genotypes:
        """Return the genotypes that a release is made from, of some people."""
        return self.genotypes.take(people)

    def known(self, people: np.ndarray, what: Collection[str]) -> Genotypes | pd.DataFrame:
        """Return the traits of some people that are named in `what`; if none is, their second reading."""
        seen = [name for name in self.traits.columns if name in what]
        if seen:
            return self.traits.iloc[people][seen].reset_index(drop=True)
        chosen = self.genotypes.take(people)
        if self.known_variants is not None:
            chosen = chosen.select(self.known_variants)
        draws = [np.random.default_rng([self.seed, int(person)]) for person in people]
        return genotyped_again(chosen, self.error_rate, draws)

    def reference(self, people: np.ndarray, release: Release) -> Genotypes:
        """Return the genotypes of some people, all variants: an adversary may study others as they like."""
        return self.genotypes.take(people)

    def facts(self, people: np.ndarray, what: Collection[str]) -> pd.DataFrame:
        """Return what is recorded of some people beside their genotypes."""
        if not len(self.about):
            return pd.DataFrame(index=range(len(people)))
        return self.about.iloc[people].reset_index(drop=True)

    def scrambled(self, linked: LinkedRelease, rng: np.random.Generator) -> LinkedRelease:
        """Deal what is released to other variants, and within a variant to other people: nobody's own is left.

        To deal among people alone would keep frequencies, and these are what attacks on membership read.
        """
        data: Any = linked.release.data
        mixed = _mixed(data, rng) if isinstance(data, Genotypes) else data.shuffled(rng)
        return replace(linked, release=replace(linked.release, data=mixed))


def genotyped_again(genotypes: Genotypes, error_rate: float, draws: list[np.random.Generator]) -> Genotypes:
    """Return a second reading, unphased: a known genotype is wrong with that chance, then either other one.

    Parameters
    ----------
    draws : list of numpy.random.Generator
        One a person.
    """
    dosages = genotypes.dosages.copy()
    for row, rng in zip(dosages, draws, strict=True):
        wrong = (rng.random(len(row)) < error_rate) & (row >= 0)
        row[wrong] = (row[wrong] + rng.integers(1, 3, int(wrong.sum()))) % 3
    return replace(genotypes, dosages=dosages, haplotypes=None)


def _mixed(genotypes: Genotypes, rng: np.random.Generator) -> Genotypes:
    order = rng.permutation(genotypes.n_variants)
    if genotypes.haplotypes is None:
        return replace(genotypes, dosages=rng.permuted(genotypes.dosages[:, order], axis=0))
    phased = rng.permuted(genotypes.haplotypes[:, :, order].reshape(-1, len(order)), axis=0)
    strands = phased.reshape(genotypes.haplotypes.shape)
    dosages = np.where((strands < 0).any(axis=1), -1, strands.sum(axis=1)).astype(np.int8)
    return replace(genotypes, dosages=dosages, haplotypes=strands)
