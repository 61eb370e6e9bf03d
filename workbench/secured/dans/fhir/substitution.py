# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Put given values in the place of others; what earlier rules made of a node's inside stays."""

from decimal import Decimal, InvalidOperation
from typing import Any

from secured.common.errors import PrivacyInputError
from secured.dans.fhir.configuration import Rule
from secured.dans.fhir.definitions import NUMBERS, r4
from secured.dans.fhir.nodes import Node, read_node
from secured.dans.fhir.rule_settings import Substitute
from secured.dans.fhir.work import Did, Work

__all__ = ["substitute"]


def substitute(node: Node, rule: Rule, work: Work) -> Did | None:
    """Replace a node, except for what is in it that an earlier rule has dealt with.

    Raises
    ------
    PrivacyInputError
        If the replacement is none for an element of this type.
    """
    settings = rule.settings
    replacement: Any = settings.replace_with if isinstance(settings, Substitute) else None
    if node.element.primitive:
        like = Node(node.element, node.key, node.many, None)
        like.value = _primitive(replacement, node.type, rule)
    else:
        if not isinstance(replacement, dict) and replacement is not None:
            raise PrivacyInputError(
                f"FhirConfiguration: fhirPathRules[{rule.index}] puts a text where an object belongs."
            )
        like = read_node(replacement or {}, node, r4())
    _replace(node, like)
    _settled(node)
    return Did.SUBSTITUTED


def _primitive(value: Any, type: str, rule: Rule) -> Any:
    if isinstance(value, dict | list):
        raise PrivacyInputError(
            f"FhirConfiguration: fhirPathRules[{rule.index}] puts an object where a text belongs."
        )
    if isinstance(value, str) and type in NUMBERS:
        try:
            return Decimal(value)
        except InvalidOperation:
            raise PrivacyInputError(
                f"FhirConfiguration: fhirPathRules[{rule.index}] puts a text where a number belongs."
            ) from None
    if isinstance(value, str) and type == "boolean":
        return value.lower() == "true"
    return value if value is None or type in NUMBERS or type == "boolean" else str(value)


def _replace(node: Node, like: Node | None) -> None:
    """Make a node like another; None: empty, but for what has to stay in it."""
    wanted: dict[str, list[Node]] = {}
    for child in like.children if like is not None else ():
        wanted.setdefault(child.key, []).append(child)
    kept: list[Node] = []
    for child in node.children:
        replacement = wanted[child.key].pop(0) if wanted.get(child.key) else None
        if child.visited:
            kept.append(child)
        elif replacement is not None or _dealt_with(child):
            _replace(child, replacement)
            kept.append(child)
    for rest in wanted.values():
        for child in rest:
            child.parent = node
            kept.append(child)
    node.children = kept
    node.value = like.value if like is not None else None


def _dealt_with(node: Node) -> bool:
    return node.visited or any(_dealt_with(child) for child in node.children)


def _settled(node: Node) -> None:
    node.visited = True
    for child in node.children:
        _settled(child)
