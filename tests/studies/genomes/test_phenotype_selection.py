# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The study of selection by traits: agrees with the closed form, sees no traits where there are none, and says whose they are."""

import json

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.studies.genomes.phenotype_selection import select_by_phenotype
from secured_datasets.simulated.independent_variants import independent_variants

ASKED = {"people": "simulated genomes", "prior": 4e-6, "population": 250_000, "seed": 1, "n_causal": 100}


@pytest.fixture(scope="module")
def genotypes():
    rng = np.random.default_rng(1)
    return independent_variants(500, rng.uniform(0.05, 0.5, 300), rng)


def test_known_effects_agree_with_the_closed_form(genotypes):
    study = select_by_phenotype(genotypes, heritability=(0.5,) * 8, **ASKED)
    assert study.agrees and study.predictors == "known effects" and study.explained == (0.5,) * 8
    assert study.worth.point[0] < 0.01 and study.worth.point[-1] > 0.99
    told = json.loads(json.dumps(study.to_dict()))
    assert [one["size"] for one in told["points"]] == [2, 5, 10, 20, 50, 100] and "simulated" in told[
        "traits"
    ]
    assert "closed" not in study._repr_html_() and "expected" in study._repr_html_()


def test_predictors_too_sure_are_seen_not_to_agree(genotypes):
    """The comparison itself: measured at a heritability of 0.2, held against the closed form of 0.5."""
    from dataclasses import replace

    weak = select_by_phenotype(genotypes, heritability=(0.2,) * 8, **ASKED)
    strong = select_by_phenotype(genotypes, heritability=(0.5,) * 8, **ASKED)
    assert weak.agrees and not replace(weak, expected=strong.expected).agrees


def test_learned_predictors_explain_less_than_there_is(genotypes):
    study = select_by_phenotype(
        genotypes, heritability=(0.8, 0.8), learn_on=300, **(ASKED | {"n_causal": 10})
    )
    assert study.n_people == 200 and study.predictors == "learned"
    assert all(0.02 < one < 0.75 for one in study.explained)
    few = select_by_phenotype(genotypes.take(np.arange(60)), heritability=(0.5,), sizes=(2, 10, 100), **ASKED)
    assert few.worth is None and [one.size for one in few.points] == [2, 10]


def test_too_few_people_are_refused(genotypes):
    with pytest.raises(PrivacyInputError, match="5 people are left"):
        select_by_phenotype(genotypes, heritability=(0.5,), learn_on=495, **ASKED)
