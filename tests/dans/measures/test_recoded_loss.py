# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Loss read from released rows equals the engine's Loss wherever both apply."""

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dans import FullDomainGeneralization, KAnonymity, Loss
from secured.dans.tables.measures.recoded_loss import recoded_loss


@settings(deadline=None, max_examples=60)
@given(data=st.data(), mean=st.sampled_from(["geometric", "arithmetic"]))
def test_at_a_node_it_is_loss(plain, data, mean):
    dataset = data.draw(plain.datasets())
    levels = tuple(
        data.draw(st.integers(0, dataset.hierarchies[name].n_levels - 1))
        for name in dataset.quasi_identifiers
    )
    try:
        solution = FullDomainGeneralization(models=(KAnonymity(k=2),), levels=levels).solve(dataset)
    except PrivacyInputError:
        assume(False)
    release = solution.link(np.random.default_rng(0)).release
    expected = Loss(table=solution.table, mean=mean).score(solution.classes, solution.kept)
    assert recoded_loss(dataset, release, mean) == pytest.approx(expected, abs=1e-12)


def test_rows_of_two_levels_by_hand(plain):
    """Of 20 values of the domain a label covers 1, 5 or 10: (2 x 1 + 1 x 5 + 1 x 10 - 4 x 1) / (4 x 20 - 4 x 1)."""
    dataset = plain.random_dataset(3, 4, ["intervals"], 0.0)
    release = (
        FullDomainGeneralization(models=(KAnonymity(k=1),), levels=(0,))
        .solve(dataset)
        .link(np.random.default_rng(0))
        .release
    )
    five, ten = (dataset.hierarchies["intervals0"].descriptions[level] for level in (1, 2))
    exact = float(dataset.hierarchies["intervals0"].values[0])
    mixed = release.data.assign(
        intervals0=np.array([exact, exact, next(iter(five)), next(iter(ten))], dtype=object)
    )
    release = dataclasses.replace(release, data=mixed, descriptions={"intervals0": {**five, **ten}})
    assert recoded_loss(dataset, release) == pytest.approx((2 * 1 + 5 + 10 - 4) / (80 - 4))


def test_a_label_without_meaning_is_refused(plain):
    dataset = plain.random_dataset(3, 20, ["tree"], 0.0)
    release = (
        FullDomainGeneralization(models=(KAnonymity(k=1),), levels=(1,))
        .solve(dataset)
        .link(np.random.default_rng(0))
        .release
    )
    with pytest.raises(PrivacyInputError, match="neither described nor values"):
        recoded_loss(dataset, dataclasses.replace(release, descriptions={}))
