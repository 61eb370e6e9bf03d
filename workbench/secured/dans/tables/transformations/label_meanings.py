# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What labels that a transformation writes stand for, kept with the column until a release can say it."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from secured.common import Dataset, GeneralizedValue
from secured.common.hierarchies import Hierarchy, HierarchySpec, OneOf

__all__ = ["LabelSpec", "label_meanings"]

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


def label_meanings(
    dataset: Dataset,
    data: pd.DataFrame,
    described: Mapping[str, Mapping[str, GeneralizedValue]] | None = None,
) -> Descriptions:
    """Return what the labels of a release of `dataset` stand for, in terms of what was recorded, by column.

    Labels of the exact level that occur in `data` are added to `described`, and groups of such labels are spelled out.

    Parameters
    ----------
    dataset : Dataset
        Its quasi-identifiers are described by the exact level of their hierarchies, other columns where a
        transformation wrote labels.
    data : pandas.DataFrame
        The released columns.
    described : mapping of column to mapping of label to GeneralizedValue, optional
        What the method that made the release says.
    """
    found: Descriptions = {name: dict(labels) for name, labels in (described or {}).items()}
    for name in filter(dataset.columns.__contains__, data.columns):
        spec = dataset.columns[name].hierarchy
        known: Mapping[str, GeneralizedValue] = {}
        if name in dataset.quasi_identifiers:
            known = dataset.hierarchies[name].descriptions[0]
        elif isinstance(spec, LabelSpec):
            known = spec.meanings(data[name].dropna().unique())
        if known:
            shown = set(data[name].unique())
            exact = {label: value for label, value in known.items() if label in shown}
            groups = {label: _spelled_out(value, known) for label, value in found.get(name, {}).items()}
            found[name] = {**exact, **groups}
    return {name: labels for name, labels in found.items() if labels}


def _spelled_out(value: GeneralizedValue, known: Mapping[str, GeneralizedValue]) -> GeneralizedValue:
    """A group of labels as what its members stand for."""
    if type(value) is not GeneralizedValue or known.keys().isdisjoint(value.members):
        return value
    parts = [known.get(one, GeneralizedValue(kind="group", members=(one,))) for one in value.members]
    if any(part.kind == "suppressed" for part in parts):
        return GeneralizedValue(kind="suppressed")
    if all(type(part) is GeneralizedValue and part.kind == "group" for part in parts):
        return replace(value, members=tuple(one for part in parts for one in part.members))
    return OneOf.of(parts)
