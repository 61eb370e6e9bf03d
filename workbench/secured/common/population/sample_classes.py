# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many equivalence classes of a sample have how many people, and the population they were drawn from."""

from dataclasses import dataclass

import numpy as np

from secured.common.errors import PrivacyInputError

__all__ = ["SampleClasses"]


@dataclass(frozen=True, kw_only=True)
class SampleClasses:
    """Sizes of classes that occur, ascending, and how many classes have each."""

    sizes: np.ndarray
    classes: np.ndarray
    population: float

    @classmethod
    def of(cls, counts: np.ndarray, population: float) -> "SampleClasses":
        counts = np.asarray(counts)
        if len(counts) and (counts.min() < 1 or counts.dtype.kind not in "iu"):
            raise PrivacyInputError(
                "population uniqueness: sizes of classes must be whole numbers from 1 on. Leave out empty classes."
            )
        if len(counts) and counts.max() <= 1_000_000:
            classes = np.bincount(counts)
            sizes = np.flatnonzero(classes)
            classes = classes[sizes]
        else:
            sizes, classes = np.unique(counts, return_counts=True)
        people = int(sizes @ classes)
        if not people <= population < np.inf:
            raise PrivacyInputError(
                f"population uniqueness: a sample of {people} people in a population of {population}. "
                "Give the number of people that the sample was drawn from."
            )
        return cls(sizes=sizes.astype(float), classes=classes.astype(float), population=float(population))

    @property
    def people(self) -> float:
        return float(self.sizes @ self.classes)

    @property
    def fraction(self) -> float:
        return self.people / self.population

    @property
    def n_classes(self) -> float:
        return float(self.classes.sum())

    def of_size(self, size: int) -> float:
        at = np.searchsorted(self.sizes, size)
        return float(self.classes[at]) if at < len(self.sizes) and self.sizes[at] == size else 0.0

    @property
    def uniques(self) -> int:
        return int(self.of_size(1))
