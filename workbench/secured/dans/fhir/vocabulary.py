# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Words that stand in anybody's resources, and therefore betray nobody even where somebody is called so."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from secured.dans.deidentification import Person
from secured.dans.fhir.definitions import r4

__all__ = ["worth_looking_for"]

SHORTEST = 4


@cache
def _vocabulary() -> str:
    """Everything that FHIR and the list of safe elements may write, in small letters."""
    words = sorted(r4().names | r4().resources)
    for file in ("safe_elements.json", "codes/required_codes.json"):
        words.append(files(__package__).joinpath(file).read_text(encoding="utf-8"))
    return "\n".join(words).lower()


def worth_looking_for(identifiers: Iterable[str], person: Person | None) -> frozenset[str]:
    """Return the identifiers that no output may hold: those that are no word of FHIR's own."""
    wanted = {one.strip() for one in identifiers}
    if person is not None:
        wanted |= {person.id, *person.known}
    vocabulary = _vocabulary()
    return frozenset(one for one in wanted if len(one) >= SHORTEST and one.lower() not in vocabulary)
