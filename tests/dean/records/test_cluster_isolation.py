# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People outside every cluster are recognised in a raw copy, though what is known is off; in classes of equals nobody is."""

import numpy as np
import pandas as pd
import pytest

from secured.common import GeneralizedValue, PrivacyInputError
from secured.dean import Linkage, evaluate
from secured.dean.records import ClusterIsolation, Moved
from secured.dean.records.cluster_isolation import standing_alone
from secured.dean.records.mixed_features import MixedFeatures


def attack(records, **more):
    return ClusterIsolation(threat=records.threat(weight=0.0, height=0.0), **more)


def test_outliers_of_a_raw_copy_are_found(records):
    result = evaluate(attack(records), records.world())
    assert result.main.successes == result.main.claimed > 0.1 * result.main.n
    assert result.control.successes == 0 and result.null.successes <= 2
    assert result.worst_off.top_rate == 1


def test_it_survives_values_that_are_off_where_exact_matching_does_not(records):
    off = {name: Moved(by=1, wrong=1.0) for name in ("weight", "height")}
    world = records.world(**off)
    result = evaluate(attack(records), world)
    exact = evaluate(Linkage(threat=records.threat(weight=0.0, height=0.0)), world)
    assert result.main.successes > 0.05 * result.main.n > exact.main.successes
    assert result.main.successes > 0.6 * result.main.claimed


def test_people_in_groups_of_equals_are_not_found(records):
    def grouped(data):
        order = data["weight"].rank(method="first").astype(int) - 1
        for name in ("weight", "height"):
            data[name] = data.groupby(order // 5)[name].transform("mean")
        return data

    assert evaluate(attack(records), records.world(grouped)).main.claimed == 0


def test_suppressed_or_dealt_values_find_nobody(records, deal, flatten):
    assert evaluate(attack(records), records.world(flatten("*"))).main.claimed == 0
    assert evaluate(attack(records), records.world(deal("weight", "height"))).main.successes <= 2


def test_a_lone_point_stands_alone():
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(0, 1, (60, 2)), rng.normal(20, 1, (60, 2)), [[60.0, -50.0]]])
    alone = standing_alone(points, 5, rng)
    assert alone[-1] and alone[:-1].mean() < 0.35


def test_a_large_release_is_divided_first(monkeypatch):
    monkeypatch.setattr("secured.dean.records.cluster_isolation.MOST_TOGETHER", 50)
    points = np.concatenate([np.zeros((100, 2)), np.full((100, 2), 9.0), [[60.0, -50.0]]])
    assert np.flatnonzero(standing_alone(points, 5, np.random.default_rng(0))).tolist() == [200]


def test_labels_stand_where_their_values_do(tables):
    data = pd.DataFrame({"age": ["[40, 50)", "[50, 60)", "*"], "town": ["north", "*", "south"]}, dtype=object)
    star = GeneralizedValue(kind="suppressed")
    described = {
        "age": {
            "[40, 50)": GeneralizedValue(kind="interval", lower=40, upper=50),
            "[50, 60)": GeneralizedValue(kind="interval", lower=50, upper=60),
            "*": star,
        },
        "town": {"north": GeneralizedValue(kind="group", members=("a", "b")), "*": star},
    }
    features = MixedFeatures(tables.release_of(data, described), {"age": 0.0, "town": 0.0, "unknown": 0.0})
    known = features.known(pd.DataFrame({"age": [45.0, 45.0], "town": ["a", "south"]}))
    assert np.allclose(known[0], features.released[0])
    assert np.linalg.norm(known[0] - known[1]) == pytest.approx(1)
    assert np.linalg.norm(features.released[1, 2:] - known[0, 2:]) == pytest.approx(0.5)


def test_numbers_out_of_range_are_refused(records):
    with pytest.raises(PrivacyInputError, match="smallest=1"):
        attack(records, smallest=1)
    with pytest.raises(PrivacyInputError, match=r"least=1\.0"):
        attack(records, least=1.0)
