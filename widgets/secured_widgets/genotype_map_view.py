# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genotypes on maps of counted squares, and relatives by degree; nobody is a point of their own."""

from math import sqrt

from secured.studies.genomes.genotype_map import BIN, GenotypeMap, KinshipCounts, MapOfPeople
from secured_widgets.small_cells import people
from secured_widgets.svg import BLUE, GREEN, ORANGE, PURPLE, RED, Axis, Chart
from secured_widgets.view import StaticView, page, table

__all__ = ["GenotypeMapView", "kinship_figure", "map_figure"]

COLOURS = (BLUE, ORANGE, GREEN, RED, PURPLE)
SHAPES = ("circle", "square", "triangle", "diamond", "cross")
LARGEST = 11.0  # px
NO_TICKS = (1e9,)


class GenotypeMapView(StaticView):
    """Maps by principal components and t-SNE, and pairs of relatives.

    Parameters
    ----------
    found : GenotypeMap
    """

    def __init__(self, found: GenotypeMap) -> None:
        self.found = found

    def to_html(self) -> str:
        """Figures and tables."""
        found = self.found
        maps = "".join(f"<div>{map_figure(one, found)}</div>" for one in found.maps)
        return page(
            f'<div class="row">{maps}</div>',
            _groups_table(found),
            f'<p class="small">{TOLD.format(least=found.least)}</p>',
            f'<div class="row"><div>{kinship_figure(found.related, standing=found.standing)}</div>',
            f"<div>{_relatives_table(found.related, found.least)}</div></div>",
        )


TOLD = (
    "A mark stands for the people of a group in one square of the map, its area for their number. Squares with fewer than "
    "{least} people of a group, and counts of fewer pairs, are withheld; which squares they are does not show. Axes have no scale: coordinates of people "
    "are kept nowhere."
)


def map_figure(one: MapOfPeople, found: GenotypeMap) -> str:
    """Draw the squares that may be shown; groups are told apart by colour and shape.

    Parameters
    ----------
    one : MapOfPeople
    found : GenotypeMap
        With the groups, for marks that are the same on all its maps.
    """
    columns = max((column for _, column, _ in one.cells), default=0) + 1
    rows = max((row for _, _, row in one.cells), default=0) + 1
    chart = Chart(
        title=f"{one.name} ({sum(found.groups.values()):,} {found.standing} people)",
        x=Axis(label=one.axes[0], low=-0.5, high=columns + 0.5, ticks=NO_TICKS),
        y=Axis(label=one.axes[1], low=-0.5, high=rows + 0.5, ticks=NO_TICKS),
        width=360,
        height=320,
    )
    names = list(found.groups)
    most = max(one.cells.values(), default=1)
    for (group, column, row), n in sorted(one.cells.items(), key=lambda cell: -cell[1]):
        at = names.index(group)
        aside = 0.5 + 0.7 * (at - (len(names) - 1) / 2) / len(
            names
        )  # groups of one square stand side by side
        chart.point(
            column + aside,
            row + 0.5,
            COLOURS[at % len(COLOURS)],
            shape=_shape(at),
            size=round(LARGEST * sqrt(n / most), 1),
            tip=f"{group}: {n} people",
        )
    return chart.render()


def kinship_figure(related: KinshipCounts, *, standing: str = "") -> str:
    """Draw pairs by kinship coefficient, on a scale of powers of ten."""
    lows = list(related.histogram) or [0.0]
    chart = Chart(
        title=f"Kinship of pairs of {standing} people".replace("  ", " "),
        x=Axis(
            label="kinship coefficient (1/4 parent and child, 1/8 second degree)",
            low=min(lows),
            high=max(max(lows) + BIN, 0.5),
        ),
        y=Axis(label="pairs", low=1, high=10 * max(related.histogram.values(), default=1), log=True),
        width=430,
    )
    for low, n in related.histogram.items():
        chart.bar(low, low + BIN, n, BLUE, tip=f"{low:g} to {low + BIN:g}: {n:,} pairs", gap=0.5)
    return chart.render()


def _shape(at: int) -> str:
    """Another shape for every group; the sixth colour is the first again, with the next shape."""
    return SHAPES[(at + at // len(SHAPES)) % len(SHAPES)]


def _groups_table(found: GenotypeMap) -> str:
    rows = []
    for at, (name, n) in enumerate(found.groups.items()):
        withheld = [people(one.withheld.get(name, 0)) for one in found.maps]
        rows.append([name, _shape(at), f"{n:,}", *withheld])
    head = ["group", "mark", "people", *(f"withheld, {one.name}" for one in found.maps)]
    return table(
        head, rows, numeric=tuple(range(2, len(head))), caption="Groups, and people in squares not shown"
    )


def _relatives_table(related: KinshipCounts, least: int) -> str:
    rows = [[name, f"<{least}" if n is None else f"{n:,}"] for name, n in related.pairs.items()]
    rows += [[name, "too few variants to tell"] for name in related.not_told]
    caption = f"Pairs of relatives (standard error of a pair's kinship {related.error:.3f})"
    return table(["relation", "pairs"], rows, numeric=(1,), caption=caption)
