# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a genome, or a part of it, tells of a disease its owner may have or get."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import norm

from secured.common import PrivacyInputError

__all__ = ["Predisposition", "effects_of_odds_ratios", "expected_area"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Predisposition:
    """The risk of a disease by the liability model: many loci add to a liability, the highest of which are ill.

    Liability has variance 1 and the threshold t that leaves the prevalence K above it. Of a target whose loci are partly
    unknown, the genome's part of the liability is known in the mean m and with variance v, so

        risk = Phi((m - t) / sqrt(1 - h2 + v)).

    Parameters
    ----------
    effects : ndarray of float, shape (n_variants,)
        Of one copy, on the scale of liability; as published, or of `effects_of_odds_ratios`.
    frequencies : ndarray of float, shape (n_variants,)
        Of the counted allele at large.
    heritability : float
        Variance of liability that these loci explain, in [0, 1).
    prevalence : float
        K, in (0, 1).

    Raises
    ------
    PrivacyInputError
        If a number is out of range, or effects and frequencies are of different variants.

    References
    ----------
    Falconer 1965, doi:10.1111/j.1469-1809.1965.tb00500.x; So & Sham 2010, doi:10.1371/journal.pgen.1001230 (risk from loci).
    D2.1 sections 5.2.2 and 5.2.4.

    Examples
    --------
    >>> one = Predisposition(effects=np.array([0.5]), frequencies=np.array([0.3]), heritability=0.105, prevalence=0.1)
    >>> one.risk(np.array([[0], [1], [2], [-1]])).round(3).tolist()
    [0.047, 0.126, 0.269, 0.1]
    """

    effects: np.ndarray
    frequencies: np.ndarray
    heritability: float
    prevalence: float

    def __post_init__(self) -> None:
        if not 0 <= self.heritability < 1 or not 0 < self.prevalence < 1:
            raise PrivacyInputError(
                f"Predisposition: heritability={self.heritability} or prevalence={self.prevalence} is out of range."
            )
        if self.effects.shape != self.frequencies.shape:
            raise PrivacyInputError("Predisposition: effects and frequencies are not of the same variants.")

    def risk(self, dosages: np.ndarray) -> np.ndarray:
        """Risk from genotypes; what is missing is guessed from its frequency. Shape (n_people,).

        Parameters
        ----------
        dosages : ndarray of int8, shape (n_people, n_variants)
            -1 where hidden.
        """
        known = dosages >= 0
        p = self.frequencies
        return self.risk_given(np.where(known, dosages, 2 * p), np.where(known, 0.0, 2 * p * (1 - p)))

    def risk_of_imputed(self, probabilities: np.ndarray) -> np.ndarray:
        """Risk from the chances of 0, 1 and 2 copies, as imputed; shape (n_people,).

        Hidden loci count as independent given what is known: where some are in linkage, v is too small and the risk
        somewhat too sure.

        Parameters
        ----------
        probabilities : ndarray of float, shape (n_people, n_variants, 3)
        """
        mean = probabilities[..., 1] + 2 * probabilities[..., 2]
        square = probabilities[..., 1] + 4 * probabilities[..., 2]
        return self.risk_given(mean, square - mean**2)

    def risk_given(self, mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
        """Risk from mean and variance of the copies at every locus; shapes (n_people, n_variants)."""
        m = (mean - 2 * self.frequencies) @ self.effects
        v = variance @ self.effects**2
        left = np.sqrt(1 - self.heritability + np.minimum(v, self.heritability))
        return np.asarray(ndtr((m - norm.isf(self.prevalence)) / left))

    def __repr__(self) -> str:
        loci = int((self.effects != 0).sum())
        return f"Predisposition({loci} loci, h2 {self.heritability:.2f}, prevalence {self.prevalence:.3g})"


def effects_of_odds_ratios(
    odds_ratios: Sequence[float] | np.ndarray, frequencies: np.ndarray, prevalence: float
) -> tuple[np.ndarray, float]:
    """Bring published odds ratios, per copy, to the scale of liability.

    About the mean, the chance of disease grows by K (1 - K) log(OR) a copy in the logistic and by phi(t) a in the
    liability model, so a = log(OR) K (1 - K) / phi(t); the loci explain sum 2 p (1 - p) a^2.

    Returns
    -------
    effects : ndarray of float, shape (n_variants,)
    heritability : float

    Raises
    ------
    PrivacyInputError
        If an odds ratio is not positive, or together they explain all of the liability.

    References
    ----------
    Lee et al. 2011, doi:10.1016/j.ajhg.2011.02.002 (observed and liability scale), to first order.

    Examples
    --------
    >>> effects, explained = effects_of_odds_ratios([1.5, 1.2], np.array([0.2, 0.4]), 0.05)
    >>> effects.round(3).tolist(), round(explained, 4)
    ([0.187, 0.084], 0.0145)
    """
    ratios = np.asarray(odds_ratios, dtype=float)
    if (ratios <= 0).any():
        raise PrivacyInputError(
            "effects_of_odds_ratios: an odds ratio is not above 0. Give ratios, not their logarithms."
        )
    density = norm.pdf(ndtri(prevalence))
    effects = np.log(ratios) * prevalence * (1 - prevalence) / density
    explained = float((2 * frequencies * (1 - frequencies) * effects**2).sum())
    if explained >= 1:
        raise PrivacyInputError(
            f"effects_of_odds_ratios: the loci would explain {explained:.2f} of the liability. Give odds ratios per copy."
        )
    return effects, explained


def expected_area(explained: float, prevalence: float, *, points: int = 4001) -> float:
    """Area under the ROC curve of a normal score that explains a share of liability, by integration.

    The score s = g / sqrt(r2) is standard normal; a person of score s is ill with chance
    pi(s) = Phi((sqrt(r2) s - t) / sqrt(1 - r2)). The area is the chance that a case has the higher score than a control,
    with laws of s proportional to pi(s) phi(s) and (1 - pi(s)) phi(s).

    Parameters
    ----------
    explained : float
        r2, in [0, 1).
    prevalence : float

    References
    ----------
    Wray et al. 2010, doi:10.1371/journal.pgen.1000864 (whose closed form approximates this integral).

    Examples
    --------
    >>> round(expected_area(0.0, 0.1), 6), round(expected_area(0.5, 0.1), 3)
    (0.5, 0.876)
    """
    s = np.linspace(-8, 8, points)
    pi = ndtr((np.sqrt(explained) * s - norm.isf(prevalence)) / np.sqrt(1 - explained))
    cases, controls = pi * norm.pdf(s), (1 - pi) * norm.pdf(s)
    cases, controls = cases / cases.sum(), controls / controls.sum()
    below = np.cumsum(controls) - controls / 2
    return float((cases * below).sum())
