# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Population uniqueness: how many people of the population nobody else looks like, seen from a sample's classes."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.population import SampleClasses, pitman, slide_negative_binomial, zayatz
from secured.common.result_table import html_table

__all__ = [
    "PopulationUniquenessEstimator",
    "UniquenessEstimate",
    "UniquenessModel",
    "population_uniqueness",
]

UniquenessModel = Literal["pitman", "zayatz", "snb", "dankar"]


@dataclass(frozen=True, kw_only=True)
class UniquenessEstimate:
    """Share of the population that is estimated to be unique in it, by each model.

    Parameters
    ----------
    zayatz : float
    pitman, snb : float or None
        None where the likelihood has no maximum, or the moments no solution.
    dankar : float
        What the decision rule takes.
    selected : {"pitman", "zayatz", "snb", "dankar"}
        The model it took; dankar when the sample holds no unique person, so that nothing had to be chosen.
    sample_uniques : int
    sampling_fraction : float
    """

    zayatz: float
    pitman: float | None
    snb: float | None
    dankar: float
    selected: UniquenessModel
    sample_uniques: int
    sampling_fraction: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return dict(self.__dict__)

    def _repr_html_(self) -> str:
        return html_table("Estimated population uniqueness", ("figure", "value"), self.to_dict().items())


@method(
    name="population uniqueness estimate",
    engine="dans",
    modality="table",
    goal="estimate how many people are unique in the population",
    section="4.1.1",
    source="Dankar et al. 2012, doi:10.1186/1472-6947-12-66",
    peers=("ARX", "sdcMicro", "mu-Argus"),
)
@dataclass(frozen=True, kw_only=True)
class PopulationUniquenessEstimator:
    """Estimate the share of the population that is unique in it from a sample's equivalence classes.

    Dankar's rule: up to a sampling fraction of 0.1 Pitman if it has a solution, else Zayatz; above, the smaller
    of SNB (if it has a solution) and Zayatz. Without unique people in the sample all estimates are 0.

    Parameters
    ----------
    population_size : int
        People in the population that the sample was drawn from, evenly.

    References
    ----------
    Dankar et al. 2012, doi:10.1186/1472-6947-12-66 (the rule). Zayatz 1991, Bureau of the Census SRD 91/08.
    Hoshino 2001, J. Official Statistics 17(4) 499-520 (Pitman). Chen & Keller-McNulty 1998, J. Official
    Statistics 14(1) 79-95 (slide negative binomial, SNB). D2.1 section 4.1.1.

    Examples
    --------
    >>> estimate = PopulationUniquenessEstimator(population_size=10_000).assess(np.array([1] * 60 + [2] * 15 + [10] * 4 + [80]))
    >>> estimate.selected, round(estimate.dankar, 3), round(estimate.zayatz, 3)
    ('pitman', 0.121, 0.125)
    """

    population_size: int

    def __post_init__(self) -> None:
        if not 1 <= self.population_size < np.inf:
            raise PrivacyInputError(
                f"PopulationUniquenessEstimator: population_size={self.population_size} is not positive. Give the number of people."
            )

    def assess(self, counts: np.ndarray) -> UniquenessEstimate:
        """Estimate from the sizes of released classes, integers of shape (n_classes,).

        Raises
        ------
        PrivacyInputError
            If the sample is larger than the population, or a class is empty.
        """
        sample = SampleClasses.of(counts, self.population_size)
        if not sample.uniques:
            return UniquenessEstimate(
                zayatz=0.0, pitman=0.0, snb=0.0, dankar=0.0, selected="dankar",
                sample_uniques=0, sampling_fraction=sample.fraction,
            )  # fmt: skip
        by_zayatz, by_pitman, by_snb = zayatz(sample), pitman(sample), slide_negative_binomial(sample)
        if sample.fraction <= 0.1:
            selected, dankar = ("zayatz", by_zayatz) if by_pitman is None else ("pitman", by_pitman)
        else:
            selected, dankar = (
                ("zayatz", by_zayatz) if by_snb is None or by_zayatz < by_snb else ("snb", by_snb)
            )
        return UniquenessEstimate(
            zayatz=by_zayatz, pitman=by_pitman, snb=by_snb, dankar=dankar, selected=selected,  # type: ignore[arg-type]
            sample_uniques=sample.uniques, sampling_fraction=sample.fraction,
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"method": "population uniqueness estimate", "population_size": self.population_size}


def population_uniqueness(
    counts: np.ndarray, population_size: float, model: UniquenessModel = "dankar"
) -> float:
    """Share of the population estimated to be unique in it; only what the model needs is computed.

    Where Pitman or SNB has no solution the result is Zayatz's, which is larger in small samples: no solution
    never reads as no risk.

    Parameters
    ----------
    counts : ndarray of int, shape (n_classes,)
        People in each released class.
    population_size : float
    model : {"dankar", "pitman", "zayatz", "snb"}

    Raises
    ------
    PrivacyInputError
        For an unknown model, an empty class or a sample larger than the population.
    """
    if model not in get_args(UniquenessModel):
        raise PrivacyInputError(
            f"population_uniqueness: unknown model {model!r}. Use dankar, pitman, zayatz or snb."
        )
    sample = SampleClasses.of(counts, population_size)
    if not sample.uniques:
        return 0.0
    small = sample.fraction <= 0.1
    share = None
    if model == "pitman" or (model == "dankar" and small):
        share = pitman(sample)
    elif model == "snb" or (model == "dankar" and not small):
        share = slide_negative_binomial(sample)
    if share is None:
        return zayatz(sample)
    return min(share, zayatz(sample)) if model == "dankar" and not small else share
