# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Connectomes and who is found by them: the mean matrix, the edges that tell people apart, and the matching."""

from dataclasses import dataclass
from html import escape

import ipywidgets
import numpy as np

from secured.common import PrivacyInputError, Standing
from secured.common.brain_networks import network_names
from secured.studies.neuro.connectome_identification import ConnectomeIdentification
from secured_widgets.connectome_figures import block_map, edges_figure, similarity_figure
from secured_widgets.key_guard import KeyGuard
from secured_widgets.paired_control import Control, grid_control
from secured_widgets.picture import as_picture, still
from secured_widgets.small_cells import SMALLEST_CELL
from secured_widgets.view import LiveView, page, table

__all__ = ["ConnectomeState", "ConnectomeView"]

MOST_BLOCKS = 20  # of a matrix whose regions name no networks


@dataclass(frozen=True, kw_only=True)
class ConnectomeState:
    """How many edges of highest leverage are looked at."""

    edges: int = 100


class ConnectomeView(LiveView):
    """The group's mean connectome by networks, its telling edges, and how people are found by them.

    Of people who are not simulated nothing is drawn of single ones: the mean of at least five, and distributions.

    Parameters
    ----------
    identification : ConnectomeIdentification
    state : ConnectomeState, optional
        Where the slider begins: one of the sizes of the study's curve.

    Raises
    ------
    PrivacyInputError
        If the study's curve has no such size.
    """

    def __init__(
        self, identification: ConnectomeIdentification, state: ConnectomeState | None = None
    ) -> None:
        self.identification = identification
        sizes = identification.curve.sizes
        wanted = ConnectomeState().edges if state is None else state.edges
        if state is not None and wanted not in sizes:
            raise PrivacyInputError(
                f"ConnectomeView: edges={wanted} is none of the sizes that were tried: {', '.join(map(str, sizes))}."
            )
        self.controls: dict[str, Control] = {
            "edges": grid_control("edges of highest leverage", sizes, wanted)
        }
        self.shown = ipywidgets.HTML(self._html())
        slider, _, row = self.controls["edges"]
        slider.observe(self._update, "value")
        super().__init__([row, self.shown, KeyGuard()])

    @property
    def state(self) -> ConnectomeState:
        """Where the slider stands now."""
        return ConnectomeState(edges=int(self.controls["edges"][0].value))

    def _update(self, _: object) -> None:
        self.shown.value = self._html()

    def _html(self) -> str:
        return connectome_page(self.identification, self.state)

    def to_html(self) -> str:
        """Return the present state without controls."""
        return self._html()


def connectome_page(study: ConnectomeIdentification, state: ConnectomeState) -> str:
    """All figures for one number of edges."""
    simulated = study.standing is Standing.SIMULATED
    curve, counts = study.curve, study.telling_networks(state.edges)
    similar = similarity_figure(
        study.within, study.between, standing=str(study.standing), hide_few=not simulated
    )
    edges = edges_figure(
        curve.sizes, curve.by_leverage, curve.by_chance, gallery=curve.gallery, standing=str(study.standing)
    )
    telling = (
        block_map(
            list(counts.index), counts.to_numpy(float), f"Where the {state.edges} telling edges run", digits=0
        )
        if len(counts) <= MOST_BLOCKS
        else "<p>Names of regions tell no networks: where telling edges run is not drawn.</p>"
    )
    return page(
        '<div class="row">', _mean(study), telling, "</div>",
        '<div class="row">', similar, edges, "</div>",
        _matching(study) if simulated else "",
        _said(study, state),
    )  # fmt: skip


def _mean(study: ConnectomeIdentification) -> str:
    """The group's mean matrix: by networks, else by blocks of neighbouring regions."""
    n_people = len(study.similarities)
    if n_people < SMALLEST_CELL and study.standing is not Standing.SIMULATED:
        return f"<p>The mean of fewer than {SMALLEST_CELL} people is not drawn.</p>"
    matrix = study.mean.matrices()[0].astype(float)
    np.fill_diagonal(matrix, np.nan)
    names = np.array(network_names(study.mean.regions))
    labels = list(dict.fromkeys(names))
    if len(labels) > MOST_BLOCKS:
        block = np.arange(len(names)) * MOST_BLOCKS // len(names)
        names = np.array([f"regions {np.argmax(block == one) + 1} on" for one in block])
        labels = list(dict.fromkeys(names))
    values = np.array(
        [[_mean_of(matrix[np.ix_(names == one, names == two)]) for two in labels] for one in labels]
    )
    return block_map(labels, values, f"Mean connectome of {n_people} {study.standing} people")


def _mean_of(block: np.ndarray) -> float:
    known = block[np.isfinite(block)]
    return float(known.mean()) if len(known) else float("nan")


def _matching(study: ConnectomeIdentification) -> str:
    """Everybody against everybody: of simulated people only."""
    picture = as_picture(study.similarities)
    label = "Correlation of every simulated person's second visit (row) with everybody's first (column), lighter is more alike"
    return (
        f"<h4>Matching of {len(picture)} simulated people</h4>"
        f"{still(picture, study.standing, label=label, width=min(max(3 * len(picture), 180), 420))}"
        f'<p class="small">{label}. The light diagonal is everybody with themselves.</p>'
    )


def _said(study: ConnectomeIdentification, state: ConnectomeState) -> str:
    at = study.curve.sizes.index(state.edges)
    rows = [
        [name, f"{one.point:.3f}", f"{one.low:.3f} to {one.high:.3f}"]
        for name, one in (
            (f"{state.edges} edges of highest leverage", study.curve.by_leverage[at]),
            (f"{state.edges} edges at random", study.curve.by_chance[at]),
            ("found more by the chosen edges", study.curve.advantage[at]),
        )
    ]
    caption = f"Among {study.curve.gallery} people, first visit against the next"
    return table(["found by", "share", "95 %"], rows, numeric=(1, 2), caption=caption) + (
        f'<p class="small">Mean correlation of two visits: {study.within.mean():.2f} within a person, '
        f"{study.between.mean():.2f} between people ({escape(str(study.standing))}). Random edges are drawn "
        f"{study.curve.draws} times; the last line compares both by the same people.</p>"
    )
