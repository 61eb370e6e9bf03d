# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The risk of every single person in a release: what the classes say, what the attack says, what repetition shows."""

from dataclasses import replace

import numpy as np

from secured.dean import (
    NoisyKnowledge,
    PersonRisk,
    calibrate_confidence,
    one_in_class,
    person_risk,
    resampling_exposure,
)
from secured.dean.findings import chance_of_hit
from secured.studies.closer_look import Look

__all__ = ["exposure_of"]


def exposure_of(
    look: Look, *, rng: np.random.Generator, repeats: int = 20, noise: float = 0.05
) -> PersonRisk:
    """Join three views of everybody the release was made from, in the order of ``look.world.members``.

    Model: the expected 1 / F of each person's class, where the release falls into classes. Attack: the linkage's own
    confidence, turned into a chance on other people. Resampling: how often a person is found when the linkage is
    repeated with other seeds and with knowledge that is a little wrong; among equals it counts the chance of being named.

    Parameters
    ----------
    look : Look
    rng : numpy.random.Generator
    repeats : int
        At least two.
    noise : float
        Share of known values that are somebody else's; of a recording the noise by its own spread. In [0, 1).
    """
    findings, world, attack = look.findings, look.world, look.attack
    sizes = findings.class_sizes
    confidence = np.where(findings.claims.abstain, 0.0, findings.claims.confidence)

    def again(rng: np.random.Generator) -> np.ndarray:
        people = NoisyKnowledge(people=world.people, noise=noise, rng=rng)
        return chance_of_hit(attack, replace(world, people=people, seed=int(rng.integers(2**31))))

    return person_risk(
        model=None if sizes is None else one_in_class(sizes, population=attack.threat.population),
        attack=calibrate_confidence(confidence, findings.hits, people=world.members, rng=rng),
        resampling=resampling_exposure(again, repeats=repeats, rng=rng),
    )
