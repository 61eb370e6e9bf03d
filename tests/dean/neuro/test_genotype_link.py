# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Canonical correlations are those of a reference and of the cohort; a link is found where there is one, and only there."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.genotypes import MISSING
from secured.dean.neuro import CanonicalLink, select_one_of
from secured.dean.neuro.genotype_link import _canonical
from secured_datasets.simulated.brain_genome_cohort import BrainGenomeCohort

LEARNED, TARGETS = np.arange(1500), np.arange(1500, 1700)


def linked(correlations: tuple[float, ...], seed: int = 0):
    made = BrainGenomeCohort(n_people=1700, correlations=correlations).make(np.random.default_rng(seed))
    found = CanonicalLink().fit(
        made.brains.iloc[LEARNED], made.genotypes.take(LEARNED), np.random.default_rng(seed)
    )
    return found, found.scores(made.brains.iloc[TARGETS], made.genotypes.take(TARGETS)), made


def test_plain_correlations_are_those_of_sklearn():
    from sklearn.cross_decomposition import CCA

    rng = np.random.default_rng(4)
    x = rng.normal(size=(400, 5))
    y = np.column_stack([x[:, :3] + rng.normal(size=(400, 3)) * [0.5, 1, 2], rng.normal(size=(400, 2))])
    ours = _canonical(x, y, 0.0, 3)
    theirs = CCA(n_components=3, max_iter=5000, tol=1e-10).fit(x, y).transform(x, y)
    expected = [np.corrcoef(theirs[0][:, at], theirs[1][:, at])[0, 1] for at in range(3)]
    assert ours.singular == pytest.approx(expected, abs=1e-5)
    u, v = ours.variates(x, 0), ours.variates(y, 1)
    assert np.corrcoef(u.T, v.T)[:3, 3:] == pytest.approx(np.diag(expected), abs=1e-5)
    assert u.std(axis=0, ddof=1) == pytest.approx(1)


def test_the_true_directions_of_the_cohort_correlate_as_asked():
    made = BrainGenomeCohort(n_people=20_000, correlations=(0.9, 0.5)).make(np.random.default_rng(1))
    spread = np.sqrt(2 * made.frequencies * (1 - made.frequencies))
    u = ((made.genotypes.dosages - 2 * made.frequencies) / spread) @ made.weights
    v = made.brains.to_numpy() @ np.linalg.inv(made.mixing).T
    between = np.corrcoef(u.T, v.T)[:2, 2:]
    wanted = np.zeros(between.shape)
    wanted[[0, 1], [0, 1]] = 0.9, 0.5
    assert np.abs(between - wanted).max() < 0.03


def test_a_strong_link_finds_people_far_above_chance():
    found, scores, _ = linked((0.9, 0.8, 0.7))
    assert found.correlations[:3] == pytest.approx([0.9, 0.8, 0.7], abs=0.1)
    assert (found.learned[:3] > found.correlations[:3]).all()
    assert select_one_of(scores, 10, rng=np.random.default_rng(0)).low > 0.4
    assert (scores.argmax(axis=1) == np.arange(len(scores))).mean() > 0.07  # chance .005


@pytest.mark.parametrize("seed", range(3))
def test_without_correlation_there_is_no_link(seed):
    found, scores, _ = linked((), seed)
    chosen = select_one_of(scores, 10, rng=np.random.default_rng(0))
    assert chosen.low <= 0.1 <= chosen.high
    assert found.learned[0] > 0.4  # what is learned by heart is no link
    assert found.correlations.max(initial=0.0) < 0.1


def test_scores_are_the_log_ratio_of_normal_densities():
    from scipy.stats import multivariate_normal, norm

    found, scores, made = linked((0.9, 0.8, 0.7))
    u = found.directions.variates(made.brains.iloc[TARGETS].to_numpy(), 0)[3]
    v = found.directions.variates(made.genotypes.take(TARGETS).dosages.astype(float), 1)[7]
    expected = sum(
        multivariate_normal([0, 0], [[1, r], [r, 1]]).logpdf([a, b]) - norm.logpdf(a) - norm.logpdf(b)
        for a, b, r in zip(u, v, found.correlations, strict=True)
    )
    assert scores[3, 7] == pytest.approx(expected)


def test_missing_genotypes_count_as_the_mean_and_missing_measures_are_refused():
    made = BrainGenomeCohort(n_people=60, correlations=(0.9,), n_regions=5, n_variants=40).make(
        np.random.default_rng(0)
    )
    holed = made.genotypes.dosages.copy()
    holed[:, 0], holed[0, 1] = MISSING, MISSING
    genotypes = type(made.genotypes)(
        dosages=holed, variants=made.genotypes.variants, subjects=made.genotypes.subjects
    )
    found = CanonicalLink(folds=3).fit(made.brains, genotypes, np.random.default_rng(0))
    assert np.isfinite(found.scores(made.brains, genotypes)).all()
    brains = made.brains.copy()
    brains.iloc[0, 0] = np.nan
    with pytest.raises(PrivacyInputError, match="1 brains have measures that are missing"):
        CanonicalLink(folds=3).fit(brains, genotypes, np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="59 brains and 60 genomes"):
        CanonicalLink(folds=3).fit(made.brains.iloc[1:], genotypes, np.random.default_rng(0))


@given(n=st.integers(2, 9), seed=st.integers(0, 2**16))
def test_equals_share_the_choice(n, seed):
    rate = select_one_of(np.zeros((9, 9)), n, draws=2, rng=np.random.default_rng(seed))
    assert rate.point == pytest.approx(1 / n)
    assert rate.low <= rate.point <= rate.high


def test_wrong_parameters_are_refused():
    for wrong, message in (
        ({"ridge": 1.0}, "ridge=1.0"),
        ({"folds": 1}, "folds=1"),
        ({"n_variates": 0}, "n_variates=0"),
    ):
        with pytest.raises(PrivacyInputError, match=message):
            CanonicalLink(**wrong)
    with pytest.raises(PrivacyInputError, match="1 of 5"):
        select_one_of(np.eye(4), 5, rng=np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="not all in"):
        BrainGenomeCohort(correlations=(1.0,))
    with pytest.raises(PrivacyInputError, match="do not carry 3"):
        BrainGenomeCohort(n_variants=40)
    assert isinstance(CanonicalLink().to_dict(), dict)
    assert isinstance(BrainGenomeCohort(n_people=2).make(np.random.default_rng(0)).brains, pd.DataFrame)
