# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How unique people are by what is known of them, drawn as curves; and whether an estimate for the population holds."""

from html import escape

from secured.studies.records.curves import PopulationCheck, RecordCurves
from secured_widgets.svg import BLUE, GREEN, ORANGE, PURPLE, RED, Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["RecordCurvesView"]

LOOKS = ((RED, "circle", "●"), (BLUE, "square", "■"), (ORANGE, "triangle", "▲"), (PURPLE, "diamond", "◆"), (GREEN, "cross", "✕"))  # fmt: skip
ROW = 24


class RecordCurvesView(StaticView):
    """Unique shares by combinations and by sequences, and the check of the population model.

    Parameters
    ----------
    curves : RecordCurves
    population : PopulationCheck, optional
    """

    def __init__(self, curves: RecordCurves, population: PopulationCheck | None = None) -> None:
        self.curves, self.population = curves, population

    def to_html(self) -> str:
        """Bars, curves and tables."""
        curves = self.curves
        return page(
            f"<p>{curves.n_people} {escape(curves.standing)} people. Unique: no other of these {escape(curves.unit)} has the same.</p>",
            f'<div class="row"><div>{_bars(curves)}</div><div>{_lines(curves)}</div></div>',
            _tables(curves),
            _checked(self.population) if self.population is not None else "",
        )


def _bars(curves: RecordCurves) -> str:
    rows = list(curves.combinations.items())
    chart = Chart(
        title=f"Unique among {curves.unit} by what is known",
        x=Axis(label=f"share of {curves.unit}", low=0, high=1, percent=True),
        y=Axis(label="", low=0, high=max(len(rows), 1), ticks=(1e9,)),
        width=560,
        height=80 + ROW * len(rows),
        left=250,
    )
    for at, (known, share) in enumerate(rows):
        place = len(rows) - at - 0.5
        chart.whisker(0, place, share, place, RED)
        chart.point(share, place, RED, tip=f"{known}: {share:.3f}")
        short = known if len(known) <= 40 else f"{known[:39]}…"
        chart.note(-1, place, short, anchor="end", dy=4, dx=-8)
    return chart.render()


def _lines(curves: RecordCurves) -> str:
    if not curves.sequences:
        return f"<p>No curve of histories: {escape(curves.unavailable)}</p>"
    longest = max(max(one, default=1) for one in curves.sequences.values())
    chart = Chart(
        title="Unique by how much of a history is known",
        x=Axis(label="first entries known", low=1, high=max(longest, 2), ticks=tuple(range(1, longest + 1))),
        y=Axis(label="share of people with so many", low=0, high=1, percent=True),
        width=430,
    )
    legend = []
    for (name, curve), (colour, shape, sign) in zip(curves.sequences.items(), LOOKS, strict=False):
        chart.line(list(curve.items()), colour, tip=name)
        for length, share in curve.items():
            chart.point(length, share, colour, shape=shape, tip=f"{name}, {length} known: {share:.3f}")
        legend.append(f'<span aria-hidden="true" style="color:{colour}">{sign}</span> {escape(name)}')
    return f'{chart.render()}<div class="small">{" &nbsp; ".join(legend)}</div>'


def _tables(curves: RecordCurves) -> str:
    known = table(
        ["known", "unique"],
        [[name, f"{share:.3f}"] for name, share in curves.combinations.items()],
        numeric=(1,),
    )
    rows = [
        [name, f"{length}", f"{curves.people_with[name][length]}", f"{share:.3f}"]
        for name, curve in curves.sequences.items()
        for length, share in curve.items()
    ]
    histories = (
        table(["history", "first entries known", "people", "unique"], rows, numeric=(1, 2, 3)) if rows else ""
    )
    return f'<div class="row">{known}{histories}</div>'


def _checked(check: PopulationCheck) -> str:
    title = "<h4>Unique in the population?</h4>"
    if check.unavailable:
        return f"{title}<p>Not estimated: {escape(check.unavailable)}</p>"
    rows: list[tuple[str, float | None, float | None]] = [
        ("unique in the sample itself", check.sample_share, None),
        ("Gaussian copula", check.modelled_share, check.brier_modelled),
        ("Gaussian copula, recalibrated", check.share, check.brier),
        *((f"class sizes: {name}", value, None) for name, value in check.others.items()),
        ("truth: unique among all", check.true_share, check.brier_of_constant),
    ]
    shown = table(
        ["estimate from the sample", "share", "Brier score"],
        [[name, _number(share), _number(brier)] for name, share, brier in rows],
        numeric=(1, 2),
    )
    return (
        f"{title}<p>From {check.n_sample} of {check.population} people, by {escape(', '.join(check.columns))}; the rest of the "
        f'table is the population, so the truth is known.</p>{shown}<p class="small">Brier score: mean squared error of each '
        "person's probability; in the row of the truth that of the true share for everybody, which a useful model stays below.</p>"
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
