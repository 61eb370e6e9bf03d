# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""DICOM files: the Basic Application Level Confidentiality Profile with its options."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from secured.common.methods import method
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, Source, Stage
from secured.dans.dicom.options import DicomOptions

if TYPE_CHECKING:
    from pydicom import Dataset

    from secured.dans.dicom.pixels import PixelCleaner
    from secured.dans.dicom.strict_reader import StrictFile

__all__ = ["DicomFiles"]

DOCUMENTS = "1.2.840.10008.5.1.4.1.1.104."
REPORTS = "1.2.840.10008.5.1.4.1.1.88."
DIRECTORY = "1.2.840.10008.1.3.10"


@method(
    name="DICOM de-identification",
    engine="dans",
    modality="dicom",
    goal="remove, replace or map every attribute that identifies, at every depth, by the standard's own table",
    section="4.1",
    source="DICOM PS3.15 2026d, Annex E",
)
@dataclass(frozen=True, kw_only=True)
class DicomFiles:
    """De-identify DICOM files.

    Parameters
    ----------
    options : DicomOptions
        What is kept beyond the Basic Profile.
    pixels : PixelCleaner or None
        Looks for writing in the images and blanks it: the Clean Pixel Data Option. Without it, images that may
        hold writing are quarantined.
    accept_unreviewed_pixels : bool, default False
        Hand on images that may hold writing as they are: for folders that a person has looked through.

    References
    ----------
    DICOM PS3.15, Annex E; PS3.16, CID 7050.
    """

    options: DicomOptions = field(default_factory=DicomOptions)
    pixels: "PixelCleaner | None" = None
    accept_unreviewed_pixels: bool = False

    @property
    def name(self) -> str:
        """``dicom``."""
        return "dicom"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether a file is DICOM: by its prefix, or by its first element where the preamble is missing."""
        from secured.dans.dicom.strict_reader import looks_bare

        return head[128:132] == b"DICM" or looks_bare(head)

    def companions(self, path: Path) -> tuple[Path, ...]:
        """Return nothing: every DICOM file stands alone."""
        return ()

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write the cleaned file to ``<pseudonym>/dicom/<study>/<series>/<instance>.dcm``.

        Raises
        ------
        Quarantined
            If the file cannot be read to its last byte, is a directory or a document, may have writing in its
            images, or the written file does not stand up to a second look.
        """
        from secured.dans.dicom.strict_reader import strict_file

        with strict_file(source.main) as read:
            return self._deidentify(read, source, identities, stage)

    def _deidentify(
        self, read: "StrictFile", source: Source, identities: Identities, stage: Stage
    ) -> Cleaned:
        from secured.dans.dicom.known_identifiers import KnownIdentifiers
        from secured.dans.dicom.method_record import record_method
        from secured.dans.dicom.walker import Walker
        from secured.dans.dicom.written_file import verify, write

        dataset = read.dataset
        _refuse(dataset, image=read.pixels is not None)
        person = _person(dataset, source)
        known = KnownIdentifiers.of(dataset, self.options.chosen, source.person)
        report = str(dataset.SOPClassUID).startswith(REPORTS)
        walker = Walker(self.options, identities, person, known, report=report)
        clean = walker.clean(dataset)
        counts = {**walker.counts, "padding_bytes_dropped": read.padding}
        _complete(clean, identities.pseudonym(person), instance=bool(_uid(dataset, "StudyInstanceUID")))
        syntax = read.syntax
        cleaner = self._cleaner(dataset, read)
        if cleaner is not None:
            syntax = _clean_pixels(cleaner, clean, read, counts)
        record_method(clean, self.options, pixels_cleaned=cleaner is not None)
        pseudonym = identities.pseudonym(person)
        path = stage.new(f"{pseudonym}/dicom/{_place(dataset, clean, identities)}")
        write(path, clean, read, syntax)
        verify(path, known, walker.made, private=self.options.retain_safe_private)
        return Cleaned(
            counts={name: count for name, count in counts.items() if count}, identifiers=known.values
        )

    def _cleaner(self, dataset: "Dataset", read: "StrictFile") -> "PixelCleaner | None":
        """The cleaner, where there are pixels to be cleaned."""
        from secured.dans.dicom.element_scan import FLOATS

        if read.pixels is None or read.pixels.tag in FLOATS:
            return None
        if self.pixels is None and not self.accept_unreviewed_pixels:
            from secured.dans.dicom.pixels import needs_review

            if needs_review(dataset):
                raise Quarantined(
                    Reason.BURNED_IN_TEXT,
                    "The image is of a kind that may have writing in it, and no pixels are cleaned.",
                )
        return self.pixels


def _refuse(dataset: "Dataset", *, image: bool) -> None:
    """Refuse directories, documents and what is no composite object of the standard."""
    from pydicom.uid import UID_dictionary

    kind = str(dataset.get("SOPClassUID", ""))
    if kind == DIRECTORY or "DirectoryRecordSequence" in dataset:
        raise Quarantined(
            Reason.DIRECTORY_RECORD, "The file is a DICOMDIR; it lists files and is not handed on."
        )
    if kind.startswith(DOCUMENTS):
        raise Quarantined(
            Reason.ENCAPSULATED_DOCUMENT, "The file holds a document, which is not looked into."
        )
    if kind not in UID_dictionary:
        raise Quarantined(Reason.UNSUPPORTED, "The file is of no SOP class of the standard.")
    if not image and UID_dictionary[kind][0].endswith("Image Storage"):
        raise Quarantined(Reason.TRUNCATED, "The file is an image without pixel data.")
    if not _uid(dataset, "SOPInstanceUID"):
        raise Quarantined(Reason.MALFORMED, "SOPInstanceUID is missing.")


def _uid(dataset: "Dataset", keyword: str) -> str:
    """A single identifier, or nothing."""
    value = dataset.get(keyword)
    return value.strip("\0 ") if isinstance(value, str) else ""


def _place(dataset: "Dataset", clean: "Dataset", identities: Identities) -> str:
    """Where the instance goes in its study; palettes, for instance, belong to none."""
    parts = []
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
        uid = _uid(clean, keyword)
        if set(uid) - set("0123456789.") or not uid.strip(
            "."
        ):  # none, or kept by option and no identifier at all
            uid = identities.uid(f"no {keyword} of {_uid(dataset, 'SOPInstanceUID')}")
        parts.append(uid)
    return f"{'/'.join(parts)}.dcm"


def _person(dataset: "Dataset", source: Source) -> str:
    """Whose the file is: by the owner, by its own number, or else the study stands for the person."""
    if source.person is not None:
        return source.person.id
    number = str(dataset.get("PatientID") or "").replace("\0", " ").strip()
    return number or f"study {_uid(dataset, 'StudyInstanceUID') or _uid(dataset, 'SOPInstanceUID')}"


def _complete(clean: "Dataset", pseudonym: str, *, instance: bool) -> None:
    """What every object of a patient has to have."""
    if not instance:
        return
    clean.PatientName = clean.PatientID = pseudonym
    for keyword in ("PatientBirthDate", "PatientSex"):
        if keyword not in clean:
            setattr(clean, keyword, "")


def _clean_pixels(
    cleaner: "PixelCleaner", clean: "Dataset", read: "StrictFile", counts: dict[str, int]
) -> str:
    """Let the cleaner work on the cleaned data set; return the transfer syntax afterwards."""
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID

    from secured.dans.dicom.strict_reader import DEFLATED, EXPLICIT

    pixels = read.pixels
    if pixels is None:
        return read.syntax
    read.file.seek(pixels.value)
    image = read.file.read(read.image_end - pixels.value)
    clean.PixelData = image + bytes(len(image) % 2)
    clean["PixelData"].is_undefined_length = pixels.undefined
    clean["PixelData"].VR = "OB" if pixels.undefined or clean.get("BitsAllocated", 16) <= 8 else "OW"
    clean.file_meta = FileMetaDataset()
    clean.file_meta.TransferSyntaxUID = UID(EXPLICIT if read.syntax == DEFLATED else read.syntax)
    result = cleaner.clean_pixels(clean)
    for name, count in result.counts.items():
        counts[name] = counts.get(name, 0) + count
    syntax = str(clean.file_meta.TransferSyntaxUID)
    if not result.changed:
        del clean.PixelData  # copied from the source as it is
    else:
        for keyword in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths"):
            clean.pop(keyword, None)
    return syntax
