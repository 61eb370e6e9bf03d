# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables of the two registries, made at build time: `registry-datasets` and `registry-methods`."""

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

import secured.dans
import secured.dean  # noqa: F401  (an engine lists its methods when it is imported)
from secured.common import MethodCard, methods
from secured_datasets import entries

KINDS = {
    "table": "Tables",
    "signal": "Signals",
    "genotype": "Genotypes",
    "text": "Texts",
    "records": "Records",
}
ROOMS = {  # in the order of the page; what is not listed follows under its own name
    "dans.models": "Privacy models",
    "dans.transformations": "Transformations and ways to make a release",
    "dans.dp": "Differential privacy",
    "dans.scale": "Several tables, large tables",
    "dans.measures": "Objectives and measures of quality",
    "dans.risk": "Views of risk",
    "dans.series": "Recordings and other series",
    "dans.dicom": "Files: DICOM",
    "dans.nifti": "Files: volumes",
    "dans.fhir": "Files: FHIR",
    "dans.text": "Files: notes",
    "dans.signals": "Files: signals",
    "dans.genomes": "Files: genomes",
    "dean": "Attacks",
}
METHOD_HEAD = ("method", "what it does", "where", "D2.1 section", "source", "tools that have it too")
METHOD_WIDTHS = (14, 22, 15, 5, 21, 12)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the two directives."""
    app.add_directive("registry-datasets", Datasets)
    app.add_directive("registry-methods", Methods)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Datasets(Directive):
    """Every dataset of the registry."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        known = entries()
        rows = [
            [
                one.name,
                one.title,
                str(one.modality),
                str(one.standing),
                str(one.access),
                one.licence,
                one.table4,
                one.stand_in
                if one.stand_in in known or not one.stand_in
                else f"{one.stand_in} (not in the registry yet)",
                "with its modality" if one.loader == "pending" else "now",
            ]
            for one in known.values()
        ]
        head = [
            "name",
            "what it holds",
            "modality",
            "standing",
            "access",
            "licence",
            "D2.1 Table 4",
            "stand-in",
            "loads",
        ]
        return [table(head, rows, (8, 20, 7, 6, 9, 16, 10, 9, 8))]


class Methods(Directive):
    """Every registered method, a table for each kind of data and room of an engine."""

    def run(self) -> list[nodes.Node]:
        """Return the tables, each under its heading."""
        cards: dict[str, dict[str, list[MethodCard]]] = {}
        for card in methods():
            cards.setdefault(card.modality, {}).setdefault(_room(card), []).append(card)
        shown: list[nodes.Node] = []
        for modality, rooms in cards.items():
            shown.append(nodes.rubric("", KINDS.get(modality, modality.capitalize())))
            for room in sorted(rooms, key=_place):
                one = table(METHOD_HEAD, [_method_row(card) for card in rooms[room]], METHOD_WIDTHS)
                one.insert(0, nodes.title("", ROOMS.get(room, room)))
                shown.append(one)
        return shown


def _room(card: MethodCard) -> str:
    """Where the method lives: the engine and the room in it, or the engine alone."""
    rooms = card.implementation.__module__.split(".")[3:-1]
    return ".".join([card.engine, *rooms])


def _place(room: str) -> int:
    return list(ROOMS).index(room) if room in ROOMS else len(ROOMS)


def _method_row(card: MethodCard) -> list[str]:
    where = card.implementation.__module__.removeprefix("secured.").replace(".", " / ")
    return [card.name, card.goal, where, card.section, card.source, ", ".join(card.peers)]


def table(head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> nodes.table:
    """A table of plain texts with relative column widths."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *(_row(row) for row in rows))
    return nodes.table("", group, classes=["registry"])


def _row(cells: Sequence[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))
