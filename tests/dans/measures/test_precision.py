# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Precision counts levels, suppressed people at the top."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.dans import CompressedTable
from secured.dans.tables.measures.precision import Precision


def test_by_hand(plain):
    """Tree has levels 0-3, intervals 0-3 (5, 10, all): at (1, 2) with 4 of 10 people suppressed."""
    table = CompressedTable.of(plain.random_dataset(3, 10, ["tree", "intervals"]))
    classes = table.classes((1, 2))
    kept = np.zeros(len(classes.counts), dtype=bool)
    kept[0] = True
    released = classes.counts[0] / 10
    parts = [released / 3 + 1 - released, released * 2 / 3 + 1 - released]
    assert table.shape == (4, 4)
    assert Precision().score(classes, kept) == pytest.approx(sum(parts) / 2)
    assert Precision(mean="max").score(classes, kept) == pytest.approx(parts[1])
    assert Precision(weights={"tree0": 0.25, "intervals1": 1.0}).score(classes, kept) == pytest.approx(
        (parts[0] / 4 + parts[1]) / 2
    )
    cheap = [released / 3 + (1 - released) / 2, released * 2 / 3 + (1 - released) / 2]
    assert Precision(gs_factor=0.25).score(classes, kept) == pytest.approx(sum(cheap) / 2)


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_it_is_the_mean_height_of_all_cells(plain, data):
    dataset = data.draw(plain.datasets())
    table, definitions = CompressedTable.of(dataset), plain.Definitions(dataset)
    levels = data.draw(st.sampled_from(definitions.lattice))
    classes, least = table.classes(levels), data.draw(st.integers(1, 5))
    cells = [
        level / (n - 1) if len(people) >= least else 1.0
        for people in definitions.groups(levels).values()
        for _ in people
        for level, n in zip(levels, table.shape, strict=True)
    ]
    assert Precision().score(classes, classes.counts >= least) == pytest.approx(np.mean(cells))
