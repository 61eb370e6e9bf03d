# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the header of a released DICOM file still gives away, field by field, before and after de-identification."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from secured.common import Guarantee, Interval, LinkedRelease, PrivacyInputError, ProjectKey, Release
from secured.common.intervals import clopper_pearson
from secured.dans.deidentification import Identities, Source, Stage
from secured.dean.images import FieldPower, Headers, content_hash, linking_power, read_headers
from secured.dean.images.metadata_linkage import MetadataLinkage
from secured.dean.threat_model import Goal, ThreatModel
from secured.studies.images.simulated_archive import SimulatedArchive, simulated_archive

if TYPE_CHECKING:
    from pydicom import Dataset

    from secured.dans.dicom import DicomOptions

__all__ = ["HeaderLinkage", "HeaderRelease", "dicom_metadata_linkage"]

KEY = bytes(range(32))  # everybody knows it: for simulated people only
KNOWN = {"the same study": "the other series of the study", "another visit": "a file of the other visit"}
WITHOUT_NAME = ("PatientName", "PatientID", "PatientBirthDate")


@dataclass(frozen=True, kw_only=True)
class HeaderRelease:
    """One way to clean headers, under one kind of knowledge.

    Parameters
    ----------
    release, known : str
    n : int
        People looked for, all of whom are in the release.
    fields : tuple of FieldPower
    together : Interval
        Share who are found by all fields together (the attack of `MetadataLinkage`).
    pixels : Interval
        Share who are found by the very same image, where the adversary has the released one with any header.
    """

    release: str
    known: str
    n: int
    fields: tuple[FieldPower, ...]
    together: Interval
    pixels: Interval

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "release": self.release,
            "known": self.known,
            "n": self.n,
            "together": _plain(self.together),
            "pixels": _plain(self.pixels),
            "fields": [one.to_dict() for one in self.fields],
        }


@dataclass(frozen=True, kw_only=True)
class HeaderLinkage:
    """Ways to clean by knowledge; people are simulated."""

    standing: str
    releases: tuple[HeaderRelease, ...]

    def of(self, release: str, known: str) -> HeaderRelease:
        """Return one.

        Raises
        ------
        PrivacyInputError
            If there is none.
        """
        for one in self.releases:
            if (one.release, one.known) == (release, known):
                return one
        raise PrivacyInputError(f"HeaderLinkage: no release {release!r} with knowledge {known!r}.")

    def table(self, known: str = "the same study") -> pd.DataFrame:
        """Share found by every field alone, all fields together and the pixels; one column a release."""
        columns = {}
        for one in self.releases:
            if one.known == known:
                shares = {power.field: power.share.point for power in one.fields}
                columns[one.release] = shares | {
                    "all fields together": one.together.point,
                    "the very pixels": one.pixels.point,
                }
        return pd.DataFrame(columns)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; nothing that a header says."""
        return {"standing": self.standing, "releases": [one.to_dict() for one in self.releases]}


def dicom_metadata_linkage(
    *, n_people: int = 40, options: "Mapping[str, DicomOptions] | None" = None, seed: int = 7
) -> HeaderLinkage:
    """Clean a simulated archive in several ways, and look for everybody by what files of theirs share.

    Released is the first series of everybody's first visit. The adversary has the second series of that study, as the
    patient carries it home on a disc, or a file of the other visit.

    Parameters
    ----------
    n_people : int
    options : mapping of name to DicomOptions, optional
        Further ways to clean; the basic profile and three of its options if not given.
    seed : int
    """
    archive = simulated_archive(n_people=n_people, seed=seed)
    first = np.flatnonzero((archive.visits == 0) & (archive.series == 0))
    same = np.flatnonzero((archive.visits == 0) & (archive.series == 1))
    other = np.flatnonzero((archive.visits == 1) & (archive.series == 0))
    sources = [archive.datasets[at] for at in first]
    order = np.random.default_rng([seed, 22]).permutation(n_people)
    made: list[HeaderRelease] = []
    for name, files in _releases(sources, options).items():
        linked = _linked(files, order, name)
        for known, places in zip(KNOWN, (same, other), strict=True):
            own = [archive.datasets[at] for at in places]
            theirs = read_headers(own, subjects=archive.people[places])
            made.append(_attacked(name, known, linked, theirs, archive, files, order))
    return HeaderLinkage(standing="simulated", releases=tuple(made))


def _releases(
    sources: "list[Dataset]", options: "Mapping[str, DicomOptions] | None"
) -> "dict[str, list[Dataset]]":
    from secured.dans.dicom import DicomOptions

    if options is None:
        options = {
            "basic profile": DicomOptions(),
            "basic, dates moved": DicomOptions(retain_longitudinal_modified_dates=True),
            "basic, dates and device kept": DicomOptions(
                retain_longitudinal_full_dates=True, retain_device_identity=True
            ),
            "basic, UIDs kept": DicomOptions(retain_uids=True),
        }
    made = {"as it is": sources, "name removed by hand": [_without_name(one) for one in sources]}
    return made | {name: _cleaned(sources, one) for name, one in options.items()}


def _without_name(dataset: "Dataset") -> "Dataset":
    from copy import deepcopy

    copy = deepcopy(dataset)
    for keyword in WITHOUT_NAME:
        setattr(copy, keyword, "")
    return copy


def _cleaned(sources: "list[Dataset]", options: "DicomOptions") -> "list[Dataset]":
    """De-identify files one by one, with a key of their own project."""
    from pydicom import dcmread, dcmwrite

    from secured.dans.dicom import DicomFiles

    files, identities = DicomFiles(options=options), Identities(key=ProjectKey(KEY))
    cleaned: list[Dataset] = []
    with TemporaryDirectory() as folder:
        for at, dataset in enumerate(sources):
            path = Path(folder) / f"{at}.dcm"
            dcmwrite(path, dataset, enforce_file_format=True)
            stage = Stage(Path(folder) / f"aside{at}")
            files.deidentify(Source(files=(path,), name=path.name), identities, stage)
            cleaned.append(dcmread(stage.files[0]))
            cleaned[-1].PixelData  # noqa: B018  is read while the file is there
    return cleaned


def _linked(files: "list[Dataset]", order: np.ndarray, name: str) -> LinkedRelease:
    """Headers under released numbers; person i of the archive gets number order[i]."""
    headers = read_headers(files, subjects=order)
    headers = headers.take(np.argsort(order))
    release = Release(
        data=headers,
        quasi_identifiers=(),
        sensitive=(),
        method="DICOM de-identification",
        parameters={"release": name},
        seed=None,
        source=headers.fingerprint,
        guarantee=Guarantee(),
    )
    return LinkedRelease(release=release, row_of=order)


def _attacked(
    name: str,
    known: str,
    linked: LinkedRelease,
    theirs: Headers,
    archive: SimulatedArchive,
    files: "list[Dataset]",
    order: np.ndarray,
) -> HeaderRelease:
    released: Headers = linked.release.data
    right = linked.row_of[theirs.people]
    n = len(right)
    threat = ThreatModel(goal=Goal.LINKAGE, knows={KNOWN[known]: 0.0}, population=n, prior=1.0)
    fitted = MetadataLinkage(threat=threat).fit(linked.release, theirs, np.random.default_rng(0))
    scored = fitted.ranked(replace(theirs, subjects=theirs.subjects))
    guesses = scored.guesses(right)
    hits = int(((guesses.ahead == 0) & (guesses.alike == 1)).sum())
    return HeaderRelease(
        release=name,
        known=known,
        n=n,
        fields=linking_power(released, theirs, right),
        together=clopper_pearson(hits, n, 0.025),
        pixels=clopper_pearson(_same_pixels(archive, files), n, 0.025),
    )


def _same_pixels(archive: SimulatedArchive, files: "list[Dataset]") -> int:
    """How many released images are found again by the hash of the original's pixels, whatever the header says."""
    originals = [content_hash(one.pixel_array) for one in archive.datasets]
    first = np.flatnonzero((archive.visits == 0) & (archive.series == 0))
    return sum(
        [at for at, one in enumerate(originals) if one == content_hash(file.pixel_array)] == [place]
        for place, file in zip(first, files, strict=True)
    )


def _plain(interval: Interval) -> dict[str, float]:
    return {"point": interval.point, "low": interval.low, "high": interval.high}
