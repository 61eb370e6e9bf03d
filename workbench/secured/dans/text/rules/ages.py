# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Ages above 89, and years of birth."""

import re

from secured.dans.text.kinds import Kind
from secured.dans.text.rules.rule import Rule

__all__ = ["RULES"]

OLD = r"(?P<hit>9\d|1[01]\d|12[0-5])"
YEARS = r"(?:y(?:ea)?rs?|y\.?/?o\.?|y|years|años|ans|jaar|jarige|éves|ετών|anni|jährig)"


def _rule(name: str, pattern: str) -> Rule:
    return Rule(name=name, kind=Kind.AGE, pattern=re.compile(pattern), score=0.9)


RULES: tuple[Rule, ...] = (
    _rule("age with a unit", rf"(?i)(?<![\d.,/-]){OLD}(?:[ -]?{YEARS}(?![\w/])(?!\.? ?(?:ago|later|before|earlier))|(?=[ -]?year))"),
    _rule("age by its label", rf"(?i)\b(?:age[ds]?|edad|âge|âgée?|leeftijd|életkor|ηλικία|età)(?: of| is)?[: =]{{1,3}}{OLD}(?![\d%/]|[.,]\d)"),
    _rule("age and sex", rf"(?<![\d.,/-]){OLD} ?(?:[MF]\b(?!\.)|(?:-year)?[ -]?old)"),
    _rule("age behind a name", rf"(?<![\w'’-])[A-ZÀ-Þ][\w'’-]{{1,40}},? \({OLD}(?: ?[MFyY]\w{{0,4}})?\)"),
    _rule("age between commas", rf"(?<=, ){OLD}(?=,)"),
    _rule("in one's nineties", r"(?i)\bin (?:his|her|their) (?:early |mid-?|late )?(?P<hit>(?:19)?nineties|90'?s)"),
)  # fmt: skip
