# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The attack of the five runs on images: a third of people released, a third outside, a third to learn on."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from secured.common import Dataset
from secured.dean import AttackResult, Goal, ThreatModel, World, evaluate
from secured.dean.images import ImageLinkage, ImageOriginals
from secured.dean.images.image_matcher import ImageMatcher
from secured.studies.images.image_defences import DEFENCES, Defence
from secured.studies.images.image_people import ImagePeople, image_people

__all__ = ["image_world", "linked_images", "runs_table"]


def linked_images(
    dataset: str | Dataset = "simulated-radiographs",
    *,
    n_people: int | None = None,
    matchers: Sequence[ImageMatcher],
    defences: Sequence[Defence] = DEFENCES[:1],
    false_positive_rate: float | None = None,
    seed: int = 7,
) -> dict[tuple[str, str], AttackResult]:
    """Run every way to compare on every release, with control, baseline, positive and null control.

    Parameters
    ----------
    dataset : str or Dataset
    n_people : int, optional
    matchers : sequence of ImageMatcher
    defences : sequence of Defence
    false_positive_rate : float, optional
        If given, attackers abstain about people who seem not to be in the release; see `ImageLinkage`.
    seed : int

    Returns
    -------
    dict of (release, matcher) to AttackResult
    """
    people = image_people(dataset, n_people=n_people, learn=0.5, seed=seed)
    results = {}
    memo: dict[str, object] = {}
    for defence in defences:
        world = image_world(people, defence, seed=seed)
        threat = ThreatModel(
            goal=Goal.LINKAGE,
            knows={people.known: 0.0},
            population=max(people.dataset.population or 0, len(people.dataset.data.people)),
            prior=people.dataset.prior or 1.0,
        )
        for matcher in matchers:
            attack = ImageLinkage(threat=threat, matcher=matcher, false_positive_rate=false_positive_rate)
            results[defence.name, matcher.name] = evaluate(attack, world, memo=memo)
    return results


def image_world(people: ImagePeople, defence: Defence, *, seed: int) -> World:
    """A world in which a third of all people are in the release."""
    everybody = np.concatenate([people.released, people.lessons])
    source, last = people.parts(everybody)
    originals = ImageOriginals(gallery=source.data, probes=last, about=source.facts)
    members, outside, reference = np.array_split(np.arange(len(everybody)), 3)
    released = source.take(members)
    return World(
        people=originals,
        members=members,
        protected=defence.protection.link(released, np.random.default_rng([seed, 8])),
        unprotected=DEFENCES[0].protection.link(released, np.random.default_rng([seed, 9])),
        targets_in=members,
        targets_out=outside,
        reference=reference,
        seed=seed,
    )


def runs_table(results: dict[tuple[str, str], AttackResult]) -> pd.DataFrame:
    """One row a release and way to compare: the five runs, and the excess with its 95 % bounds."""
    rows = []
    for (release, matcher), one in results.items():
        excess = one.excess(0.05)
        rows.append(
            {
                "release": release,
                "attacker": matcher,
                "targets": one.main.n,
                "found": one.main.rate,
                "control": one.control.rate,
                "baseline": one.baseline.rate,
                "unprotected": one.positive.rate,
                "scrambled": one.null.rate,
                "excess": excess.point,
                "low": excess.low,
                "high": excess.high,
            }
        )
    return pd.DataFrame(rows)
