# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Exercises for the classroom: the answer is computed from the data, feedback says how near one is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from secured.common import Dataset, Interval, LinkedRelease, clopper_pearson
from secured.dans import FullDomainGeneralization, KAnonymity
from secured.dean import Goal, Linkage, ThreatModel
from secured.studies.classroom.exercises import Exercise

__all__ = [
    "LinkageTrial",
    "link_people",
    "smallest_safe_k",
    "uniqueness",
    "why_removing_names_is_not_enough",
]


def uniqueness(table: pd.DataFrame, columns: Sequence[str]) -> float:
    """Share of rows whose combination of values no other row has; missing is a value."""
    sizes = table.groupby(list(columns), dropna=False).size()
    return float((sizes == 1).sum() / len(table))


@dataclass(frozen=True, kw_only=True)
class LinkageTrial:
    """How many of some known people an adversary finds in a release."""

    found: int
    targets: int
    without_release: float
    rate: Interval

    def _repr_html_(self) -> str:
        return (
            f"<p><strong>{self.found} of {self.targets} people found</strong> ({self.rate.point:.1%}, 95 % interval "
            f"{self.rate.low:.1%} to {self.rate.high:.1%}); by guessing {self.without_release:.4%}.</p>"
        )


def link_people(dataset: Dataset, linked: LinkedRelease, *, n_targets: int, seed: int) -> LinkageTrial:
    """Let an adversary who knows all quasi-identifiers look for people of the table in a release of it.

    Parameters
    ----------
    dataset : Dataset
    linked : LinkedRelease
        Made from the whole dataset.
    n_targets : int
        People looked for, drawn at random.
    seed : int
    """
    rng = np.random.default_rng([seed, 4])
    targets = rng.choice(dataset.n_people, min(n_targets, dataset.n_people), replace=False)
    knows = {name: 0.0 for name in dataset.quasi_identifiers}
    threat = ThreatModel(goal=Goal.LINKAGE, knows=knows, population=dataset.n_people, prior=1.0)
    attack = Linkage(threat=threat).fit(linked.release, dataset.data.iloc[:0], rng)
    claims = attack.claim(dataset.data.iloc[targets][list(knows)].reset_index(drop=True))
    right = (
        ~claims.abstain
        & (claims.values[:, 0].astype(np.int64) == linked.row_of[targets])
        & (linked.row_of[targets] >= 0)
    )
    found = int(right.sum())
    return LinkageTrial(
        found=found,
        targets=len(targets),
        without_release=1 / dataset.n_people,
        rate=clopper_pearson(found, len(targets), alpha=0.025),
    )


def smallest_safe_k(dataset: Dataset, threshold: float, largest: int = 100) -> int:
    """Smallest k of optimal k-anonymity (5 % left out) at which nobody's chance of being picked out exceeds the threshold."""
    for k in range(2, largest + 1):
        solution = FullDomainGeneralization(models=(KAnonymity(k=k),)).solve(dataset)
        if 1 / solution.classes.counts[solution.kept].min() <= threshold:
            return k
    return largest


def why_removing_names_is_not_enough(dataset: Dataset, threshold: float) -> dict[str, Exercise]:
    """The three exercises of the first tutorial, answered from the data themselves."""
    table = dataset.data
    measured = table.dropna(subset=["weight", "height"])
    rounded = measured.assign(weight=measured["weight"].round(), height=measured["height"].round())
    return {
        "two columns": Exercise(
            question="What share of all people is unique on age and sex?",
            answer=uniqueness(table, ["age", "sex"]),
            tolerance=0.0005,
            hint="Count the rows of every combination of age and sex; a person is unique where the count is 1.",
            explanation="Age and sex alone single out almost nobody.",
        ),
        "four columns": Exercise(
            question="Of the people with weight and height recorded, what share is unique on age, sex, weight and height, rounded?",
            answer=uniqueness(rounded, ["age", "sex", "weight", "height"]),
            tolerance=0.005,
            hint="Leave out rows where weight or height is missing, round both, and count as before.",
            explanation="Four harmless columns name nine people in ten.",
        ),
        "a safe k": Exercise(
            question=f"What is the smallest k at which nobody's chance of being picked out exceeds {threshold:g}?",
            answer=smallest_safe_k(dataset, threshold),
            tolerance=0,
            hint="The chance is 1 / size of the class; k bounds the size from below, but the best release may do better than k.",
            explanation="The smallest class of the best release decides, and it can be larger than k.",
        ),
    }
