# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Two figures of equivalence classes: people by size of their class, and people at risk."""

import numpy as np

from secured_widgets.svg import BLUE, GREEN, PURPLE, Axis, Chart

__all__ = ["class_sizes", "records_at_risk"]

EDGES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def class_sizes(counts: np.ndarray, suppressed: int) -> str:
    """Bars: people by size of their class; the left-out ones first."""
    people = [suppressed] + [
        int(counts[(counts >= low) & (counts < high)].sum())
        for low, high in zip(EDGES, (*EDGES[1:], 10**12), strict=True)
    ]
    names = ["out"] + ["1k" if low == 1000 else f"{low}" for low in EDGES]
    total = max(int(counts.sum()) + suppressed, 1)
    chart = Chart(
        title="People by size of their class",
        x=Axis(label="people who look the same, from (out: left out)", low=0, high=len(people), ticks=(1e9,)),
        y=Axis(label="share of people", low=0, high=1, percent=True),
        width=400,
        height=260,
    )
    for at, (number, name) in enumerate(zip(people, names, strict=True)):
        shown = f"{number}" if number == 0 or number >= 5 else "<5"
        chart.bar(at, at + 1, number / total, PURPLE if at == 0 else BLUE, tip=f"{name}: {shown} people")
        chart.note(at + 0.5, 0, name, anchor="middle", dy=16)
    return chart.render()


def records_at_risk(counts: np.ndarray, threshold: float) -> str:
    """Steps: share of released people whose chance of being picked out, 1 / class size, is at least x."""
    total = max(int(counts.sum()), 1)
    sizes, at = np.unique(counts, return_inverse=True)
    people = np.bincount(at, weights=counts, minlength=len(sizes)) if len(counts) else np.zeros(0)
    smaller = np.cumsum(people) / total
    chart = Chart(
        title="People at risk of being picked out",
        x=Axis(
            label="chance at least (1 / class size)", low=0.001, high=1, log=True, ticks=(0.001, 0.01, 0.1, 1)
        ),
        y=Axis(label="share of released people", low=0, high=1, percent=True),
        width=400,
        height=260,
    )
    points: list[tuple[float, float]] = [(1.0, 0.0)]
    for size, share in zip(sizes, smaller, strict=True):
        points += [(1 / size, points[-1][1]), (1 / size, float(share))]
    points.append((0.001, points[-1][1]))
    chart.line([(threshold, 0), (threshold, 1)], BLUE, dashed=True, tip=f"threshold {threshold:g}")
    chart.line(points, GREEN, tip="share of people by chance of being picked out")
    return chart.render()
