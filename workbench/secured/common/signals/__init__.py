# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recordings of people, and what every engine computes of them: beats, rates, coarse shapes."""

from secured.common.signals.signals import Signals

__all__ = ["Signals"]
