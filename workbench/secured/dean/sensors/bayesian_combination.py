# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Bayesian combination over sensors: how much each says about identity, learned on people who are not judged."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from secured.common import PrivacyInputError

__all__ = ["SensorEvidence", "log_distances"]

FEWEST_PEOPLE = 6
RIDGE = 0.05  # on the squared weights: few people, and copies would else call for endless weights
FLOOR = 1e-3  # of a target's median distance: an exact copy is a thousand times nearer, not infinitely


def log_distances(distances: np.ndarray) -> np.ndarray:
    """Return logarithms of every target's distances, centred over the candidates, sensor by sensor.

    Parameters
    ----------
    distances : ndarray, shape (n_targets, n_people, n_sensors)
        Not negative. An infinite one counts as the target's largest.

    Examples
    --------
    >>> log_distances(np.array([[[1.0], [4.0], [np.inf]]]))[0, :, 0].round(2).tolist()
    [-0.92, 0.46, 0.46]
    """
    finite = np.isfinite(distances)
    largest = np.where(finite, distances, 0.0).max(axis=1, keepdims=True, initial=0.0)
    whole = np.where(finite, distances, np.where(largest > 0, largest, 1.0))
    middle = np.median(whole, axis=1, keepdims=True) if whole.shape[1] else np.ones_like(largest)
    logs = np.log(whole / np.where(middle > 0, middle, 1.0) + FLOOR)
    return np.asarray(logs - logs.mean(axis=1, keepdims=True))


@dataclass(frozen=True, kw_only=True, eq=False)
class SensorEvidence:
    """The chance that a candidate is the target falls with a power of each sensor's distance.

    Parameters
    ----------
    weights : ndarray, shape (n_sensors,)
        The powers, not negative; learned together, so that sensors which say the same share it.
    others : float
        Log of the mean, over pairs of different people, of the product of those powers: it makes the product a
        likelihood ratio, whose mean over different people is 1.

    References
    ----------
    McFadden 1974, Conditional logit analysis of qualitative choice behavior, in Frontiers in Econometrics, 105-142.
    """

    weights: np.ndarray
    others: float

    @classmethod
    def learn(cls, distances: np.ndarray) -> "SensorEvidence":
        """Learn from people whose two recordings are both known.

        Parameters
        ----------
        distances : ndarray, shape (n, n, n_sensors)
            Of person i's one recording to person j's other one.

        Raises
        ------
        PrivacyInputError
            If they are fewer than 6.
        """
        n = len(distances)
        if n < FEWEST_PEOPLE or distances.shape[1] != n:
            raise PrivacyInputError(
                f"SensorEvidence: {n} reference people with both recordings, needs {FEWEST_PEOPLE}. "
                "Keep more people out of the release, or combine by score."
            )
        logs, own = log_distances(distances), np.arange(n)

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            closeness = -(logs @ weights)
            total = logsumexp(closeness, axis=1, keepdims=True)
            chance = np.exp(closeness - total)
            value = float((total[:, 0] - closeness[own, own]).sum() + RIDGE * weights @ weights)
            slope = logs[own, own].sum(axis=0) - np.einsum("ij,ijs->s", chance, logs)
            return value, slope + 2 * RIDGE * weights

        sensors = distances.shape[2]
        weights = minimize(
            loss, np.ones(sensors), jac=True, method="L-BFGS-B", bounds=[(0, None)] * sensors
        ).x
        of_others = -(logs @ weights)[~np.eye(n, dtype=bool)]
        return cls(weights=weights, others=float(logsumexp(of_others) - np.log(len(of_others))))

    def log_ratio(self, distances: np.ndarray) -> np.ndarray:
        """Return log P(distances | same person) / P(distances | another); shape (n_targets, n_people)."""
        return np.asarray(-(log_distances(distances) @ self.weights) - self.others)

    def posterior(self, distances: np.ndarray, prior: float) -> np.ndarray:
        """Return the chance of every candidate to be the target, who is in the release with chance `prior`.

        Returns
        -------
        ndarray, shape (n_targets, n_people)
            Rows sum to the chance that the target is in the release.
        """
        logs = self.log_ratio(distances)
        top = np.maximum(logs.max(axis=1, keepdims=True), 0.0)
        ratios = np.exp(logs - top) * prior / logs.shape[1]
        return np.asarray(ratios / (ratios.sum(axis=1, keepdims=True) + (1 - prior) * np.exp(-top)))
