# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Studies of generators and of what they give away."""

__all__: list[str] = []
