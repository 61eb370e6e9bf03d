# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Privacy models by their definitions, in exact arithmetic where their parameters allow it; read by plain_definitions.py."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import count
from math import exp, factorial, log, prod
from typing import Any

import numpy as np

from secured.dans.tables.risk.population import population_uniqueness


def exact(value: float) -> Fraction:
    """A parameter as the decimal that was typed."""
    return Fraction(str(value))


def _entropy(plain: Any, says: dict, people: Sequence[int], _: Sequence[int]) -> bool:
    """N^N >= l^N times the product of n^n; Grassberger's constants cancel and leave sums of 2 / (2i - 1)."""
    n = plain.recorded(says["sensitive"], people)
    if not n or len(n) < says["l"]:
        return False
    if says["estimator"] == "shannon":
        return sum(n) ** sum(n) >= exact(says["l"]) ** sum(n) * prod(one**one for one in n)

    def estimate(one: int) -> Fraction:
        return sum((Fraction(2, 2 * i - 1) for i in range(1, one // 2 + 1)), Fraction(0))

    return sum(n) * estimate(sum(n)) - sum(one * estimate(one) for one in n) >= sum(n) * log(says["l"])


def _recursive(plain: Any, says: dict, people: Sequence[int], _: Sequence[int]) -> bool:
    n = plain.recorded(says["sensitive"], people)
    return len(n) >= says["l"] and n[0] < exact(says["c"]) * sum(n[says["l"] - 1 :])


def _disclosure(plain: Any, says: dict, people: Sequence[int], _: Sequence[int]) -> bool:
    """2^-delta < q / p < 2^delta, for delta = a / b as (q / p)^b between 2^-a and 2^a."""
    delta = exact(says["delta"])
    ratios = [(q / p) ** delta.denominator for q, p in plain.shares(says["sensitive"], people)]
    return all(Fraction(1, 2**delta.numerator) < ratio < 2**delta.numerator for ratio in ratios)


def _enhanced(plain: Any, says: dict, people: Sequence[int], _: Sequence[int]) -> bool:
    return all(
        (q - p) / p <= exact(says["beta"]) and (q == p or (q - p) / p <= -log(p))
        for q, p in plain.shares(says["sensitive"], people)
    )


def _estimated_k_map(plain: Any, says: dict, people: Sequence[int], _: Sequence[int]) -> bool:
    """More people than one of k would show but for the chance of error, Poisson(k x sampling fraction)."""
    mean = says["k"] * min(plain.n / says["population_size"], 1)
    truncated = says["estimator"] != "poisson"
    likely, chances = 0.0, 0.0
    for c in count(int(truncated)):
        likely += exp(-mean) * mean**c / factorial(c)
        chances = likely / (1 - exp(-mean)) if truncated else likely
        if chances >= 1 - says["significance"] or c >= says["k"]:
            return len(people) >= min(c + (1 if truncated else 2), says["k"])


def _cost_benefit(plain: Any, says: dict, people: Sequence[int], levels: Sequence[int]) -> bool:
    size = len(people) if says["adversary"] == "prosecutor" else plain.crowd(levels, people[0])
    attacked = exact(says["adversary_gain"]) / size > exact(says["adversary_cost"])
    if says["no_attack"]:
        return not attacked
    stands_for, all_tuples = 0.0, 0.0
    for hierarchy, level, positions in zip(plain.hierarchies, levels, plain.positions, strict=True):
        narrowest = hierarchy.shares[0].min()
        stands_for += log(hierarchy.shares[level][positions[people[0]]] / narrowest)
        all_tuples += log(1 / narrowest)
    lost = stands_for / all_tuples if all_tuples else 0.0
    return says["publisher_benefit"] * (1 - lost) - attacked * says["publisher_loss"] / size > 0


DEFINED = {
    "k-anonymity": lambda plain, says, people, levels: len(people) >= says["k"],
    "highest risk": lambda plain, says, people, levels: Fraction(1, len(people)) <= exact(says["limit"]),
    "(alpha, k)-anonymity": lambda plain, says, people, levels: len(people) >= says["k"]
    and all(q <= exact(says["alpha"]) for q, _ in plain.shares(says["sensitive"], people)),
    "distinct l-diversity": lambda plain, says, people, levels: len(plain.recorded(says["sensitive"], people)) >= says["l"],
    "entropy l-diversity": _entropy,
    "recursive (c, l)-diversity": _recursive,
    "t-closeness": lambda plain, says, people, levels: plain.distance(says["sensitive"], people, says["distance"])
    <= exact(says["t"]),
    "basic beta-likeness": lambda plain, says, people, levels: all(
        (q - p) / p <= exact(says["beta"]) for q, p in plain.shares(says["sensitive"], people)
    ),
    "enhanced beta-likeness": _enhanced,
    "delta-disclosure privacy": _disclosure,
    "k-map": lambda plain, says, people, levels: plain.crowd(levels, people[0]) >= says["k"],
    "estimated k-map": _estimated_k_map,
    "delta-presence": lambda plain, says, people, levels: exact(says["low"])
    <= Fraction(len(people), plain.crowd(levels, people[0]))
    <= exact(says["high"]),
    "cost-benefit": _cost_benefit,
}  # fmt: skip
# of the sizes of the released classes
OF_TABLE = {
    "average risk": lambda says, sizes: len(sizes) <= exact(says["limit"]) * sum(sizes),
    "records at risk": lambda says, sizes: sum(size for size in sizes if Fraction(1, size) > exact(says["threshold"]))
    <= exact(says["share"]) * sum(sizes),
    "sample uniqueness": lambda says, sizes: sizes.count(1) <= exact(says["share"]) * sum(sizes),
    "population uniqueness": lambda says, sizes: population_uniqueness(
        np.array(sizes, dtype=np.int64), says["population_size"], says["estimator"]
    )
    <= says["share"],
}  # fmt: skip
