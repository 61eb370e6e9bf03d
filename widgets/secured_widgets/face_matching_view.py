# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Faces matched to head scans before and after defacing: rates with intervals, and height maps of simulated heads only."""

from html import escape

import numpy as np

from secured.common import Interval, Standing
from secured.dean.neuro.faces import FaceSurface
from secured.studies.neuro.defacing_attack import DefacingAttack, DefacingRow
from secured_widgets.picture import still
from secured_widgets.svg import BLUE, ORANGE, RED, Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["FaceMatchingView", "height_picture"]

RANGE = (-60.0, 35.0)  # mm before the forehead: what is drawn black and white
WIDTH = 104  # of a map, in CSS pixels
HEAD = [
    "release",
    "adversary has",
    "people",
    "heads",
    "rank-1",
    "95 %",
    "chance",
    "face left",
    "heads with a face",
    "refused",
]
MEANT = (
    "Rank-1: share of faces whose own head fits best among all released ones. Intervals are exact, 95 %, over people. "
    "Face left: share of the face's surface, eyes to chin, that lies within 2 mm of where it was. Heads with a face: more "
    "than a tenth of eyes, nose, or mouth and chin is left. Refused: the tool located no face, so the head is not released."
)


class FaceMatchingView(StaticView):
    """Bars of recognition before and after every tool, with what is left of faces.

    Parameters
    ----------
    attack : DefacingAttack
        Surfaces are drawn of simulated heads, which alone it keeps.
    """

    def __init__(self, attack: DefacingAttack) -> None:
        self.attack = attack

    def to_html(self) -> str:
        """Figure, table and maps."""
        attack = self.attack
        said = f"{attack.standing} people; the adversary has {attack.knowledge}; {attack.gallery}."
        return page(
            rates_figure(attack),
            table(
                HEAD,
                [_cells(row) for row in attack.rows],
                numeric=(2, 3, 4, 5, 6, 7, 8, 9),
                caption="Before and after",
            ),
            f'<p class="small">{escape(said[0].upper() + said[1:])} {MEANT}</p>',
            self._maps(),
        )

    def _maps(self) -> str:
        if self.attack.standing is not Standing.SIMULATED or not self.attack.shown:
            return ""
        parts = ["<h4>Height maps of simulated heads</h4>"]
        for release, surfaces in self.attack.shown.items():
            drawn = "".join(
                still(
                    height_picture(one), Standing.SIMULATED, width=WIDTH,
                    label=f"height map of simulated head {at}, {release}",
                )
                for at, one in enumerate(surfaces, start=1)
            )  # fmt: skip
            parts.append(f'<p class="small">{escape(release)}</p><div class="row">{drawn}</div>')
        return "".join(parts)


def rates_figure(attack: DefacingAttack) -> str:
    """Draw rank-1 of every release with its interval, beside the chance of a guesser."""
    n = len(attack.rows)
    chart = Chart(
        title=f"Faces recognised, {attack.standing} heads",
        x=Axis(label="", low=0, high=n, ticks=(1e9,)),
        y=Axis(label="rank-1", low=0, high=1, percent=True),
        width=max(150 * n, 300),
    )
    for at, row in enumerate(attack.rows):
        rate = row.matching.rank(1)
        chart.bar(
            at + 0.2, at + 0.8, rate.point, ORANGE if at == 0 else BLUE, tip=f"{row.release}: {_said(rate)}"
        )
        chart.whisker(at + 0.5, rate.low, at + 0.5, rate.high, "currentColor")
        chart.note(at + 0.5, 0, row.release, anchor="middle", dy=16)
        chance = row.matching.chance
        chart.line([(at + 0.1, chance), (at + 0.9, chance)], RED, dashed=True, tip=f"chance {chance:.3f}")
    return chart.render()


def height_picture(surface: FaceSurface) -> np.ndarray:
    """A height map as a grey picture seen from the front; uint8, shape (n_up, n_across), black where nothing is."""
    low, high = RANGE
    grey = np.clip((surface.height - low) / (high - low), 0, 1) * 235 + 20
    return np.ascontiguousarray(np.rot90(np.where(np.isfinite(surface.height), grey, 0)).astype(np.uint8))


def _cells(row: DefacingRow) -> list[str]:
    rate, one = row.matching.rank(1), row.to_dict()
    left = one["face_left"]["face"]
    return [
        row.release,
        row.matching.protocol,
        str(one["matching"]["people"]),
        str(row.matching.gallery_size),
        f"{rate.point:.3f}",
        f"{rate.low:.2f} to {rate.high:.2f}",
        f"{row.matching.chance:.3f}",
        "none released" if left is None else f"{left:.1%}",
        f"{one['heads_with_a_face']} of {one['heads']}",
        str(row.refused),
    ]


def _said(rate: Interval) -> str:
    return f"{rate.point:.1%} ({rate.low:.1%} to {rate.high:.1%})"
