# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Figures of connectomes: blocks of a matrix, how alike people are to themselves and to others, and how few edges suffice."""

from collections.abc import Sequence
from html import escape

import numpy as np

from secured.common import Interval
from secured_widgets.small_cells import SMALLEST_CELL
from secured_widgets.svg import BLUE, ORANGE, RED, Axis, Chart

__all__ = ["block_map", "edges_figure", "similarity_figure"]

BINS = 30
CELL = 30  # px


def block_map(labels: Sequence[str], values: np.ndarray, title: str, *, digits: int = 2) -> str:
    """Draw a small symmetric matrix: red above zero, blue below, deeper where larger; numbers in the cells.

    Parameters
    ----------
    labels : sequence of str, length n
    values : ndarray, shape (n, n)
        NaN leaves a cell empty.
    title : str
        Also the accessible name.
    digits : int
        Of the numbers after the point.
    """
    n, left, top = len(labels), 130, 30
    largest = float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    wide, high = left + n * CELL + 70, top + n * CELL + 100
    parts = [f'<text x="2" y="16" font-size="13" font-weight="600">{escape(title)}</text>']
    for at, name in enumerate(labels):
        middle = top + (at + 0.5) * CELL
        across = left + (at + 0.5) * CELL
        parts.append(f'<text x="{left - 5}" y="{middle + 4}" text-anchor="end">{escape(name)}</text>')
        parts.append(
            f'<text transform="translate({across + 4},{top + n * CELL + 6}) rotate(55)">{escape(name)}</text>'
        )
        for other, value in enumerate(values[at]):
            if not np.isfinite(value):
                continue
            said = f"{round(float(value), digits) + 0.0:.{digits}f}"  # no negative zero
            x, y = left + other * CELL, top + at * CELL
            parts.append(
                f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" fill="{RED if value > 0 else BLUE}" '
                f'fill-opacity="{0.9 * abs(value) / largest:.3f}"><title>{escape(name)}, {escape(labels[other])}: {said}</title></rect>'
                f'<text x="{x + CELL / 2 - 0.5}" y="{y + CELL / 2 + 3}" text-anchor="middle" font-size="9">{said}</text>'
            )
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'xmlns="http://www.w3.org/2000/svg" font-family="inherit" font-size="11" fill="currentColor">{"".join(parts)}</svg>'
    )


def similarity_figure(own: np.ndarray, others: np.ndarray, *, standing: str, hide_few: bool) -> str:
    """Draw how alike people are to themselves at another visit, and to others: shares by bins.

    Parameters
    ----------
    own, others : ndarray
        Correlations.
    hide_few : bool
        Leave out bins that tell of fewer than five people, as for people who are not simulated.
    """
    low, high = min(own.min(), others.min()), max(own.max(), others.max())
    edges = np.linspace(low, high + 1e-9, BINS + 1)
    counts = [np.histogram(one, edges)[0] for one in (own, others)]
    if hide_few:
        counts = [np.where(one >= SMALLEST_CELL, one, 0) for one in counts]
    shares = [one / n for one, n in zip(counts, (len(own), len(others)), strict=True)]
    chart = Chart(
        title=f"Alike at two visits ({standing} people)",
        x=Axis(label="correlation of edges", low=float(low), high=float(high)),
        y=Axis(
            label="share of pairs",
            low=0,
            high=1.12 * float(max(one.max() for one in shares)) or 1.0,
            percent=True,
        ),
    )
    for share, colour, name in ((shares[1], BLUE, "others"), (shares[0], ORANGE, "themselves")):
        for at in np.flatnonzero(share):
            chart.bar(edges[at], edges[at + 1], share[at], colour, gap=0.5, tip=f"{name}: {share[at]:.1%}")
        if share.any():
            top = int(share.argmax())
            chart.note((edges[top] + edges[top + 1]) / 2, share[top], name, anchor="middle", dy=-3)
    return chart.render()


def edges_figure(
    sizes: Sequence[int],
    chosen: Sequence[Interval],
    random: Sequence[Interval],
    *,
    gallery: int,
    standing: str,
) -> str:
    """Draw the share found by so many edges: of highest leverage, and at random."""
    chart = Chart(
        title=f"Found by so many edges ({standing} people)",
        x=Axis(label="edges", low=min(sizes), high=max(max(sizes), min(sizes) + 1), log=True),
        y=Axis(label="share of people", low=0, high=1, percent=True),
        height=310,
    )
    chart.line(
        [(size, 1 / gallery) for size in (min(sizes), max(sizes))],
        "currentColor",
        dashed=True,
        tip=f"guessing among {gallery}",
    )
    for rates, colour, shape, name, dy in (
        (chosen, RED, "circle", "of highest leverage", 22),
        (random, BLUE, "square", "at random", 18),
    ):
        chart.line([(size, one.point) for size, one in zip(sizes, rates, strict=True)], colour)
        for size, one in zip(sizes, rates, strict=True):
            chart.whisker(size, one.low, size, one.high, colour)
            said = f"{size} edges {name}: {one.point:.3f} ({one.low:.3f} to {one.high:.3f})"
            chart.point(size, one.point, colour, shape=shape, tip=said)
        middle = len(sizes) // 2
        chart.note(sizes[middle], rates[middle].point, name, dy=dy, dx=6)
    return chart.render()
