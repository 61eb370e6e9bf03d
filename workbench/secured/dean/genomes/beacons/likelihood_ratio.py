# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How much a beacon's answers about a person's alleles speak for the person being in it: the log-likelihood ratio."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln

from secured.common import PrivacyInputError

__all__ = ["ERROR", "BetaFrequencies", "blind_log_ratios", "known_log_ratios", "log_ratios"]

ERROR = 1e-6  # chance that the beacon or the adversary has a person's allele wrong


def log_ratios(answers: np.ndarray, if_member: np.ndarray, if_outsider: np.ndarray) -> np.ndarray:
    """Weigh every answer by log P(answer | member) - log P(answer | outsider).

    Parameters
    ----------
    answers : ndarray of bool, shape (n_queries,)
        About alleles that the person carries.
    if_member, if_outsider : ndarray of float
        Chance of a yes if the person is in the beacon, and if not; broadcast against `answers`.

    Returns
    -------
    ndarray of float, shape (n_queries,)
        Their sum is the log-likelihood ratio; above 0 speaks for membership.
    """
    small = np.finfo(float).tiny
    yes = np.log(np.maximum(if_member, small)) - np.log(np.maximum(if_outsider, small))
    no = np.log(np.maximum(1 - if_member, small)) - np.log(np.maximum(1 - if_outsider, small))
    return np.where(answers, yes, no)


def known_log_ratios(
    answers: np.ndarray, frequencies: np.ndarray, n_people: int, error: float | np.ndarray = ERROR
) -> np.ndarray:
    """Weigh answers by an adversary who knows how frequent each allele is.

    With D_N = (1 - f)^(2N), the chance that none of N people carries the allele, a member's answer is no with chance
    error * D_(N-1), an outsider's with D_N (Raisaro et al., equation of the optimal attack).

    Parameters
    ----------
    frequencies : ndarray of float, shape (n_queries,)
        Of the allele among people like those in the beacon, in [0, 1].
    n_people : int
        People in the beacon.
    error : float or ndarray of float, shape (n_queries,)
        Chance that the person's allele is not in the beacon although the person is.

    References
    ----------
    Raisaro et al. 2017, doi:10.1093/jamia/ocw167. D2.1 section 5.2.1.

    Examples
    --------
    >>> known_log_ratios(np.array([True, True]), np.array([0.001, 0.5]), n_people=65).round(2).tolist()
    [2.1, 0.0]
    """
    with np.errstate(divide="ignore"):
        none_carries = np.log1p(-np.asarray(frequencies, dtype=float))
    others, everybody = np.exp((2 * n_people - 2) * none_carries), -np.expm1(2 * n_people * none_carries)
    return log_ratios(answers, 1 - error * others, everybody)


def blind_log_ratios(
    answers: np.ndarray, spectrum: "BetaFrequencies", n_people: int, error: float = ERROR
) -> np.ndarray:
    """Weigh answers by an adversary who knows only how frequencies are spread over all alleles.

    D_N and D_(N-1) are expectations over the frequencies of alleles of which a person has one copy.

    References
    ----------
    Shringarpure & Bustamante 2015, doi:10.1016/j.ajhg.2015.09.010. D2.1 section 5.2.1.
    """
    others, everybody = spectrum.nobody_carries(n_people - 1), spectrum.nobody_carries(n_people)
    return log_ratios(answers, np.array(1 - error * others), np.array(1 - everybody))


@dataclass(frozen=True, kw_only=True)
class BetaFrequencies:
    """A site frequency spectrum: frequencies of alleles follow Beta(a, b).

    Parameters
    ----------
    a, b : float
        Above 0.

    Examples
    --------
    >>> BetaFrequencies(a=1.0, b=1.0).nobody_carries(0)
    1.0
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        if not (self.a > 0 and self.b > 0):
            raise PrivacyInputError(f"BetaFrequencies: a={self.a}, b={self.b} are not above 0.")

    @classmethod
    def of(cls, frequencies: np.ndarray) -> "BetaFrequencies":
        """Match mean and variance of observed frequencies.

        Raises
        ------
        PrivacyInputError
            If all are equal, or only 0 and 1.
        """
        mean, variance = float(np.mean(frequencies)), float(np.var(frequencies))
        if not 0 < variance < mean * (1 - mean):
            raise PrivacyInputError(
                f"BetaFrequencies: a mean of {mean:.3g} and a variance of {variance:.3g} fit no beta distribution. "
                "Give frequencies of many alleles."
            )
        total = mean * (1 - mean) / variance - 1
        return cls(a=mean * total, b=(1 - mean) * total)

    def nobody_carries(self, n_people: int) -> float:
        """Return D_N: the chance that none of N people carries an allele of which somebody else has one copy.

        Given one copy, f follows Beta(a + 1, b + 1), so E[(1 - f)^(2N)] = B(a + 1, b + 1 + 2N) / B(a + 1, b + 1).
        """
        return float(np.exp(betaln(self.a + 1, self.b + 1 + 2 * n_people) - betaln(self.a + 1, self.b + 1)))
