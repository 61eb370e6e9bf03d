# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Whose the genomes of a file are, under which pseudonyms and in which order they are handed on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from secured.common.errors import PrivacyInputError
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Identities, Person
from secured.dans.deidentification.identities import canonical

__all__ = ["Samples", "renamed", "searchable"]

# Names that say which sample of one person it is, and not whose.
GENERIC = {
    "tumor": "tumor",
    "tumour": "tumor",
    "normal": "normal",
    "control": "control",
    "germline": "germline",
    "somatic": "somatic",
    "primary": "primary",
    "relapse": "relapse",
    "metastasis": "metastasis",
    "blood": "blood",
    "sample": "sample",
    "sample1": "sample1",
    "sample2": "sample2",
    "unknown": "sample",
    "default": "sample",
}


@dataclass(frozen=True, kw_only=True, repr=False)
class Samples:
    """The people of a file.

    Parameters
    ----------
    names : tuple of str
        The new names, in their new order.
    order : tuple of int
        Where each stood before.
    owner : str or None
        The pseudonym, where all are of one person.
    """

    names: tuple[str, ...]
    order: tuple[int, ...]
    owner: str | None = None


def renamed(people: Sequence[str], identities: Identities, person: Person | None) -> Samples:
    """Return the new names, in the order of the pseudonyms: by chance, but the same in every run and format.

    Parameters
    ----------
    people : sequence of str
        As the file names them.
    identities : Identities
    person : Person or None
        Whose the file is, where the owner says so; or one of the people in it, by the same name as in the file.

    Raises
    ------
    Quarantined
        If a name is empty or comes twice, if several people are in a file and the one the owner names is not among
        them, or if names such as TUMOR do not say whose they are.
    """
    spelled = [_spelled(name) for name in people]
    if len(set(spelled)) < len(spelled):
        raise Quarantined(Reason.INCONSISTENT, "The name of a sample comes twice.")
    if person and len(spelled) > 1 and canonical(person.id) in spelled:
        person = None  # one of many, under the name that the owner knows
    generic = [GENERIC.get(name.casefold()) for name in spelled]
    owner = identities.pseudonym(person.id) if person else None
    if any(generic) and not all(generic):
        raise Quarantined(Reason.NO_PERSON, "Some names of samples do not say whose they are.")
    if spelled and all(generic):
        if owner is None:
            raise Quarantined(Reason.NO_PERSON, "The names of the samples do not say whose they are.")
        new = [owner] if len(spelled) == 1 else [f"{owner}_{name}" for name in generic]
        if len(set(new)) < len(new):
            raise Quarantined(Reason.INCONSISTENT, "Two samples have names that mean the same.")
    elif owner is not None and len(spelled) > 1:
        raise Quarantined(
            Reason.INCONSISTENT, "The owner's list names one person, and the file several others."
        )
    elif owner is not None and spelled:
        new = [owner]
    else:
        new = [identities.pseudonym(name) for name in spelled]
        owner = new[0] if len(new) == 1 else None
    order = sorted(range(len(new)), key=new.__getitem__)
    return Samples(names=tuple(new[at] for at in order), order=tuple(order), owner=owner)


def _spelled(name: str) -> str:
    try:
        return canonical(name)
    except PrivacyInputError:
        raise Quarantined(Reason.MALFORMED, "The name of a sample is empty.") from None


def searchable(texts: Iterable[str]) -> frozenset[str]:
    """Return what is not met by chance between positions and genotypes.

    Names need 4 characters, one of them a letter that no nucleotide or standard field is made of; numbers 10 digits.
    """
    found = set()
    for text in texts:
        plain = text.strip()
        letters = any(character.isalpha() and character not in "ACGTNacgtn" for character in plain)
        if len(plain) >= (4 if letters else 10) and plain.casefold() not in GENERIC:
            found.add(plain)
    return frozenset(found)
