# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables that do not fit in memory: compressed and released where they lie, searched as distinct tuples."""
