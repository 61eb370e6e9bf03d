# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""LiRA: how a person's score looks in models trained with them and without them, learned from shadow models."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import log_ndtr

from secured.common import PrivacyInputError, method

__all__ = ["Lira", "Scorer", "ShadowScores", "Trainer", "train_shadows"]

Scorer = Callable[[np.ndarray], np.ndarray]
"""Takes positions in the pool and returns how well the model knows each of these people."""
Trainer = Callable[[np.ndarray, np.random.Generator], Scorer]
"""Takes positions in the pool, trains a model on them, and returns its scorer."""

SMALLEST = 1e-30  # variance that counts as 0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ShadowScores:
    """What every model says of everybody, and who was in it.

    Parameters
    ----------
    scores : ndarray of float, shape (n_models, n_people)
    inside : ndarray of bool, shape (n_models, n_people)

    Raises
    ------
    PrivacyInputError
        If shapes do not agree or scores are missing.
    """

    scores: np.ndarray
    inside: np.ndarray

    def __post_init__(self) -> None:
        if self.scores.ndim != 2 or self.scores.shape != self.inside.shape:
            raise PrivacyInputError(
                f"ShadowScores: scores of shape {self.scores.shape} and memberships of shape {self.inside.shape} "
                "do not agree. Give one of each for every model and person."
            )
        if not np.isfinite(self.scores).all():
            raise PrivacyInputError("ShadowScores: some scores are missing or infinite. Bound the score.")

    def without(self, model: int) -> "ShadowScores":
        """Leave a model out, which is then attacked by the others."""
        kept = np.arange(len(self.scores)) != model
        return ShadowScores(scores=self.scores[kept], inside=self.inside[kept])

    def __repr__(self) -> str:
        return f"ShadowScores({self.scores.shape[0]} models, {self.scores.shape[1]} people)"


def train_shadows(
    train: Trainer, n_pool: int, *, n_models: int, n_members: int | None = None, rng: np.random.Generator
) -> ShadowScores:
    """Train models on random parts of a pool, so that everybody is in half of them, and ask each about everybody.

    Parameters
    ----------
    train : callable
        ``train(positions, rng)`` returns a scorer.
    n_pool : int
        People to choose from.
    n_models : int
        Even: models come in pairs whose parts are disjoint.
    n_members : int, optional
        People a model is trained on; half of the pool if not given, and at most that.
    rng : numpy.random.Generator

    Raises
    ------
    PrivacyInputError
        If the number of models is odd or below 2, or a part is larger than half of the pool.

    References
    ----------
    Carlini et al. 2022, arXiv:2112.03570, section V.
    """
    members = n_pool // 2 if n_members is None else n_members
    if n_models < 2 or n_models % 2 or not 1 <= members <= n_pool // 2:
        raise PrivacyInputError(
            f"train_shadows: n_models={n_models} must be even, and n_members={members} from 1 to half of {n_pool} people."
        )
    scores, inside = np.empty((n_models, n_pool)), np.zeros((n_models, n_pool), dtype=bool)
    for pair in range(0, n_models, 2):
        order = rng.permutation(n_pool)
        inside[pair, order[:members]] = inside[pair + 1, order[members : 2 * members]] = True
    for model, own in enumerate(rng.spawn(n_models)):  # a model's draws depend on no other model
        scores[model] = train(np.flatnonzero(inside[model]), own)(np.arange(n_pool))
    return ShadowScores(scores=scores, inside=inside)


@method(
    name="likelihood ratio by shadow models",
    engine="dean",
    modality="synthetic",
    goal="tell training people by how their score differs between models with and without them",
    section="5.2",
    source="Carlini et al. 2022, arXiv:2112.03570",
)
@dataclass(frozen=True, kw_only=True)
class Lira:
    """Likelihood ratio attack: log N(score; mu_in, var_in) - log N(score; mu_out, var_out), for every person.

    Offline, only models without the person are used: log P(Z <= score) for Z ~ N(mu_out, var_out). That needs no new
    model for a new target.

    Parameters
    ----------
    knows : {"online", "offline"}
    variance : {"shared", "own"}
        One variance of all people (on either side), as the paper advises for fewer than 64 models, or each person's own.

    Raises
    ------
    PrivacyInputError
        For an unknown option.

    References
    ----------
    Carlini, Chien, Nasr, Song, Terzis & Tramer 2022, arXiv:2112.03570, algorithm 1 and section VI. D2.1 section 5.2.

    Examples
    --------
    >>> shadows = ShadowScores(scores=np.array([[3.0], [3.2], [1.0], [1.2]]), inside=np.array([[True], [True], [False], [False]]))
    >>> attack = Lira()
    >>> bool(attack.scores(np.array([3.1]), shadows)[0] > 0 > attack.scores(np.array([1.1]), shadows)[0])
    True
    """

    knows: Literal["online", "offline"] = "online"
    variance: Literal["shared", "own"] = "shared"

    def __post_init__(self) -> None:
        if self.knows not in ("online", "offline") or self.variance not in ("shared", "own"):
            raise PrivacyInputError(
                f"Lira: knows={self.knows!r} and variance={self.variance!r} must be online or offline, shared or own."
            )

    @property
    def name(self) -> str:
        """Name with the variant."""
        return f"LiRA, {self.knows}"

    def scores(self, observed: np.ndarray, shadows: ShadowScores) -> np.ndarray:
        """Log-likelihood ratio that each person is in the model attacked.

        Parameters
        ----------
        observed : ndarray of float, shape (n_people,)
            Scores of everybody by the model attacked, which is none of the shadows.
        shadows : ShadowScores

        Raises
        ------
        PrivacyInputError
            If somebody is in fewer than two shadows, or out of fewer than two.
        """
        if observed.shape != shadows.scores.shape[1:]:
            raise PrivacyInputError(
                f"Lira: {len(observed)} people are observed, shadows tell of {shadows.scores.shape[1]}. Give the same."
            )
        out_mean, out_var = self._normal(shadows.scores, ~shadows.inside, "out of")
        if self.knows == "offline":
            return np.asarray(log_ndtr((observed - out_mean) / np.sqrt(out_var)))
        in_mean, in_var = self._normal(shadows.scores, shadows.inside, "in")
        return _log_normal(observed, in_mean, in_var) - _log_normal(observed, out_mean, out_var)

    def leave_one_out(self, shadows: ShadowScores) -> tuple[np.ndarray, np.ndarray]:
        """Attack every model by all others.

        The partner of a model, trained on the people it was not trained on, is among the others, as any other is.

        Returns
        -------
        scores, inside : ndarray, shape (n_models, n_people)
        """
        found = [self.scores(shadows.scores[at], shadows.without(at)) for at in range(len(shadows.scores))]
        return np.stack(found), shadows.inside

    def _normal(self, scores: np.ndarray, chosen: np.ndarray, side: str) -> tuple[np.ndarray, np.ndarray]:
        n = chosen.sum(axis=0)
        if (n < 2).any():
            raise PrivacyInputError(
                f"Lira: somebody is {side} fewer than two shadow models. Train more, each on another half."
            )
        mean = np.where(chosen, scores, 0.0).sum(axis=0) / n
        squares = np.where(chosen, (scores - mean) ** 2, 0.0).sum(axis=0)
        if self.variance == "own":
            return mean, np.maximum(squares / (n - 1), SMALLEST)
        return mean, np.full(len(mean), max(squares.sum() / (n - 1).sum(), SMALLEST))

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"attack": self.name, "knows": self.knows, "variance": self.variance}


def _log_normal(value: np.ndarray, mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    return -((value - mean) ** 2) / (2 * variance) - np.log(variance) / 2
