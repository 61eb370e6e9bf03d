# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Write a cleaned data set with file meta information of our own, and read again what was written."""

from pathlib import Path
from typing import TYPE_CHECKING

from secured.common.outcome import Quarantined, Reason
from secured.dans.dicom.copied_pixels import copy_pixels
from secured.dans.dicom.known_identifiers import KnownIdentifiers, elements, texts_of
from secured.dans.dicom.quiet_pydicom import quiet_pydicom
from secured.dans.dicom.strict_reader import DEFLATED, EXPLICIT, StrictFile, strict_file
from secured.dans.dicom.vocabulary import names_somebody, words

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["verify", "write"]

IMPLEMENTATION = "2.25.124270438640812436210926853713107624309"
VERSION = "SECURED_1"
TEXTS = {"AE", "AS", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"}
#: Written by us, whatever the patient's name, like the codes of the method: a Mr Profile is no leak.
OWN = frozenset(
    (
        "DeidentificationMethod",
        "LongitudinalTemporalInformationModified",
        "PatientIdentityRemoved",
        "ValueType",
    )
)


def write(path: Path, dataset: "Dataset", source: StrictFile, syntax: str) -> None:
    """Write the data set; where it holds no pixel data of its own, the source's are copied piece by piece.

    Raises
    ------
    Quarantined
        MALFORMED if a value cannot be encoded.
    """
    from pydicom import FileDataset, dcmwrite
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = UID(EXPLICIT if syntax == DEFLATED else syntax)
    meta.ImplementationClassUID, meta.ImplementationVersionName = UID(IMPLEMENTATION), VERSION
    with quiet_pydicom():
        try:
            whole = FileDataset(path, dataset, file_meta=meta, preamble=bytes(128))
            dcmwrite(path, whole, enforce_file_format=True)
        except Exception:  # noqa: BLE001 - pydicom raises many kinds, with content in their messages
            raise Quarantined(
                Reason.MALFORMED, "A value cannot be written as its representation asks."
            ) from None
    if source.pixels and "PixelData" not in dataset:
        with path.open("ab") as out:
            copy_pixels(source, out)


def verify(path: Path, known: KnownIdentifiers, own: set[str], *, private: bool) -> None:
    """Open what was written and look at every element again.

    Raises
    ------
    Quarantined
        LEAK_FOUND if a name, a number or an identifier of the source is there, a private attribute that
        nobody asked for, or bytes behind the image; whatever the strict reader finds.
    """
    with strict_file(path) as written:
        head = written.pixels.start if written.pixels else None
        if written.padding:
            raise Quarantined(Reason.LEAK_FOUND, "Bytes behind the last row were written.")
        if "DeidentificationMethodCodeSequence" in written.dataset:
            del written.dataset.DeidentificationMethodCodeSequence
        for element in elements(written.dataset):
            if element.tag.is_private and not private:
                raise Quarantined(Reason.LEAK_FOUND, "A private attribute was written.")
            for text in texts_of(element):
                if text not in own and element.keyword not in OWN and _names(text, element.VR, known):
                    raise Quarantined(
                        Reason.LEAK_FOUND, f"{element.tag} holds a name or number of the source."
                    )
    with path.open("rb") as file:
        content = file.read(head)
    if any(value.encode() in content for value in known.values if len(value) >= 6):
        raise Quarantined(Reason.LEAK_FOUND, "The written header holds an identifier of the source.")


def _names(text: str, vr: str, known: KnownIdentifiers) -> bool:
    """Whether a text holds a word of the source's; in code strings, a whole word."""
    if vr not in TEXTS:
        return False
    return not known.words.isdisjoint(words(text)) if vr == "CS" else names_somebody(text, known.words)
