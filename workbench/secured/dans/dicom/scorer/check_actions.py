# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The ten actions: whether a de-identified data set shows what an answer key asks for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.outcome import Quarantined
from secured.dans.dicom.pixels.pixel_frames import StoredFrames
from secured.dans.dicom.scorer.answer_key import Action, Check

if TYPE_CHECKING:
    from pydicom import DataElement, Dataset

__all__ = ["Evidence", "holds", "pixel_digest"]

WORDLESS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "in",
        "into",
        "is",
        "it",
        "its",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "she",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "which",
        "with",
        "you",
        "your",
    ]
)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What checks are made against.

    Parameters
    ----------
    uids, patients : mapping of str to str
        New identifiers by the old ones.
    read_text : callable or None
        Reads the characters in an array (height, width), or (height, width, 3); without it hidden pixels are not judged.
    """

    uids: Mapping[str, str]
    patients: Mapping[str, str]
    read_text: Callable[[np.ndarray], str] | None = field(default=None, repr=False)


def holds(check: Check, dataset: Dataset, evidence: Evidence) -> bool | None:
    """Say whether a data set shows what a check asks for; None where that cannot be judged."""
    if check.action is Action.PIXELS_HIDDEN:
        return _hidden(check, dataset, evidence.read_text)
    if check.action is Action.PIXELS_RETAINED:
        return None if not check.value else pixel_digest(dataset) == check.value
    if check.place is None:
        return None
    element = check.place.of(dataset)
    texts = _texts(element)
    match check.action:
        case Action.TAG_RETAINED:
            return element is not None
        case Action.TEXT_NOTNULL:
            return bool("".join(texts).strip())
        case Action.TEXT_RETAINED:
            return _tokens(check.text or check.value, all_of_them=True) <= _tokens(
                " ".join(texts), all_of_them=True
            )
        case Action.TEXT_REMOVED:
            return not _still_there(check.text or check.value, " ".join(texts))
        case Action.DATE_SHIFTED:
            return check.value.strip() not in texts
        case Action.UID_CHANGED:
            return not set(_split(check.value)) & set(texts)
        case Action.UID_CONSISTENT:
            return texts == [evidence.uids.get(uid) for uid in _split(check.value)]
        case Action.PATID_CONSISTENT:
            return texts == [evidence.patients.get(check.value.strip())]


def pixel_digest(dataset: Dataset) -> str | None:
    """Return SHA-256 of the decoded values, little-endian, whatever they are compressed with; None where they fail."""
    try:
        values = StoredFrames.of(dataset).values
    except Quarantined:
        return None
    return hashlib.sha256(values.astype(values.dtype.newbyteorder("<")).tobytes()).hexdigest()


def _texts(element: DataElement | None) -> list[str]:
    """An element's values as text; of bytes, what can be read of them."""
    if element is None or element.value is None:
        return []
    if element.VR == "SQ":
        return [text for item in element.value for inner in item for text in _texts(inner)]
    values = (
        [element.value] if isinstance(element.value, (str, bytes)) or element.VM <= 1 else list(element.value)
    )
    return [_text(value) for value in values]


def _text(value: Any) -> str:
    return value.decode("latin-1").strip(" \0") if isinstance(value, bytes) else str(value).strip(" \0")


def _split(value: str) -> list[str]:
    """The values of a multiple value as keys write it: with backslashes, or as a list of quoted texts."""
    return [part.strip(" '\"[]") for part in re.split(r"\\|,", value)]


def _tokens(text: str, *, all_of_them: bool = False) -> set[str]:
    words = set(re.findall(r"\w+", text.casefold().replace("_", " ")))
    return words if all_of_them else {word for word in words if len(word) > 1 and word not in WORDLESS}


def _still_there(text: str, new: str) -> bool:
    """Whether a telling word of a text is in what there is now; a text without telling words counts as a whole."""
    words = _tokens(text)
    return bool(words & _tokens(new)) if words else bool(text.strip()) and text.strip() == new.strip()


def _hidden(check: Check, dataset: Dataset, read_text: Callable[[np.ndarray], str] | None) -> bool | None:
    if read_text is None:
        return None
    try:
        box = json.loads(check.text)
        (left, top), (right, bottom), words = box["top_left"], box["bottom_right"], str(box["text"])
        rows, columns = slice(int(top), int(bottom)), slice(int(left), int(right))
    except (ValueError, KeyError, TypeError):
        raise PrivacyInputError(
            "Check: hidden pixels need JSON with text, top_left and bottom_right in action_text."
        ) from None
    try:
        frames = StoredFrames.of(dataset).pictures(dataset)
    except Quarantined:
        return False
    return not any(_still_there(words, read_text(frame[rows, columns])) for frame in frames)
