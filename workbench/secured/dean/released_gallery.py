# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Found at first guess, by how many people come in question: fewer than are released, and more by models."""

from dataclasses import dataclass

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.common.population import SampleClasses, negative_binomial, poisson_lognormal
from secured.dean.cluster_bootstrap import rate_over_people
from secured.dean.gallery_curve import GalleryCurve, GalleryPoint, gallery_curve
from secured.dean.guesses import Guesses, ScoredRecords

__all__ = ["ReleasedGallery", "released_gallery"]

CLASS_MODELS = {"negative binomial": negative_binomial, "Poisson-lognormal": poisson_lognormal}
SMALLEST = 10


@dataclass(frozen=True, kw_only=True)
class ReleasedGallery:
    """A curve, and why it ends where it does.

    Parameters
    ----------
    curve : GalleryCurve
    standing : str
        What the points are, in one sentence.
    """

    curve: GalleryCurve
    standing: str


def released_gallery(
    guesses: Guesses,
    *,
    population: int,
    rng: np.random.Generator,
    records: ScoredRecords | None = None,
    rows: np.ndarray | None = None,
    class_sizes: np.ndarray | None = None,
    alpha: float = 0.025,
    draws: int = 200,
) -> ReleasedGallery:
    """Rank-1 of people in the release: observed up to all of them, by models up to `population`.

    Observed: the adversary knows of any m released records that the target's is among them; the mean over all such
    sets is exact, equals named in random order. Beyond the release there is no observation. Scores of records that
    are all different: the models of `gallery_curve`. A release in classes: the expected 1 / F under two models of
    the population's classes, F the people of the population in the target's class. Else no point is drawn.

    Parameters
    ----------
    guesses : Guesses
        About targets who are in the release.
    population : int
        People among whom an adversary looks. Only the owner can say; no default.
    records, rows : ScoredRecords, ndarray of int, shape (n_targets,), optional
        Scores, and the number under which each target is released.
    class_sizes : ndarray of int, shape (n_people,), optional
        Of *everybody* in the release, where it falls into classes.

    Raises
    ------
    PrivacyInputError
        For a release of fewer than ten records.

    References
    ----------
    Grother & Phillips 2004, doi:10.1109/CVPR.2004.1315146; Elamir & Skinner 2006, J. Official Statistics 22(3)
    525-539.
    """
    n = guesses.n_records
    if n < SMALLEST:
        raise PrivacyInputError(
            f"released_gallery: a release of {n} records shows no curve. Give at least {SMALLEST}."
        )
    points = [_observed(guesses, size, rng, alpha, draws) for size in _spread(SMALLEST, n)]
    sizes = [size for size in _spread(n, max(population, n)) if size > n]
    if not sizes:
        return _with(points, (), "Nobody but the released people comes in question: no model is needed.")
    if class_sizes is not None:
        return _of_classes(points, class_sizes, sizes)
    if records is None or rows is None:
        return _with(points, (), "Rows that fit do not fall into classes: how it goes on is not modelled.")
    if (guesses.alike > 1).any():
        said = "Released people are alike: how many would be in a larger release is not modelled."
        return _with(points, (), said)
    beyond = gallery_curve(
        records.scores, probe_people=rows, gallery_people=records.numbers, population=sizes[-1],
        sizes=sizes, rng=rng, alpha=alpha, draws=draws,
    )  # fmt: skip
    if not beyond.models:
        return _with(points, (), "No model gives back what was observed: how it goes on is not modelled.")
    said = "The band of the model spans its kinds and the bootstrap of each over people."
    return _with([*points, *beyond.modelled], beyond.models, said)


def _with(points: list[GalleryPoint], models: tuple[str, ...], said: str) -> ReleasedGallery:
    return ReleasedGallery(curve=GalleryCurve(points=tuple(points), models=models), standing=said)


def _spread(low: int, high: int) -> list[int]:
    return sorted({int(one) for one in np.geomspace(low, high, 7).round()})


def _observed(
    guesses: Guesses, size: int, rng: np.random.Generator, alpha: float, draws: int
) -> GalleryPoint:
    chance = guesses.among(size)
    rate = rate_over_people(chance, np.arange(len(chance)), rng=rng, alpha=alpha, draws=draws)
    return GalleryPoint(size=size, rank_one=rate, standing="observed", by_model={})


def _of_classes(points: list[GalleryPoint], class_sizes: np.ndarray, sizes: list[int]) -> ReleasedGallery:
    """Mean of E[1 / F] over people; the band spans the models and not what is uncertain within each."""
    held, people = np.unique(class_sizes[class_sizes > 0], return_counts=True)
    beyond = []
    for size in sizes:
        sample = SampleClasses.of(np.repeat(held, people // held), size)
        found = {name: model(sample) for name, model in CLASS_MODELS.items()}
        by_model = {
            name: float(np.average(np.minimum(fitted.one_in(held), 1 / held), weights=people))
            for name, fitted in found.items()
            if fitted
        }
        if by_model:
            values = list(by_model.values())
            rate = Interval(point=float(np.mean(values)), low=min(values), high=max(values))
            beyond.append(GalleryPoint(size=size, rank_one=rate, standing="model", by_model=by_model))
    names = tuple(name for name in CLASS_MODELS if beyond and all(name in one.by_model for one in beyond))
    if not names:
        return _with(points, (), "No model of the population's classes has a solution here.")
    said = (
        "The band of the model spans two models of the population's classes, not what is uncertain in each."
    )
    return _with([*points, *beyond], names, said)
