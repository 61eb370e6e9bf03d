# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A generator as an attack sees it: something that makes synthetic people, and perhaps says how well it knows one."""

from typing import Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from secured.common import Release
from secured.common.images import Images

__all__ = ["Sampler", "WhiteBox", "rows_of", "synthetic_rows"]


@runtime_checkable
class Sampler(Protocol):
    """Black box: whatever makes synthetic people. Fitted generators of SDG do."""

    def sample(self, n: int, *, rng: np.random.Generator) -> Any:
        """Return `n` synthetic people: a Release, Images, a table of numbers or an array (n, n_features)."""
        ...


@runtime_checkable
class WhiteBox(Protocol):
    """White box: a generator with a score by which it knows people, such as the negative of its loss."""

    def knows(self, data: Any) -> np.ndarray:
        """Return how well the model knows each of the people, high where it knows them; shape (n,)."""
        ...


def rows_of(data: Any) -> np.ndarray:
    """One row of numbers a person: pixels from 0 to 1 of images, a table's columns, an array as it is.

    Parameters
    ----------
    data : Release, Images, pandas.DataFrame of numbers, or ndarray

    Returns
    -------
    ndarray of float64, shape (n_people, n_features)

    Examples
    --------
    >>> rows_of(np.zeros((2, 3, 3))).shape
    (2, 9)
    """
    if isinstance(data, Release):
        return rows_of(data.data)
    if isinstance(data, Images):
        return data.scaled().reshape(len(data), -1).astype(np.float64)
    values = data.to_numpy(dtype=np.float64) if isinstance(data, pd.DataFrame) else np.asarray(data, float)
    return values.reshape(len(values), -1)


def synthetic_rows(generator: Sampler, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw synthetic people and return one row of numbers each."""
    return rows_of(generator.sample(n, rng=rng))
