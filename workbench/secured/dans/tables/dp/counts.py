# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A count of people with noise: how many fit a description, hardly depending on any one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, exp, log, log1p
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Dataset, GeneralizedValue, PrivacyInputError, Release, Role, method
from secured.common.ledger import Ledger
from secured.dans.tables.dp.opendp_noise import noisy_counts, scale_of
from secured.dans.tables.dp.randomness import Noise, Randomness, check_budget, check_noise, check_people
from secured.dans.tables.dp.safepub import WITHHELD

__all__ = ["DPCount", "half_width"]


@method(
    name="differentially private count",
    engine="dans",
    modality="table",
    goal="say how many people fit a description, with noise",
    section="4.1.1",
    source="Ghosh, Roughgarden & Sundararajan 2012, doi:10.1137/09076828X",
)
@dataclass(frozen=True, kw_only=True)
class DPCount:
    """The number of people who fit a description, plus discrete Laplace noise of scale 1 / epsilon.

    People are counted, not rows: a person fits if one of their rows does. The count may be negative, and is not
    mended: whoever averages several would be misled.

    Parameters
    ----------
    where : mapping of str to value
        Column and what it must be: a value, None for missing, or a GeneralizedValue (an interval, a prefix, a group)
        that must cover it; missing is covered by None alone. All must hold; empty counts everybody.
    epsilon : float
    noise : {"secure", "teaching"}
        Where draws come from; teaching noise claims no differential privacy.
    ledger : Ledger, optional
        Asked before anything is drawn.

    References
    ----------
    Ghosh, Roughgarden & Sundararajan 2012, doi:10.1137/09076828X; Dwork & Roth 2014, doi:10.1561/0400000042.
    D2.1 section 4.1.1. Noise by OpenDP.

    Examples
    --------
    >>> forties = GeneralizedValue(kind="interval", lower=40, upper=50)
    >>> DPCount(where={"age": forties, "sex": "F"}, epsilon=0.5).epsilon
    0.5
    """

    where: Mapping[str, Any] = field(default_factory=dict)
    epsilon: float
    noise: Noise = "secure"
    ledger: Ledger | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        check_budget("DPCount", self.epsilon, 0.0)
        check_noise(self.noise, "DPCount")

    def apply(self, dataset: Dataset, *, rng: np.random.Generator | None = None) -> Release:
        """Return a release of one row with the noisy count; `rng` is for teaching noise only.

        Raises
        ------
        PrivacyInputError
            If a column is not there or identifies, or people are too few.
        BudgetExceeded
            If the ledger refuses; nothing is drawn then.
        MissingDependency
            If OpenDP is not installed.
        """
        check_people("DPCount", dataset.n_people)
        randomness = Randomness(noise=self.noise, rng=rng, who="DPCount")
        exact = len(pd.unique(dataset.subjects[self.fits(dataset)]))
        scale = scale_of(self.epsilon)
        if self.ledger:
            self.ledger.spend(dataset, self.epsilon, 0.0, f"count by {', '.join(self.where) or 'nothing'}")
        count = noisy_counts(np.array([exact]), scale, randomness)
        return Release(
            data=pd.DataFrame({"count": count}),
            quasi_identifiers=(),
            sensitive=(),
            method="differentially private count",
            parameters={
                "where": {name: _said(value) for name, value in self.where.items()},
                "epsilon": self.epsilon,
                "scale": scale,
                "within_95_percent": half_width(scale),
                **randomness.to_dict(),
            },
            seed=None,
            source=WITHHELD,
            guarantee=randomness.guarantee(self.epsilon, 0.0),
        )

    def fits(self, dataset: Dataset) -> np.ndarray:
        """Tell which rows fit; bool, shape (n_rows,). For the owner: it is exact."""
        mask = np.ones(len(dataset.data), dtype=bool)
        for name, wanted in self.where.items():
            if name not in dataset.columns or dataset.columns[name].role is Role.IDENTIFIER:
                raise PrivacyInputError(
                    f"DPCount: {name} is no column to count by. Name one that does not identify."
                )
            entries = dataset.data[name]
            missing = entries.isna().to_numpy()
            if wanted is None:
                mask &= missing
            elif isinstance(wanted, GeneralizedValue):
                mask[~missing] &= wanted.covers(entries.to_numpy(dtype=object)[~missing])
                mask &= ~missing
            else:
                mask &= (entries == wanted).fillna(False).to_numpy(dtype=bool)
        return mask


def half_width(scale: float, share: float = 0.95) -> int:
    """Smallest w such that discrete Laplace noise lies in [-w, w] with probability at least `share`.

    P(|z| > w) = 2 a^(w+1) / (1 + a), a = exp(-1 / scale).

    Examples
    --------
    >>> half_width(1.0)
    3
    """
    return max(ceil(scale * (log(2 / (1 - share)) - log1p(exp(-1 / scale))) - 1 - 1e-12), 0)


def _said(value: Any) -> Any:
    return value.to_dict() if isinstance(value, GeneralizedValue) else value
