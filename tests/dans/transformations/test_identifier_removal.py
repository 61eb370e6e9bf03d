# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identifier removal drops names, shuffles rows, keeps every other value and promises nothing."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, GeneralizedValue, Guarantee, Role
from secured.common.hierarchies import HierarchySpec
from secured.common.hierarchies.specs import from_columns
from secured.dans import FullDomainGeneralization, IdentifierRemoval, KAnonymity
from secured.dans.tables.transformations.pipeline import Pipeline


def test_names_go_and_everything_else_stays(plain):
    dataset = plain.random_dataset(0, 200, ["tree", "intervals"], 0.2)
    before = dataset.data.copy(deep=True)
    linked = IdentifierRemoval().link(dataset, np.random.default_rng(1))
    assert list(linked.release.data.columns) == [name for name in before.columns if name != "name"]
    assert sorted(linked.row_of) == list(range(200))
    back = linked.release.data.iloc[linked.row_of].reset_index(drop=True)
    pd.testing.assert_frame_equal(back, before.drop(columns="name"))
    pd.testing.assert_frame_equal(dataset.data, before)
    assert linked.release.guarantee == Guarantee()
    assert linked.release.descriptions == {}
    assert linked.release.source == dataset.fingerprint


def test_rows_are_in_no_order(plain):
    linked = IdentifierRemoval().link(plain.random_dataset(0, 1000, ["flat"]), np.random.default_rng(1))
    assert abs(np.corrcoef(np.arange(1000), linked.row_of)[0, 1]) < 0.1


@dataclass(frozen=True, kw_only=True)
class Decades(HierarchySpec):
    """A column that holds the labels of decades, and of one that nobody has."""

    kind: ClassVar[str] = "decades"

    def build(self, column, values):
        hierarchy = from_columns(column, [("30s", "adult"), ("40s", "adult"), ("90s", "old")])
        meanings = {
            f"{number}s": GeneralizedValue(kind="interval", lower=number, upper=number + 10)
            for number in (30, 40, 90)
        }
        return replace(hierarchy, descriptions=(meanings, *hierarchy.descriptions[1:]))


@pytest.mark.parametrize(
    "method", [IdentifierRemoval(), Pipeline(steps=()), FullDomainGeneralization(models=(KAnonymity(k=1),), levels=(0,))]
)  # fmt: skip
def test_labels_of_the_exact_level_that_occur_are_described(plain, method):
    data = pd.DataFrame({"age": ["30s", "40s", None]})
    column = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Decades())
    release = method.apply(plain.dataset_of(data, {"age": column}), rng=np.random.default_rng(0))
    assert set(release.descriptions["age"]) == {"30s", "40s"}
    assert release.descriptions["age"]["30s"].upper == 40
