# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Studies of brains: connectomes in the one flow, and who is identified by theirs."""
