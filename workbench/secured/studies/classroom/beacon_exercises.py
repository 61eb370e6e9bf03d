# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The exercises of the classroom on beacons; an answer that went wrong in a usual way is told which way."""

from math import ceil, exp, log

import numpy as np

from secured.common import PrivacyInputError
from secured.common.genotypes import Beacon
from secured.dean import ppv
from secured.dean.genomes.beacons import PowerCurve
from secured.studies.classroom.exercises import Exercise, GuidedExercise

__all__ = [
    "by_budget",
    "flipped",
    "nobody_carries",
    "on_one_person",
    "queries_ratio",
    "right_accusations",
    "weight_of_a_yes",
    "yeses_needed",
]


def _nobody(frequency: float, size: int) -> float:
    if not 0 < frequency < 1 or size < 1:
        raise PrivacyInputError(
            f"beacon exercise: frequency={frequency}, size={size}. Use a rate and somebody."
        )
    return float((1 - frequency) ** (2 * size))


def nobody_carries(frequency: float, size: int) -> Exercise:
    """The chance of a no if the target is not there."""
    return GuidedExercise(
        question=f"What is the chance that none of {size} people carries an allele of frequency {frequency:g}?",
        answer=_nobody(frequency, size),
        tolerance=0.001,
        hint="Everybody has two copies of a chromosome. None of the copies may have the allele.",
        explanation="So a yes is expected of common alleles whoever is in, and surprising of rare ones.",
        slips={
            "Everybody has two copies.": float((1 - frequency) ** size),
            "That is the chance that somebody carries it.": 1 - _nobody(frequency, size),
        },
    )


def weight_of_a_yes(frequency: float, size: int) -> Exercise:
    """What a yes about an allele of the target adds to the log-likelihood ratio."""
    yes = 1 - _nobody(frequency, size)
    return GuidedExercise(
        question="By how much does a yes raise the log-likelihood ratio of membership?",
        answer=-log(yes),
        tolerance=0.002,
        hint="If the target is in, a yes is certain. If not, somebody else must carry the allele. Take the logarithm of the quotient.",
        explanation="A yes that would have come anyway weighs nothing.",
        slips={
            "That is the quotient; take its natural logarithm.": 1 / yes,
            "The other sign: a yes speaks for membership.": log(yes),
            "That is the weight of a no, if members could be answered no.": -log(1 - yes),
        },
    )


def yeses_needed(frequency: float, size: int, ratio: float) -> Exercise:
    """How many yeses about such alleles make membership so many times as likely."""
    weight = -log(1 - _nobody(frequency, size))
    return GuidedExercise(
        question=f"How many yeses about such alleles make membership {ratio:g} times as likely as before?",
        answer=float(ceil(log(ratio) / weight - 1e-9)),
        tolerance=0.0,
        hint="Weights of independent answers add up. The sum must reach the logarithm of the ratio; half a query cannot be asked.",
        explanation="That is why the rarest alleles are asked about first, and why a handful is enough.",
        slips={
            "Half a query cannot be asked: round up.": float(ceil(log(ratio) / weight - 1e-9) - 1),
            "Weights are logarithms: compare with log(ratio).": float(ceil(ratio / weight)),
        },
    )


def queries_ratio(blind: PowerCurve, rare_first: PowerCurve, power: float = 0.95) -> Exercise:
    """How many times as many queries the blind attack needs."""
    many, few = blind.queries_to(power), rare_first.queries_to(power)
    if many is None or few is None:
        raise PrivacyInputError(
            f"queries_ratio: an attack does not reach {power:g} with {blind.queries[-1]} queries. Ask more."
        )
    return GuidedExercise(
        question="How many times as many queries as the rare-first attack does the blind one need to find 95 % of the members?",
        answer=many / few,
        tolerance=0.01,
        hint="curve.queries_to(0.95) tells the queries of one attack.",
        explanation="Knowing how rare alleles are is public, and worth that much.",
        slips={"The other way round.": few / many, "That is the difference.": float(many - few)},
    )


def on_one_person(beacon: Beacon) -> Exercise:
    """Which share of all yeses rests on one person."""
    counts = beacon.n_carriers(np.arange(beacon.n_variants))
    alone, yes = int((counts == 1).sum()), int((counts > 0).sum())
    return GuidedExercise(
        question="Which share of the beacon's yeses rests on a single person?",
        answer=alone / max(yes, 1),
        tolerance=0.0005,
        hint="Among alleles that somebody carries: in which share is carriers equal to 1?",
        explanation="So much is lost, of what the beacon is asked for, where alleles of one person are denied.",
        slips={
            "That is the share of all alleles, also of those nobody carries.": alone / len(counts),
            "That is a number of alleles.": float(alone),
            "That is the share that rests on several.": 1 - alone / max(yes, 1),
        },
    )


def flipped(epsilon: float) -> Exercise:
    """How often randomised response turns an answer."""
    answer = 1 / (1 + exp(epsilon))
    return GuidedExercise(
        question=f"With which chance is each answer turned, for epsilon {epsilon:g}?",
        answer=answer,
        tolerance=0.0005,
        hint="The right answer must be exp(epsilon) times as likely as the wrong one, and the two chances add up to 1.",
        explanation="For one answer. A thousand alleles of one person have a thousand times the epsilon, as the power shows.",
        slips={
            "That is the chance that it stays right.": 1 - answer,
            "That is the quotient of both chances; they add up to 1.": exp(-epsilon),
        },
    )


def by_budget(p: float, false_positive_rate: float) -> Exercise:
    """The most that one querier can reach within a budget of -log(p)."""
    answer = min(1.0, false_positive_rate / p)
    return GuidedExercise(
        question=f"Which share of the members can one querier find at most, at {100 * false_positive_rate:g} % false positives?",
        answer=answer,
        tolerance=0.0005,
        hint="Yeses of a person never make membership more than 1 / p times as likely. A member is then found at most 1 / p times "
        "as often as somebody outside.",
        explanation="Whatever is asked, and in whatever order; but for one querier. Two who meet have two budgets.",
        slips={
            "That is the ratio, not a share of members.": 1 / p,
            "That is what nobody can be kept from: guessing.": false_positive_rate
            if answer != false_positive_rate
            else -1.0,
        },
    )


def right_accusations(power: float, false_positive_rate: float, prior: float) -> Exercise:
    """How many of those taken for members are."""
    answer = ppv(power, false_positive_rate, prior) or 0.0
    return GuidedExercise(
        question=f"Of those taken for members, which share is, if {prior:g} of the people looked at are in the beacon?",
        answer=answer,
        tolerance=0.001,
        hint="Count, among many people: members found, power * prior; others accused, rate * (1 - prior).",
        explanation="Nothing about the beacon has changed. Who has other reasons to suspect somebody has another prior.",
        slips={
            "That is the power: the share of members found.": power,
            "That would be right if half of them were in.": power / (power + false_positive_rate),
        },
    )
