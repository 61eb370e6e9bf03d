# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Sampling rate and smallest class by the paper's definition, written out with exact binomials."""

from dataclasses import replace
from fractions import Fraction
from math import ceil, comb, exp, floor, log

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from secured.common import DatasetUnavailable, PrivacyInputError, Role
from secured.dans import CompressedTable, Loss
from secured.dans.tables.dp.safepub_parameters import delta_of, sampling_rate, smallest_class
from secured_datasets import load


def defined_delta(k: int, epsilon: float, rate: float, until: int) -> float:
    """The definition: sums of binomial probabilities, class size by class size."""
    gamma = (exp(epsilon) - 1 + rate) / exp(epsilon)
    n_m = max(ceil(k / gamma - 1 - 1e-9), 1)
    return max(
        sum(comb(n, j) * rate**j * (1 - rate) ** (n - j) for j in range(floor(n * gamma + 1e-9) + 1, n + 1))
        for n in range(n_m, until)
    )


def exact_delta(k: int, epsilon: float, rate: float, until: int) -> float:
    """The true one: how far the released size of a class may tell n - 1 from n people, either way round."""

    def released(n: int) -> list[float]:
        sizes = [comb(n, j) * rate**j * (1 - rate) ** (n - j) for j in range(n + 1)]
        return [sum(sizes[:k]), *[0.0] * (k - 1), *sizes[k:]]

    worst = 0.0
    for n in range(1, until):
        more, fewer = released(n), [*released(n - 1), *[0.0] * 2]
        for one, other in ((more, fewer), (fewer, [*more, 0.0])):
            worst = max(worst, sum(max(p - exp(epsilon) * q, 0.0) for p, q in zip(one, other, strict=False)))
    return worst


def test_two_people_by_hand():
    """Rate 1/2: classes below 2 vanish; two people are both drawn once in four times, one person never is seen."""
    assert delta_of(2, log(2)) == pytest.approx(1 / 4)
    assert delta_of(3, log(2)) == pytest.approx(6 / 32)  # n = 5: four or five of five, beyond gamma n = 3.75
    assert smallest_class(log(2), 0.26) == 2
    assert smallest_class(log(2), 0.19) == 3


@settings(deadline=None, max_examples=60)
@given(k=st.integers(1, 40), epsilon=st.floats(0.3, 3.0))
@example(k=3, epsilon=log(2))
def test_delta_is_the_definition(k, epsilon):
    assert delta_of(k, epsilon) == pytest.approx(
        defined_delta(k, epsilon, sampling_rate(epsilon), until=4 * k + 120), rel=1e-9
    )


@settings(deadline=None, max_examples=40)
@given(epsilon=st.floats(0.02, 4.0), exponent=st.floats(1.0, 9.0))
def test_the_smallest_class_is_enough_and_one_less_is_not(epsilon, exponent):
    delta = 10.0**-exponent
    k = smallest_class(epsilon, delta)
    assert delta_of(k, epsilon) <= delta
    assert k == 1 or delta_of(k - 1, epsilon) > delta * (1 - 1e-8)


@settings(deadline=None, max_examples=40)
@given(k=st.integers(1, 12), epsilon=st.floats(0.1, 2.5), less=st.floats(0.2, 1.0))
def test_the_definition_bounds_what_classes_really_tell(k, epsilon, less):
    rate = less * sampling_rate(epsilon)
    assert exact_delta(k, epsilon, rate, until=40) <= delta_of(k, epsilon, rate) + 1e-12


@pytest.mark.parametrize("epsilon", [log(2), 1.0])
def test_a_rate_above_the_largest_one_breaks_the_bound(epsilon):
    """The guard on the test above: with too many drawn, the definition no longer bounds what classes tell."""
    k, rate = 6, min(1.5 * sampling_rate(epsilon), 0.98)
    gamma = 1 - (1 - rate) * exp(-epsilon)
    claimed = defined_delta(k, epsilon, sampling_rate(epsilon), until=200)
    assert gamma < 1 and exact_delta(k, epsilon, rate, until=40) > claimed
    with pytest.raises(PrivacyInputError, match="not private"):
        delta_of(k, epsilon, rate)


@pytest.mark.parametrize(
    ("epsilon", "delta", "k"),
    [
        (2.0, 1e-5, 113),
        (1.5, 1e-6, 99),
        (log(3), 1e-8, 108),
        (log(2), 1e-7, 80),
        (1.0, 1e-5, 61),
        (0.3, 1e-5, 49),
    ],
)
def test_classes_for_the_parameters_of_the_field(epsilon, delta, k):
    """The budgets of ARX's own tests; the definition in rational arithmetic says the same."""
    assert smallest_class(epsilon, delta) == k
    rate = Fraction(sampling_rate(epsilon))
    gamma = 1 - (1 - rate) / Fraction(exp(epsilon))

    def delta_exactly(size: int) -> Fraction:
        first = ceil(size / gamma - 1 - Fraction(1, 10**9))
        tails = []
        for n in range(first, first + 12):
            least = floor(n * gamma + Fraction(1, 10**9)) + 1
            tails.append(sum(comb(n, j) * rate**j * (1 - rate) ** (n - j) for j in range(least, n + 1)))
        return max(tails)

    assert delta_exactly(k) <= delta < delta_exactly(k - 1)


ARX_RUNS = [  # its TestAnonymizationDifferentialPrivacy, Adult, all nine columns, loss of one draw
    (2.0, 1e-5, (0, 2, 0, 1, 1, 1, 1, 1, 0), 0.6820705793543056),
    (1.5, 1e-6, (1, 3, 1, 2, 2, 2, 2, 2, 1), 0.8112222411559193),
    (log(3), 1e-8, (1, 2, 1, 1, 2, 1, 1, 1, 1), 0.6092780386290699),
]


@pytest.mark.parametrize(("epsilon", "delta", "levels", "loss"), ARX_RUNS)
def test_the_loss_is_that_of_arx_but_for_the_draw(epsilon, delta, levels, loss):
    """ARX draws other people, so a hundredth apart is near; with classes twice as large the loss is not near."""
    try:
        adult = load("adult")
    except DatasetUnavailable:
        pytest.skip("Adult is not on this machine")
    columns = {name: replace(column, role=Role.QUASI_IDENTIFIER) for name, column in adult.columns.items()}
    drawn = np.random.default_rng(0).random(adult.n_people) < sampling_rate(epsilon)
    table = CompressedTable.of(replace(adult, columns=columns).take(np.flatnonzero(drawn)))
    classes, measure = table.classes(levels), Loss(table=table)
    k = smallest_class(epsilon, delta)
    assert measure.score(classes, classes.counts >= k) == pytest.approx(loss, abs=0.01)
    if loss < 0.8:  # at the highest levels all classes are large
        assert measure.score(classes, classes.counts >= 2 * k) > loss + 0.03


@pytest.mark.parametrize("epsilon", [0.0, -1.0, 1e-6, 11.0, float("inf"), float("nan")])
def test_an_epsilon_that_samples_nobody_or_everybody_is_refused(epsilon):
    with pytest.raises(PrivacyInputError, match="epsilon"):
        sampling_rate(epsilon)
