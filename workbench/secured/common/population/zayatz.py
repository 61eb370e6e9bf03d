# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Zayatz: the share of population uniques when the population's classes are as large as the sample's."""

import numpy as np

from secured.common.population.sample_classes import SampleClasses

__all__ = ["zayatz"]


def zayatz(sample: SampleClasses) -> float:
    """Bayes: sizes in the population are taken to be distributed as those in the sample.

    P(unique in population | unique in sample) = pi P(1) / sum over j of P(j) Hypergeometric(1 of j).
    """
    people, population = sample.people, sample.population
    steps = np.arange(int(sample.sizes[-1]) - 1)
    with np.errstate(divide="ignore"):  # a class larger than what is not in the sample cannot show one person
        missed = np.log(np.maximum(population - people - steps, 0.0)) - np.log(population - 1 - steps)
    others_missed = np.exp(np.append(0.0, np.cumsum(missed)))[sample.sizes.astype(int) - 1]
    chance_of_one = sample.fraction * sample.sizes * others_missed
    given_one = sample.uniques * sample.fraction / float(sample.classes @ chance_of_one)
    return sample.uniques / people * given_one
