# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The chance of every person of a sample to be unique in the population; it stays with the owner."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, method
from secured.dean.uniqueness.copula import GaussianCopula
from secured.dean.uniqueness.recalibration import TwinCalibration, calibrate_on_halves

__all__ = ["IndividualUniqueness", "UniquePeople"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class UniquePeople:
    """One number a person, in the order of the sample; neither printed nor written, for it is itself sensitive.

    Parameters
    ----------
    modelled : ndarray of float, shape (n_people,)
        Chance that nobody else of the population has the same values, by the copula alone (xi of Rocher et al.).
    unique : ndarray of float, shape (n_people,)
        The same, recalibrated; 0 for those who share their values within the sample.
    correct : ndarray of float, shape (n_people,)
        Expected chance of taking the right one among those of the population who have the same values (kappa).
    sample_unique : ndarray of bool, shape (n_people,)
    calibration : TwinCalibration
    population : int
    """

    modelled: np.ndarray
    unique: np.ndarray
    correct: np.ndarray
    sample_unique: np.ndarray
    calibration: TwinCalibration
    population: int

    def to_dict(self) -> dict[str, Any]:
        """Means over all people, which say nothing about one of them."""
        return {
            "people": len(self.unique),
            "population": self.population,
            "unique_in_sample": float(self.sample_unique.mean()),
            "unique_in_population_modelled": float(self.modelled.mean()),
            "unique_in_population": float(self.unique.mean()),
            "correct": float(self.correct.mean()),
            "twins": self.calibration.twins,
            "model": "Gaussian copula, recalibrated on halves of the sample",
        }

    def __repr__(self) -> str:
        return f"UniquePeople({len(self.unique)} people of {self.population})"


@method(
    name="individual uniqueness",
    engine="dean",
    modality="table",
    goal="estimate each person's chance of being unique in the population",
    section="5.1",
    source="Rocher, Hendrickx & de Montjoye 2019, doi:10.1038/s41467-019-10933-3",
)
@dataclass(frozen=True, kw_only=True)
class IndividualUniqueness:
    """Estimate from a sample, for each of its people, the chance of being unique in the population.

    With p the probability of a person's values, and n people in the population, xi = (1 - p)^(n - 1) and
    kappa = (1 - (1 - p)^n) / (n p). p is a Gaussian copula's, corrected by how many twins people have within
    the sample.

    Parameters
    ----------
    population : int
        People that the sample was drawn from, those of the sample included. Only the owner can say; no default.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> table = pd.DataFrame({"age": rng.integers(20, 80, 300), "sex": rng.choice(["f", "m"], 300)})
    >>> found = IndividualUniqueness(population=30_000).assess(table, rng)
    >>> bool(found.sample_unique.mean() > 0.05), round(float(found.unique.mean()), 2)
    (True, 0.0)
    """

    population: int

    def __post_init__(self) -> None:
        if self.population < 2:
            raise PrivacyInputError(
                f"IndividualUniqueness: population={self.population} is below 2. Give the number of people."
            )

    def assess(self, data: pd.DataFrame, rng: np.random.Generator) -> UniquePeople:
        """Assess the rows of a sample, one a person, by all its columns (give quasi-identifiers only).

        Raises
        ------
        PrivacyInputError
            For fewer than 20 people, or more than the population has.
        """
        n = len(data)
        if n > self.population:
            raise PrivacyInputError(
                f"IndividualUniqueness: a sample of {n} people in a population of {self.population}. Count everybody."
            )
        calibration = calibrate_on_halves(data, rng)
        modelled = GaussianCopula.fit(data).probability(data, rng)
        same = data.groupby(list(data.columns), dropna=False, sort=False, observed=True)
        in_class = same[data.columns[0]].transform("size").to_numpy()
        alone = in_class == 1
        nodes, weights = calibration.probabilities(modelled)
        in_sample = weights * np.where(
            alone[:, None], (1 - nodes) ** (n - 1), 1.0
        )  # being alone there is evidence
        posterior = in_sample / np.maximum(in_sample.sum(axis=1, keepdims=True), 1e-300)
        nobody_else = (posterior * (1 - nodes) ** (self.population - n)).sum(axis=1)
        correct = (posterior * _correctness(nodes, self.population - n + 1)).sum(axis=1)
        return UniquePeople(
            modelled=(1 - np.minimum(modelled, 1.0)) ** (self.population - 1),
            unique=np.where(alone, np.clip(nobody_else, 0.0, 1.0), 0.0),
            correct=np.minimum(correct, 1 / in_class),
            sample_unique=alone,
            calibration=calibration,
            population=self.population,
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"method": "individual uniqueness", "population": self.population}


def _correctness(probability: np.ndarray, population: int) -> np.ndarray:
    """Expected 1 / F of somebody whose values have this probability, F - 1 binomial among the others."""
    expected = population * np.maximum(probability, 1e-15)
    return np.asarray(-np.expm1(population * np.log1p(-np.minimum(probability, 1 - 1e-15))) / expected)
