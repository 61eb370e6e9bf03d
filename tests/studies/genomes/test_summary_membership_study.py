# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The study of published frequencies: power as the closed forms say, and nothing where there is little to read."""

import json

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.studies.genomes.summary_membership import membership_in_frequencies
from secured_datasets.simulated.independent_variants import independent_variants

CLASSIC = ("Homer", "likelihood ratio")
ASKED = {"people": "simulated genomes", "n_reference": 400, "seed": 1, "statistics": CLASSIC}


@pytest.fixture(scope="module")
def genotypes():
    rng = np.random.default_rng(1)
    return independent_variants(700, rng.uniform(0.1, 0.5, 600), rng)


def test_power_is_near_the_closed_form(genotypes):
    table = membership_in_frequencies(genotypes, n_people=40, n_variants=200, groups=12, **ASKED)
    for row in table.to_dict()["rows"]:
        assert row["members"] == row["outsiders"] == 480
        assert row["point_at_0.05"] == pytest.approx(
            row["expected"], abs=0.12
        )  # one group's members go together
    assert json.loads(json.dumps(table.to_dict()))["people"] == "simulated genomes"
    assert "likelihood ratio" in table._repr_html_()


def test_a_large_group_of_few_variants_tells_little(genotypes):
    table = membership_in_frequencies(genotypes, n_people=200, n_variants=20, groups=2, **ASKED)
    assert all(row["point_at_0.05"] < 0.2 and row["area"] < 0.62 for row in table.to_dict()["rows"])


def test_coarse_frequencies_tell_less_and_have_no_closed_form(genotypes):
    exact, coarse = (
        membership_in_frequencies(genotypes, n_people=40, n_variants=200, groups=4, step=step, **ASKED).rows
        for step in (None, 0.5)
    )
    assert all(one.curve.area > other.curve.area + 0.1 for one, other in zip(exact, coarse, strict=True))
    assert all(row.expected is None for row in coarse)


def test_somebody_must_be_left_outside(genotypes):
    with pytest.raises(PrivacyInputError, match="outsider"):
        membership_in_frequencies(genotypes, n_people=300, n_variants=20, **ASKED)
