# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""FHIRPath through fhirpathpy: grammar checked to the end, values worked out, nodes found again by their places."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from secured.common.errors import PrivacyInputError
from secured.common.outcome import Quarantined, Reason
from secured.dans.fhir.definitions import r4
from secured.dans.fhir.nodes import Node, to_data

__all__ = ["check_expression", "nodes_of", "value_of"]

OWN_FUNCTIONS = ("nodesByType", "nodesByName")


@cache
def check_expression(expression: str) -> None:
    """See that an expression is FHIRPath to its last letter, and calls no function that does not exist.

    Raises
    ------
    PrivacyInputError
        If it is not.
    MissingDependency
        If fhirpathpy is not installed.
    """
    r4()
    from antlr4 import CommonTokenStream, InputStream, Token  # type: ignore[import-untyped, unused-ignore]
    from antlr4.error.ErrorListener import ErrorListener  # type: ignore[import-untyped, unused-ignore]
    from fhirpathpy.engine.invocations import invocation_registry
    from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
    from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

    class Refusing(ErrorListener):
        def syntaxError(self, *where: Any) -> None:
            raise PrivacyInputError("FhirConfiguration: an expression is no FHIRPath.")

    lexer = FHIRPathLexer(InputStream(expression))
    tokens = CommonTokenStream(lexer)
    parser = FHIRPathParser(tokens)
    for one in (lexer, parser):
        one.removeErrorListeners()
        one.addErrorListener(Refusing())
    parser.expression()
    if tokens.LA(1) != Token.EOF:
        raise PrivacyInputError("FhirConfiguration: an expression is FHIRPath only in its beginning.")
    words = tokens.tokens
    for one, following in pairwise(words):
        known = one.text in invocation_registry or one.text in OWN_FUNCTIONS
        if one.type == FHIRPathLexer.IDENTIFIER and following.text == "(" and not known:
            raise PrivacyInputError("FhirConfiguration: an expression calls a function that FHIRPath lacks.")


def value_of(expression: str, node: Node) -> Any:
    """Return what an expression says of a primitive node, which is its ``$this``; None where it says nothing.

    Raises
    ------
    Quarantined
        If it cannot be worked out for this value.
    """
    wrapped = f"select({_in_python(expression)})"
    try:
        answer = _compiled(wrapped)(_resource_node(node.value, node.element.type), {})
    except Exception as error:  # noqa: BLE001  fhirpathpy raises bare exceptions that may quote values
        raise Quarantined(
            Reason.MALFORMED, f"A rule's expression cannot be worked out ({type(error).__name__})."
        ) from None
    if not answer:
        return None
    value = getattr(answer[0], "data", answer[0])
    value = getattr(value, "asStr", value)
    return Decimal(str(value)) if isinstance(value, float) else value


def _in_python(expression: str) -> str:
    """Named groups of regular expressions as Python writes them."""
    return re.sub(r"\$\{(\w+)\}", r"\\\\g<\1>", re.sub(r"\(\?<(?=[A-Za-z])", "(?P<", expression))


def nodes_of(expression: str, root: Node) -> Iterable[Node]:
    """Return the nodes of a resource that an expression selects.

    Raises
    ------
    Quarantined
        If it cannot be worked out, or selects what is no element.
    """
    view = _View(root)
    functions = {name: {"fn": view.function(name), "arity": {1: ["String"]}} for name in OWN_FUNCTIONS}
    try:
        answer = _compiled(expression)(view.data, functions)
    except Exception as error:  # noqa: BLE001  fhirpathpy raises bare exceptions that may quote values
        raise Quarantined(
            Reason.MALFORMED, f"A rule's path cannot be worked out ({type(error).__name__})."
        ) from None
    found = [view.nodes.get(str(getattr(one, "propName", None))) for one in answer]
    if any(node is None for node in found):
        raise Quarantined(Reason.MALFORMED, "A rule's path selects values that are no elements.")
    return [node for node in found if node is not None]


class _View:
    """A resource as fhirpathpy sees it, with the way back from its objects and places to nodes."""

    def __init__(self, root: Node) -> None:
        self.data = to_data(root)
        self.nodes: dict[str, Node] = {root.type: root}
        self._nodes_of_objects: dict[int, Node] = {id(self.data): root}
        self._seen: dict[int, tuple[str, Any]] = {id(root): (root.type, self.data)}
        self._add(root, self.data, root.type)

    def _add(self, node: Node, data: dict[str, Any], place: str) -> None:
        groups: dict[str, list[Node]] = {}
        for child in node.children:
            groups.setdefault(child.key, []).append(child)
        for key, nodes in groups.items():
            values = data.get(key)
            for number, child in enumerate(nodes):
                many = isinstance(values, list)
                here = f"{place}.{child.name}[{number}]" if many else f"{place}.{child.name}"
                value = values[number] if isinstance(values, list) else values
                self.nodes[here] = child
                self._seen[id(child)] = (here, value)
                if isinstance(value, dict):
                    self._nodes_of_objects[id(value)] = child
                    self._add(child, value, here)

    def function(self, name: str) -> Callable[..., list[Any]]:
        """``nodesByType`` or ``nodesByName``, as a function that fhirpathpy calls."""

        def nodes_by(inputs: list[Any], argument: str) -> list[Any]:
            found = []
            for one in inputs:
                node = self._nodes_of_objects.get(id(one))
                for below in [node, *_below(node)] if node is not None else []:
                    if (below.type if name == "nodesByType" else below.name) == argument:
                        place, value = self._seen[id(below)]
                        found.append(_resource_node(value, below.resource or below.element.path, place))
            return found

        return nodes_by


def _below(node: Node) -> Iterable[Node]:
    return [one for one in node.below() if not one.resource]


def _resource_node(value: Any, path: str, place: str | None = None) -> Any:
    from fhirpathpy.engine.nodes import ResourceNode

    return ResourceNode.create_node(value, path, propName=place)


@cache
def _compiled(expression: str) -> Callable[[Any, dict[str, Any]], list[Any]]:
    from fhirpathpy import apply_parsed_path
    from fhirpathpy.models import models
    from fhirpathpy.parser import parse

    parsed = parse(expression)

    def evaluate(data: Any, functions: dict[str, Any]) -> list[Any]:
        options = {"returnRawData": True, "userInvocationTable": functions}
        answer = apply_parsed_path(data, parsed, {}, models["r4"], options)
        return answer if isinstance(answer, list) else [answer]

    return evaluate
