# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Several transformations, one after the other, into one release."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import pandas as pd

from secured.common import Column, Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.dans.tables.transformations.identifier_removal import IdentifierRemoval
from secured.dans.tables.transformations.label_meanings import label_meanings

__all__ = ["Pipeline", "ReleaseMaker", "Transformation"]


class Transformation(Protocol):
    """A change to some columns, or to which rows there are; it makes no release by itself."""

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy; rows keep their index label, so that the owner knows whose they are."""
        ...

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return what the columns are afterwards (type, hierarchy, role), given what they were."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters; never a key."""
        ...


class ReleaseMaker(Protocol):
    """A method that turns a dataset into a release and knows which row is whose."""

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which row is whose."""
        ...


@method(
    name="pipeline",
    engine="dans",
    modality="table",
    goal="apply several transformations in order and make one release",
    section="4.1.1",
    source="Hundepool et al. 2012, doi:10.1002/9781118348239",
    peers=("sdcMicro",),
)
@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """Transform columns and rows step by step, then make the release.

    What the last method promises holds for the transformed table; steps that only perturb promise nothing. Labels
    that a step wrote are described, whatever the column's role, where the last method left or grouped them.

    Parameters
    ----------
    steps : tuple of Transformation
    release : ReleaseMaker
        Makes the release of the transformed table; identifiers are removed when not given.

    References
    ----------
    Hundepool et al. 2012, doi:10.1002/9781118348239 (statistical disclosure control). D2.1 section 4.1.1.
    """

    steps: tuple[Transformation, ...]
    release: ReleaseMaker = field(default_factory=IdentifierRemoval)

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which row is whose."""
        data, columns = dataset.data.reset_index(drop=True), dict(dataset.columns)
        for step in self.steps:
            data, columns = step.apply(data, rng=rng), dict(step.describe(columns))
        if not data.index.is_unique:
            raise PrivacyInputError("Pipeline: a step repeated rows. A person has one row.")
        rows = data.index.to_numpy()
        changed = replace(
            dataset,
            data=data[list(columns)].reset_index(drop=True),
            columns=columns,
            subjects=dataset.subjects[rows],
            related={},
        )
        linked = self.release.link(changed, rng)
        if linked.release.guarantee.epsilon is not None:
            raise PrivacyInputError(
                "Pipeline: differential privacy does not carry over to steps that saw the data before. "
                "Make the private release from the dataset itself."
            )
        row_of = np.full(len(dataset.data), -1, dtype=np.int64)
        row_of[rows] = linked.row_of
        made = linked.release
        release = replace(
            made,
            descriptions=label_meanings(changed, made.data, made.descriptions),
            method="pipeline",
            parameters={
                "steps": [step.to_dict() for step in self.steps],
                "release": {"method": made.method, **made.parameters},
            },
            source=dataset.fingerprint,
        )
        return LinkedRelease(release=release, row_of=row_of)

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release
