# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files of every format for one person who does not exist, with a string of its own in every field."""

from secured.dans.leaks.canaries.manifest import Canary, CanaryPerson, Planted
from secured.dans.leaks.canaries.planter import FORMATS, CanaryPlanter

__all__ = ["FORMATS", "Canary", "CanaryPerson", "CanaryPlanter", "Planted"]
