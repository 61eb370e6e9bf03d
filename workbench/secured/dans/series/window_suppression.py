# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Leave out parts: windows of every recording are missing, at random or where it differs most from the others."""

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.common.signals import Signals
from secured.dans.series.recordings import linked_release, recordings

__all__ = ["WindowSuppression"]

Choice = Literal["random", "unusual"]


@method(
    name="window suppression",
    engine="dans",
    modality="signal",
    goal="leave out windows of every recording",
    section="4.1.1",
    source="Fung et al. 2010, Privacy-preserving data publishing (suppression), doi:10.1145/1749603.1749605",
)
@dataclass(frozen=True, kw_only=True)
class WindowSuppression:
    """Make a share of every recording's windows missing (NaN), in all channels. A cheap baseline, promises nothing.

    Parameters
    ----------
    share : float
        Of the windows, above 0 and below 1; at least one stays.
    window : float, default 1.0
        Seconds. What is left after the last whole window is missing too.
    choice : {"random", "unusual"}
        Unusual are windows whose spread is furthest, in ratio, from the median over all recordings.

    References
    ----------
    Fung, Wang, Chen & Yu 2010, doi:10.1145/1749603.1749605. D2.1 section 4.1.1.
    """

    share: float
    window: float = 1.0
    choice: Choice = "random"

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise PrivacyInputError(f"WindowSuppression: share={self.share} is not above 0 and below 1.")
        if not 0 < self.window < np.inf:
            raise PrivacyInputError(f"WindowSuppression: window={self.window} is no time in seconds.")
        if self.choice not in get_args(Choice):
            raise PrivacyInputError(
                f"WindowSuppression: unknown choice {self.choice!r}. Use one of {', '.join(get_args(Choice))}."
            )

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        Raises
        ------
        PrivacyInputError
            If a recording has fewer than two windows.
        """
        signals = recordings("WindowSuppression", dataset)
        width = max(round(self.window * signals.fs), 1)
        n_windows = signals.samples.shape[2] // width
        if n_windows < 2:
            raise PrivacyInputError(
                f"WindowSuppression: {signals.seconds:g} s hold no two windows of {self.window:g} s. Use shorter ones."
            )
        n_left_out = min(max(round(self.share * n_windows), 1), n_windows - 1)
        first_left_out = np.argsort(self._order(signals, width, n_windows, rng), axis=1)[:, :n_left_out]
        missing = np.zeros((len(signals), n_windows), dtype=bool)
        np.put_along_axis(missing, first_left_out, True, axis=1)
        samples = signals.samples.copy()
        samples[:, :, n_windows * width :] = np.nan
        holes = np.repeat(missing, width, axis=1)[:, None, :]
        whole = samples[:, :, : n_windows * width]
        samples[:, :, : n_windows * width] = np.where(holes, np.nan, whole)
        return linked_release(
            dataset,
            replace(signals, samples=samples),
            rng,
            method="window suppression",
            parameters=self.to_dict(),
        )

    def _order(self, signals: Signals, width: int, n_windows: int, rng: np.random.Generator) -> np.ndarray:
        """A number for every window, of which the lowest are left out; shape (n_records, n_windows)."""
        if self.choice == "random":
            return rng.random((len(signals), n_windows))
        whole = signals.samples[:, :, : n_windows * width].astype(np.float64)
        spread = whole.reshape(*whole.shape[:2], n_windows, width).std(axis=3)
        usual = np.nanmedian(spread, axis=(0, 2), keepdims=True)
        ratio = np.abs(np.log(np.maximum(spread, 1e-12) / np.maximum(usual, 1e-12)))
        return -np.nan_to_num(ratio, nan=np.inf).max(axis=1)

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "window suppression",
            "share": self.share,
            "window": self.window,
            "choice": self.choice,
        }
