# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A kernel density estimate as a generator: every synthetic person is a training person moved a little."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import logsumexp

from secured.common import Dataset, Modality, PrivacyInputError, Release, method
from secured.common.images import Images
from secured.sdg.dp_spec import DPSpec
from secured.sdg.generator import card_of, checked, refuse_privacy
from secured.sdg.synthetic_people import synthetic_images, synthetic_release

__all__ = ["FittedKernelDensity", "KernelDensity"]

AT_ONCE = 512  # people in memory


@method(
    name="kernel density",
    engine="sdg",
    modality="numbers",
    goal="draw synthetic people around training people; the bandwidth goes from copies to a cloud",
    section="6",
    source="Parzen 1962, doi:10.1214/aoms/1177704472",
)
@dataclass(frozen=True, kw_only=True)
class KernelDensity:
    """Pick a training person and add Gaussian noise to every number.

    The plainest generator there is, and the plainest leak: with a small bandwidth it copies, with a large one it knows
    nobody. It is here to be attacked, and as a baseline.

    Parameters
    ----------
    bandwidth : float
        Standard deviation of the noise, in standard deviations of the column (of all pixels, for images).

    Raises
    ------
    PrivacyInputError
        If the bandwidth is not above 0.

    References
    ----------
    Parzen 1962, doi:10.1214/aoms/1177704472.
    """

    bandwidth: float

    def __post_init__(self) -> None:
        if not self.bandwidth > 0:
            raise PrivacyInputError(f"KernelDensity: bandwidth={self.bandwidth} is not above 0.")

    def fit(
        self, dataset: Dataset, *, privacy: DPSpec | None = None, rng: np.random.Generator
    ) -> "FittedKernelDensity":
        """Keep the training people; nothing is drawn.

        Parameters
        ----------
        dataset : Dataset
            Images, or a table whose columns are all numbers that were recorded.

        Raises
        ------
        PrivacyInputError
            If the data are neither, of fewer than two people, or a promise is asked for.
        """
        refuse_privacy("KernelDensity", privacy)
        modality = Modality.IMAGE if dataset.modality is Modality.IMAGE else Modality.TABLE
        checked("KernelDensity", dataset, modality, 2)
        if modality is Modality.IMAGE:
            rows = dataset.data.scaled().reshape(len(dataset.data), -1).astype(np.float64)
            width = np.full(rows.shape[1], max(self.bandwidth * float(rows.std()), 1e-12))
        else:
            rows = _numbers(dataset.data)
            width = np.maximum(self.bandwidth * rows.std(axis=0), 1e-12)
        return FittedKernelDensity(
            rows=rows,
            width=width,
            like=dataset,
            card=card_of("kernel density", self.to_dict(), dataset),
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"generator": "kernel density", "bandwidth": self.bandwidth}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FittedKernelDensity:
    """Training people, and how far synthetic ones are from them. It holds raw data: keep it where they are.

    Parameters
    ----------
    rows : ndarray of float64, shape (n_people, n_features)
    width : ndarray of float64, shape (n_features,)
        Standard deviation of the noise.
    like : Dataset
        Form of what is handed out.
    card : mapping
    """

    rows: np.ndarray
    width: np.ndarray
    like: Dataset
    card: Mapping[str, Any]

    def sample(self, n: int, *, rng: np.random.Generator) -> Release:
        """Return `n` synthetic people.

        Raises
        ------
        PrivacyInputError
            If `n` is below 1.
        """
        n = max(n, 0)
        values = self.rows[rng.integers(len(self.rows), size=n)] + self.width * rng.normal(
            size=(n, len(self.width))
        )
        return synthetic_release(
            self._formed(values),
            self.card,
            quasi_identifiers=self.like.quasi_identifiers if self.like.modality is Modality.TABLE else (),
            sensitive=self.like.sensitive if self.like.modality is Modality.TABLE else (),
        )

    def knows(self, data: Any) -> np.ndarray:
        """Log density at each of the people, without the constant of the kernel; shape (n,).

        Parameters
        ----------
        data : Images or pandas.DataFrame
        """
        if isinstance(data, Images):
            placed = data.scaled().reshape(len(data), -1).astype(np.float64)
        else:
            placed = _numbers(data)
        own, asked = self.rows / self.width, placed / self.width
        squares, found = (own**2).sum(axis=1), np.empty(len(asked))
        for at in range(0, len(asked), AT_ONCE):
            block = asked[at : at + AT_ONCE]
            apart = np.maximum((block**2).sum(axis=1)[:, None] + squares - 2 * block @ own.T, 0.0)
            found[at : at + AT_ONCE] = logsumexp(-apart / 2, axis=1)
        return found - np.log(len(own))

    def _formed(self, values: np.ndarray) -> Any:
        if self.like.modality is Modality.IMAGE:
            pixels = np.clip(values, 0, 1).astype(np.float32).reshape(len(values), *self.like.data.shape)
            return synthetic_images(pixels)
        return pd.DataFrame(values, columns=list(self.like.data.columns))

    def __repr__(self) -> str:
        return f"FittedKernelDensity({len(self.rows)} people, bandwidth {self.card['parameters']['bandwidth']:g})"


def _numbers(table: pd.DataFrame) -> np.ndarray:
    wrong = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    if wrong:
        raise PrivacyInputError(f"KernelDensity: column {wrong[0]} holds no numbers. Leave it out.")
    values = table.to_numpy(dtype=np.float64, na_value=np.nan)
    if not np.isfinite(values).all():
        raise PrivacyInputError(
            "KernelDensity: some values were never recorded. Fill them or leave people out."
        )
    return values
