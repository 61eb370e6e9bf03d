# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Change numbers: by noise, or to what an expression says of them."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from secured.common.errors import PrivacyInputError
from secured.common.outcome import Quarantined, Reason
from secured.dans.fhir.configuration import Rule
from secured.dans.fhir.definitions import NUMBERS
from secured.dans.fhir.expressions import value_of
from secured.dans.fhir.nodes import Node
from secured.dans.fhir.redaction import remove
from secured.dans.fhir.rule_settings import Generalize, Perturb
from secured.dans.fhir.work import Did, Work

__all__ = ["generalize", "perturb"]

QUANTITIES = frozenset(
    {"Age", "Count", "Distance", "Duration", "Money", "MoneyQuantity", "Quantity", "SimpleQuantity"}
)


def perturb(node: Node, rule: Rule, work: Work) -> Did | None:
    """Add noise to a number or to the value of a quantity.

    The noise comes from the project key and the value's place, so that a second run adds the same.
    """
    settings = rule.settings
    number = node.first("value") if node.type in QUANTITIES else node if node.type in NUMBERS else None
    if not isinstance(settings, Perturb) or number is None or number.value is None or number.visited:
        return None
    value = Decimal(number.value)
    places = 0 if number.type in NUMBERS - {"decimal"} else settings.round_to
    share = Decimal(work.noise(f"{rule.index} {number.text}")) - Decimal("0.5")
    try:
        span = abs(value) * settings.span if settings.proportional else settings.span
        changed = (value + span * share).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    except InvalidOperation:
        raise Quarantined(Reason.MALFORMED, "A number is too large to be perturbed.") from None
    if number.type in ("positiveInt", "unsignedInt"):
        changed = max(changed, Decimal(1 if number.type == "positiveInt" else 0))
    number.value = changed if number.type == "decimal" else int(changed)
    for one in (node, *node.below()):
        one.visited = True
    return Did.PERTURBED


def generalize(node: Node, rule: Rule, work: Work) -> Did | None:
    """Replace a value by what the first case that holds makes of it.

    Raises
    ------
    PrivacyInputError
        If the element is no primitive.
    Quarantined
        If an expression cannot be worked out for the value.
    """
    settings = rule.settings
    if not node.element.primitive or not isinstance(settings, Generalize):
        raise PrivacyInputError(
            f"FhirConfiguration: fhirPathRules[{rule.index}] generalizes an element that holds no value."
        )
    value = node.value
    remove(node)
    if value is None:
        return None
    node.value = value
    for condition, becomes in settings.cases:
        if value_of(condition, node) is True:
            node.value = _of_its_kind(value_of(becomes, node), node.type)
            return Did.GENERALIZED
    node.value = value if settings.keep_others else None
    return Did.GENERALIZED


def _of_its_kind(value: object, type: str) -> object:
    """A number for a number, a text for a text; anything else is nothing."""
    if type in NUMBERS:
        return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
    if type == "boolean":
        return value if isinstance(value, bool) else None
    return value if value is None or isinstance(value, str) else str(value)
