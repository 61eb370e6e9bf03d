# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Differential privacy for tables: what a release says hardly depends on whether one person is in the table."""
