# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Audits of differential privacy: lower bounds beside what is claimed; what lies above the line is refuted."""

from collections.abc import Sequence

from secured.studies.synthetic.dp_audit import AuditRow, AuditTable
from secured_widgets.attack_curves import LOOKS, curve_names
from secured_widgets.svg import Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["AuditView", "audit_figure"]


class AuditView(StaticView):
    """Bounds of repeated audits against the claim, and how often they were above it.

    Parameters
    ----------
    audits : AuditTable
    """

    def __init__(self, audits: AuditTable) -> None:
        self.audits = audits

    def to_html(self) -> str:
        """Figure and table."""
        rows = self.audits.rows
        return page(
            audit_figure(rows),
            table(HEAD, [_cells(row) for row in rows], numeric=(2, 3, 4, 5), caption="Audits"),
            f'<p class="small">{self.audits.canaries:,} canaries a run. {READ} Chance that a bound is too high: '
            f"{self.audits.alpha:.0%}.</p>",
        )


HEAD = ["mechanism", "audit", "claimed", "mean bound", "runs", "bounds above the claim"]
READ = (
    "Marks are mean lower bounds, bars hold nine of ten runs, hollow marks are broken on purpose. A bound above the line refutes the claim; "
    "one below does not contradict it, and verifies nothing."
)


def audit_figure(rows: Sequence[AuditRow]) -> str:
    """Draw mean lower bounds of epsilon over the claimed epsilon, with the line on which they are equal.

    Parameters
    ----------
    rows : sequence of AuditRow
    """
    highest = max([1.0, *(row.claimed for row in rows), *(float(row.bounds.max()) for row in rows)]) * 1.05
    chart = Chart(
        title="Lower bound of epsilon against the claim",
        x=Axis(label="claimed epsilon", low=0, high=highest),
        y=Axis(label="lower bound", low=0, high=highest),
        width=430,
    )
    chart.line([(0, 0), (highest, highest)], "currentColor", dashed=True, tip="claim; above it is refuted")
    kinds = list(dict.fromkeys(row.by for row in rows))
    for row in rows:
        at = kinds.index(row.by)
        colour, shape = LOOKS[at % len(LOOKS)]
        place = row.claimed + (at - (len(kinds) - 1) / 2) * 0.012 * highest  # side by side
        one = row.to_dict()
        chart.whisker(place, one["low"], place, one["high"], colour)
        tip = f"{row.trial}, {row.by}: {one['mean']:.2f} of {row.claimed:.2f} claimed"
        chart.point(place, one["mean"], colour, shape=shape, size=4, hollow=row.broken, tip=tip)
    return chart.render() + curve_names(dict.fromkeys(kinds))


def _cells(row: AuditRow) -> list[str]:
    one = row.to_dict()
    return [
        row.trial,
        row.by,
        f"{row.claimed:.2f}",
        f"{one['mean']:.2f} ({one['low']:.2f} to {one['high']:.2f})",
        f"{one['repeats']:,}",
        f"{one['above']:.1%} ({one['above_low']:.1%} to {one['above_high']:.1%})",
    ]
