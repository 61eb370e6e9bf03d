# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genomes of people who do not exist, of one or several populations, with parents and children among them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, PrivacyInputError
from secured.common.genotypes import Genotypes
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.genotypes import genotypes_dataset
from secured_datasets.simulated.coalescent import mutated_tree, packed_intervals

__all__ = ["GenomeBlock", "GenomeCohort", "SimulatedGenomes", "load_simulated_genomes"]

CHROMOSOMES = 22
MORGANS = 35.0  # of all chromosomes together
CHROMOSOME_LENGTH = 130_000_000  # base pairs
WITHIN_BLOCK = 50_000  # base pairs


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GenomeBlock:
    """A few consecutive variants of everybody.

    Parameters
    ----------
    haplotypes : ndarray of uint8, shape (n_people, 2, ceil(n_variants / 8))
        Bit-packed; for children the first is the father's, the second the mother's.
    n_variants : int
    """

    haplotypes: np.ndarray
    n_variants: int

    @property
    def carriers(self) -> np.ndarray:
        """Who has one or two copies; bit-packed uint8 of shape (n_people, ceil(n_variants / 8))."""
        return self.haplotypes[:, 0] | self.haplotypes[:, 1]

    @property
    def unpacked(self) -> np.ndarray:
        """Haplotypes as int8 of shape (n_people, 2, n_variants)."""
        return np.unpackbits(self.haplotypes, axis=2, count=self.n_variants).view(np.int8)

    @property
    def dosages(self) -> np.ndarray:
        """Copies as int8 of shape (n_people, n_variants)."""
        phased = self.unpacked
        return phased[:, 0] + phased[:, 1]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SimulatedGenomes:
    """What is known of a genome, and of whose it is.

    Parameters
    ----------
    genotypes : Genotypes
        Phased; the counted allele is the younger one.
    people : pandas.DataFrame
        population, father and mother (None where not simulated), in the order of people.
    """

    genotypes: Genotypes
    people: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class GenomeCohort:
    """A cohort from Kingman's coalescent: variants of a block share one tree, blocks are independent of each other.

    So variants are rare as in people (with one population and no least frequency, i carriers among n haplotypes have a
    share of 1/i), linked within a block and not across. A child gets a mosaic of each parent's two haplotypes, with
    crossovers between blocks.

    Parameters
    ----------
    n_people : int
        Children among them.
    n_variants, block : int
        Variants, and how many of them share a tree; a block is a multiple of 8.
    populations : tuple of str
        Names; founders are dealt to them in equal parts.
    split : float
        How long ago the populations were one, in units of 2N generations; two chosen from different ones then differ
        by F_ST = split / (1 + split).
    families : int
        Couples, of two founders of one population each.
    children : int
        Of every couple.
    least_frequency : float
        Smallest frequency of the rarer allele among founders, from 0 (every variant) below 1/2.

    Raises
    ------
    PrivacyInputError
        If a number is out of range, or there are fewer founders than parents.

    References
    ----------
    Kingman 1982, doi:10.1016/0304-4149(82)90011-4. Hudson 1990. F_ST from times of coalescence: Slatkin 1991,
    doi:10.1017/S0016672300029827. Crossovers without interference: Haldane 1919.

    Examples
    --------
    >>> few = GenomeCohort(n_people=8, n_variants=100, block=16, families=2)
    >>> few.make(np.random.default_rng(7)).genotypes
    Genotypes(8 people, 100 variants, phased)
    """

    n_people: int = 300
    n_variants: int = 4000
    block: int = 40
    populations: tuple[str, ...] = ("north", "south")
    split: float = 0.12
    families: int = 0
    children: int = 1
    least_frequency: float = 0.0

    def __post_init__(self) -> None:
        if min(self.n_people, self.n_variants) < 1 or self.block < 8 or self.block % 8:
            raise PrivacyInputError(
                f"GenomeCohort: {self.n_people} people, {self.n_variants} variants in blocks of {self.block}. "
                "Take at least one of each and a multiple of 8."
            )
        if not self.populations or self.split < 0 or not 0 <= self.least_frequency < 0.5:
            raise PrivacyInputError(
                f"GenomeCohort: {len(self.populations)} populations, split={self.split}, "
                f"least_frequency={self.least_frequency} are out of range."
            )
        couples = sum(int(n) // 2 for n in self._founders_by_population) if self.n_founders > 0 else 0
        if (
            min(self.families, self.children) < 0
            or couples < self.families
            or self.n_founders < len(self.populations)
        ):
            raise PrivacyInputError(
                f"GenomeCohort: {self.families} families of {self.children} children leave {self.n_founders} founders "
                f"in {len(self.populations)} populations. Take fewer families or more people."
            )

    @property
    def n_founders(self) -> int:
        """People without parents in the cohort."""
        return self.n_people - self.families * self.children

    @cached_property
    def people(self) -> pd.DataFrame:
        """person, population, father, mother: founders first, then children."""
        sizes = self._founders_by_population
        of = np.repeat(np.arange(len(sizes)), sizes)
        father, mother = self._couples[:, 0], self._couples[:, 1]
        child_of = np.repeat(np.arange(self.families), self.children)
        name = np.array([f"simulated-{at:04d}" for at in range(self.n_people)], dtype=object)
        none = np.full(self.n_founders, None, dtype=object)
        return pd.DataFrame(
            {
                "person": name,
                "population": np.array(self.populations, dtype=object)[
                    np.concatenate((of, of[father[child_of]]))
                ],
                "father": np.concatenate((none, name[father[child_of]])),
                "mother": np.concatenate((none, name[mother[child_of]])),
            }
        )

    @cached_property
    def variants(self) -> pd.DataFrame:
        """The variants as in `Genotypes`: blocks spread evenly over 22 chromosomes."""
        place = self._places
        block = np.arange(self.n_variants) // self.block
        within = np.arange(self.n_variants) % self.block * (WITHIN_BLOCK // self.block)
        return pd.DataFrame(
            {
                "id": [f"simulated{at:07d}" for at in range(self.n_variants)],
                "chromosome": (place["chromosome"].to_numpy() + 1).astype(str)[block],
                "position": place["start"].to_numpy()[block] + within + 1,
                "counted": "T",
                "other": "C",
            }
        )

    def make(self, rng: np.random.Generator) -> SimulatedGenomes:
        """Draw the cohort whole: 3 bytes a person and variant."""
        phased = np.empty((self.n_people, 2, self.n_variants), dtype=np.int8)
        for number, one in enumerate(self.blocks(rng)):
            phased[:, :, number * self.block : number * self.block + one.n_variants] = one.unpacked
        genotypes = Genotypes(
            dosages=phased[:, 0] + phased[:, 1],
            variants=self.variants,
            subjects=self.people["person"].to_numpy().astype(str),
            haplotypes=phased,
        )
        return SimulatedGenomes(genotypes=genotypes, people=self.people.drop(columns="person"))

    def carriers(self, rng: np.random.Generator) -> np.ndarray:
        """Draw the same cohort, keeping who carries what, one bit each.

        Returns
        -------
        ndarray of uint8, shape (n_people, ceil(n_variants / 8))
            2,500 people and a million variants take 313 MB.
        """
        packed = np.empty((self.n_people, -(-self.n_variants // 8)), dtype=np.uint8)
        for number, one in enumerate(self.blocks(rng)):
            part = one.carriers
            at = number * self.block // 8
            packed[:, at : at + part.shape[1]] = part
        return packed

    def blocks(self, rng: np.random.Generator) -> Iterator[GenomeBlock]:
        """Draw the cohort block by block, in order."""
        sizes = tuple(2 * int(n) for n in self._founders_by_population)
        fewest = max(1, int(np.ceil(self.least_frequency * 2 * self.n_founders)))
        strand = rng.integers(0, 2, (self.families * self.children, 2))
        for number, switch in enumerate(self._places["switch"].to_numpy()):
            n_variants = min(self.block, self.n_variants - number * self.block)
            packed = packed_intervals(*mutated_tree(sizes, self.split, n_variants, fewest, rng))
            strand = strand ^ (rng.random(strand.shape) < switch)
            yield GenomeBlock(haplotypes=packed[self._inherited(strand)], n_variants=n_variants)

    def _inherited(self, strand: np.ndarray) -> np.ndarray:
        """Which founders' haplotypes everybody has; shape (n_people, 2)."""
        own = np.arange(2 * self.n_founders).reshape(-1, 2)
        parents = np.repeat(self._couples, self.children, axis=0)
        return np.concatenate((own, 2 * parents + strand))

    @cached_property
    def _founders_by_population(self) -> np.ndarray:
        """Equal parts, the first populations one more where it does not go up."""
        parts, rest = divmod(self.n_founders, len(self.populations))
        return np.array([parts + (at < rest) for at in range(len(self.populations))])

    @cached_property
    def _couples(self) -> np.ndarray:
        """Father and mother of every family, couples of all populations in turn; shape (families, 2)."""
        begins = np.concatenate(([0], np.cumsum(self._founders_by_population)[:-1]))
        turn = 0
        couples: list[tuple[int, int]] = []
        while len(couples) < self.families:
            for begin, n in zip(begins, self._founders_by_population, strict=True):
                if 2 * turn + 1 < n and len(couples) < self.families:
                    couples.append((int(begin) + 2 * turn, int(begin) + 2 * turn + 1))
            turn += 1
        return np.array(couples, dtype=np.int64).reshape(-1, 2)

    @cached_property
    def _places(self) -> pd.DataFrame:
        """Chromosome and start of every block, and the chance of another strand than in the block before."""
        n = -(-self.n_variants // self.block)
        at = (np.arange(n) + 0.5) / n * CHROMOSOMES
        chromosome = at.astype(int)
        apart = np.diff(at, prepend=at[0]) * MORGANS / CHROMOSOMES
        switch = 0.5 * (1 - np.exp(-2 * apart))  # Haldane
        switch[np.diff(chromosome, prepend=-1) > 0] = 0.5
        start = ((at - chromosome) * (CHROMOSOME_LENGTH - 2 * WITHIN_BLOCK)).astype(np.int64)
        return pd.DataFrame({"chromosome": chromosome, "start": start, "switch": switch})


def load_simulated_genomes(entry: DatasetEntry, folder: Path) -> Dataset:
    """Make the cohort of the entry: 60 families among 660 people, seed 7; nothing is read."""
    cohort = GenomeCohort(n_people=660, n_variants=10_000, block=8, families=60, least_frequency=0.002)
    made = cohort.make(np.random.default_rng(7))
    return genotypes_dataset(entry, made.genotypes, people=made.people)
