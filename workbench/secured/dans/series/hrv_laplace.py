# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The population's mean heart rate variability with Laplace noise: an aggregate, never anybody's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Dataset, Ledger, PrivacyInputError, Release, method
from secured.common.signals import Signals
from secured.common.signals.heart_rate_variability import HRV_FEATURES, hrv, normal_rr
from secured.common.signals.r_peaks import r_peaks
from secured.dans.series.noisy_mean import STEPS, NoisyMean
from secured.dans.series.recordings import mean_of_people, recordings_of_several
from secured.dans.tables.dp.randomness import Noise, Randomness, check_budget, check_noise
from secured.dans.tables.dp.safepub import WITHHELD

__all__ = ["HRVLaplace"]


@method(
    name="heart rate variability with Laplace noise",
    engine="dans",
    modality="signal",
    goal="release means of the population's heart rate variability, with noise",
    section="4.1.1",
    source="Dwork, McSherry, Nissim & Smith 2006, doi:10.1007/11681878_14",
)
@dataclass(frozen=True, kw_only=True)
class HRVLaplace:
    """Means over people of features of heart rate variability, clipped to known ranges, with Laplace noise.

    **Sensitivity.** A person's value of a feature (mean over their recordings) is clipped to its range, moved by the
    range's middle and divided by its width: at most 1/2 in absolute value, of m features together m / 2 in L1. So much
    one person, added or removed with all recordings, moves the sum, which gets noise of scale m / (2 epsilon_sum); the
    number of people has noise too (see `NoisyMean`). Of n people a mean has a noise of standard deviation
    width * m / (sqrt(2) * n * epsilon_sum).

    Parameters
    ----------
    bounds : mapping of str to (float, float)
        The range of every feature that is released, from the field's knowledge, not the data.
    epsilon : float
    channel : str, optional
        In which beats are found; the first when not given.
    noise : {"secure", "teaching"}
        Where draws come from; teaching noise claims no differential privacy.
    ledger : Ledger, optional
        Asked before anything is drawn.

    References
    ----------
    Dwork, McSherry, Nissim & Smith 2006, doi:10.1007/11681878_14; Task Force 1996, doi:10.1161/01.CIR.93.5.1043.
    D2.1 section 4.1.1. Noise by OpenDP.
    """

    bounds: Mapping[str, tuple[float, float]]
    epsilon: float
    channel: str | None = None
    noise: Noise = "secure"
    ledger: Ledger | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        check_budget("HRVLaplace", self.epsilon, 0.0)
        check_noise(self.noise, "HRVLaplace")
        unknown = set(self.bounds) - set(HRV_FEATURES)
        if unknown or not self.bounds:
            raise PrivacyInputError(
                f"HRVLaplace: bounds name no feature or unknown ones ({', '.join(sorted(unknown))}). Use some of "
                f"{', '.join(HRV_FEATURES)}."
            )
        for name, (low, high) in self.bounds.items():
            if not -inf < low < high < inf:
                raise PrivacyInputError(f"HRVLaplace: the bounds {low} and {high} of {name} are no range.")

    @property
    def mechanism(self) -> NoisyMean:
        """How scaled features are summed with noise."""
        m = len(self.bounds)
        return NoisyMean(n_numbers=m, bound=m / 2, norm=1, step=0.5 / STEPS, epsilon=self.epsilon)

    def scaled(self, features: np.ndarray) -> np.ndarray:
        """Clip features to their ranges; float, in [-1/2, 1/2], shape (n_people, m)."""
        low, high = np.array(list(self.bounds.values()), dtype=float).T
        found: np.ndarray = (np.clip(features, low, high) - (low + high) / 2) / (high - low)
        return found

    def apply(self, dataset: Dataset, *, rng: np.random.Generator | None = None) -> Release:
        """Return a release of one row a feature; `rng` is for teaching noise only.

        Raises
        ------
        PrivacyInputError
            If there is only one person, or no such channel.
        BudgetExceeded
            If the ledger refuses; nothing is drawn then.
        MissingDependency
            If OpenDP is not installed.
        """
        signals = recordings_of_several("HRVLaplace", dataset)
        randomness = Randomness(noise=self.noise, rng=rng, who="HRVLaplace")
        features = self.features(signals.channel(self.channel or signals.channels[0]))
        mechanism = self.mechanism
        if self.ledger:
            self.ledger.spend(dataset, self.epsilon, 0.0, "means of heart rate variability")
        means, people = mechanism.draw(self.scaled(features), randomness)
        low, high = np.array(list(self.bounds.values()), dtype=float).T
        return Release(
            data=pd.DataFrame(
                {"feature": list(self.bounds), "mean": (low + high) / 2 + (high - low) * means}
            ),
            quasi_identifiers=(),  # no row is a person's
            sensitive=(),
            method="heart rate variability with Laplace noise",
            parameters={
                **self.to_dict(),
                "sensitivity": mechanism.sensitivity * mechanism.step,
                "scale": mechanism.sum_scale * mechanism.step,
                "people": people,
                **randomness.to_dict(),
            },
            seed=None,
            source=WITHHELD,
            guarantee=randomness.guarantee(self.epsilon, 0.0),
        )

    def features(self, signals: Signals) -> np.ndarray:
        """Everybody's features, without people who lack one; shape (n_people, m)."""
        at = [HRV_FEATURES.index(name) for name in self.bounds]
        found = np.full((len(signals), len(at)), np.nan)
        for number, lead in enumerate(signals.samples[:, 0]):
            found[number] = hrv(normal_rr(r_peaks(lead, signals.fs) / signals.fs))[at]
        people = mean_of_people(found, signals)
        return people[np.isfinite(people).all(axis=1)]

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "aggregate": "heart rate variability with Laplace noise",
            "epsilon": self.epsilon,
            "bounds": {name: list(bounds) for name, bounds in self.bounds.items()},
        }
