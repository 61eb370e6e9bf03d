# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What was done, to do again: recipes, their extension by new people, certificates, value mappings."""
