# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What labels that a transformation writes stand for, kept with the column until a release can say it."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from secured.common import Dataset, GeneralizedValue
from secured.common.hierarchies import Hierarchy, HierarchySpec

__all__ = ["LabelSpec", "exact_level_meanings"]

Descriptions = dict[str, dict[str, GeneralizedValue]]


class LabelSpec(HierarchySpec):
    """The hierarchy of a column whose exact level shows labels, not the values that were recorded."""

    @abstractmethod
    def meanings(self, labels: np.ndarray) -> dict[str, GeneralizedValue]:
        """Say what the labels stand for; one that is left out stands for itself."""

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Two levels: the label, described, and ``*``."""
        flat = Hierarchy.from_labels(column, values, [], [])
        return replace(flat, descriptions=(self.meanings(values), flat.descriptions[1]))


def exact_level_meanings(dataset: Dataset, data: pd.DataFrame) -> Descriptions:
    """Return what labels of the exact level stand for, of those that occur in `data`, by column.

    Parameters
    ----------
    dataset : Dataset
        Its quasi-identifiers are described by the exact level of their hierarchies, other columns where a
        transformation wrote labels.
    data : pandas.DataFrame
        Some of the dataset's columns.
    """
    found: Descriptions = {}
    for name in filter(dataset.columns.__contains__, data.columns):
        spec = dataset.columns[name].hierarchy
        known: Mapping[str, GeneralizedValue] = {}
        if name in dataset.quasi_identifiers:
            known = dataset.hierarchies[name].descriptions[0]
        elif isinstance(spec, LabelSpec):
            known = spec.meanings(data[name].dropna().unique())
        if known:
            shown = set(data[name].unique())
            found[name] = {label: value for label, value in known.items() if label in shown}
    return {name: labels for name, labels in found.items() if labels}
