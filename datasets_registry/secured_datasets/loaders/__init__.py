# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Loaders: each turns the files of one official layout into a `Dataset`."""

from collections.abc import Callable
from pathlib import Path

from secured.common import Dataset
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.diabetes130 import load_diabetes130
from secured_datasets.loaders.nafld import load_nafld
from secured_datasets.loaders.single_table import load_single_table

__all__ = ["LOADERS"]

# "" is a user's own table: the entry's [table] says all there is to say.
LOADERS: dict[str, Callable[[DatasetEntry, Path], Dataset]] = {
    "": load_single_table,
    "diabetes130": load_diabetes130,
    "nafld": load_nafld,
    "table": load_single_table,
}
