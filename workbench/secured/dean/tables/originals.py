# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People of a table: one row each."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from secured.common import LinkedRelease, Release

__all__ = ["TableOriginals"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TableOriginals:
    """Original rows of everybody.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person; the row's position is the person's number.
    """

    data: pd.DataFrame

    def __len__(self) -> int:
        return len(self.data)

    def take(self, people: np.ndarray) -> pd.DataFrame:
        """Return the rows of some people."""
        return self.data.iloc[people]

    def known(self, people: np.ndarray, what: Collection[str]) -> pd.DataFrame:
        """Return the known columns of some people, exactly as recorded."""
        return self.facts(people, what).reset_index(drop=True)

    def reference(self, people: np.ndarray, release: Release) -> pd.DataFrame:
        """Return the released columns of some people."""
        return self.data.iloc[people][list(release.data.columns)]

    def facts(self, people: np.ndarray, what: Collection[str]) -> pd.DataFrame:
        """Return some columns of some people."""
        return self.data.iloc[people][list(what)]

    def scrambled(self, linked: LinkedRelease, rng: np.random.Generator) -> LinkedRelease:
        """Shuffle every column by itself: the marginals stay, nobody's row does."""
        release = linked.release
        orders = {name: rng.permutation(len(release.data)) for name in release.data.columns}
        data = pd.DataFrame({name: release.data[name].to_numpy()[order] for name, order in orders.items()})
        return replace(linked, release=replace(release, data=data))
