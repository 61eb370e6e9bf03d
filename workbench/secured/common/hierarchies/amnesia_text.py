# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hierarchies in Amnesia's text format: a head, then per level lines ``parent has child child``."""

import re
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from secured.common.calendar_text import DateOrder
from secured.common.errors import PrivacyInputError
from secured.common.hierarchies.amnesia_ranges import date_order, ranges_of, read_ranges
from secured.common.hierarchies.amnesia_tree import AmnesiaTree, Branch, read_tree, tree_of
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.hierarchy_file import HierarchyFile, text_of_file
from secured.common.io.tables import write_whole

__all__ = ["AmnesiaFile", "AmnesiaText", "read_amnesia_text", "write_amnesia_text"]

MISSING = ("NaN", "null", "NaN,NaN", "null,null")  # Amnesia's words for a missing value
_TO_ESCAPE = re.compile(r"[\x00-\x20%\x7f]")


@dataclass(frozen=True, kw_only=True)
class AmnesiaFile(HierarchyFile):
    """A hierarchy file of Amnesia, of values (``distinct``) or of ranges.

    Parameters
    ----------
    path : Path
    dates : {"ymd", "dmy", "mdy"}
        How a column writes the dates that lie in ranges of dates.
    """

    dates: DateOrder = "ymd"

    @abstractmethod
    def tree(self) -> AmnesiaTree:
        """Parse the file."""

    def read(self, column: str) -> Hierarchy:
        """Read the file; its leaves are the domain."""
        tree = self.tree()
        build = read_ranges if tree.kind == "range" else read_tree
        return build(tree, column or tree.name, self.path.name)

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Read the file; of ranges, place the values of the column in them."""
        tree = self.tree()
        if tree.kind == "range":
            return read_ranges(tree, column, self.path.name, values, self.dates)
        return super().build(column, values)


@dataclass(frozen=True, kw_only=True)
class AmnesiaText(AmnesiaFile):
    """A hierarchy file of Amnesia, as text; of values (``distinct``) or of ranges.

    A space in a value breaks Amnesia's format. Files written here hold it as ``%20`` and say so by the line
    ``escape percent`` in the head, which Amnesia skips; in a file without that line % is itself.

    Parameters
    ----------
    path : Path
    dates : {"ymd", "dmy", "mdy"}
        How a column writes the dates that lie in ranges of dates.
    """

    kind: ClassVar[str] = "amnesia-text"

    def tree(self) -> AmnesiaTree:
        """Parse the file."""
        return _parse(self.path)


def read_amnesia_text(path: Path, column: str = "") -> Hierarchy:
    """Read a hierarchy without data; the column is called as the file says when not given.

    Of ranges of whole numbers or days every one of them is a value; ranges of decimals need data
    (`AmnesiaText`), unless the file was written here and lists its values.

    Raises
    ------
    PrivacyInputError
        Naming file and line, if the file is no such hierarchy.
    """
    return AmnesiaText(path=path).read(column)


def write_amnesia_text(hierarchy: Hierarchy, path: Path, *, ranges: bool = False) -> None:
    """Write the whole file or nothing.

    Parameters
    ----------
    ranges : bool
        Write ranges instead of values; every label between value and ``*`` must stand for an interval.

    Raises
    ------
    PrivacyInputError
        If `ranges` is set and labels stand for something else.
    """
    text = _format(ranges_of(hierarchy) if ranges else tree_of(hierarchy))
    write_whole(path, lambda part: part.write_bytes(text.encode("utf-8")))


def _format(tree: AmnesiaTree) -> str:
    names = {text: _escape(text) for branch in tree.blocks[0] for text in branch.children}
    taken, body = set(names.values()), []
    for level, block in enumerate(tree.blocks, 1):
        parents = {branch.parent: _escape(branch.parent) for branch in block}
        if tree.kind == "distinct":
            # Amnesia knows a node by its text alone: one that names nodes of two levels gets a silent ending
            parents = {
                text: f"{token}%@{level}" * (token in taken) or token for text, token in parents.items()
            }
        for branch in block:
            body.append(f"{parents[branch.parent]} has {' '.join(names[child] for child in branch.children)}")
        body.append("")
        taken.update(parents.values())
        names = parents
    head = [tree.kind, f"name {_escape(tree.name)}", f"type {tree.type}", f"height {tree.height}"]
    if tree.order is not None:
        head.append("order " + " ".join(map(str, tree.order)))
    if tree.exclusive:
        head.append("bounds exclusive")
    if tree.dates:
        head.append(f"dates {tree.dates}")
    if tree.values:
        head.append("values " + " ".join(map(_escape, tree.values)))
    for level, labels in tree.labels.items():
        head.append(f"labels {level} " + " ".join(map(_escape, labels)))
    if any("%" in line for line in (*head, *body)):
        head.insert(4, "escape percent")
    return "\n".join((*head, "", *body, ""))


def _escape(text: str) -> str:
    if not text:
        return "%-"
    if text == "has" or text in MISSING:
        return f"%{ord(text[0]):02X}{text[1:]}"
    return _TO_ESCAPE.sub(lambda sign: f"%{ord(sign[0]):02X}", text)


def _unescape(token: str) -> str:
    token = re.sub(r"%@\d+$", "", token)
    if token == "%-":
        return ""
    return re.sub(r"%([0-9A-Fa-f]{2})", lambda sign: chr(int(sign[1], 16)), token)


def _parse(path: Path) -> AmnesiaTree:
    lines = [line.rstrip("\r") for line in text_of_file(path).split("\n")]
    begins = next((number for number, line in enumerate(lines) if number and not line.strip()), len(lines))
    head = _head(path.name, lines[:begins])
    read = _unescape if head.get("escape") == ["percent"] else str
    blocks: list[list[Branch[str]]] = [[]]
    for number, line in enumerate(lines[begins:], begins + 1):
        tokens = [token for token in line.split(" ") if token]
        if tokens:
            blocks[-1].append(_branch(path.name, number, tokens, read))
        elif blocks[-1]:
            blocks.append([])
    blocks = [block for block in blocks if block]
    if head["height"] != [str(len(blocks) + 1)]:
        raise PrivacyInputError(
            f"{path.name}: the lines give {len(blocks) + 1} levels, the head says another height. "
            "Part levels by one blank line each, and correct the height."
        )
    return AmnesiaTree(
        kind="range" if head["kind"] == ["range"] else "distinct",
        name=read("".join(head["name"][:1])),
        type="".join(head["type"][:1]),
        blocks=tuple(map(tuple, blocks)),
        order=_numbers(path.name, head["order"]) if "order" in head else None,
        exclusive=head.get("bounds") == ["exclusive"],
        dates=date_order("".join(head.get("dates", [])[:1]), path.name),
        values=tuple(map(read, head.get("values", []))),
        labels={
            _numbers(path.name, [word[7:]])[0]: tuple(map(read, tokens))
            for word, tokens in head.items()
            if word.startswith("labels ")
        },
    )


def _head(file: str, lines: list[str]) -> dict[str, list[str]]:
    """Words of the head by the first of each line; unknown lines are skipped, as Amnesia does."""
    kind = lines[0].strip().lower()
    if kind not in ("distinct", "range"):
        raise PrivacyInputError(
            f"{file}, line 1: is neither 'distinct' nor 'range'. Begin the file with one of them."
        )
    head = {"kind": [kind]}
    for line in lines[1:]:
        word, *rest = [token for token in line.split(" ") if token]
        if word.lower() == "labels" and rest:
            head[f"labels {rest[0]}"] = rest[1:]
        else:
            head[word.lower()] = rest
    for word in ("name", "type", "height"):
        if word not in head:
            raise PrivacyInputError(
                f"{file}: the head has no line '{word} ...'. Add it before the first blank line."
            )
    return head


def _branch(file: str, number: int, tokens: list[str], read: Callable[[str], str]) -> Branch[str]:
    if len(tokens) < 2 or tokens[1] != "has" or "has" in tokens[2:]:
        raise PrivacyInputError(
            f"{file}, line {number}: is not 'parent has child child'. Write it so; a space in a value as %20, "
            "with the line 'escape percent' in the head."
        )
    children = tuple(read(token) for token in tokens[2:] if token not in MISSING)
    return Branch(read(tokens[0]), children, f"line {number}")


def _numbers(file: str, tokens: list[str]) -> tuple[int, ...]:
    if not all(token.isdecimal() for token in tokens):
        raise PrivacyInputError(
            f"{file}: order or labels of the head hold something else than numbers. Remove that line."
        )
    return tuple(map(int, tokens))
