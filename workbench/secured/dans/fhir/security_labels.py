# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Say in a resource's own meta data what was done to it."""

from collections.abc import Iterable
from typing import Any

from secured.dans.fhir.definitions import Element, r4
from secured.dans.fhir.nodes import Node
from secured.dans.fhir.work import Did

__all__ = ["add_labels", "empty_resource"]

OBSERVATION_VALUE = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
LABELS: dict[Did, tuple[str, str]] = {
    Did.REDACTED: (OBSERVATION_VALUE, "redacted"),
    Did.ABSTRACTED: (OBSERVATION_VALUE, "abstracted"),
    Did.HASHED: (OBSERVATION_VALUE, "cryptographic hash function"),
    Did.ENCRYPTED: ("", "exact value is transformed into ciphertext"),
    Did.PERTURBED: ("", "exact value is replaced with another exact value"),
    Did.SUBSTITUTED: ("", "exact value is replaced with a predefined value"),
    Did.GENERALIZED: ("", "exact value is replaced with a general value"),
    Did.PSEUDONYMISED: (OBSERVATION_VALUE, "pseudonymed"),
}


def add_labels(root: Node, done: Iterable[Did]) -> None:
    """Add to ``meta.security`` what was done, unless it says so already."""
    done = set(done)
    if not done:
        return
    meta = root.first("meta") or _added(root, "meta", "Meta")
    there = {coding.text_of("code").upper() for coding in meta.named("security")}
    for did, (system, display) in LABELS.items():
        if did in done and did.value not in there:
            coding = _added(meta, "security", "Coding", many=True)
            for key, value in (("system", system), ("code", did.value), ("display", display)):
                if value:
                    _added(coding, key, "uri" if key == "system" else "string").value = value


def _added(parent: Node, key: str, type: str, *, many: bool = False) -> Node:
    element = r4().element(parent.resource or parent.element.path, key)
    node = Node(element or Element(name=key, type=type, path=type), key, many, parent)
    node.visited = True
    parent.children.append(node)
    return node


def empty_resource(type: str) -> dict[str, Any]:
    """Return what stands for a resource that was refused."""
    system, display = LABELS[Did.REDACTED]
    label = {"system": system, "code": Did.REDACTED.value, "display": display}
    return {"resourceType": type, "meta": {"security": [label]}}
