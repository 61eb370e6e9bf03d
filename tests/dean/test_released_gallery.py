# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many come in question: exact within the release, near the truth beyond it, and no model where none is sound."""

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.dean.gallery_curve import gallery_curve
from secured.dean.guesses import Guesses, ScoredRecords
from secured.dean.released_gallery import released_gallery


def of_classes(sizes: np.ndarray, population: int):
    guesses = Guesses(ahead=np.zeros(len(sizes), dtype=int), alike=sizes, n_records=len(sizes))
    return released_gallery(
        guesses, population=population, rng=np.random.default_rng(0), class_sizes=sizes, draws=40
    )


def sample_of_a_population(n: int, share: float, seed: int) -> tuple[np.ndarray, float]:
    """Class sizes of a sample of people in classes of very different size, and the mean of 1 / F over them."""
    rng = np.random.default_rng(seed)
    weights = rng.gamma(0.4, size=n // 4)
    classes = rng.choice(len(weights), n, p=weights / weights.sum())
    of_all = np.bincount(classes, minlength=len(weights))
    sample = classes[: int(share * n)]
    return np.bincount(sample, minlength=len(weights))[sample], float((1 / of_all[sample]).mean())


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_models_of_classes_come_near_the_truth_and_a_flat_line_does_not(share: float) -> None:
    sizes, truth = sample_of_a_population(20_000, share, 3)
    curve = of_classes(sizes, 20_000).curve
    assert curve.modelled[-1].size == 20_000
    assert curve.modelled[-1].rank_one.point == pytest.approx(truth, rel=0.15)
    assert curve.observed[-1].rank_one.point > 1.4 * truth
    rates = [one.rank_one.point for one in curve.points]
    assert rates == sorted(rates, reverse=True)


def test_distinct_scores_go_on_as_in_the_curve_of_galleries() -> None:
    scores = np.random.default_rng(0).normal(size=(60, 60)) + 2.5 * np.eye(60)
    records, rows = ScoredRecords(scores=scores, numbers=np.arange(60)), np.arange(60)
    found = released_gallery(
        records.guesses(rows), population=600, rng=np.random.default_rng(1), records=records, rows=rows, draws=40
    )  # fmt: skip
    same = gallery_curve(
        scores, probe_people=rows, gallery_people=rows, population=600, rng=np.random.default_rng(1), draws=40
    )
    assert [one.rank_one.point for one in found.curve.observed] == pytest.approx(
        [one.rank_one.point for one in same.observed]
    )
    assert [one.by_model for one in found.curve.modelled] == [one.by_model for one in same.modelled]


def test_people_who_are_alike_are_not_extrapolated() -> None:
    """Groups of five get one heartbeat: in a larger release there would be more groups, not larger ones."""
    group = np.arange(60) // 5
    scores = (group[:, None] == group).astype(float)
    records, rows = ScoredRecords(scores=scores, numbers=np.arange(60)), np.arange(60)
    found = released_gallery(
        records.guesses(rows), population=600, rng=np.random.default_rng(1), records=records, rows=rows
    )
    assert found.curve.observed[-1].rank_one.point == pytest.approx(0.2)
    assert not found.curve.modelled and "alike" in found.standing


def test_nothing_lies_beyond_a_release_of_everybody() -> None:
    found = of_classes(np.full(100, 4), 100)
    assert not found.curve.modelled and "no model is needed" in found.standing


def test_rows_without_classes_are_not_extrapolated_and_few_records_are_refused() -> None:
    guesses = Guesses(ahead=np.zeros(20, dtype=int), alike=np.ones(20, dtype=int), n_records=20)
    found = released_gallery(guesses, population=50, rng=np.random.default_rng(0))
    assert not found.curve.modelled and "do not fall into classes" in found.standing
    with pytest.raises(PrivacyInputError, match="a release of 9 records"):
        of_classes(np.ones(9, dtype=int), 50)
