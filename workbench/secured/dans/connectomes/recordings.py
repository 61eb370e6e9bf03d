# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every protection of connectomes does first and last: look at the data, and hand out new ones under new numbers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from secured.common import Dataset, Guarantee, LinkedRelease, Modality, PrivacyInputError
from secured.common.connectomes import Connectomes
from secured.dans.renumbered import renumbered

__all__ = ["connectomes_of", "released"]


def connectomes_of(who: str, dataset: Dataset) -> Connectomes:
    """Return the connectomes of a dataset.

    Raises
    ------
    PrivacyInputError
        If it holds something else, or nothing.
    """
    if dataset.modality is not Modality.CONNECTOME or not isinstance(dataset.data, Connectomes):
        raise PrivacyInputError(
            f"{who}: {dataset.name} holds {dataset.modality} data. Give a dataset of connectomes."
        )
    if not len(dataset.data):
        raise PrivacyInputError(f"{who}: {dataset.name} holds no connectomes.")
    return dataset.data


def released(
    dataset: Dataset,
    connectomes: Connectomes,
    rng: np.random.Generator,
    *,
    method: str,
    parameters: Mapping[str, Any],
    edges: np.ndarray | None = None,
    guarantee: Guarantee | None = None,
) -> LinkedRelease:
    """Hand out connectomes, or new `edges` of the same recordings, as float32 within -1 and 1."""
    new = connectomes.edges if edges is None else edges
    changed = replace(connectomes, edges=np.clip(new, -1.0, 1.0).astype(np.float32))
    return renumbered(dataset, changed, rng, method=method, parameters=parameters, guarantee=guarantee)
