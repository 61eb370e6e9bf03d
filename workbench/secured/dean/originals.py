# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the owner has of everybody, one entry a person, in whatever modality."""

from collections.abc import Collection
from typing import Any, Protocol

import numpy as np
import pandas as pd

from secured.common import LinkedRelease, Release

__all__ = ["Originals"]


class Originals(Protocol):
    """People by number, with what is recorded of them."""

    def __len__(self) -> int:
        """Number of people."""
        ...

    def take(self, people: np.ndarray) -> Any:
        """Return what is recorded of some people, in that order, for an attack's `observe`."""
        ...

    def known(self, people: np.ndarray, what: Collection[str]) -> Any:
        """Return what an adversary knows of some people: one target each, in that order."""
        ...

    def reference(self, people: np.ndarray, release: Release) -> Any:
        """Return some people as a release of this kind could show them, with nothing protected."""
        ...

    def facts(self, people: np.ndarray, what: Collection[str]) -> pd.DataFrame:
        """Return plain facts of some people, by which subgroups are formed."""
        ...

    def scrambled(self, linked: LinkedRelease, rng: np.random.Generator) -> LinkedRelease:
        """Return a release of the same values in which nothing belongs to anybody."""
        ...
