# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Removing identifiers and nothing else: what is still often called anonymous."""

from dataclasses import dataclass

import numpy as np

from secured.common import Dataset, Guarantee, LinkedRelease, Release, Role, method
from secured.dans.tables.transformations.label_meanings import label_meanings

__all__ = ["IdentifierRemoval"]


@method(
    name="identifier removal",
    engine="dans",
    modality="table",
    goal="drop the columns that name people",
    section="4.1.1",
    source="Sweeney 2000, Simple Demographics Often Identify People Uniquely, CMU Data Privacy WP 3",
    peers=("ARX", "Amnesia", "sdcMicro", "anjana"),
)
@dataclass(frozen=True, kw_only=True)
class IdentifierRemoval:
    """Drop identifier columns, shuffle rows, change nothing else. It promises nothing.

    Labels that earlier steps wrote (intervals, masked texts, ``*``) are described in the release, so that whoever
    reads or attacks it does not take them for exact values.

    References
    ----------
    Sweeney 2000, Simple Demographics Often Identify People Uniquely. D2.1 section 4.1.1.
    """

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which row is whose."""
        kept = [name for name, column in dataset.columns.items() if column.role is not Role.IDENTIFIER]
        order = rng.permutation(len(dataset.data))
        row_of = np.empty(len(order), dtype=np.int64)
        row_of[order] = np.arange(len(order))
        data = dataset.data[kept].iloc[order].reset_index(drop=True)
        release = Release(
            data=data,
            quasi_identifiers=dataset.quasi_identifiers,
            sensitive=dataset.sensitive,
            method="identifier removal",
            parameters={},
            seed=None,
            source=dataset.fingerprint,
            guarantee=Guarantee(),
            descriptions=label_meanings(dataset, data),
        )
        return LinkedRelease(release=release, row_of=row_of)

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only shuffles rows."""
        return self.link(dataset, rng).release
