# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on recordings of people; D2.1 sections 5.3.1 and 5.3.5."""
