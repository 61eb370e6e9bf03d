# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A candidate release made again and attacked once more, for the owner to look at single people."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from secured.common import Dataset, LinkedRelease, PrivacyInputError
from secured.dean import Attack, Claims, Findings, Goal, RiskAssessment, World, findings_of
from secured.studies.release_assessment import Assessment
from secured.studies.sweep import Sweep
from secured.studies.tables.candidates import main_secret

__all__ = ["Look", "last_look"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Look:
    """What the owner needs to look at single people of a release, in whatever modality.

    Parameters
    ----------
    name : str
        Of the candidate.
    dataset : Dataset
        Everybody.
    world : World
        All members are targets.
    attack : Attack
        The strongest of those that link a known person to a released record.
    findings : Findings
        What it says of members and of outsiders.
    risk : RiskAssessment
        By all attacks: on verdict people where the candidate was confirmed, else on tuning people.
    """

    name: str
    dataset: Dataset
    world: World
    attack: Attack
    findings: Findings
    risk: RiskAssessment

    @cached_property
    def before(self) -> Any:
        """What the release was made from."""
        return self.world.people.take(self.world.members)

    @property
    def linked(self) -> LinkedRelease:
        """The release, and which record is whose."""
        return self.world.protected

    @cached_property
    def probes(self) -> Any:
        """What the adversary has of the same people."""
        return self.world.people.known(self.world.members, self.attack.threat.knows)

    @property
    def claims(self) -> Claims:
        """Whom the attack takes each of them for."""
        return self.findings.claims

    def __repr__(self) -> str:
        return f"Look({self.name!r}, {len(self.world.members)} people, {self.attack.id!r})"


def last_look(assessment: Assessment, name: str = "") -> Look:
    """Make a candidate release of an assessment again and run the strongest linkage on all of its members.

    Parameters
    ----------
    assessment : Assessment
    name : str
        Of a candidate; the chosen one, else the first, when not given.

    Raises
    ------
    PrivacyInputError
        If there is no candidate of that name, it cannot be made of these people, or no attack links.
    """
    dataset, parameters = assessment.dataset, assessment.parameters
    chosen = assessment.choice.chosen
    name = name or (chosen.name if chosen else next(iter(assessment.risks)))
    if name not in assessment.risks:
        raise PrivacyInputError(
            f"last_look: there is no candidate {name!r} that was attacked. Choose one of the assessment's risks."
        )
    confirmed = {one.name: one.assessment for one in assessment.choice.confirmations}
    judged = confirmed.get(name, assessment.risks[name])
    linkage = judged.by_goal().get(Goal.LINKAGE)
    if linkage is None:
        raise PrivacyInputError("last_look: no attack of this assessment links people to records.")
    sweep = Sweep(
        dataset=dataset,
        people=assessment.people,
        candidates=(),
        attacks=assessment.attacks,
        seed=parameters["seed"],
        target=main_secret(dataset),
    )
    candidate = next((one for one in sweep.flow.candidates(parameters["k"]) if one.name == name), None)
    if candidate is None:
        raise PrivacyInputError(
            f"last_look: {name!r} is no longer among the candidates. Assess the dataset again."
        )
    made = sweep.flow.make(candidate, sweep.members, sweep.seed)
    world = sweep.world(made.linked, assessment.people.members)
    attack = next(one for one in assessment.attacks if one.id == linkage.result.id)
    return Look(
        name=name,
        dataset=dataset,
        world=world,
        attack=attack,
        findings=findings_of(attack, world),
        risk=judged,
    )
