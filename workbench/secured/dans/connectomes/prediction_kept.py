# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What protected connectomes are still good for: a fact about people, learned from them and predicted for others."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Dataset, Interval, LinkedRelease, PrivacyInputError, clopper_pearson, method
from secured.common.brain_networks import between_networks, edges_of_people
from secured.common.connectomes import Connectomes
from secured.dans.connectomes.recordings import connectomes_of

__all__ = ["ConnectomePrediction", "PredictionScore"]

ONE_SIDE = 0.025
FEWEST = 10  # people to learn from


@dataclass(frozen=True, kw_only=True)
class PredictionScore:
    """How well a fact is predicted for people outside the release.

    Parameters
    ----------
    accuracy : Interval
        Of a classifier that learned from the release.
    majority : float
        Of whoever always says what is most frequent among the people of the release.
    n_learned, n_tested : int
        People with the fact.
    """

    accuracy: Interval
    majority: float
    n_learned: int
    n_tested: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


@method(
    name="prediction from connectomes",
    engine="dans",
    modality="connectome",
    goal="measure how well a fact is predicted after learning from the release",
    section="4.1.1",
    source="Esteban, Hyland & Ratsch 2017, arXiv:1706.02633 (train on one, test on real)",
)
@dataclass(frozen=True, kw_only=True)
class ConnectomePrediction:
    """Train a ridge classifier on released edges, and test it on other people's real connectomes.

    The fact is known to whoever learns, as it would be published with the connectomes. Numbers are split at the median
    of the people of the release.

    Parameters
    ----------
    label : str
        A column of the facts about people, `related["people"]`.
    alpha : float, default 1.0
        Penalty, by the number of edges: edges are brought to one spread.

    References
    ----------
    Esteban, Hyland & Ratsch 2017, arXiv:1706.02633. Hoerl & Kennard 1970, doi:10.1080/00401706.1970.10488634 (ridge).
    """

    label: str
    alpha: float = 1.0

    def __post_init__(self) -> None:
        if not self.alpha > 0:
            raise PrivacyInputError(f"ConnectomePrediction: alpha={self.alpha} is not above 0.")

    def score(self, dataset: Dataset, linked: LinkedRelease, *, held_out: Dataset) -> PredictionScore:
        """Measure a release of `dataset`.

        Parameters
        ----------
        dataset : Dataset
            What the release was made from; its people have the label.
        linked : LinkedRelease
            For the owner: who is who.
        held_out : Dataset
            Real connectomes of other people, with the label.

        Raises
        ------
        PrivacyInputError
            If people are without the label, or too few of them, or of one kind, are there to learn from.
        """
        connectomes_of("ConnectomePrediction", dataset)
        shown: Connectomes = linked.release.data
        others = connectomes_of("ConnectomePrediction", held_out)
        if others.regions != shown.regions:
            others = between_networks(others)
        place = {int(number): at for at, number in enumerate(shown.people)}
        at = np.array([place.get(int(number), -1) for number in linked.row_of])
        values, truth = self._labels(dataset), self._labels(held_out)
        known = (at >= 0) & values.notna().to_numpy()
        asked = truth.notna().to_numpy()
        learned, right = _two_kinds(values[known], truth[asked])
        if known.sum() < FEWEST or not asked.any() or len(np.unique(learned)) < 2:
            raise PrivacyInputError(
                f"ConnectomePrediction: {int(known.sum())} people with {self.label} in the release and {int(asked.sum())} "
                f"outside are too few to learn from, or all alike. Give at least {FEWEST} and 1, of two kinds."
            )
        said = self._predicted(edges_of_people(shown)[at[known]], learned, edges_of_people(others)[asked])
        kinds, counts = np.unique(learned, return_counts=True)
        return PredictionScore(
            accuracy=clopper_pearson(int((said == right).sum()), len(right), ONE_SIDE),
            majority=float((right == kinds[counts.argmax()]).mean()),
            n_learned=len(learned),
            n_tested=len(right),
        )

    def _labels(self, dataset: Dataset) -> pd.Series:
        facts = dataset.related.get("people")
        if facts is None or self.label not in facts:
            raise PrivacyInputError(
                f"ConnectomePrediction: {dataset.name} has no fact {self.label} of its people. Add it as a column of "
                'related["people"], one row a person.'
            )
        return facts[self.label]

    def _predicted(self, edges: np.ndarray, kinds: np.ndarray, others: np.ndarray) -> np.ndarray:
        from sklearn.linear_model import RidgeClassifier

        mean, spread = edges.mean(axis=0), edges.std(axis=0)
        scale = np.where(spread > 1e-9, spread, np.inf)  # an edge that is the same for all tells nothing
        model = RidgeClassifier(alpha=self.alpha * edges.shape[1])
        model.fit((edges - mean) / scale, kinds)
        said: np.ndarray = model.predict((others - mean) / scale)
        return said

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"measure": "prediction from connectomes", **asdict(self)}


def _two_kinds(values: pd.Series, truth: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Texts as they are; many numbers as whether they are above the median of the first."""
    if pd.api.types.is_numeric_dtype(values) and values.nunique() > 2:
        middle = values.median()
        return (values > middle).to_numpy(), (truth > middle).to_numpy()
    return values.astype(str).to_numpy(dtype=str), truth.astype(str).to_numpy(dtype=str)
