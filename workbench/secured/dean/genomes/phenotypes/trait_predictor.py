# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a genome says of one trait: log p(trait | genome) / p(trait), with weights that are published or learned."""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, ndtri

from secured.common import PrivacyInputError

__all__ = ["TraitPredictor", "known_predictor", "learned_predictor"]

SHRINKAGE = np.geomspace(1e-2, 1e3, 21)  # ridge penalties, relative to the mean eigenvalue


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TraitPredictor:
    """A linear score of the genome that explains a share of a trait's variance, or of a disease's liability.

    With x the trait in standard deviations, or the liability, and g its prediction of variance r2, x given g is normal
    with mean g and variance 1 - r2.

    Parameters
    ----------
    name : str
        Column of the trait.
    weights : ndarray of float, shape (n_variants,)
        Of one copy; g = (dosages - centre) @ weights.
    centre : ndarray of float, shape (n_variants,)
        Mean copies: what a missing genotype counts as.
    r2 : float
        In [0, 1).
    mean, spread : float
        Of a trait that is a number, among people at large; not used for a disease.
    prevalence : float or None
        Share of people with the disease; None for a number.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.
    """

    name: str
    weights: np.ndarray
    centre: np.ndarray
    r2: float
    mean: float = 0.0
    spread: float = 1.0
    prevalence: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.r2 < 1 or not self.spread > 0:
            raise PrivacyInputError(f"TraitPredictor: r2={self.r2} or spread={self.spread} is out of range.")
        if self.prevalence is not None and not 0 < self.prevalence < 1:
            raise PrivacyInputError(f"TraitPredictor: prevalence={self.prevalence} is not in (0, 1).")
        if self.weights.shape != self.centre.shape:
            raise PrivacyInputError("TraitPredictor: weights and centre are not of the same variants.")

    def predict(self, dosages: np.ndarray) -> np.ndarray:
        """Return g of every genome, in standard deviations of the trait; shape (n_genomes,)."""
        if dosages.shape[1] != len(self.weights):
            raise PrivacyInputError(
                f"TraitPredictor: {dosages.shape[1]} variants are given for {len(self.weights)} weights."
            )
        used = np.flatnonzero(self.weights)
        copies = np.where(dosages[:, used] >= 0, dosages[:, used] - self.centre[used], 0.0)
        return np.asarray(copies @ self.weights[used])

    def log_ratio(self, dosages: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Log p(value | genome) / p(value) for all pairs; shape (n_genomes, n_values). A missing value says nothing."""
        g, left = self.predict(dosages)[:, None], 1 - self.r2
        x = np.asarray(values, dtype=float)[None, :]
        if self.prevalence is None:
            x = (x - self.mean) / self.spread
            ratio = 0.5 * (x**2 - (x - g) ** 2 / left - np.log(left))
        else:
            away = (g + ndtri(self.prevalence)) / np.sqrt(left)
            ill, well = log_ndtr(away) - np.log(self.prevalence), log_ndtr(-away) - np.log1p(-self.prevalence)
            ratio = np.where(x > 0.5, ill, well)
        return np.where(np.isnan(x), 0.0, ratio)

    def __repr__(self) -> str:
        kind = "number" if self.prevalence is None else "disease"
        return f"TraitPredictor({self.name}, {kind}, r2 {self.r2:.3f})"


def known_predictor(
    name: str,
    effects: np.ndarray,
    centre: np.ndarray,
    heritability: float,
    *,
    mean: float = 0.0,
    spread: float = 1.0,
    prevalence: float | None = None,
) -> TraitPredictor:
    """Take effects as published: in standard deviations of the trait, or of the liability, a copy.

    Parameters
    ----------
    heritability : float
        Share of variance that these effects explain, in [0, 1).
    """
    return TraitPredictor(
        name=name,
        weights=effects,
        centre=centre,
        r2=heritability,
        mean=mean,
        spread=spread,
        prevalence=prevalence,
    )


def learned_predictor(
    name: str, dosages: np.ndarray, values: np.ndarray, *, disease: bool = False
) -> TraitPredictor:
    """Learn a predictor from people of known genome and trait, by ridge regression on standardised copies.

    The penalty is the one with the smallest leave-one-out error, which for ridge regression has a closed form.
    The prediction g is the leave-one-out prediction, scaled by its own regression on the trait, and r2 the squared
    correlation of the two: what is left unexplained is what was left unexplained of people not learned from. Of a
    disease, 0 and 1 with prevalence K, effects are divided by the normal density at the threshold of liability, and r2
    becomes r2 K (1 - K) / density^2.

    Parameters
    ----------
    dosages : ndarray of int8, shape (n_people, n_variants)
    values : ndarray of float, shape (n_people,)
        NaN where not known.
    disease : bool

    Raises
    ------
    PrivacyInputError
        For fewer than ten people of known trait, or a trait that is the same in all.

    References
    ----------
    Lippert et al. 2017, doi:10.1073/pnas.1711125114 (ridge regression on the genome); Golub, Heath & Wahba 1979,
    doi:10.1080/00401706.1979.10489751 (leaving one out); Lee et al. 2011, doi:10.1016/j.ajhg.2011.02.002 (liability).
    """
    seen = ~np.isnan(values)
    y = values[seen].astype(float)
    if len(y) < 10 or y.std() == 0:
        raise PrivacyInputError(
            f"learned_predictor: {len(y)} people of known {name}, or all alike. Give ten at least who differ."
        )
    called = dosages[seen] >= 0
    centre = np.where(called, dosages[seen], 0).sum(axis=0) / np.maximum(called.sum(axis=0), 1)
    copies = np.where(called, dosages[seen] - centre, 0.0)
    scale = copies.std(axis=0)
    z = np.divide(copies, scale, out=np.zeros_like(copies), where=scale > 0)
    mean, spread = float(y.mean()), float(y.std())
    dual, left_out = _ridge((y - mean) / spread, z @ z.T / max(int((scale > 0).sum()), 1))
    slope, r2 = _calibrated(left_out, (y - mean) / spread)
    weights = slope * np.divide(z.T @ dual, scale, out=np.zeros(len(scale)), where=scale > 0)
    weights /= max(int((scale > 0).sum()), 1)
    if not disease:
        return TraitPredictor(name=name, weights=weights, centre=centre, r2=r2, mean=mean, spread=spread)
    density = np.exp(-0.5 * ndtri(mean) ** 2) / np.sqrt(2 * np.pi)
    to_liability = spread / density  # sqrt(K (1 - K)) / phi(t), of effects on the standardised 0 and 1
    return TraitPredictor(
        name=name, weights=weights * to_liability, centre=centre,
        r2=float(min(r2 * to_liability**2, 0.99)), prevalence=mean,
    )  # fmt: skip


def _ridge(y: np.ndarray, kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Dual weights at the best penalty, and predictions of everybody from the others.

    Of centred copies the constant is an eigenvector, of value 0. It is the intercept, which is not shrunk: it is left
    out here. Kept, it would give every value away, as that which brings the mean of the others to 0.
    """
    n = len(y)
    values, vectors = np.linalg.eigh(
        kernel + 2 * np.trace(kernel) / n
    )  # now the constant's value is the largest
    values, vectors = np.maximum(values[:-1], 0.0), vectors[:, :-1]
    turned, best = vectors.T @ y, (np.inf, y, y)
    for penalty in SHRINKAGE * values.mean():
        shrunk = 1 / (values + penalty)
        dual = vectors @ (shrunk * turned)
        residual = dual / (vectors**2 @ shrunk)  # y - prediction without oneself
        error = float((residual**2).mean())
        if error < best[0]:
            best = (error, dual, y - residual)
    return best[1], best[2]


def _calibrated(predicted: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope of the trait on its prediction, and the share explained; nothing where they do not go together."""
    p = predicted - predicted.mean()
    if (p**2).sum() == 0 or (p * y).sum() <= 0:
        return 0.0, 0.0
    slope = float((p * y).sum() / (p**2).sum())
    return slope, float(min(np.corrcoef(p, y)[0, 1] ** 2, 0.99))
