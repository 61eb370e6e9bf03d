# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Protections of connectomes side by side: what each costs, and whom attacks still find."""

from secured.studies.neuro.connectome_defences import ConnectomeDefences
from secured_widgets.attack_curves import LOOKS, curve_names
from secured_widgets.svg import Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["ConnectomeDefencesView"]


class ConnectomeDefencesView(StaticView):
    """Loss of edges against the share of people found, by every attack.

    Parameters
    ----------
    defences : ConnectomeDefences
    standing : str
        Of the people.
    """

    def __init__(self, defences: ConnectomeDefences, standing: str = "") -> None:
        self.defences, self.standing = defences, standing

    def to_html(self) -> str:
        """Figure and table."""
        attacks = list(dict.fromkeys(name for row in self.defences.rows for name in row.found))
        return page(
            f'<div class="row"><div>{self._figure(attacks)}</div>',
            table(
                ["release", "promise", "loss", *(f"found by {name}" for name in attacks)],
                [
                    [
                        row.name,
                        row.promise,
                        f"{row.loss:.3f}",
                        *(f"{one.point:.3f} ({one.low:.2f} to {one.high:.2f})" for one in row.found.values()),
                    ]
                    for row in self.defences.rows
                ],
                numeric=tuple(range(2, 3 + len(attacks))),
                caption=f"{self.defences.n_people} {self.standing} people, released in every way".replace(
                    "  ", " "
                ),
            ),
            "</div>",
            '<p class="small">Everybody is released and looked for by their next visit; exact 95 % intervals. Only the '
            "assessment, which leaves people outside, gives a verdict.</p>",
        )

    def _figure(self, attacks: list[str]) -> str:
        chart = Chart(
            title="Found against loss of edges",
            x=Axis(label="loss of edges", low=0, high=1),
            y=Axis(label="share of people found", low=0, high=1, percent=True),
        )
        for row in self.defences.rows:
            for at, name in enumerate(attacks):
                colour, shape = LOOKS[at % len(LOOKS)]
                one = row.found[name]
                chart.whisker(row.loss, one.low, row.loss, one.high, colour)
                tip = f"{row.name}, {name}: {one.point:.3f} at a loss of {row.loss:.3f}"
                chart.point(row.loss, one.point, colour, shape=shape, tip=tip)
        return chart.render() + curve_names(dict.fromkeys(attacks))
