# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The exercises of the classroom on k, l, t and their attacks, answered from the data themselves."""

from secured.common import Dataset
from secured.dans import EquivalenceClasses
from secured.studies.classroom.attacks_on_models import homogeneity
from secured.studies.classroom.exercises import Exercise
from secured.studies.classroom.minimality import smallest_hiding_k

__all__ = ["k_l_t_and_their_attacks"]


def k_l_t_and_their_attacks(
    classes: EquivalenceClasses, two_values: Dataset, *, t: float, share: float, excluded: int, limit: float
) -> dict[str, Exercise]:
    """The four exercises of the second tutorial.

    Parameters
    ----------
    classes : EquivalenceClasses
        Of a k-anonymous release with one sensitive column, whose homogeneous classes are counted.
    two_values : Dataset
        A table with one quasi-identifier and one sensitive column of two values, for minimality.
    t, share : float
        Of the question how much likelier a value of that share can be under t-closeness.
    excluded : int
        Values that the adversary can exclude.
    limit : float
        Largest share of the rarer value that was promised for a class of `two_values`.
    """
    (sensitive,), (secret,), (column,) = classes.sensitive, two_values.sensitive, two_values.quasi_identifiers
    return {
        "homogeneity": Exercise(
            question=f"Of how many people is {sensitive} given away, although nobody can tell them from others?",
            answer=homogeneity(classes, sensitive).given_away,
            tolerance=0,
            hint="Group the released rows by the quasi-identifiers; add up the sizes of groups with one value (nunique).",
            explanation="A crowd hides who somebody is, not what the whole crowd has in common.",
        ),
        "skewness": Exercise(
            question=f"How many times likelier can a value of {share:.0%} of the people be in a class under {t:g}-closeness?",
            answer=min(1 + t / share, 1 / share),
            tolerance=0.01,
            hint="Its share in a class is at most its share overall plus t. Divide by its share overall.",
            explanation="t bounds the difference, not the quotient: for rare values beta-likeness promises more.",
        ),
        "exclusions": Exercise(
            question=f"From which l on is nobody's value certain to an adversary who excludes {excluded} values?",
            answer=excluded + 2,
            tolerance=0,
            hint="After the exclusions two values must be left in every class.",
            explanation="Each exclusion costs one value: l - 2 of them can be borne.",
        ),
        "minimality": Exercise(
            question="What is the smallest k with which the choice of levels tells nothing about anybody's value?",
            answer=smallest_hiding_k(two_values, secret, column=column, limit=limit),
            tolerance=0,
            hint="The levels tell nothing if a class one level below is too small anyway: compare k with the sizes there.",
            explanation="What k alone decides was decided without looking at anybody's value.",
        ),
    }
