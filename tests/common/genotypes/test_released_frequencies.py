# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Published frequencies: counted rightly, of nobody in particular, and refused where they cannot be."""

import numpy as np
import pandas as pd
import pytest

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes, ReleasedFrequencies, frequencies_of


def few(dosages):
    dosages = np.array(dosages, dtype=np.int8)
    n = dosages.shape[1]
    table = pd.DataFrame(
        {"id": [f"v{at}" for at in range(n)], "chromosome": "1", "position": 1, "counted": "A", "other": "G"}
    )
    return Genotypes(
        dosages=dosages, variants=table, subjects=np.array([f"Q77-{at}" for at in range(len(dosages))])
    )


def test_alleles_are_counted_and_missing_ones_left_out():
    made = frequencies_of(few([[0, -1, -1], [1, 2, -1], [2, 1, -1]]))
    np.testing.assert_allclose(made.frequencies, [0.5, 0.75, np.nan])
    assert made.n_people == len(made) == 3 and made.content()["frequencies withheld"] == 1
    assert "Q77" not in repr(made) and "Q77" not in str(made.people) + str(made.cells())


def test_nobody_can_be_taken_out_and_variants_can():
    made = frequencies_of(few([[0, 1], [1, 2]]))
    with pytest.raises(PrivacyInputError, match="Count alleles"):
        made.take(np.array([0]))
    assert made.select([1]).frequencies.tolist() == [0.75]
    assert (
        made.select([1]).fingerprint != made.fingerprint == frequencies_of(few([[0, 1], [1, 2]])).fingerprint
    )


def test_shuffled_frequencies_are_the_same_values_of_other_variants():
    made = frequencies_of(few(np.random.default_rng(0).integers(0, 3, (20, 50))))
    mixed = made.shuffled(np.random.default_rng(1))
    assert (
        sorted(mixed.frequencies) == sorted(made.frequencies)
        and (mixed.frequencies != made.frequencies).any()
    )


@pytest.mark.parametrize(
    "frequencies, n_people, word",
    [([0.1], 5, "shape"), ([0.1, 1.2], 5, "Clip"), ([0.1, 0.2], 0, "n_people=0")],
)
def test_impossible_frequencies_are_refused(frequencies, n_people, word):
    with pytest.raises(PrivacyInputError, match=word):
        ReleasedFrequencies(
            frequencies=np.array(frequencies), variants=few([[0, 1]]).variants, n_people=n_people
        )
