# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""New numbers for the people of recordings and nothing else: what is still often called anonymous."""

from dataclasses import dataclass

import numpy as np

from secured.common import Dataset, LinkedRelease, Release, method
from secured.dans.series.recordings import linked_release, recordings

__all__ = ["RecordingIdentifierRemoval"]


@method(
    name="identifier removal from recordings",
    engine="dans",
    modality="signal",
    goal="number people anew, in random order",
    section="4.1.1",
    source="Biel et al. 2001, ECG analysis: a new approach in human identification, doi:10.1109/19.930458",
)
@dataclass(frozen=True, kw_only=True)
class RecordingIdentifierRemoval:
    """Number people anew in random order, change no sample. It promises nothing: a heartbeat is a fingerprint.

    References
    ----------
    Biel, Pettersson, Philipson & Wide 2001, doi:10.1109/19.930458. D2.1 section 4.1.1.
    """

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose."""
        signals = recordings("RecordingIdentifierRemoval", dataset)
        return linked_release(
            dataset, signals, rng, method="identifier removal from recordings", parameters={}
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only orders people."""
        return self.link(dataset, rng).release
