# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A folder as a hospital might have it, of people who do not exist: every format, an MR study, and files that are broken."""

from pathlib import Path

from secured.common import PrivacyInputError
from secured.studies.files.simulated_head import write_simulated_head

__all__ = ["simulated_hospital"]

MADE = "simulated.txt"  # says that a folder is complete, and with which seed


def simulated_hospital(folder: str | Path, *, n_people: int = 2, seed: int = 7) -> Path:
    """Make the folder, the same for the same seed; one that is there already is used as it is.

    Each ward has the files of one person, with a traceable string in every field that may identify. Beside them lie
    a head with a face, an MR study in which every identifying attribute is filled, and files that cannot be handed on:
    cut off in the middle, empty, of no known format.

    Parameters
    ----------
    folder : path
    n_people : int, default 2
        Wards.
    seed : int, default 7

    Returns
    -------
    Path
        The part of the folder that holds the files.

    Raises
    ------
    PrivacyInputError
        If the folder is something else's.
    """
    from secured.dans.dicom.canary_study import canary_study
    from secured.dans.leaks import CanaryPlanter

    folder, made_with = Path(folder), f"simulated hospital, {n_people} people, seed {seed}\n"
    files = folder / "files"
    if (folder / MADE).is_file() and (folder / MADE).read_text() == made_with:
        return files
    if folder.exists() and any(folder.iterdir()):
        raise PrivacyInputError(
            f"simulated_hospital: {folder.name} holds something else. Name a new folder, or remove it."
        )
    people = [CanaryPlanter(seed=seed + at).plant(files / f"ward{at + 1}").person for at in range(n_people)]
    person = people[0]
    head = files / "archive" / f"sub-{person.id}" / "anat" / f"sub-{person.id}_run-2_T1w.nii.gz"
    write_simulated_head(head, seed=seed, description=f"{person.given} {person.family}")
    instances = canary_study(seed=seed).write(files / "archive" / "mr")
    incoming = files / "incoming"
    incoming.mkdir()
    whole = instances[0].read_bytes()
    (incoming / "interrupted.dcm").write_bytes(whole[: len(whole) // 2])
    (incoming / "empty.dcm").write_bytes(b"")
    (incoming / "scan.raw").write_bytes(bytes(range(256)) * 4)
    (folder / MADE).write_text(made_with)
    return files
