# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What attacks on synthetic data have in common: they see synthetic people and similar people, and score targets."""

from typing import Any, Protocol

import numpy as np

from secured.common import PrivacyInputError

__all__ = ["FittedScore", "MembershipAttack", "checked"]


class FittedScore(Protocol):
    """An attack that has seen the synthetic people."""

    def scores(self, targets: np.ndarray) -> np.ndarray:
        """Return how much each target looks like a training person, high where it does; shape (n_targets,)."""
        ...


class MembershipAttack(Protocol):
    """A way to tell training people of a generator from others."""

    @property
    def name(self) -> str: ...

    def fit(self, synthetic: np.ndarray, reference: np.ndarray, rng: np.random.Generator) -> FittedScore:
        """Prepare on synthetic people and on similar people who are not in the training data; one row of numbers each."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        ...


def checked(who: str, synthetic: np.ndarray, reference: np.ndarray, fewest: int = 2) -> None:
    """Refuse what no attack can be fitted on.

    Raises
    ------
    PrivacyInputError
        If either side has fewer than `fewest` rows, another number of features, or values that are not finite.
    """
    for name, rows in (("synthetic", synthetic), ("reference", reference)):
        if rows.ndim != 2 or len(rows) < fewest:
            raise PrivacyInputError(
                f"{who}: {len(rows)} {name} people are given. Give {fewest} or more, a row each."
            )
        if not np.isfinite(rows).all():
            raise PrivacyInputError(
                f"{who}: some {name} values are missing or infinite. Fill them or leave them out."
            )
    if synthetic.shape[1] != reference.shape[1]:
        raise PrivacyInputError(
            f"{who}: synthetic people have {synthetic.shape[1]} features, the reference {reference.shape[1]}. "
            "Describe both alike."
        )
