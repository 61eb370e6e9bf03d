# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People of recordings: what is released of each, and what an adversary has recorded of them at another time."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from secured.common import LinkedRelease, PrivacyInputError, Release
from secured.common.signals import Signals

__all__ = ["SignalOriginals"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SignalOriginals:
    """Recordings of everybody, in two disjoint parts.

    Parameters
    ----------
    gallery : Signals
        From these a release is made.
    probes : Signals
        These an adversary has of a person. Everybody has some in both parts.
    about : pandas.DataFrame
        Facts of everybody, one row a person, in the order of `gallery.people`; for subgroups.

    Raises
    ------
    PrivacyInputError
        If the parts hold different people, or facts of others.
    """

    gallery: Signals
    probes: Signals
    about: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __post_init__(self) -> None:
        if set(self.gallery.people) != set(self.probes.people):
            raise PrivacyInputError(
                "SignalOriginals: gallery and probes hold different people. Keep those who are in both."
            )
        if len(self.about) not in (0, len(self)):
            raise PrivacyInputError(
                f"SignalOriginals: facts of {len(self.about)} people are given for {len(self)}."
            )

    @cached_property
    def people(self) -> np.ndarray:
        """The people, by number."""
        return self.gallery.people

    def __len__(self) -> int:
        return len(self.people)

    def take(self, people: np.ndarray) -> Signals:
        """Return the recordings that a release is made from, of some people."""
        return self.gallery.of(self.people[people])

    def known(self, people: np.ndarray, what: Collection[str]) -> Signals:
        """Return what an adversary has recorded of some people: all of `what` that are channels, or all channels."""
        probes = self.probes.of(self.people[people])
        named = tuple(name for name in probes.channels if name in what)
        return probes.select(named) if named else probes

    def reference(self, people: np.ndarray, release: Release) -> Signals:
        """Return both parts of some people together: an adversary may train on others as they like."""
        key = people.tobytes()
        if key not in self._references:
            self._references[key] = self._both_parts(people)
        return self._references[key]

    @cached_property
    def _references(self) -> dict[bytes, Signals]:
        """Kept, since every attack asks for the same people."""
        return {}

    def _both_parts(self, people: np.ndarray) -> Signals:
        first, second = self.gallery.of(self.people[people]), self.probes.of(self.people[people])
        latest = {one: last for one, last in zip(first.subjects, first.sessions, strict=True)}
        later = np.array([latest[one] + 1 for one in second.subjects], dtype=np.int64)
        return replace(
            first,
            samples=np.concatenate([first.samples, second.samples]),
            subjects=np.concatenate([first.subjects, second.subjects]),
            sessions=np.concatenate([first.sessions, second.sessions + (0 if not len(later) else later)]),
        )

    def facts(self, people: np.ndarray, what: Collection[str]) -> pd.DataFrame:
        """Return what is recorded of some people beside their recordings."""
        if not len(self.about):
            return pd.DataFrame(index=range(len(people)))
        return self.about.iloc[people].reset_index(drop=True)

    def scrambled(self, linked: LinkedRelease, rng: np.random.Generator) -> LinkedRelease:
        """Give every released person's recordings to another number: the same recordings, nobody's own."""
        data: Signals = linked.release.data
        released = np.unique(data.subjects)
        others = dict(zip(released, rng.permutation(released), strict=True))
        moved = replace(data, subjects=np.array([others[one] for one in data.subjects]))
        return replace(linked, release=replace(linked.release, data=moved))
