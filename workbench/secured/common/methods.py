# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The registry of methods: what exists, for which data, after which source.

Dashboards, decision support and the docs table read it. Nothing is discovered by walking the tree: a method
is listed because its file says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from secured.common.errors import RegistryError

__all__ = ["MethodCard", "method", "methods"]

T = TypeVar("T", bound=type)


@dataclass(frozen=True, kw_only=True)
class MethodCard:
    """Facts about one method.

    Parameters
    ----------
    name : str
        The field's term, unique in the registry.
    engine : {"dans", "dean", "sdg"}
    modality : str
        Kind of data it works on.
    goal : str
        What it does, in a few words.
    section : str
        Section of deliverable D2.1.
    source : str
        The paper, with DOI or arXiv id.
    peers : tuple of str
        Established tools that have it too: ARX, Amnesia, sdcMicro, mu-Argus, pycanon, anjana, anonypyx.
    """

    name: str
    engine: Literal["dans", "dean", "sdg"]
    modality: str
    goal: str
    section: str
    source: str
    implementation: type
    peers: tuple[str, ...] = ()


_methods: dict[str, MethodCard] = {}


def method(
    *,
    name: str,
    engine: Literal["dans", "dean", "sdg"],
    modality: str,
    goal: str,
    section: str,
    source: str,
    peers: tuple[str, ...] = (),
) -> Callable[[T], T]:
    """List the decorated class; a second method of that name is an error.

    Raises
    ------
    RegistryError
        If the name is taken.
    """

    def register(implementation: T) -> T:
        if name in _methods:
            raise RegistryError(f"method: the name {name!r} is taken. Choose another.")
        _methods[name] = MethodCard(
            name=name,
            engine=engine,
            modality=modality,
            goal=goal,
            section=section,
            source=source,
            implementation=implementation,
            peers=peers,
        )
        return implementation

    return register


def methods(engine: str | None = None, modality: str | None = None) -> tuple[MethodCard, ...]:
    """All cards of the engines that were imported, by name."""
    return tuple(
        card
        for _, card in sorted(_methods.items())
        if engine in (None, card.engine) and modality in (None, card.modality)
    )
