# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Keep a benchmark's figures: JSON, a bar chart, and a line each on the terminal."""

import json
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from secured_widgets.svg import BLUE, GREEN, ORANGE, PURPLE, RED, Axis, Chart

__all__ = ["keep", "keep_groups", "keep_growth"]


def keep(program: Path, figures: dict[str, Any], *, bars: dict[str, float], limit: float, unit: str) -> None:
    """Write results/NAME.json and results/NAME.svg beside the program and print the bars."""
    folder = program.parent / "results"
    folder.mkdir(exist_ok=True)
    (folder / f"{program.stem}.json").write_text(json.dumps(figures, indent=1))
    chart = Chart(
        title=program.stem.replace("_", " "),
        x=Axis(label="", low=0, high=len(bars), ticks=(1e9,)),
        y=Axis(label=unit, low=0, high=1.1 * max([limit, *bars.values()])),
        width=560,
        height=320,
    )
    for at, (name, value) in enumerate(bars.items()):
        chart.bar(at, at + 1, value, BLUE, tip=f"{name}: {value:.4g}", gap=12)
        chart.note(at + 0.5, value, f"{value:.3g}", anchor="middle")
        chart.note(at + 0.5, 0, name, anchor="middle", dy=16)
    chart.line([(0, limit), (len(bars), limit)], RED, dashed=True, tip=f"limit {limit:g}")
    (folder / f"{program.stem}.svg").write_text(chart.render())
    for name, value in bars.items():
        print(f"{program.stem}: {name}: {value:.4g} {unit} (line at {limit:g})")


def keep_groups(
    program: Path, name: str, groups: dict[str, dict[str, float | str]], *, limit: float, unit: str
) -> None:
    """Write results/PROGRAM_NAME.svg: the same bars for several things; a text instead of a value is a cross."""
    series = list(dict.fromkeys(one for group in groups.values() for one in group))
    colours = (BLUE, ORANGE, GREEN, PURPLE, RED, "#888888", "#0072B2")
    chart = Chart(
        title=f"{program.stem.replace('_', ' ')}: {name}",
        x=Axis(label="", low=0, high=len(groups), ticks=(1e9,)),
        y=Axis(label=unit, low=0, high=1.4, ticks=(0, 0.2, 0.4, 0.6, 0.8, 1)),
        width=1100,
        height=380,
    )
    wide = 0.9 / len(series)
    for at, (label, values) in enumerate(groups.items()):
        chart.note(at + 0.5, 0, label, anchor="middle", dy=18)
        for number, one in enumerate(series):
            left, value, colour = (
                at + 0.05 + number * wide,
                values.get(one, "not run"),
                colours[number % len(colours)],
            )
            tip = f"{label}, {one}: {value if isinstance(value, str) else f'{value:.3f}'}"
            if isinstance(value, str):
                chart.point(left + wide / 2, 0.02, colour, shape="cross", size=4, tip=tip)
                continue
            chart.bar(left, left + wide, max(value, 0.0), colour, tip=tip)
            chart.note(
                left + wide / 2, max(value, 0.0), f"{value:.2f}".replace("0.", "."), anchor="middle", dy=-3
            )
    for number, one in enumerate(series):
        across, down = divmod(number, 3)
        place = 0.1 + across * len(groups) / 3
        chart.point(place, 1.36 - 0.08 * down, colours[number % len(colours)], shape="square")
        chart.note(place + 0.08, 1.34 - 0.08 * down, one)
    chart.line([(0, limit), (len(groups), limit)], RED, dashed=True, tip=f"limit {limit:g}")
    (program.parent / "results" / f"{program.stem}_{name}.svg").write_text(chart.render())


def keep_growth(
    program: Path, name: str, lines: dict[str, list[tuple[float, float]]], *, x: str, y: str
) -> None:
    """Write results/PROGRAM_NAME.svg: how something grows, both axes logarithmic."""
    points = [point for line in lines.values() for point in line]
    chart = Chart(
        title=f"{program.stem.replace('_', ' ')}: {y} by {x}",
        x=_logarithmic(x, [at for at, _ in points]),
        y=_logarithmic(y, [at for _, at in points]),
        width=560,
        height=320,
    )
    for colour, (label, line) in zip((BLUE, ORANGE), lines.items(), strict=False):
        chart.line(sorted(line), colour, tip=label)
        for at, value in line:
            chart.point(at, value, colour, tip=f"{label}: {value:.3g} at {at:.3g}")
        chart.note(*max(line), label, anchor="end", dy=-8)
    (program.parent / "results" / f"{program.stem}_{name}.svg").write_text(chart.render())


def _logarithmic(label: str, values: list[float]) -> Axis:
    low, high = 10.0 ** floor(log10(min(values))), 10.0 ** ceil(log10(max(values)))
    ticks = tuple(10.0**power for power in range(round(log10(low)), round(log10(high)) + 1))
    return Axis(label=label, low=low, high=high, log=True, ticks=ticks)
