# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""FHIRPath expressions of rules: the usual ones walk the nodes themselves, all others go through fhirpathpy."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from secured.dans.fhir.expressions import check_expression, nodes_of
from secured.dans.fhir.nodes import Node

__all__ = ["NodeIndex", "RulePath"]

NAME = r"[A-Za-z][A-Za-z0-9]*"
STEP = re.compile(rf"(?:(nodesBy(?:Type|Name))\(\s*['\"]({NAME})['\"]\s*\)|({NAME}))(?=\.|$)\.?")
PREFIX = re.compile(r"^([A-Z][A-Za-z]*)(?:\.|$)")
GENERAL = ("", "Resource", "DomainResource")


class NodeIndex:
    """The nodes of one resource by type and by name, of resources within only themselves."""

    def __init__(self, root: Node) -> None:
        self.by_type: dict[str, list[Node]] = {}
        self.by_name: dict[str, list[Node]] = {}
        for node in root.below():
            self.by_type.setdefault(node.type, []).append(node)
            self.by_name.setdefault(node.name, []).append(node)


@dataclass(frozen=True)
class Step:
    """One step of a path: to children of a name, or to everything below of a type or name."""

    function: str
    argument: str

    def walk(self, nodes: Iterable[Node]) -> Iterator[Node]:
        for node in nodes:
            if not self.function:
                yield from node.named(self.argument)
            else:
                for one in _self_and_below(node):
                    if (one.type if self.function == "nodesByType" else one.name) == self.argument:
                        yield one


def _self_and_below(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        if not child.resource:
            yield from _self_and_below(child)


class RulePath:
    """A rule's path, ready to select nodes of a resource.

    Parameters
    ----------
    path : str
        A FHIRPath expression, which may begin with a resource type and use ``nodesByType('T')`` and
        ``nodesByName('n')``: everything below of that type or name, resources within left out.

    Raises
    ------
    PrivacyInputError
        If it is no FHIRPath expression.
    """

    def __init__(self, path: str) -> None:
        self.path = path = path.strip()
        found = PREFIX.match(path)
        self.resource = found[1] if found else ""
        rest = path[found.end() :] if found else path
        self.whole = bool(found) and not rest
        self._alternatives: list[Callable[[Node, NodeIndex], Iterable[Node]]] = []
        if not self.whole:
            for one in _alternatives(rest):
                self._alternatives.append(self._selector(one))

    def __reduce__(self) -> tuple[type["RulePath"], tuple[str]]:
        return RulePath, (self.path,)

    def concerns(self, type: str) -> bool:
        """Whether it can select anything in a resource of a type."""
        return self.resource in GENERAL or self.resource == type

    def select(self, root: Node, index: NodeIndex) -> list[Node]:
        """Return the nodes of a resource that it selects.

        Raises
        ------
        Quarantined
            If the expression cannot be worked out on this resource.
        """
        if self.whole:
            return [root]
        return [node for selector in self._alternatives for node in selector(root, index)]

    def _selector(self, expression: str) -> Callable[[Node, NodeIndex], Iterable[Node]]:
        found = PREFIX.match(expression)
        if found and found[1] in (self.resource, *GENERAL):
            expression = expression[found.end() :]
        steps = _steps(expression)
        if steps is None:
            check_expression(expression)
            return lambda root, index: nodes_of(expression, root)
        first, rest = steps[0], steps[1:]

        def select(root: Node, index: NodeIndex) -> Iterable[Node]:
            if first.function and not self.resource:  # as the sample configurations write it
                table = index.by_type if first.function == "nodesByType" else index.by_name
                nodes: Iterable[Node] = table.get(first.argument, ())
            else:
                nodes = first.walk((root,))
            for step in rest:
                nodes = step.walk(nodes)
            return list(nodes)

        return select


def _steps(expression: str) -> list[Step] | None:
    """The steps of a plain path, or None where it is more than that."""
    steps, place = [], 0
    while place < len(expression):
        found = STEP.match(expression, place)
        if not found:
            return None
        steps.append(Step(found[1] or "", found[2] or found[3]))
        place = found.end()
    return steps if steps and not expression.endswith(".") else None


def _alternatives(expression: str) -> list[str]:
    """Split at every ``|`` that stands in no brackets and no quotes: a union forgets whose its values are."""
    parts, depth, quote, begin = [], 0, "", 0
    for place, letter in enumerate(expression):
        if quote:
            if letter == quote and expression[place - 1] != "\\":
                quote = ""
        elif letter in "'\"`":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == "|" and not depth:
            parts.append(expression[begin:place].strip())
            begin = place + 1
    return [*parts, expression[begin:].strip()]
