# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which elements FHIR R4 knows, and of which type each is; the table comes with fhirpathpy."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from secured.common.errors import MissingDependency

__all__ = ["Element", "FhirDefinitions", "r4"]

NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})
PRIMITIVES = NUMBERS | {
    "base64Binary", "boolean", "canonical", "code", "date", "dateTime", "id", "instant", "markdown", "oid",
    "string", "time", "uri", "url", "uuid", "xhtml",
}  # fmt: skip
BACKBONE = "BackboneElement"


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """What FHIR says of one element.

    Parameters
    ----------
    name : str
        Its name in paths: ``onset`` for the JSON key ``onsetAge``.
    type : str
        Its data type, ``BackboneElement`` for one that its resource defines in place, ``Resource`` for a resource.
    path : str
        Where its children are defined: the type's name, or a path such as ``Patient.contact``.
    """

    name: str
    type: str
    path: str

    @property
    def primitive(self) -> bool:
        """Whether it holds a value of its own."""
        return self.type in PRIMITIVES


class FhirDefinitions:
    """The elements of one release of FHIR.

    Parameters
    ----------
    types : mapping of str to str
        Path of an element to its type.
    choices : mapping of str to list of str
        Path of an element with a choice of types to these.
    elsewhere : mapping of str to str
        Path of an element whose children are those of another path.
    parents : mapping of str to str
        Type to what it specialises.
    """

    def __init__(
        self,
        types: dict[str, str],
        choices: dict[str, list[str]],
        elsewhere: dict[str, str],
        parents: dict[str, str],
    ) -> None:
        self._parents = parents
        self.resources = frozenset(name for name in parents if self._is_resource(name))
        self._known: dict[str, dict[str, Element]] = {}
        for path, type in types.items():
            self._add(path, type if isinstance(type, str) else "", elsewhere)
        for path in [*types, *elsewhere]:  # an element of its own children is nowhere given a type
            self._add_ancestors(path, elsewhere)
        for path, kinds in choices.items():
            base, _, name = path.rpartition(".")
            for kind in kinds:
                type = kind[0].lower() + kind[1:]
                type = type if type in PRIMITIVES else kind
                self._known.setdefault(base, {})[name + kind] = Element(name=name, type=type, path=type)

    def _is_resource(self, name: str) -> bool:
        while name in self._parents:
            name = self._parents[name]
        return name == "Resource"

    def _add(self, path: str, type: str, elsewhere: dict[str, str]) -> None:
        base, _, name = path.rpartition(".")
        if type == "System.String":
            type = (
                "uri" if name == "url" else "id" if base in self.resources or base == "Resource" else "string"
            )
        if type in self.resources or type == "DomainResource":
            type = "Resource"
        place = elsewhere.get(path, path) if not type else type
        self._known.setdefault(base, {})[name] = Element(name=name, type=type or BACKBONE, path=place)

    def _add_ancestors(self, path: str, elsewhere: dict[str, str]) -> None:
        while "." in path:
            base, _, name = path.rpartition(".")
            if name not in self._known.setdefault(base, {}):
                self._add(path, "", elsewhere)
            path = base

    def element(self, path: str, key: str) -> Element | None:
        """Return what the JSON key under a path is, or None where FHIR knows no such element."""
        return self._known.get(path, {}).get(key)

    def keys(self, path: str) -> dict[str, Element]:
        """Return everything that may stand under a path, by JSON key."""
        return self._known.get(path, {})

    @property
    def names(self) -> frozenset[str]:
        """Every JSON key and type name, which stand in any resource whoever it is about."""
        return frozenset(self._known) | {key for keys in self._known.values() for key in keys}


@cache
def r4() -> FhirDefinitions:
    """Return the definitions of FHIR R4 (4.0.1).

    Raises
    ------
    MissingDependency
        If fhirpathpy, which carries the table, is not installed.
    """
    found = find_spec("fhirpathpy")
    if found is None or found.origin is None:
        raise MissingDependency(
            "FhirFiles: needs fhirpathpy. Install with pip install 'secured-workbench[fhir]'."
        )
    folder = Path(found.origin).parent / "models" / "r4"

    def table(name: str) -> dict[str, Any]:
        return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))

    return FhirDefinitions(
        table("path2Type"), table("choiceTypePaths"), table("pathsDefinedElsewhere"), table("type2Parent")
    )
