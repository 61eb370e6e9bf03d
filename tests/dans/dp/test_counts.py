# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Noisy counts have the noise that was claimed, and an audit that plays the game refutes half of it."""

import subprocess
import sys
from collections import Counter
from math import exp

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, dlaplace

from secured.common import (
    BudgetExceeded,
    Column,
    ColumnType,
    Dataset,
    GeneralizedValue,
    Guarantee,
    MissingDependency,
    PrivacyInputError,
    Role,
)
from secured.common.hierarchies import Intervals
from secured.common.ledger import Ledger
from secured.dans.tables.dp import opendp_noise
from secured.dans.tables.dp.audit import audit, best_success
from secured.dans.tables.dp.counts import DPCount, half_width
from secured.dans.tables.dp.histogram import DPHistogram
from secured.dans.tables.dp.opendp_noise import choose, noisy_counts, scale_of, threshold_of
from secured.dans.tables.dp.randomness import Randomness

SECURE = Randomness(noise="secure")
COLUMNS = {
    "name": Column(role=Role.IDENTIFIER, type=ColumnType.TEXT),
    "age": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(10,), bounds=(0, 99))),
    "sex": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY),
    "ill": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}  # fmt: skip
ROWS = [
    ("a", 41, "F", "yes"),
    ("b", 45, "M", "no"),
    ("c", 49, "F", None),
    ("d", 71, "F", "yes"),
    ("e", None, "M", "no"),
]


@pytest.fixture
def dataset(plain) -> Dataset:
    return _table(plain, ROWS)


def _table(plain, rows, subjects=None) -> Dataset:
    data = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"sex": object, "ill": object, "name": object})
    return plain.dataset_of(data, COLUMNS, subjects)


def teaching(seed: int = 0) -> Randomness:
    return Randomness(noise="teaching", rng=np.random.default_rng(seed))


# ------------------------------------------------------------------ the noise


def unlike_laplace(noise: np.ndarray, scale: float) -> float:
    """p-value of a chi-square test against the discrete Laplace distribution."""
    edge = int(3 * scale) + 1
    values = np.arange(-edge, edge + 1)
    expected = dlaplace.pmf(values, 1 / scale)
    expected = np.append(expected, 1 - expected.sum()) * len(noise)
    seen = np.array([*((noise == value).sum() for value in values), (np.abs(noise) > edge).sum()])
    return float(chisquare(seen, expected).pvalue)


@pytest.mark.parametrize("randomness", [SECURE, teaching()], ids=["secure", "teaching"])
@pytest.mark.parametrize("epsilon", [0.5, 1.0, 2.0])
def test_noise_is_discrete_laplace_of_the_claimed_scale(randomness, epsilon):
    scale = scale_of(epsilon)
    assert scale == pytest.approx(1 / epsilon)
    noise = noisy_counts(np.full(20_000, 7), scale, randomness) - 7
    assert unlike_laplace(noise, scale) > 1e-6
    assert unlike_laplace(noise, scale / 2) < 1e-6  # the test itself tells half the noise apart


@pytest.mark.parametrize("epsilon", [0.5, 1.0])
def test_the_audit_refutes_half_the_noise_and_not_the_noise_claimed(epsilon):
    without, with_person = (
        noisy_counts(np.full(20_000, count), scale_of(epsilon), SECURE) for count in (10, 11)
    )
    honest = audit(without, with_person, claimed=epsilon, alpha=1e-6)
    assert not honest.refuted and honest.epsilon_low > 0.6 * epsilon
    assert honest.success.low <= best_success(epsilon)
    broken = audit(
        *(noisy_counts(np.full(20_000, count), scale_of(epsilon) / 2, SECURE) for count in (10, 11)),
        claimed=epsilon,
        alpha=1e-6,
    )
    assert broken.refuted and broken.success.low > best_success(epsilon)


def test_the_audit_is_right_about_a_mechanism_without_noise_and_one_that_says_nothing():
    runs = np.random.default_rng(0).normal(size=4000)
    assert audit(runs, runs + 100, claimed=3.0, alpha=0.01).refuted
    silent = audit(runs[:2000], runs[2000:], claimed=0.0, alpha=1e-4)
    assert silent.epsilon_low == 0 and not silent.refuted
    assert not audit(runs, runs + 100, claimed=3.0, delta=1.0).refuted  # delta = 1 promises nothing


def test_the_lower_bound_of_the_audit_covers():
    """Randomised response with epsilon = 1: at alpha = 0.1 the bound exceeds 1 in at most one of ten runs, or so."""
    rng, p = np.random.default_rng(4), exp(1) / (1 + exp(1))
    over = [audit(*(rng.random(400) < q for q in (1 - p, p)), alpha=0.1).epsilon_low > 1 for _ in range(200)]
    assert sum(over) <= 32  # binomial(200, 0.1): 32 is beyond 99.6 %


def test_audit_refuses_too_few_runs():
    with pytest.raises(PrivacyInputError, match="19 and 19"):
        audit(np.arange(19), np.arange(19))
    with pytest.raises(PrivacyInputError, match="20 and 30"):
        audit(np.arange(20), np.arange(30))


@given(epsilon=st.floats(0.05, 5.0))
def test_half_width_holds_its_share_and_no_smaller_one_does(epsilon):
    width = half_width(1 / epsilon)
    inside = [1 - 2 * dlaplace.sf(w, epsilon) for w in (width, width - 1)]
    assert inside[0] >= 0.95 - 1e-9
    assert width == 0 or inside[1] < 0.95 + 1e-9


def test_a_choice_by_opendp_keeps_to_its_budget():
    """Scores one apart, sensitivity 1: over two tables that swap them the odds change by at most exp(epsilon)."""
    first, second = (
        np.array([choose(np.array(scores), 1.0, 1.0, SECURE) for _ in range(800)]) for scores in ([0.0, 1.0], [1.0, 0.0])
    )  # fmt: skip
    assert not audit(second, first, claimed=1.0, alpha=1e-6).refuted
    assert first.mean() > second.mean()
    cheated = [
        np.array([choose(np.array(s), 0.1, 1.0, SECURE) for _ in range(800)])
        for s in ([0.0, 1.0], [1.0, 0.0])
    ]
    assert audit(cheated[1], cheated[0], claimed=1.0, alpha=1e-6).refuted


def test_teaching_choice_is_the_exponential_mechanism():
    randomness = teaching(2)
    chosen = Counter(choose(np.array([0.0, 2.0, 1.0]), 1.0, 2.0, randomness) for _ in range(6000))
    weights = np.exp([0.0, 2.0, 1.0])
    assert chisquare([chosen[at] for at in range(3)], 6000 * weights / weights.sum()).pvalue > 1e-6


# ------------------------------------------------------------------ DPCount


FORTIES = GeneralizedValue(kind="interval", lower=40, upper=50)


@pytest.mark.parametrize(
    ("where", "exact"),
    [
        ({}, 5), ({"sex": "F"}, 3), ({"age": FORTIES}, 3), ({"age": FORTIES, "sex": "F"}, 2), ({"ill": None}, 1),
        ({"age": None}, 1), ({"age": 71}, 1), ({"ill": GeneralizedValue(kind="group", members=("yes", "no"))}, 4),
        ({"ill": "maybe"}, 0), ({"age": GeneralizedValue(kind="suppressed")}, 4),
    ],
)  # fmt: skip
def test_the_count_by_hand(dataset, where, exact):
    assert DPCount(where=where, epsilon=1.0).fits(dataset).sum() == exact
    count = DPCount(where=where, epsilon=40.0).apply(dataset).data["count"]  # e^-40: no noise to be seen
    assert count.tolist() == [exact]


def test_people_are_counted_not_rows(plain):
    repeated = _table(plain, ROWS, subjects=["a", "a", "a", "d", "e"])
    assert DPCount(where={"sex": "F"}, epsilon=40.0).apply(repeated).data["count"].tolist() == [2]


def test_the_release_says_what_was_done_and_no_more(dataset):
    release = DPCount(where={"age": FORTIES}, epsilon=0.5).apply(dataset)
    assert release.guarantee == Guarantee(epsilon=0.5, delta=0.0)
    assert release.parameters["scale"] == pytest.approx(2.0) and release.parameters["within_95_percent"] == 6
    assert dataset.fingerprint not in str(release.to_dict())
    assert (
        DPCount(epsilon=0.5, noise="teaching").apply(dataset, rng=np.random.default_rng(1)).guarantee.epsilon
        is None
    )
    seeded = [
        DPCount(epsilon=0.1, noise="teaching").apply(dataset, rng=np.random.default_rng(1)).data for _ in "ab"
    ]
    pd.testing.assert_frame_equal(*seeded)


@pytest.mark.parametrize("name", ["name", "shoe"])
def test_a_count_by_an_identifier_or_nothing_is_refused(dataset, name):
    with pytest.raises(PrivacyInputError, match=name):
        DPCount(where={name: "a"}, epsilon=1.0).apply(dataset)


def test_opendp_stays_as_closed_as_it_was(dataset):
    from opendp.mod import GLOBAL_FEATURES, OpenDPException
    from opendp.prelude import absolute_distance, atom_domain, disable_features, m

    disable_features("contrib")
    DPCount(epsilon=1.0).apply(dataset)
    assert "contrib" not in GLOBAL_FEATURES
    with pytest.raises(OpenDPException, match="contrib"):
        m.make_laplace(atom_domain(T=int), absolute_distance(T=int), scale=1.0)


def test_opendp_is_not_imported_before_it_is_needed_and_named_when_missing(dataset, monkeypatch):
    code = "import sys, secured.dans.tables.dp.histogram, secured.dans.tables.dp.safepub; print('opendp' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(MissingDependency, match=r"\[dp\]"):
        DPCount(epsilon=1.0).apply(dataset)


# ------------------------------------------------------------------ DPHistogram


KNOWN = {"sex": ("F", "M"), "ill": ("yes", "no", None)}


def test_every_known_cell_is_told_also_the_empty_ones(dataset):
    release = DPHistogram(columns=("sex", "ill"), epsilon=40.0, categories=KNOWN).apply(dataset)
    rows = [
        tuple(None if pd.isna(v) else v for v in row)
        for row in release.data.itertuples(index=False, name=None)
    ]
    assert rows == [
        ("F", "yes", 2),
        ("F", "no", 0),
        ("F", None, 1),
        ("M", "yes", 0),
        ("M", "no", 2),
        ("M", None, 0),
    ]
    assert release.guarantee == Guarantee(epsilon=40.0, delta=0.0)


def test_people_with_other_values_are_counted_nowhere(dataset):
    release = DPHistogram(columns=("ill",), epsilon=40.0, categories={"ill": ("no",)}).apply(dataset)
    assert release.data["count"].tolist() == [2]


def test_generalized_cells_carry_their_description(dataset):
    bands = {"age": ("40-49", "70-79", None)}
    release = DPHistogram(columns=("age",), epsilon=40.0, categories=bands, levels={"age": 1}).apply(dataset)
    assert release.data["count"].tolist() == [3, 1, 1]
    assert release.descriptions["age"]["40-49"].upper == 50


@pytest.mark.parametrize("noise", ["secure", "teaching"])
def test_unknown_values_show_only_above_the_threshold(plain, noise):
    people = [(str(n), 30, "F" if n < 400 else "M", "rare" if n == 0 else "common") for n in range(800)]
    method = DPHistogram(columns=("sex", "ill"), epsilon=1.0, delta=1e-6, noise=noise)
    release = method.apply(_table(plain, people), rng=np.random.default_rng(0))
    assert release.data[["sex", "ill"]].to_numpy().tolist() == [["F", "common"], ["M", "common"]]
    assert (abs(release.data["count"] - [399, 400]) < 40).all()
    assert 13 <= release.parameters["threshold"] <= 16


def test_how_a_cell_is_written_does_not_tell_of_another(plain):
    """One missing age makes pandas hold all as 44.0: a release that shows 44 otherwise would tell of that person."""
    columns = {"age": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER)}
    method = DPHistogram(columns=("age",), epsilon=1.0, delta=1e-6, noise="teaching")
    shown = []
    for one_more in ([], [None]):
        table = plain.dataset_of(pd.DataFrame({"age": [44] * 500 + one_more}), columns)
        shown.append([repr(age) for age in method.apply(table, rng=np.random.default_rng(0)).data["age"]])
    assert shown == [["44"], ["44"]]


@pytest.mark.parametrize(("epsilon", "delta"), [(0.5, 1e-5), (1.0, 1e-6), (2.0, 1e-3)])
def test_the_threshold_is_the_smallest_that_hides_a_person_alone(epsilon, delta):
    """A cell of one person shows if 1 + z > threshold: exp(-threshold / scale) / (1 + exp(-1 / scale))."""
    threshold, a = threshold_of(epsilon, delta, scale_of(epsilon)), exp(-epsilon)
    assert a**threshold / (1 + a) <= delta < a ** (threshold - 1) / (1 + a)


@pytest.mark.parametrize("noise", ["secure", "teaching"])
def test_a_person_alone_shows_as_often_as_delta_says(monkeypatch, noise):
    """And with a threshold of two less the test sees it."""
    epsilon, delta = 0.5, 0.05
    scale = scale_of(epsilon)
    threshold = threshold_of(epsilon, delta, scale)
    randomness = SECURE if noise == "secure" else teaching(3)
    shown, _ = opendp_noise.noisy_counts_above_threshold(
        np.ones(20_000, dtype=int), scale, threshold, randomness
    )
    assert len(shown) / 20_000 < delta + 0.005
    more, _ = opendp_noise.noisy_counts_above_threshold(
        np.ones(20_000, dtype=int), scale, threshold - 2, randomness
    )
    assert len(more) / 20_000 > delta + 0.005


def test_contributions_bound_what_one_person_moves(plain):
    rows = [("a", 41, "F", "yes"), ("a", 41, "F", "no"), ("a", 41, "F", "no"), ("b", 50, "M", "no")]
    dataset = _table(plain, rows, subjects=["a", "a", "a", "b"])
    counts = [
        DPHistogram(columns=("ill",), epsilon=90.0, categories={"ill": ("yes", "no")}, contributions=bound)
        .apply(dataset).data["count"].tolist()
        for bound in (1, 2, 3)
    ]  # fmt: skip
    assert counts == [[1, 1], [1, 2], [1, 3]]
    release = DPHistogram(columns=("ill",), epsilon=1.0, categories={"ill": ("yes",)}, contributions=3).apply(
        dataset
    )
    assert release.parameters["scale"] == pytest.approx(3.0)
    assert threshold_of(1.0, 1e-6, 3.0 * (1 + 1e-12), 3) > 3 * threshold_of(1.0, 1e-6, scale_of(1.0))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epsilon": 0.0}, "epsilon"), ({"epsilon": float("inf")}, "epsilon"), ({"delta": 0.1}, "delta"),
        ({"categories": None}, "delta"), ({"columns": ()}, "column"), ({"columns": ("sex", "sex")}, "column"),
        ({"categories": {"sex": ()}}, "category"), ({"categories": {"sex": ("F", "F")}}, "category"),
        ({"categories": {"ill": ("yes",)}}, "categories"), ({"levels": {"age": 1}}, "levels"), ({"noise": "x"}, "noise"),
        ({"contributions": 0}, "contributions"), ({"categories": {"sex": tuple(range(1_000_001))}}, "cells"),
        ({"columns": ("name",), "categories": {"name": ("a",)}}, "name"), ({"levels": {"sex": 2}}, "levels 0 to 1"),
        ({"columns": ("count",), "categories": None, "delta": 1e-6}, "column `count` of its own"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused(dataset, changes, message):
    with pytest.raises(PrivacyInputError, match=message):
        DPHistogram(
            **({"columns": ("sex",), "epsilon": 1.0, "categories": {"sex": ("F", "M")}} | changes)
        ).apply(dataset)


@pytest.mark.parametrize(
    "method",
    [
        lambda **more: DPCount(epsilon=1.0, **more),
        lambda **more: DPHistogram(columns=("sex",), epsilon=1.0, categories={"sex": ("F",)}, **more),
    ],
)
def test_the_ledger_is_asked_before_noise_is_drawn(dataset, tmp_path, method, monkeypatch):
    ledger = Ledger(epsilon=1.0, path=tmp_path / "ledger.jsonl")
    method(ledger=ledger).apply(dataset)
    monkeypatch.setattr(
        opendp_noise, "_laplace", lambda dp, n, scale: pytest.fail("made") if n > 1 else _Map()
    )
    with pytest.raises(BudgetExceeded):
        method(ledger=ledger).apply(dataset)
    assert ledger.spent(dataset).epsilon == 1.0
    with pytest.raises(PrivacyInputError, match="too few"):
        method().apply(dataset.take(np.arange(1)))


class _Map:
    """A measurement that may be asked what it costs, not for a count."""

    def map(self, moved: int) -> float:
        return 0.0

    def __call__(self, counts: list[int]) -> list[int]:
        pytest.fail("drawn")
