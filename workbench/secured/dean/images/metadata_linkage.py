# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Linkage by headers: whose released file agrees with another file of a person in what it says beside the pixels."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError, Release, method
from secured.common.intervals import clopper_pearson
from secured.dean.claims import Claims
from secured.dean.guesses import ScoredRecords
from secured.dean.images.header_fields import Headers
from secured.dean.random_guess import silence
from secured.dean.recorded_originals import RecordedOriginals
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.threat_model import ThreatModel

__all__ = ["FieldPower", "HeaderOriginals", "MetadataLinkage", "linking_power"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class HeaderOriginals(RecordedOriginals[Headers]):
    """Headers of everybody, in two disjoint parts; see `RecordedOriginals` for what they hold."""


@dataclass(frozen=True, kw_only=True)
class FieldPower:
    """What one field of the header does for an adversary.

    Parameters
    ----------
    field : str
    filled : float
        Share of released files that say it.
    n : int
        People who are looked for.
    found, wrong : int
        Of them, those for whom exactly one released person agrees (in the rarest value that anybody shares, where a field
        holds several), and it is the right one, or another.
    share : Interval
        Found, with exact 95 % bounds.
    candidates : float
        Released people who agree, on average over those for whom any does; 0 where none does.
    """

    field: str
    filled: float
    n: int
    found: int
    wrong: int
    share: Interval
    candidates: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values; nothing that a header says."""
        return {
            "field": self.field,
            "filled": self.filled,
            "n": self.n,
            "found": self.found,
            "wrong": self.wrong,
            "share": {"point": self.share.point, "low": self.share.low, "high": self.share.high},
            "candidates": self.candidates,
        }


def linking_power(released: Headers, known: Headers, right: np.ndarray) -> tuple[FieldPower, ...]:
    """Tell, for every field alone, how many people it finds.

    Parameters
    ----------
    released : Headers
        Under released numbers of people.
    known : Headers
        What the adversary has of the people looked for.
    right : ndarray of int, shape (n_people,)
        Released number of every person in `known.people`; -1 for those left out.

    Raises
    ------
    PrivacyInputError
        If the fields differ, nobody is looked for, or the numbers are not one for each.
    """
    if released.fields != known.fields:
        raise PrivacyInputError(
            "linking_power: released and known headers have different fields. Read both alike."
        )
    if not len(known.people) or len(right) != len(known.people):
        raise PrivacyInputError(
            f"linking_power: {len(right)} released numbers for {len(known.people)} people."
        )
    return tuple(_power(name, released, known, np.asarray(right)) for name in released.fields)


def _power(name: str, released: Headers, known: Headers, right: np.ndarray) -> FieldPower:
    weights = _agreement(name, released, known)
    agrees = (weights > 0) & (weights == weights.max(axis=1, keepdims=True, initial=0.0))
    numbers, count = released.people, agrees.sum(axis=1)
    alone = count == 1
    named = numbers[agrees.argmax(axis=1)] if len(numbers) else np.full(len(right), -1)
    found, n = int((alone & (named == right)).sum()), len(right)
    said = [bool(one) for one in released.column(name)]
    return FieldPower(
        field=name,
        filled=float(np.mean(said)) if said else 0.0,
        n=n,
        found=found,
        wrong=int(alone.sum()) - found,
        share=clopper_pearson(found, n, 0.025),
        candidates=float(count[count > 0].mean()) if count.any() else 0.0,
    )


def _agreement(name: str, released: Headers, known: Headers) -> np.ndarray:
    """Weight of the rarest value that two people share in a field, 0 where they share none.

    The weight is minus the log of the share of released people who have the value, as in Fellegi & Sunter with errors
    left out; shape (n_known_people, n_released_people).
    """
    theirs, ours = _values(name, released), _values(name, known)
    holders: dict[str, set[int]] = {}
    for person, values in enumerate(theirs):
        for value in values:
            holders.setdefault(value, set()).add(person)
    weights = np.zeros((len(ours), len(theirs)))
    for target, values in enumerate(ours):
        for value in values & holders.keys():
            having = holders[value]
            weight = np.log((len(theirs) + 1) / len(having))
            rows = np.array(sorted(having))
            weights[target, rows] = np.maximum(weights[target, rows], weight)
    return weights


def _values(name: str, headers: Headers) -> list[set[str]]:
    """Everything that the files of each person say in a field."""
    gathered: list[set[str]] = [set() for _ in headers.people]
    for person, value in zip(headers.codes, headers.column(name), strict=True):
        gathered[person] |= set(value) if isinstance(value, frozenset) else {value} - {""}
    return gathered


@method(
    name="linkage of DICOM headers",
    engine="dean",
    modality="dicom",
    goal="find a known person's files by what their headers share",
    section="5.2.3",
    source="Fellegi & Sunter 1969, doi:10.1080/01621459.1969.10501049",
)
@dataclass(frozen=True, kw_only=True)
class MetadataLinkage(ReleasedLinkage):
    """Rank the released people by the sum over fields of how rare the values are that they share with the target.

    Where nothing is shared it says nothing.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names the fields that the adversary has; all where no name is one.

    References
    ----------
    Fellegi & Sunter 1969, doi:10.1080/01621459.1969.10501049, without errors in what is compared. D2.1 section 5.2.3.
    """

    threat: ThreatModel

    @property
    def id(self) -> str:
        """Name."""
        return "headers"

    def fit(self, release: Release, reference: Headers, rng: np.random.Generator) -> "_FittedMetadataLinkage":
        """Keep the released headers; nothing is learned from the reference people."""
        return _FittedMetadataLinkage(released=release.data, knows=tuple(self.threat.knows), rng=rng)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {"attack": self.id, "threat": self.threat.to_dict(), "source": "Fellegi & Sunter 1969"}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedMetadataLinkage:
    released: Headers
    knows: Collection[str]
    rng: np.random.Generator

    def claim(self, auxiliary: Headers) -> Claims:
        """Name who shares most, equals in random order."""
        numbers, n = self.released.people, len(auxiliary.people)
        if not len(numbers) or not n:
            return silence(n)
        scores = self._scores(auxiliary)
        order = np.lexsort((self.rng.random(scores.shape), -scores), axis=1)
        best = scores.max(axis=1)
        equals = (scores == best[:, None]).sum(axis=1)
        return Claims(
            kind="record",
            values=numbers[order].astype(object),
            confidence=np.where(best > 0, 1 / equals, 0.0),
            abstain=best <= 0,
        )

    def _scores(self, auxiliary: Headers) -> np.ndarray:
        named = [name for name in self.released.fields if name in self.knows] or list(self.released.fields)
        return np.asarray(sum(_agreement(name, self.released, auxiliary) for name in named))

    def ranked(self, auxiliary: Headers) -> ScoredRecords:
        """Weights of every pair of target and released person; those who share nothing are never named."""
        scores = self._scores(auxiliary)
        return ScoredRecords(scores=np.where(scores > 0, scores, -np.inf), numbers=self.released.people)
