# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Population uniqueness: how many people of the population nobody else looks like, seen from a sample's classes."""

from dataclasses import dataclass
from math import exp, isfinite, lgamma, log, log1p
from typing import Any, Literal, get_args

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import digamma, gammaln, zeta

from secured.common import PrivacyInputError, method
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
        sample = _Sample.of(counts, self.population_size)
        if not sample.uniques:
            return UniquenessEstimate(
                zayatz=0.0, pitman=0.0, snb=0.0, dankar=0.0, selected="dankar",
                sample_uniques=0, sampling_fraction=sample.fraction,
            )  # fmt: skip
        zayatz, pitman, snb = _zayatz(sample), _pitman(sample), _snb(sample)
        if sample.fraction <= 0.1:
            selected, dankar = ("zayatz", zayatz) if pitman is None else ("pitman", pitman)
        else:
            selected, dankar = ("zayatz", zayatz) if snb is None or zayatz < snb else ("snb", snb)
        return UniquenessEstimate(
            zayatz=zayatz, pitman=pitman, snb=snb, dankar=dankar, selected=selected,  # type: ignore[arg-type]
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
    sample = _Sample.of(counts, population_size)
    if not sample.uniques:
        return 0.0
    small = sample.fraction <= 0.1
    share = None
    if model == "pitman" or (model == "dankar" and small):
        share = _pitman(sample)
    elif model == "snb" or (model == "dankar" and not small):
        share = _snb(sample)
    if share is None:
        return _zayatz(sample)
    return min(share, _zayatz(sample)) if model == "dankar" and not small else share


@dataclass(frozen=True, kw_only=True)
class _Sample:
    """Sizes of classes that occur, ascending, and how many classes have each."""

    sizes: np.ndarray
    classes: np.ndarray
    population: float

    @classmethod
    def of(cls, counts: np.ndarray, population: float) -> "_Sample":
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


def _zayatz(sample: _Sample) -> float:
    """Bayes: sizes in the population are taken to be distributed as those in the sample.

    P(unique in population | unique in sample) = pi P(1) / sum over j of P(j) Hypergeometric(1 of j).
    """
    people, population = sample.people, sample.population
    steps = np.arange(int(sample.sizes[-1]) - 1)
    with np.errstate(divide="ignore"):  # a class larger than what is not in the sample cannot show one person
        missed = np.log(np.maximum(population - people - steps, 0.0)) - np.log(population - 1 - steps)
    others_missed = np.exp(np.append(0.0, np.cumsum(missed)))[sample.sizes.astype(int) - 1]
    chance_of_one = sample.fraction * sample.sizes * others_missed
    given_one = sample.uniques * sample.fraction / float(sample.classes @ chance_of_one)
    return sample.uniques / people * given_one


def _pitman(sample: _Sample) -> float | None:
    """Expected uniques of Pitman's sampling formula at its largest likelihood: Gamma(t+1)/Gamma(t+a) N^a of N."""
    people, n_classes = sample.people, sample.n_classes
    if n_classes == people or n_classes == 1:
        return None
    theta, alpha = _newton(sample, *_moments(sample)) or _climb(sample) or (np.nan, np.nan)
    if not isfinite(alpha):
        return None
    if alpha < 1e-6:  # the boundary: Ewens' formula, whose expected number of uniques is theta
        ewens = _ewens(people, n_classes)
        return ewens / (ewens + sample.population - 1) if ewens is not None else None
    share = exp(lgamma(theta + 1) - lgamma(theta + alpha) + (alpha - 1) * log(sample.population))
    return share if 0 < share <= 1 else None


def _moments(sample: _Sample) -> tuple[float, float]:
    """Where Newton's method starts: theta and alpha from the expected numbers of uniques and pairs."""
    n, u, one, two = sample.people, sample.n_classes, sample.of_size(1), max(sample.of_size(2), 1.0)
    c = one * (one - 1) / two
    below = 2 * one * u + one * c - n * c
    theta = (n * u * c - one * (n - 1) * (2 * u + c)) / below if below else 1.0
    return theta, (theta * (one - n) + (n - 1) * one) / (n * u)


def _newton(sample: _Sample, theta: float, alpha: float) -> tuple[float, float] | None:
    """Solve the likelihood equations, steps shortened to stay in the parameter space; None where that fails."""
    n, u = sample.people, sample.n_classes
    sizes, classes = sample.sizes[sample.sizes > 1], sample.classes[sample.sizes > 1]
    tolerance = 1e-9
    alpha = min(max(alpha, 0.05), 0.95)
    theta = max(theta, 0.5 * u / log(n)) if theta <= -alpha else theta
    for _ in range(40):
        ratio = theta / alpha
        arguments = np.concatenate(([ratio + u, ratio + 1, n + theta, theta + 1, 1 - alpha], sizes - alpha))
        first, second = digamma(arguments), zeta(2.0, arguments)  # the second is the trigamma function
        sum_one = (first[0] - first[1]) / alpha  # over i < u of 1 / (theta + i alpha)
        square = (second[1] - second[0]) / alpha**2  # of 1 / (theta + i alpha)^2
        by_theta = sum_one - (first[2] - first[3])
        by_alpha = (u - 1 - theta * sum_one) / alpha - classes @ (first[5:] - first[4])
        a = second[3] - second[2] - square
        b = -(sum_one - theta * square) / alpha
        d = -(u - 1 - 2 * theta * sum_one + theta**2 * square) / alpha**2 - classes @ (second[4] - second[5:])
        determinant = a * d - b * b
        if not (a < 0 and determinant > 0):  # the likelihood is not concave here
            return None
        step_theta = (b * by_alpha - d * by_theta) / determinant
        step_alpha = (b * by_theta - a * by_alpha) / determinant
        while not (0 < alpha + step_alpha < 1 and theta + step_theta > -(alpha + step_alpha)):
            step_theta, step_alpha = step_theta / 2, step_alpha / 2
        theta, alpha = theta + step_theta, alpha + step_alpha
        if alpha < tolerance:
            return None
        if abs(step_alpha) < tolerance and abs(step_theta) < tolerance * max(abs(theta), 1):
            return theta, alpha
    return None


def _climb(sample: _Sample) -> tuple[float, float] | None:
    """Climb the likelihood inside 0 <= alpha < 1, theta > -alpha: slower, but it cannot leave."""
    n, u, sizes, classes = sample.people, sample.n_classes, sample.sizes, sample.classes

    def unlikely(point: np.ndarray) -> float:
        alpha, theta = point[0], exp(point[1]) - point[0]
        new_classes = (u - 1) * log(alpha) + gammaln(theta / alpha + u) - gammaln(theta / alpha + 1)
        people = gammaln(theta + n) - gammaln(theta + 1)
        return -(new_classes - people + classes @ (gammaln(sizes - alpha) - gammaln(1 - alpha))) / n

    found = minimize(
        unlikely, np.array([0.5, log(n / 10 + 1)]), method="L-BFGS-B", bounds=[(1e-7, 1 - 1e-7), (-10.0, log(1e4 * n))]
    )  # fmt: skip
    alpha, spread = found.x
    if not found.success or alpha > 1 - 1e-6 or spread > log(1e4 * n) - 1e-6:
        return None
    if alpha < 1e-6:
        return 0.0, 0.0
    return _newton(sample, exp(spread) - alpha, alpha) or (exp(spread) - alpha, alpha)


def _ewens(people: float, n_classes: float) -> float | None:
    """Theta that expects as many classes as there are: sum over i < n of theta / (theta + i)."""

    def excess(spread: float) -> float:
        theta = exp(spread)
        return theta * (digamma(theta + people) - digamma(theta)) - n_classes

    low, high = -20.0, log(1e6 * people)
    if excess(low) > 0 or excess(high) < 0:
        return None
    return exp(brentq(excess, low, high))


def _snb(sample: _Sample) -> float | None:
    """Slide negative binomial: class sizes are 1 + NB(alpha, beta); uniques = K beta^alpha of K classes.

    K is Shlosser's modified estimate (Haas & Stokes 1998, doi:10.1080/01621459.1998.10473807). Thinning at rate pi leaves
    1 - b = beta / (beta + pi (1 - beta)); with x = alpha b and c = (1 - pi) / pi
    E[ones] = K pi (1-b)^alpha (1 + c x),  E[twos] = K pi (1-b)^alpha (x + c x (x + b) / 2).
    Their ratio gives x for every b, and the first equation gives b.
    """
    rate = sample.fraction
    one, two = sample.of_size(1), sample.of_size(2)
    n_all = _shlosser(sample)
    if not two or rate >= 1 or not isfinite(n_all):
        return None
    c, ratio = (1 - rate) / rate, two / one

    def x_of(b: float) -> float:
        linear = 1 + c * b / 2 - ratio * c
        return ((linear**2 + 2 * c * ratio) ** 0.5 - linear) / c

    def excess(b: float) -> float:
        x = x_of(b)
        return log(n_all * rate * (1 + c * x)) + x / b * log1p(-b) - log(one)

    low, high = 1e-9, 1 - 1e-12
    if not excess(low) > 0 > excess(high):
        return None
    b = float(brentq(excess, low, high, xtol=1e-14))
    beta = rate * (1 - b) / (b + rate * (1 - b))
    share = float(n_all * beta ** (x_of(b) / b) / sample.population)
    return share if 0 < share <= 1 else None


def _shlosser(sample: _Sample) -> float:
    """Classes in the population, those that the sample misses included."""
    q, sizes, classes = sample.fraction, sample.sizes, sample.classes
    if q >= 1:
        return sample.n_classes
    missed = (1 - q) ** sizes
    first = (sizes * q**2 * (1 - q**2) ** (sizes - 1)) @ classes / (((1 - q**2) ** sizes - missed) @ classes)
    second = (missed @ classes) / ((sizes * q * (1 - q) ** (sizes - 1)) @ classes)
    return sample.n_classes + sample.uniques * first * second**2
