# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How exposed single people are, told by tenths; whether single chances can be believed; and when they are not told."""

from html import escape

from secured.dean import PersonRisk, Reliability
from secured_widgets.svg import BLUE, RED, Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["PersonExposure", "reliability_figure"]

SOURCES = {
    "model": "the chance of naming the right one among all people of the population who look alike, by models",
    "attack": "the attack's own confidence, turned into a chance on other people",
    "resampling": "how often somebody is found when the attack is repeated with other luck and noise on what is known",
}


class PersonExposure(StaticView):
    """Tenths of people by risk, the most exposed first, with the reliability of the chances behind them.

    No value of a single person is in it. Where fewer than 50 claims were right, chances are refused and ranks are left.

    Parameters
    ----------
    exposure : PersonRisk
    standing : str
        Of the people.
    """

    def __init__(self, exposure: PersonRisk, standing: str = "") -> None:
        self.exposure, self.standing = exposure, standing

    def to_html(self) -> str:
        """Figures and tables."""
        calibration = self.exposure.calibration
        believed = calibration.reliability if calibration else None
        return page(
            self._told(),
            '<div class="row">',
            self._tenths(),
            f"<div>{reliability_figure(believed, standing=self.standing)}</div>" if believed else "",
            "</div>",
            _believed_table(believed) if believed else "",
            self._sources(),
        )

    def _told(self) -> str:
        exposure, calibration = self.exposure, self.exposure.calibration
        of = f"{exposure.n_people:,} {escape(self.standing)} people".replace("  ", " ")
        if not exposure.refused or calibration is None:
            return f"<p>Every one of {of}: the largest of what {len(exposure.parts)} sources say.</p>"
        needed = calibration.to_dict()["needed"]
        return (
            f'<div class="box"><b>Chances of single people are refused.</b> Of the attack\'s claims about {of} '
            f"{calibration.positives} are right; it takes {needed} to learn a chance from. People can only be put in order.</div>"
        )

    def _tenths(self) -> str:
        exposure = self.exposure
        means = exposure.to_dict()["tenths"]
        if means is None:
            rows = [[f"{at}", f"{n:,}"] for at, n in enumerate(exposure.in_tenth, start=1)]
            return table(
                ["tenth, most exposed first", "people"],
                rows,
                numeric=(0, 1),
                caption="Ranks (equals share a tenth)",
            )
        chart = Chart(
            title="Risk by tenths of people" + (f" ({self.standing} people)" if self.standing else ""),
            x=Axis(label="tenth of people, most exposed first", low=0, high=10, ticks=(1e9,)),
            y=Axis(label="mean risk", low=0, high=max(0.01, *means), percent=True),
            width=430,
        )
        for at, mean in enumerate(means):
            chart.bar(at, at + 1, mean, RED, tip=f"tenth {at + 1}: {mean:.4f}", gap=3)
            chart.note(at + 0.5, 0, f"{at + 1}", anchor="middle", dy=16)
        rows = [[f"{at}", f"{mean:.4f}"] for at, mean in enumerate(means, start=1)]
        return f"<div>{chart.render()}</div>" + table(
            ["tenth", "mean risk"], rows, numeric=(0, 1), caption="Risk by tenths"
        )

    def _sources(self) -> str:
        means = self.exposure.means
        rows = [
            [name, SOURCES[name], f"{means[name]:.4f}" if name in means else "refused"]
            for name in sorted(self.exposure.parts)
        ]
        return table(["source", "what it says of a person", "mean"], rows, numeric=(2,), caption="Sources")


def reliability_figure(found: Reliability, *, standing: str = "") -> str:
    """Draw observed against stated chances in bins of at least ten people; on the diagonal a chance is what it says.

    Parameters
    ----------
    found : Reliability
    standing : str
        Of the people.
    """
    top = min(1.0, 1.1 * max(max(one.stated, one.observed.high) for one in found.bins))
    chart = Chart(
        title="Stated chances and what came true" + (f" ({standing} people)" if standing else ""),
        x=Axis(label="stated chance of being right", low=0, high=top, percent=True),
        y=Axis(label="claims that were right", low=0, high=top, percent=True),
        width=430,
    )
    chart.line([(0, 0), (top, top)], "currentColor", dashed=True, tip="stated as observed")
    for one in found.bins:
        chart.whisker(one.stated, one.observed.low, one.stated, one.observed.high, BLUE)
        tip = f"{one.n} people: stated {one.stated:.3f}, observed {one.observed.point:.3f}"
        chart.point(one.stated, one.observed.point, BLUE, tip=tip)
    return chart.render()


def _believed_table(found: Reliability) -> str:
    error = found.calibration_error
    rows = [
        ["Brier score", f"{found.brier:.4f}"],
        ["Brier score of the overall rate", f"{found.brier_of_constant:.4f}"],
        ["calibration error", f"{error.point:.4f} ({error.low:.4f} to {error.high:.4f})"],
        ["calibration error by chance alone", f"{found.calibration_error_by_chance:.4f}"],
        ["claims", f"{found.n:,}"],
        ["of them right", f"{found.positives:,}"],
    ]
    said = (
        "Single chances say more than the overall rate."
        if found.beats_constant
        else "Single chances say no more than the overall rate: do not tell people apart by them."
    )
    return (
        table(["", "value"], rows, numeric=(1,), caption="Can single chances be believed?") + f"<p>{said}</p>"
    )
