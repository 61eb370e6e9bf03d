# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Rules that know identifiers by their form and by the words before and behind them; no model, any language listed."""
