# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The exercises of the classroom on heartbeats; an answer that went wrong in a usual way is told which way."""

from math import ceil, log

import numpy as np

from secured.common import LinkedRelease, PrivacyInputError, clopper_pearson
from secured.common.signals import normal_rr, r_peaks
from secured.dean.identification import equal_error_rate
from secured.dean.prior import ppv
from secured.studies.classroom.exercises import Exercise, GuidedExercise
from secured.studies.classroom.heartbeats import TwoOccasions, unit_beats
from secured.studies.signals.identification_table import IdentificationRow, IdentificationTable

__all__ = ["heartbeat_exercises", "people_for_bound"]

ONE_SIDE = 0.025
SURE = 0.9  # lower bound asked for in the exercise on few people
FALSE_ALARMS = 0.1  # in the exercise on the prior


def people_for_bound(bound: float) -> int:
    """Fewest people, all of them found, for whom the lower end of the 95 % interval is above a bound.

    Examples
    --------
    >>> people_for_bound(0.5)
    6
    """
    if not 0 < bound < 1:
        raise PrivacyInputError(f"people_for_bound: bound={bound} is not in (0, 1).")
    n = 1
    while clopper_pearson(n, n, ONE_SIDE).low <= bound:
        n += 1
    return n


def heartbeat_exercises(
    meeting: TwoOccasions,
    linked: LinkedRelease,
    found: IdentificationRow,
    sittings: IdentificationTable,
    *,
    person: int,
    own: np.ndarray,
    others: np.ndarray,
    limit: float,
    ahead: float,
    prior: float,
) -> dict[str, Exercise]:
    """The eight exercises of the tutorial, answered from the recordings themselves.

    Parameters
    ----------
    meeting : TwoOccasions
    linked : LinkedRelease
        With names removed only.
    found : IdentificationRow
        Of a search through that release.
    sittings : IdentificationTable
        The protocols side by side, the hardest last.
    person : int
        Whom the exercises by hand look for; a position in ``meeting.known``.
    own, others : ndarray of float
        Scores of right and of wrong pairs in the exercise on equal errors.
    limit : float
        Largest share of people whom any adversary may be right about.
    ahead : float
        Chance that a stranger's heart is more like a person's than their own is.
    prior : float
        Of the people asked about, those who are in the release.

    Raises
    ------
    PrivacyInputError
        If there is no such person, or a share is not in (0, 1).
    """
    if not 0 <= person < len(meeting):
        raise PrivacyInputError(
            f"heartbeat_exercises: person={person} is none of {len(meeting)} people, who count from 0."
        )
    for name, value in (("limit", limit), ("ahead", ahead), ("prior", prior)):
        if not 0 < value < 1:
            raise PrivacyInputError(f"heartbeat_exercises: {name}={value} is not in (0, 1).")
    return {
        "heart rate": _heart_rate(meeting, person),
        "place": _place(meeting, linked, person),
        "equal errors": _equal_errors(own, others),
        "few people": _few_people(),
        "one sitting": _one_sitting(sittings),
        "a heartbeat for k": _heartbeat_for_k(limit),
        "a city": _city(ahead),
        "prior": _prior(found, prior),
    }


def _heart_rate(meeting: TwoOccasions, person: int) -> Exercise:
    lead, fs = meeting.known.samples[person, 0], meeting.known.fs
    peaks = r_peaks(lead, fs)
    rr = float(normal_rr(peaks / fs).mean())
    return GuidedExercise(
        question="How many times a minute does this heart beat?",
        answer=60 / rr,
        tolerance=1.0,
        hint="The mean difference of neighbouring peaks, divided by fs, is the time between two beats in seconds.",
        explanation="You have read a fact about a person's health off a recording without a name.",
        slips={
            "That is how many beats the recording holds, not how many a minute does.": len(peaks),
            "That is the time between two beats, in seconds.": rr,
            "That is the time between two beats, in samples.": rr * fs,
            "That is a rate a second.": 1 / rr,
        },
    )


def _place(meeting: TwoOccasions, linked: LinkedRelease, person: int) -> Exercise:
    mine = unit_beats(meeting.known)[person]
    distances = np.linalg.norm(unit_beats(linked.release.data) - mine, axis=1)
    right = distances[linked.release.data.subjects == linked.row_of[person]][0]
    closer = int((distances < right).sum())
    return GuidedExercise(
        question="In which place does the right recording come, from the closest on?",
        answer=1 + closer,
        tolerance=0,
        hint="Count the released recordings that are closer than the right one, and add one.",
        explanation="The first place is a name found; a low place is a short list on which the name stands.",
        slips={
            "Places count from 1: the closest is in the first.": closer,
            "That is the place from the farthest on.": len(distances) - closer,
        },
    )


def _equal_errors(own: np.ndarray, others: np.ndarray) -> Exercise:
    rate = equal_error_rate(own, others)
    return GuidedExercise(
        question="At which error rate are as many right pairs refused as wrong ones accepted?",
        answer=rate,
        tolerance=0.01,
        hint="Move a threshold through the scores: which share of `own` is below it, which of `others` is not? Find where "
        "the two shares are the same.",
        explanation="One number for how well right pairs are told from wrong ones: 0 is perfect, one half is guessing.",
        slips={"That is 1 minus the rate.": 1 - rate, "Give a share, not per cent.": 100 * rate},
    )


def _few_people() -> Exercise:
    answer = people_for_bound(SURE)
    return GuidedExercise(
        question=f"How many people must there be, all of them found, before the interval stays above {SURE:.0%}?",
        answer=answer,
        tolerance=0,
        hint="clopper_pearson(n, n, alpha=0.025).low is the lower end when all of n are found. Try values of n.",
        explanation="All of a dozen sounds like everybody; it is also what one may see when a quarter of all people are missed.",
        slips={
            "With so many it still reaches a little below.": answer - 1,
            "That leaves 5 % on one side; an interval of 95 % leaves 2.5 % on either.": ceil(
                log(2 * ONE_SIDE) / log(SURE)
            ),
            "That is the rule of three, which is for one side.": round(3 / (1 - SURE)),
        },
    )


def _one_sitting(sittings: IdentificationTable) -> Exercise:
    rates = [row.closed.rank(1).point for row in sittings.rows]
    return GuidedExercise(
        question="By how much is the first row's share above that of the last?",
        answer=rates[0] - rates[-1],
        tolerance=0.005,
        hint="Take the column rank_1 of sittings.table(), its first value minus its last.",
        explanation="So much of the success was the day, the electrodes and the posture, and not the person.",
        slips={
            "Give a share, not percentage points.": 100 * (rates[0] - rates[-1]),
            "That is the last minus the first.": rates[-1] - rates[0],
            "That is the quotient of the two.": rates[0] / max(rates[-1], 1e-12),
        },
    )


def _heartbeat_for_k(limit: float) -> Exercise:
    answer = max(ceil(1 / limit - 1e-9), 2)
    return GuidedExercise(
        question=f"What is the smallest k that promises that no adversary is right about more than {limit:.0%} of people?",
        answer=answer,
        tolerance=0,
        hint="Equal recordings leave an adversary who finds the right group nothing but a guess among k. The promise is 1 / k, "
        "not what this adversary reached.",
        explanation="A promise holds for the adversary who comes next year, too; a measurement for the one that was tried.",
        slips={"With so many the promise is still above the limit.": answer - 1},
    )


def _city(ahead: float) -> Exercise:
    return GuidedExercise(
        question="Among how many people is the right one first in half of all cases?",
        answer=1 + log(0.5) / log(1 - ahead),
        tolerance=1.0,
        hint="Each of m - 1 strangers must stay behind, so the chances are multiplied: (1 - ahead) ** (m - 1). Try values of m.",
        explanation="What looks like a tiny chance for one stranger is a certainty in a city.",
        slips={
            "Chances of being passed by one of many do not add up: multiply those of nobody passing.": 0.5
            / ahead,
            "Among so many one stranger is ahead on average, which is another question.": 1 / ahead,
        },
    )


def _prior(found: IdentificationRow, prior: float) -> Exercise:
    point = None if found.open is None else found.open.open_set(FALSE_ALARMS)
    if point is None or point.identified is None:
        raise PrivacyInputError(
            "heartbeat_exercises: too few strangers show a false alarm rate of 10 %. Keep ten or more people out of the release."
        )
    detected, alarms = point.identified.point, point.false_alarms.point
    return GuidedExercise(
        question="Which share of the names that the adversary calls out belongs to somebody who is in the release?",
        answer=ppv(detected, alarms, prior) or 0.0,
        tolerance=0.005,
        hint="Of 10,000 people asked about, how many are in the release and found, how many are not and are given a name? "
        "ppv does the division.",
        explanation="Who asks about everybody is mostly wrong; who knows that you took part is not.",
        slips={
            "That is the share of the people of the release who are found, whoever else is asked about.": detected,
            "That is where every second one asked about is in the release.": ppv(detected, alarms, 0.5)
            or 0.0,
            "Give a share, not per cent.": 100 * (ppv(detected, alarms, prior) or 0.0),
        },
    )
