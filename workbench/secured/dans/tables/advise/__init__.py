# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Decision support: which models, parameters and transformations suit a table, found by trying them on it."""

from secured.dans.tables.advise.advice import Advice, RuledOut, Suggestion
from secured.dans.tables.advise.decision import advise
from secured.dans.tables.advise.profile import Profile, SensitiveColumn
from secured.dans.tables.advise.purposes import PURPOSES

__all__ = ["PURPOSES", "Advice", "Profile", "RuledOut", "SensitiveColumn", "Suggestion", "advise"]
