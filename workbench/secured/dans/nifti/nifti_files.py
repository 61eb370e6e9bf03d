# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""NIfTI volumes and what lies around them: SPM's matrices, and the sidecars and tables of BIDS."""

from collections import Counter
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Literal

from secured.common.errors import PrivacyInputError
from secured.common.methods import method
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, People, Source, Stage
from secured.dans.nifti import bids_json, bids_tables
from secured.dans.nifti.bids_names import BidsName, bids_name, person_of, place
from secured.dans.nifti.face_removal import defaced_voxels
from secured.dans.nifti.faces import may_show_a_face
from secured.dans.nifti.removed_texts import removed_texts
from secured.dans.nifti.spm_matrices import clean_matrices, is_matlab
from secured.dans.nifti.volume_header import VolumeHeader, kind_of_header, read_header
from secured.dans.nifti.volumes import VolumeFiles, copy_volume
from secured.dans.nifti.voxel_stream import first_bytes, is_packed

__all__ = ["NiftiFiles"]

DATASET_FILES = ("participants.tsv", "participants.json", "dataset_description.json")
PAIRS = {".hdr": ".img", ".hdr.gz": ".img.gz"}


@method(
    name="NIfTI and BIDS files",
    engine="dans",
    modality="volume",
    goal="rebuild volumes, SPM matrices and BIDS sidecars from geometry and closed lists; take faces away",
    section="4.1",
    source="Gorgolewski et al. 2016, doi:10.1038/sdata.2016.44; Gulban et al. 2022, pydeface, doi:10.5281/zenodo.6856482",
)
@dataclass(frozen=True, kw_only=True)
class NiftiFiles:
    """Clean NIfTI-1 and NIfTI-2 volumes, packed or not, pairs of `.hdr` and `.img`, and BIDS around them.

    Headers are written anew from the fields of geometry; texts and extensions are dropped; the bytes of the voxels
    are copied, except for those of a face. A pair becomes one file. Files that are named after BIDS keep their
    place in a dataset, with pseudonyms and codes for labels; all others get a code for a name.

    Parameters
    ----------
    deface : {"registered", "quickshear", "none"}, default "registered"
        How a face is taken away: by a mask that is laid on the head, by a plane in front of the brain, or not at all.
    without_face : tuple of str
        Shell patterns of names that the owner knows to show no face, such as ``*/abdomen/*``.
    dates : {"shift", "remove"}, default "shift"
        What becomes of times of acquisition in tables of scans and sessions.
    participant_columns : tuple of str, default age, sex, handedness, group
        What is kept of participants.
    people : People
        Whose a subject's label is, for the table of all participants; the owner's list.

    References
    ----------
    Gorgolewski et al. 2016, doi:10.1038/sdata.2016.44. D2.1 section 4.1.
    """

    deface: Literal["registered", "quickshear", "none"] = "registered"
    without_face: tuple[str, ...] = ()
    dates: Literal["shift", "remove"] = "shift"
    participant_columns: tuple[str, ...] = ("age", "sex", "handedness", "group")
    people: People = field(default=People(), repr=False)

    def __post_init__(self) -> None:
        if self.deface not in ("registered", "quickshear", "none"):
            raise PrivacyInputError(
                f"NiftiFiles: deface={self.deface!r} is unknown. Use registered, quickshear or none."
            )
        if self.dates not in ("shift", "remove"):
            raise PrivacyInputError(f"NiftiFiles: dates={self.dates!r} is unknown. Use shift or remove.")
        for column in self.participant_columns:
            if not column.isascii() or not column.isidentifier():
                raise PrivacyInputError("NiftiFiles: a name in participant_columns is no plain word.")

    @property
    def name(self) -> str:
        """The format's name."""
        return "nifti"

    def prepared(self, files: tuple[Path, ...], people: People) -> "NiftiFiles":
        """Return the format with the owner's list, for tables that name many people."""
        return replace(self, people=people)

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the header's size and magic word, MATLAB's signature, or a name that is BIDS's alone."""
        if kind_of_header(first_bytes(head)) is not None or is_matlab(head):
            return True
        return path.name in DATASET_FILES or _is_bids_text(path)

    def companions(self, path: Path) -> tuple[Path, ...]:
        """The file of voxels that belongs to a header of its own."""
        ending = _ending(path)
        image = path.with_name(path.name[: len(path.name) - len(ending)] + PAIRS.get(ending, ""))
        return (image,) if ending in PAIRS and image.is_file() else ()

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write the file anew.

        Raises
        ------
        Quarantined
            If it is broken, shorter or longer than it says, or shows a face that cannot be located.
        """
        work = _Work(format=self, source=source, identities=identities, stage=stage)
        with source.main.open("rb") as file:
            head = file.read(4096)
        if kind_of_header(first_bytes(head)) is not None:
            work.volume(is_packed(head), first_bytes(head))
        elif is_matlab(head):
            work.matrices()
        elif source.main.name in DATASET_FILES:
            work.dataset_file()
        elif work.bids is not None and work.bids.ending == ".json":
            work.sidecar(work.bids)
        elif work.bids is not None and _is_bids_text(source.main):
            work.table(work.bids)
        else:
            raise Quarantined(Reason.MALFORMED, "The file is no NIfTI volume.")
        known = (source.person.id, *source.person.known) if source.person else ()
        return Cleaned(counts=dict(work.counts), identifiers=work.removed | removed_texts(known, words=True))


def _ending(path: Path) -> str:
    return "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix


def _is_bids_text(path: Path) -> bool:
    """A sidecar, a table or gradients: nothing in their content says what they are, so the whole name must."""
    name = bids_name(path.name)
    if name is None:
        return False
    if name.ending == ".tsv":
        return name.suffix in ("scans", "sessions", "events")
    if name.ending in (".bval", ".bvec"):
        return name.suffix == "dwi"
    return name.ending == ".json"


@dataclass(kw_only=True, repr=False)
class _Work:
    """One source on its way."""

    format: NiftiFiles
    source: Source
    identities: Identities
    stage: Stage
    counts: Counter[str] = field(default_factory=Counter)
    removed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.bids = bids_name(self.source.name)
        self.person = self.source.person.id if self.source.person else None
        if self.person is None and self.bids is not None and self.bids.subject is not None:
            self.person = person_of(self.bids.subject, self.source.name, self.format.people)
        if self.bids is not None and self.bids.subject is not None:
            self.removed |= removed_texts([self.bids.subject])

    @property
    def owner(self) -> str:
        """Whose folder the output goes to."""
        if self.person is not None and (self.bids is None or self.bids.subject is not None):
            return self.identities.pseudonym(self.person)
        return self.identities.code("dataset", str(PurePosixPath(self.source.name).parent))

    def place(self, ending: str) -> str:
        if self.bids is not None:
            person = self.person if self.bids.subject is not None else None
            return place(self.bids, person, self.owner, self.identities, ending)
        name = self.source.name[: len(self.source.name) - len(_ending(Path(self.source.name)))]
        code = self.identities.code("file", name)  # the same for a volume and its matrices
        return f"{self.owner if self.person is not None else code}/nifti/{code}{ending}"

    def volume(self, packed: bool, head: bytes) -> None:
        header = read_header(head)
        files = VolumeFiles(header=self.source.main, voxels=self._voxels(header))
        self.removed |= removed_texts(header.texts)
        output = self.stage.new(self.place(".nii.gz" if packed else ".nii"))
        how = self.format.deface
        if how != "none" and self._shows_a_face(header):
            mask, fill = defaced_voxels(files, header, how)
            self.counts["faces removed"] += 1
            self.counts["voxels removed"] += int(mask.sum())
            copy_volume(files, output, packed, mask, fill)
        else:
            copy_volume(files, output, packed)
        self.counts["headers"] += 1

    def _voxels(self, header: VolumeHeader) -> Path:
        if header.kind == "single" and len(self.source.files) > 1:
            raise Quarantined(
                Reason.INCONSISTENT, "The header says that voxels follow it, and they lie beside it too."
            )
        if header.kind == "single":
            return self.source.main
        if len(self.source.files) < 2:
            raise Quarantined(Reason.INCOMPLETE, "The file of the voxels is missing.")
        return self.source.files[1]

    def _shows_a_face(self, header: VolumeHeader) -> bool:
        if any(fnmatchcase(self.source.name, pattern) for pattern in self.format.without_face):
            return False
        return may_show_a_face(header, self.bids)

    def matrices(self) -> None:
        content, dropped = clean_matrices(self.source.main)
        self._write(".mat", content)
        self.counts["variables dropped"] += dropped

    def sidecar(self, name: BidsName) -> None:
        content = bids_json.read_json(self.source.main)
        person = self.person if name.subject is not None else None
        clean, removed = bids_json.clean_sidecar(content, name, person, self.owner, self.identities)
        self.removed |= removed
        self.counts["terms dropped"] += len(content.keys() - clean.keys())
        self._write(".json", bids_json.as_json(clean))

    def table(self, name: BidsName) -> None:
        path = self.source.main
        if name.ending != ".tsv":
            self._write(name.ending, bids_tables.clean_gradients(path))
            return
        if self.person is None:
            raise Quarantined(Reason.NO_PERSON, "Nobody says whose the table is.")
        if name.suffix == "events":
            table = bids_tables.clean_events(path, self.identities)
        else:
            table = bids_tables.clean_scans(path, name, self.person, self.identities, self.format.dates)
        self.removed |= table.removed
        self._write(".tsv", table.written())

    def dataset_file(self) -> None:
        path, columns = self.source.main, self.format.participant_columns
        if path.name == "participants.tsv":
            table = bids_tables.clean_participants(
                path, self.source.name, columns, self.format.people, self.identities
            )
            self.removed |= table.removed
            content = table.written()
        else:
            old = bids_json.read_json(path)
            new = (
                bids_tables.dictionary_of(old, columns)
                if path.name == "participants.json"
                else bids_json.clean_dataset_description(old)
            )
            content = bids_json.as_json(new)
            own = content.decode().lower()  # in words of our own, which the old file may have too
            texts = removed_texts(bids_json.texts_in(old))
            self.removed |= frozenset(one for one in texts if one.lower() not in own)
        self.stage.new(f"{self.owner}/nifti/{path.name}").write_bytes(content)
        self.counts["files of a dataset"] += 1

    def _write(self, ending: str, content: bytes) -> None:
        self.stage.new(self.place(ending)).write_bytes(content)
