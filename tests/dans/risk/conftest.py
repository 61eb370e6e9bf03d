# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Adult with nine quasi-identifiers, as ARX's records have it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

import secured_datasets
from secured.common import DatasetUnavailable, Role
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses

COLUMNS = (
    "sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation", "salary-class",
)  # fmt: skip


@pytest.fixture(scope="session")
def adult_table() -> CompressedTable:
    """Adult, compressed; skipped where the data are not."""
    try:
        dataset = secured_datasets.load("adult")
    except DatasetUnavailable as error:
        pytest.skip(str(error))
    columns = {name: replace(column, role=Role.QUASI_IDENTIFIER) for name, column in dataset.columns.items()}
    return CompressedTable.of(replace(dataset, columns=columns))


@pytest.fixture(scope="session")
def adult_classes(adult_table) -> Callable[..., EquivalenceClasses]:
    """Classes of Adult at levels given in the order of ARX's records."""
    names = [hierarchy.column for hierarchy in adult_table.base.hierarchies]

    def at(*levels: int) -> EquivalenceClasses:
        by_name = dict(zip(COLUMNS, levels, strict=True))
        return adult_table.classes(tuple(by_name[name] for name in names))

    return at
