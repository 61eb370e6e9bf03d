# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Whose brain is it? The one whose regional measures are nearest: the plainest comparison beside the random forest."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, method

__all__ = ["NearestRegions"]


@method(
    name="nearest regional measures",
    engine="dean",
    modality="volume",
    goal="find a known person's brain by the distance of its regions' measures",
    section="5.3.4",
    source="Valizadeh et al. 2018, doi:10.1038/s41598-018-23696-6",
)
@dataclass(frozen=True, kw_only=True)
class NearestRegions:
    """Minus the mean squared difference of measures, each in units of how much it varies within a person.

    That is learned on other people with several records; a measure that is unstable then hardly counts. Valizadeh et al.
    used linear discriminants, of which this is the case of measures that do not go together within a person.

    References
    ----------
    Valizadeh, Liem, Merillat, Haenggi & Jaencke 2018, doi:10.1038/s41598-018-23696-6. D2.1 section 5.3.4.
    """

    @property
    def name(self) -> str:
        """Name."""
        return "nearest regions"

    def fit(self, others: pd.DataFrame, subjects: np.ndarray, rng: np.random.Generator) -> "_Nearest":
        """Learn the spread of every measure within a person; nothing is drawn.

        Parameters
        ----------
        others : DataFrame, one row a record
        subjects : ndarray, shape (n_records,)
            The person of every record.

        Raises
        ------
        PrivacyInputError
            If nobody has two records.
        """
        values = others.to_numpy(dtype=float)
        _, codes, counts = np.unique(subjects, return_inverse=True, return_counts=True)
        freedom = len(values) - len(counts)
        if freedom < 1:
            raise PrivacyInputError(
                f"NearestRegions: {len(counts)} other people with one record each show no spread within a person. "
                "Give some with several records."
            )
        sums = np.zeros((len(counts), values.shape[1]))
        np.add.at(sums, codes, values)
        within = np.sqrt(((values - (sums / counts[:, None])[codes]) ** 2).sum(axis=0) / freedom)
        return _Nearest(within=np.maximum(within, 1e-6 * np.maximum(values.std(axis=0), 1e-9)))

    def to_dict(self) -> dict[str, Any]:
        """Name."""
        return {"matcher": self.name}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Nearest:
    within: np.ndarray

    def scores(self, probes: pd.DataFrame, gallery: pd.DataFrame) -> np.ndarray:
        """Say how alike every pair is; shape (n_probes, n_gallery)."""
        ours, theirs = (one.to_numpy(dtype=float) / self.within for one in (probes, gallery))
        return np.array([-((one - theirs) ** 2).mean(axis=1) for one in ours]).reshape(len(ours), len(theirs))
