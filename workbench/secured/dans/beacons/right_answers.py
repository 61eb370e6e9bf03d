# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What is left of a beacon's use behind a defence: the share of right answers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError, clopper_pearson
from secured.common.genotypes import Responder

__all__ = ["RightAnswers", "right_answers"]

COMMON = 0.01
ALPHA = 0.025


@dataclass(frozen=True, kw_only=True)
class RightAnswers:
    """How many answers are right.

    Parameters
    ----------
    right_common, n_common : int
        Among alleles of a frequency of at least `least`.
    right, n : int
        Among all that were asked about.
    least : float
    """

    right_common: int
    n_common: int
    right: int
    n: int
    least: float = COMMON

    @property
    def common(self) -> Interval:
        """Share among common alleles, each bound wrong in 2.5 % of cases if alleles were independent."""
        return clopper_pearson(self.right_common, self.n_common, ALPHA)

    @property
    def everything(self) -> Interval:
        """Share among all."""
        return clopper_pearson(self.right, self.n, ALPHA)

    @classmethod
    def together(cls, several: Sequence["RightAnswers"]) -> "RightAnswers":
        """Add up answers of several beacons or queriers."""
        counts = {
            name: sum(getattr(one, name) for one in several)
            for name in ("right_common", "n_common", "right", "n")
        }
        return cls(**counts, least=several[0].least)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "common": asdict(self.common),
            "all": asdict(self.everything),
            "n_common": self.n_common,
            "n": self.n,
            "least_frequency": self.least,
        }


def right_answers(
    responder: Responder,
    truth: Responder,
    frequencies: np.ndarray,
    *,
    asked: np.ndarray | None = None,
    querier: str = "researcher",
    least: float = COMMON,
) -> RightAnswers:
    """Ask both and compare.

    Parameters
    ----------
    truth : Responder
        The beacon without the defence.
    frequencies : ndarray of float, shape (n_variants,)
        By which alleles are common: among the beacon's own people, or in the population.
    asked : ndarray of int, optional
        Positions, in order; all variants when not given. A budget makes the order count.

    Raises
    ------
    PrivacyInputError
        If frequencies are of other variants.
    """
    if len(frequencies) != len(truth.variants):
        raise PrivacyInputError(
            f"right_answers: {len(frequencies)} frequencies are given for {len(truth.variants)} variants."
        )
    asked = np.arange(len(frequencies)) if asked is None else asked
    right = responder.answer(asked, querier) == truth.answer(asked)
    common = frequencies[asked] >= least
    return RightAnswers(
        right_common=int(right[common].sum()),
        n_common=int(common.sum()),
        right=int(right.sum()),
        n=len(right),
        least=least,
    )
