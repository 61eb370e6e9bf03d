# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A classifier that learns on simulated groups what the frequencies of a group tell of its members."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from secured.common import PrivacyInputError
from secured.dean.genomes.summary.homer import homer_statistic, likelihood_ratio

__all__ = ["LearnedMembership", "Learner", "membership_features"]

Learner = Literal["PCA and random forest", "gradient boosting"]
BANDS = (0.0, 0.01, 0.03, 0.1, 0.2, 0.35, 0.51)  # of the minor allele's frequency
COMPONENTS = 6
TREES = 150
EXAMPLES = 1000  # simulated memberships to learn from, and as many of outsiders


def membership_features(dosages: np.ndarray, group: np.ndarray, population: np.ndarray) -> np.ndarray:
    """Describe how a genome and a group's frequencies agree; shape (n_targets, n_features).

    Homer's statistic and the likelihood ratio over all variants; then by band of the minor allele's frequency the
    likelihood ratio, the covariance of what is particular in target and group, and the share of carried alleles that
    the group lacks.

    Parameters
    ----------
    dosages, group, population : ndarray
        As for `homer_statistic`; of every target its own group, where `group` has two axes.
    """
    population = np.broadcast_to(population, dosages.shape)
    group = np.broadcast_to(group, dosages.shape)
    known = (dosages >= 0) & ~np.isnan(group)
    m, p = np.nan_to_num(group), np.clip(population, 1e-3, 1 - 1e-3)
    features = [homer_statistic(dosages, group, population), likelihood_ratio(dosages, group, p)]
    particular = np.where(known, (dosages - 2 * p) * (m - p) / (p * (1 - p)), 0.0)
    carried = known & (dosages > 0)
    middle = np.median(p, axis=0)  # bands alike for all targets
    minor = np.minimum(middle, 1 - middle)
    for low, high in pairwise(BANDS):
        band = (minor >= low) & (minor < high)
        scale = np.sqrt(max(int(band.sum()), 1))
        features.append(likelihood_ratio(dosages[:, band], group[:, band], p[:, band]) / scale)
        features.append(particular[:, band].sum(axis=1) / scale)
        lacking = (carried & (m == 0))[:, band].sum(axis=1)
        features.append(lacking / np.maximum(carried[:, band].sum(axis=1), 1))
    return np.stack(features, axis=1)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LearnedMembership:
    """A trained classifier.

    Parameters
    ----------
    learner : {"PCA and random forest", "gradient boosting"}
    model : sklearn estimator
    n_people : int
        Size of the groups it was trained on.
    """

    learner: Learner
    model: Any
    n_people: int

    @classmethod
    def train(
        cls,
        learner: Learner,
        dosages: np.ndarray,
        population: np.ndarray,
        *,
        n_reference: int,
        n_people: int,
        rng: np.random.Generator,
    ) -> "LearnedMembership":
        """Train on people at large, each put into simulated groups and left out of as many.

        The other members of a group are not needed one by one: their copies of an allele are binomial. That takes
        variants for independent; the threshold is therefore not learned here but on the real frequencies. What
        frequencies at large truly are is drawn anew for each group, given what reference people and target show.

        Parameters
        ----------
        learner : {"PCA and random forest", "gradient boosting"}
        dosages : ndarray of int8, shape (n_others, n_variants)
            Of people who are neither targets nor in the release.
        population : ndarray of float, shape (n_others, n_variants)
            Frequencies without each of them, in (0, 1).
        n_reference : int
            People whom these frequencies come from.
        n_people : int
            Size of the group that was released.

        Raises
        ------
        PrivacyInputError
            For fewer than ten people or an unknown learner.
        """
        if len(dosages) < 10:
            raise PrivacyInputError(
                f"LearnedMembership: {len(dosages)} reference people are too few to learn from. Give ten at least."
            )
        groups, rows = -(-EXAMPLES // len(dosages)), []
        for one, p in zip(dosages, population, strict=True):
            own, called = np.where(one >= 0, one, 0), 2 * (one >= 0)
            counted = 2 * n_reference * p + own, 2 * n_reference * (1 - p) + called - own
            truth = rng.beta(*counted, (groups, len(p)))
            inside = (own + rng.binomial(2 * n_people - 2, truth)) / (2.0 * n_people)
            outside = rng.binomial(2 * n_people, truth) / (2.0 * n_people)
            seen = np.repeat(one[None], 2 * groups, axis=0)
            rows.append(membership_features(seen, np.concatenate([inside, outside]), p))
        labels = np.tile(np.repeat([True, False], groups), len(dosages))
        model = _trained(learner, np.concatenate(rows), labels, rng)
        return cls(learner=learner, model=model, n_people=n_people)

    def score(self, dosages: np.ndarray, group: np.ndarray, population: np.ndarray) -> np.ndarray:
        """Return the chance, as learned, that each target is a member; shape (n_targets,)."""
        features = membership_features(dosages, group, population)
        return np.asarray(self.model.predict_proba(features)[:, 1])

    def __repr__(self) -> str:
        return f"LearnedMembership({self.learner}, groups of {self.n_people})"


def _trained(learner: Learner, features: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> Any:
    from sklearn.decomposition import PCA
    from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    seed = int(rng.integers(2**31))
    if learner == "PCA and random forest":
        n = min(COMPONENTS, features.shape[1])
        forest = RandomForestClassifier(n_estimators=TREES, min_samples_leaf=20, random_state=seed)
        return make_pipeline(StandardScaler(), PCA(n, random_state=seed), forest).fit(features, labels)
    if learner == "gradient boosting":
        boosted = GradientBoostingClassifier(
            n_estimators=TREES, learning_rate=0.05, max_depth=2, subsample=0.5, random_state=seed
        )
        return boosted.fit(features, labels)
    raise PrivacyInputError(f"LearnedMembership: there is no learner {learner!r}.")
