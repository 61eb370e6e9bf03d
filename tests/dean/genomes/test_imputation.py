# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Forward and backward against the sum over all hidden paths; hidden alleles are guessed where there is linkage."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.genotypes import allele_frequencies
from secured.dean.genomes.imputation import LiStephens, switch_chances
from secured_datasets.simulated.genomes import GenomeCohort


def copied(model):
    return np.where(model.panel < 0, 0.5, np.where(model.panel == 1, 1 - model.mutation, model.mutation))


def paths(model):
    """Every path of copied haplotypes with its chance, written out."""
    k, n = model.panel.shape
    for path in product(range(k), repeat=n):
        chance = 1 / k
        for v in range(1, n):
            rho = model.switch[v - 1]
            chance *= (1 - rho) * (path[v] == path[v - 1]) + rho / k
        yield path, chance


def by_hand(model, seen):
    """Chance of every allele, and log-likelihood, summed over all paths."""
    carries, total, found = copied(model), 0.0, np.zeros(len(seen))
    for path, chance in paths(model):
        for v, allele in enumerate(seen):
            if allele >= 0:
                chance *= carries[path[v], v] if allele else 1 - carries[path[v], v]
        total += chance
        found += chance * np.array([carries[copy, v] for v, copy in enumerate(path)])
    return found / total, np.log(total)


def pairs_by_hand(model, seen):
    """The same over all pairs of paths, for copies."""
    carries, total, found = copied(model), 0.0, np.zeros((len(seen), 3))
    everything = list(paths(model))
    for (one, chance), (two, other) in product(everything, everything):
        a = np.array([carries[copy, v] for v, copy in enumerate(one)])
        b = np.array([carries[copy, v] for v, copy in enumerate(two)])
        law = np.stack([(1 - a) * (1 - b), a + b - 2 * a * b, a * b], axis=1)
        weight = chance * other * np.prod([law[v, copies] for v, copies in enumerate(seen) if copies >= 0])
        total += weight
        found += weight * law
    return found / total


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(1, 5))
def test_alleles_equal_the_sum_over_all_paths(seed, k, n):
    rng = np.random.default_rng(seed)
    model = LiStephens(
        panel=rng.integers(-1, 2, (k, n)).astype(np.int8),
        switch=rng.random(n - 1),
        mutation=rng.uniform(0.001, 0.4),
    )
    seen = rng.integers(-1, 2, (2, n)).astype(np.int8)
    expected = [by_hand(model, one) for one in seen]
    np.testing.assert_allclose(model.alleles(seen), [one for one, _ in expected], atol=1e-10, rtol=0)
    np.testing.assert_allclose(model.log_likelihood(seen), [one for _, one in expected], atol=1e-10, rtol=0)


@pytest.mark.parametrize("seed", range(3))
def test_pairs_equal_the_sum_over_all_pairs_of_paths(seed):
    rng = np.random.default_rng(seed)
    model = LiStephens(panel=rng.integers(0, 2, (3, 3)).astype(np.int8), switch=rng.random(2), mutation=0.07)
    seen = rng.integers(-1, 3, (2, 3)).astype(np.int8)
    np.testing.assert_allclose(
        model.genotypes(seen), [pairs_by_hand(model, one) for one in seen], atol=1e-10, rtol=0
    )


def test_a_transition_that_forgets_to_stay_is_caught(monkeypatch):
    """The reference itself: it tells a wrong model from the right one."""
    import secured.dean.genomes.imputation as module

    rng = np.random.default_rng(0)
    model = LiStephens(panel=rng.integers(0, 2, (3, 4)).astype(np.int8), switch=np.full(3, 0.3))
    seen = np.array([[1, -1, 0, -1]], dtype=np.int8)
    monkeypatch.setattr(module, "_moved", lambda state, switch: (1 - switch) * state)
    assert np.abs(model.alleles(seen)[0] - by_hand(model, seen[0])[0]).max() > 1e-3


@pytest.fixture(scope="module")
def cohort():
    made = GenomeCohort(n_people=120, n_variants=160, block=40, populations=("one",), least_frequency=0.05)
    return made.make(np.random.default_rng(5)).genotypes


def test_hidden_variants_are_guessed_better_than_from_frequencies(cohort):
    reference, targets = cohort.take(np.arange(80)), cohort.take(np.arange(80, 120))
    hidden = np.arange(160) % 2 == 0
    seen = targets.haplotypes.copy()
    seen[:, :, hidden] = -1
    model = LiStephens.of(reference)
    guessed = model.phased_genotypes(seen)[:, hidden].argmax(axis=-1)
    p = allele_frequencies(reference)[hidden]
    usual = np.stack([(1 - p) ** 2, 2 * p * (1 - p), p**2], axis=-1).argmax(axis=-1)
    truth = targets.dosages[:, hidden]
    assert (guessed == truth).mean() > 0.93 and (usual == truth).mean() < 0.8
    small = LiStephens(panel=model.panel[:60], switch=model.switch)
    unphased = np.where(hidden, -1, targets.dosages[:4]).astype(np.int8)
    assert (small.genotypes(unphased)[:, hidden].argmax(axis=-1) == truth[:4]).mean() > 0.85


def test_without_linkage_frequencies_are_all_there_is(cohort):
    """Every second block hidden: the panel says nothing about it."""
    reference, targets = cohort.take(np.arange(80)), cohort.take(np.arange(80, 120))
    hidden = (np.arange(160) // 40) % 2 == 0
    seen = targets.haplotypes.copy()
    seen[:, :, hidden] = -1
    model = LiStephens.of(reference)
    p = allele_frequencies(reference)[hidden]
    chance = model.phased_genotypes(seen)[:, hidden]
    carried = (1 - model.mutation) * p + model.mutation * (1 - p)
    np.testing.assert_allclose(chance[:, :, 2], np.broadcast_to(carried**2, chance[:, :, 2].shape), atol=0.25)
    truth = targets.dosages[:, hidden]
    usual = np.stack([(1 - p) ** 2, 2 * p * (1 - p), p**2], axis=-1).argmax(axis=-1)
    assert abs((chance.argmax(axis=-1) == truth).mean() - (usual == truth).mean()) < 0.05


def test_the_likeliest_switch_is_found():
    rng = np.random.default_rng(2)
    panel = rng.integers(0, 2, (20, 200)).astype(np.int8)
    copy = np.zeros((40, 200), dtype=int)
    for row in copy:
        row[0] = rng.integers(20)
        for v in range(1, 200):
            row[v] = rng.integers(20) if rng.random() < 0.1 else row[v - 1]
    mosaics = panel[copy, np.arange(200)]
    model = LiStephens(panel=panel, switch=np.full(199, 0.5))
    assert model.fitted(mosaics, (0.01, 0.1, 0.5)).switch[0] == 0.1


def test_switches_by_distance():
    table = pd.DataFrame({"chromosome": ["1", "1", "2"], "position": [1, 50_001, 1]})
    rho = switch_chances(table, n_haplotypes=100, effective_size=10_000)
    np.testing.assert_allclose(rho, [1 - np.exp(-4 * 10_000 * 1e-8 * 50_000 / 100), 1.0])
    with pytest.raises(PrivacyInputError, match="constant switch"):
        switch_chances(table.assign(position=0), n_haplotypes=100)


def test_what_is_no_model_is_refused(cohort):
    with pytest.raises(PrivacyInputError, match="one switch"):
        LiStephens(panel=np.zeros((2, 3), np.int8), switch=np.zeros(3))
    with pytest.raises(PrivacyInputError, match="mutation=0.5"):
        LiStephens(panel=np.zeros((2, 3), np.int8), switch=np.zeros(2), mutation=0.5)
    with pytest.raises(PrivacyInputError, match="not phased"):
        LiStephens.of(replace(cohort, haplotypes=None))
    large = LiStephens(panel=np.zeros((300, 3), np.int8), switch=np.zeros(2))
    with pytest.raises(PrivacyInputError, match="pairs of 300"):
        large.genotypes(np.zeros((1, 3), np.int8))
