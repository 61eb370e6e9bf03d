# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Given names of twelve countries, to recognise people by."""

from functools import cache
from importlib.resources import files

__all__ = ["given_names"]


@cache
def given_names() -> frozenset[str]:
    """All names, in small letters."""
    text = (files("secured.dans.text.given_names") / "given_names.txt").read_text(encoding="utf-8")
    return frozenset(text.casefold().split())
