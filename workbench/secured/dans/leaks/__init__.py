# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Search what was handed on for what it must not hold, and plant what a search must find."""

from secured.dans.leaks.audit import audit_folders
from secured.dans.leaks.canaries import Canary, CanaryPerson, CanaryPlanter, Planted
from secured.dans.leaks.find_strings import find_strings
from secured.dans.leaks.harvesting import Harvest, Identifier, harvest_identifiers
from secured.dans.leaks.leak_report import Control, Leak, LeakReport, Verdict
from secured.dans.leaks.mutation import Mutant, mutants
from secured.dans.leaks.scanner import Limits

__all__ = [
    "Canary",
    "CanaryPerson",
    "CanaryPlanter",
    "Control",
    "Harvest",
    "Identifier",
    "Leak",
    "LeakReport",
    "Limits",
    "Mutant",
    "Planted",
    "Verdict",
    "audit_folders",
    "find_strings",
    "harvest_identifiers",
    "mutants",
]
