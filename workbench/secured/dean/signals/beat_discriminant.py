# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recognise people by their mean beat in the directions that tell other people apart and change little in one."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from scipy.linalg import eigh

from secured.common import PrivacyInputError, method
from secured.common.signals import Signals
from secured.common.signals.beats import mean_beats
from secured.dean.signals.description import Description, scores_of_people, unit_rows

__all__ = ["BeatDiscriminant", "Directions"]


@method(
    name="discriminants of beats",
    engine="dean",
    modality="signal",
    goal="recognise people by their mean heartbeat along directions learned on other people",
    section="5.3.1",
    source="Hatch, Kajarekar & Stolcke 2006, doi:10.21437/Interspeech.2006-183",
)
@dataclass(frozen=True, kw_only=True)
class BeatDiscriminant:
    """Linear discriminants learned on other people, cosine of what they leave of a mean beat.

    Other people recorded on several occasions show which differences between two beats mean nothing: their
    covariance within a person is whitened away (WCCN), what then varies most between people is kept (LDA).

    Parameters
    ----------
    dimensions : int, default 30
        Directions kept, at most.
    shrinkage : float, default 0.1
        Share of the covariance within people that is replaced by a sphere, in [0, 1].

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range.

    References
    ----------
    Fisher 1936, doi:10.1111/j.1469-1809.1936.tb02137.x; Hatch, Kajarekar & Stolcke 2006 (WCCN),
    doi:10.21437/Interspeech.2006-183. D2.1 section 5.3.1.
    """

    dimensions: int = 30
    shrinkage: float = 0.1
    learns: Literal[True] = True

    def __post_init__(self) -> None:
        if self.dimensions < 1:
            raise PrivacyInputError(f"BeatDiscriminant: dimensions={self.dimensions} is below 1.")
        if not 0 <= self.shrinkage <= 1:
            raise PrivacyInputError(f"BeatDiscriminant: shrinkage={self.shrinkage} is not in [0, 1].")

    @property
    def name(self) -> str:
        """Name."""
        return "mean beat, discriminants"

    def describe(self, signals: Signals) -> Description:
        """One mean beat a recording, mean 0 and length 1."""
        beats = Description.by_record(signals, mean_beats(signals))
        return replace(beats, values=unit_rows(beats.values, centred=True))

    def fit(self, others: Description, rng: np.random.Generator) -> "Directions":
        """Learn the directions.

        Raises
        ------
        PrivacyInputError
            If there are not two people, or nobody has two recordings.
        """
        return Directions.learn(others.values, others.owner, self.dimensions, self.shrinkage)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, "dimensions": self.dimensions, "shrinkage": self.shrinkage}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Directions:
    """Learned directions, shape (n_features, n_kept), and the mean they start from."""

    mean: np.ndarray
    axes: np.ndarray

    @classmethod
    def learn(cls, values: np.ndarray, person: np.ndarray, dimensions: int, shrinkage: float) -> "Directions":
        """Solve between v = lambda within v, within shrunk towards a sphere."""
        _, person = np.unique(person, return_inverse=True)
        n_people = int(person.max(initial=-1)) + 1
        if n_people < 2 or len(values) <= n_people:
            raise PrivacyInputError(
                f"Directions: {len(values)} usable recordings of {n_people} other people are given. "
                "Give two people or more, some with several recordings."
            )
        mean = values.mean(axis=0)
        centres = np.zeros((n_people, values.shape[1]))
        np.add.at(centres, person, values)
        centres /= np.bincount(person)[:, None]
        rest = values - centres[person]
        within = rest.T @ rest / (len(values) - n_people)
        sphere = np.trace(within) / len(within) or 1.0
        within = (1 - shrinkage) * within + (shrinkage + 1e-9) * sphere * np.eye(len(within))
        between = np.cov(centres.T)
        kept = min(dimensions, n_people - 1, values.shape[1])
        _, axes = eigh(between, within, subset_by_index=[len(within) - kept, len(within) - 1])
        return cls(mean=mean, axes=axes)

    def project(self, values: np.ndarray) -> np.ndarray:
        """Unit vectors along the directions; shape (n, n_kept)."""
        return unit_rows((values - self.mean) @ self.axes)

    def scores(self, probes: Description, gallery: Description) -> np.ndarray:
        """Cosine, averaged over recordings; shape (n_probe_people, n_gallery_people)."""
        return scores_of_people(self.project(probes.values) @ self.project(gallery.values).T, probes, gallery)
