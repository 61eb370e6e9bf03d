# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Values that are valid for their representation and say nothing."""

from typing import Any

__all__ = ["DUMMY_TEXT", "dummy_value"]

DUMMY_TEXT = "ANONYMIZED"
NUMBERS = {"US", "SS", "UL", "SL", "FL", "FD", "UV", "SV", "AT"}
FIXED = {"DA": "19000101", "DT": "19000101000000", "TM": "000000", "AS": "000Y", "UR": "urn:removed"}


def dummy_value(vr: str) -> Any:
    """Return the dummy for a value representation, other than SQ and UI."""
    if vr in FIXED:
        return FIXED[vr]
    if vr in NUMBERS:
        return 0
    if vr in ("IS", "DS"):
        return "0"
    if vr.startswith("O") or vr == "UN":
        return bytes(8)
    return DUMMY_TEXT
