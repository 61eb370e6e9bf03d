# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""DEAN: attack what was released, and say what was learned, D2.1 section 5."""

from secured.dean.attack import Attack, FittedAttack
from secured.dean.claims import Claims
from secured.dean.evaluate import AttackResult, Run, evaluate, evaluate_again
from secured.dean.risk import AttackVerdict, RiskAssessment, Verdict, risk
from secured.dean.tables.attribute_inference import AttributeInference
from secured.dean.tables.linkage import Linkage
from secured.dean.tables.singling_out import SinglingOut
from secured.dean.threat_model import Goal, ThreatModel
from secured.dean.world import World

__all__ = [
    "Attack",
    "AttackResult",
    "AttackVerdict",
    "AttributeInference",
    "Claims",
    "FittedAttack",
    "Goal",
    "Linkage",
    "RiskAssessment",
    "Run",
    "SinglingOut",
    "ThreatModel",
    "Verdict",
    "World",
    "evaluate",
    "evaluate_again",
    "risk",
]
