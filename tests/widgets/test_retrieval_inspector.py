# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The inspector shows what an attacker finds, by keys too; pictures and scores of real people are saved nowhere."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from secured.common import Interval, PrivacyInputError
from secured.common.images import Images
from secured.dean.images import retrieve
from secured.studies.images import ImageRetrievalStudy, RetrievalRow
from secured.studies.images.image_retrieval import LookedUp
from secured_widgets import RetrievalInspector, RetrievalState, RetrievalView
from secured_widgets.live_figure import LiveFigure
from secured_widgets.live_image import LiveImage
from secured_widgets.retrieval_inspector import neighbours

CANARY = "CANARY-7319"
SCORES = np.array([[0.9, 0.2, 0.5, -np.inf], [0.1, 0.45678, 0.3, 0.8]])


def images(subjects: list[str]) -> Images:
    shades = 20 * np.arange(1, len(subjects) + 1, dtype=np.uint8)
    return Images(
        pixels=np.broadcast_to(shades[:, None, None, None], (len(subjects), 8, 8, 1)).copy(),
        subjects=np.array(subjects),
        sessions=np.zeros(len(subjects), int),
    )


def study(standing: str = "simulated") -> ImageRetrievalStudy:
    a, b, c = (f"{CANARY}-{one}" for one in "abc")
    queries, gallery = images([a, b]), images([a, b, c, b])
    found = retrieve(
        SCORES, query_people=queries.subjects, gallery_people=gallery.subjects, rng=np.random.default_rng(0)
    )
    row = RetrievalRow(
        release="raw <b>", matcher="hash", found=found, seconds=0.1,
        looked_up=LookedUp(queries=queries, gallery=gallery, scores=SCORES),
    )  # fmt: skip
    return ImageRetrievalStudy(
        title="t", standing=standing, known="image of another visit", n_lessons=3, n_released=3,
        rows=(row, replace(row, matcher="other")), finding="cough",
        useful={"raw <b>": (Interval(point=0.8, low=0.7, high=0.9), 0.6)}, how={"raw <b>": "nothing"},
    )  # fmt: skip


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    messages: dict[str, list[Any]] = {"image": [], "figure": []}
    monkeypatch.setattr(
        LiveImage, "send", lambda self, content, buffers=None: messages["image"].append((content, buffers))
    )
    monkeypatch.setattr(
        LiveFigure, "send", lambda self, content, buffers=None: messages["figure"].append(content)
    )
    return messages


def test_neighbours_are_ranked_and_known_to_be_right_or_not() -> None:
    row = study().rows[0]
    found = neighbours(row, RetrievalState(release="", matcher="", query=1, k=3))
    assert [(one.rank, one.place, one.right) for one in found] == [(1, 3, True), (2, 1, True), (3, 2, False)]
    last = neighbours(row, RetrievalState(release="", matcher="", query=0, k=8))[-1]
    assert last.place == 3 and not np.isfinite(last.score)


def test_what_is_shown_follows_the_controls(sent: dict[str, list[Any]]) -> None:
    view = RetrievalInspector(study(), k=2)
    content, buffers = sent["image"][-1]
    width, height, channels = content["picture"]
    strip = np.frombuffer(buffers[0], dtype=np.uint8).reshape(height, width)
    assert channels == 1 and strip[0, [0, 9, 18]].tolist() == [20, 20, 60]  # the query, then images 0 and 2
    assert [one["on"] for one in view.image.boxes] == [True, False]
    assert view.image.boxes[0]["text"] == "rank 1, score 0.900, the same person"
    assert "Query 0" in sent["figure"][-1]["figure"] and "0.500" in sent["figure"][-1]["figure"]
    view.query.value = 1
    assert "rank 1, score 0.800" in view.image.boxes[0]["text"]
    view.pictures.value = False
    assert sent["image"][-1][0]["picture"] == [1, 1, 1] and view.image.boxes == []
    assert "0.457" in sent["figure"][-1]["figure"]  # ranks and scores stay
    view.matcher.value = "other"
    assert view.state == RetrievalState(release="raw <b>", matcher="other", query=1, k=2, pictures=False)


def test_real_people_are_in_nothing_that_is_saved(saved: Callable[[Any], str]) -> None:
    view = RetrievalInspector(study("real"), k=2)
    kept = saved(view)
    assert "data:image" not in kept and "not part of this page" in kept and CANARY not in kept
    assert "0.457" not in kept and "rank 1, score" not in kept and "the same person" not in kept
    assert [one["text"] for one in view.image.boxes] == ["rank 1", "rank 2"]
    assert not any(one["on"] for one in view.image.boxes)
    for standing in ("real", "reconstructed"):
        with pytest.raises(PrivacyInputError, match="not written into a page"):
            RetrievalInspector(study(standing), show_images=True)


def test_simulated_people_are_shown_if_asked_for() -> None:
    html = RetrievalInspector(study(), k=2, show_images=True).to_html()
    assert html.count("data:image/png") == 1 and 'alt="Query 0' in html and "rank" in html
    assert CANARY not in html and "raw &lt;b&gt;" in html and "Simulated people" in html
    assert "data:image" not in RetrievalInspector(study()).to_html()


def test_unknown_rows_and_too_many_neighbours_are_refused() -> None:
    with pytest.raises(PrivacyInputError, match="k=9"):
        RetrievalInspector(study(), k=9)
    with pytest.raises(PrivacyInputError, match="no row of 'x'"):
        RetrievalInspector(study(), matcher="x")


def test_the_overview_holds_all_rows_and_escapes() -> None:
    html = RetrievalView(study()).to_html()
    assert html.count("<svg") == 1 and "raw &lt;b&gt;" in html and "<b>" not in html
    assert "cough named rightly" in html and "0.800 (0.700 to 0.900)" in html and CANARY not in html
    assert "What can still be seen" not in RetrievalView(replace(study(), useful={})).to_html()
