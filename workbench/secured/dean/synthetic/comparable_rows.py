# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Synthetic and known people as rows of numbers that have distances, whatever the data."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, Release
from secured.dean.records.mixed_features import MixedFeatures
from secured.dean.synthetic.target import rows_of

__all__ = ["ComparableRows"]


class ComparableRows:
    """Rows of synthetic people and, in the same features, of known ones.

    Of a table, numbers are divided by their spread in the release and categories are indicators; images and arrays are
    compared as they are. `released` holds the synthetic rows, (n_synthetic, n_features).

    Parameters
    ----------
    release : Release
        Synthetic people.
    knows : collection of str, optional
        Columns of a table that are known of targets; all if not given.
    """

    def __init__(self, release: Release, knows: Collection[str] = ()) -> None:
        self._mixed = None
        if isinstance(release.data, pd.DataFrame):
            self._mixed = MixedFeatures(release, dict.fromkeys(knows or release.data.columns, 0.0))
            self.released = self._mixed.released
        else:
            self.released = rows_of(release)

    def known(self, people: Any) -> np.ndarray:
        """Rows of known people; shape (n_people, n_features).

        Raises
        ------
        PrivacyInputError
            If they are known in another form than they are released.
        """
        if isinstance(people, pd.DataFrame) is not (self._mixed is not None):
            raise PrivacyInputError(
                f"ComparableRows: people are known as a {type(people).__name__}, and released otherwise. Give both alike."
            )
        return rows_of(people) if self._mixed is None else self._mixed.known(people)
