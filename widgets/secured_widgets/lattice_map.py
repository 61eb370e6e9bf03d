# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every node of the solution space in one HoloViews figure: loss against people left out, levels on hover."""

from typing import Any

import numpy as np

from secured.common import PrivacyInputError
from secured_widgets.explorer import ExplorerModel, ExplorerState
from secured_widgets.lattice_figure import lattice_marks
from secured_widgets.svg import BLUE, PURPLE, Axis, Chart
from secured_widgets.view import page

__all__ = ["LatticeMap"]

MOST_POINTS = 20_000
GREY = "#808080"


class LatticeMap:
    """The solution space for one k, l and t: no other tool shows the nodes that the search did not choose.

    Parameters
    ----------
    model : ExplorerModel
        Of a privacy-utility explorer.
    state : ExplorerState
    """

    def __init__(self, model: ExplorerModel, state: ExplorerState) -> None:
        if model.surface is None:
            raise PrivacyInputError("LatticeMap: the lattice is too large to be held whole.")
        self.state, self.model = state, model
        self.surface = model.surface
        self.loss, self.suppressed = self.surface.nodes(k=state.k, l=state.l, t=state.t)
        self.share = self.suppressed / model.table.base.n_people

    def to_holoviews(self) -> Any:
        """Return the scatter as HoloViews points, levels as further dimensions."""
        import holoviews

        names = list(self.model.members.quasi_identifiers)
        columns = {"loss": self.loss, "left out": self.share} | {
            name: self.surface.levels[:, at].astype(int) for at, name in enumerate(names)
        }
        return holoviews.Points(columns, ["loss", "left out"], names)

    def plot(self) -> Any:
        """Return a Panel pane of the scatter, levels on hover; call `init(plots=True)` first.

        Above 20,000 nodes every n-th one is drawn.
        """
        import holoviews.plotting.bokeh  # noqa: F401  (registers the backend)
        import panel

        points = self.to_holoviews()
        step = -(-len(self.loss) // MOST_POINTS)
        title = f"All {len(self.loss)} nodes at k={self.state.k}, l={self.state.l}, t={self.state.t:g}"
        options = {
            "tools": ["hover"],
            "size": 5,
            "alpha": 0.6,
            "color": BLUE,
            "width": 680,
            "height": 380,
            "title": title,
            "xlabel": "loss of detail",
            "ylabel": "share left out",
            "hooks": [_follow_theme],
        }
        return panel.Column(panel.pane.HoloViews(points.iloc[::step].opts(**options, backend="bokeh")))

    def to_html(self) -> str:
        """Return the same figure without interaction; above 2,000 nodes, those that lie close together are one mark."""
        chart = Chart(
            title=f"All {len(self.loss)} nodes at k={self.state.k}, l={self.state.l}, t={self.state.t:g}",
            x=Axis(label="loss of detail", low=0, high=1),
            y=Axis(label="share left out", low=0, high=1, percent=True),
            width=560,
            height=320,
        )
        best = np.flatnonzero(self.share <= self.state.suppression_limit)
        everything = np.ones(len(self.loss), dtype=bool)
        for node in lattice_marks(chart, self.loss, self.share, everything, everything)[0]:
            chart.point(float(self.loss[node]), float(self.share[node]), BLUE, size=2)
        if len(best):
            at = best[np.argmin(self.loss[best])]
            chart.point(
                float(self.loss[at]),
                float(self.share[at]),
                PURPLE,
                shape="diamond",
                size=7,
                tip="least loss within the limit",
            )
        return page(chart.render())

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return f"LatticeMap({len(self.loss)} nodes)"


def _follow_theme(plot: Any, _: Any) -> None:
    """Let the page show through, and write in a grey that reads on light and dark."""
    figure = plot.state
    figure.background_fill_color = figure.border_fill_color = None
    figure.title.text_color = GREY
    for axis in (*figure.xaxis, *figure.yaxis):
        axis.axis_label_text_color = axis.major_label_text_color = axis.axis_line_color = GREY
