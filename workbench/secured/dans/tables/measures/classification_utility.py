# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Classification utility: what a model trained on the release can tell about people who are not in it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from secured.common import GeneralizedValue, PrivacyInputError, Release

__all__ = ["ClassificationUtility"]

MOST_ROWS = 20_000
MOST_CLASSES = 10


@dataclass(frozen=True, kw_only=True)
class ClassificationUtility:
    """Area under the ROC curve of gradient boosting from quasi-identifiers to a target column.

    An interval enters as its middle, a category as a code, missing and suppressed as missing.

    Parameters
    ----------
    target : str
        Column to predict. A number is predicted as above or not above its median in the release; of many
        categories the ten most frequent count, averaged one against the rest.
    iterations : int, default 40
        Boosting rounds.

    References
    ----------
    LeFevre, DeWitt & Ramakrishnan 2006, doi:10.1145/1150402.1150435 (workload-aware anonymization).
    """

    target: str
    iterations: int = 40

    def score(self, release: Release, untouched: pd.DataFrame, *, rng: np.random.Generator) -> float | None:
        """Train on the release, test on untouched people generalised to the same levels.

        Returns
        -------
        float or None
            AUC in [0, 1]; None if the release or the test people hold one class only, or nothing is left to predict from.

        Raises
        ------
        PrivacyInputError
            If the target is not a column of the release.
        """
        if self.target not in release.data.columns:
            raise PrivacyInputError(f"ClassificationUtility: the release has no column {self.target}.")
        columns = [name for name in release.quasi_identifiers if name != self.target]
        if not columns:
            return None
        train, test = release.data.dropna(subset=[self.target]), untouched.dropna(subset=[self.target])
        if len(train) > MOST_ROWS:
            train = train.iloc[rng.choice(len(train), MOST_ROWS, replace=False)]
        train_classes, test_classes = (
            _classes(train[self.target], train[self.target]),
            _classes(test[self.target], train[self.target]),
        )
        train, train_classes = train[train_classes.notna()], train_classes.dropna()
        known = test_classes.isin(train_classes.unique())
        test, test_classes = test[known], test_classes[known]
        if train_classes.nunique() < 2 or test_classes.nunique() < 2:
            return None
        both = np.column_stack(
            [
                _numbers(pd.concat([train[name], test[name]]), release.descriptions.get(name, {}))
                for name in columns
            ]
        )
        both[:, np.isnan(both[: len(train)]).all(axis=0)] = 0.0  # a suppressed column says nothing
        model = HistGradientBoostingClassifier(
            max_iter=self.iterations, random_state=int(rng.integers(2**31))
        )
        with threadpool_limits(limits=1):  # a small model: more threads only get in each other's way
            model.fit(both[: len(train)], train_classes)
            chance = model.predict_proba(both[len(train) :])
        truth = test_classes.to_numpy()
        scores = [
            (roc_auc_score(truth == label, chance[:, at]), (truth == label).mean())
            for at, label in enumerate(model.classes_)
            if 0 < (truth == label).sum() < len(truth)
        ]
        return float(np.average([auc for auc, _ in scores], weights=[weight for _, weight in scores]))


def _classes(values: pd.Series, released: pd.Series) -> pd.Series:
    """What is predicted: the side of the released median, or one of the most frequent released values."""
    if pd.api.types.is_numeric_dtype(released) and released.nunique() > 2:
        return pd.Series(
            np.where(values > released.median(), "above", "not above"), index=values.index, dtype=object
        )
    frequent = released.astype(str).value_counts().index[:MOST_CLASSES]
    texts = values.astype(str).astype(object)
    return texts.where(texts.isin(frequent))


def _numbers(values: pd.Series, descriptions: Mapping[str, GeneralizedValue]) -> np.ndarray:
    """Encode a column: numbers as they are, intervals by their middle, other labels by a code, the rest missing."""
    if pd.api.types.is_numeric_dtype(values):
        return values.to_numpy(dtype=float)
    middle = {
        label: (value.lower + value.upper) / 2
        for label, value in descriptions.items()
        if value.kind == "interval" and value.lower is not None and value.upper is not None
    }
    if middle:
        return values.map(middle).to_numpy(dtype=float)
    shown = values.where(
        ~values.isin([label for label, value in descriptions.items() if value.kind == "suppressed"])
    )
    codes = pd.factorize(shown, sort=True)[0].astype(float)
    return np.where(codes < 0, np.nan, codes)
