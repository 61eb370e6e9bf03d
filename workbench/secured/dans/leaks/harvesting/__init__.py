# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Take from the originals what a release of them must not hold."""

from secured.dans.leaks.harvesting.harvest import Harvest, Identifier, harvest_identifiers

__all__ = ["Harvest", "Identifier", "harvest_identifiers"]
