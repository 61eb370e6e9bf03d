# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The defacing view: three planes before, after and marked; pictures of a head only of simulated ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest

from secured.common import PrivacyInputError, Standing
from secured_widgets import DefacingView
from secured_widgets.defacing_view import PLANES, plane
from secured_widgets.live_image import LiveImage


@pytest.fixture
def head() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A block whose front lower part is taken away."""
    before = np.random.default_rng(1).integers(50, 200, (20, 24, 16)).astype(np.float32)
    removed = np.zeros(before.shape, dtype=bool)
    removed[:, 18:, :6] = True
    return before, np.where(removed, 0, before), removed


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict, list[bytes]]]:
    messages: list[tuple[dict, list[bytes]]] = []
    monkeypatch.setattr(
        LiveImage, "send", lambda self, content, buffers=None: messages.append((content, buffers))
    )
    return messages


def test_numbers_are_right(head: tuple[np.ndarray, ...]) -> None:
    before, after, removed = head
    html = DefacingView(before, after, facts={"quality <gate>": "0.97"}).to_html()
    assert "20 x 24 x 16" in html and f"{removed.sum():,} voxels, 9.4% of the volume" in html
    assert "sagittal 0 to 19, coronal 18 to 23, axial 0 to 5" in html
    assert "quality &lt;gate&gt;" in html and "Real head." in html


def test_slices_are_seen_with_the_nose_to_the_right_and_the_top_up(head: tuple[np.ndarray, ...]) -> None:
    volume = np.zeros((3, 4, 5))
    volume[1, 3, 4] = 1  # in front, on top
    assert plane(volume, 0, 1)[0, -1] == 1 and plane(volume, 0, 1).shape == (5, 4)
    assert plane(volume, 2, 4)[0, 1] == 1 and plane(volume, 2, 4).shape == (4, 3)


def test_what_is_shown_follows_the_controls(head: tuple[np.ndarray, ...], sent: list) -> None:
    before, after, removed = head
    view = DefacingView(before, after, removed=removed, spacing=(1, 1, 2))
    assert [view.slices[name].value for name in PLANES] == [10, 21, 3]  # the middle of what was removed
    sagittal = sent[-3]
    assert sagittal[0]["picture"] == [24, 16, 3] and sagittal[0]["size"] == [24, 32]
    colours = np.frombuffer(sagittal[1][0], dtype=np.uint8).reshape(16, 24, 3).astype(int)
    coloured = (colours.max(axis=2) - colours.min(axis=2)) > 0
    assert (coloured == plane(removed, 0, 10)).all()
    view.what.value = "after"
    assert sent[-3][0]["picture"] == [24, 16, 1]
    shown = np.frombuffer(sent[-3][1][0], dtype=np.uint8).reshape(16, 24)
    assert not shown[plane(removed, 0, 10)].any()
    n = len(sent)
    view.slices["axial"].value = 9
    assert len(sent) == n + 3


def test_a_head_is_in_nothing_that_is_saved(
    head: tuple[np.ndarray, ...], saved: Callable[[Any], str]
) -> None:
    kept = saved(DefacingView(head[0], head[1]))
    assert "data:image" not in kept and "<img" not in kept and "not part of this page" in kept
    for standing in (Standing.REAL, Standing.RECONSTRUCTED):
        with pytest.raises(PrivacyInputError, match="not written into a page"):
            DefacingView(head[0], head[1], standing=standing, show_image=True)


def test_a_simulated_head_is_shown_if_asked_for(
    head: tuple[np.ndarray, ...], saved: Callable[[Any], str]
) -> None:
    view = DefacingView(head[0], head[1], standing=Standing.SIMULATED, show_image=True)
    assert view.to_html().count("<img") == 9 and "Simulated head." in view.to_html()
    assert "<img" not in saved(DefacingView(head[0], head[1], standing=Standing.SIMULATED))


def test_volumes_must_fit_each_other(head: tuple[np.ndarray, ...]) -> None:
    with pytest.raises(PrivacyInputError, match="the same for all"):
        DefacingView(head[0], head[1][1:])
    with pytest.raises(PrivacyInputError, match="three axes"):
        DefacingView(head[0][0], head[1][0])
    with pytest.raises(TypeError):
        DefacingView(head[0], head[1], mask=head[2])  # type: ignore[call-arg]


def test_nothing_removed_is_said() -> None:
    volume = np.ones((4, 4, 4))
    assert "0 voxels, 0.0% of the volume" in DefacingView(volume, volume).to_html()


def test_files_are_turned_the_way_they_are_looked_at(head: tuple[np.ndarray, ...], tmp_path: Path) -> None:
    before, after, _ = head
    turned = np.array([[0, -2.0, 0, 0], [0, 0, 3.0, 0], [-1.0, 0, 0, 0], [0, 0, 0, 1]])  # up, left, front
    for name, volume in (("before", before), ("after", after)):
        series = np.stack([np.transpose(volume[::-1, :, ::-1], (2, 0, 1)), np.zeros((16, 20, 24))], axis=-1)
        nibabel.save(nibabel.Nifti1Image(series.astype(np.float32), turned), tmp_path / f"{name}.nii")
    view = DefacingView.of(tmp_path / "before.nii", tmp_path / "after.nii")
    assert (view._volumes["before"] == before).all() and (view._volumes["after"] == after).all()
    assert view.spacing == (2, 3, 1)
    broken = tmp_path / "Canarius.nii"
    broken.write_bytes(b"Canarius" * 10)
    with pytest.raises(PrivacyInputError, match="cannot be read") as said:
        DefacingView.of(broken, broken)
    assert "Canarius" not in str(said.value)
