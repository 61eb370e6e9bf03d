# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a run has finished so far, a line a source, beside the destination until the report is written."""

import json
from pathlib import Path

from secured.common.errors import PrivacyInputError
from secured.dans.manager.folder_report import REPORT_NAME, Entry, FolderReport

__all__ = ["Journal"]


class Journal:
    """The lines of one destination.

    Parameters
    ----------
    path : Path
        Of the journal, in the folder aside.
    destination : Path
        Whose report, if there is one, counts as finished work too.
    made_with : str
        Profile and key; what was made with others is not taken up.

    Raises
    ------
    PrivacyInputError
        If the destination is another's.
    """

    def __init__(self, path: Path, destination: Path, made_with: str) -> None:
        self._path = path
        entries = _reported(destination, made_with)
        if path.is_file():
            first, *lines = path.read_text(encoding="utf-8").splitlines()
            if first != made_with:
                raise _of_another(destination)
            entries.extend(_entries(lines))
        elif not (destination / REPORT_NAME).is_file() and any(destination.iterdir()):
            raise PrivacyInputError(
                f"deidentify: {destination.name} is not empty, and no earlier run made it. Choose another destination."
            )
        self.done = {entry.code: entry for entry in entries}
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" if file.tell() else f"{made_with}\n")  # ends the line at which a run was killed

    def add(self, entry: Entry) -> None:
        """Write down that a source is finished."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry.to_dict()) + "\n")


def _reported(destination: Path, made_with: str) -> list[Entry]:
    if not (destination / REPORT_NAME).is_file():
        return []
    report = FolderReport.read(destination)
    if f"{report.profile} {report.key_fingerprint}" != made_with:
        raise _of_another(destination)
    return list(report.entries)


def _entries(lines: list[str]) -> list[Entry]:
    entries = []
    for line in lines:
        try:
            entries.append(Entry.from_dict(json.loads(line)))
        except (ValueError, KeyError, TypeError):
            continue  # the line that was being written when the run was killed
    return entries


def _of_another(destination: Path) -> PrivacyInputError:
    return PrivacyInputError(
        f"deidentify: {destination.name} was made with another key or profile. Choose another destination."
    )
