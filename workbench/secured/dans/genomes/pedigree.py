# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Families as PLINK writes them: new names for people, their parents and families, that fit each other as before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Identities, Person
from secured.dans.genomes.samples import Samples, renamed

__all__ = ["Member", "Pedigree", "pedigree_of"]

NOBODY = "0"


@dataclass(frozen=True, kw_only=True, repr=False)
class Member:
    """One person's line: family, own name within it, father's and mother's; ``0`` for nobody."""

    family: str
    name: str
    father: str = NOBODY
    mother: str = NOBODY


@dataclass(frozen=True, kw_only=True, repr=False)
class Pedigree:
    """All people of a file under their new names.

    Parameters
    ----------
    samples : Samples
        Names and order.
    members : tuple of Member
        In the new order, under their new names.
    old : frozenset of str
        The names that are gone.
    """

    samples: Samples
    members: tuple[Member, ...]
    old: frozenset[str]


def pedigree_of(members: Sequence[Member], identities: Identities, person: Person | None) -> Pedigree:
    """Rename everybody.

    A person is known by the name within the family where no other person of the file has it, as in VCF; else by
    family and name, joined with ``_`` as PLINK does for VCF. A family keeps the name of the person it is named after.

    Raises
    ------
    Quarantined
        If two people have the same family and name, or `renamed` refuses.
    """
    if len({(member.family, member.name) for member in members}) < len(members):
        raise Quarantined(Reason.INCONSISTENT, "Two people have the same family and name.")
    plain = len({member.name for member in members}) == len(members)

    def known_as(family: str, name: str) -> str:
        return name if plain else f"{family}_{name}"

    samples = renamed([known_as(member.family, member.name) for member in members], identities, person)
    new = {
        known_as(members[old].family, members[old].name): name
        for old, name in zip(samples.order, samples.names, strict=True)
    }

    def someone(family: str, name: str) -> str:
        if name == NOBODY:
            return NOBODY
        return new.get(known_as(family, name)) or identities.pseudonym(known_as(family, name))

    def household(member: Member) -> str:
        if member.family == NOBODY:
            return NOBODY
        if member.family == member.name:
            return someone(member.family, member.name)
        return identities.code("family", member.family)

    ordered = [members[old] for old in samples.order]
    return Pedigree(
        samples=samples,
        members=tuple(
            Member(
                family=household(member),
                name=someone(member.family, member.name),
                father=someone(member.family, member.father),
                mother=someone(member.family, member.mother),
            )
            for member in ordered
        ),
        old=frozenset(_names(members, plain)),
    )


def _names(members: Sequence[Member], plain: bool) -> Iterator[str]:
    for member in members:
        yield from (member.family, member.name, member.father, member.mother)
        if not plain:
            yield f"{member.family}_{member.name}"
