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
from secured.common import methods
from secured_datasets import entries


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
    """Every registered method."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [
            [
                card.name,
                card.engine.upper(),
                card.goal,
                card.implementation.__module__.removeprefix("secured.").replace(".", " / "),
                card.section,
                card.source,
                ", ".join(card.peers),
            ]
            for card in methods()
        ]
        head = [
            "method",
            "engine",
            "what it does",
            "where",
            "D2.1 section",
            "source",
            "tools that have it too",
        ]
        return [table(head, rows, (13, 5, 20, 14, 5, 20, 12))]


def table(head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> nodes.table:
    """A table of plain texts with relative column widths."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *(_row(row) for row in rows))
    return nodes.table("", group, classes=["registry"])


def _row(cells: Sequence[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))
