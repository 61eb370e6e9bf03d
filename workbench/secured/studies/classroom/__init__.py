# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Exercises of the tutorials: what they show on data, and whether an answer is right."""
