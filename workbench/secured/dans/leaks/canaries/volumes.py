# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""NIfTI volumes with every text field and extension filled, and a BIDS dataset around one."""

import gzip
import json
from typing import Any

import numpy as np

from secured.common.errors import MissingDependency
from secured.dans.leaks.canaries.manifest import Planting

__all__ = ["plant_bids", "plant_nifti"]


def plant_nifti(planting: Planting, folder: str) -> None:
    """Plant a volume as ``.nii``, ``.nii.gz``, NIfTI-2 and the pair ``.hdr`` and ``.img``."""
    for name in ("t1.nii", "t1_packed.nii.gz", "t1_second.nii"):
        _volume(planting, f"{folder}/nifti/{name}", second=name == "t1_second.nii")
    file = f"{folder}/nifti/pair.hdr"
    nibabel = _nibabel()
    pair = nibabel.Nifti1Pair(_noise(planting), np.diag([2.0, 2.0, 2.0, 1.0]))
    _fill(planting, file, pair.header)
    nibabel.save(pair, planting.path(file))


def _volume(planting: Planting, file: str, *, second: bool = False) -> None:
    nibabel = _nibabel()
    kind = nibabel.Nifti2Image if second else nibabel.Nifti1Image
    image = kind(_noise(planting), np.diag([2.0, 2.0, 2.0, 1.0]))
    _fill(planting, file, image.header)
    path = planting.path(file)
    if file.endswith(".gz"):
        name = planting.token(file, "nifti name in gzip header")
        with (
            path.open("wb") as raw,
            gzip.GzipFile(f"{name}.nii", "wb", fileobj=raw, mtime=1_300_000_000) as packed,
        ):
            packed.write(image.to_bytes())
    else:
        nibabel.save(image, path)


def _fill(planting: Planting, file: str, header: Any) -> None:
    """Texts of the header, and three extensions: a DICOM data set, a comment, AFNI's."""
    nifti1 = _nibabel().nifti1
    header["descrip"] = planting.token(file, "nifti descrip")
    header["aux_file"] = planting.token(file, "nifti aux_file")
    header["intent_name"] = planting.token(file, "nifti intent_name")
    if "db_name" in header.keys():  # noqa: SIM118  a header's fields are not its iterator
        header["db_name"] = planting.token(file, "nifti db_name")
    identity, family = planting.names(file, "nifti", "id", "family")
    dicom = b"\x10\x00\x10\x00" + len(family.ljust(10)).to_bytes(4, "little") + family.ljust(10).encode()
    for code, text in (
        (2, dicom),
        (6, f"{identity} {planting.token(file, 'nifti comment extension')}".encode()),
        (4, f'<AFNI_attributes self_idcode="{planting.token(file, "nifti AFNI extension")}"/>'.encode()),
    ):
        header.extensions.append(
            nifti1.Nifti1Extension(code, text) if code != 2 else nifti1.Nifti1Extension(2, text)
        )


def _noise(planting: Planting) -> np.ndarray:
    return planting.rng.integers(0, 1000, (8, 9, 10)).astype(np.int16)


def _nibabel() -> Any:
    try:
        import nibabel
    except ImportError:
        raise MissingDependency(
            "CanaryPlanter: NIfTI needs nibabel. Install with pip install nibabel."
        ) from None
    return nibabel


def plant_bids(planting: Planting, folder: str) -> None:
    """Plant a volume with its sidecar, the list of scans and the list of participants."""
    person = planting.person
    label = folder.rpartition("/")[2]
    volume = f"{folder}/anat/{label}_T1w.nii.gz"
    _volume(planting, volume)
    sidecar = f"{folder}/anat/{label}_T1w.json"
    identity, family, given, address = planting.names(sidecar, "bids", "id", "family", "given", "address")
    planting.known(sidecar, "bids PatientBirthDate", person.born.isoformat(), "date")
    planting.known(sidecar, "bids AcquisitionDateTime", person.visit.date().isoformat(), "date")
    content = {
        "Modality": "MR",
        "RepetitionTime": 2.3,
        "EchoTime": 0.00298,
        "PatientName": f"{family}^{given}",
        "PatientID": identity,
        "PatientBirthDate": person.born.isoformat(),
        "AcquisitionDateTime": person.visit.isoformat(),
        "InstitutionName": planting.token(sidecar, "bids InstitutionName"),
        "InstitutionAddress": address,
        "StationName": planting.token(sidecar, "bids StationName"),
        "DeviceSerialNumber": planting.token(sidecar, "bids DeviceSerialNumber"),
        "SeriesInstanceUID": planting.uid(sidecar, "bids SeriesInstanceUID"),
        "StudyID": planting.token(sidecar, "bids StudyID"),
        "SeriesDescription": planting.token(sidecar, "bids SeriesDescription"),
        "UnknownTerm": {"deep": [planting.token(sidecar, "bids nested unknown term")]},
    }
    planting.path(sidecar).write_text(json.dumps(content, indent=1))
    scans = f"{folder}/{label}_scans.tsv"
    planting.known(scans, "bids acq_time", person.visit.date().isoformat(), "date")
    planting.path(scans).write_text(
        f"filename\tacq_time\toperator\nanat/{label}_T1w.nii.gz\t{person.visit.isoformat()}\t{planting.token(scans, 'bids operator')}\n"
    )
    people = "participants.tsv"
    (identity,) = planting.names(people, "bids", "id")
    planting.known(people, "bids birth_date", person.born.isoformat(), "date")
    planting.path(people).write_text(
        f"participant_id\tsex\tbirth_date\tcomment\nsub-{identity}\tO\t{person.born.isoformat()}\t{planting.token(people, 'bids comment')}\n"
    )
    description = "dataset_description.json"
    content = {"Name": planting.token(description, "bids dataset name"), "BIDSVersion": "1.9.0"}
    planting.path(description).write_text(json.dumps(content, indent=1))
