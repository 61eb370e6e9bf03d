# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One query beside the images that an attacker finds nearest: pictures live, or ranks and scores alone."""

from dataclasses import dataclass
from html import escape

import ipywidgets
import numpy as np

from secured.common import PrivacyInputError, Standing
from secured.studies.images import ImageRetrievalStudy, RetrievalRow
from secured_widgets.key_guard import KeyGuard
from secured_widgets.live_figure import LiveFigure
from secured_widgets.live_image import LiveImage
from secured_widgets.picture import as_picture, still
from secured_widgets.retrieval_view import said
from secured_widgets.view import LiveView, page, table

__all__ = ["Neighbour", "RetrievalInspector", "RetrievalState", "neighbours"]

TILE, GAP = 120, 8  # of a picture and between two, in CSS pixels
MOST = 8  # neighbours shown at once


@dataclass(frozen=True, kw_only=True)
class RetrievalState:
    """What is looked at.

    Parameters
    ----------
    release, matcher : str
    query : int
        Place among the queries, from 0.
    k : int
        Neighbours.
    pictures : bool
    """

    release: str
    matcher: str
    query: int = 0
    k: int = 5
    pictures: bool = True


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A released image: its rank from 1, place in the gallery, score, and whether it is of the query's person."""

    rank: int
    place: int
    score: float
    right: bool


def neighbours(row: RetrievalRow, state: RetrievalState) -> tuple[Neighbour, ...]:
    """Return the k nearest images of a query; equals in the order of the gallery, what has no score last."""
    held = row.looked_up
    scores = _scores(row, state)
    right = held.gallery.subjects == held.queries.subjects[state.query]
    return tuple(
        Neighbour(rank=rank, place=int(at), score=float(scores[at]), right=bool(right[at]))
        for rank, at in enumerate(np.argsort(-scores, kind="stable")[: state.k], start=1)
    )


def _scores(row: RetrievalRow, state: RetrievalState) -> np.ndarray:
    scores = row.looked_up.scores[state.query]
    return np.where(np.isnan(scores), -np.inf, scores)


class RetrievalInspector(LiveView):
    """Walk through the queries of a retrieval study: who is found first, and how far ahead.

    Pictures reach the page as messages and are in no saved notebook; without pictures the owner sees ranks and scores. A
    saved page holds the metrics, and the present query only of simulated people.

    Parameters
    ----------
    study : ImageRetrievalStudy
    release, matcher : str, optional
        To begin with; the first release, and the way to compare that finds most there.
    k : int, default 5
        Neighbours, up to 8.
    show_images : bool, default False
        Write the present query into the static page too; of simulated people only.

    Raises
    ------
    PrivacyInputError
        If there is no such row, k is out of range, or pictures are to be written of people who are not simulated.
    """

    def __init__(
        self,
        study: ImageRetrievalStudy,
        *,
        release: str = "",
        matcher: str = "",
        k: int = 5,
        show_images: bool = False,
    ) -> None:
        self.study, self.standing = study, Standing(study.standing)
        if show_images and self.standing is not Standing.SIMULATED:
            raise PrivacyInputError(
                f"RetrievalInspector: pictures of {self.standing} people are not written into a page. Leave show_images out."
            )
        if not 1 <= k <= MOST:
            raise PrivacyInputError(f"RetrievalInspector: k={k} is not between 1 and {MOST}.")
        self.show_images = show_images
        releases = list(dict.fromkeys(one.release for one in study.rows))
        release = release or releases[0]
        first = study.row(release, matcher or _best(study, release))
        self.release = ipywidgets.Dropdown(options=releases, value=release, description="Release")
        self.matcher = ipywidgets.Dropdown(
            options=list(dict.fromkeys(one.matcher for one in study.rows if one.release == release)),
            value=first.matcher,
            description="Attacker",
        )
        self.query = ipywidgets.BoundedIntText(
            value=0,
            min=0,
            max=len(first.looked_up.queries) - 1,
            description="Query",
            layout={"width": "12rem"},
        )
        self.k = ipywidgets.IntSlider(value=k, min=1, max=MOST, description="Nearest")
        self.pictures = ipywidgets.Checkbox(value=True, description="Pictures", indent=False)
        self.image = LiveImage(label="The query, and the images that were found nearest to it")
        self.figure = LiveFigure(label="Ranks and scores of the images found")
        controls = ipywidgets.Box(
            [self.release, self.matcher, self.query, self.k, self.pictures],
            layout={"flex_flow": "row wrap", "display": "flex"},
        )
        super().__init__([controls, self.image, self.figure, KeyGuard()])
        self.release.observe(self._other_release, "value")
        for control in (self.matcher, self.query, self.k, self.pictures):
            control.observe(lambda _: self._draw(), "value")
        self._draw()

    @property
    def state(self) -> RetrievalState:
        """What the controls say."""
        return RetrievalState(
            release=str(self.release.value),
            matcher=str(self.matcher.value),
            query=int(self.query.value),
            k=int(self.k.value),
            pictures=bool(self.pictures.value),
        )

    def to_html(self) -> str:
        """Return the metrics; of simulated people, if asked for, the present query too."""
        state = self.state
        row = self.study.row(state.release, state.matcher)
        parts = [_metrics(self.study, row)]
        if self.show_images:
            label = f"Query {state.query}, and the {state.k} images found nearest"
            strip = _strip(row, state)
            parts += [still(strip, self.standing, label=label, width=_width(state)), _found(row, state)]
        else:
            parts.append(
                '<p class="small">Queries are seen in JupyterLab only and are not part of this page.</p>'
            )
        return page(*parts)

    def _other_release(self, _: object) -> None:
        """The ways to compare on another release may be others."""
        names = list(
            dict.fromkeys(one.matcher for one in self.study.rows if one.release == self.release.value)
        )
        kept = self.matcher.value if self.matcher.value in names else names[0]
        self.matcher.options = names
        self.matcher.value = kept
        self._draw()

    def _draw(self) -> None:
        state = self.state
        row = self.study.row(state.release, state.matcher)
        self.figure.show(page(_metrics(self.study, row), _found(row, state)))
        if state.pictures:
            strip = _strip(row, state)
            self.image.boxes = _boxes(row, state, strip.shape[0], told=self.standing is Standing.SIMULATED)
            self.image.hint = "Left the query; arrows walk through the images found."
            self.image.show(strip, strip.shape[:2], width=_width(state))
        else:
            self.image.boxes = []
            self.image.hint = "Ranks and scores only."
            self.image.show(np.zeros((1, 1), np.uint8), (1, 1), width=1)


def _best(study: ImageRetrievalStudy, release: str) -> str:
    rows = [one for one in study.rows if one.release == release]
    return max(rows, key=lambda one: float(one.found.first.mean())).matcher if rows else ""


def _width(state: RetrievalState) -> int:
    return (state.k + 1) * (TILE + GAP)


def _strip(row: RetrievalRow, state: RetrievalState) -> np.ndarray:
    """The query, a gap, and its neighbours side by side; uint8, grey or of three channels."""
    held = row.looked_up
    tiles = [held.queries.pixels[state.query]]
    tiles += [held.gallery.pixels[one.place] for one in neighbours(row, state)]
    tiles += [np.zeros_like(tiles[0])] * (state.k + 1 - len(tiles))
    height, width, channels = tiles[0].shape
    between = np.zeros((height, _gap(width), channels), dtype=tiles[0].dtype)
    parts = [part for tile in tiles for part in (tile, between)]
    strip = np.concatenate(parts, axis=1)
    strip = strip if strip.dtype == np.uint8 else np.round(255 * strip).astype(np.uint8)
    return as_picture(strip[..., 0] if strip.shape[2] == 1 else strip[..., :3])


def _gap(width: int) -> int:
    return max(round(width * GAP / TILE), 1)


def _boxes(row: RetrievalRow, state: RetrievalState, height: int, *, told: bool) -> list[dict[str, object]]:
    """A frame for every neighbour. The frames are saved with a notebook: of real people they say the rank alone."""
    width = row.looked_up.queries.shape[1]
    step = width + _gap(width)
    boxes: list[dict[str, object]] = []
    for one in neighbours(row, state):
        whose = "the same person" if one.right else "another person"
        text = f"rank {one.rank}, score {_number(one.score)}, {whose}" if told else f"rank {one.rank}"
        left = one.rank * step
        boxes.append(
            {"left": left, "top": height - max(height // 12, 1), "right": left + width, "bottom": height,
             "on": bool(one.right and told), "text": text}
        )  # fmt: skip
    return boxes


def _found(row: RetrievalRow, state: RetrievalState) -> str:
    """Ranks and scores of one query, for the owner's eyes, or of simulated people."""
    found = neighbours(row, state)
    own = row.looked_up.gallery.subjects == row.looked_up.queries.subjects[state.query]
    scores = _scores(row, state)
    best = scores[own].max(initial=-np.inf)
    ahead = int((scores > best).sum())
    rows = [
        [f"{one.rank}", _number(one.score), "the same person" if one.right else "another person"]
        for one in found
    ]
    caption = f"Query {state.query}: the {len(found)} nearest of {len(scores)} images"
    note = (
        f"{ahead} images of others score higher than the best of the right person."
        if np.isfinite(best)
        else "No image of the right person can be compared."
    )
    return (
        table(["rank", "score", "whose"], rows, caption=caption, numeric=(0, 1))
        + f'<p class="small">{note}</p>'
    )


def _metrics(study: ImageRetrievalStudy, row: RetrievalRow) -> str:
    found = row.found
    rows = [
        ["AUC, right against wrong pairs", said(found.area)],
        ["precision at 1", said(found.precision_at_1)],
        ["mAP@R", said(found.map_at_r)],
        ["mAP", said(found.mean_average_precision)],
        ["precision at 1 of a guesser", f"{found.chance:.3f}"],
    ]
    caption = f"{row.matcher} on {row.release}"
    about = f"{study.standing.capitalize()} people. The adversary has an {study.known} of everybody."
    return (
        table(["", "95 % interval over people"], rows, caption=caption)
        + f'<p class="small">{escape(about)}</p>'
    )


def _number(score: float) -> str:
    return f"{score:.3f}" if np.isfinite(score) else "none"
