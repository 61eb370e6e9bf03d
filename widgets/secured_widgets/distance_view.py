# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What distances say of releases, beside what an adversary makes of them."""

from collections.abc import Mapping

import numpy as np

from secured.dean import MembershipCurve
from secured.studies.classroom.distances import DistanceTest
from secured_widgets.attack_curves import roc_figure
from secured_widgets.svg import BLUE, RED, Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["DistanceView"]

SHARES = np.arange(1, 100)
PERCENTILE = 5.0


class DistanceView(StaticView):
    """For each release the distances to training and to the hold-out, cumulated; and the curves of membership.

    Holds percentiles and rates, no distance of anybody's.

    Parameters
    ----------
    tests : mapping of str to DistanceTest
        By name of the release.
    curves : mapping of str to MembershipCurve
        Drawn together; none, where not given.
    standing : str
        Of the people: real, reconstructed or simulated.
    """

    def __init__(
        self,
        tests: Mapping[str, DistanceTest],
        curves: Mapping[str, MembershipCurve] | None = None,
        *,
        standing: str = "",
    ) -> None:
        self.standing = standing
        self.rows = {name: test.to_dict() for name, test in tests.items()}
        self.percentiles = {
            name: tuple(
                np.percentile(one.first, SHARES).tolist() for one in (test.to_training, test.to_hold_out)
            )
            for name, test in tests.items()
        }
        self.rates = {name: curve.roc for name, curve in (curves or {}).items()}
        self.non_members = min((len(curve.outsiders) for curve in (curves or {}).values()), default=1)

    def to_html(self) -> str:
        """Return self-contained HTML."""
        charts = "".join(f"<div>{self._distances(name)}</div>" for name in self.rows)
        parts = [f'<div class="row">{charts}</div>'] if charts else []
        if self.rows:
            parts.append(self._table())
        if self.rates:
            parts.append(roc_figure(self.rates, n_negatives=self.non_members, standing=self.standing))
        return page(*parts)

    def _distances(self, name: str) -> str:
        training, hold_out = self.percentiles[name]
        of = f" ({self.standing} people)" if self.standing else ""
        chart = Chart(
            title=f"{name}{of}",
            x=Axis(
                label="distance to the closest record", low=0, high=max(training[-1], hold_out[-1]) or 1.0
            ),
            y=Axis(label="share of released rows", low=0, high=1, percent=True),
            width=330,
            height=230,
        )
        for values, colour, dashed, who in (
            (training, BLUE, False, "training"),
            (hold_out, RED, True, "hold-out"),
        ):
            chart.line(list(zip(values, SHARES / 100, strict=True)), colour, dashed=dashed, tip=f"to {who}")
            chart.point(
                float(np.interp(PERCENTILE, SHARES, values)), PERCENTILE / 100, colour,
                shape="square" if dashed else "circle", tip=f"5th percentile, {who}",
            )  # fmt: skip
        return chart.render()

    def _table(self) -> str:
        rows = [
            [
                name,
                f"{row['dcr_training']:.4g}",
                f"{row['dcr_hold_out']:.4g}",
                f"{row['closer_to_training']:.1%}",
                "passes" if row["passes"] else "fails",
            ]
            for name, row in self.rows.items()
        ]
        return table(
            [
                "release",
                "5th percentile, training (solid, circle)",
                "hold-out (dashed, square)",
                "closer to training",
                "test",
            ],
            rows,
            numeric=(1, 2, 3),
        )
