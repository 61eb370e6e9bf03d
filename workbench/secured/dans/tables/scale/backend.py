# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a search needs of the place where rows lie: distinct tuples with counts, and a release written there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from secured.dans.tables.scale.distinct_counts import DistinctCounts
from secured.dans.tables.scale.recoding import Recoding

__all__ = ["Backend"]


class Backend(Protocol):
    """A table of one row a person that is counted and rewritten where it lies; the search never sees rows."""

    def distinct_counts(self, columns: Sequence[str], sensitive: Sequence[str] = ()) -> DistinctCounts:
        """Count the distinct tuples of `columns`, and each sensitive column's values within them.

        Raises
        ------
        PrivacyInputError
            If the source is missing, cannot be read, lacks a column or holds a person twice.
        """
        ...

    def apply_mapping(self, recoding: Recoding, output: Path) -> int:
        """Write the release, whole or not at all, as CSV or Parquet; return the rows written.

        Raises
        ------
        PrivacyInputError
            If the source is not what was counted, or the format is unknown. Nothing is written then.
        """
        ...
