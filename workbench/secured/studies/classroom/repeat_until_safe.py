# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Measure, and if the result is not liked, measure another release: how often does an unsafe one pass in the end?"""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.stats import binom

from secured.common import PrivacyInputError, clopper_pearson

__all__ = ["Rule", "chance_to_pass", "largest_passing", "repeat_until_safe"]

Rule = Literal["point", "upper bound", "upper bound, alpha spent"]


def largest_passing(rule: Rule, *, threshold: float, n: int, alpha: float, tries: int = 1) -> int:
    """Most successes among `n` targets with which a release still passes; -1 if none does.

    Parameters
    ----------
    rule : {"point", "upper bound", "upper bound, alpha spent"}
        What must be below the threshold: successes / n; their upper bound at level `alpha`; the bound at level
        alpha / tries.
    threshold, n, alpha, tries
        `tries` matters to the last rule only.

    Examples
    --------
    >>> largest_passing("point", threshold=0.09, n=300, alpha=0.05)
    26
    >>> largest_passing("upper bound", threshold=0.09, n=300, alpha=0.05)
    18
    """
    if rule not in get_args(Rule):
        raise PrivacyInputError(
            f"largest_passing: rule={rule} is unknown. Use one of: {'; '.join(get_args(Rule))}."
        )
    if not 0 < threshold < 1 or n < 1 or tries < 1:
        raise PrivacyInputError(
            f"largest_passing: threshold={threshold} is not in (0, 1), or n={n} or tries={tries} is below 1."
        )
    level = alpha / tries if rule == "upper bound, alpha spent" else alpha
    most = -1
    while most < n and _measured(rule, most + 1, n, level) < threshold:
        most += 1
    return most


def chance_to_pass(true_risk: float, rule: Rule, *, threshold: float, n: int, alpha: float = 0.05) -> float:
    """Chance that one release of that true risk passes, measured on `n` targets.

    Examples
    --------
    >>> round(chance_to_pass(0.12, "point", threshold=0.09, n=300), 3)
    0.041
    """
    return float(binom.cdf(largest_passing(rule, threshold=threshold, n=n, alpha=alpha), n, true_risk))


def repeat_until_safe(
    true_risk: float,
    *,
    threshold: float,
    n: int,
    tries: Sequence[int],
    runs: int,
    seed: int,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Owners who try again until a release passes: how many hand out an unsafe one, by rule and number of tries.

    Every release has the same true risk, and is attacked on `n` targets of its own.

    Parameters
    ----------
    true_risk, threshold : float
    n : int
        Targets of one measurement.
    tries : sequence of int
        Most releases an owner tries.
    runs : int
        Owners simulated.
    seed : int
    alpha : float, default 0.05

    Returns
    -------
    pandas.DataFrame
        `simulated` beside `computed`, which is 1 - (1 - p)^tries for the chance p of one release.
    """
    if not 0 <= true_risk <= 1 or runs < 1 or not tries:
        raise PrivacyInputError(
            f"repeat_until_safe: true_risk={true_risk} is not in [0, 1], runs={runs} is below 1, or no tries are named."
        )
    rng = np.random.default_rng([seed, 30])
    lowest = {most: rng.binomial(n, true_risk, size=(runs, most)).min(axis=1) for most in sorted(set(tries))}
    rows = []
    for rule in get_args(Rule):
        for most in sorted(set(tries)):
            limit = largest_passing(rule, threshold=threshold, n=n, alpha=alpha, tries=most)
            once = float(binom.cdf(limit, n, true_risk))
            rows.append(
                {
                    "rule": rule,
                    "tries": most,
                    "simulated": float((lowest[most] <= limit).mean()),
                    "computed": 1 - (1 - once) ** most,
                }
            )
    return pd.DataFrame(rows)


def _measured(rule: Rule, successes: int, n: int, level: float) -> float:
    return successes / n if rule == "point" else clopper_pearson(successes, n, level).high
