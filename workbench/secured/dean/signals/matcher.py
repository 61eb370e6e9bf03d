# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every matcher of recordings can do: describe them, learn on other people, score known against released people."""

from typing import Any, Protocol

import numpy as np

from secured.common.signals import Signals

__all__ = ["Comparison", "Matcher"]


class Comparison(Protocol):
    """A matcher that has learned what it may learn."""

    def scores(self, probes: Any, gallery: Any) -> np.ndarray:
        """Return how alike people are, higher more alike; shape (n_probe_people, n_gallery_people).

        -inf where nothing of one of them is usable.
        """
        ...


class Matcher(Protocol):
    """A way to recognise people by their recordings.

    Attributes
    ----------
    name : str
        Unique in a study.
    learns : bool
        Whether it needs other people, each with several recordings, to learn from.
    """

    @property
    def name(self) -> str: ...

    @property
    def learns(self) -> bool: ...

    def describe(self, signals: Signals) -> Any:
        """Compute once what is compared; what comes back has `people` and `of(people)`."""
        ...

    def fit(self, others: Any, rng: np.random.Generator) -> Comparison:
        """Learn on the description of other people than those to be told apart."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        ...
