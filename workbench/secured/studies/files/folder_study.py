# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""De-identify a folder of any formats, audit what was handed on, and say in one sentence how it stands."""

import json
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secured import __version__
from secured.common import PrivacyInputError, ProjectKey, Standing
from secured.common.io.tables import write_whole
from secured.common.result_table import html_table
from secured.dans.deidentification import Identities, People
from secured.dans.deidentification.header_changes import HeaderComparison
from secured.dans.manager import Entry, FolderReport, Profile, deidentify, owners_list_beside
from secured.studies.files.simulated_hospital import simulated_hospital

if TYPE_CHECKING:
    from secured.dans.leaks import LeakReport

__all__ = ["FolderStudy", "deidentify_and_audit"]

OWNERS = "owner_only"  # folder of what leads back to people
HANDED_ON, HOSPITAL, KEY = "deidentified", "simulated_hospital", "project.key"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FolderStudy:
    """A folder, what was handed on of it, and what a search for its identifiers found there.

    Parameters
    ----------
    report : FolderReport
        Of this session: its entries know the names of their sources, which no text shows.
    leaks : LeakReport or None
        None where no audit was asked for.
    standing : Standing
    source, destination, key_file : Path
    parameters : dict
        As they were used; without paths.
    seconds : float
    """

    report: FolderReport
    leaks: "LeakReport | None"
    standing: Standing
    source: Path
    destination: Path
    key_file: Path
    parameters: dict[str, Any]
    seconds: float = field(default=0.0)

    @property
    def verdict(self) -> str:
        """One sentence for the owner: the sum of the sources, and what the audit says of it."""
        report = self.report
        first = (
            f"{report.n_deidentified:,} of {len(report.entries):,} sources were de-identified, "
            f"{report.n_quarantined:,} quarantined. "
        )
        if self.leaks is None:
            return first + "There was no audit."
        return f"{first}Audit: {str(self.leaks.verdict).replace('_', ' ').lower()}. {self.leaks.summary()}"

    @property
    def identities(self) -> Identities:
        """The identities of the project, read from the key's file."""
        return Identities(key=ProjectKey.read(self.key_file))

    def sources(
        self, *, format: str = "", reason: str = "", done: str = "", suffix: str = ""
    ) -> tuple[Path, ...]:
        """Return the files of sources, for the owner to look at: a path names people as often as not.

        Parameters
        ----------
        format, reason, done, suffix : str
            Only those of a format, quarantined for a reason, to which something was done (as their counts call it),
            with an end of the name; all when empty. Members of archives are left out.
        """
        chosen = (one for one in self.report.entries if _is(one, format, reason, done))
        paths = (self.source / one.name if self.source.is_dir() else self.source for one in chosen)
        return tuple(sorted(path for path in paths if path.is_file() and path.name.endswith(suffix)))

    def header_changes(self, *, values: bool = False) -> HeaderComparison | None:
        """Compare the header of the first DICOM file with that of what became of it; None where there is none.

        Parameters
        ----------
        values : bool, default False
            Carry the values too; of simulated people only.

        Raises
        ------
        PrivacyInputError
            If values of people are asked for.
        """
        from secured.dans.dicom.header_changes import dicom_header_changes

        for before, after in self.pairs(format="dicom"):
            return dicom_header_changes(before, after, standing=self.standing, values=values)
        return None

    def pairs(self, *, format: str = "", done: str = "") -> tuple[tuple[Path, Path], ...]:
        """Return sources that were handed on, each with the first file that was made of it; for the owner.

        Parameters
        ----------
        format : str
        done : str
            Only those to which this was done, as their counts call it.
        """
        chosen = sorted(
            (
                self.source / one.name if self.source.is_dir() else self.source,
                self.destination / one.places[0],
            )
            for one in self.report.entries
            if _is(one, format, "", done) and one.places
        )
        return tuple((before, after) for before, after in chosen if before.is_file())

    def to_dict(self) -> dict[str, Any]:
        """The content of result.json: counts and reasons, no name, no path."""
        folder = self.report.to_dict()
        del folder["entries"]
        return {
            "verdict": self.verdict,
            "standing": str(self.standing),
            "parameters": self.parameters,
            "folder": folder,
            "audit": None if self.leaks is None else self.leaks.to_dict(),
            "files": {"to_hand_out": [HANDED_ON], "owner_only": [OWNERS, "result.json"]},
            "versions": {"secured": __version__, "python": platform.python_version()},
            "wall_time_s": round(self.seconds, 2),
        }

    def write(self, folder: Path) -> Path:
        """Write result.json."""
        text = json.dumps(self.to_dict(), indent=1, ensure_ascii=False)
        write_whole(folder / "result.json", lambda part: part.write_text(text, encoding="utf-8"))
        return folder / "result.json"

    def __repr__(self) -> str:
        return f"FolderStudy({len(self.report.entries)} sources, {self.report.n_quarantined} quarantined)"

    def _repr_html_(self) -> str:
        report, leaks = self.report, self.leaks
        rows = [
            ("people", str(self.standing)),
            ("profile", report.profile),
            ("sources", f"{len(report.entries):,}"),
            ("de-identified", f"{report.n_deidentified:,}"),
            ("quarantined", f"{report.n_quarantined:,}"),
            ("audit", "none" if leaks is None else str(leaks.verdict).replace("_", " ").lower()),
        ]
        return html_table("The folder", ("", "value"), rows)


def deidentify_and_audit(
    source: str | Path = "",
    *,
    output_dir: str | Path,
    destination: str | Path = "",
    profile: str | Profile = "basic",
    key: str | Path = "",
    people: str | Path = "",
    audit: bool = True,
    workers: int = 1,
    seed: int = 7,
    progress: Callable[[Entry, int], None] | None = None,
) -> FolderStudy:
    """De-identify a folder, then search what was handed on for every identifier of the source.

    Parameters
    ----------
    source : path
        Folder, archive or file; a simulated hospital's folder is made when empty.
    output_dir : path
        For everything whose place is not given.
    destination : path
        For what is handed on; ``deidentified`` in the output folder when empty.
    profile : str or Profile, default "basic"
    key : path
        File with the project's key; made, for its owner alone, where there is none.
    people : path
        Table of whose files are where; see `People.read`.
    audit : bool, default True
    workers : int, default 1
    seed : int
        Of the simulated hospital.
    progress : callable, optional
        Called with every finished entry and the number of sources.

    Raises
    ------
    PrivacyInputError
        If the source is not there, or the destination is another run's.
    """
    start = time.perf_counter()
    output, standing = Path(output_dir), Standing.REAL if source else Standing.SIMULATED
    folder = Path(source) if source else simulated_hospital(output / HOSPITAL, seed=seed)
    if not folder.exists():
        raise PrivacyInputError(
            "deidentify_and_audit: the source is not there. Name a folder, archive or file."
        )
    key_file = Path(key) if key else _private_folder(output / OWNERS) / KEY
    target = Path(destination) if destination else output / HANDED_ON
    ProjectKey.ensure(key_file)
    target.parent.mkdir(parents=True, exist_ok=True)
    report = deidentify(
        folder,
        profile,
        key_file,
        destination=target,
        people=People.read(people) if people else None,
        owners_list=owners_list_beside(key_file),
        workers=workers,
        progress=progress,
    )
    return FolderStudy(
        report=report,
        leaks=_audited(folder, target) if audit else None,
        standing=standing,
        source=folder,
        destination=target,
        key_file=key_file,
        parameters={
            "profile": report.profile,
            "people_listed": bool(people),
            "audit": audit,
            "seed": None if source else seed,
        },
        seconds=time.perf_counter() - start,
    )


def _audited(source: Path, destination: Path) -> "LeakReport":
    from secured.dans.leaks import audit_folders

    return audit_folders(source, destination)


def _private_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _is(entry: Entry, format: str, reason: str, done: str) -> bool:
    outcome = entry.outcome
    return (
        bool(entry.name)
        and format in ("", outcome.format)
        and reason in ("", str(outcome.reason))
        and (not done or outcome.counts.get(done, 0) > 0)
    )
