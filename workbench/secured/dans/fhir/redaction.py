# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Take values out, in whole or down to the year, an age up to 89 or three digits of a ZIP code; and move dates."""

import re

from secured.dans.fhir.configuration import Rule
from secured.dans.fhir.dates import FhirDate
from secured.dans.fhir.nodes import Node
from secured.dans.fhir.rule_settings import Keep, Redact
from secured.dans.fhir.work import OLDEST, Did, Work

__all__ = ["date_shift", "keep", "redact", "remove"]

DATES = frozenset({"date", "dateTime", "instant"})
ZIP_CODE = re.compile(r"[0-9]{5}(?:[- ]?[0-9]{4})?")


def keep(node: Node, rule: Rule, work: Work) -> Did | None:
    """Leave a value; with a pattern, only where it fits."""
    settings = rule.settings
    if isinstance(settings, Keep) and node.value is not None and not settings.fits(node.text):
        node.value = None
        return Did.REDACTED
    return None


def redact(node: Node, rule: Rule, work: Work) -> Did | None:
    """Take a value out, or leave the part of it that the parameters allow."""
    if not node.text:
        return None
    if isinstance(rule.settings, Redact) and rule.settings.whole:
        node.value = None
        return Did.REDACTED
    if node.type in DATES:
        return _redact_date(node, work)
    if node.type == "decimal" and node.parent is not None and node.parent.type == "Age":
        node.value = node.value if work.parameters.partial_ages and node.value <= OLDEST else None
        return Did.REDACTED
    if node.name == "postalCode" and work.parameters.partial_zip_codes:
        node.value = _first_digits(node.text, work.parameters.restricted_zip_codes)
        return Did.ABSTRACTED
    node.value = None
    return Did.REDACTED


def _redact_date(node: Node, work: Work) -> Did:
    when = FhirDate.parse(node.text) if work.parameters.partial_dates else None
    old = when is not None and when.age_on(work.today) > OLDEST
    node.value = f"{when.year:04}" if when is not None and not old else None
    return Did.REDACTED


def _first_digits(text: str, restricted: tuple[str, ...]) -> str | None:
    """Three digits and zeros; nothing at all of what is no ZIP code, whose letters could be a street."""
    if not ZIP_CODE.fullmatch(text):
        return None
    if text.startswith(restricted):
        return re.sub(r"[0-9]", "0", text)
    return text[:3] + re.sub(r"[0-9]", "0", text[3:])


def date_shift(node: Node, rule: Rule, work: Work) -> Did | None:
    """Move a date; what cannot be moved, or tells of an age over 89, is redacted."""
    if node.type not in DATES or not node.text:
        return None
    when = FhirDate.parse(node.text)
    moved = work.moved(when) if when is not None else None
    if moved is not None:
        node.value = moved
        return Did.PERTURBED
    if work.parameters.date_shift_scope == "person":
        node.value = None
        return Did.REDACTED
    return _redact_date(node, work)


def remove(node: Node) -> None:
    """Take out everything of a node that no rule has dealt with."""
    node.visited = True
    node.value = None
    for child in node.children:
        if not child.visited and not child.resource:
            remove(child)
