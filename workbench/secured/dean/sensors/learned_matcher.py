# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Random forest and gradient boosting that learn released people from windows of their recordings."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.signals import Signals
from secured.dean.sensors.window_features import window_features
from secured.dean.sensors.windows import Scaling, Windows, at_rate, same_sensors, windows_of

__all__ = ["LearnedMatcher"]

SMALLEST_SHARE = 1e-3  # of a person whom the model excludes: one odd window rules nobody out


@method(
    name="learned matching of windows",
    engine="dean",
    modality="signal",
    goal="find a known person's sensor recording with a classifier of released people",
    section="5.3.5",
    source="Na et al. 2018, doi:10.1001/jamanetworkopen.2018.6040",
)
@dataclass(frozen=True, kw_only=True)
class LearnedMatcher:
    """Train a classifier whose classes are the released people, and ask it about the target's windows.

    Parameters
    ----------
    model : {"random forest", "gradient boosting"}
    seconds : float
        Length of a window.
    step : float, optional
        Seconds between the beginnings of two windows; half a window if not given.
    rate : float, optional
        Rate in Hz to which recordings are averaged first; their own if not given.
    with_values : bool, default False
        Whether the samples themselves are features too, as in the source (where a window is a day that begins at
        midnight): only sensible for windows that begin at the same time of day.
    scaling : {"release", "window"}, default "release"
        "window" hides level and amplitude, which may be the device's rather than the person's.
    rounds : int, default 200
        Trees of the forest, or a fifth of it as rounds of boosting (each grows a tree for every person).

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range.

    References
    ----------
    Na et al. 2018, doi:10.1001/jamanetworkopen.2018.6040 (20-minute activity of a week, with demographics). D2.1
    section 5.3.5.
    """

    model: Literal["random forest", "gradient boosting"]
    seconds: float
    step: float | None = None
    rate: float | None = None
    with_values: bool = False
    scaling: Scaling = "release"
    rounds: int = 200

    def __post_init__(self) -> None:
        if self.model not in ("random forest", "gradient boosting"):
            raise PrivacyInputError(f"LearnedMatcher: no model {self.model!r}.")
        if not self.seconds > 0 or self.rounds < 5:
            raise PrivacyInputError(
                f"LearnedMatcher: seconds={self.seconds}, rounds={self.rounds}. Give a length and at least 5 rounds."
            )

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.model

    def distances(self, targets: Signals, released: Signals, rng: np.random.Generator) -> np.ndarray:
        """Return minus the mean log share that the model gives to a person; shape (n_targets, n_people, 1)."""
        released = same_sensors(released, targets)
        own, theirs = self._windows(targets), self._windows(released)
        found = np.full((len(targets.people), len(released.people), 1), np.inf)
        classes = np.unique(theirs.person)
        if len(classes) < 2:
            found[:, classes] = 0.0
            return found
        model = self._classifier(int(rng.integers(2**31)))
        model.fit(self._features(theirs, released), theirs.person)
        shares = model.predict_proba(self._features(own, targets))
        logs = -np.log(np.maximum(shares, SMALLEST_SHARE))
        for target in np.unique(own.person):
            found[target, classes, 0] = logs[own.person == target].mean(axis=0)
        return found

    def _windows(self, signals: Signals) -> Windows:
        samples = at_rate(signals, self.rate)
        hertz = self._hertz(signals)
        step = max(round((self.step or self.seconds / 2) * hertz), 1)
        return windows_of(samples, signals.codes, round(self.seconds * hertz), step, self.scaling)

    def _hertz(self, signals: Signals) -> float:
        return signals.fs if self.rate is None else signals.fs / max(round(signals.fs / self.rate), 1)

    def _features(self, windows: Windows, signals: Signals) -> np.ndarray:
        features = window_features(windows.values, self._hertz(signals)).reshape(len(windows.values), -1)
        if not self.with_values:
            return features
        return np.hstack([features, windows.values.reshape(len(windows.values), -1)])

    def _classifier(self, seed: int) -> Any:
        from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

        if self.model == "random forest":
            return RandomForestClassifier(n_estimators=self.rounds, random_state=seed)
        return HistGradientBoostingClassifier(
            max_iter=self.rounds // 5, max_leaf_nodes=8, min_samples_leaf=5, random_state=seed
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name, **asdict(self)}
