# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Loss read from released rows: for releases whose rows stand at different levels."""

from typing import Literal

import numpy as np
import pandas as pd

from secured.common import Dataset, GeneralizedValue, PrivacyInputError, Release
from secured.common.hierarchies import Hierarchy, HierarchySpec, Intervals
from secured.dans.tables.equivalence_classes import CompressedTable
from secured.dans.tables.measures.loss import Loss

__all__ = ["recoded_loss"]


def recoded_loss(
    dataset: Dataset, release: Release, mean: Literal["geometric", "arithmetic"] = "geometric"
) -> float:
    """Return the Loss of a release from its rows and descriptions; for one node of the lattice it equals `Loss`.

    A cell costs the share of the column's domain that its label covers: the width of an interval over the width of
    the domain where the hierarchy has bounds, else the hierarchy's values under it over all of them.

    Parameters
    ----------
    dataset : Dataset
        What the release was made from.
    release : Release
    mean : {"geometric", "arithmetic"}
        Over quasi-identifiers.

    Raises
    ------
    PrivacyInputError
        If a column holds labels that are neither described nor values of its hierarchy.

    References
    ----------
    Iyengar 2002, doi:10.1145/775047.775089.
    """
    sums = []
    for name in dataset.quasi_identifiers:
        codes, labels = pd.factorize(release.data[name])
        people = np.bincount(codes + 1, minlength=len(labels) + 1)
        described = release.descriptions.get(name, {})
        hierarchy, spec = dataset.hierarchies[name], dataset.columns[name].hierarchy
        exact = hierarchy.positions(pd.Series(labels, dtype=object))
        shares = [
            hierarchy.shares[0][at]
            if at >= 0 or label not in described
            else _share(hierarchy, spec, label, described[label])
            for label, at in zip(labels, exact, strict=True)
        ]
        unknown = sum(at < 0 and label not in described for label, at in zip(labels, exact, strict=True))
        if unknown:
            raise PrivacyInputError(
                f"recoded_loss: {unknown} labels of {name} are neither described nor values of its hierarchy. "
                "Give the release's own dataset."
            )
        sums.append(people @ np.array([hierarchy.shares[0][-1], *shares]))
    loss = Loss(table=CompressedTable.of(dataset), mean=mean)
    return float(loss.from_sums(np.array(sums), np.asarray(dataset.n_people - release.n_records)))


def _share(hierarchy: Hierarchy, spec: HierarchySpec, label: str, value: GeneralizedValue) -> float:
    """Part of the column's domain that a described label covers."""
    if value.kind == "suppressed":
        return 1.0
    for level, meanings in enumerate(hierarchy.descriptions):
        if meanings.get(label) == value and label in (names := hierarchy.labels[level].tolist()):
            return float(hierarchy.group_shares[level][names.index(label)])
    narrow = hierarchy.shares[0]
    if value.kind == "interval" and isinstance(spec, Intervals):
        domain = spec.bounds[1] - spec.bounds[0] + spec.resolution
        return min(max((value.upper - value.lower) / domain, float(narrow[-1])), 1.0)  # type: ignore[operator]
    return min(float(narrow[:-1][value.covers(hierarchy.values)].sum()), 1.0)
