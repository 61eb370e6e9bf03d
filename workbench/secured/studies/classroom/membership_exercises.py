# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The exercises of the classroom on membership; an answer that went wrong in a usual way is told which way."""

from math import ceil, exp, log

import numpy as np

from secured.common import PrivacyInputError
from secured.dean.membership_curve import MembershipCurve
from secured.dean.prior import ppv
from secured.dean.synthetic import TwoRateAudit
from secured.studies.classroom.exercises import Exercise, GuidedExercise
from secured.studies.classroom.what_epsilon_buys import posterior

__all__ = [
    "accused_rightly",
    "audited_by_hand",
    "believed_at_most",
    "epsilon_for",
    "found_at_one_percent",
    "hidden_in_the_area",
    "less_noise",
    "outsiders_for",
]

RATE = 0.01


def found_at_one_percent(inside: np.ndarray, outside: np.ndarray) -> Exercise:
    """Read a true positive rate off two arrays of distances."""
    limit = float(np.quantile(outside, RATE))
    answer = float((inside < limit).mean())
    return GuidedExercise(
        question="Which share of the training people is closer to a synthetic person than 99 % of the outsiders are?",
        answer=answer,
        tolerance=0.01,
        hint="np.quantile(outside, 0.01) is the distance below which 1 % of the outsiders are. Which share of inside is below?",
        explanation="So many people are recognised while one in a hundred others is wrongly accused.",
        slips={
            "That is how many outsiders are below, which is 1 % by design.": RATE,
            "That is where 99 % of the outsiders are below: most accusations would be wrong.": float(
                (inside < np.quantile(outside, 1 - RATE)).mean()
            ),
            "That is a number of people.": answer * len(inside),
            "Give a share, not per cent.": 100 * answer,
        },
    )


def hidden_in_the_area(share: float) -> Exercise:
    """What the area makes of a few people who are surely recognised."""
    if not 0 < share < 1:
        raise PrivacyInputError(f"hidden_in_the_area: share={share} is not in (0, 1).")
    answer = share + (1 - share) / 2
    return GuidedExercise(
        question=f"If {share:.0%} of the members are recognised with certainty and all others not at all, what is the area?",
        answer=answer,
        tolerance=0.002,
        hint="The area is the chance that a member scores higher than an outsider: 1 for whom everybody is sure, one half for the rest.",
        explanation="Hardly above guessing, and yet these people are named and nobody else is accused.",
        slips={
            "That is the chance of the others, who are guessed about.": 0.5,
            "Only the rest is guessed about; do not count those twice who are sure.": 0.5 + share,
            "That is the true positive rate at low false positive rates, not the area.": share,
        },
    )


def outsiders_for(rate: float) -> Exercise:
    """How many outsiders show a false positive rate."""
    if not 0 < rate < 1:
        raise PrivacyInputError(f"outsiders_for: rate={rate} is not in (0, 1).")
    answer = ceil(1 / rate - 1e-9)
    return GuidedExercise(
        question=f"How many outsiders does it take at least to show a false positive rate of {rate:g} with one wrong accusation?",
        answer=answer,
        tolerance=0,
        hint="One of n outsiders accused is a rate of 1 / n.",
        explanation="Whoever reports a smaller rate with fewer people has extrapolated: ask for the floor.",
        slips={
            "That is the rate of one in so many per cent.": ceil(1 / (100 * rate) - 1e-9),
            "With one less, a single wrong accusation is already above the rate.": answer - 1,
        },
    )


def accused_rightly(curve: MembershipCurve, prior: float) -> Exercise:
    """Share of right accusations at a prior, from rates."""
    found = curve.at(RATE)
    if found.true_positives is None or not 0 < prior < 1:
        raise PrivacyInputError(
            f"accused_rightly: prior={prior} is not in (0, 1), or too few outsiders show a rate of 1 %."
        )
    true, false = found.true_positives.point, found.false_positives.point
    answer = ppv(true, false, prior) or 0.0
    return GuidedExercise(
        question="Which share of the people who are accused is in the data?",
        answer=answer,
        tolerance=0.005,
        hint="Of 10,000 people asked about, how many are in and found, how many are not and accused? ppv does the division.",
        explanation="The same attack is a rumour against strangers and a proof against somebody who probably took part.",
        slips={
            "That is the share of members who are found.": true,
            "That is where every second one asked about is in the data.": ppv(true, false, 0.5) or 0.0,
            "Give a share, not per cent.": 100 * answer,
        },
    )


def epsilon_for(most: float) -> Exercise:
    """Largest epsilon that keeps a true positive rate at 1 % false positives."""
    if not RATE < most <= 0.5:
        raise PrivacyInputError(f"epsilon_for: most={most} is not above {RATE} and at most 0.5.")
    return GuidedExercise(
        question=f"Which epsilon promises that nobody recognises more than {most:.0%} of members at 1 % wrong accusations?",
        answer=log(most / RATE),
        tolerance=0.01,
        hint="The true positive rate is at most exp(epsilon) times the false positive rate. Solve for epsilon.",
        explanation="Whatever the attack, today's or next year's: that is what a bandwidth cannot say.",
        slips={
            "That is the quotient; epsilon is its logarithm.": most / RATE,
            "Use the natural logarithm.": log(most / RATE) / log(10),
            "The rate of wrong accusations is 0.01 here, not 1.": log(most),
        },
    )


def believed_at_most(epsilon: float, prior: float) -> Exercise:
    """From a prior to the largest posterior."""
    answer = posterior(epsilon, prior)
    return GuidedExercise(
        question=f"Believed with {prior:.0%} to be in the data, and epsilon is {epsilon:g}: what can anybody believe afterwards, at most?",
        answer=answer,
        tolerance=0.001,
        hint="Odds are prior / (1 - prior). They are multiplied by exp(epsilon) at most. Turn them back into a chance.",
        explanation="Epsilon bounds the step that anybody's belief takes, not the belief.",
        slips={
            "Those are odds; a chance is odds / (1 + odds).": exp(epsilon) * prior / (1 - prior),
            "Odds are multiplied, not the chance.": exp(epsilon) * prior,
            "That is for even odds.": posterior(epsilon, 0.5),
            "Give a share, not per cent.": 100 * answer,
        },
    )


def audited_by_hand(scores: np.ndarray, inside: np.ndarray) -> Exercise:
    """A lower bound of epsilon from two rates with Clopper-Pearson limits."""
    answer = TwoRateAudit(threshold=1.0).bound(scores, inside).epsilon_low
    hits, alarms = float((scores[inside] > 1).mean()), float((scores[~inside] > 1).mean())
    return GuidedExercise(
        question="At least how large is epsilon, with 95 % certainty?",
        answer=answer,
        tolerance=0.01,
        hint="log(low / high), where low is the lower limit of the share accused among those in, high the upper limit among those out; "
        "clopper_pearson(..., alpha=0.025) has both.",
        explanation="The claim is not contradicted. It is not proved either: a better attack might reach more.",
        slips={
            "That is the quotient of the two shares themselves: it may be above epsilon by luck.": log(
                hits / alarms
            )
            if min(hits, alarms) > 0
            else -1.0,
            "Take the logarithm.": exp(answer),
            "Low over high, not the other way round.": -answer,
        },
    )


def less_noise(claimed: float, noise_share: float) -> Exercise:
    """What epsilon is when only a share of the noise is added."""
    if not claimed > 0 or not 0 < noise_share < 1:
        raise PrivacyInputError(
            f"less_noise: claimed={claimed} is not above 0, or noise_share={noise_share} not in (0, 1)."
        )
    return GuidedExercise(
        question=f"The noise should have the scale 1 / {claimed:g}, and has {noise_share:g} of that. What is epsilon really?",
        answer=claimed / noise_share,
        tolerance=0.01,
        hint="Laplace noise of scale b gives epsilon = 1 / b for a count.",
        explanation="Nothing looks different: no message, no error, numbers as noisy as ever. Only an audit sees it.",
        slips={
            "Less noise means a larger epsilon.": claimed * noise_share,
            "That is the scale of the noise.": noise_share / claimed,
            "That is what is claimed.": claimed,
        },
    )
