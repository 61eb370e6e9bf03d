# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Keep a benchmark's figures: JSON, a bar chart, and a line each on the terminal."""

import json
from pathlib import Path
from typing import Any

from secured_widgets.svg import BLUE, RED, Axis, Chart

__all__ = ["keep"]


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
