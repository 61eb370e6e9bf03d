# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Releases of health records, from identifiers removed to everything general: each defence alone, then all together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from secured.dans import (
    FullDomainGeneralization,
    HistoryGeneralization,
    IdentifierRemoval,
    ItemRule,
    KAnonymity,
)
from secured.dans.tables.transformations.pipeline import ReleaseMaker

__all__ = ["Protection", "protections_of"]

LEFT_OUT = 0.05


@dataclass(frozen=True, kw_only=True)
class Protection:
    """One way to release.

    Parameters
    ----------
    name : str
    how : str
        What is done, in a sentence for the reader.
    maker : ReleaseMaker
    shifts : bool, default False
        Whether people's dates are shifted.
    perturbs : bool, default False
        Whether facts are replaced by others, so that no share of detail that is lost can be told.
    """

    name: str
    how: str
    maker: ReleaseMaker
    shifts: bool = False
    perturbs: bool = False


def protections_of(
    general: Mapping[str, ItemRule], *, k: int, first: int, shift_days: int, dated: tuple[str, ...], how: str
) -> tuple[Protection, ...]:
    """Identifiers removed; facts k-anonymous; codes general; histories short and shifted; all of it.

    Parameters
    ----------
    general : mapping of column to ItemRule
        How codes are generalised.
    k : int
        Smallest class of people with the same facts.
    first : int
        Entries of a history that are kept.
    shift_days : int
        Largest shift of dates; 0 where there are none.
    dated : tuple of str
        The columns of `general` that hold histories.
    how : str
        What generalising means for these codes.
    """
    short = {name: replace(general[name], level=0, fewest=1, first=first) for name in dated}
    both = {name: replace(rule, first=first if name in dated else None) for name, rule in general.items()}
    facts = FullDomainGeneralization(models=(KAnonymity(k=k),), suppression_limit=LEFT_OUT)
    moved = f" and dates shifted by up to {shift_days} days a person" if shift_days else ""
    cut = f"the first {first} entries of each history{moved}"
    return (
        Protection(name="identifiers removed", how="Nothing else.", maker=IdentifierRemoval()),
        Protection(name=f"facts k={k}", how=f"Facts {k}-anonymous, histories as they are.", maker=facts),
        Protection(
            name="general codes", how=f"{how} Facts as they are.", maker=HistoryGeneralization(rules=general)
        ),
        Protection(
            name="short histories",
            how=f"Only {cut}; facts and codes as they are.",
            maker=HistoryGeneralization(rules=short, shift_days=shift_days),
            shifts=shift_days > 0,
        ),
        Protection(
            name="all of it",
            how=f"Facts {k}-anonymous, general codes, {cut}.",
            maker=HistoryGeneralization(rules=both, shift_days=shift_days, release=facts),
            shifts=shift_days > 0,
        ),
    )
