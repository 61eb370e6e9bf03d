# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Classification error: how often a class's most frequent label is not a person's own."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError, method
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.measures.gs_factor import factors

__all__ = ["ClassificationError"]


@method(
    name="classification error",
    engine="dans",
    modality="table",
    goal="people whose label is not the most frequent of their class",
    section="4.1.1",
    source="Iyengar 2002, doi:10.1145/775047.775089",
    peers=("ARX", "pycanon"),
)
@dataclass(frozen=True, kw_only=True)
class ClassificationError:
    """Share of people whose label of a target column is not the single most frequent one in their class.

    Suppressed people count as wrong, and so does everybody in a class without a single most frequent label.
    A missing label is a label. With a `gs_factor` these cost what they cost in ARX: a suppressed person the
    factor itself, a label that is not the most frequent one the factor of generalization, no single most
    frequent label the factor of suppression; all divided by the largest.

    Parameters
    ----------
    target : str
        Sensitive column of the compressed table.
    gs_factor : float, optional
        In [0, 1]; ARX's default is 0.5.

    References
    ----------
    Iyengar 2002, doi:10.1145/775047.775089. D2.1 section 4.1.1.
    """

    target: str
    gs_factor: float | None = None

    def __post_init__(self) -> None:
        _ = self._penalties

    @property
    def _penalties(self) -> tuple[float, float, float]:
        """Of a suppressed person, a rare label, an undecided class."""
        if self.gs_factor is None:
            return 1.0, 1.0, 1.0
        rare, undecided = factors("ClassificationError", self.gs_factor)
        largest = max(self.gs_factor, rare, undecided)
        return self.gs_factor / largest, rare / largest, undecided / largest

    def _counts(self, classes: EquivalenceClasses) -> tuple[np.ndarray, np.ndarray]:
        """People with the most frequent label of each class, and whether another is as frequent."""
        if self.target not in classes.sensitive:
            raise PrivacyInputError(
                f"ClassificationError: the classes hold no counts of {self.target}. Compress the table with it."
            )
        labels = classes.sensitive[self.target]
        most = np.zeros(len(classes.counts), dtype=np.int64)
        np.maximum.at(most, labels.classes, labels.counts)
        as_frequent = labels.counts == most[labels.classes]
        return most, np.bincount(labels.classes[as_frequent], minlength=len(most)) > 1

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Share of people who are wrong in the release of the kept classes.

        Raises
        ------
        PrivacyInputError
            If the classes hold no counts of the target.
        """
        suppressed, rare, undecided = self._penalties
        most, tied = self._counts(classes)
        wrong = np.where(tied, undecided * classes.counts, rare * (classes.counts - most))
        return float(np.where(kept, wrong, suppressed * classes.counts).sum() / max(classes.n_people, 1))

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below.

        Joined classes agree on one label, so no fewer are wrong than those of the parts' rare labels.
        """
        most, _ = self._counts(classes)
        return float(min(self._penalties) * (classes.counts - most).sum() / max(classes.n_people, 1))

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"objective": "classification error", "target": self.target, "gs_factor": self.gs_factor}
