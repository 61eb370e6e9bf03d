# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What became of a folder: an entry a source, without a name of it; and the owner's list that leads back."""

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from secured import __version__
from secured.common.errors import PrivacyInputError
from secured.common.io.tables import write_whole
from secured.common.outcome import Outcome, Reason, Status

__all__ = ["REPORT_NAME", "Entry", "FolderReport", "owners_list_beside"]

REPORT_NAME = "deidentification.json"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One source, known by a code that only the key's holder can make.

    Parameters
    ----------
    code : str
    fingerprint : str
        Keyed code of the files' sizes and times: changes when the source does.
    outcome : Outcome
    places : tuple of str
        What was handed on, below the destination.
    name : str
        Where the source lies; the owner's, in no text and no file that leaves.
    """

    code: str
    fingerprint: str
    outcome: Outcome
    places: tuple[str, ...] = ()
    name: str = field(default="", repr=False)

    def to_dict(self) -> dict[str, Any]:
        """As plain values, without the source's name."""
        return {
            "code": self.code,
            "fingerprint": self.fingerprint,
            "places": list(self.places),
        } | self.outcome.to_dict()

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "Entry":
        """The entry that `to_dict` wrote."""
        return cls(
            code=content["code"],
            fingerprint=content["fingerprint"],
            places=tuple(content["places"]),
            outcome=Outcome(
                status=Status(content["status"]),
                format=content["format"],
                reason=Reason(content["reason"]) if content["reason"] else None,
                detail=content["detail"],
                counts=content["counts"],
            ),
        )


@dataclass(frozen=True, kw_only=True)
class FolderReport:
    """The outcome of every source of a folder.

    Parameters
    ----------
    profile : str
    key_fingerprint : str
    entries : tuple of Entry
        In the order of their codes, which says nothing about the sources.
    """

    profile: str
    key_fingerprint: str
    entries: tuple[Entry, ...] = field(repr=False)

    @property
    def n_deidentified(self) -> int:
        """Sources that were handed on."""
        return sum(one.outcome.deidentified for one in self.entries)

    @property
    def n_quarantined(self) -> int:
        """Sources of which nothing was handed on."""
        return len(self.entries) - self.n_deidentified

    def by_format(self) -> dict[str, dict[str, int]]:
        """Sources by format and status."""
        counted = Counter((one.outcome.format or "unknown", str(one.outcome.status)) for one in self.entries)
        formats = sorted({format for format, _ in counted})
        return {
            format: {str(status): counted[format, str(status)] for status in Status} for format in formats
        }

    def by_reason(self) -> dict[str, int]:
        """Quarantined sources by reason, the most frequent first."""
        counted = Counter(str(one.outcome.reason) for one in self.entries if one.outcome.reason)
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    def counts(self) -> dict[str, int]:
        """What was done to the sources that were handed on, summed."""
        total: Counter[str] = Counter()
        for one in self.entries:
            if one.outcome.deidentified:
                total.update(one.outcome.counts)
        return dict(sorted(total.items()))

    def to_dict(self) -> dict[str, Any]:
        """As plain values, without a name of a source."""
        return {
            "profile": self.profile,
            "key_fingerprint": self.key_fingerprint,
            "secured_version": __version__,
            "n_deidentified": self.n_deidentified,
            "n_quarantined": self.n_quarantined,
            "by_format": self.by_format(),
            "by_reason": self.by_reason(),
            "counts": self.counts(),
            "entries": [one.to_dict() for one in self.entries],
        }

    def write(self, destination: Path) -> Path:
        """Write the report beside what was handed on, in one step."""
        path = destination / REPORT_NAME
        text = json.dumps(self.to_dict(), indent=1) + "\n"
        write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))
        return path

    @classmethod
    def read(cls, destination: Path) -> "FolderReport":
        """Return the report that `write` left in a folder.

        Raises
        ------
        PrivacyInputError
            If there is none, or it cannot be read.
        """
        path = destination / REPORT_NAME
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                profile=content["profile"],
                key_fingerprint=content["key_fingerprint"],
                entries=tuple(Entry.from_dict(one) for one in content["entries"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PrivacyInputError(
                f"FolderReport: no report can be read from {REPORT_NAME} ({type(error).__name__})."
            ) from None

    def write_owners_list(self, path: Path) -> None:
        """Write which source became what, for the owner alone: it leads back to people, like the key."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(["source", "code", "status", "reason", "detail", "places"])
        for one in sorted(self.entries, key=lambda one: one.name):
            outcome = one.outcome
            rows.writerow(
                [
                    one.name,
                    one.code,
                    outcome.status,
                    outcome.reason or "",
                    outcome.detail,
                    " ".join(one.places),
                ]
            )
        write_whole(path, lambda part: part.write_text(text.getvalue(), encoding="utf-8"), owner_only=True)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(format)}</td><td>{n['DEIDENTIFIED']:,}</td><td>{n['QUARANTINED']:,}</td></tr>"
            for format, n in self.by_format().items()
        )
        reasons = ", ".join(f"{escape(reason)} {n:,}" for reason, n in self.by_reason().items())
        return (
            f"<p><b>{self.n_deidentified:,} de-identified, {self.n_quarantined:,} quarantined</b>"
            f" with profile {escape(self.profile)}.</p>"
            "<table><thead><tr><th>format</th><th>de-identified</th><th>quarantined</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>" + (f"<p>Quarantined: {reasons}.</p>" if reasons else "")
        )


def owners_list_beside(key_file: Path) -> Path:
    """Return where the owner's list goes by custom: beside the key's file, as it leads back to people too."""
    return key_file.with_name(f"{key_file.name}.sources.csv")
