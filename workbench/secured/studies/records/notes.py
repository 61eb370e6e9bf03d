# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Clinical notes matched with what patient and doctor said, as they are and after names, dates and numbers were taken out."""

from dataclasses import dataclass, replace
from importlib.util import find_spec

import numpy as np

from secured.common import Dataset, LinkedRelease
from secured.dans import IdentifierRemoval
from secured.dans.text import TextDeidentifier
from secured.dans.text.language_model import MODEL
from secured.dean import Goal, NoteMatching
from secured.studies.flow import NotRun
from secured.studies.records.patients import Patients, PlannedAttack, thinned, threat_of
from secured.studies.records.protections import Protection

__all__ = ["notes_of"]

NOTE, SAID = "note", "dialogue"


@dataclass(frozen=True, kw_only=True)
class _WithoutNames:
    """Identifiers removed, and in the notes their kind written in their place."""

    deidentifier: TextDeidentifier

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release; its cost is the share of characters that were taken out."""
        linked = IdentifierRemoval().link(dataset, rng)
        before = linked.release.data[NOTE].tolist()
        spans = [self.deidentifier.find(text) for text in before]
        after = [self.deidentifier.replaced(text, own) for text, own in zip(before, spans, strict=True)]
        gone = sum(one.end - one.start for own in spans for one in own)
        release = replace(
            linked.release,
            data=linked.release.data.assign(**{NOTE: np.array(after, dtype=object)}),
            method="clinical notes",
            parameters={
                "mode": self.deidentifier.mode,
                "cost": {NOTE: {"loss": gone / max(sum(map(len, before)), 1), "entries_kept": 1.0}},
            },
        )
        return LinkedRelease(release=release, row_of=linked.row_of)


def notes_of(dataset: Dataset, *, n_people: int, seed: int) -> Patients:
    """Gather notes, the attack that matches them, and releases of them.

    Parameters
    ----------
    dataset : Dataset
        clinical-notes: a note and a conversation for each person.
    n_people : int
        At most so many are drawn.
    seed : int
    """
    table = dataset.take(thinned(np.arange(dataset.n_people), n_people, seed))
    protections = [
        Protection(name="identifiers removed", how="Notes as they are.", maker=IdentifierRemoval())
    ]
    not_run = []
    if find_spec("presidio_analyzer") is not None and find_spec(MODEL) is not None:
        how = "Names, dates, numbers, contacts and places replaced by their kind."
        maker = _WithoutNames(deidentifier=TextDeidentifier(mode="tags"))
        protections.append(Protection(name="de-identified notes", how=how, maker=maker))
    else:
        reason = "needs Presidio. Install it: pip install secured-workbench[text]."
        not_run.append(NotRun(attack="matching of de-identified notes", reason=reason))
    threat = threat_of(dataset, Goal.LINKAGE, {SAID: 0.0})
    return Patients(
        dataset=table,
        attacks=(
            PlannedAttack(
                told="What patient and doctor said.", attack=NoteMatching(threat=threat, note=NOTE)
            ),
        ),
        not_run=tuple(not_run),
        protections=tuple(protections),
        items=(NOTE,),
    )
