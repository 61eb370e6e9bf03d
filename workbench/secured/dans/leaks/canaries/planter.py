# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Fill a folder with files of every format for one person who does not exist."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.dans.leaks.canaries.genomes import plant_plink, plant_vcf
from secured.dans.leaks.canaries.images import plant_dicom
from secured.dans.leaks.canaries.manifest import CanaryPerson, Planted, Planting
from secured.dans.leaks.canaries.records import plant_fhir, plant_note
from secured.dans.leaks.canaries.signals import plant_edf, plant_wearable, plant_wfdb
from secured.dans.leaks.canaries.volumes import plant_bids, plant_nifti

__all__ = ["FORMATS", "CanaryPlanter"]

PLANTERS: Mapping[str, Callable[[Planting, str], None]] = {
    "dicom": plant_dicom,
    "nifti": plant_nifti,
    "bids": plant_bids,
    "edf": plant_edf,
    "wfdb": plant_wfdb,
    "wearable": plant_wearable,
    "vcf": plant_vcf,
    "plink": plant_plink,
    "fhir": plant_fhir,
    "note": plant_note,
}
FORMATS = (*PLANTERS, "zip")


@dataclass(frozen=True, kw_only=True)
class CanaryPlanter:
    """Make files of every format for one person, with a traceable string in every field that may identify.

    All files lie below ``sub-ID``, ID being the person's number, which is in the files too wherever their format has a
    place for it. No file is real; the pixels and samples are noise.

    Parameters
    ----------
    seed : int, default 0
        The same seed makes the same person and strings.
    formats : tuple of str
        Which to make, see `FORMATS`; ``zip`` packs what was made before into an archive too.
    """

    seed: int = 0
    formats: tuple[str, ...] = FORMATS

    def __post_init__(self) -> None:
        unknown = set(self.formats) - set(FORMATS)
        if unknown:
            raise PrivacyInputError(
                f"CanaryPlanter: there is no format {min(unknown)}. Choose from {', '.join(FORMATS)}."
            )

    def plant(self, folder: str | Path) -> Planted:
        """Fill a folder that does not exist yet, or is empty.

        Raises
        ------
        PrivacyInputError
            If something is there already.
        MissingDependency
            If a package that a format needs is not installed.
        """
        folder = Path(folder)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise PrivacyInputError(f"CanaryPlanter: {folder.name} is not empty. Name a new folder.")
        rng = np.random.default_rng(self.seed)
        person = CanaryPerson.drawn(rng)
        planting = Planting(folder=folder, person=person, rng=rng)
        for name, plant in PLANTERS.items():
            drawn = np.random.default_rng([self.seed, *name.encode()])  # the same whatever else is made
            planting.rng = drawn
            if name in self.formats:
                plant(planting, f"sub-{person.id}")
        if "zip" in self.formats:
            _pack(planting, f"sub-{person.id}/zip/sub-{person.id}.zip")
        return Planted(folder=folder, person=person, canaries=tuple(planting.canaries))


def _pack(planting: Planting, file: str) -> None:
    """All files so far, in one archive, in a fixed order and with fixed times."""
    target = planting.path(file)
    made = sorted(path for path in planting.folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in made:
            name = path.relative_to(planting.folder).as_posix()
            member = zipfile.ZipInfo(name, (2011, 1, 1, 0, 0, 0))
            archive.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)
    for one in list(planting.canaries):
        planting.known(file, f"zip {one.field}", one.text, one.kind)
