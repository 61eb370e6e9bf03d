# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which sources of a de-identified folder are on show: by format, status and reason, a page at a time."""

from collections import Counter
from dataclasses import dataclass, replace

from secured.common.outcome import Status
from secured.dans.manager.folder_report import Entry, FolderReport

__all__ = ["UNKNOWN", "FolderFilter", "format_of"]

PAGE = 25
UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class FolderFilter:
    """What is asked for; an empty text asks for everything.

    Parameters
    ----------
    format : str
        ``unknown`` for sources that no format recognised.
    status, reason : str
    page : int
        From 0 on.
    """

    format: str = ""
    status: str = ""
    reason: str = ""
    page: int = 0

    def of(self, report: FolderReport) -> tuple[Entry, ...]:
        """The sources that are asked for, quarantined ones first, by reason, then by code."""
        kept = [one for one in report.entries if self._keeps(one)]
        return tuple(sorted(kept, key=_order))

    def shown(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """The present page of them."""
        return entries[self.page * PAGE : (self.page + 1) * PAGE]

    def turned(self, by: int, n_entries: int) -> "FolderFilter":
        """Go forth or back, never past an end."""
        return replace(self, page=min(max(self.page + by, 0), n_pages(n_entries) - 1))

    def _keeps(self, entry: Entry) -> bool:
        outcome = entry.outcome
        return (
            self.format in ("", format_of(entry))
            and self.status in ("", str(outcome.status))
            and self.reason in ("", str(outcome.reason))
        )


def n_pages(n_entries: int) -> int:
    """Number of pages, at least one."""
    return max(-(-n_entries // PAGE), 1)


def format_of(entry: Entry) -> str:
    """Name of the format, or ``unknown``."""
    return entry.outcome.format or UNKNOWN


def choices(report: FolderReport) -> dict[str, list[tuple[str, str]]]:
    """For every field of the filter what can be asked for, with the number of sources: (text, value)."""
    n = len(report.entries)
    formats = Counter(map(format_of, report.entries))
    statuses = Counter(str(one.outcome.status) for one in report.entries)
    return {
        "format": [(f"all ({n:,})", ""), *((f"{one} ({formats[one]:,})", one) for one in sorted(formats))],
        "status": [
            (f"all ({n:,})", ""),
            *((f"{one.lower()} ({statuses[str(one)]:,})", str(one)) for one in Status if statuses[str(one)]),
        ],
        "reason": [
            ("all", ""),
            *((f"{words(one)} ({held:,})", one) for one, held in report.by_reason().items()),
        ],
    }


def words(name: str) -> str:
    """Write a code of capitals and underscores as words."""
    return name.replace("_", " ").lower()


def _order(entry: Entry) -> tuple[bool, str, str]:
    return entry.outcome.deidentified, str(entry.outcome.reason or ""), entry.code
