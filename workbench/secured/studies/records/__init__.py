# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Health records as one row a patient, with the attacks that each dataset carries and releases to put to them."""
