# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The anonymization manager: walk a folder of any formats, hand on what was cleaned, say what was not."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from secured.common.errors import PrivacyInputError
from secured.common.project_key import ProjectKey
from secured.dans.deidentification import Identities, People
from secured.dans.manager.folder_report import Entry, FolderReport
from secured.dans.manager.journal import Journal
from secured.dans.manager.profile import Profile
from secured.dans.manager.profile import profile as profile_named
from secured.dans.manager.run import Run
from secured.dans.manager.work import Worker

__all__ = ["deidentify"]


def deidentify(
    path: str | Path,
    profile: str | Profile = "basic",
    key: ProjectKey | str | Path | None = None,
    *,
    destination: str | Path | None = None,
    people: People | None = None,
    owners_list: str | Path | None = None,
    workers: int = 1,
    progress: Callable[[Entry, int], None] | None = None,
) -> FolderReport:
    """De-identify every file of a folder, whatever the formats; what cannot be cleaned stays where it is.

    Nothing but finished files, and a report without identifiers, is ever in the destination. A run that was
    interrupted, by a kill too, is taken up again by the same call: sources that were handed on and have not
    changed are left as they are.

    Parameters
    ----------
    path : path
        Folder, zip archive or single file; left untouched.
    profile : {"basic", "research"} or Profile
    key : ProjectKey or path of a key file
        The same key gives a person the same pseudonym and the same shift of dates in every call and format.
    destination : path, optional
        The source's name with ``_deidentified`` when not given.
    people : People, optional
        Whose files are where, and what else is known of them.
    owners_list : path, optional
        Where to write which source became what: for the owner alone.
    workers : int, default 1
        Processes; more than one need the key as a file.
    progress : callable, optional
        Called with every finished entry and the number of sources.

    Returns
    -------
    FolderReport

    Raises
    ------
    PrivacyInputError
        If the source is not there, the destination lies in it or was made with another key or profile, or the
        key is missing.

    References
    ----------
    D2.1 section 4.2, the anonymization manager.
    """
    path = Path(path)
    target = Path(destination) if destination is not None else path.with_name(f"{path.stem}_deidentified")
    _check_places(path, target)
    if key is None:
        raise PrivacyInputError(
            "deidentify: key is missing. ProjectKey.generate().write(FILE) makes one; name the file."
        )
    if workers < 1 or (workers > 1 and isinstance(key, ProjectKey)):
        raise PrivacyInputError(
            f"deidentify: workers={workers} needs the key as a file, which each process reads for itself."
            if workers > 1
            else f"deidentify: workers={workers} is not a whole number from 1 on."
        )
    chosen = profile_named(profile) if isinstance(profile, str) else profile
    identities = Identities(key=key if isinstance(key, ProjectKey) else ProjectKey.read(key))
    aside = target.with_name(f".{target.name}.work")
    target.mkdir(parents=True, exist_ok=True)
    aside.mkdir(mode=0o700, exist_ok=True)
    worker = Worker(identities=identities, destination=target, aside=aside)
    journal = Journal(aside / "journal.jsonl", target, f"{chosen.name} {identities.key.fingerprint}")
    run = Run(worker=worker, key=key, workers=workers, journal=journal, progress=progress)
    run.clean_all(path, chosen, people or People())
    report = FolderReport(
        profile=chosen.name,
        key_fingerprint=identities.key.fingerprint,
        entries=tuple(sorted(run.entries.values(), key=lambda one: one.code)),
    )
    report.write(target)
    if owners_list is not None:
        report.write_owners_list(Path(owners_list))
    shutil.rmtree(aside, ignore_errors=True)
    return report


def _check_places(path: Path, target: Path) -> None:
    if not path.exists():
        raise PrivacyInputError(f"deidentify: {path.name} is not there.")
    source, target = path.resolve(), target.resolve()
    if source == target or source in target.parents or target in source.parents:
        raise PrivacyInputError(
            "deidentify: source and destination lie in one another. Choose a folder beside."
        )
    if target.exists() and (not target.is_dir() or not os.access(target, os.W_OK)):
        raise PrivacyInputError(f"deidentify: {target.name} is no folder that can be written.")
