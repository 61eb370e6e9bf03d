# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a DICOM file tells about a person: a study of nobody, cleaned badly and well, and exercises on it."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from secured.common import ProjectKey, Standing
from secured.dans.deidentification import Identities, Source, Stage
from secured.studies.classroom.exercises import Exercise

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = [
    "NameLeft",
    "burned_in",
    "cleaned",
    "days_between",
    "dicom_headers",
    "names_left",
    "resolved_references",
    "without_name",
]

CLASSROOM_KEY = bytes(range(32))  # a key that everybody knows: for the classroom only
ROWS, COLUMNS = 160, 512


@dataclass(frozen=True, kw_only=True)
class NameLeft:
    """Elements of a header in which a name still stands.

    Parameters
    ----------
    places : tuple of (str, str)
        Where, and what the element is called.
    """

    places: tuple[tuple[str, str], ...]

    def __len__(self) -> int:
        return len(self.places)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(where)}</td><td>{escape(name)}</td></tr>" for where, name in self.places
        )
        return (
            f"<p><strong>The name still stands in {len(self)} elements.</strong></p>"
            f"<table><thead><tr><th>where</th><th>element</th></tr></thead><tbody>{rows}</tbody></table>"
        )


def without_name(dataset: "Dataset") -> "Dataset":
    """Return a copy in which name, number and date of birth of the patient are emptied: what one would do by hand."""
    copy = deepcopy(dataset)
    copy.PatientName = copy.PatientID = copy.PatientBirthDate = ""
    return copy


def names_left(dataset: "Dataset", name: str) -> NameLeft:
    """Look for a name of nobody in every element, at every depth."""
    from secured.dans.dicom.header_changes import dicom_header_changes

    sought = name.split("^")[0].lower()
    header = dicom_header_changes(dataset, dataset, standing=Standing.SIMULATED, values=True)
    return NameLeft(
        places=tuple(
            (one.where, one.name) for one in header.changes if one.values and sought in one.values[0].lower()
        )
    )


def cleaned(datasets: "tuple[Dataset, ...]", *, dates: bool = True) -> "tuple[Dataset, ...]":
    """De-identify images by the Basic Profile; with a key that everybody knows, so for the classroom only.

    Parameters
    ----------
    datasets : tuple of pydicom.Dataset
        Left untouched.
    dates : bool, default True
        Keep dates, moved by the patient's own number of days.
    """
    from pydicom import dcmread, dcmwrite

    from secured.dans.dicom import DicomFiles, DicomOptions

    format = DicomFiles(options=DicomOptions(retain_longitudinal_modified_dates=dates))
    identities, result = Identities(key=ProjectKey(CLASSROOM_KEY)), []
    with TemporaryDirectory() as folder:
        for at, dataset in enumerate(datasets):
            path = Path(folder) / f"{at}.dcm"
            dcmwrite(path, dataset, enforce_file_format=True)
            stage = Stage(Path(folder) / f"aside{at}")
            format.deidentify(Source(files=(path,), name=path.name), identities, stage)
            result.append(dcmread(stage.files[0]))
            result[-1].PixelData  # noqa: B018  is read while the file is there
    return tuple(result)


def days_between(first: "Dataset", second: "Dataset") -> int:
    """Days from one study date to another."""
    days = [
        date.fromisoformat(f"{one[:4]}-{one[4:6]}-{one[6:8]}") for one in (first.StudyDate, second.StudyDate)
    ]
    return (days[1] - days[0]).days


def resolved_references(datasets: "tuple[Dataset, ...]") -> int:
    """How many images refer to another image that is among them."""
    known = {one.SOPInstanceUID for one in datasets}
    return sum(
        one.ReferencedImageSequence[0].ReferencedSOPInstanceUID in known
        for one in datasets
        if one.get("ReferencedImageSequence")
    )


def burned_in(name: str, seed: int) -> np.ndarray:
    """One frame of grey noise with a name written into its corner, as scanned films and ultrasound have it."""
    from secured.dans.leaks.canaries.images import lettering

    frame = np.random.default_rng(seed).integers(0, 60, (1, ROWS, COLUMNS)).astype(np.uint8)
    frame[0, lettering(name.replace("^", ", "), ROWS, COLUMNS)] = 255
    return frame


def dicom_headers(datasets: "tuple[Dataset, ...]", frames: np.ndarray, name: str) -> dict[str, Exercise]:
    """The four exercises of the tutorial, answered from the files themselves."""
    from secured.dans.dicom.canary_study import canary_tags
    from secured.dans.dicom.pixels import find_text, mask_boxes

    first, last = datasets[0], datasets[-1]
    listed = canary_tags()
    share = mask_boxes(np.zeros_like(frames), find_text(frames), fill=1).mean()
    return {
        "listed": Exercise(
            question="How many elements of the first image, at every depth, are in the standard's table?",
            answer=sum(int(one.tag) in listed for one in first.iterall()),
            tolerance=0,
            hint="first.iterall() goes through all elements, nested ones too; compare int(element.tag) with the table.",
            explanation="More than a thousand places in one header may say who somebody is.",
        ),
        "left": Exercise(
            question="In how many elements does the name stand after it was removed by hand?",
            answer=len(names_left(without_name(first), name)),
            tolerance=0,
            hint="Empty the three elements with without_name, then count with names_left.",
            explanation="The name is repeated where nobody looks: in comments, in nested sequences, in what technicians typed.",
        ),
        "days": Exercise(
            question="How many days lie between the first and the last image, after all dates were moved?",
            answer=days_between(first, last),
            tolerance=0,
            hint="days_between(clean[0], clean[-1]) takes the study dates of the cleaned images.",
            explanation="Every date of a person moves by the same number of days, so intervals stay what they were.",
        ),
        "covered": Exercise(
            question="Which share of the frame do the boxes cover?",
            answer=float(share),
            tolerance=0.01,
            hint="Cover the boxes in a frame of zeros with ones, mask_boxes(..., fill=1), and take the mean.",
            explanation="A small part of the picture is given up, and with it the name.",
        ),
    }
