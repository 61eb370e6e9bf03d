# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The exercises of the classroom on distances; an answer that went wrong in a usual way is told which way."""

from math import exp

import pandas as pd

from secured.common import PrivacyInputError
from secured.dans.tables.dp.audit import best_success
from secured.dean import RiskAssessment
from secured.studies.classroom.distances import DistanceTest
from secured.studies.classroom.exercises import Exercise, GuidedExercise
from secured.studies.classroom.repeat_until_safe import chance_to_pass
from secured.studies.classroom.three_groups import OnTrial

__all__ = [
    "after_many_tries",
    "by_epsilon",
    "closer_to_training",
    "most_recognised",
    "of_other_people",
    "one_in_a_crowd",
    "outliers",
    "under_the_percentile",
    "undo_the_move",
    "what_is_bounded",
]

PERCENTILE = 0.05


def most_recognised(epsilon: float, wrong: float, delta: float = 0.0) -> float:
    """Largest share of members that anybody can recognise at a share of wrong accusations, under (epsilon, delta).

    References
    ----------
    Kairouz, Oh & Viswanath 2015, arXiv:1311.0776.

    Examples
    --------
    >>> round(most_recognised(1.0, 0.01), 4)
    0.0272
    """
    if epsilon < 0 or not 0 <= wrong <= 1 or not 0 <= delta <= 1:
        raise PrivacyInputError(
            f"most_recognised: epsilon={epsilon} is negative, or wrong={wrong} or delta={delta} is not in [0, 1]."
        )
    return min(exp(epsilon) * wrong + delta, 1 - exp(-epsilon) * (1 - wrong - delta), 1.0)


def what_is_bounded(*, k: int, epsilon: float, measured: RiskAssessment, test: DistanceTest) -> pd.DataFrame:
    """A promise, a measurement and a distance side by side: what each bounds, and against whom.

    Parameters
    ----------
    k : int
        Smallest class of a k-anonymous release.
    epsilon : float
    measured : RiskAssessment
        Of attacks on a release.
    test : DistanceTest
    """
    attacks = ", ".join(one.result.id for one in measured.attacks)
    return pd.DataFrame(
        [
            ("epsilon", f"{epsilon:g}", "members recognised, at 1 % wrong", most_recognised(epsilon, 0.01), "everybody, whatever they know"),
            ("k", f"{k}", "right rows picked", 1 / k, "who knows quasi-identifiers, of this table alone"),
            ("attacks", f"alpha {measured.alpha:g}", "people found beyond the baseline", measured.high, f"{attacks}; nobody else"),
            ("distance", test.scaling, "nothing", None, "nobody"),
        ],
        columns=["number", "value", "bounds", "at most", "against"],
    )  # fmt: skip


def closer_to_training(test: DistanceTest) -> Exercise:
    """Compare two distances a row by hand; `test` is of the release in question."""
    near, far = test.to_training.first, test.to_hold_out.first
    answer = float((near < far).mean())
    return GuidedExercise(
        question="Which share of the released rows is closer to somebody of training than to anybody of the hold-out?",
        answer=answer,
        tolerance=0.0005,
        hint="near and far hold one distance a row. In which share of the rows is near smaller?",
        explanation="Half would be expected if training and hold-out were all the same to the release.",
        slips={
            "Give a share, not per cent.": 100 * answer,
            "That is the share that is farther from training.": float((near > far).mean()),
            "That is a number of rows.": answer * len(near),
        },
    )


def of_other_people() -> Exercise:
    """How often a harmless release passes."""
    return GuidedExercise(
        question="Of many releases of other people's rows, which share passes the test?",
        answer=0.5,
        tolerance=0.02,
        hint="Training and hold-out are two halves of one crowd, dealt out at random. To people who are in neither, is one of the "
        "two nearer?",
        explanation="The rule tosses a coin even over releases in which nobody is: it has no error rate that anybody chose.",
        slips={
            "They are harmless, all of them; but the rule asks whether one percentile is above another.": 1.0,
            "The 5th percentile is where distances are compared, not how often the test is wrong.": 0.95,
            "The 5th percentile is where distances are compared, not how often the test passes.": 0.05,
            "Give a share, not per cent.": 50.0,
        },
    )


def undo_the_move(move: OnTrial) -> Exercise:
    """Find what was added to the first column of a release from `moved`."""
    name, by = next(iter(move.linked.release.parameters["by"].items()))
    return GuidedExercise(
        question=f"How much was added to every {name}?",
        answer=by,
        tolerance=0.01,
        hint=f"common_move(known, rows, rng) votes on differences: its first result tells, for each column, what most pairs share. "
        f"The medians of {name} in known and in rows say roughly the same.",
        explanation="What is done to everybody alike is undone for everybody at once.",
        slips={"That takes it off again; the sign is the other one.": -by},
    )


def under_the_percentile() -> Exercise:
    """How many copies a percentile overlooks."""
    return GuidedExercise(
        question="From which share of copies on is the 5th percentile of the distances to training 0?",
        answer=PERCENTILE,
        tolerance=0.0011,
        hint="Sort the distances: copies stand first, with distance 0. Which place does the 5th percentile look at?",
        explanation="So a twentieth of all people, less one, can be copied and no percentile moves.",
        slips={
            "Give a share, not per cent.": 100 * PERCENTILE,
            "From there on nearly all rows are copies.": 1 - PERCENTILE,
        },
    )


def outliers(isolated: pd.DataFrame) -> Exercise:
    """Compare those who stand alone with all others, in a table from `found_by_isolation`."""
    found = isolated.set_index("people")["found"]
    alone, others = float(found["the most isolated hundredth"]), float(found["all others"])
    return GuidedExercise(
        question="By how much is the share found higher among the most isolated hundredth than among all others?",
        answer=alone - others,
        tolerance=0.001,
        hint="Take the column found of the table: the row of the most isolated hundredth minus the row of all others.",
        explanation="The same noise hides whoever stands in a crowd and shows whoever stands alone. No mean tells it.",
        slips={
            "That is the quotient.": alone / max(others, 1e-12),
            "Give a share, not percentage points.": 100 * (alone - others),
            "That is the difference from everybody, outliers among them.": alone - float(found["everybody"]),
        },
    )


def one_in_a_crowd(k: int, measured: RiskAssessment) -> Exercise:
    """Tell what `k` promises from what was measured on such a release."""
    return GuidedExercise(
        question="Who knows somebody's quasi-identifiers and picks a row: how often are they right, at most?",
        answer=1 / k,
        tolerance=0.0005,
        hint="At least k rows of the class look alike. The bound holds for every adversary of this kind, not only for those run here.",
        explanation="A promise about the table, from the table. It does not say what the crowd has in common: see the second tutorial.",
        slips={
            "That was measured, with these attacks; another one could do better, up to the promise.": measured.high,
            "That was measured, and has no bound.": measured.plain,
            "That is the size of a class.": float(k),
        },
    )


def by_epsilon(epsilon: float) -> Exercise:
    """What an epsilon promises to members."""
    return GuidedExercise(
        question=f"At {epsilon:g}-differential privacy and 1 % wrong accusations, which share of members is recognised at most?",
        answer=most_recognised(epsilon, 0.01),
        tolerance=0.0005,
        hint="Being in the data multiplies the chance of whatever the adversary reacts to by exp(epsilon) at most.",
        explanation="Without running one attack: it holds for all of them, and for those of next year.",
        slips={
            "That is the share of right guesses at even odds, from the third tutorial.": best_success(
                epsilon
            ),
            "That would be epsilon 0: nothing at all is told.": 0.01,
            "Multiply by exp(epsilon), not by epsilon.": 0.01 * epsilon,
            "Give a share, not per cent.": 100 * most_recognised(epsilon, 0.01),
        },
    )


def after_many_tries(true_risk: float, threshold: float, n: int, tries: int) -> Exercise:
    """What a threshold is worth to an owner who tries releases of the same true risk until one passes."""
    once = chance_to_pass(true_risk, "point", threshold=threshold, n=n)
    return GuidedExercise(
        question=f"What is the chance that at least one of {tries} such releases passes by the point rule?",
        answer=1 - (1 - once) ** tries,
        tolerance=0.005,
        hint="All of them fail with the chance (1 - once) ** tries. What is left?",
        explanation="Whoever may try again until it passes has no threshold. The upper bound, with its error divided among the tries, is one.",
        slips={
            "Chances of one or another do not add up: multiply those of all failing.": tries * once,
            "That is the chance that none passes.": (1 - once) ** tries,
            "That is the chance that all pass.": once**tries,
            "That is the chance for one release.": once,
        },
    )
