# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Sixty variants find everybody, five nobody, and whoever is not in the release is not found."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import PrivacyInputError, methods
from secured.dean import evaluate
from secured.dean.genomes.genotype_linkage import GenotypeLinkage, same_person_log_ratio


def test_the_ratio_is_the_one_written_out():
    """Three variants by hand: alike, different, and one missing."""
    known, released = np.array([[2, 0, 1]], np.int8), np.array([[2, 1, -1]], np.int8)
    p, e = np.array([0.3, 0.4, 0.5]), 0.02
    twice, none = 0.3**2, 0.6**2
    expected = np.log((1 - e) / ((1 - e) * twice + e / 2 * (1 - twice))) + np.log(
        (e / 2) / ((1 - e) * none + e / 2 * (1 - none))
    )
    np.testing.assert_allclose(same_person_log_ratio(known, released, p, e), [[expected]], rtol=1e-5)
    nothing = same_person_log_ratio(np.full((1, 3), -1, np.int8), released, p, e)
    assert nothing.tolist() == [[-np.inf]]


def test_a_raw_copy_is_broken_in_spite_of_errors(genomes):
    one = genomes.originals(genomes.people(240, 60), error_rate=0.02)
    result = evaluate(GenotypeLinkage(threat=genomes.threat(), error_rate=0.02), genomes.world(one))
    assert result.main.rate > 0.9 and result.positive.rate == result.main.rate
    assert result.control.claimed <= 12  # 4 of 80 expected, P(more) < 1e-3 and the threshold is drawn too
    assert result.null.rate < 0.1 and result.baseline.rate < 0.1 and result.has_power(margin=0.3, alpha=0.05)


def test_few_variants_are_safe(genomes):
    one = genomes.originals(genomes.people(240, 60))
    result = evaluate(
        GenotypeLinkage(threat=genomes.threat()), genomes.world(one, lambda rows: rows.select(np.arange(4)))
    )
    assert result.main.rate < 0.15 and result.positive.rate > 0.9


def test_frequencies_hold_no_record(genomes):
    one = genomes.originals(genomes.people(90, 60))
    result = evaluate(GenotypeLinkage(threat=genomes.threat()), genomes.world(one, genomes.frequencies))
    assert result.main.claimed == result.control.claimed == 0 and result.positive.rate > 0.9


def test_a_broken_score_finds_nobody(genomes, monkeypatch):
    """The test itself: were agreement counted as disagreement, nobody would be found."""
    import secured.dean.genomes.genotype_linkage as module

    right = module.same_person_log_ratio
    monkeypatch.setattr(module, "same_person_log_ratio", lambda *args: -right(*args))
    one = genomes.originals(genomes.people(90, 60))
    assert evaluate(GenotypeLinkage(threat=genomes.threat()), genomes.world(one)).main.rate < 0.1


def test_confidence_is_the_prior_where_nothing_is_learned(genomes):
    people = genomes.people(60, 60)
    attack = GenotypeLinkage(threat=genomes.threat(prior=0.2), false_positive_rate=None)
    rows = replace(people.take(np.arange(20)), subjects=np.arange(20))
    fitted = attack.fit(genomes.release(rows), people.take(np.arange(40, 60)), np.random.default_rng(0))
    found = fitted.claim(people.take(np.arange(20)))
    assert (found.confidence > 0.99).all() and (found.values[:, 0] == np.arange(20)).all()
    outside = fitted.claim(people.take(np.arange(20, 40)))
    assert outside.confidence.max() < 0.01 and not outside.abstain.any()


def test_what_cannot_be_compared_is_said(genomes):
    people = genomes.people(30, 20)
    attack = GenotypeLinkage(threat=genomes.threat())
    renamed = replace(people, variants=people.variants.assign(id="."), subjects=np.arange(30))
    with pytest.raises(PrivacyInputError, match="none of 20 and 20 variants"):
        attack.fit(genomes.release(renamed), people, np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="error_rate=0"):
        GenotypeLinkage(threat=genomes.threat(), error_rate=0)
    with pytest.raises(PrivacyInputError, match="no reference people"):
        attack.fit(genomes.release(people), people.take(np.zeros(0, int)), np.random.default_rng(0))


def test_an_empty_release(genomes):
    people = genomes.people(30, 20)
    attack = GenotypeLinkage(threat=genomes.threat())
    empty = genomes.release(people.take(np.zeros(0, int)))
    assert attack.fit(empty, people, np.random.default_rng(0)).claim(people).abstain.all()


def test_attacks_on_genotypes_are_registered():
    import secured.dean.genomes.phenotypes
    import secured.dean.genomes.summary  # noqa: F401

    names = {card.name for card in methods("dean", "genotype")}
    assert {
        "linkage of genotypes", "linkage of genotypes to traits", "membership in allele frequencies"
    } <= names  # fmt: skip
