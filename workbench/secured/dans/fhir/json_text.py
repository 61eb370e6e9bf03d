# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Write JSON with every decimal as it was: 1.50 stays 1.50, which FHIR asks for."""

from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

__all__ = ["json_text"]


def json_text(value: Any) -> str:
    """Return compact JSON of plain values and decimals.

    Raises
    ------
    TypeError
        If a value is of another kind.

    Examples
    --------
    >>> json_text({"value": Decimal("1.50"), "given": ["Ann", None, True]})
    '{"value":1.50,"given":["Ann",null,true]}'
    """
    parts: list[str] = []
    _write(value, parts)
    return "".join(parts)


def _write(value: Any, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(_spelled(value))
    elif isinstance(value, dict):
        before = "{"
        for key, one in value.items():
            parts.append(f"{before}{_spelled(key)}:")
            _write(one, parts)
            before = ","
        parts.append("}" if before == "," else "{}")
    elif isinstance(value, list):
        before = "["
        for one in value:
            parts.append(before)
            _write(one, parts)
            before = ","
        parts.append("]" if before == "," else "[]")
    elif value is None:
        parts.append("null")
    elif isinstance(value, bool):
        parts.append("true" if value else "false")
    elif isinstance(value, int | Decimal):
        parts.append(str(value))
    else:
        raise TypeError(f"json_text: a value of type {type(value).__name__} has no place in FHIR.")


def _spelled(text: str) -> str:
    """Quoted; half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode(errors="replace").decode()
    return encode_basestring(text)
