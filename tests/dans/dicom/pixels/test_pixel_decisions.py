# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Decisions on boxes survive a file, and the rule says which images have to be looked at."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset

from secured.common.errors import MissingDependency, PrivacyInputError
from secured.common.outcome import Quarantined, Reason
from secured.dans.dicom.pixels import PixelCleaner, PixelDecisions, TextBox, needs_review, second_look
from secured.dans.dicom.pixels.second_look import can_look, words_in


def test_a_review_is_the_same_after_a_file(tmp_path: Path) -> None:
    box = TextBox(top=1, bottom=2, left=3, right=4, score=8.0, frame=2)
    review = (
        PixelDecisions()
        .decided("2.25.1", rows=9, columns=8, boxes=[box])
        .decided("2.25.2", rows=1, columns=1, boxes=[])
    )
    review.write(tmp_path / "review.json")
    again = PixelDecisions.read(tmp_path / "review.json")
    assert again.images["2.25.1"].boxes == (TextBox(top=1, bottom=2, left=3, right=4),)
    assert (again.images["2.25.2"].boxes, again.images["2.25.2"].rows) == ((), 1)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"format": "other", "images": {}}',
        '{"format": "secured pixel review 1", "images": {"2.25.1": {"rows": 1}}}',
        '{"format": "secured pixel review 1", "images": {"2.25.1": {"rows": 1, "columns": 1, "boxes": [[1, 2, 3]]}}}',
        '{"format": "secured pixel review 1", "images": {"2.25.1": {"rows": 1, "columns": 1, "boxes": [[2, 1, 0, 1]]}}}',
    ],
)  # fmt: skip
def test_other_files_are_no_review(tmp_path: Path, text: str) -> None:
    (tmp_path / "review.json").write_text(text)
    with pytest.raises(PrivacyInputError, match="review"):
        PixelDecisions.read(tmp_path / "review.json")


@pytest.mark.parametrize(
    ("needed", "header"),
    [
        (True, {"Modality": "CT", "BurnedInAnnotation": "YES"}),
        (True, {"Modality": "US"}),
        (False, {"Modality": "US", "BurnedInAnnotation": "NO"}),
        (True, {"Modality": "CT", "BurnedInAnnotation": "NO", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}),
        (True, {"Modality": "CT", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7.4"}),
        (True, {"Modality": "CT", "ImageType": ["DERIVED", "SECONDARY", "MPR"], "BurnedInAnnotation": "NO"}),
        (True, {"Modality": "SM", "ImageType": ["ORIGINAL", "PRIMARY", "LABEL"], "BurnedInAnnotation": "NO"}),
        (True, {"Modality": "MR", "ConversionType": "WSD"}),
        (True, {}),
        (False, {"Modality": "CT", "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"]}),
        (False, {"Modality": "MR", "ImageType": "ORIGINAL"}),
        (False, {"Modality": "CT", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.77"}),
        (True, {"Modality": "ZZ", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.77.1.5.1"}),
        (True, {"Modality": "us "}),
    ],
)
def test_who_has_to_be_reviewed(needed: bool, header: dict[str, object]) -> None:
    dataset = Dataset()
    for name, value in header.items():
        setattr(dataset, name, value)
    assert needs_review(dataset) is needed


def test_the_second_look_says_when_it_cannot_look(monkeypatch: pytest.MonkeyPatch, image) -> None:
    monkeypatch.setattr(second_look.shutil, "which", lambda name: None)
    with pytest.raises(MissingDependency, match="tesseract"):
        words_in(np.zeros((9, 9)))
    with pytest.raises(Quarantined) as caught:
        PixelCleaner(second_look=True).clean_pixels(image(np.zeros((1, 9, 9), "u1")))
    assert caught.value.reason is Reason.DEPENDENCY_MISSING


@pytest.mark.skipif(not can_look(), reason="tesseract is not installed")
def test_the_second_look_refuses_what_it_still_reads(monkeypatch: pytest.MonkeyPatch, image, drawn) -> None:
    frame = np.zeros((120, 420), "u1")
    ink = drawn.glyph_mask("Szabo Istvan", 40)
    frame[40 : 40 + ink.shape[0], 30 : 30 + ink.shape[1]] = (255 * ink).astype("u1")
    assert PixelCleaner(second_look=True).clean_pixels(image(frame[None])).changed
    monkeypatch.setattr("secured.dans.dicom.pixels.pixel_cleaner.find_text", lambda frames: ())
    with pytest.raises(Quarantined) as caught:
        PixelCleaner(second_look=True).clean_pixels(image(frame[None]))
    assert caught.value.reason is Reason.BURNED_IN_TEXT
    assert "Szabo" not in str(caught.value)
