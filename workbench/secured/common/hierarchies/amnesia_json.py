# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hierarchies in Amnesia's JSON format (since 1.3.3): hierType, name, type, height and an array a level."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from secured.common.errors import PrivacyInputError
from secured.common.hierarchies.amnesia_ranges import date_order, ranges_of
from secured.common.hierarchies.amnesia_text import MISSING, AmnesiaFile
from secured.common.hierarchies.amnesia_tree import AmnesiaTree, Branch, tree_of
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.hierarchy_file import text_of_file, text_of_value
from secured.common.io.tables import write_whole

__all__ = ["AmnesiaJson", "read_amnesia_json", "write_amnesia_json"]

_LEVEL = re.compile(r"^level[ _-]?(\d+)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class AmnesiaJson(AmnesiaFile):
    """A hierarchy file of Amnesia, as JSON; of values (``distinct``) or of ranges.

    Parameters
    ----------
    path : Path
    dates : {"ymd", "dmy", "mdy"}
        How a column writes the dates that lie in ranges of dates.
    """

    kind: ClassVar[str] = "amnesia-json"

    def tree(self) -> AmnesiaTree:
        """Parse the file."""
        return _parse(self.path)


def read_amnesia_json(path: Path, column: str = "") -> Hierarchy:
    """Read a hierarchy without data, as `read_amnesia_text` does.

    Raises
    ------
    PrivacyInputError
        Naming file and level, if the file is no such hierarchy.
    """
    return AmnesiaJson(path=path).read(column)


def write_amnesia_json(hierarchy: Hierarchy, path: Path, *, ranges: bool = False) -> None:
    """Write the whole file or nothing; `ranges` as in `write_amnesia_text`."""
    tree = ranges_of(hierarchy) if ranges else tree_of(hierarchy)
    content: dict[str, Any] = {
        "hierType": tree.kind,
        "name": tree.name,
        "type": tree.type,
        "height": tree.height,
    }
    for level, block in enumerate(tree.blocks, 1):
        content[f"level{level}"] = [
            {"parent": branch.parent, "children": list(branch.children)} for branch in block
        ]
    content["missing"] = []  # not of Amnesia, as what follows: here NaN is a text like others
    if tree.order is not None:
        content["order"] = list(tree.order)
    if tree.exclusive:
        content["bounds"] = "exclusive"
    if tree.dates:
        content["dates"] = tree.dates
    if tree.values:
        content["values"] = list(tree.values)
    if tree.labels:
        content["labels"] = {str(level): list(labels) for level, labels in tree.labels.items()}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    write_whole(path, lambda part: part.write_bytes(text.encode("utf-8")))


def _parse(path: Path) -> AmnesiaTree:
    try:
        content = json.loads(text_of_file(path))
    except json.JSONDecodeError as error:
        raise PrivacyInputError(
            f"{path.name}, line {error.lineno}: is not valid JSON. Correct it there."
        ) from None
    if not isinstance(content, dict) or content.get("hierType") not in ("distinct", "range"):
        raise PrivacyInputError(
            f"{path.name}: 'hierType' is neither 'distinct' nor 'range'. Give an object with hierType, name, type, "
            "height and one array a level."
        )
    levels = sorted((int(found[1]), name) for name in content if (found := _LEVEL.match(name)))
    try:
        missing = tuple(content.get("missing", MISSING))
        tree = AmnesiaTree(
            kind=content["hierType"],
            name=_text(content.get("name", "")),
            type=_text(content.get("type", "string")),
            blocks=_lowest_first([_block(content[name], name, missing) for _, name in levels]),
            order=tuple(map(int, content["order"])) if "order" in content else None,
            exclusive=content.get("bounds") == "exclusive",
            dates=date_order(_text(content.get("dates", "")), path.name),
            values=tuple(map(_text, content.get("values", ()))),
            labels={int(level): tuple(map(_text, some)) for level, some in content.get("labels", {}).items()},
        )
    except (AttributeError, TypeError, ValueError, KeyError):
        raise PrivacyInputError(
            f"{path.name}: holds something else than texts, or a level that is no array of parents with children. "
            'Write a level as [{"parent": "A", "children": ["a", "b"]}].'
        ) from None
    if content.get("height") != tree.height:
        raise PrivacyInputError(
            f"{path.name}: the arrays give {tree.height} levels, 'height' says another number. Correct one of them."
        )
    return tree


def _block(raw: Any, name: str, missing: tuple[str, ...]) -> list[Branch[str]]:
    """Read one level; a branch is {"parent": A, "children": [...]} or {A: [...]}."""
    branches = []
    for entry in raw:
        alike = entry.keys() == {"parent", "children"}
        for parent, children in [(entry["parent"], entry["children"])] if alike else entry.items():
            if not isinstance(children, list):
                raise TypeError
            texts = map(_text, children)
            branches.append(Branch(_text(parent), tuple(text for text in texts if text not in missing), name))
    return branches


def _lowest_first(blocks: list[list[Branch[str]]]) -> tuple[tuple[Branch[str], ...], ...]:
    """Levels from the leaves up, also where the file counts from the root down."""
    if len(blocks) > 1:
        parents, children = (
            [{branch.parent for branch in block} for block in blocks[:2]],
            [{child for branch in block for child in branch.children} for block in blocks[:2]],
        )
        if not parents[0] <= children[1] and parents[1] <= children[0]:
            blocks = blocks[::-1]
    return tuple(map(tuple, blocks))


def _text(raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise TypeError
    return text_of_value(raw)
