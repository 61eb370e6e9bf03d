# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The registry of datasets: one TOML entry each, how to obtain it, and a loader into a `Dataset`."""

from secured_datasets.entry import Access, DatasetEntry, read_entry
from secured_datasets.registry import availability, entries, entry, fetch, load, verify

__all__ = [
    "Access",
    "DatasetEntry",
    "availability",
    "entries",
    "entry",
    "fetch",
    "load",
    "read_entry",
    "verify",
]
