# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identifier removal drops names, shuffles rows, keeps every other value and promises nothing."""

import numpy as np
import pandas as pd

from secured.common import Guarantee
from secured.dans import IdentifierRemoval


def test_names_go_and_everything_else_stays(plain):
    dataset = plain.random_dataset(0, 200, ["tree", "intervals"], 0.2)
    before = dataset.data.copy(deep=True)
    linked = IdentifierRemoval().link(dataset, np.random.default_rng(1))
    assert list(linked.release.data.columns) == [name for name in before.columns if name != "name"]
    assert sorted(linked.row_of) == list(range(200))
    back = linked.release.data.iloc[linked.row_of].reset_index(drop=True)
    pd.testing.assert_frame_equal(back, before.drop(columns="name"))
    pd.testing.assert_frame_equal(dataset.data, before)
    assert linked.release.guarantee == Guarantee()
    assert linked.release.descriptions == {}
    assert linked.release.source == dataset.fingerprint


def test_rows_are_in_no_order(plain):
    linked = IdentifierRemoval().link(plain.random_dataset(0, 1000, ["flat"]), np.random.default_rng(1))
    assert abs(np.corrcoef(np.arange(1000), linked.row_of)[0, 1]) < 0.1
