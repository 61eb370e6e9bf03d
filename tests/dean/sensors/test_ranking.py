# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The ranking comes out as worked by hand, and as published where the published distances are there."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import DatasetUnavailable, PrivacyInputError
from secured.dean.sensors.published_distances import read_published_distances
from secured.dean.sensors.ranking import combine_sensors, weighted_precision

# Three people, two sensors. Rows: targets; columns: candidates; (pulse, movement).
BY_HAND = np.array(
    [
        [(0.1, 0.5), (0.3, 0.1), (0.9, 0.9)],  # means .30 .20 .90: the first is second
        [(0.4, 0.4), (0.2, 0.2), (0.3, 0.3)],  # .40 .20 .30: the second is first
        [
            (0.1, 0.3),
            (0.6, 0.6),
            (0.2, 0.2),
        ],  # .20 .60 .20: the third shares the first place, counts as second
    ]
)
CLASS_WEIGHTS = {"baseline": 0.53, "amusement": 0.17, "stress": 0.3}
PUBLISHED = Path(os.environ.get("SECURED_DATA", "")) / "lange-alignments"


def test_by_hand(sensors):
    scores = combine_sensors(BY_HAND)
    np.testing.assert_allclose(scores, [[0.3, 0.2, 0.9], [0.4, 0.2, 0.3], [0.2, 0.6, 0.2]])
    found = sensors.identified(scores.round(12))
    assert found.ranks.tolist() == [2, 1, 2]
    assert found.cmc[:2].tolist() == [1 / 3, 1]


def test_by_hand_with_weights_and_places(sensors):
    only_pulse = combine_sensors(BY_HAND, [1, 0])
    assert sensors.identified(only_pulse).ranks.tolist() == [1, 1, 2]
    places = combine_sensors(BY_HAND, by="rank")  # places of pulse and movement, averaged
    assert places.tolist() == [[0.5, 0.5, 2], [2, 0, 1], [0.5, 2, 0.5]]
    assert sensors.identified(places).ranks.tolist() == [2, 1, 2]


def test_leading_axes_are_classes():
    twice = np.stack([BY_HAND, BY_HAND[:, ::-1]])
    np.testing.assert_array_equal(combine_sensors(twice)[0], combine_sensors(BY_HAND))
    np.testing.assert_array_equal(
        combine_sensors(twice, by="rank")[1], combine_sensors(BY_HAND[:, ::-1], by="rank")
    )


@given(st.integers(0, 2**32 - 1))
def test_order_of_candidates_and_scale_do_not_matter(sensors, seed):
    rng = np.random.default_rng(seed)
    distances, order = rng.random((5, 5, 3)), rng.permutation(5)
    ranks = sensors.identified(combine_sensors(distances)).ranks
    moved = sensors.identified(combine_sensors(distances[:, order]), np.argsort(order)).ranks
    np.testing.assert_array_equal(ranks, moved)
    np.testing.assert_array_equal(ranks, sensors.identified(combine_sensors(7 * distances)).ranks)


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [0.0, 0.0]])
def test_weights_that_make_no_sense_are_refused(weights):
    with pytest.raises(PrivacyInputError, match="combine_sensors"):
        combine_sensors(BY_HAND, weights)


def test_an_unknown_combination_is_refused():
    with pytest.raises(PrivacyInputError, match="no combination 'places'"):
        combine_sensors(BY_HAND, by="places")


def test_a_class_without_weight_is_refused():
    with pytest.raises(PrivacyInputError, match="no weight for stress"):
        weighted_precision({"stress": 0.5}, {"rest": 1.0})


def write_published(folder, classes=("baseline", "stress"), people=(2, 3, 10), drop=None):
    """Files in the published layout, with simulated distances."""
    rng = np.random.default_rng(0)
    for cls in classes:
        for target in people:
            rows = {
                str(one): {name: round(float(rng.random()), 4) for name in ("bvp", "acc_x", "acc_y", "acc_z")}
                for one in people
                if (cls, target, one) != drop
            }
            path = folder / cls / "test=0.001" / f"SW-DTW_results_normalized_{cls}_0.001_S{target}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(rows))
            (path.parent / f"SW-DTW_max-precision_{cls}_0.001_k=1.json").write_text("{}")


def test_published_layout_is_read(tmp_path):
    write_published(tmp_path)
    read = read_published_distances(tmp_path, window="0.001")
    assert (read.classes, read.people) == (("baseline", "stress"), (2, 3, 10))
    assert read.sensors == ("bvp", "acc_x", "acc_y", "acc_z") and read.values.shape == (2, 3, 3, 4)
    both = read.of([("bvp",), ("acc_x", "acc_y", "acc_z")])
    np.testing.assert_allclose(both[..., 1], read.values[..., 1:].mean(axis=-1))
    with pytest.raises(PrivacyInputError, match="no sensor eda"):
        read.of([("eda",)])


def test_missing_and_odd_files_are_refused(tmp_path):
    with pytest.raises(DatasetUnavailable, match="smartwatch-dtw-attack"):
        read_published_distances(tmp_path, window="0.001")
    write_published(tmp_path, drop=("stress", 3, 10))
    with pytest.raises(PrivacyInputError, match="stress, S3"):
        read_published_distances(tmp_path, window="0.001")


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published distances are not in the data folder")
def test_published_precision_comes_out_exactly(sensors):
    read = read_published_distances(PUBLISHED, window="0.0001")
    assert len(read.people) == 15 and set(read.classes) == set(CLASS_WEIGHTS)
    distances = read.of([("bvp",), ("acc_x", "acc_y", "acc_z")])
    curves = {
        cls: sensors.identified(combine_sensors(distances[at]).round(9)).cmc
        for at, cls in enumerate(read.classes)
    }
    first = {cls: round(float(one[0]), 3) for cls, one in curves.items()}
    assert first == {"baseline": 0.533, "amusement": 0.4, "stress": 0.533}
    found = [
        weighted_precision({cls: float(one[k - 1]) for cls, one in curves.items()}, CLASS_WEIGHTS, digits=3)
        for k in (1, 3, 5)
    ]
    assert found == [0.510, 0.776, 0.867]
