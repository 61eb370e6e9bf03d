# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The pixel review: boxes are switched, added, applied; pixels reach the page as messages and nothing that is saved."""

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError, ProjectKey, Standing
from secured.dans.deidentification import Identities
from secured.dans.dicom.canary_study import canary_study
from secured.dans.dicom.pixels import PixelCleaner, PixelDecisions, TextBox
from secured.studies.classroom.dicom_headers import burned_in
from secured_widgets import PixelReview
from secured_widgets.live_image import LiveImage
from secured_widgets.picture import as_picture, still
from secured_widgets.pixel_state import PixelState, ReviewedBox

CANARY = b"CANARYPIXELS"
FOUND = (
    TextBox(top=2, bottom=8, left=1, right=30, score=8.1, frame=0),
    TextBox(top=20, bottom=28, left=10, right=36, score=4.4, frame=1),
)


@pytest.fixture
def frames() -> np.ndarray:
    """Two frames of 36 x 30 whose bytes are a canary."""
    return np.frombuffer(CANARY * 180, dtype=np.uint8).reshape(2, 30, 36).copy()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict, list[bytes]]]:
    """What a live picture sends to the page."""
    messages: list[tuple[dict, list[bytes]]] = []
    monkeypatch.setattr(
        LiveImage, "send", lambda self, content, buffers=None: messages.append((content, buffers))
    )
    return messages


def test_boxes_are_switched_added_and_taken_away(frames: np.ndarray) -> None:
    view = PixelReview(frames, FOUND)
    assert view.boxes == FOUND and not view.applied
    view.toggle(1)
    assert view.boxes == FOUND[:1] and "left as it is" in view.said.value
    view.add(left=5, top=10, right=9, bottom=14)
    assert view.boxes[-1] == TextBox(top=10, bottom=14, left=5, right=9)
    view.add(left=9, top=10, right=5, bottom=14)
    view.add(left=0, top=0, right=37, bottom=4)
    assert len(view.state.boxes) == 3 and 'role="alert"' in view.said.value
    view._asked("remove", 0)
    assert len(view.state.boxes) == 3 and "switched off, not taken away" in view.said.value
    view._asked("remove", 2)
    assert len(view.state.boxes) == 2
    view.toggle(99)
    view.toggle(-1)
    assert view.boxes == FOUND[:1]


def test_apply_covers_every_frame_and_only_the_boxes(frames: np.ndarray) -> None:
    applied: list[tuple[TextBox, ...]] = []
    view = PixelReview(frames, FOUND, on_apply=applied.append)
    view.toggle(0)
    view.buttons["Apply"].click()
    assert applied == [FOUND[1:]] and view.applied and "1 box covered" in view.said.value
    masked, inside = view.masked, np.zeros(frames.shape, dtype=bool)
    inside[:, 20:28, 10:36] = True
    assert (masked[inside] == 0).all() and (masked[~inside] == frames[~inside]).all()
    assert bytes(frames[0, 0, :12]) == CANARY  # the frames themselves are as they were
    view.toggle(0)
    assert not view.applied and "not applied yet" in view.to_html()


def test_typed_numbers_add_a_box(frames: np.ndarray) -> None:
    view = PixelReview(frames, ())
    for name, value in {"left": 3, "top": 4, "right": 12, "bottom": 9}.items():
        view.edges[name].value = value
    view.buttons["Add box"].click()
    assert view.boxes == (TextBox(top=4, bottom=9, left=3, right=12),)
    view.buttons["All off"].click()
    assert view.boxes == ()
    view.buttons["All on"].click()
    assert len(view.boxes) == 1


def test_the_page_can_ask_for_nothing_else(frames: np.ndarray, sent: list) -> None:
    view = PixelReview(frames, FOUND)
    sent.clear()
    nonsense: list[Any] = [
        None, 7, "toggle", {}, {"toggle": "0"}, {"toggle": True}, {"add": [1, 2, 3]}, {"add": [1, 2, 3, "4"]},
        {"add": "1234"}, {"ready": 1}, {"frame": 1}, {"remove": None},
    ]  # fmt: skip
    for content in nonsense:
        view.image._receive(view.image, content, [])
    assert view.state.boxes == tuple(ReviewedBox(box=one) for one in FOUND) and sent == []
    view.image._receive(view.image, {"toggle": 0}, [])
    view.image._receive(view.image, {"add": [1, 2, 11, 12]}, [])
    assert [one.on for one in view.state.boxes] == [False, True, True]
    view.image._receive(view.image, {"ready": True}, [])
    assert len(sent) == 1


def test_pixels_are_in_messages_and_in_nothing_that_is_saved(
    frames: np.ndarray, sent: list, saved: Callable[[Any], str]
) -> None:
    view = PixelReview(frames, FOUND)
    view.frame.value = 2
    assert [message for message in sent if CANARY in message[1][0]]  # the check below could notice
    view.apply()
    view._become(view.state.toggled(0))
    kept = saved(view)
    for one in (
        CANARY.decode(),
        base64.b64encode(CANARY * 2).decode()[:16],
        CANARY.hex(),
        "data:image",
        "<img",
    ):
        assert one not in kept
    assert (
        "</strong> in 2 frames of 36 x 30 (real people). The picture is not part of this page." in kept
        and "rows 2 to 7, columns 1 to 29" in kept
    )


def test_the_check_for_pixels_would_notice(frames: np.ndarray, saved: Callable[[Any], str]) -> None:
    """A variant that keeps the picture as state is caught."""
    view = PixelReview(frames, FOUND)
    view.image.hint = frames.tobytes().decode()
    assert CANARY.decode() in saved(view)


def test_an_applied_picture_does_not_show_what_is_covered(frames: np.ndarray, sent: list) -> None:
    view = PixelReview(frames, (TextBox(top=0, bottom=30, left=0, right=36, frame=0),))
    view.apply()
    assert not any(sent[-1][1][0])


def test_an_image_of_people_is_written_into_no_page(frames: np.ndarray) -> None:
    for standing in (Standing.REAL, Standing.RECONSTRUCTED):
        with pytest.raises(PrivacyInputError, match="not written into a page"):
            PixelReview(frames, FOUND, standing=standing, show_image=True)
        with pytest.raises(PrivacyInputError, match="not written into a page"):
            still(frames[0], standing, label="", width=10)
    assert "<img" in PixelReview(frames, FOUND, standing=Standing.SIMULATED, show_image=True).to_html()
    assert "<img" not in PixelReview(frames, FOUND, standing=Standing.SIMULATED).to_html()


def test_frames_and_boxes_must_fit(frames: np.ndarray) -> None:
    for wrong in (frames[0], frames[:, :, :0], np.zeros((2, 4, 4, 2))):
        with pytest.raises(PrivacyInputError, match="frames have shape"):
            PixelReview(wrong, ())
    with pytest.raises(PrivacyInputError, match="outside of the frames"):
        PixelReview(frames, (TextBox(top=0, bottom=31, left=0, right=5),))
    with pytest.raises(TypeError):
        PixelReview(frames, (), onapply=print)  # type: ignore[call-arg]


def test_without_boxes_they_are_looked_for() -> None:
    blank = np.zeros((1, 64, 64), dtype=np.uint8)
    assert PixelReview(blank).boxes == ()


@given(
    st.integers(1, 40), st.integers(1, 40), st.sampled_from([np.uint8, np.int16, np.float32]), st.booleans()
)
def test_any_array_becomes_a_picture(height: int, width: int, kind: type, colour: bool) -> None:
    rng = np.random.default_rng(height * 41 + width)
    image = (rng.random((height, width, 3) if colour else (height, width)) * 200 - 50).astype(kind)
    picture = as_picture(image, cut=1.0)
    assert picture.dtype == np.uint8 and picture.shape == image.shape


def test_a_large_image_is_made_smaller_and_a_thin_stroke_stays() -> None:
    image = np.zeros((3000, 2400), dtype=np.uint16)
    image[:, 1201] = 4000
    picture = as_picture(image)
    assert picture.shape == (1000, 800) and (picture[:, 400] == 255).all()
    assert as_picture(np.full((4, 4), np.nan)).tolist() == [[0] * 4] * 4


@given(
    st.lists(st.tuples(*[st.integers(-3, 25)] * 4), max_size=12), st.lists(st.integers(-2, 12), max_size=8)
)
def test_boxes_always_lie_in_the_frames(corners: list[tuple[int, ...]], toggles: list[int]) -> None:
    state = PixelState(shape=(18, 22))
    for one in corners:
        state = state.added(*one)
    for number in toggles:
        state = state.toggled(number)
    assert all(one.box.bottom <= 18 and one.box.right <= 22 for one in state.boxes)
    assert len(state.chosen) == sum(one.on for one in state.boxes)


def test_decisions_on_an_image_reach_the_cleaner() -> None:
    """From the picture to the file: what a person decides is what is covered, under the identifier it will have."""
    image, identities = canary_study().datasets[0], Identities(key=ProjectKey(bytes(32)))
    frame = burned_in("Canarius", 3)[0]
    image.Rows, image.Columns = frame.shape
    image.BitsAllocated, image.BitsStored, image.HighBit = 8, 8, 7
    image.PixelData = frame.tobytes()
    view = PixelReview.of(image)
    assert len(view.boxes) == 1  # the name was found
    with pytest.raises(PrivacyInputError, match="nothing is decided"):
        view.decided(PixelDecisions(), identities)
    view.toggle(0)
    view.add(left=100, top=80, right=140, bottom=96)
    view.apply()
    decisions = view.decided(PixelDecisions(), identities)
    image.SOPInstanceUID = identities.uid(image.SOPInstanceUID)
    result = PixelCleaner(review=decisions).clean_pixels(image)
    assert [(one.left, one.top, one.right, one.bottom) for one in result.boxes] == [(100, 80, 140, 96)]
    after = np.frombuffer(image.PixelData, dtype=np.uint8).reshape(frame.shape)
    assert (after != frame).any() and (after[:80] == frame[:80]).all()
    with pytest.raises(PrivacyInputError, match="nothing is decided"):
        PixelReview(burned_in("Canarius", 3)).decided(PixelDecisions(), identities)


def test_colours_and_inverted_greys_are_seen_as_they_are_meant() -> None:
    image = canary_study().datasets[0]
    plain = PixelReview.of(image)._frames
    image.PhotometricInterpretation = "MONOCHROME1"  # 0 is white
    assert (PixelReview.of(image)._frames == plain.max() - plain).all()
    image.Rows, image.Columns, image.SamplesPerPixel, image.PlanarConfiguration = 4, 4, 3, 0
    image.BitsAllocated, image.BitsStored, image.HighBit = 8, 8, 7
    image.PhotometricInterpretation = "YBR_FULL"
    image.PixelData = bytes([76, 85, 255] * 16)  # red
    assert PixelReview.of(image)._frames[0, 0, 0].tolist() == pytest.approx([254, 0, 0], abs=2)


def test_what_is_no_dicom_image_is_said_without_its_name(tmp_path: Any) -> None:
    path = tmp_path / "Canarius.dcm"
    path.write_bytes(b"Canarius" * 40)
    with pytest.raises(PrivacyInputError, match="cannot be read as DICOM") as said:
        PixelReview.of(path)
    assert "Canarius" not in str(said.value)
