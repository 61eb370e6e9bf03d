# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People of whom there are records twice: some are released, others an adversary has."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd

from secured.common import LinkedRelease, PrivacyInputError, Release
from secured.common.of_people import OfPeople

__all__ = ["RecordedOriginals"]

Records = TypeVar("Records", bound=OfPeople)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RecordedOriginals(Generic[Records]):
    """Records of everybody in one native type, in two disjoint parts.

    Parameters
    ----------
    gallery : OfPeople
        From these a release is made.
    probes : OfPeople
        These an adversary has of a person. Everybody has some in both parts.
    about : pandas.DataFrame
        Facts of everybody, one row a person, in the order of `gallery.people`; for subgroups.

    Raises
    ------
    PrivacyInputError
        If the parts hold different people, or facts of others.
    """

    gallery: Records
    probes: Records
    about: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __post_init__(self) -> None:
        who = type(self).__name__
        if set(self.gallery.people) != set(self.probes.people):
            raise PrivacyInputError(
                f"{who}: gallery and probes hold different people. Keep those who are in both."
            )
        if len(self.about) not in (0, len(self)):
            raise PrivacyInputError(f"{who}: facts of {len(self.about)} people are given for {len(self)}.")

    @cached_property
    def people(self) -> np.ndarray:
        """The people, by number."""
        return self.gallery.people

    def __len__(self) -> int:
        return len(self.people)

    def take(self, people: np.ndarray) -> Records:
        """Return the records that a release is made from, of some people."""
        return self.gallery.of(self.people[people])

    def known(self, people: np.ndarray, what: Collection[str]) -> Records:
        """Return what an adversary has of some people."""
        return self.probes.of(self.people[people])

    def reference(self, people: np.ndarray, release: Release) -> Records:
        """Return both parts of some people together: an adversary may train on others as they like."""
        key = people.tobytes()
        if key not in self._references:
            self._references[key] = self._both_parts(people)
        return self._references[key]

    @cached_property
    def _references(self) -> dict[bytes, Records]:
        """Kept, since every attack asks for the same people."""
        return {}

    def _both_parts(self, people: np.ndarray) -> Records:
        """Every array by record is joined; the second part's occasions come after the first's."""
        first: Any = self.gallery.of(self.people[people])
        second: Any = self.probes.of(self.people[people])
        latest = {one: last for one, last in zip(first.subjects, first.sessions, strict=True)}
        later = np.array([latest[one] + 1 for one in second.subjects], dtype=np.int64)
        second = replace(second, sessions=second.sessions + (0 if not len(later) else later))
        joined = {
            one.name: np.concatenate([getattr(first, one.name), getattr(second, one.name)])
            for one in fields(first)
            if isinstance(getattr(first, one.name), np.ndarray)
        }
        return replace(first, **joined)

    def facts(self, people: np.ndarray, what: Collection[str]) -> pd.DataFrame:
        """Return what is recorded of some people beside their records."""
        if not len(self.about):
            return pd.DataFrame(index=range(len(people)))
        return self.about.iloc[people].reset_index(drop=True)

    def scrambled(self, linked: LinkedRelease, rng: np.random.Generator) -> LinkedRelease:
        """Give every released person's records to another number: the same records, nobody's own."""
        data: Any = linked.release.data
        released = np.unique(data.subjects)
        others = dict(zip(released, rng.permutation(released), strict=True))
        moved = replace(data, subjects=np.array([others[one] for one in data.subjects]))
        return replace(linked, release=replace(linked.release, data=moved))
