# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Same brain? A random forest that has learned on other people how much regional measures of one person differ."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, method

__all__ = ["RegionalForest"]

MOST_PAIRS = 20_000  # at once


@method(
    name="random forest on regional measures",
    engine="dean",
    modality="volume",
    goal="find a known person's brain by measures of its regions",
    section="5.3.4",
    source="Breiman 2001, doi:10.1023/A:1010933404324",
)
@dataclass(frozen=True, kw_only=True)
class RegionalForest:
    """A forest over the absolute differences of two brains' measures: are they of one person?

    Measures are standardised by the other people's. Right pairs are all pairs of one person's records, wrong pairs as many
    times `wrong` of two people; half of the wrong ones are of people whose brains are most alike, for these are mistaken.

    Parameters
    ----------
    trees : int, default 200
    smallest_leaf : int, default 3
    wrong : int, default 8
        Wrong pairs for every right one.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    Breiman 2001, doi:10.1023/A:1010933404324. Valizadeh et al. 2018, doi:10.1038/s41598-018-23696-6, identified people
    by anatomical measures. D2.1 sections 5.1 and 5.3.4.
    """

    trees: int = 200
    smallest_leaf: int = 3
    wrong: int = 8

    def __post_init__(self) -> None:
        if min(self.trees, self.smallest_leaf, self.wrong) < 1:
            raise PrivacyInputError(
                f"RegionalForest: trees={self.trees}, smallest_leaf={self.smallest_leaf}, wrong={self.wrong}: none may be "
                "below 1."
            )

    @property
    def name(self) -> str:
        """Name."""
        return "random forest, regions"

    def fit(self, others: pd.DataFrame, subjects: np.ndarray, rng: np.random.Generator) -> "_FittedForest":
        """Learn on records of other people, some of whom have several.

        Parameters
        ----------
        others : DataFrame, one row a record
        subjects : ndarray, shape (n_records,)
            The person of every record.

        Raises
        ------
        PrivacyInputError
            If nobody has two records, or there are fewer than three people.
        """
        from sklearn.ensemble import RandomForestClassifier

        values = others.to_numpy(dtype=float)
        _, codes = np.unique(subjects, return_inverse=True)
        first, second = np.nonzero(np.triu(codes[:, None] == codes[None, :], 1))
        if not len(first) or codes.max() < 2:
            raise PrivacyInputError(
                f"RegionalForest: {codes.max() + 1} other people with {len(first)} pairs of records of one person teach "
                "nothing. Give three people or more, some with several records."
            )
        mean, spread = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-9)
        scaled = (values - mean) / spread
        pairs = np.array(
            [*zip(first, second, strict=True), *self._wrong_pairs(scaled, codes, len(first), rng)]
        )
        same = codes[pairs[:, 0]] == codes[pairs[:, 1]]
        forest = RandomForestClassifier(
            n_estimators=self.trees,
            min_samples_leaf=self.smallest_leaf,
            class_weight="balanced",
            random_state=int(rng.integers(2**31)),
        )
        forest.fit(np.abs(scaled[pairs[:, 0]] - scaled[pairs[:, 1]]), same)
        return _FittedForest(forest=forest, mean=mean, spread=spread, columns=tuple(others.columns))

    def _wrong_pairs(
        self, scaled: np.ndarray, codes: np.ndarray, n_right: int, rng: np.random.Generator
    ) -> list[tuple[int, int]]:
        distance = ((scaled[:, None] - scaled[None]) ** 2).sum(axis=2)
        one, other = np.nonzero(np.triu(codes[:, None] != codes[None, :], 1))
        wanted = min(self.wrong * n_right, len(one))
        nearest = np.argsort(distance[one, other], kind="stable")
        taken = [*nearest[: wanted // 2], *rng.permutation(nearest[wanted // 2 :])[: wanted - wanted // 2]]
        return list(zip(one[taken].tolist(), other[taken].tolist(), strict=True))

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, **asdict(self)}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedForest:
    forest: Any
    mean: np.ndarray
    spread: np.ndarray
    columns: tuple[str, ...]

    def scores(self, probes: pd.DataFrame, gallery: pd.DataFrame) -> np.ndarray:
        """Share of trees that take both for one person, equals ordered by distance; shape (n_probes, n_gallery)."""
        if tuple(probes.columns) != self.columns or tuple(gallery.columns) != self.columns:
            raise PrivacyInputError(
                "RegionalForest: measures are others than those learned from. Give the same."
            )
        ours, theirs = ((one.to_numpy(dtype=float) - self.mean) / self.spread for one in (probes, gallery))
        scores = np.empty((len(ours), len(theirs)))
        for at in range(0, len(ours), max(MOST_PAIRS // max(len(theirs), 1), 1)):
            part = slice(at, at + max(MOST_PAIRS // max(len(theirs), 1), 1))
            differences = np.abs(ours[part, None] - theirs[None]).reshape(-1, len(self.columns))
            distance = np.sqrt((differences**2).mean(axis=1))
            alike = self.forest.predict_proba(differences)[:, 1] - 1e-6 * distance / (1 + distance)
            scores[part] = alike.reshape(-1, len(theirs))
        return scores
