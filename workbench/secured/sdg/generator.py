# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every generator does: learn from a dataset, then hand out synthetic people with a card that says how."""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

import numpy as np

from secured.common import Dataset, Modality, PrivacyInputError, Release
from secured.sdg.dp_spec import DPSpec

__all__ = ["Fitted", "Generator", "card_of", "checked", "refuse_privacy"]


@runtime_checkable
class Fitted(Protocol):
    """A generator that has learned."""

    @property
    def card(self) -> Mapping[str, Any]:
        """How it was made, from what, and what it promises; no person's value."""
        ...

    def sample(self, n: int, *, rng: np.random.Generator) -> Release:
        """Return `n` synthetic people."""
        ...


@runtime_checkable
class Generator(Protocol):
    """A way to make synthetic people."""

    def fit(self, dataset: Dataset, *, privacy: DPSpec | None = None, rng: np.random.Generator) -> Fitted:
        """Learn from the people of a dataset, under `privacy`, or under no promise.

        Raises
        ------
        PrivacyInputError
            If the data are of another modality, or the promise is not one that the generator can keep.
        """
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        ...


def refuse_privacy(who: str, privacy: DPSpec | None) -> None:
    """Refuse a promise that a generator cannot keep.

    Raises
    ------
    PrivacyInputError
        If any is asked for.
    """
    if privacy is not None:
        raise PrivacyInputError(
            f"{who}: promises no differential privacy, epsilon={privacy.epsilon:g} is asked for. "
            "Take a private generator, or ask for none."
        )


def checked(who: str, dataset: Dataset, modality: Modality, fewest: int) -> None:
    """Refuse data that a generator cannot learn from.

    Raises
    ------
    PrivacyInputError
        If they are of another modality or of too few people.
    """
    if dataset.modality is not modality:
        raise PrivacyInputError(f"{who}: learns from {modality} data, {dataset.name} is {dataset.modality}.")
    if dataset.n_people < fewest:
        raise PrivacyInputError(
            f"{who}: {dataset.n_people} people are too few to learn from. Give {fewest} or more."
        )


def card_of(name: str, parameters: Mapping[str, Any], dataset: Dataset) -> dict[str, Any]:
    """Describe a generator that learned from a dataset without a promise."""
    return {
        "generator": name,
        "parameters": dict(parameters),
        "trained_on": dataset.name,
        "standing": str(dataset.standing),
        "people": dataset.n_people,
        "records": len(dataset.data),
        "source_sha256": dataset.fingerprint,
        "privacy": None,
        "licence": dataset.provenance.licence,
    }
