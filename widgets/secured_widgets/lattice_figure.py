# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The lattice as a map: one mark a node, or one for the nodes that lie close together."""

from html import escape

import numpy as np

from secured_widgets.lattice_state import LatticeModel, LatticeState, LatticeView
from secured_widgets.small_cells import people
from secured_widgets.svg import BLUE, PURPLE, RED, Axis, Chart

__all__ = ["MOST_MARKS", "lattice_figure", "lattice_marks", "levels_text", "node_text"]

MOST_MARKS = 2000
CELL = 5.0  # pixels that one mark takes
# Between the ends of cividis, so that both stand out on light and on dark ground.
SCALE = ("#35528b", "#4f6a8f", "#6c8290", "#879a8c", "#a5b27f", "#c7c86a", "#f0dd4a")
GREY = "#8c8c8c"
SHAPES = '<svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">{}</svg> '


class RootAxis(Axis):
    """A share, its square root drawn: what matters lies near 0."""

    def at(self, value: float) -> float:
        """Position in [0, 1], clipped."""
        return min(max(value, 0.0), self.high) ** 0.5 / self.high**0.5


def lattice_figure(model: LatticeModel, state: LatticeState, view: LatticeView) -> str:
    """Draw loss over the share of people left out, or over the sum of levels."""
    chart = _chart(model, state, view)
    if state.across == "people left out":
        limit = state.suppression_limit
        chart.line([(limit, chart.y.low), (limit, chart.y.high)], BLUE, dashed=True, tip=f"limit {limit:.3g}")
        chart.note(limit, chart.y.high, f"limit {limit * 100:.3g} %", dx=4, dy=11)
    across = _across(view, state)
    nodes, sizes = lattice_marks(chart, across, view.loss, view.safe, view.shown)
    for safe in (False, True):
        of_kind = view.safe[nodes] == safe
        style = (
            'stroke="currentColor" stroke-width="0.6" stroke-opacity="0.7"'
            if safe
            else f'fill="none" stroke="{GREY}"'
        )
        marks = _marks(model, view, chart, nodes[of_kind], sizes[of_kind], across, safe)
        chart.parts.append(f"<g {style}>{marks}</g>")
    for node, colour, shape, size, name in (
        (view.best, PURPLE, "diamond", 8, "optimum"),
        (view.node, RED, "circle", 11, "selected"),
    ):
        if node is None:
            continue
        x, y = float(across[node]), float(view.loss[node])
        hollow = shape == "circle"
        tip = f"{name}: {node_text(model, view, node)}"
        chart.parts.append(f'<g data-node="{node}"{" data-here" if hollow else ""}>')
        chart.point(x, y, colour, shape=shape, size=size, hollow=hollow, tip=tip)
        chart.parts.append("</g>")
        if not (hollow and node == view.best):  # below the front there are no marks to cover
            chart.note(x, y, name, anchor="middle", dy=24)
    return chart.render() + _legend(view, int(view.shown.sum()), len(nodes))


def _chart(model: LatticeModel, state: LatticeState, view: LatticeView) -> Chart:
    asked = [f"k = {state.k}"] + [f"l = {state.l}"] * (state.l > 1) + [f"t = {state.t:g}"] * (state.t < 1)
    if state.across == "sum of levels":
        x = Axis(label="sum of levels (0: exact)", low=0, high=max(sum(model.table.top), 1))
    else:
        ticks = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
        x = RootAxis(label="people left out (square-root scale)", low=0, high=1.06, ticks=ticks, percent=True)
    high = float(view.loss.max(initial=0.0)) or 1.0
    return Chart(
        title=f"{len(view.loss):,} nodes at {', '.join(asked)} ({model.dataset.standing} people)",
        x=x,
        y=Axis(label="loss of detail", low=0, high=min(1.02 * high, 1.0) if high < 1 else 1.0),
        width=680,
        height=400,
    )


def _across(view: LatticeView, state: LatticeState) -> np.ndarray:
    return view.height.astype(float) if state.across == "sum of levels" else view.left_out


def lattice_marks(
    chart: Chart, x: np.ndarray, y: np.ndarray, safe: np.ndarray, shown: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Choose the nodes that are drawn, at most 2,000, and tell for how many each stands.

    Above that, nodes of the same kind in a small square of the figure are one mark, at the place of the
    lowest one; the lowest safe node of all therefore has a mark.
    """
    nodes = np.flatnonzero(shown)
    if len(nodes) <= MOST_MARKS:
        return nodes, np.ones(len(nodes), dtype=int)
    across = np.array([chart.px(value) for value in x[nodes].tolist()])
    down = np.array([chart.py(value) for value in y[nodes].tolist()])
    cell = CELL
    while True:
        wide = int(chart.width / cell) + 2
        keys = ((down / cell).astype(int) * wide + (across / cell).astype(int)) * 2 + safe[nodes]
        order = np.lexsort((y[nodes], keys))
        _, first, sizes = np.unique(keys[order], return_index=True, return_counts=True)
        if len(first) <= MOST_MARKS:
            return nodes[order][first], sizes
        cell *= 1.3


def _marks(
    model: LatticeModel,
    view: LatticeView,
    chart: Chart,
    nodes: np.ndarray,
    sizes: np.ndarray,
    across: np.ndarray,
    safe: bool,
) -> str:
    """Write all marks of one kind; a slider waits for this, so everything that can be is done for all at once."""
    x = [chart.px(value) for value in across[nodes].tolist()]
    y = [chart.py(value) for value in view.loss[nodes].tolist()]
    radii = np.minimum(3.0 + 0.45 * np.log2(sizes), 6.5).tolist()
    colours = np.minimum((view.loss[nodes] * len(SCALE)).astype(int), len(SCALE) - 1).tolist()
    texts = _texts(model, view, nodes)
    parts = []
    for node, at, height, r, colour, size, text in zip(
        nodes.tolist(), x, y, radii, colours, sizes.tolist(), texts, strict=True
    ):
        tip = f"<title>{escape(text)}{f'; the best of {size} nodes here' if size > 1 else ''}</title>"
        if safe:
            parts.append(
                f'<circle data-node="{node}" cx="{at:.1f}" cy="{height:.1f}" r="{r:.1f}" fill="{SCALE[colour]}">{tip}</circle>'
            )
        else:
            path = f"M{at - r:.1f},{height - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h-{2 * r:.1f}z"
            parts.append(f'<path data-node="{node}" d="{path}" pointer-events="all">{tip}</path>')
    return "".join(parts)


def node_text(model: LatticeModel, view: LatticeView, node: int) -> str:
    """Say in one line what a node is."""
    return _texts(model, view, np.array([node]))[0]


def _texts(model: LatticeModel, view: LatticeView, nodes: np.ndarray) -> list[str]:
    left_out = np.rint(view.left_out[nodes] * model.n_people).astype(int).tolist()
    columns = zip(nodes.tolist(), view.safe[nodes].tolist(), view.loss[nodes].tolist(), left_out, strict=True)
    return [
        f"{'safe' if safe else 'not safe'}, loss {loss:.4f}, {people(n)} left out, levels {model.texts[node]}"
        for node, safe, loss, n in columns
    ]


def levels_text(model: LatticeModel, node: int) -> str:
    """Name the columns with their levels."""
    return ", ".join(f"{name} {level}" for name, level in zip(model.columns, model.levels[node], strict=True))


def _legend(view: LatticeView, shown: int, marks: int) -> str:
    signs = [
        (
            f'<circle r="4.5" fill="{SCALE[3]}" stroke="currentColor" stroke-width=".6"/>',
            "safe, coloured by loss",
        ),
        (f'<path d="M-4,-4h8v8h-8z" fill="none" stroke="{GREY}" stroke-width="1.5"/>', "not safe"),
        (f'<path d="M0,-6L6,0L0,6L-6,0z" fill="{PURPLE}"/>', "optimum"),
        (f'<circle r="4.5" fill="none" stroke="{RED}" stroke-width="2.5"/>', "selected"),
    ]
    legend = " &nbsp; ".join(
        f'<span style="white-space:nowrap">{SHAPES.format(sign)}{text}</span>' for sign, text in signs
    )
    scale = "".join(
        f'<rect x="{at * 14}" width="14" height="10" fill="{colour}"/>' for at, colour in enumerate(SCALE)
    )
    bar = f'<svg width="98" height="10" viewBox="0 0 98 10" aria-hidden="true">{scale}</svg>'
    thinned = f" drawn as {marks:,} marks, a larger one for several nodes" if marks < shown else ""
    counted = f"{int((view.safe & view.shown).sum()):,} safe of {shown:,} nodes on show{thinned}."
    return f'<div class="small">{legend} &nbsp; <span style="white-space:nowrap">loss 0 {bar} 1</span><br>{counted}</div>'
