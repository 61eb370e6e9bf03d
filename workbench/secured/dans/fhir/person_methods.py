# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The workbench's own methods: pseudonyms and links that hold in all formats, and whitelists of codes and extensions."""

from secured.dans.fhir.configuration import Rule
from secured.dans.fhir.nodes import Node
from secured.dans.fhir.redaction import remove
from secured.dans.fhir.rule_settings import Codings, Extensions
from secured.dans.fhir.work import OLDEST, Did, Work

__all__ = ["age", "coding", "extension", "pseudonym", "reference", "uid"]

YEARS = frozenset({"a", "a_g", "a_j", "a_t", "yr", "y", "year", "years"})


def pseudonym(node: Node, rule: Rule, work: Work) -> Did | None:
    """Replace a resource's id, or the value or system of an identifier, by what stands for it everywhere."""
    if not node.text or node.parent is None:
        return None
    parent = node.parent
    if parent.resource and node.name == "id":
        contained = parent.name == "contained"
        node.value = work.names.resource_id(parent.resource, node.text, contained=contained)
    elif parent.type == "Identifier" and node.name == "value":
        codes = [coding.text_of("code") for kind in parent.named("type") for coding in kind.named("coding")]
        if node.text.lower().startswith("urn:oid:"):
            node.value = "urn:oid:" + work.identities.uid(node.text[8:])
        else:
            node.value = work.names.identifier(node.text, of_record="MR" in codes)
    elif node.name != "system":
        node.value = work.identities.code("fhir value", node.text)
    elif node.text not in ("urn:dicom:uid", "urn:ietf:rfc:3986"):
        node.value = work.names.system(node.text)
    return Did.PSEUDONYMISED


def reference(node: Node, rule: Rule, work: Work) -> Did | None:
    """Rewrite a reference, so that it leads to the new name of what it led to."""
    if not node.text:
        return None
    node.value = work.names.reference(node.text)
    return Did.PSEUDONYMISED if node.value is not None else Did.REDACTED


def uid(node: Node, rule: Rule, work: Work) -> Did | None:
    """Replace a DICOM unique identifier by the one that stands for it in the images too."""
    if not node.text:
        return None
    bare = node.text.removeprefix("urn:oid:")
    node.value = node.text[: len(node.text) - len(bare)] + work.identities.uid(bare)
    return Did.PSEUDONYMISED


def age(node: Node, rule: Rule, work: Work) -> Did | None:
    """Take an age over 89 years out of a quantity; the rest is left to the rules after this one."""
    value = node.first("value")
    units = {node.text_of("code").lower(), node.text_of("unit").lower()}
    if value is None or value.value is None or not (units & YEARS or node.type == "Age" and units == {""}):
        return None
    if value.value <= OLDEST:
        return None
    remove(value)
    return Did.REDACTED


def coding(node: Node, rule: Rule, work: Work) -> Did | None:
    """Keep a code of a code system that anybody can look up, in the form of its codes; take out any other."""
    settings = rule.settings
    system, code = node.text_of("system"), node.text_of("code")
    fitting = None
    if isinstance(settings, Codings):
        fitting = next((form for prefix, form in settings.systems if _within(system, prefix)), None)
    if fitting is None or not fitting.fullmatch(code):
        remove(node)
        return Did.REDACTED
    node.visited = True
    left = (
        ("system", "code", "display")
        if isinstance(settings, Codings) and settings.displays
        else ("system", "code")
    )
    did = None
    for child in node.children:
        if child.name in left and child.element.primitive:
            child.visited = True
        elif not child.visited:
            did = Did.REDACTED if child.value is not None or child.children else did
            remove(child)
    return did


def _within(system: str, prefix: str) -> bool:
    """A system itself; or, after a prefix that ends in a slash, one word more."""
    if not prefix.endswith("/"):
        return system == prefix
    rest = system.removeprefix(prefix)
    return rest != system and rest.replace("-", "").isalnum() and rest.isascii() and len(rest) <= 64


def extension(node: Node, rule: Rule, work: Work) -> Did | None:
    """Take out an extension that is not on the list; what is in the others is left to the rules after this one."""
    settings = rule.settings
    urls = settings.urls if isinstance(settings, Extensions) else {}
    url, parent = node.text_of("url"), node.parent
    if parent is not None and parent.type == "Extension":
        fits = url in urls.get(parent.text_of("url"), ())
    else:
        fits = url in urls
    if not fits:
        remove(node)
        return Did.REDACTED
    for child in node.named("url"):
        child.visited = True
    return None
