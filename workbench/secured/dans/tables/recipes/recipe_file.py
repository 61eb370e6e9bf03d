# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The file of a recipe: TOML, read key by key, and refused where a key is unknown, missing or of the wrong type."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from secured.common import ColumnType, PrivacyInputError, Role
from secured.common.hierarchies.toml_text import toml_value
from secured.common.io.tables import write_whole
from secured.dans.tables.recipes.models_by_name import model_from_dict

__all__ = ["FORMAT", "read_recipe", "write_recipe"]

FORMAT = "secured-recipe/1"
# key in the file: name of the field, type
KEYS: dict[str, tuple[str, type]] = {
    "secured_version": ("version", str),
    "source_sha256": ("source", str),
    "release_sha256": ("release", str),
    "population_sha256": ("population", str),
    "seed": ("seed", int),
    "suppression_limit": ("suppression_limit", float),
    "objective": ("objective", dict),
    "guarantee": ("guarantee", dict),
    "levels": ("levels", dict),
    "models": ("models", list),
    "steps": ("steps", list),
    "columns": ("columns", dict),
}
OPTIONAL = {"population_sha256", "seed", "steps"}
COLUMN_KEYS: dict[str, Callable[[Any], bool]] = {
    "role": lambda value: value in list(Role),
    "type": lambda value: value in list(ColumnType),
    "hierarchy_sha256": lambda value: isinstance(value, str),
    "hierarchy": lambda value: isinstance(value, dict),
}


def write_recipe(path: Path, content: Mapping[str, Any]) -> None:
    """Write the fields of a recipe, whole or not at all, for the owner alone: its seed undoes the order of rows.

    Raises
    ------
    PrivacyInputError
        If something in it is no plain value: a key, above all, is never written.
    """
    lines = [f"format = {toml_value(FORMAT)}"]
    for key, (field, kind) in KEYS.items():
        value = content.get(field)
        if value is None or (key in OPTIONAL and not value and value != 0):
            continue
        _check_plain(key, value)
        if kind is list:
            lines += [f"{key} = [", *(f"  {toml_value(one)}," for one in value), "]"]
        elif key != "columns":
            lines.append(f"{key} = {toml_value(value)}")
    for name, column in content["columns"].items():
        lines += ["", f"[columns.{toml_value(name)}]"]
        lines += [f"{key} = {toml_value(column[key])}" for key in COLUMN_KEYS if key in column]
    text = "\n".join(lines) + "\n"
    write_whole(path, lambda part: part.write_bytes(text.encode("utf-8")), owner_only=True)


def _check_plain(key: str, value: Any) -> None:
    if isinstance(value, Mapping):
        for one in value.values():
            _check_plain(key, one)
    elif isinstance(value, list | tuple):
        for one in value:
            _check_plain(key, one)
    elif not isinstance(value, str | int | float):
        raise PrivacyInputError(
            f"Recipe: {key} holds a {type(value).__name__}, which is no plain value. Only text, numbers and lists are written."
        )


def read_recipe(path: Path) -> dict[str, Any]:
    """Return the fields of a recipe; columns as mappings.

    Raises
    ------
    PrivacyInputError
        Naming file and key that is wrong.
    """
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise PrivacyInputError(f"{path.name}: cannot be read ({type(error).__name__}).") from None
    except UnicodeDecodeError:
        raise PrivacyInputError(f"{path.name}: is not UTF-8 text. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")")
        raise PrivacyInputError(f"{path.name}: is not valid TOML ({place}). Correct it there.") from None
    if content.pop("format", None) != FORMAT:
        raise PrivacyInputError(f"{path.name}: the key 'format' is not {FORMAT!r}. Give a recipe file.")
    if unknown := sorted(set(content) - set(KEYS)):
        raise PrivacyInputError(f"{path.name}: unknown key {unknown[0]!r}. Known keys: {', '.join(KEYS)}.")
    if absent := [key for key in KEYS if key not in content and key not in OPTIONAL]:
        raise PrivacyInputError(f"{path.name}: the key {absent[0]!r} is missing. Write the recipe anew.")
    for key, value in content.items():
        if not _is(value, KEYS[key][1]):
            raise PrivacyInputError(
                f"{path.name}: the key {key!r} is no {KEYS[key][1].__name__}. Correct it."
            )
    return _fields(path.name, content)


def _is(value: Any, kind: type) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is kind


def _fields(file: str, content: dict[str, Any]) -> dict[str, Any]:
    models = []
    for number, described in enumerate(content["models"], 1):
        try:
            models.append(model_from_dict(described))
        except (PrivacyInputError, TypeError, ValueError) as error:
            why = str(error) if isinstance(error, PrivacyInputError) else "is no model."
            raise PrivacyInputError(f"{file}: the key 'models', entry {number}: {why}") from None
    if any(not isinstance(one, dict) for one in content.get("steps", [])):
        raise PrivacyInputError(f"{file}: the key 'steps' holds something that is no table. Correct it.")
    for name, level in content["levels"].items():
        if not _is(level, int) or level < 0:
            raise PrivacyInputError(f"{file}: the key 'levels.{name}' is no level from 0 on. Correct it.")
    if not 0 <= content["suppression_limit"] <= 1:
        raise PrivacyInputError(f"{file}: the key 'suppression_limit' is not in [0, 1]. Correct it.")
    fields = {KEYS[key][0]: value for key, value in content.items()}
    columns = {name: _column(file, name, column) for name, column in content["columns"].items()}
    return fields | {
        "models": tuple(models),
        "steps": tuple(content.get("steps", ())),
        "seed": content.get("seed"),
        "columns": columns,
    }


def _column(file: str, name: str, column: Any) -> dict[str, Any]:
    if not isinstance(column, dict):
        raise PrivacyInputError(f"{file}: the key 'columns.{name}' is no table. Correct it.")
    if unknown := sorted(set(column) - set(COLUMN_KEYS)):
        raise PrivacyInputError(
            f"{file}: unknown key 'columns.{name}.{unknown[0]}'. Known keys: {', '.join(COLUMN_KEYS)}."
        )
    for key, fits in COLUMN_KEYS.items():
        if (key in column or key in ("role", "type")) and not fits(column.get(key)):
            raise PrivacyInputError(
                f"{file}: the key 'columns.{name}.{key}' is missing or wrong. Correct it."
            )
    return column | {"role": Role(column["role"]), "type": ColumnType(column["type"])}
