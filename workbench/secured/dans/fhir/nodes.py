# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A resource as a tree of typed nodes, of elements that FHIR knows and of nothing else."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from secured.common.outcome import Quarantined, Reason
from secured.dans.fhir.definitions import NUMBERS, Element, FhirDefinitions

__all__ = ["Node", "read_node", "read_resource", "to_data"]

DEEPEST = 60  # levels; FHIR's own examples need ten


class Node:
    """One element of a resource, or a resource.

    Parameters
    ----------
    element : Element
    key : str
        Its JSON key.
    many : bool
        Whether it stands in a JSON array.
    parent : Node or None
    resource : str
        Type of the resource it is; empty for an element.
    """

    __slots__ = ("children", "element", "key", "many", "parent", "resource", "value", "visited")

    def __init__(
        self, element: Element, key: str, many: bool, parent: "Node | None", resource: str = ""
    ) -> None:
        self.element = element
        self.key = key
        self.many = many
        self.parent = parent
        self.resource = resource
        self.value: Any = None
        self.children: list[Node] = []
        self.visited = False

    @property
    def name(self) -> str:
        """Its name in paths."""
        return self.element.name

    @property
    def type(self) -> str:
        """Its data type, or which resource it is."""
        return self.resource or self.element.type

    @property
    def root(self) -> "Node":
        """The resource that everything lies in."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    @property
    def text(self) -> str:
        """Its value as FHIR writes it; empty where it has none."""
        if self.value is None:
            return ""
        return ("true" if self.value else "false") if isinstance(self.value, bool) else str(self.value)

    def named(self, name: str) -> Iterator["Node"]:
        """Its children of a name."""
        return (child for child in self.children if child.element.name == name)

    def first(self, name: str) -> "Node | None":
        """Its first child of a name."""
        return next(self.named(name), None)

    def text_of(self, name: str) -> str:
        """The value of its first child of a name; empty where there is none."""
        child = self.first(name)
        return child.text if child is not None else ""

    def below(self) -> Iterator["Node"]:
        """Everything below, in order; of a resource below only itself, not what it holds."""
        for child in self.children:
            yield child
            if not child.resource:
                yield from child.below()

    def prune(self) -> None:
        """Take out what holds nothing any more."""
        kept = []
        for child in self.children:
            child.prune()
            if child.children or child.value is not None or child.resource:
                kept.append(child)
        self.children = kept


class Reader:
    """Builds trees, and counts what FHIR does not know."""

    def __init__(self, definitions: FhirDefinitions) -> None:
        self.definitions = definitions
        self.unknown = 0

    def resource(
        self, data: Any, element: Element, key: str, many: bool, parent: Node | None, depth: int = 0
    ) -> Node | None:
        type = data.get("resourceType") if isinstance(data, dict) else None
        if not isinstance(type, str) or type not in self.definitions.resources:
            if parent is None:
                raise Quarantined(Reason.UNSUPPORTED, "A resource is of a type that FHIR R4 does not know.")
            self.unknown += 1
            return None
        node = Node(element, key, many, parent, type)
        self.fill(node, data, type, depth + 1)
        return node

    def fill(self, node: Node, data: dict[str, Any], path: str, depth: int) -> None:
        if depth > DEEPEST:
            raise Quarantined(Reason.MALFORMED, "A resource is nested deeper than FHIR has reason to.")
        known = self.definitions.keys(path)
        for key, value in data.items():
            if key.startswith("_"):
                if key[1:] in data:
                    continue
                key, value = key[1:], None
            element = known.get(key)
            if element is None:
                self.unknown += key != "resourceType"
            elif element.primitive:
                self._primitives(node, element, key, value, data.get("_" + key), depth)
            else:
                self._complex(node, element, key, value, depth)

    def _primitives(self, node: Node, element: Element, key: str, values: Any, more: Any, depth: int) -> None:
        many = isinstance(values, list) or isinstance(more, list)
        pairs = zip_longest(
            values if isinstance(values, list) else [values], more if isinstance(more, list) else [more]
        )
        for value, further in pairs:
            child = Node(element, key, many, node)
            if value is not None:
                child.value = value if _fits(value, element.type) else None
                self.unknown += child.value is None
            if isinstance(further, dict):
                self.fill(child, further, "Element", depth + 1)
            elif further is not None:
                self.unknown += 1
            node.children.append(child)

    def _complex(self, node: Node, element: Element, key: str, values: Any, depth: int) -> None:
        many = isinstance(values, list)
        for value in values if many else [values]:
            if not isinstance(value, dict):
                self.unknown += value is not None
            elif element.type == "Resource":
                held = self.resource(value, element, key, many, node, depth)
                if held is not None:
                    node.children.append(held)
            else:
                child = Node(element, key, many, node)
                self.fill(child, value, element.path, depth + 1)
                node.children.append(child)


def read_resource(data: Any, definitions: FhirDefinitions) -> tuple[Node, int]:
    """Return the tree of a resource, and how much of it FHIR does not know and is left out.

    Raises
    ------
    Quarantined
        If it is no resource of this release, or nested beyond reason.
    """
    reader = Reader(definitions)
    try:
        node = reader.resource(data, Element(name="", type="Resource", path="Resource"), "", False, None)
    except RecursionError:
        raise Quarantined(Reason.MALFORMED, "A resource is nested deeper than FHIR has reason to.") from None
    if node is None:
        raise Quarantined(Reason.MALFORMED, "A resource is not an object.")
    return node, reader.unknown


def read_node(data: dict[str, Any], like: Node, definitions: FhirDefinitions) -> Node:
    """Return the tree of a value that could stand in a node's place."""
    node = Node(like.element, like.key, like.many, None)
    Reader(definitions).fill(node, data, like.element.path, 0)
    return node


def _fits(value: Any, type: str) -> bool:
    """Whether a JSON value is of the kind that a type is written as, and no blank."""
    if type == "boolean":
        return isinstance(value, bool)
    if type in NUMBERS:
        return isinstance(value, int | Decimal) and not isinstance(value, bool)
    return isinstance(value, str) and bool(value.replace("\0", " ").strip())


def to_data(node: Node) -> dict[str, Any]:
    """Return a tree as JSON values."""
    data: dict[str, Any] = {"resourceType": node.resource} if node.resource else {}
    groups: dict[str, list[Node]] = {}
    for child in node.children:
        groups.setdefault(child.key, []).append(child)
    for key, nodes in groups.items():
        many = nodes[0].many or len(nodes) > 1
        if nodes[0].element.primitive:
            values = [one.value for one in nodes]
            if any(value is not None for value in values):
                data[key] = values if many else values[0]
            further = [to_data(one) or None for one in nodes]
            if any(further):
                data["_" + key] = further if many else further[0]
        else:
            data[key] = [to_data(one) for one in nodes] if many else to_data(nodes[0])
    return data
