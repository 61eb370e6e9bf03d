# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What an attack says: one row a target, never checked by the attack itself."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from secured.common import PrivacyInputError

__all__ = ["Claims"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Claims:
    """The only product of an attack, of whatever modality.

    Parameters
    ----------
    kind : {"record", "value", "predicate", "member"}
        A released row, a value of a sensitive column, a combination of values that one person has, or that the person
        is in the release.
    values : ndarray of object, shape (n_targets, n_ranked)
        Guesses, best first. A predicate is a tuple.
    confidence : ndarray of float, shape (n_targets,)
        The attack's own chance of being right, in [0, 1].
    abstain : ndarray of bool, shape (n_targets,)
        Targets about whom it says nothing.
    """

    kind: Literal["record", "value", "predicate", "member"]
    values: np.ndarray
    confidence: np.ndarray
    abstain: np.ndarray

    def __post_init__(self) -> None:
        if not len(self.values) == len(self.confidence) == len(self.abstain) or self.values.ndim != 2:
            raise PrivacyInputError(
                "Claims: values, confidence and abstain do not describe the same targets."
            )

    def __repr__(self) -> str:
        return f"Claims({self.kind}, {len(self.abstain)} targets, {int(self.abstain.sum())} abstained)"
