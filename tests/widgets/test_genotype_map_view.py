# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genotype maps show counted squares: no person, no coordinate, no small count; groups by colour and shape."""

import re

import pytest

from secured.studies.genomes.genotype_map import GenotypeMap, KinshipCounts, MapOfPeople
from secured_widgets.genotype_map_view import GenotypeMapView, kinship_figure, map_figure

ONE = MapOfPeople(
    name="Components 1 and 2",
    axes=("component 1 (12.3%)", "component 2 (5.9%)"),
    cells={("<b>north</b>", 0, 0): 40, ("south", 3, 2): 10, ("south", 3, 0): 5},
    withheld={"<b>north</b>": 3, "south": 12},
)
FOUND = GenotypeMap(
    title="Toy",
    standing="simulated",
    groups={"<b>north</b>": 43, "south": 27},
    maps=(ONE,),
    related=KinshipCounts(
        pairs={"same genome": 0, "first degree": 120, "second degree": None},
        not_told=("third degree",),
        error=0.0132,
        histogram={-0.025: 5000, 0.0: 800, 0.25: 40},
    ),
    grid=12,
    least=5,
)


@pytest.fixture
def html() -> str:
    return GenotypeMapView(FOUND).to_html()


def test_every_square_is_a_mark_with_its_count(html):
    svg = map_figure(ONE, FOUND)
    assert re.findall(r"<title>(.*?)</title>", svg) == [
        "&lt;b&gt;north&lt;/b&gt;: 40 people",
        "south: 10 people",
        "south: 5 people",
    ]
    assert svg.count("<circle") == 1  # north
    assert svg.count("<path d=") == 3  # two squares of south, and the axes
    assert svg in html


def test_larger_counts_are_larger_by_area():
    radius = float(re.search(r'<circle [^>]*r="([\d.]+)"', map_figure(ONE, FOUND))[1])
    sides = [float(side) for side in re.findall(r"h([\d.]+)v\1h-", map_figure(ONE, FOUND))]
    assert radius == 11.0
    assert sides == pytest.approx([11.0, 7.8], abs=0.2)  # twice 11 times the root of 10/40 and 5/40


def test_axes_have_no_scale_and_names_are_escaped(html):
    texts = re.findall(r"<text[^>]*>(.*?)</text>", map_figure(ONE, FOUND))
    assert texts == ["Components 1 and 2 (70 simulated people)", "component 1 (12.3%)", "component 2 (5.9%)"]
    assert "<b>north" not in html


def test_withheld_people_and_pairs_are_told_without_small_numbers(html):
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html)
    assert cells[:8] == ["&lt;b&gt;north&lt;/b&gt;", "circle", "43", "&lt;5", "south", "square", "27", "12"]
    assert cells[8:] == [
        "same genome", "0", "first degree", "120", "second degree", "&lt;5", "third degree", "too few variants to tell",
    ]  # fmt: skip


def test_kinship_is_drawn_in_bins():
    svg = kinship_figure(FOUND.related, standing="simulated")
    assert re.findall(r"<title>(.*?)</title>", svg) == [
        "-0.025 to 0: 5,000 pairs",
        "0 to 0.025: 800 pairs",
        "0.25 to 0.275: 40 pairs",
    ]
    assert "simulated people" in svg


def test_nothing_to_show_is_a_page_too():
    empty = MapOfPeople(name="t-SNE", axes=("one", "other"), cells={}, withheld={"south": 4})
    nobody = KinshipCounts(pairs={}, not_told=(), error=1.0, histogram={})
    page = GenotypeMapView(
        GenotypeMap(
            title="", standing="real", groups={"south": 4}, maps=(empty,), related=nobody, grid=12, least=5
        )
    ).to_html()
    assert "t-SNE (4 real people)" in page
    assert "nan" not in page


def test_it_stands_still_takes_the_colour_of_the_page_and_needs_no_script(html):
    assert "<script" not in html
    assert 'fill="currentColor"' in html
    view = GenotypeMapView(FOUND)
    assert view._repr_html_() == html
    assert repr(view) == "GenotypeMapView()"


def test_every_group_of_many_has_a_mark_of_its_own():
    groups = {f"g{at:02d}": 10 for at in range(25)}
    cells = {(name, at, 0): 10 for at, name in enumerate(groups)}
    many = MapOfPeople(name="m", axes=("a", "b"), cells=cells, withheld={})
    svg = map_figure(
        many,
        GenotypeMap(
            title="", standing="real", groups=groups, maps=(many,), related=FOUND.related, grid=30, least=5
        ),
    )
    kinds = {
        (re.sub(r"[\d.,-]+", "", path), colour)
        for path, colour in re.findall(r'<path d="([^"]+)"[^>]*(?:fill|stroke)="(#\w+)"', svg)
    } | {("circle", colour) for colour in re.findall(r'<circle [^>]*fill="(#\w+)"', svg)}
    assert len(kinds) == 25
