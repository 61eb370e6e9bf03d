# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Picking one of N: how often it is right beside what theory allows, and what an answer is worth by the prior."""

from collections.abc import Mapping, Sequence

from secured_widgets.svg import BLUE, RED, Axis, Chart

__all__ = ["selection_figure"]

Point = tuple[int, float, float, float]


def selection_figure(
    measured: Sequence[Point],
    expected: Sequence[tuple[int, float]] = (),
    worth: Sequence[tuple[float, float, float, float]] = (),
    *,
    marks: Mapping[str, float] | None = None,
    standing: str = "",
) -> str:
    """Draw the share right against N, measured and by the closed form; beside it the worth of an answer.

    Parameters
    ----------
    measured : sequence of (size, share, low, high)
        Sizes growing.
    expected : sequence of (size, chance)
        The closed form.
    worth : sequence of (prior, share, low, high)
        Of "this genome is this person's": answers that are right, priors growing; no second chart without.
    marks : mapping of str to float, optional
        Priors to mark.
    standing : str
        Of the people.
    """
    of = f" ({standing})" if standing else ""
    most = max([one[0] for one in (*measured, *expected)], default=3)
    chart = Chart(
        title=f"The right one of N genomes{of}",
        x=Axis(
            label="genomes to choose from, N",
            low=2,
            high=max(most, 3),
            log=True,
            ticks=(2, 5, 10, 20, 50, 100),
        ),
        y=Axis(label="share right", low=0, high=1, percent=True),
        width=430,
    )
    guess = [(size, 1 / size) for size in (2, 3, 4, 6, 8, 12, 16, 25, 40, 65, 100) if size <= most]
    chart.line(guess, "currentColor", dashed=True, tip="guessing: 1 / N")
    if expected:
        chart.line(list(expected), BLUE, tip="closed form")
        chart.note(*expected[len(expected) // 2], "closed form", dx=8, dy=-8)
    for size, share, low, high in measured:
        chart.whisker(size, low, size, high, RED)
        tip = f"measured, N = {size}: {share:.3f} ({low:.3f} to {high:.3f})"
        chart.point(size, share, RED, size=3, tip=tip)
    if not worth:
        return chart.render()
    return f'<div class="row"><div>{chart.render()}</div><div>{_worth(worth, marks or {}, of)}</div></div>'


def _worth(worth: Sequence[tuple[float, float, float, float]], marks: Mapping[str, float], of: str) -> str:
    """Draw answers that are right against the prior, with the priors that are marked."""
    chart = Chart(
        title=f"Worth of a match{of}",
        x=Axis(label="prior: chance that a pair is true", low=worth[0][0], high=1, log=True),
        y=Axis(label="matches that are right", low=0, high=1, percent=True),
        width=430,
    )
    for at, (name, prior) in enumerate(marks.items()):
        chart.line([(prior, 0), (prior, 1)], "currentColor", dashed=True, tip=f"{name}: {prior:.3g}")
        near_end = chart.x.at(prior) > 0.6
        chart.note(
            prior, 1, name, anchor="end" if near_end else "start", dx=-4 if near_end else 4, dy=10 + 13 * at
        )
    for bound in (2, 3):
        chart.line([(one[0], one[bound]) for one in worth], "#8888", dashed=True)
    chart.line([(one[0], one[1]) for one in worth], RED, tip="selection by traits")
    for prior, share, low, high in worth[:: max(len(worth) // 6, 1)]:
        tip = f"{share:.3g} ({low:.3g} to {high:.3g}) at prior {prior:.3g}"
        chart.point(prior, share, RED, size=3, tip=tip)
    return chart.render()
