# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a private mean of curves shares: one aligned curve a person, and the release of its mean with its noise."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, get_args

import numpy as np
import pandas as pd

from secured.common import Dataset, Ledger, PrivacyInputError, Release
from secured.dans.series.noisy_mean import STEPS, NoisyMean
from secured.dans.series.people_series import BEFORE, Kind, PeopleSeries
from secured.dans.series.recordings import recordings_of_several
from secured.dans.tables.dp.randomness import Noise, Randomness, check_budget, check_noise
from secured.dans.tables.dp.safepub import WITHHELD

__all__ = ["PrivateMeanCurve"]


@dataclass(frozen=True, kw_only=True)
class PrivateMeanCurve:
    """Parameters and steps of a differentially private mean of everybody's curve; a base of methods.

    Parameters
    ----------
    epsilon : float
    clip : float, default 0.2
        Largest size of a person's curve, in the unit of the channel, chosen without a look at the data; larger
        ones are scaled down.
    channel : str, optional
        The first when not given.
    of : {"beats", "series"}
        Everybody's mean beat, or recordings that are aligned already.
    noise : {"secure", "teaching"}
        Where draws come from; teaching noise claims no differential privacy.
    ledger : Ledger, optional
        Asked before anything is drawn.
    """

    aggregate: ClassVar[str]  # the method's name
    epsilon: float
    clip: float = 0.2
    channel: str | None = None
    of: Kind = "beats"
    noise: Noise = "secure"
    ledger: Ledger | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        who = type(self).__name__
        check_budget(who, self.epsilon, 0.0)
        check_noise(self.noise, who)
        if not 0 < self.clip < np.inf:
            raise PrivacyInputError(f"{who}: clip={self.clip} is not above 0 and finite.")
        if self.of not in get_args(Kind):
            raise PrivacyInputError(
                f"{who}: unknown choice {self.of!r}. Use one of {', '.join(get_args(Kind))}."
            )

    def mechanism(self, length: int) -> NoisyMean:
        """Return how curves of `length` values are summed with noise."""
        raise NotImplementedError

    def coefficients(self, curves: np.ndarray) -> np.ndarray:
        """Return what is summed, of every curve."""
        raise NotImplementedError

    def curve(self, coefficients: np.ndarray, length: int) -> np.ndarray:
        """Return the curve of a sum's coefficients."""
        raise NotImplementedError

    def apply(self, dataset: Dataset, *, rng: np.random.Generator | None = None) -> Release:
        """Return a release of one row a value of the curve (its middle in seconds, value); `rng` is for teaching noise only.

        Raises
        ------
        PrivacyInputError
            If there is only one person, or no such channel.
        BudgetExceeded
            If the ledger refuses; nothing is drawn then.
        MissingDependency
            If OpenDP is not installed.
        """
        who = type(self).__name__
        signals = recordings_of_several(who, dataset)
        randomness = Randomness(noise=self.noise, rng=rng, who=who)
        one = signals.channel(self.channel or signals.channels[0])
        series = PeopleSeries.of(one, self.of)
        curves = series.values[:, 0]
        length = curves.shape[1]
        mechanism = self.mechanism(length)
        if self.ledger:
            self.ledger.spend(dataset, self.epsilon, 0.0, f"mean of {self.of}")
        mean, people = mechanism.draw(self.coefficients(curves), randomness)
        values = self.curve(mean, length)
        seconds = (np.arange(len(values)) + 0.5) * length / len(values) - 0.5
        n_values = length if len(values) == length else mechanism.n_numbers
        return Release(
            data=pd.DataFrame(
                {"seconds": seconds / series.rate - (BEFORE if self.of == "beats" else 0.0), "value": values}
            ),
            quasi_identifiers=(),  # no row is a person's
            sensitive=(),
            method=self.aggregate,
            parameters={
                **self.to_dict(),
                "channel": one.channels[0],
                "unit": one.units[0],
                "sensitivity": mechanism.sensitivity * mechanism.step,
                "scale": mechanism.sum_scale * mechanism.step,
                "people": people,
                "rmse_within_95_percent": mechanism.rmse_bound(mean, people, n_values),
                **randomness.to_dict(),
            },
            seed=None,
            source=WITHHELD,
            guarantee=randomness.guarantee(self.epsilon, 0.0),
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "aggregate": self.aggregate,
            "epsilon": self.epsilon,
            "clip": self.clip,
            "grid_step": self.clip / STEPS,
            "of": self.of,
        }
