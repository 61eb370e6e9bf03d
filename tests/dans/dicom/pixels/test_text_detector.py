# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Text is found and covered, frames without text are left alone, and how often either fails is known."""

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common.errors import PrivacyInputError
from secured.dans.dicom.pixels import TextBox, find_text, mask_boxes, text_lines
from secured.dans.dicom.pixels.second_look import can_look, words_in

PLAIN_SIZES = (12, 14, 16, 20, 24, 32)


def hidden(frame: np.ndarray, glyphs: tuple[np.ndarray, ...]) -> list[bool]:
    """Of each string, whether all of its ink is below a box."""
    boxes = find_text(frame[None])
    mask = mask_boxes(np.zeros((1, *frame.shape[:2])), boxes, 1)[0]
    return [float((ink * (1 - mask)).sum()) < 1e-9 for ink in glyphs]


@pytest.mark.parametrize("ink", [255, 160])
def test_thirty_of_thirty_strings_on_texture(drawn: ModuleType, ink: int) -> None:
    rng = np.random.default_rng(ink)
    found, covered = [], []
    for _ in range(10):
        made = drawn.draw(rng, drawn.texture(rng), sizes=PLAIN_SIZES, ink=ink)
        frame = made.frame.round().astype(np.uint8)
        boxes = find_text(frame[None])
        mask = mask_boxes(np.zeros((1, *frame.shape)), boxes, 1)[0]
        found += [float((glyphs * (1 - mask)).sum()) < 1e-9 for glyphs in made.glyphs]
        covered.append(mask.mean())
    assert (sum(found), len(found)) == (30, 30)
    assert np.mean(covered) < 0.12  # strings and their margins alone take about 0.03


@pytest.mark.slow
@pytest.mark.skipif(not can_look(), reason="tesseract is not installed")
def test_tesseract_reads_the_drawn_strings_and_none_of_the_cleaned(drawn: ModuleType) -> None:
    rng = np.random.default_rng(3)
    before, after = [], []
    for _ in range(2):
        frame = drawn.draw(rng, drawn.texture(rng), sizes=(20, 24, 32), ink=255).frame[None].astype(np.uint8)
        before += words_in(frame[0])
        after += words_in(mask_boxes(frame, find_text(frame))[0])
    assert len(before) >= 6
    assert not set(after) & set(before)


def test_twenty_frames_without_text_are_left_alone(drawn: ModuleType) -> None:
    rng = np.random.default_rng(20)
    makers = (drawn.texture, drawn.white_noise, drawn.speckle, drawn.anatomy)
    frames = [make(rng).astype(np.uint8) for make in makers for _ in range(5)]
    assert [len(find_text(frame[None])) for frame in frames] == [0] * 20


# strings of 15 (64 px: 10) whose ink is wholly covered; each floor is what this seed gives, less one or two
HARDER = {
    "black on white texture": ({"sizes": (12, 16, 24), "ink": 10}, "bright", 15),
    "turned a quarter": ({"sizes": (12, 16, 24), "ink": 200, "turn": 1}, "texture", 15),
    "turned three quarters": ({"sizes": (12, 16, 24), "ink": 200, "turn": 3}, "texture", 15),
    "8 px on black": ({"sizes": (8,), "ink": 255}, "black", 15),
    "10 px on texture": ({"sizes": (10,), "ink": 255}, "texture", 15),
    "over anatomy": ({"sizes": (12, 16, 24), "ink": 255}, "anatomy", 14),
    "over speckle": ({"sizes": (12, 16, 24), "ink": 255}, "speckle", 14),
    "64 px": ({"sizes": (64,), "ink": 220, "strings": 2}, "texture", 9),
    "grey 160 on white noise": ({"sizes": PLAIN_SIZES, "ink": 160}, "white_noise", 13),
    "8 px over anatomy": ({"sizes": (8,), "ink": 255}, "anatomy", 11),
    "45 grey values above anatomy": (
        {"sizes": (12, 16, 24), "ink": lambda ground: ground.mean() + 45},
        "anatomy",
        6,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HARDER)
def test_harder_text_is_found_as_often_as_the_documentation_says(drawn: ModuleType, name: str) -> None:
    options, ground, floor = HARDER[name]
    rng = np.random.default_rng(11)
    grounds = {"black": lambda rng: np.zeros(drawn.SHAPE), "bright": lambda rng: 255 - drawn.texture(rng)}
    make = grounds.get(ground) or getattr(drawn, ground)
    found = []
    for _ in range(5):
        made = drawn.draw(rng, make(rng), **options)
        found += hidden(made.frame, made.glyphs)
    assert sum(found) >= floor, (sum(found), len(found))


def test_colour_on_a_ground_of_the_same_grey_is_found(drawn: ModuleType) -> None:
    ink = drawn.glyph_mask("MRN 4829131", 20)[..., None]
    frame = np.full((60, 240, 3), 128.0)
    place = frame[20 : 20 + ink.shape[0], 30 : 30 + ink.shape[1]]
    place[:] = place * (1 - ink) + np.array([255, 90, 38]) * ink
    boxes = find_text(frame[None].astype(np.uint8))
    assert any(box.left <= 30 and box.right >= 30 + ink.shape[1] for box in boxes)


def test_text_of_one_frame_is_covered_in_all(drawn: ModuleType) -> None:
    rng = np.random.default_rng(5)
    frames = np.stack([drawn.texture(rng) for _ in range(3)])
    frames[1] = drawn.draw(rng, frames[1], sizes=(16,), ink=255, strings=1).frame
    boxes = find_text(frames)
    assert boxes and {box.frame for box in boxes} == {1}
    masked = mask_boxes(frames, boxes, -1)
    assert (masked == -1).sum(axis=(1, 2)).tolist() == [int((masked[1] == -1).sum())] * 3


@settings(max_examples=8, deadline=None)
@given(gain=st.floats(0.01, 300), offset=st.floats(-2000, 2000))
def test_the_scale_of_grey_values_does_not_matter(drawn: ModuleType, gain: float, offset: float) -> None:
    rng = np.random.default_rng(8)
    frame = drawn.draw(rng, drawn.texture(rng, shape=(120, 320)), sizes=(16,), ink=200, strings=1).frame

    def places(boxes: tuple[TextBox, ...]) -> np.ndarray:
        return mask_boxes(np.zeros((1, 120, 320), dtype=bool), boxes, True)

    same = places(find_text(frame[None])) == places(find_text(frame[None] * gain + offset))
    assert same.mean() > 0.97  # rounding may move a threshold over a pixel


@pytest.mark.parametrize("at", [(2, 2), (12, 30), (30, 78)])
@pytest.mark.parametrize("value", [65_535, -40_000])
def test_a_defect_pixel_hides_nothing(drawn: ModuleType, at: tuple[int, int], value: int) -> None:
    """In words of 16 bits one pixel can be brighter than all text by hundreds of times."""
    ink = drawn.glyph_mask("DOE^JANE", 12)
    frame = np.zeros((32, 80))
    frame[10 : 10 + ink.shape[0], 9 : 9 + ink.shape[1]] = 250 * ink
    frame[at] = value
    assert len(find_text(frame[None])) == 1


def test_without_the_second_direction_turned_text_is_missed(
    drawn: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(11)
    made = drawn.draw(rng, drawn.texture(rng), sizes=(16,), ink=220, turn=1)
    assert all(hidden(made.frame, made.glyphs))
    monkeypatch.setattr(text_lines, "DIRECTIONS", (False,))
    assert not any(hidden(made.frame, made.glyphs))


def test_margins_of_a_box_keep_descenders_and_accents_inside(drawn: ModuleType) -> None:
    made = drawn.draw(np.random.default_rng(2), np.zeros((100, 400)), sizes=(24,), ink=255, strings=1)
    assert hidden(made.frame, made.glyphs) == [True]


@pytest.mark.parametrize("shape", [(4, 4), (0, 4, 4), (1, 2, 3, 4, 5)])
def test_other_arrays_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(PrivacyInputError, match="find_text"):
        find_text(np.zeros(shape))


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 3, 3), (2, 1, 400), (1, 400, 1, 3)])
def test_tiny_and_flat_frames_hold_no_text(shape: tuple[int, ...]) -> None:
    assert find_text(np.random.default_rng(0).integers(0, 255, shape)) == ()
    assert find_text(np.zeros(shape)) == ()


def test_a_box_outside_of_the_frames_is_refused() -> None:
    with pytest.raises(PrivacyInputError, match="reaches to row 9"):
        mask_boxes(np.zeros((1, 8, 8)), [TextBox(top=0, bottom=9, left=0, right=2)])
    with pytest.raises(PrivacyInputError, match="hold no pixel"):
        TextBox(top=3, bottom=3, left=0, right=2)
