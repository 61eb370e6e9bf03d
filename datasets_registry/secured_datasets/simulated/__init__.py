# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Cohorts made by seeded code: nobody is behind them, and no download either."""
