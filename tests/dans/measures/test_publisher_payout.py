# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Payouts and information loss by hand."""

from dataclasses import replace
from math import log

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Tree
from secured.dans import CompressedTable
from secured.dans.tables.measures.publisher_payout import EntropyBasedInformationLoss, PublisherPayout

COUNTRY = Column(
    role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY,
    hierarchy=Tree(tree={"Europe": ["ES", "PT"], "Asia": ["JP", "KR"]}),
)  # fmt: skip


@pytest.fixture
def classes(plain):
    """Europe 3, Asia 1: each covers 2 of 4 values, half the logarithm."""
    data = pd.DataFrame({"country": ["ES", "ES", "PT", "JP"]}, dtype=object)
    return CompressedTable.of(plain.dataset_of(data, {"country": COUNTRY})).classes((1,))


def test_information_loss_by_hand(classes):
    half = log(2) / log(4)
    kept = np.array([True, False])
    assert EntropyBasedInformationLoss().score(classes, kept) == pytest.approx(3 * half + 1)
    assert EntropyBasedInformationLoss(gs_factor=0.25).score(classes, kept) == pytest.approx(3 * half + 0.5)
    assert EntropyBasedInformationLoss(gs_factor=1).score(classes, kept) == pytest.approx(1)


def test_payouts_by_hand(classes):
    """Europe: 1200 x 1/2 missed, attacked (100 > 4) at 300 / 3; Asia attacked at 300."""
    payout, everybody = PublisherPayout(), np.array([True, True])
    assert payout.score(classes, everybody) == pytest.approx(3 * (600 + 100) + (600 + 300))
    assert payout.score(classes, np.array([True, False])) == pytest.approx(3 * 700 + 1200)
    wary = PublisherPayout(adversary_cost=100.0)  # an attack must gain more than it costs
    assert wary.score(classes, everybody) == pytest.approx(3 * 600 + 900)
    assert payout.bound(classes) == pytest.approx(4 * 600)


def test_a_journalist_looks_in_the_population(classes):
    payout = PublisherPayout(adversary="journalist")
    with pytest.raises(PrivacyInputError, match="needs the population"):
        payout.score(classes, np.array([True, True]))
    known = replace(classes, population=np.array([30, 100]))
    assert payout.score(known, np.array([True, True])) == pytest.approx(3 * (600 + 10) + 600)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"publisher_loss": -1.0}, "publisher_loss=-1.0"),
        ({"adversary": "marketer"}, "unknown adversary 'marketer'"),
    ],
)
def test_what_cannot_be_paid_is_refused(wrong, says):
    with pytest.raises(PrivacyInputError, match=says):
        PublisherPayout(**wrong)
