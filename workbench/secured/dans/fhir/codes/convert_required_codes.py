# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Collect the codes of all required value sets from the models of fhir.resources; how to call it is in README.md."""

import json
import pkgutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import fhir.resources.R4B as models


def required_codes() -> list[str]:
    """Every code that some element of type ``code`` is bound to."""
    codes: set[str] = set()
    for module in pkgutil.iter_modules(models.__path__):
        if module.name == "tests":
            continue
        for model in vars(import_module(f"{models.__name__}.{module.name}")).values():
            fields: dict[str, Any] = getattr(model, "model_fields", None) or {}
            for one in fields.values():
                codes.update((one.json_schema_extra or {}).get("enum_values", ()))
    return sorted(codes)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(required_codes(), indent=0) + "\n", encoding="utf-8")
