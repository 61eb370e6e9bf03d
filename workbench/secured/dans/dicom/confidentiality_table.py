# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The standard's tables of what identifies a patient: attributes, content items of reports, safe private attributes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = [
    "CURVES",
    "OVERLAYS",
    "PRIVATE",
    "Rule",
    "attribute_rules",
    "content_rule",
    "edition",
    "rule_of",
    "safe_private",
]

CURVES = "50xxxxxx"
OVERLAYS = "60xx3000"
PRIVATE = "private"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row of the table.

    Parameters
    ----------
    tag : str
        Eight hexadecimal digits; ``50xx`` and ``60xx`` are repeating groups, ``private`` stands for all of them.
    name : str
    basic : str
        Action of the Basic Profile: D (dummy), Z (empty), X (remove), U (map), or a choice such as X/Z/D.
    options : mapping of str to str
        Actions K (keep), C (clean) of the options that have something to say.
    """

    tag: str
    name: str
    basic: str
    options: Mapping[str, str]

    def action(self, options: frozenset[str]) -> str:
        """Return the action under the chosen options; where they disagree, cleaning goes before keeping.

        Of a choice such as X/Z/D, which the standard settles by the attribute's type in each kind of object,
        the last is taken: a dummy or an empty value tells nothing, and is valid where the attribute is required.
        """
        chosen = {self.options[name] for name in options if name in self.options}
        if chosen:
            return "C" if "C" in chosen else "K"
        return self.basic.rsplit("/", 1)[-1].rstrip("*")


@cache
def _table() -> dict:
    path = resources.files("secured.dans.dicom").joinpath("table/confidentiality_table.json")
    return json.loads(path.read_text("utf-8"))


def edition() -> str:
    """The edition of the standard, such as 2026d."""
    return _table()["edition"]


@cache
def attribute_rules() -> Mapping[str, Rule]:
    """Every row of Table E.1-1 by its tag."""
    return {
        tag: Rule(tag=tag, name=name, basic=basic, options=options)
        for tag, (name, basic, options) in _table()["attributes"].items()
    }


@cache
def _by_number() -> dict[int, Rule]:
    return {
        int(tag, 16): rule for tag, rule in attribute_rules().items() if "x" not in tag and tag != PRIVATE
    }


def rule_of(tag: int) -> Rule | None:
    """Return the row for a tag, or None where the standard lists none."""
    group = tag >> 16
    if group & 1:
        return attribute_rules()[PRIVATE]
    if group & 0xFF00 == 0x5000:
        return attribute_rules()[CURVES]
    if group & 0xFF00 == 0x6000:
        return attribute_rules().get(f"60xx{tag & 0xFFFF:04X}", attribute_rules()[OVERLAYS])
    return _by_number().get(tag)


@cache
def _content() -> dict[tuple[str, str, str], Rule]:
    return {
        (scheme, code, value_type): Rule(
            tag=f"{scheme} {code}", name=value_type, basic=basic, options=options
        )
        for scheme, code, value_type, basic, options in _table()["content_items"]
    }


def content_rule(scheme: str, code: str, value_type: str) -> Rule | None:
    """Return the row of Table E.3.4-1 for a content item's concept; of several, that of the value's type."""
    table = _content()
    exact = table.get((scheme, code, value_type))
    return exact or next((rule for key, rule in table.items() if key[:2] == (scheme, code)), None)


@cache
def safe_private() -> Mapping[tuple[str, int, int], str]:
    """Value representations of the safe private attributes, by creator, group and last byte of the element."""
    return {
        (creator, int(tag[:4], 16), int(tag[6:], 16)): vr for creator, tag, vr in _table()["safe_private"]
    }
