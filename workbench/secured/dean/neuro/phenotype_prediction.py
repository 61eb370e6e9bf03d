# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What does a brain tell about its owner? A trait is predicted from edges or regions, by people the model has not seen."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from secured.common import Interval, PrivacyInputError, method
from secured.common.intervals import excess_over_paired
from secured.dean.cluster_bootstrap import cluster_bootstrap

__all__ = ["PhenotypePrediction", "PredictedPhenotype"]

PENALTIES = tuple(10.0**power for power in range(-1, 7))  # of ridge regression on standardised features
INNER_PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)  # of logistic regression, times the number of features
INNER_FOLDS = 4
Model = Literal["linear", "forest"]


@method(
    name="phenotype prediction from brains",
    engine="dean",
    modality="connectome",
    goal="infer a trait from edges of a connectome or measures of regions",
    section="5.3.4",
    source="Finn et al. 2015, doi:10.1038/nn.4135",
)
@dataclass(frozen=True, kw_only=True)
class PhenotypePrediction:
    """Cross-fitted prediction of one trait, beside what is guessed without the brain.

    A number is predicted by ridge regression, a class by logistic regression with a ridge penalty, each penalty chosen
    within the people learned from; or by a random forest. Everybody is predicted by a model that has not seen them.
    Without the brain: the mean, or the most frequent class, of the same people learned from. It is no attack of the five
    runs: what is inferred about people in a release is inferred about people outside as well, and its harm lies in that.

    Parameters
    ----------
    model : {"linear", "forest"}
    folds : int, default 10
    trees : int, default 200
        Of a forest.

    Raises
    ------
    PrivacyInputError
        If a number is out of range, or there is no such model.

    References
    ----------
    Finn et al. 2015, doi:10.1038/nn.4135 (cognition from connectomes); Hoerl & Kennard 1970,
    doi:10.1080/00401706.1970.10488634 (ridge); Breiman 2001, doi:10.1023/A:1010933404324. D2.1 section 5.3.4.
    """

    model: Model = "linear"
    folds: int = 10
    trees: int = 200

    def __post_init__(self) -> None:
        if self.model not in ("linear", "forest"):
            raise PrivacyInputError(f"PhenotypePrediction: no model {self.model!r}. Use linear or forest.")
        if self.folds < 2 or self.trees < 1:
            raise PrivacyInputError(
                f"PhenotypePrediction: folds={self.folds}, trees={self.trees}: take two folds and one tree or more."
            )

    def predict(
        self, features: np.ndarray, trait: pd.Series, rng: np.random.Generator
    ) -> "PredictedPhenotype":
        """Predict the trait of everybody.

        Parameters
        ----------
        features : ndarray, shape (n_people, n_features)
            Edges, or measures of regions; one row a person.
        trait : Series, length n_people
            Numbers, or classes.

        Raises
        ------
        PrivacyInputError
            If something is missing, people are too few, or the trait is the same in all.
        """
        values = np.asarray(features, dtype=float)
        self._check(values, trait)
        number = pd.api.types.is_numeric_dtype(trait) and not pd.api.types.is_bool_dtype(trait)
        truth = trait.to_numpy(dtype=float) if number else pd.factorize(trait.astype(str), sort=True)[0]
        part = self._parts(truth, number, rng)
        guess, without = np.empty(len(truth)), np.empty(len(truth))
        for fold in range(self.folds):
            learned, asked = part != fold, part == fold
            model = self._model(number, int(rng.integers(2**31)))
            model.fit(_standardised(values, learned)[learned], truth[learned])
            guess[asked] = model.predict(_standardised(values, learned)[asked])
            without[asked] = truth[learned].mean() if number else np.bincount(truth[learned]).argmax()
        return PredictedPhenotype(
            kind="number" if number else "class",
            truth=truth,
            guess=guess,
            without=without,
            seed=int(rng.integers(2**31)),
        )

    def to_dict(self) -> dict[str, Any]:
        """Model and parameters."""
        return {"prediction": f"phenotype, {self.model}", **asdict(self)}

    def _check(self, values: np.ndarray, trait: pd.Series) -> None:
        if values.ndim != 2 or len(values) != len(trait) or len(values) < 2 * self.folds:
            raise PrivacyInputError(
                f"PhenotypePrediction: features of shape {values.shape} for {len(trait)} people in {self.folds} folds. "
                "Give one row a person, and two people a fold."
            )
        if not np.isfinite(values).all() or trait.isna().any():
            raise PrivacyInputError(
                f"PhenotypePrediction: {int((~np.isfinite(values)).any(axis=1).sum())} people lack features, "
                f"{int(trait.isna().sum())} the trait. Leave them out."
            )
        if trait.nunique() < 2:
            raise PrivacyInputError(
                "PhenotypePrediction: the trait is the same in all. There is nothing to predict."
            )
        if not pd.api.types.is_numeric_dtype(trait) and trait.astype(str).value_counts().iloc[1] < self.folds:
            raise PrivacyInputError(
                f"PhenotypePrediction: fewer than {self.folds} people are of the second largest class. Take fewer folds."
            )

    def _parts(self, truth: np.ndarray, number: bool, rng: np.random.Generator) -> np.ndarray:
        """Folds of equal size, with the classes spread over all."""
        order = np.lexsort((rng.random(len(truth)), truth if not number else np.zeros(len(truth))))
        part = np.empty(len(truth), dtype=int)
        part[order] = np.arange(len(truth)) % self.folds
        return part

    def _model(self, number: bool, seed: int) -> Any:
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
        from sklearn.linear_model import RidgeCV

        if self.model == "forest":
            kind = RandomForestRegressor if number else RandomForestClassifier
            return kind(n_estimators=self.trees, random_state=seed)
        if number:
            return RidgeCV(alphas=PENALTIES)
        return _RotatedLogistic(seed=seed)


@dataclass(kw_only=True, eq=False, repr=False)
class _RotatedLogistic:
    """Logistic regression on all principal components: the same as on the features, with as many numbers as people."""

    seed: int
    directions: np.ndarray | None = None
    fitted: Any = None

    def fit(self, values: np.ndarray, classes: np.ndarray) -> None:
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import GridSearchCV, StratifiedKFold

        _, _, vectors = np.linalg.svd(values, full_matrices=False)
        self.directions = vectors.T
        fewest = int(np.bincount(classes)[np.unique(classes)].min())
        strengths = {"C": [1 / (one * values.shape[1]) for one in INNER_PENALTIES]}
        inner = StratifiedKFold(max(min(INNER_FOLDS, fewest), 2), shuffle=True, random_state=self.seed)
        self.fitted = GridSearchCV(
            LogisticRegression(max_iter=2000), strengths, cv=inner, scoring="neg_log_loss"
        )
        self.fitted.fit(values @ self.directions, classes)

    def predict(self, values: np.ndarray) -> np.ndarray:
        return np.asarray(self.fitted.predict(values @ self.directions))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PredictedPhenotype:
    """What was predicted; single people's values stay with their owner.

    Parameters
    ----------
    kind : {"number", "class"}
    truth, guess, without : ndarray, shape (n_people,)
        The trait, as predicted from the brain, and as guessed without it; classes as numbers.
    seed : int
        Draws of the bootstrap follow from it.
    """

    kind: Literal["number", "class"]
    truth: np.ndarray
    guess: np.ndarray
    without: np.ndarray
    seed: int

    def explained(self, alpha: float = 0.025) -> Interval:
        """Share of the squared error without the brain that goes, bootstrapped over people; numbers only.

        Raises
        ------
        PrivacyInputError
            Of classes.
        """
        if self.kind != "number":
            raise PrivacyInputError("PredictedPhenotype: classes have no squared error. Ask for `excess`.")
        ours, theirs = (self.truth - self.guess) ** 2, (self.truth - self.without) ** 2
        rng = np.random.default_rng(self.seed)
        people = np.arange(len(self.truth))
        return cluster_bootstrap(
            lambda at: 1 - float(ours[at].sum() / theirs[at].sum()), people, rng=rng, alpha=alpha
        )

    def excess(self, alpha: float = 0.025) -> Interval:
        """Right beyond the guess without the brain, (s - r) / (1 - r), with a bound on either side; classes only.

        Raises
        ------
        PrivacyInputError
            Of numbers.
        """
        if self.kind != "class":
            raise PrivacyInputError(
                "PredictedPhenotype: a number is not right or wrong. Ask for `explained`."
            )
        ours, theirs = self.guess == self.truth, self.without == self.truth
        counts = int((ours & ~theirs).sum()), int((~ours & theirs).sum()), int((~ours & ~theirs).sum())
        return excess_over_paired(*counts, n=len(ours), alpha=alpha)

    def to_dict(self) -> dict[str, Any]:
        """Errors or shares of everybody together."""
        n = len(self.truth)
        if self.kind == "class":
            right = {
                "right": float((self.guess == self.truth).mean()),
                "without": float((self.without == self.truth).mean()),
            }
            return {"kind": self.kind, "people": n, **right, "excess": vars(self.excess()).copy()}
        error = [float(np.abs(self.truth - one).mean()) for one in (self.guess, self.without)]
        correlation = float(np.corrcoef(self.truth, self.guess)[0, 1]) if self.guess.std() > 0 else 0.0
        return {
            "kind": self.kind,
            "people": n,
            "mean_absolute_error": error[0],
            "without": error[1],
            "correlation": correlation,
            "explained": vars(self.explained()).copy(),
        }

    def __repr__(self) -> str:
        return f"PredictedPhenotype({self.kind} of {len(self.truth)} people)"


def _standardised(values: np.ndarray, learned: np.ndarray) -> np.ndarray:
    """By mean and spread of the people learned from alone."""
    mean, spread = values[learned].mean(axis=0), values[learned].std(axis=0)
    return np.asarray((values - mean) / np.where(spread > 1e-12, spread, np.inf))
