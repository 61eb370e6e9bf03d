# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Write values and hierarchy specs as TOML."""

import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from secured.common.hierarchies.specs import HierarchySpec

__all__ = ["spec_text", "toml_value"]

_BARE = re.compile(r"^[A-Za-z0-9_-]+$")


def toml_value(value: Any) -> str:
    """Write a text, number, list or mapping as TOML has it in one line.

    Examples
    --------
    >>> toml_value({"keep": (2, 1.0), "a b": True, "other": 'say "x"'})
    '{ keep = [2, 1.0], "a b" = true, other = "say \\\\"x\\\\"" }'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {toml_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    text = value.as_posix() if isinstance(value, PurePath) else str(value)
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def spec_text(spec: HierarchySpec) -> str:
    """Write a spec as an entry has it, without what is left at its default.

    Examples
    --------
    >>> from secured.common.hierarchies import Intervals
    >>> spec_text(Intervals(widths=(5, 10), bounds=(0, 99)))
    '{ kind = "intervals", widths = [5, 10], bounds = [0, 99] }'
    """
    fields = {"kind": spec.kind}
    for one in dataclasses.fields(spec):  # type: ignore[arg-type]
        value = getattr(spec, one.name)
        if one.default is dataclasses.MISSING or value != one.default:
            fields[one.name] = _short(value)
    return toml_value(fields)


def _short(value: Any) -> Any:
    """Whole numbers without a decimal point, as people write them."""
    if isinstance(value, list | tuple):
        return [_short(one) for one in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _key(name: str) -> str:
    return name if _BARE.match(name) else toml_value(str(name))
