# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recordings in the one flow: released from one visit, attacked with what an adversary recorded at another."""

from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release
from secured.common.signals import Signals
from secured.dans.series import DiagnosticUtility, RecordingIdentifierRemoval
from secured.dans.series.people_series import Kind
from secured.dans.series.shape_loss import shape_loss
from secured.dean import Attack
from secured.dean.signals import SignalOriginals, Split, splits
from secured.studies.flow import Made, NotRun
from secured.studies.people_flow import PeopleFlow, first_of_everybody, write_arrays
from secured.studies.protected_candidate import ProtectedCandidate
from secured.studies.signals.attacks import not_run_on_signals, signal_attacks
from secured.studies.signals.candidates import kind_of, one_series, signal_ladder

__all__ = ["SignalFlow", "visits"]

ENOUGH = 40  # people, for a protocol to be the one that decides


def visits(recordings: Signals) -> Split:
    """Choose what is released and what an adversary has of the same people: the hardest that enough people allow.

    Another day if at least 40 people came on two, else the next recording of the same day, else halves of one
    recording. People who are not in both parts are left out.

    Raises
    ------
    PrivacyInputError
        If there are no recordings.
    """
    several = splits(recordings)
    enough = [one for one in several if len(one.probes.people) >= ENOUGH]
    hardest = (enough or several)[-1]
    return replace(hardest, gallery=hardest.gallery.of(hardest.probes.people))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SignalFlow(PeopleFlow):
    """Recordings of people, at one visit or several.

    A release keeps the modality; `target`, where given, is a fact such as a diagnosis.
    """

    removal: ClassVar[RecordingIdentifierRemoval] = RecordingIdentifierRemoval()

    @cached_property
    def _visits(self) -> Split:
        return visits(self.dataset.data)

    @cached_property
    def originals(self) -> SignalOriginals:
        """Everybody, with both parts and the facts that are known of them."""
        gallery, probes = self._visits.gallery, self._visits.probes
        about = self.dataset.related.get("people")
        if about is None:
            return SignalOriginals(gallery=gallery, probes=probes)
        order = pd.Index(self.dataset.data.people).get_indexer(gallery.people)
        return SignalOriginals(gallery=gallery, probes=probes, about=about.iloc[order].reset_index(drop=True))

    def candidates(self, k: int) -> tuple[ProtectedCandidate, ...]:
        """From recordings as they are, over cheap changes, to groups of k people and more with one heartbeat or series."""
        recordings, known = self.dataset.data, self._subjects_are_people
        return signal_ladder(recordings, k, self.n_people, one_recording_each=known)

    def grouped(self, k: int) -> ProtectedCandidate:
        """Return the candidate by which groups of at least `k` people get one heartbeat or series."""
        return one_series(k, self.kind, one_recording_each=self._subjects_are_people)

    @cached_property
    def kind(self) -> Kind:
        """What of a person is compared and averaged."""
        return kind_of(self.dataset.data)

    @property
    def _subjects_are_people(self) -> bool:
        """Somebody has several recordings, or the source says that nobody has: then one recording of each may be released."""
        return self.dataset.one_recording_each or len(self.dataset.data) > len(self.dataset.data.people)

    def attacks(self, *, population: int, prior: float) -> tuple[Attack, ...]:
        """Matching of what was recorded at another time."""
        return signal_attacks(self.dataset.data, self.originals.probes, population=population, prior=prior)

    def not_run(self) -> tuple[NotRun, ...]:
        """Known attacks that are not run."""
        return not_run_on_signals(self.dataset.data)

    def knowledge(self) -> str:
        """A recording of the person."""
        return f"has recorded {' and '.join(self.dataset.data.channels)} of a person: {self._visits.label}"

    def losses(self, members: Dataset, linked: LinkedRelease) -> dict[str, float | None]:
        """How far everybody's mean beat, or series, is from what it was."""
        return {"loss": shape_loss(members.data, linked, self.kind)}

    def fingerprints(self, released: Signals) -> list[bytes]:
        """Everybody's first recording."""
        return first_of_everybody(released, released.samples)

    def use(
        self,
        made: Made,
        unprotected: LinkedRelease,
        members: Dataset,
        outsiders: np.ndarray,
        seed: int,
        memo: MutableMapping[str, Any],
    ) -> dict[str, float | None]:
        """How often a classifier that learned the target from the release is right about outsiders."""
        if not self.target or self.kind != "beats":
            return {"diagnostic_accuracy": None, "diagnostic_accuracy_unprotected": None}
        if "accuracy" not in memo:
            memo["accuracy"] = self._accuracy(unprotected, members, outsiders)
        return {
            "diagnostic_accuracy": self._accuracy(made.linked, members, outsiders),
            "diagnostic_accuracy_unprotected": memo["accuracy"],
        }

    def _accuracy(self, linked: LinkedRelease, members: Dataset, outsiders: np.ndarray) -> float | None:
        """None where a release has no beats to learn from."""
        measure = DiagnosticUtility(label=str(self.target))
        try:
            return measure.score(members, linked, held_out=self.part(outsiders)).accuracy.point
        except PrivacyInputError:
            return None

    def write(self, release: Release, folder: Path) -> Path:
        """Write release.npz."""
        data: Signals = release.data
        names = {"channels": np.array(data.channels), "units": np.array(data.units)}
        return write_arrays(
            folder, samples=data.samples, fs=data.fs, **names, subjects=data.subjects, sessions=data.sessions
        )
