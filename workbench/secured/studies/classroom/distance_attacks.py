# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks beside the distances: who is found, who is recognised as a member, and who is worst off."""

from collections.abc import MutableMapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from secured.common import clopper_pearson
from secured.dean import (
    Attack,
    Goal,
    Linkage,
    MembershipCurve,
    RiskAssessment,
    ThreatModel,
    evaluate,
    hits_of,
    risk,
)
from secured.studies.classroom.closest_row import ClosestRow, undone
from secured.studies.classroom.distances import closest_records
from secured.studies.classroom.three_groups import OnTrial, ThreeGroups, isolation

__all__ = [
    "attacked",
    "attacks_by_distance",
    "five_runs",
    "found_by_isolation",
    "membership",
    "side_by_side",
]


def attacks_by_distance(groups: ThreeGroups) -> tuple[Attack, Attack]:
    """Linkage by exactly known values, and the closest row; both know every quasi-identifier."""
    dataset = groups.dataset
    threat = ThreatModel(
        goal=Goal.LINKAGE,
        knows=dict.fromkeys(dataset.quasi_identifiers, 0.0),
        population=dataset.population or dataset.n_people,
        prior=dataset.prior or 1.0,
    )
    return Linkage(threat=threat), ClosestRow(threat=threat)


def attacked(
    trial: OnTrial,
    *,
    n_targets: int,
    threshold: float,
    attacks: Sequence[Attack] | None = None,
    memo: MutableMapping[str, Any] | None = None,
) -> RiskAssessment:
    """Put a release to the attacks, five runs each, and decide on the upper bound.

    Parameters
    ----------
    trial : OnTrial
    n_targets : int
    threshold : float
        Largest risk the owner accepts.
    attacks : sequence of Attack, optional
        `attacks_by_distance` when not given.
    memo : mutable mapping, optional
        Keeps what is the same for all releases of the same groups and as many targets.
    """
    world = trial.world(n_targets)
    chosen = attacks_by_distance(trial.groups) if attacks is None else attacks
    return risk([evaluate(attack, world, memo=memo) for attack in chosen], threshold=threshold)


def five_runs(assessment: RiskAssessment) -> pd.DataFrame:
    """One row an attack: its five rates, the upper bound beyond the baseline, the verdict, and whom it hits hardest.

    `surest` is the rate among the hundredth of targets about whom the attack is most confident.
    """
    rows = []
    for one in assessment.attacks:
        result = one.result
        rates = {
            name: getattr(result, run).rate
            for name, run in (
                ("found", "main"),
                ("outsiders", "control"),
                ("without release", "baseline"),
                ("unprotected", "positive"),
                ("scrambled", "null"),
            )
        }
        worst = result.worst_off
        rows.append(
            {
                "attack": result.id,
                **rates,
                "at most": max(one.excess.high, 0.0),
                "verdict": str(one.verdict),
                "surest": worst.top_rate,
                "worst subgroup": worst.subgroup,
                "found there": worst.subgroup_rate,
            }
        )
    return pd.DataFrame(rows)


def membership(trial: OnTrial) -> MembershipCurve:
    """Is a person in it? Whoever is close to some row, more likely; training against hold-out.

    The adversary first undoes a move that many share, as `ClosestRow` does, with all the people in question.
    """
    groups = trial.groups
    people = groups.rows(np.concatenate([groups.training, groups.hold_out]))
    rows = undone(trial.rows, people, groups.rng(28))
    scores = -closest_records(trial.shown(people), rows, like=rows).first
    inside, outside = np.split(scores, [len(groups.training)])
    return MembershipCurve(members=inside, outsiders=outside)


def found_by_isolation(trial: OnTrial) -> pd.DataFrame:
    """Whom the closest row gives away, from the most isolated people to those with many neighbours."""
    attack = attacks_by_distance(trial.groups)[1]
    n = len(trial.groups.training)
    hits = hits_of(attack, trial.world(n))[0][np.argsort(-isolation(trial.groups), kind="stable")]
    first, tenth = max(n // 100, 1), n // 10
    rows = []
    for who, part in (
        ("everybody", hits),
        ("the most isolated hundredth", hits[:first]),
        ("the most isolated tenth", hits[:tenth]),
        ("all others", hits[tenth:]),
    ):
        rate = clopper_pearson(int(part.sum()), len(part), alpha=0.025)
        rows.append(
            {
                "people": who,
                "n": len(part),
                "found": rate.point,
                "at least": rate.low,
                "at most": rate.high,
            }
        )
    return pd.DataFrame(rows)


def side_by_side(trials: Sequence[OnTrial], *, n_targets: int, threshold: float) -> pd.DataFrame:
    """Every release, all of the same groups: what the distance says, what the attacks reach, who is recognised as a member.

    `right at 1 % wrong` is the share of members recognised where one non-member in a hundred is taken for one.
    """
    rows: list[dict[str, Any]] = []
    memo: dict[str, Any] = {}
    for trial in trials:
        found = attacked(trial, n_targets=n_targets, threshold=threshold, memo=memo)
        test, curve = trial.test(), membership(trial)
        recognised = curve.at(0.01).true_positives
        rows.append(
            {
                "release": trial.name,
                "DCR training": test.to_training.percentile(),
                "DCR hold-out": test.to_hold_out.percentile(),
                "test": "passes" if test.passes else "fails",
                "found": found.plain,
                "at most": found.high,
                "verdict": str(found.verdict),
                "member area": curve.area,
                "right at 1 % wrong": None if recognised is None else recognised.point,
            }
        )
    return pd.DataFrame(rows)
